"""Whom to tell about what: roles, never a person's name."""

from dataclasses import dataclass

from school_policy.policy import Contact, Contacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard:
    """Somebody to tell, and about what."""

    who: str
    how: str
    about: tuple[str, ...]


def contact_cards(contacts: Contacts) -> tuple[ContactCard, ...]:
    """Return everybody who may be told something, the most urgent first."""
    return (
        _card(
            contacts.safeguarding,
            "You worry about a child.",
            "You met something online that is not safe, or that the school's filter should have stopped.",
        ),
        _card(
            contacts.headteacher,
            "Somebody says something online about the school, its staff or its pupils.",
            "A complaint online names somebody.",
            "You worry about what a colleague or a pupil posts. You may tell another senior leader, too.",
        ),
        _card(contacts.it, "The reminder comes up for a site that should not be on its list."),
    )


def _card(contact: Contact, *about: str) -> ContactCard:
    return ContactCard(who=contact.who, how=contact.how, about=about)
