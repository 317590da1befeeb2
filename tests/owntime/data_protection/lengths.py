"""How long each thing is really kept: put there, and looked for a moment before its time is over and after."""

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from advisory_server.accounts.rate_limit import MOST, Tries
from advisory_server.accounts.role import Role
from advisory_server.activity import Activity
from advisory_server.half_terms import HalfTerms
from advisory_server.release_job import ReleaseJob
from advisory_server.school import InForce
from advisory_server.store.accounts import make_account
from advisory_server.store.activity import note_active
from advisory_server.store.audit import Deed, What, entries, forget_entries
from advisory_server.store.audit import note as note_deed
from advisory_server.store.contacts import Contact, note_contacts
from advisory_server.store.counts import Arrived, take_reports
from advisory_server.store.database import Connection, Store
from advisory_server.store.devices import DeviceId
from advisory_server.store.sessions import begin_session, find_session
from advisory_server.store.set_up_links import make_link, role_of_link
from owntime.data_protection.kept import Kept
from proxy_addons.authority import ensure_authority
from proxy_addons.grants import Grants
from proxy_addons.ledger import Ledger, forget, note
from proxy_addons.refusals import Refusals, Refuser
from proxy_addons.spool import Spool
from proxy_addons.tally import Noted
from proxy_addons.visits import Visit, Visits
from school_policy.beside_report import NOT_SAID
from school_policy.count_report import ReportId, WronglyListed
from school_policy.dimensions import NOT_TOLD_APART
from school_policy.vocabulary import ClientId, Outcome, PlatformId
from tests.advisory_server.counting_world import ANY, RELEASE, WEEK, some_school

SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)
NOW = RELEASE
LONDON = ZoneInfo("Europe/London")
HOLDER = (ClientId("a"), PlatformId("tube"))

IsKept = Callable[[Path, dt.timedelta, dt.timedelta], bool]
"""Puts the thing into a folder, lets that length pass, a moment more or less, and tells whether it is there."""


@dataclass(frozen=True)
class Length:
    """One length of a row: the row's source, and which of its lengths."""

    source: str
    is_kept: IsKept
    place: int = 0
    step: dt.timedelta = SECOND
    what: str = ""

    def row(self, rows: Sequence[Kept]) -> Kept:
        (found,) = (row for row in rows if row.source == self.source and self.what in row.what)
        return found


def _session(folder: Path, waited: dt.timedelta, seen_every: dt.timedelta) -> bool:
    with Store(folder / f"{waited.total_seconds()}.db") as store:

        def work(connection: Connection) -> bool:
            account = make_account(connection, "head", Role.HEADTEACHER, "hash", NOW)
            begin_session(connection, b"digest", account, NOW, in_place_of=None)
            passed = seen_every
            while passed < waited:
                find_session(connection, b"digest", NOW + passed)
                passed += seen_every
            return find_session(connection, b"digest", NOW + waited) is not None

        return store.run_here(work)


def _at_rest(folder: Path, lasts: dt.timedelta, step: dt.timedelta) -> bool:
    return _session(folder, lasts + step, DAY)


def _all_day(folder: Path, lasts: dt.timedelta, step: dt.timedelta) -> bool:
    return _session(folder, lasts + step, 20 * 60 * SECOND)


def _set_up_link(folder: Path, lasts: dt.timedelta, step: dt.timedelta) -> bool:
    with Store(folder / f"{step}.db") as store:
        store.run_here(lambda connection: make_link(connection, b"digest", Role.IT_ADMIN, NOW))
        return (
            store.run_here(lambda connection: role_of_link(connection, b"digest", NOW + lasts + step)) is not None
        )


def _rows_after(folder: Path, table: str, waited: dt.timedelta) -> list[tuple[object, ...]]:
    """Return a table's rows so long after the release of the week in which a device reported."""
    with Store(folder / f"{table}{waited.total_seconds()}.db") as store:
        report = Arrived(id=ReportId("0" * 32), digest="d", week=WEEK, late=False, cells=(ANY,), wrongly_listed=())

        def write(connection: Connection) -> None:
            note_active(connection, [(WEEK, DeviceId("d"))])
            note_contacts(connection, {DeviceId("d"): Contact(day=WEEK + 6 * DAY, said=NOT_SAID)})
            connection.execute("INSERT INTO began (week) VALUES (?)", (WEEK.isoformat(),))
            take_reports(connection, [report], NOW.date())

        store.run_here(write)
        school = InForce(some_school())
        at = [NOW]
        half_terms = HalfTerms(store, school, lambda: at[-1])
        job = ReleaseJob(store, school, lambda: at[-1], Activity(store), half_terms)
        for moment in (NOW, NOW + waited):
            at.append(moment)
            asyncio.run(job.look())
        return store.run_here(lambda connection: connection.execute(f"SELECT * FROM {table}").fetchall())  # noqa: S608


def _rows(table: str) -> IsKept:
    return lambda folder, lasts, step: bool(_rows_after(folder, table, lasts + step))


def _digest(folder: Path, lasts: dt.timedelta, step: dt.timedelta) -> bool:
    ((_, digest, *_),) = _rows_after(folder, "seen", lasts + step)
    return digest is not None


def _deed(folder: Path, lasts: dt.timedelta, step: dt.timedelta) -> bool:
    later = NOW + lasts + step

    def work(connection: Connection) -> int:
        for at in (NOW, later):
            note_deed(connection, Deed(at=at, who="head", what=What.SIGNED_IN))
        forget_entries(connection, later)
        return len(entries(connection, 9))

    with Store(folder / f"{step}.db") as store:
        return store.run_here(work) > 1


def _tries(_folder: Path, lasts: dt.timedelta, step: dt.timedelta) -> bool:
    tries = Tries()
    for _ in range(MOST):
        tries.wait("head", "10.0.0.1", NOW)
    return bool(tries.wait("head", "10.0.0.1", NOW + lasts + step))


def _visit(_folder: Path, lasts: dt.timedelta, step: dt.timedelta) -> bool:
    visits = Visits()
    visit = Visit(
        client=HOLDER[0],
        platform=HOLDER[1],
        url="https://tube.test/a",
        started=NOW,
        from_unlisted_site=False,
        form_lost=False,
    )
    token = visits.remember(visit)
    visits.forget_old(NOW + lasts + step)
    return visits.find(token, *HOLDER, NOW) is not None


def _grace(_folder: Path, lasts: dt.timedelta, step: dt.timedelta) -> bool:
    grants = Grants()
    grants.give_grace(HOLDER, NOW)
    return grants.is_graced(HOLDER, NOW + lasts + step)


def _allowance(_folder: Path, lasts: dt.timedelta, step: dt.timedelta) -> bool:
    grants = Grants()
    grants.allow(HOLDER, NOW)
    return grants.has_allowance(HOLDER, NOW + lasts + step)


def _refusal(_folder: Path, lasts: dt.timedelta, step: dt.timedelta) -> bool:
    refusals, refuser = Refusals(), Refuser(client=HOLDER[0], fingerprint="f", platform=HOLDER[1])
    refusals.note(refuser, NOW, outright=True)
    return refusals.passes(refuser, NOW + lasts + step)


def _ledger(lasts: dt.timedelta, step: dt.timedelta) -> Ledger:
    """Return what is left of a week so long after its end."""
    said = WronglyListed(platform=HOLDER[1], day=WEEK)
    noted = Noted(day=WEEK, outcome=Outcome.APP)
    return forget(note(Ledger(), [noted], [said], NOT_TOLD_APART), WEEK + 7 * DAY + lasts + min(step, 0 * DAY))


def _outcomes(_folder: Path, lasts: dt.timedelta, step: dt.timedelta) -> bool:
    return bool(_ledger(lasts, step).weeks)


def _mentions(_folder: Path, lasts: dt.timedelta, step: dt.timedelta) -> bool:
    return bool(_ledger(lasts, step).mentions)


def _report(folder: Path, waited: dt.timedelta, *, refused: bool) -> bool:
    spool = Spool(folder / f"{waited.days}{refused}.db")
    try:
        spool.seal(NOW, LONDON)
        waits = spool.oldest_waiting()
        assert waits is not None
        if refused:
            spool.set_aside(waits.id, "no")
        else:
            spool.sent(waits.id, late=False)
        spool.forget_old((NOW + waited).date())
        status = spool.status()
        return bool(status.set_aside if refused else status.sent)
    finally:
        spool.close()


def _sent(folder: Path, lasts: dt.timedelta, step: dt.timedelta) -> bool:
    return _report(folder, lasts + step, refused=False)


def _refused(folder: Path, lasts: dt.timedelta, step: dt.timedelta) -> bool:
    return _report(folder, lasts + step, refused=True)


def _authority(folder: Path, lasts: dt.timedelta, step: dt.timedelta) -> bool:
    made = ensure_authority(folder / "state", [], NOW)
    return made.is_valid(made.not_before + lasts + step) or made.is_valid(NOW + lasts + step)


_SERVER = "advisory_server/settings.py"
_JOB = "advisory_server/release_job.py"
_SPOOL = "proxy_addons/ledger.py KEPT, proxy_addons/spool/spool.py SET_ASIDE_KEPT"
_GRANT = "school_policy/grant.py give_grant, GRACE, ALLOWANCE"

LENGTHS: tuple[Length, ...] = (
    Length(f"{_SERVER} SESSION_IDLE, SESSION_LONGEST", _at_rest),
    Length(f"{_SERVER} SESSION_IDLE, SESSION_LONGEST", _all_day, place=1),
    Length(f"{_SERVER} SET_UP_LINK_LASTS", _set_up_link),
    Length(f"{_JOB} COUNTS_KEPT", _rows("active"), what="Which device"),
    Length(f"{_JOB} COUNTS_KEPT", _rows("contact"), what="last contact"),
    Length(f"{_JOB} COUNTS_KEPT", _rows("count"), what="Counts"),
    Length(f"{_JOB} REPORTS_KEPT, COUNTS_KEPT", _rows("seen"), step=DAY),
    Length(f"{_JOB} REPORTS_KEPT, COUNTS_KEPT", _digest, place=1, step=DAY),
    Length("advisory_server/store/audit_tables.py KEPT", _deed),
    Length("advisory_server/accounts/rate_limit.py WINDOW", _tries),
    Length("proxy_addons/visits.py MEMORY", _visit),
    Length(_GRANT, _grace),
    Length(_GRANT, _allowance, place=1),
    Length("proxy_addons/refusals.py MEMORY", _refusal),
    Length("proxy_addons/ledger.py KEPT", _outcomes, step=DAY, what="Answers of a week"),
    Length("proxy_addons/ledger.py KEPT", _mentions, step=DAY, what="Wrongly listed"),
    Length(_SPOOL, _sent, step=DAY),
    Length(_SPOOL, _refused, place=1, step=DAY),
    Length("proxy_addons/device_token.py, proxy_addons/authority.py LIFE", _authority),
)
"""Every length that a row of the pack names."""
