"""Policies put together from generated parts."""

import datetime as dt

from hypothesis import strategies as st

from school_policy.calendar import (
    BankHoliday,
    Calendar,
    Change,
    Closure,
    DateRange,
    Inset,
    Opening,
    Region,
    Term,
)
from school_policy.channels import Channel
from school_policy.hostname import Hostname
from school_policy.platform import HostRule, NeverListed, Platform
from school_policy.policy import (
    EVERY_PLATFORM,
    Contact,
    Contacts,
    Counting,
    Gateway,
    Group,
    Notice,
    Policy,
    Quiet,
    Reminder,
    School,
    Upstream,
)
from school_policy.vocabulary import Category, GroupId, HostKind, PlatformId
from tests.school_policy.wall_clock import WEEKS, days

WORDS = st.text(st.characters(codec="utf-8"), max_size=5)
DATES = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))
MAYBE_DATES = st.none() | DATES
NUMBERS = st.integers(0, 2**63 - 1)
HOSTS = st.sampled_from(["tube.test", "i.tube.test", "xn--bcher-kva.test", "_x.r3---sn.test"]).map(Hostname)
IDS = st.sampled_from(["tube", "book"]).map(PlatformId)


def several[T](part: st.SearchStrategy[T], most: int = 2) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(part, max_size=most).map(tuple)


CONTACTS = st.builds(Contact, who=WORDS, how=WORDS)
PLATFORMS = st.builds(
    Platform,
    id=IDS,
    name=WORDS,
    category=st.sampled_from(Category),
    front_page=WORDS,
    hosts=several(st.builds(HostRule, host=HOSTS, kind=st.sampled_from(HostKind), below=st.booleans())),
    embed_paths=several(WORDS),
    embed_hosts=several(HOSTS),
    login_paths=several(WORDS),
)
GROUPS = several(WORDS.map(GroupId))
CALENDARS = st.builds(
    Calendar,
    region=st.sampled_from(Region),
    week_a=MAYBE_DATES,
    terms=several(
        st.builds(
            Term,
            name=WORDS,
            first=DATES,
            last=DATES,
            half_term=st.none() | st.builds(DateRange, first=DATES, last=DATES),
        )
    ),
    insets=several(st.builds(Inset, day=DATES, reason=WORDS, groups=GROUPS, plan=st.none() | days())),
    closures=several(st.builds(Closure, first=DATES, last=DATES, reason=WORDS)),
    changes=several(st.builds(Change, day=DATES, reason=WORDS, groups=GROUPS, plan=days())),
    openings=several(st.builds(Opening, day=DATES, reason=WORDS)),
    bank_holidays=several(st.builds(BankHoliday, day=DATES, name=WORDS)),
)
POLICIES = st.builds(
    Policy,
    school=st.builds(School, name=WORDS, zone=WORDS, colour=WORDS, start_page=WORDS, staff=NUMBERS),
    notice=st.builds(Notice, given_on=MAYBE_DATES, consulted_on=MAYBE_DATES, settings=WORDS),
    upstream=st.builds(Upstream, forward=WORDS, pac=WORDS),
    groups=several(
        st.builds(
            Group,
            id=WORDS.map(GroupId),
            name=WORDS,
            week=WEEKS,
            week_b=st.none() | WEEKS,
            holiday_week=WEEKS,
            quiet=several(st.builds(Quiet, platform=IDS | st.just(EVERY_PLATFORM), reason=WORDS, review_on=DATES)),
        ),
        most=1,
    ),
    calendar=CALENDARS,
    channels=several(
        st.builds(
            Channel,
            platform=IDS,
            name=WORDS,
            master_role=WORDS,
            approved_roles=several(WORDS),
            opened=DATES,
            closed=MAYBE_DATES,
            school_holds_access=st.booleans(),
            editorial_oversight=WORDS,
            administrators=st.none() | NUMBERS,
            mfa=st.booleans(),
            privacy_reviewed_on=MAYBE_DATES,
            website_link=WORDS,
            review_on=MAYBE_DATES,
        )
    ),
    contacts=st.builds(Contacts, safeguarding=CONTACTS, headteacher=CONTACTS, it=CONTACTS),
    reminder=st.builds(Reminder, daily_cap=NUMBERS, own_time_minutes=NUMBERS, only_on_site=st.booleans()),
    gateway=st.none() | st.builds(Gateway, address=WORDS, clients=several(WORDS)),
    counting=st.builds(Counting, server=WORDS, authority=WORDS),
    platforms=several(PLATFORMS),
    never_listed=several(st.builds(NeverListed, host=HOSTS, reason=WORDS, below=st.booleans())),
)
