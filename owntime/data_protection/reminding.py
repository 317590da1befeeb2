"""Whom the reminder reminds, of what, and when: as the settings and lists stand."""

from collections.abc import Iterator

from advisory_server.pages.date_words import date_words
from advisory_server.pages.listed_words import CATEGORY_WORDS
from owntime.data_protection.statement import Part, Statement, measured, reported
from owntime.notice.own_time_points import days_off, own_time_points
from school_policy.notice_digest import Told, told_of
from school_policy.policy import EVERY_PLATFORM, Group, Policy

_GROUP = "school.toml [[group]]"


def who_is_reminded(policy: Policy) -> Part:
    """Say which groups there are, when their own time is, and who is never reminded of what."""
    told = told_of(policy)
    points = zip(policy.groups, own_time_points(told), strict=True)
    return Part(
        heading="Whose devices, and when",
        statements=(
            reported(f"Members of staff: {policy.school.staff}.", "school.toml [school] staff"),
            *(measured(f"Own time of {point}", _GROUP) for _, point in points),
            measured(days_off(told), "school.toml [calendar], [[group]]"),
            measured(f"Times are those of {policy.school.zone}.", "school.toml [school] zone"),
            *_quiet(policy),
            *_addresses(policy.groups),
            *_limits(policy, told),
        ),
        to_write=("Why each group is among them, volunteers and governors too; that no pupil's device is.",),
    )


def _quiet(policy: Policy) -> Iterator[Statement]:
    names = {platform.id: platform.name for platform in policy.platforms} | {EVERY_PLATFORM: "any site"}
    for group in policy.groups:
        for quiet in group.quiet:
            what = names.get(quiet.platform, quiet.platform)
            yield measured(f"{group.name} are never reminded of {what}.", f"{_GROUP}.quiet platform")
            why = f"Why {group.name} are not reminded of {what}: {quiet.reason}; to be reviewed on "
            yield reported(f"{why}{date_words(quiet.review_on)}.", f"{_GROUP}.quiet reason, review_on")


def _addresses(groups: tuple[Group, ...]) -> Iterator[Statement]:
    for group in groups:
        if group.addresses:
            ranges = ", ".join(sorted(group.addresses))
            yield measured(f"Behind a gateway, {group.name} are told by address: {ranges}.", f"{_GROUP} addresses")


def _limits(policy: Policy, told: Told) -> Iterator[Statement]:
    reminder = policy.reminder
    most = f"at most {reminder.daily_cap} times a day" if reminder.daily_cap else "as often as a site is opened"
    yield measured(f"A device shows the reminder {most}.", "school.toml [reminder] daily_cap")
    minutes = reminder.own_time_minutes
    yield measured(f"“I'm on my own time now” lasts {minutes} minutes.", "school.toml [reminder] own_time_minutes")
    where = "only while the school's server finds it at school" if told.only_at_school else "wherever it is"
    yield measured(f"A device reminds {where}.", "school.toml [reminder] only_on_site, [counting] server")


def what_is_listed(policy: Policy) -> Part:
    """Name every platform that is listed, and what no list may hold."""
    told = told_of(policy)
    reasons = sorted({each.reason for each in policy.never_listed})
    return Part(
        heading="Which sites are listed",
        statements=(
            *(
                measured(
                    f"{CATEGORY_WORDS[kind.category].capitalize()}: {', '.join(kind.platforms)}.",
                    "the lists in force, domain_lists/catalogue and lists.toml",
                )
                for kind in told.listed
            ),
            measured(
                f"Kept out of every list: {'; '.join(reasons) or 'nothing'}.",
                "domain_lists/never_listed.toml",
            ),
        ),
    )
