"""Which sections each audience is given, and the lines at the foot."""

from collections.abc import Iterator

from advisory_server.pages.date_words import date_words
from owntime.notice import sections
from owntime.notice.text import Audience, NoticeText, Section
from school_policy.notice_digest import Told, notice_digest, told_of
from school_policy.policy import EVERY_PLATFORM, Policy

_TITLES = {
    Audience.STAFF: "Social media and games at work: what the reminder does",
    Audience.SUPPLY: "For visitors today: the social media reminder",
    Audience.GOVERNORS: "For governors: the social media reminder",
}
_LEADS = {
    Audience.STAFF: "The school's Social Media Policy leaves your own time to you. In working time, school "
    "devices remind you of it when you open social media or a game. It asks; you choose. You are told before it "
    "starts.",
    Audience.SUPPLY: "Welcome. On school devices a page may come up when you open social media or a game in "
    "working time. It asks whether to go back or to carry on for work. Either is fine.",
    Audience.GOVERNORS: "Staff are reminded of the Social Media Policy when they open a listed site in working "
    "time. It leaves the choice to them. This page says what it does, and what is asked of you.",
}


def compose(policy: Policy, audience: Audience) -> NoticeText:
    """Write the notice for an audience from a school's settings."""
    told = told_of(policy)
    return NoticeText(
        title=_TITLES[audience],
        school=told.school,
        lead=_LEADS[audience],
        sections=_sections(policy, told, audience),
        given=_given(policy, told),
        digest=f"Settings: {notice_digest(told)}",
    )


def _sections(policy: Policy, told: Told, audience: Audience) -> tuple[Section, ...]:
    everybody = (sections.interception(told), sections.counting(told))
    match audience:
        case Audience.STAFF:
            before = (sections.what_happens(told), sections.own_time(told))
            after = (sections.keeping(told), sections.whom_to_ask(told), sections.the_law())
            return (*before, *everybody, *after)
        case Audience.SUPPLY:
            return (sections.own_time(told), *everybody, sections.whom_to_ask(told), sections.the_law())
        case Audience.GOVERNORS:
            return (_asked(policy), _reviews(policy), *everybody, sections.keeping(told), sections.the_law())


def _given(policy: Policy, told: Told) -> str:
    """Date the notice only where it is known to be the one that was given."""
    notice = policy.notice
    if notice.given_on is not None and notice.settings == notice_digest(told):
        return f"Given on {date_words(notice.given_on)}"
    return "Given on: ____________________"


def _asked(policy: Policy) -> Section:
    consulted = policy.notice.consulted_on
    words = f"on {date_words(consulted)}" if consulted else "no day yet (consulted_on)"
    return Section(
        heading="What is asked of you",
        points=(
            f"See that staff are consulted before it starts. The settings say: {words}.",
            (
                "See that everybody who may use the school's network is told before it starts, visitors too, "
                "and again when the last line of this page has changed."
            ),
            "See that the data protection impact assessment is done, and advice on the law taken.",
            (
                "Agree on when own time is, and look at it all again at least once a year: is it kind, does it "
                "help, is it still needed?"
            ),
        ),
    )


def _reviews(policy: Policy) -> Section:
    points = tuple(_quiet_reviews(policy)) or ("None: every group is reminded about every listed site.",)
    return Section(heading="Who is never reminded, why, and when that is reviewed", points=points)


def _quiet_reviews(policy: Policy) -> Iterator[str]:
    names = {platform.id: platform.name for platform in policy.platforms} | {EVERY_PLATFORM: "every site"}
    for group in policy.groups:
        for quiet in group.quiet:
            what = names.get(quiet.platform, quiet.platform)
            yield f"{group.name}, {what}: {quiet.reason} (review on {date_words(quiet.review_on)})"
