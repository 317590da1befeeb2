"""The real server with the sample school in a thread of its own, for browsers that reach it without any proxy."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.sync_api import BrowserContext, Page

from advisory_server.accounts.role import Role
from advisory_server.accounts.signed_in import SignedIn
from advisory_server.accounts.tokens import digest_of
from advisory_server.pausing import PAUSING
from advisory_server.school import InForce
from advisory_server.server import Server
from advisory_server.settings import ServerOptions
from advisory_server.store.database import Store
from advisory_server.store.figures_link import open_figures
from advisory_server.store.set_up_links import make_link
from school_policy.count_report import Band, Cell, Dimension
from school_policy.half_term import HalfTerm
from school_policy.period import PeriodKind
from school_policy.vocabulary import Category, Outcome
from tests.advisory_server.pages.made_up import made_up_half_term, write
from tests.advisory_server.pages.site import ANY, MONDAY, SCHOOL, SESSIONS, WEEK, WORK, Counted, fill
from tests.browser.harness.loop_thread import LoopThread

FIGURES = "a-link-to-the-figures"
HALF_TERM = HalfTerm(first=dt.date(2026, 9, 2), last=dt.date(2026, 10, 23))
LINK = "a-link-that-makes-an-account"
_HEAD = SignedIn(name="head", role=Role.HEADTEACHER, csrf="")


PAGES: dict[str, tuple[str, Role | None]] = {
    "front": ("/", None),
    "front-headteacher": ("/", Role.HEADTEACHER),
    "staff": ("/staff", None),
    "what-we-count": ("/what-we-count", None),
    "summary": ("/summary", Role.HEADTEACHER),
    "half-terms": ("/summary/half-terms", Role.HEADTEACHER),
    "governors": ("/summary/governors", Role.HEADTEACHER),
    "figures-for-staff": (f"/figures/{FIGURES}", None),
    "admin": ("/admin", Role.IT_ADMIN),
    "audit": ("/admin/audit", Role.IT_ADMIN),
    "sign-in": ("/sign-in", None),
    "set-up": (f"/set-up/{LINK}", None),
    "no-such-page": ("/no-such-page", None),
}
"""Every page: its address, and the role that it is for."""


def _cell(outcome: Outcome) -> Cell:
    return Cell(period=PeriodKind.WEEK, dimension=Dimension.OUTCOME, value=str(outcome))


THREE_DAYS = Cell(period=PeriodKind.WEEK, dimension=Dimension.THREE_DAYS)
ASIDE, APP, WENT = _cell(Outcome.SET_ASIDE), _cell(Outcome.APP), _cell(Outcome.DID_NOT_CARRY_ON)
TERM = [
    # active, any, on three days, did not carry on, for work, set aside, in an app: the newest week first
    (26, 17, 10, 6, 14, 11, 4),
    (26, 18, 12, 9, 15, 10, 6),
    (25, 21, 15, 11, 17, 13, 8),
    (9, 4, 0, 1, 3, 2, 0),
    (26, 22, 16, 12, 18, 15, 11),
    (26, 24, 17, 13, 20, 16, 12),
    (24, 21, 16, 12, 17, 15, 10),
    (26, 25, 19, 14, 21, 18, 12),
    (26, 24, 18, 14, 20, 17, 9),
    (23, 20, 14, 10, 16, 14, 7),
    (26, 23, 15, 12, 19, 16, 11),
    (26, 22, 13, 10, 17, 12, 8),
    (21, 14, 6, 8, 11, 9, 3),
]
"""A made-up autumn term of a school with 26 members of staff; half-term is the fourth row."""


def _parts(all_: int) -> dict[Cell, int]:
    """Make up kinds of site and times of day from the number of all."""
    shares = {
        **{
            (Dimension.CATEGORY, str(it)): share
            for it, share in zip(Category, (0.9, 0.7, 0.6, 0.4, 0.3, 0.05), strict=True)
        },
        **{(Dimension.BAND, str(it)): share for it, share in zip(Band, (0.5, 0.7, 0.65, 0.45), strict=True)},
    }
    return {
        Cell(period=PeriodKind.WEEK, dimension=dimension, value=value): round(all_ * share)
        for (dimension, value), share in shares.items()
    }


WEEKS = tuple(
    Counted(
        week=WEEK - dt.timedelta(weeks=back),
        active=active,
        clients={
            **dict(zip((ANY, THREE_DAYS, WENT, WORK, ASIDE, APP), clients, strict=True)),
            **_parts(clients[0]),
        },
    )
    for back, (active, *clients) in enumerate(TERM)
)


class AdvisoryServer:
    """Use it in a `with`; it stands still on the Monday after the sample weeks."""

    def __init__(self, folder: Path, weeks: tuple[Counted, ...]) -> None:
        options = ServerOptions(data=folder, port=0)
        self.store = Store(options.database)
        fill(self.store, weeks, MONDAY)
        self.store.run_here(partial(make_link, digest=digest_of(LINK), role=Role.HEADTEACHER, now=MONDAY))
        self.show_figures()
        write(self.store, (), [made_up_half_term(HALF_TERM)])
        self._loop = LoopThread("advisory server")
        self._server = Server(options, self.store, InForce(SCHOOL), lambda: MONDAY)

    def __enter__(self) -> Self:
        self.url = self._loop.call(self._server.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call(self._server.__aexit__(None, None, None))
        self._loop.close()
        self.store.close()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Pause all reminders for as long as the `with` lasts."""
        self._loop.call(self._server.app[PAUSING].begin(_HEAD))
        try:
            yield
        finally:
            self.end_pause()

    def end_pause(self) -> None:
        """End the pause, if there is one."""
        self._loop.call(self._server.app[PAUSING].end(_HEAD))

    def show_figures(self) -> None:
        """Let staff see the figures, at the address of every test."""
        self.store.run_here(partial(open_figures, token=FIGURES))

    def sign_in(self, context: BrowserContext, role: Role) -> None:
        """Give the browser the session of a role, without the form."""
        context.add_cookies([{"name": "owntime", "value": SESSIONS[role], "url": self.url}])


class Visitor:
    """Somebody before a browser; each page is opened by the role that it is for."""

    def __init__(self, server: AdvisoryServer, context: BrowserContext) -> None:
        self.server = server
        self.context = context
        self.page = context.new_page()

    def open(self, name: str) -> Page:
        path, role = PAGES[name]
        self.context.clear_cookies()
        if role:
            self.server.sign_in(self.context, role)
        self.page.goto(self.server.url + path)
        return self.page
