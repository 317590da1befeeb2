"""Who answers for the processing, who was asked and told, and the official channels: as the school wrote it."""

import datetime as dt

from advisory_server.pages.date_words import date_words
from owntime.data_protection.statement import Part, Statement, measured, reported
from school_policy.channels import Channel
from school_policy.notice_digest import notice_digest, told_of
from school_policy.policy import Policy

_NOTICE = "school.toml [notice]"
_CODE_NOTICE = "code, school_policy/policy.py Notice.is_given"


def who_answers(policy: Policy) -> Part:
    """Name the controller and the roles to turn to."""
    contacts = policy.contacts
    roles = (
        ("Headteacher", contacts.headteacher),
        ("IT", contacts.it),
        ("Safeguarding", contacts.safeguarding),
    )
    return Part(
        heading="Who answers for it",
        statements=(
            reported(f"The controller is {policy.school.name}.", "school.toml [school] name"),
            *(
                reported(f"{what}: {contact.who}, {contact.how}.", "school.toml [contacts]")
                for what, contact in roles
            ),
        ),
        to_write=(
            "The controller's address, and any joint controller (a trust, a council).",
            "The data protection officer, and how to reach them.",
            "The school's registration with the Information Commissioner.",
        ),
    )


def telling_staff(policy: Policy) -> Part:
    """Say when staff were consulted and told, and whether what they were told still holds."""
    return Part(
        heading="Consulting and telling staff",
        statements=(
            _consulted(policy),
            _given(policy),
            measured(
                "Until the day on which notice was given, nothing is intercepted and nothing is counted.",
                _CODE_NOTICE,
            ),
            _still_holds(policy),
        ),
        to_write=(
            "Who was consulted (staff, governors, volunteers, their unions), what they said, and what came of it.",
            "How visitors, supply staff and anybody else who may use the network are told.",
        ),
    )


def _consulted(policy: Policy) -> Statement:
    day = policy.notice.consulted_on
    if day is None:
        return measured("No day is written on which staff were consulted.", f"{_NOTICE} consulted_on")
    return reported(
        f"The day on which staff were, or will be, consulted: {date_words(day)}.", f"{_NOTICE} consulted_on"
    )


def _given(policy: Policy) -> Statement:
    day = policy.notice.given_on
    if day is None:
        return measured("No day is written on which staff were given notice.", f"{_NOTICE} given_on")
    return reported(
        f"The day on which staff were, or will be, given notice: {date_words(day)}.", f"{_NOTICE} given_on"
    )


def _still_holds(policy: Policy) -> Statement:
    then, now = policy.notice.settings, notice_digest(told_of(policy))
    source = f"{_NOTICE} settings, and code, school_policy/notice_digest.py"
    if not then:
        return measured("Which notice was given is not recorded.", source)
    if then == now:
        return measured(f"The notice that was given ({then}) tells the settings as they are now.", source)
    return measured(f"The notice that was given ({then}) no longer tells the settings as they are now.", source)


def channels(policy: Policy) -> Part:
    """Say what the register of official channels holds."""
    names = {platform.id: platform.name for platform in policy.platforms}
    rows = tuple(
        reported(_channel(channel, names.get(channel.platform, channel.platform)), "school.toml [[channel]]")
        for channel in policy.channels
    )
    none = measured("The register has no channel.", "school.toml [[channel]]")
    return Part(heading="Official channels", statements=rows or (none,))


def _channel(channel: Channel, platform: str) -> str:
    said = (
        ("master administration", channel.master_role),
        ("may post", ", ".join(channel.approved_roles) or "nobody beside"),
        ("opened", _day(channel.opened)),
        ("closed", _day(channel.closed) if channel.closed else "no"),
        ("master access is the school's own", _yes(channel.school_holds_access)),
        ("answers for what is posted", channel.editorial_oversight or "not written"),
        ("administrators", str(channel.administrators) if channel.administrators else "not written"),
        ("second factor", _yes(channel.mfa)),
        ("privacy settings reviewed", _day(channel.privacy_reviewed_on)),
        ("linked from", channel.website_link or "not written"),
        ("next review", _day(channel.review_on)),
    )
    return f"{platform}, “{channel.name}”: {'; '.join(f'{key}: {value}' for key, value in said)}."


def _day(day: dt.date | None) -> str:
    return "not written" if day is None else date_words(day)


def _yes(answer: bool) -> str:  # noqa: FBT001 (a value to be worded)
    return "yes" if answer else "no"
