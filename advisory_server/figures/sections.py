"""The parts of the Headteacher's page: each has one picture and one table, over the weeks of a school year."""

from dataclasses import dataclass
from types import MappingProxyType

from advisory_server.figures.columns import ANY, BACKGROUND, CHOSEN, KINDS, THREE_DAYS, TIMES, Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part."""

    id: str
    """In addresses."""
    heading: str
    lead: str
    columns: tuple[Column, ...]


WEEKS = Section(
    id="weeks",
    heading="The weeks of the year",
    lead="How many staff devices met a reminder or had a listed site open in working time.",
    columns=(ANY, THREE_DAYS),
)

SECTIONS = MappingProxyType(
    {
        section.id: section
        for section in (
            WEEKS,
            Section(
                id="chosen",
                heading="What people chose",
                lead="A reminder is over with a choice, or after ten minutes without one.",
                columns=CHOSEN,
            ),
            Section(
                id="kinds",
                heading="Kinds of site",
                lead="Which kind of site it was. Which site, only a half-term tells.",
                columns=KINDS,
            ),
            Section(
                id="times",
                heading="Time of day",
                lead="Working time alone: the own time of a device's staff group, such as lunch, is in no figure.",
                columns=TIMES,
            ),
            Section(
                id="background",
                heading="Left running in the background",
                lead="Open tabs were paused, apps were let through; nobody need have looked at either.",
                columns=BACKGROUND,
            ),
        )
    }
)
"""All five by their ids, in the order of the page."""
