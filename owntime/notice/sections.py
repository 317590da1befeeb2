"""The parts of a notice that every audience is told, in plain words, from what the settings tell.

Two things are never claimed: that nobody can ever guess, and that anything here is evidence.
"""

from owntime.notice.listed import listed
from owntime.notice.own_time_points import days_off, own_time_points
from owntime.notice.text import Section
from school_policy.grant import GRACE
from school_policy.notice_digest import Told

LAWS = (
    (
        "the Investigatory Powers Act 2016, section 46, with the Investigatory Powers (Interception by "
        "Businesses etc. for Monitoring and Record-keeping Purposes) Regulations 2018"
    ),
    "the UK GDPR and the Data Protection Act 2018",
)


def what_happens(told: Told) -> Section:
    """Say what is met in working time, and in own time."""
    grace = int(GRACE.total_seconds() // 60)
    capped = f" A device shows the page at most {_times(told.daily_cap)} a day." if told.daily_cap else ""
    return Section(
        heading="What happens, and when",
        points=(
            (
                "In working time, a listed site opens with a page first. It asks: go back, or carry on for work? "
                f"Either is fine. For work, it does not ask again for that site until your day ends.{capped}"
            ),
            (
                f"If your day is arranged differently, “I'm on my own time now” opens the site for "
                f"{_minutes(told.own_time_minutes)}."
            ),
            (
                f"When working time begins, a page that you left open has {_minutes(grace)}. Then it waits "
                "until you load it again."
            ),
            _never_shown(told),
        ),
    )


def _never_shown(told: Told) -> str:
    elsewhere = ", and away from the school's network," if told.only_at_school else ""
    return f"In your own time{elsewhere} nothing is shown and nothing is counted."


def own_time(told: Told) -> Section:
    """Say when own time is, group by group."""
    return Section(
        heading="Your own time",
        sentences=(days_off(told), "INSET days, closures and one-off changes hold as the school announces them."),
        points=own_time_points(told),
    )


def interception(told: Told) -> Section:
    """Say what is intercepted, and what never is."""
    return Section(
        heading="What is intercepted, and what never is",
        points=(
            (
                "To show the page, a program on the school's device takes up the connection to a listed site in "
                "working time. It reads the request (the address asked for, and what the browser sends with it) "
                "in memory only, to decide what to answer."
            ),
            listed(told),
            (
                "Never: any other site; anything in own time; anything on a site after you carry on, while that "
                "holds. It then arrives as it would at home."
            ),
        ),
    )


def counting(told: Told) -> Section:
    """Say what is counted, and who sees it."""
    heading = "What is counted, and who sees it"
    if not told.counted:
        return Section(heading=heading, points=("Nothing. The school has no server for it.",))
    return Section(
        heading=heading,
        points=(
            (
                "A device says “yes, at least once”, however often it happened: for a week, to what was chosen, "
                "which kind of site and part of the day; for a half-term, to which site. Each by itself, never "
                "two together. The school's page “What we count” has every field."
            ),
            (
                "Once a week the Headteacher sees bands such as “10 to 14 devices”, from 10 devices on. All "
                "else reads “Not shown”. The IT admin sees of each device the last day it was on, its staff group "
                "and its version of the settings; and the name and day of a site that was called wrongly listed. "
                "No figures."
            ),
            (
                "Who looks at many weeks, and knows who was away when, may guess better than by chance. The "
                "figures are about devices and not about a person; they are no evidence of what anybody did."
            ),
        ),
    )


def keeping(told: Told) -> Section:
    """Say what is not kept anywhere, and what is on the device."""
    kept = (
        "Kept on the device: these answers, each by itself, and the days of a week that had any, for five weeks "
        "after the week or half-term; the reports that it sent, for as long (90 days where the server refused "
        "one). “What we count” says what the server keeps."
        if told.counted
        else "Your choices stay in the device's memory until they end."
    )
    return Section(
        heading="What is never kept, and what is",
        sentences=(
            "Never: people's names, log-ins, addresses of pages, what you read or write, how often or how long.",
            kept,
        ),
    )


def whom_to_ask(told: Told) -> Section:
    """Name the roles and how to reach them."""
    head, it, safe = told.contacts.headteacher, told.contacts.it, told.contacts.safeguarding
    return Section(
        heading="Whom to ask",
        points=(
            f"About this notice, or to ask what is held, or to object: {head.who}, {head.how}",
            f"About the reminder, or a site that should not be listed: {it.who}, {it.how}",
            f"About a worry for a child: {safe.who}, {safe.how}",
        ),
    )


def the_law() -> Section:
    """Name the legal bases; the school takes its own advice."""
    return Section(
        heading="The law",
        sentences=(
            (
                f"The legal bases to be named are {LAWS[0]}; and {LAWS[1]}. This page is not legal "
                "advice; the school takes its own advice."
            ),
        ),
    )


def _minutes(number: int) -> str:
    return "1 minute" if number == 1 else f"{number} minutes"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
