"""How the notice to staff stands, in the words of every command that checks the settings."""

import datetime as dt
from collections.abc import Iterator

from advisory_server.pages.date_words import date_words
from school_policy.calendar_check import Finding
from school_policy.notice_digest import notice_digest, told_of
from school_policy.policy import Policy

GIVE_IT_ANEW = (
    "give staff the new notice (owntime notice --for staff), then write its day and its last line into [notice]"
)
GIVE_IT_FIRST = (
    "consult staff, give them the notice (owntime notice --for staff), then write the day into [notice] given_on"
)
RECORD_IT = "write the last line of the notice (owntime notice --for staff) into [notice] settings"


def changed_since_given(policy: Policy) -> Iterator[Finding]:
    """Yield a finding where what staff were told is known, and is not what the settings say now."""
    notice = policy.notice
    if notice.given_on is not None and notice.settings not in ("", notice_digest(told_of(policy))):
        text = f"what staff were told has changed since {date_words(notice.given_on)}"
        yield Finding(text=text, about="notice", to_do=GIVE_IT_ANEW)


def not_told(policy: Policy, today: dt.date) -> Iterator[str]:
    """Yield that staff have not been told by that day, and what follows from it."""
    given_on = policy.notice.given_on
    if not policy.notice.is_given(today):
        until = "[notice] given_on is set" if given_on is None else date_words(given_on)
        yield f"notice: staff have not been told; until {until} nobody is reminded and nothing is counted"


def not_recorded(policy: Policy, today: dt.date) -> Iterator[str]:
    """Yield that what staff were told is not recorded, so that nobody can say whether it has changed."""
    if policy.notice.is_given(today) and not policy.notice.settings:
        yield "notice: what staff were told can be recorded as [notice] settings (owntime notice says how)"
