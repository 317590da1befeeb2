"""What could go wrong for staff: the limits of the method, plainly, and what is held against the rest."""

from owntime.data_protection.access import fewest_in_use, fewest_shown
from owntime.data_protection.statement import Part, by_the_makers

_PRIVACY = "docs/privacy.md, Limits"
_TRUST = "docs/trust.md"
_PAGE = "docs/data-protection.md"


def limits_of_the_method() -> Part:
    """Say what the figures cannot promise, and under what they fail."""
    least = fewest_shown()
    return Part(
        heading="Risks to staff: the limits of the method",
        statements=(
            by_the_makers(
                f"Devices are not people: {least} devices may be fewer than {least} people where somebody uses "
                "two, and two people may share one. A device that one person uses is that person's.",
                _PRIVACY,
            ),
            by_the_makers(
                f"Whoever enrols {least - 1} idle devices of their own and drives them sees whether one more is "
                "there.",
                _PRIVACY,
            ),
            by_the_makers(
                "Whoever runs the server sees reports in transit, each with its device's token, and could "
                "change the program. The program keeps the two apart; it cannot keep its operator from looking.",
                _PRIVACY,
            ),
            by_the_makers(
                "Statistics: who looks at many weeks, and knows who was away when, guesses better than by chance. "
                "Bands make it harder; only noise would put a bound to it.",
                _PRIVACY,
            ),
            by_the_makers(
                "The statement on which the figures rest: that a figure is not shown leaves open every number "
                "from none to nine. It was tried against readers of all released figures who also know what up "
                "to two devices sent. It fails where four or more pool what theirs sent, where figures for "
                "other days or for fewer people are made beside these, or where the integers are read before "
                "they are deleted.",
                _PAGE,
            ),
            by_the_makers(
                "The IT admin sees on which day each device was last in contact. Whoever looks every day can "
                "write down on which days a device was on; where one person uses it, that is news of that person. "
                "No hour is known and nothing of what was done, and none of it is on the Headteacher's pages.",
                _PRIVACY,
            ),
            by_the_makers(
                f"A school with fewer than {fewest_in_use()} devices in use gets no figures, and should not "
                "count.",
                _PRIVACY,
            ),
            by_the_makers(
                "What is on a device, on its way and at the server is best treated as personal data. Only the "
                "released bands are candidates for being no personal data: the school decides that, by asking "
                "whether anybody could be singled out, linked or inferred from them.",
                _PAGE,
            ),
        ),
        to_write=("How likely and how severe the school finds each of these, and what it does about it.",),
    )


def other_risks() -> Part:
    """Say what could go wrong beside the figures, and what is held against it."""
    return Part(
        heading="Risks to staff: beyond the figures",
        statements=(
            by_the_makers(
                "The reminder is seen by others, on a classroom's board: the page is neutral, and names the "
                "site in its button alone.",
                _PAGE,
            ),
            by_the_makers(
                "Staff feel watched, or keep from what they may do: own time is never touched; no name, log-in, "
                "page or time is kept; everybody may read /what-we-count.",
                _PAGE,
            ),
            by_the_makers(
                "Private or union correspondence is met: sites of unions, health and banks are never listed; "
                "what is passed on is not read. The first request of a listed site is read in memory to answer "
                "it.",
                _TRUST,
            ),
            by_the_makers(
                "A device's certificate authority is stolen: it vouches for listed sites alone, on that device.",
                f"{_TRUST}, row T16",
            ),
            by_the_makers(
                "The memory of a device's program is read: what remains there, and how long, is told.",
                f"{_TRUST}, What remains in memory",
            ),
            by_the_makers(
                "The reminder is taken for evidence: the program holds nothing about a member of staff that "
                "could be.",
                _PAGE,
            ),
            by_the_makers("A device's name tells whose it is: name devices by room or number.", _PAGE),
        ),
        to_write=("Other risks that the school or its staff see.",),
    )
