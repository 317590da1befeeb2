"""The reports that are measured: as full as the school's calendar lets them be, as devices seal and send them."""

import datetime as dt
import secrets

from proxy_addons.transport import REPORTS_PATH
from school_policy.count_report import (
    MOST_CELLS,
    CellCount,
    CountReport,
    ReportId,
    half_term_cells,
    seal,
    weekly_cells,
)

HOST = "127.0.0.1"

_HALF_TERM = dt.date(2026, 10, 31)
"""The first day of the sample school's half-term that is measured in: a server counts what is said of it."""

_CELLS = tuple(
    CellCount(period=cell.period, dimension=cell.dimension, value=cell.value, clients=1)
    for cell in (*weekly_cells(), *half_term_cells(()))[:MOST_CELLS]
)


def report_request(token: str, week: dt.date) -> bytes:
    """Return a device's request with a report that no other is: a new id, and as many cells as there may be."""
    body = seal(CountReport(id=ReportId(secrets.token_hex(16)), week=week, half_term=_HALF_TERM, cells=_CELLS))
    return (
        post_head(
            REPORTS_PATH, f"Authorization: Bearer {token}", "Content-Type: application/json", length=len(body)
        )
        + body
    )


def post_head(path: str, *headers: str, length: int) -> bytes:
    """Return the head of a request with a body of that many bytes."""
    first = (f"POST {path} HTTP/1.1", f"Host: {HOST}", "Accept: */*", "User-Agent: owntime")
    return "\r\n".join((*first, *headers, f"Content-Length: {length}", "", "")).encode("ascii")
