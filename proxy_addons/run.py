"""The proxy's process: it starts a proxy as it is told, and ends as it is told.

Standard input carries one line of ProxyOptions and then changes; when it ends, so does the process. Standard
output carries Ready and then beats.
"""

import asyncio
import os
import sys

from proxy_addons.authority import AuthorityError
from proxy_addons.key_file import LooseRightsError
from proxy_addons.lines import Lines, write_report
from proxy_addons.open_files import allow_many_connections
from proxy_addons.options import BAD_INPUT, ProxyOptions
from proxy_addons.policy_file import PolicyFile, UnknownGroupError
from proxy_addons.proxy import PortInUseError, Proxy
from proxy_addons.secrecy import KeyLogError, forbid_dumps, log_to_standard_error, refuse_key_log
from proxy_addons.signals import leave_interrupts_to_parent
from school_policy.policy_document import PolicyDocumentError

EXPECTED = (
    AuthorityError,
    KeyLogError,
    LooseRightsError,
    PolicyDocumentError,
    PortInUseError,
    UnknownGroupError,
)
"""What keeps a proxy from starting, each with a message for the IT admin."""


async def serve(told: ProxyOptions, lines: Lines) -> None:
    """Run a proxy until standard input ends."""
    proxy = Proxy(told, PolicyFile(told.policy_path, told.groups))
    stopping = asyncio.Event()
    lines.deliver(asyncio.get_running_loop(), proxy.take, stopping.set)
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(_stop_when(stopping, proxy), name="stop")
        await proxy.run(write_report)
        waiting.cancel()


async def _stop_when(stopping: asyncio.Event, proxy: Proxy) -> None:
    await stopping.wait()
    await proxy.stop()


def main() -> int:
    """Run one proxy process; return its exit code."""
    leave_interrupts_to_parent()
    log_to_standard_error()
    # Without a buffer: its lock, held by the thread that reads, would abort the interpreter when it ends.
    lines = Lines(os.fdopen(sys.stdin.fileno(), "rb", buffering=0, closefd=False))
    code = 0
    try:
        refuse_key_log(os.environ)
        forbid_dumps()
        allow_many_connections()
        asyncio.run(serve(lines.options(), lines))
    except* (*EXPECTED, OSError) as problems:
        for problem in problems.exceptions:
            sys.stderr.write(f"owntime: {problem}\n")
        code = BAD_INPUT
    return code


if __name__ == "__main__":
    sys.exit(main())
