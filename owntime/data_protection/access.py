"""Who may see what: read from the server's own table of addresses, and from what it releases."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from advisory_server.release import NOT_SHOWN, release_week, shown
from advisory_server.routes import ROUTES, Who
from owntime.data_protection.statement import Part, Statement, by_the_makers, measured
from school_policy.count_report import Band, Dimension, half_term_cells, weekly_cells
from school_policy.dimensions import dimensions_of
from school_policy.period import week_is_released
from school_policy.policy import Policy

WHO_WORDS = {
    Who.ANYBODY: "Everybody on the network, without signing in",
    Who.DEVICE: "A device, by its token",
    Who.HEADTEACHER: "The Headteacher, signed in",
    Who.IT_ADMIN: "The IT admin, signed in",
}
"""Who may ask, in words; a test holds that nobody is missing."""

DIMENSION_WORDS = {
    Dimension.ANY: "anything at all",
    Dimension.THREE_DAYS: "three or more days",
    Dimension.OUTCOME: "what was chosen",
    Dimension.CATEGORY: "the kind of site",
    Dimension.BAND: "the part of the day",
    Dimension.PLATFORM: "the platform",
}
"""What a figure is about, in words."""

_MANY = 1_000
"""More devices than a primary school has: what is shown of so many shows the highest band."""
_CELLS = "code, school_policy/count_report.py"
_RELEASE = "code, advisory_server/release.py"
_A_MONDAY = dt.date(2026, 1, 5)


def who_has_access(policy: Policy) -> Part:
    """Say which addresses each may ask for, and who is outside of the program's reach."""
    if not policy.counting.server:
        return Part(
            heading="Who has access",
            statements=(measured("There is no server, and so no figure.", "school.toml [counting] server"),),
            to_write=("Who may sign in to staff devices as an administrator.",),
        )
    return Part(
        heading="Who has access",
        statements=(
            *_addresses(),
            measured("Whatever is not named here is refused.", "code, advisory_server/routes.py ROUTES"),
            by_the_makers(
                "Whoever runs the server (its system's administrator) can read its files, and could read "
                "reports while they arrive, with the token that came with them.",
                "docs/privacy.md, Limits",
            ),
        ),
        to_write=(
            "The people who hold the accounts of the Headteacher and the IT admin, and who looks them through.",
            "Who runs the server, and who may sign in to staff devices as an administrator.",
        ),
    )


def _addresses() -> Iterator[Statement]:
    for who in Who:
        theirs = [f"{route.method} {route.path}" for route in ROUTES if who in route.may]
        if theirs:
            words = WHO_WORDS.get(who, who.name)
            yield measured(f"{words}: {', '.join(theirs)}.", "code, advisory_server/routes.py ROUTES")


def what_is_released(policy: Policy) -> Part:
    """Say which figures there are, from how many devices on, and when."""
    heading = "Which figures the Headteacher gets"
    if not policy.counting.server:
        none = measured("None: nothing is counted.", "school.toml [counting] server")
        return Part(heading=heading, statements=(none,))
    abouts = dict.fromkeys(cell.dimension for cell in weekly_cells())
    of_half_term = dict.fromkeys(cell.dimension for cell in half_term_cells(dimensions_of(policy).platforms))
    least, least_in_use = fewest_shown(), fewest_in_use()
    at = week_is_released(_A_MONDAY, ZoneInfo(policy.school.zone)).astimezone(ZoneInfo(policy.school.zone))
    return Part(
        heading=heading,
        statements=(
            measured(f"Of a week: {', '.join(DIMENSION_WORDS[each] for each in abouts)}.", _CELLS),
            measured(f"Of a half-term: {', '.join(DIMENSION_WORDS[each] for each in of_half_term)}.", _CELLS),
            measured(
                f"A figure is shown from {least} devices on, as a band: “{shown(least, _MANY)}”, at most "
                f"“{shown(_MANY, _MANY)}”. All else reads “{NOT_SHOWN}”.",
                _RELEASE,
            ),
            measured(f"Where fewer than {least_in_use} devices were in use, nothing is shown.", _RELEASE),
            measured(
                f"Parts of the day are shown for a week with working time in {fewest_parts()} of them.", _RELEASE
            ),
            measured(
                f"A week is released once, on {at:%A} at {at:%H:%M} after it, and a half-term so after its last "
                "week; neither ever changes.",
                "code, school_policy/period.py week_is_released, advisory_server/store/counting_tables.py",
            ),
        ),
    )


def fewest_shown() -> int:
    """Return how many devices it takes for a figure to be shown, by asking what may be published."""
    return next(number for number in range(_MANY) if shown(number, _MANY) != NOT_SHOWN)


def fewest_in_use() -> int:
    """Return how many devices must be in use for anything to be shown, by asking the same."""
    return next(number for number in range(_MANY) if shown(_MANY, number) != NOT_SHOWN)


def fewest_parts() -> int:
    """Return in how many parts of the day there must be working time for any of them to be shown: the same."""
    everybody = dict.fromkeys(weekly_cells(), _MANY)
    parts = list(Band)
    return next(
        number
        for number in range(len(parts) + 1)
        if any(
            cell.dimension is Dimension.BAND and text != NOT_SHOWN
            for cell, text in release_week(everybody, _MANY, (), parts[:number])
        )
    )
