"""What an INSET day is for, out of the summary of its entry."""

import re

_KIND = re.compile(
    r"(inset|staff|teachers?'?|training|development|day|non-pupil|pupil-free|cpd|pd|\d+|[\s:,.()\u2013\u2014/-])+",
    re.IGNORECASE,
)
_UNSAID = "staff training"


def inset_reason(summary: str) -> str:
    """Return what the day is for: "INSET day: phonics" is for phonics; "staff training" where nothing is said."""
    kind = _KIND.match(summary)
    rest = summary[kind.end() :] if kind is not None else summary
    return rest.rstrip(" ).") or _UNSAID
