"""Staff's rights, and the law to take advice on: nothing here is legal advice."""

from owntime.data_protection.statement import Part, by_the_makers, reported
from owntime.notice.sections import LAWS
from school_policy.policy import Policy

_PAGE = "docs/data-protection.md"
_ACTS = "legislation.gov.uk has the texts"


def rights(policy: Policy) -> Part:
    """Say what staff may ask, and what can be answered."""
    head = policy.contacts.headteacher
    return Part(
        heading="Staff's rights",
        statements=(
            reported(f"Whom to ask: {head.who}, {head.how}.", "school.toml [contacts] headteacher"),
            by_the_makers(
                "To be told (UK GDPR Articles 12 to 14): the notice, /what-we-count, /staff, and the reminder "
                "itself.",
                _PAGE,
            ),
            by_the_makers(
                "To see, have corrected or erased, and have restricted (Articles 15 to 18): who holds an "
                "account can be shown it, with its sessions and pauses. Of a device that one person uses, its "
                "name, the weeks in which it was in use, the day of its last contact and what it then said of "
                "itself can be shown. Counts and released figures stand "
                "beside no device and no person, so nobody's own can be found among them (Article 11).",
                _PAGE,
            ),
            by_the_makers(
                "To object (Article 21): the school decides. It can make a group quiet for every site, or enrol a "
                "device no longer; then nothing is shown, or nothing is counted.",
                _PAGE,
            ),
            by_the_makers(
                "No decision about a person is made by the program (Article 22): it shows a page, and the person "
                "chooses.",
                _PAGE,
            ),
            by_the_makers("To complain to the school, and to the Information Commissioner (ico.org.uk).", _PAGE),
        ),
        to_write=("How such a request is answered within a month, and by whom.",),
    )


def law() -> Part:
    """Name the laws; what they mean for the school is for its own adviser."""
    return Part(
        heading="The law, for the school to take advice on",
        statements=(
            by_the_makers(
                "The Social Media Policy that Own Time was made for names the Regulation of Investigatory Powers "
                "Act 2000 (RIPA). See whether the school's own does.",
                _PAGE,
            ),
            by_the_makers(
                "RIPA 2000, with the Telecommunications (Lawful Business Practice) (Interception of "
                "Communications) Regulations 2000, is the older form of the rule on interception by a business "
                "on its own network.",
                _ACTS,
            ),
            by_the_makers(f"Today's form, to be read beside it: {LAWS[0]}.", _ACTS),
            by_the_makers(
                "Points of the 2018 Regulations to put to the adviser, who reads them in full: that "
                "interception is solely for monitoring or keeping a record of communications relevant to the "
                "business; that the system is provided for the business; that all reasonable efforts are made "
                "to inform every person who may use it. To show the reminder, the first request to a listed "
                "site is taken up on the school's device: the adviser says whether, and how, that falls under "
                "them.",
                _ACTS,
            ),
            by_the_makers(
                f"Also: {LAWS[1]}; the Human Rights Act 1998 (Article 8); the Equality Act 2010. The Information "
                "Commissioner has guidance on monitoring workers (October 2023).",
                _ACTS,
            ),
            by_the_makers("This page is not legal advice. The school takes its own advice.", _PAGE),
        ),
        to_write=("Who advised the school, on which day, and what they said.",),
    )
