"""The colours of pictures: those of the pages, and black and white would do as well."""

from dataclasses import dataclass

from advisory_server.charts.picture import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Shades:
    """One set of colours, each #rrggbb."""

    surface: str
    ink: str
    soft: str
    edge: str
    tone: str


def shades_of(look: Look) -> Shades:
    """Return the colours for a look; they are the pages' own (school_policy/school_colour.py)."""
    if look.dark:
        return Shades(surface="#24272e", ink="#efede7", soft="#b9bcc4", edge="#3b3f49", tone=look.tone)
    return Shades(surface="#ffffff", ink="#23262d", soft="#555a64", edge="#dcd9d0", tone=look.tone)
