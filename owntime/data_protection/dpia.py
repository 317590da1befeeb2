"""The draft of a data protection impact assessment (UK GDPR Article 35), part by part."""

from owntime.data_protection import access, holding, network, reasons, reminding, rights_and_law, risks, the_school
from owntime.data_protection.statement import Document, Part
from school_policy.policy import Policy


def dpia(policy: Policy) -> Document:
    """Write the assessment from a school's settings and our own code."""
    return Document(
        name="dpia",
        title="Data protection impact assessment: the social media reminder (a draft)",
        school=policy.school.name,
        parts=(
            the_school.who_answers(policy),
            reasons.purposes(),
            reminding.who_is_reminded(policy),
            reminding.what_is_listed(policy),
            network.what_leaves(policy),
            holding.people_and_data(policy),
            holding.retention(policy),
            access.who_has_access(policy),
            holding.recipients(policy),
            access.what_is_released(policy),
            the_school.channels(policy),
            the_school.telling_staff(policy),
            reasons.lawful_basis(),
            reasons.smaller_measures(),
            risks.limits_of_the_method(),
            risks.other_risks(),
            rights_and_law.rights(policy),
            holding.security(policy),
            rights_and_law.law(),
            _outcome(),
        ),
    )


def _outcome() -> Part:
    return Part(
        heading="Outcome",
        to_write=(
            "The advice of the data protection officer, and whether it was taken.",
            (
                "What risk remains, and who accepts it; if it is high, the Information Commissioner is asked "
                "first (Article 36)."
            ),
            "The day of the next review.",
        ),
    )
