"""A small school for the tests of the proxy: three platforms, one group, and a clock that stands still."""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import msgspec
from mitmproxy import http

from proxy_addons.clock import Clock
from proxy_addons.connections import Live, Way
from proxy_addons.in_force import InForce, put_in_force
from proxy_addons.school_contact import SchoolContact
from proxy_addons.situation import Situation
from proxy_addons.situations import Situations
from school_policy.hostname import Hostname
from school_policy.platform import HostRule, NeverListed, Platform
from school_policy.policy import (
    Contact,
    Contacts,
    Counting,
    Group,
    Notice,
    Policy,
    Quiet,
    Reminder,
    School,
    Upstream,
)
from school_policy.standing import Standing
from school_policy.timetable import Break, Day, parse_time_range
from school_policy.vocabulary import Category, ClientId, GroupId, HostKind, PlatformId
from tests.school_policy.register import OFFICIAL

LONDON = ZoneInfo("Europe/London")
TEACHING, OFFICE = GroupId("teaching"), GroupId("office")
FACEBOOK, YOUTUBE, WOW = PlatformId("facebook"), PlatformId("youtube"), PlatformId("wow")
ANNE, BEN = ClientId("192.0.2.1"), ClientId("192.0.2.2")


def at(text: str) -> dt.datetime:
    """A time of Monday 23 November 2026 ("10:42", "10:42:05"), or a full ISO text, in the school's zone."""
    full = text if "T" in text else f"2026-11-23T{text}"
    return dt.datetime.fromisoformat(full).replace(tzinfo=LONDON).astimezone(dt.UTC)


def _hosts(sites: list[str], assets: list[str], exact: tuple[str, ...] = ()) -> tuple[HostRule, ...]:
    return (
        *(HostRule(host=Hostname(host), kind=HostKind.SITE) for host in sites),
        *(HostRule(host=Hostname(host), kind=HostKind.SITE, below=False) for host in exact),
        *(HostRule(host=Hostname(host), kind=HostKind.ASSET) for host in assets),
    )


_WORKING_DAY = Day(
    sessions=(parse_time_range("08:30-12:15"), parse_time_range("13:15-15:45")),
    breaks=(Break(name="Lunch", time=parse_time_range("12:15-13:15")),),
)
_PLATFORMS = (
    Platform(
        id=FACEBOOK,
        name="Facebook",
        category=Category.SOCIAL,
        front_page="https://www.facebook.com/",
        hosts=_hosts(["facebook.com"], ["fbcdn.net"], ("fb.com", "www.fb.com")),
        embed_paths=("/plugins/", "/v*/plugins/"),
        login_paths=("/dialog/oauth", "/v*/dialog/oauth"),
    ),
    Platform(
        id=YOUTUBE,
        name="YouTube",
        category=Category.VIDEO,
        front_page="https://www.youtube.com/",
        hosts=_hosts(["youtube.com", "youtube-nocookie.com"], ["ytimg.com"]),
        embed_paths=("/embed/", "/iframe_api"),
        embed_hosts=(Hostname("youtube-nocookie.com"), Hostname("www.youtube-nocookie.com")),
    ),
    Platform(
        id=WOW,
        name="World of Warcraft",
        category=Category.MMORPG,
        front_page="https://worldofwarcraft.example/",
        hosts=_hosts(["worldofwarcraft.example"], []),
    ),
)
POLICY = Policy(
    school=School(
        name="Ashover Primary School",
        zone="Europe/London",
        colour="#1d4e89",
        start_page="https://www.ashover.example/",
        staff=26,
    ),
    notice=Notice(given_on=dt.date(2026, 9, 1)),
    upstream=Upstream(forward="http://127.0.0.1:3128"),
    groups=(
        Group(id=TEACHING, name="Teaching staff", week=(*((_WORKING_DAY,) * 5), Day(), Day())),
        Group(
            id=OFFICE,
            name="Office staff",
            week=(*((_WORKING_DAY,) * 5), Day(), Day()),
            quiet=(Quiet(platform=YOUTUBE, reason="Lessons", review_on=dt.date(2027, 7, 1)),),
        ),
    ),
    channels=(
        msgspec.structs.replace(OFFICIAL, name="Ashover Primary"),
        msgspec.structs.replace(OFFICIAL, platform=YOUTUBE, name="Ashover films", closed=dt.date(2026, 1, 1)),
    ),
    contacts=Contacts(
        safeguarding=Contact(who="DSL", how="dsl@ashover.example"),
        headteacher=Contact(who="Headteacher", how="head@ashover.example"),
        it=Contact(who="IT admin", how="it@ashover.example"),
    ),
    reminder=Reminder(daily_cap=0),
    platforms=_PLATFORMS,
    never_listed=(
        NeverListed(host=Hostname("accounts.youtube.com"), reason="Google's sign-in"),
        NeverListed(host=Hostname("about.facebook.com"), reason="the company", below=False),
        NeverListed(host=Hostname("gov.uk"), reason="government"),
    ),
)


def with_cap(cap: int) -> Policy:
    return msgspec.structs.replace(POLICY, reminder=Reminder(daily_cap=cap))


def only_at_school() -> Policy:
    """The sample with a server, which says whether a device is at school."""
    return msgspec.structs.replace(POLICY, counting=Counting(server="https://owntime.ashover.example"))


def quiet_for(platform: PlatformId) -> Policy:
    """The sample, where teaching staff are quiet for a platform."""
    quiet = Quiet(platform=platform, reason="Safeguarding", review_on=dt.date(2027, 7, 1))
    teaching = msgspec.structs.replace(POLICY.groups[0], quiet=(quiet,))
    return msgspec.structs.replace(POLICY, groups=(teaching, *POLICY.groups[1:]))


def in_force(policy: Policy = POLICY, group: GroupId = TEACHING) -> InForce:
    found = policy.group(group)
    assert found is not None
    return put_in_force(policy, [found])[0]


class StoppedClock(Clock):
    """Stands still until it is set."""

    def __init__(self, moment: dt.datetime) -> None:
        super().__init__()
        self._moment = moment

    def now(self) -> dt.datetime:
        return self._moment

    def set(self, at: dt.datetime) -> None:
        self._moment = at


def situation_at(
    moment: str, policy: Policy = POLICY, group: GroupId = TEACHING, contact: SchoolContact | None = None
) -> Situation:
    return Situation(in_force(policy, group), StoppedClock(at(moment)), contact=contact or at_school())


def at_school() -> SchoolContact:
    """The school's server has just found this device at school."""
    contact = SchoolContact(lambda: 0.0)
    contact.hear(Standing(on_site=True), 0.0)
    return contact


def situations(situation: Situation) -> Situations:
    """The only group of a device."""
    return Situations((situation,), lambda _client: situation.group)


def live(  # noqa: PLR0913 (a connection has so many properties)
    way: Way,
    *,
    name: str = "1",
    client: ClientId = ANNE,
    platform: PlatformId = FACEBOOK,
    host: str = "www.facebook.com",
    since: str = "10:42",
    fingerprint: str = "",
    group: GroupId = TEACHING,
) -> Live:
    return Live(
        id=name,
        group=group,
        client=client,
        host=Hostname(host),
        platform=platform,
        way=way,
        since=at(since),
        fingerprint=fingerprint,
    )


def request(
    url: str, headers: Mapping[str, str] | None = None, *, method: str = "GET", body: bytes = b""
) -> http.Request:
    named = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    return http.Request.make(method, url, body, http.Headers(named))
