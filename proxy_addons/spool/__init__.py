"""What waits on a device's disk to be sent: noted by the proxy process, sealed and sent by the supervisor.

Each bit is in one report, each report is sent until the server has confirmed it, and whatever is killed in
between, the file says what was done. The only SQL of a device.
"""

from proxy_addons.spool.reports import SealedReport
from proxy_addons.spool.schema import SpoolError
from proxy_addons.spool.spool import MOST_WAITING, SPOOL_FILE, Spool
from proxy_addons.spool.status import SetAside, SpoolStatus, read_status

__all__ = [
    "MOST_WAITING",
    "SPOOL_FILE",
    "SealedReport",
    "SetAside",
    "Spool",
    "SpoolError",
    "SpoolStatus",
    "read_status",
]
