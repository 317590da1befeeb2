"""Why it is done, on what basis, and why less would not do: what the makers say, and what the school must."""

from owntime.data_protection.statement import Part, by_the_makers

_PAGE = "docs/data-protection.md"


def purposes() -> Part:
    """Say what the processing is for."""
    return Part(
        heading="What it is for",
        statements=(
            by_the_makers(
                "To remind staff of the school's Social Media Policy (own time, and nothing left open in the "
                "background at work) at the moment at which it matters. It advises; the person chooses.",
                _PAGE,
            ),
            by_the_makers(
                "To let the Headteacher see, for the school as a whole, whether the reminder is of use. Not to "
                "look at, assess or discipline anybody: the figures are about devices and are no evidence of "
                "what anybody did.",
                _PAGE,
            ),
            by_the_makers(
                "To let the IT admin keep the lists right (“wrongly listed”) and see which devices are at work.",
                _PAGE,
            ),
        ),
        to_write=("Whether these are the school's purposes, and that nothing is used for another.",),
    )


def lawful_basis() -> Part:
    """Leave the basis to the school, with what it will want to look at."""
    return Part(
        heading="Lawful basis, for the school to confirm",
        statements=(
            by_the_makers(
                "Bases to look at: a task in the public interest (UK GDPR Article 6(1)(e)) or, where that does "
                "not hold and the school may use it, legitimate interests (Article 6(1)(f), which a public "
                "authority may not use for its own tasks). Consent is hardly free between an employer and its "
                "staff.",
                _PAGE,
            ),
            by_the_makers(
                "Special categories (Article 9) are not asked for. Which sites somebody opens could hint at "
                "them; hence what no list may hold, above, and that no site's address is kept or sent.",
                _PAGE,
            ),
        ),
        to_write=("The basis that the school relies on, and why; the law that gives it the task, if it is (e).",),
    )


def smaller_measures() -> Part:
    """Say which smaller measures there are, and why they would not do."""
    considered = (
        (
            "The policy alone, and a briefing once a year",
            "it stays, and is not there at the moment at which somebody opens a site by habit",
        ),
        (
            "The reminder without counts",
            "that is how it runs without [counting] server; then nobody knows whether it helps or is in the way",
        ),
        (
            "Refusing the sites to staff",
            "it would take own time and lesson use away, and is more than the policy asks",
        ),
        (
            "The log of the school's filter",
            "it names devices, people, addresses and times; far more than the question needs",
        ),
        ("Asking staff in a survey", "it is worth doing beside it; it cannot remind"),
        ("Counting visits in place of devices", "one person's many visits would stand out; devices say yes, once"),
    )
    return Part(
        heading="Why it is needed, and why less would not do",
        statements=tuple(by_the_makers(f"{what}: {why}.", _PAGE) for what, why in considered),
        to_write=(
            "Which of these the school tried or looked at, and whether the answers hold for it.",
            "When it is looked at again whether the reminder, and the counting, are still needed.",
        ),
    )
