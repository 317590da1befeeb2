"""A school with one of everything that its settings may say, and every single change of it."""

import datetime as dt
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any
from zoneinfo import available_timezones

import msgspec

from owntime.data_protection.not_stated import NOT_STATED
from owntime.data_protection.sign_off import digest_of, said_in
from owntime.data_protection.statement import Document
from school_policy import calendar as cal
from school_policy import policy as parts
from school_policy.channels import Channel
from school_policy.hostname import Hostname
from school_policy.platform import HostRule, NeverListed, Platform
from school_policy.timetable import Break, Day, TimeRange, Week
from school_policy.vocabulary import Category, GroupId, HostKind, PlatformId

DAY = dt.date(2026, 9, 7)
SERVER = "https://owntime.hartwell.example:8480"
_WORK = Day(
    sessions=(TimeRange(dt.time(8), dt.time(12)), TimeRange(dt.time(13), dt.time(15, 30))),
    breaks=(Break(name="Lunch", time=TimeRange(dt.time(12), dt.time(13))),),
)
_WEEK: Week = (_WORK,) * 7
_CONTACT = parts.Contact(who="Head", how="0100")
_GROUP = GroupId("teaching")

EVERYTHING = parts.Policy(
    school=parts.School(
        name="Hartwell",
        zone="Europe/London",
        colour="#123456",
        start_page="https://hartwell.example/",
        staff=26,
        networks=("10.0.0.0/8",),
        translations="/etc/locale",
    ),
    notice=parts.Notice(given_on=DAY, consulted_on=DAY, settings="a1b2c3d4"),
    upstream=parts.Upstream(forward="http://filter.school:3128", pac="/etc/proxy.pac"),
    groups=(
        parts.Group(
            id=_GROUP,
            name="Teaching staff",
            week=_WEEK,
            week_b=_WEEK,
            holiday_week=_WEEK,
            quiet=(parts.Quiet(platform=PlatformId("tube"), reason="clips", review_on=DAY),),
            addresses=("10.1.0.0/16",),
        ),
    ),
    calendar=cal.Calendar(
        region=cal.Region.ENGLAND,
        week_a=DAY,
        terms=(cal.Term(name="Autumn", first=DAY, last=DAY, half_term=cal.DateRange(first=DAY, last=DAY)),),
        insets=(cal.Inset(day=DAY, reason="planning", groups=(_GROUP,), plan=_WORK),),
        closures=(cal.Closure(first=DAY, last=DAY, reason="snow"),),
        changes=(cal.Change(day=DAY, reason="evening", groups=(_GROUP,), plan=_WORK),),
        openings=(cal.Opening(day=DAY, reason="fair"),),
        bank_holidays=(cal.BankHoliday(day=DAY, name="New Year"),),
    ),
    channels=(
        Channel(
            platform=PlatformId("book"),
            name="Hartwell",
            master_role="Headteacher",
            approved_roles=("Deputy",),
            opened=DAY,
            closed=DAY,
            editorial_oversight="Headteacher",
            administrators=2,
            privacy_reviewed_on=DAY,
            website_link="https://hartwell.example/news",
            review_on=DAY,
        ),
    ),
    contacts=parts.Contacts(safeguarding=_CONTACT, headteacher=_CONTACT, it=_CONTACT),
    reminder=parts.Reminder(),
    counting=parts.Counting(server=SERVER, authority="/etc/server.pem", policy_key="key"),
    gateway=parts.Gateway(address="10.0.0.2", clients=("10.2.0.0/16",)),
    platforms=(
        Platform(
            id=PlatformId("chat"),  # no other setting names it
            name="Chat",
            category=Category.VIDEO,
            front_page="https://chat.test/",
            hosts=(HostRule(host=Hostname("chat.test"), kind=HostKind.SITE),),
            embed_paths=("/embed/",),
            embed_hosts=(Hostname("e.test"),),
            login_paths=("/login/",),
        ),
    ),
    never_listed=(NeverListed(host=Hostname("bank.test"), reason="banks"),),
    valid_until=dt.datetime(2026, 12, 1, tzinfo=dt.UTC),
)

UNCOUNTED = msgspec.structs.replace(EVERYTHING, counting=parts.Counting())
"""The same school without a server."""


def changes(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield every single change of a value, with the path of what is changed."""
    match value:
        case msgspec.Struct():
            for field in msgspec.structs.fields(value):
                for inner, changed in changes(getattr(value, field.name), (*path, field.name)):
                    yield inner, msgspec.structs.replace(value, **{field.name: changed})
        case tuple():
            yield ".".join(path), ()
            for inner, changed in changes(value[0], path):
                yield inner, (changed, *value[1:])
        case _:
            yield ".".join(path), _another(value)


def _another(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case Enum():
            members = list(type(value))
            return members[(members.index(value) + 1) % len(members)]
        case int():
            return value + 1
        case str():
            return "Europe/Paris" if value in available_timezones() else f"{value}x"
        case dt.time():
            return value.replace(minute=value.minute + 1)
        case dt.datetime() | dt.date():
            return value + dt.timedelta(days=1)
        case _:
            raise AssertionError(f"no other value for {value!r}: give the school one")


def optional_gone(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield the value without each part that may be missing."""
    if isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(value):
            inside = (*path, field.name)
            if field.default is None:
                yield ".".join(inside), msgspec.structs.replace(value, **{field.name: None})
            for inner, changed in optional_gone(getattr(value, field.name), inside):
                yield inner, msgspec.structs.replace(value, **{field.name: changed})
    elif isinstance(value, tuple) and value:
        for inner, changed in optional_gone(value[0], path):
            yield inner, (changed, *value[1:])


def is_not_stated(path: str) -> bool:
    return any(path == named or path.startswith(f"{named}.") for named in NOT_STATED)


def wrongly_stated(compose: Callable[[parts.Policy], Document]) -> set[str]:
    """Return the paths whose change changes the digest and should not, or does not and should."""

    def digest(policy: parts.Policy) -> str:
        return digest_of(said_in(compose(policy)))

    before = digest(EVERYTHING)
    every = [*changes(EVERYTHING), *optional_gone(EVERYTHING)]
    return {path for path, policy in every if (digest(policy) == before) is not is_not_stated(path)}
