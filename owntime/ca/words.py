"""A device's authorities in words."""

from collections.abc import Iterator

from advisory_server.pages.date_words import date_words
from owntime.ca.standing import AuthorityStanding, Standing
from owntime.doctor.trust import TrustSeen

_MOST_NAMED = 5


def standing_in_lines(its: Standing) -> Iterator[str]:
    """Yield what `owntime ca show` says."""
    yield from _authority("In use", its.in_use)
    if its.waiting is not None:
        yield ""
        yield from _authority("Waiting", its.waiting)


def next_step(its: Standing) -> str:
    """Return what is to be done now, if anything is."""
    if its.waiting is not None:
        return f"Have browsers trust {its.waiting.certificate}, then: owntime ca activate"
    if not its.in_use.is_valid or its.in_use.not_covered:
        return "To put that right: owntime ca renew"
    return ""


def trust_in_words(seen: TrustSeen) -> str:
    """Return where a certificate was found, as far as can be seen from here."""
    if seen.trusted_by:
        return f"trusted by {' and '.join(seen.trusted_by)}"
    if seen.looked_in:
        return f"not in {' nor in '.join(seen.looked_in)}"
    return "whether this machine trusts it cannot be told from here"


def _authority(title: str, its: AuthorityStanding) -> Iterator[str]:
    state = "" if its.is_valid else ": not valid now, so that every site passes through, unread"
    until = f"valid from {date_words(its.not_before.date())} to {date_words(its.not_after.date())}"
    yield f"{title}: {its.certificate}"
    yield f"  {until}, for {its.names} names{state}"
    yield f"  SHA-256 {its.fingerprint}"
    if its.not_covered:
        named = ", ".join(its.not_covered[:_MOST_NAMED])
        more = len(its.not_covered) - _MOST_NAMED
        yield f"  not covered, so passing without a reminder: {named}" + f" and {more} more" * (more > 0)
