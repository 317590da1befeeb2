"""The settings that the pack does not state, each with its reason.

Every other field of the settings changes the digest of `owntime dpia`; a test goes over all. A new field is
stated in the pack, or named here.
"""

_PAGE_ONLY = "how the reminder looks or leads, nothing about anybody"
_WITHIN = "a day of the calendar: it moves working time within what is stated, and everybody sees it on /staff"
_HOW = "how a listed site is known to be it; which sites are listed is stated by name"
_NAME = "a short name for commands and files; the name that people read is stated"

NOT_STATED: dict[str, str] = {
    "school.colour": _PAGE_ONLY,
    "school.start_page": _PAGE_ONLY,
    "school.language": _PAGE_ONLY,
    "school.translations": _PAGE_ONLY,
    "groups.id": _NAME,
    "calendar.week_a": _WITHIN,
    "calendar.region": "whether there are bank holidays is stated; which nation's is " + _WITHIN,
    "calendar.terms.name": _WITHIN,
    "calendar.terms.first": _WITHIN,
    "calendar.terms.last": _WITHIN,
    "calendar.terms.half_term": _WITHIN,
    "calendar.insets": _WITHIN,
    "calendar.closures": _WITHIN,
    "calendar.changes": _WITHIN,
    "calendar.openings": _WITHIN,
    "calendar.bank_holidays": _WITHIN,
    "platforms.id": _NAME,
    "platforms.front_page": _HOW,
    "platforms.hosts": _HOW,
    "platforms.embed_paths": _HOW,
    "platforms.embed_hosts": _HOW,
    "platforms.login_paths": _HOW,
    "never_listed.host": "one of many hosts; what they are kept out for is stated",
    "never_listed.below": "the same",
    "valid_until": "set where a version is published, never read from a school's own files",
    "format": "the form of the compiled document",
}
"""Paths into the settings; what stands below a path goes with it."""
