"""Looks at what leaves the devices, whatever they say: each bit in one report, each report always the same."""

import re
from collections import defaultdict

import msgspec

from school_policy.count_report import REPORT_BYTES, CountReport
from tests.flow.exactly_once.plan import Bit

_TOKEN = re.compile(rb"(?im)^authorization: *bearer (\S+)")


class Witness:
    """Sees every request, and keeps what must not change."""

    def __init__(self) -> None:
        self._bodies: defaultdict[str, set[bytes]] = defaultdict(set)
        self._reports: defaultdict[tuple[bytes, Bit], set[str]] = defaultdict(set)

    def see(self, request: bytes) -> None:
        head, _, body = request.partition(b"\r\n\r\n")
        token = _TOKEN.search(head)
        assert token is not None
        report = msgspec.json.decode(body, type=CountReport)
        self._bodies[report.id].add(body)
        for cell in report.cells:
            self._reports[token[1], (report.week, cell.dimension, cell.value)].add(report.id)

    def complaints(self) -> list[str]:
        return [
            *(f"report {report} changed" for report, bodies in self._bodies.items() if len(bodies) > 1),
            *(
                f"report {report} has another size"
                for report, (body, *_) in self._bodies.items()
                if len(body) != REPORT_BYTES
            ),
            *(f"bit {bit} is in {len(ids)} reports" for (_, bit), ids in self._reports.items() if len(ids) > 1),
        ]
