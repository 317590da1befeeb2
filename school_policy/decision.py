"""The decision: what a connection and a request on a listed site meet, and what would be counted.

`decide_connection` answers at the TLS ClientHello, `decide_request` for each request on an intercepted
connection. Both are pure: who asks brings the facts.
"""

from dataclasses import dataclass
from enum import Enum, auto

from school_policy.vocabulary import Choice, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """How things stand for one client and one platform at one instant."""

    working: bool
    notice_given: bool
    quiet: bool = False
    granted: bool = False
    graced: bool = False
    paused: bool = False
    elsewhere: bool = False
    """The device is not at school, as far as anybody can tell."""
    capped: bool = False

    @property
    def free(self) -> bool:
        """Whether nothing is shown, counted or set aside now."""
        reasons = (self.quiet, self.granted, self.graced, self.paused, self.elsewhere, self.capped)
        return not self.working or not self.notice_given or any(reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """What the start of a connection to a listed site host shows."""

    same_host: bool
    """SNI and CONNECT host are the same DNS name."""
    covered: bool
    """The loaded certificate authority may sign for the host."""
    speaks_http1: bool
    """The client offers http/1.1, or no ALPN at all."""
    refused_before: bool
    """This client does not accept our certificate for this platform."""

    @property
    def can_be_answered(self) -> bool:
        """Whether the client would take an answer of ours: where anything is odd it is not to be expected."""
        return self.same_host and self.covered and self.speaks_http1 and not self.refused_before


class Connection(Enum):
    """What becomes of a connection."""

    PASS_THROUGH = auto()
    STEP_ASIDE = auto()
    """Pass through, by using up an allowance."""
    INTERCEPT = auto()


def decide_connection(circumstances: Circumstances, hello: Hello, *, allowance: bool) -> Connection:
    """Decide at the ClientHello of a connection to a listed site host. All that is odd passes through."""
    if circumstances.free or not hello.can_be_answered:
        return Connection.PASS_THROUGH
    return Connection.STEP_ASIDE if allowance else Connection.INTERCEPT


class Relation(Enum):
    """What a host named by Origin or Referer is to the platform that is asked for."""

    ABSENT = auto()
    """No such header, or an opaque one ("null")."""
    UNLISTED = auto()
    SAME_PLATFORM = auto()
    OTHER_PLATFORM = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """A request as far as the decision needs it: its line and headers, put into words."""

    is_websocket: bool = False
    is_preflight: bool = False
    is_prefetch: bool = False
    """Prefetch or prerender (Sec-Purpose)."""
    is_safe_or_form: bool = True
    """GET, HEAD or POST: what a navigation is made of."""
    from_browser: bool = True
    """Any Sec-Fetch-* header came with it."""
    accepts_html: bool = False
    navigates: bool = False
    """Sec-Fetch-Mode: navigate."""
    embeds: bool = False
    """Sec-Fetch-Dest: iframe, frame, embed, object or fencedframe."""
    cross_site: bool = False
    """Sec-Fetch-Site: cross-site."""
    from_embed: bool = False
    """Its Referer is an embed of the platform ("/embed/…"), or its Origin a host that serves only embeds."""
    to_login: bool = False
    """Its path is one of the platform's log-in hops."""
    origin: Relation = Relation.ABSENT
    referer: Relation = Relation.ABSENT

    @property
    def is_top_level(self) -> bool:
        """Whether a person would see the answer as a page of its own."""
        return self.navigates and not self.embeds


class Answer(Enum):
    """What the proxy answers. The rows are those of the decision table in ARCHITECTURE.md."""

    TRY_AGAIN = auto()
    """307 to the same URL, close: the next connection passes through."""
    REFUSE_AND_CLOSE = auto()
    """403, close: a WebSocket cannot be redirected."""
    NOT_NOW = auto()
    """503: a prefetch, or a preflight that may be asked again."""
    REMIND = auto()
    """302 to the reminder."""
    SET_ASIDE = auto()
    """403 with Retry-After and a small page, connection kept: background traffic of an open tab."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer to one request, whether an allowance goes with it, and what would be counted."""

    row: int
    answer: Answer
    allowance: bool = False
    counted: Outcome | None = None


def decide_request(request: PageRequest, *, free: bool) -> Decision:  # noqa: PLR0911 (a row, a return)
    """Decide a request on an intercepted connection to a site host, in the order of the table.

    Row 1, the reminder's own host, never comes here. What a reminder (row 7) counts is known when it is
    over: see `outcome_of`.
    """
    if free:
        return Decision(row=2, answer=Answer.REFUSE_AND_CLOSE if request.is_websocket else _try_again(request))
    if request.is_prefetch:
        return Decision(row=3, answer=Answer.NOT_NOW)
    if request.is_websocket:
        elsewhere = request.origin is Relation.UNLISTED
        return Decision(row=4, answer=Answer.REFUSE_AND_CLOSE, allowance=elsewhere, counted=Outcome.SET_ASIDE)
    if _serves_another_site(request):
        return Decision(row=5, answer=_try_again(request), allowance=True)
    if _is_login_hop(request):
        return Decision(row=6, answer=_try_again(request), allowance=True)
    if _is_page(request):
        return Decision(row=7, answer=Answer.REMIND)
    if not request.from_browser and not request.accepts_html:
        return Decision(row=8, answer=_try_again(request), allowance=True, counted=Outcome.APP)
    return Decision(row=9, answer=Answer.SET_ASIDE, counted=Outcome.SET_ASIDE)


def outcome_of(choice: Choice | None) -> Outcome | None:
    """Return what a reminder counts once it is over; declared own time counts nothing.

    "Wrongly listed" goes to the IT admin as platform and day, and into no figure.
    """
    match choice:
        case None:
            return Outcome.DID_NOT_CARRY_ON
        case Choice.WORK:
            return Outcome.CARRIED_ON_WORK
        case Choice.CHANNEL:
            return Outcome.CARRIED_ON_CHANNEL
        case Choice.OWN_TIME | Choice.WRONGLY_LISTED:
            return None


def _try_again(request: PageRequest) -> Answer:
    """Return the answer that leads to a fresh connection; a preflight is never redirected (Fetch, section 4.8)."""
    return Answer.NOT_NOW if request.is_preflight else Answer.TRY_AGAIN


def _serves_another_site(request: PageRequest) -> bool:
    """Tell whether another site's page needs this: an embed, a like button, an embed's own later calls."""
    if request.is_top_level:
        return False
    same = Relation.SAME_PLATFORM in (request.origin, request.referer)
    return request.from_embed or (request.cross_site and not same)


def _is_login_hop(request: PageRequest) -> bool:
    return (
        request.to_login and request.is_top_level and request.cross_site and request.referer is Relation.UNLISTED
    )


def _is_page(request: PageRequest) -> bool:
    """Never ask for Sec-Fetch-Dest: document; behind a service worker it is "empty"."""
    if not (request.accepts_html and request.is_safe_or_form):
        return False
    return request.is_top_level or not request.from_browser
