"""The record of processing activities (UK GDPR Article 30(1)), in the order of that article."""

from owntime.data_protection import access, holding, network, reasons, the_school
from owntime.data_protection.statement import Document
from school_policy.policy import Policy


def record(policy: Policy) -> Document:
    """Write the record from a school's settings and our own code."""
    return Document(
        name="record",
        title="Record of processing: the social media reminder",
        school=policy.school.name,
        parts=(
            the_school.who_answers(policy),
            reasons.purposes(),
            reasons.lawful_basis(),
            holding.people_and_data(policy),
            network.what_leaves(policy),
            holding.recipients(policy),
            access.who_has_access(policy),
            holding.retention(policy),
            holding.security(policy),
            the_school.telling_staff(policy),
        ),
    )
