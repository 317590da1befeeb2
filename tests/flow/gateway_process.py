"""A gateway's proxy process as its supervisor starts it, which may be killed; every byte that it says is kept."""

import contextlib
import ssl
import subprocess
import sys
import threading
from types import TracebackType
from typing import Self

import msgspec

from owntime.demo.stage import Stage
from owntime.demo.stand_in_filter import Address
from owntime.device import Device
from proxy_addons.authority import CERTIFICATE_FILE
from proxy_addons.options import Ready
from tests.flow.chain import START_PATIENCE
from tests.flow.proxy_process import environment
from tests.flow.traveller import PATIENCE, Traveller, trusting

APP = {"User-Agent": "app"}
"""What is no browser, and so is counted at once."""


class GatewayProcess:
    """A running one. `said` are the lines to its supervisor and of its log, whole once it has ended."""

    def __init__(self, device: Device, stage: Stage) -> None:
        options = device.supervisor.options
        certificate = (options.authority_directory / CERTIFICATE_FILE).read_bytes()
        self._trusted: ssl.SSLContext = trusting(certificate, stage.authority.certificate_pem)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "proxy_addons.run"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        self.told = msgspec.json.encode(options) + b"\n"
        self._say(self.told)
        self._host = options.address
        self._heard: list[bytes] = []
        self._threads = [threading.Thread(target=self._listen, args=(number,), daemon=True) for number in (0, 1)]
        self._ready = threading.Event()
        self.port = 0

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        assert self._ready.wait(START_PATIENCE), self.said
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(BrokenPipeError):
            assert self._process.stdin is not None
            self._process.stdin.close()
        watchdog = threading.Timer(START_PATIENCE, self._process.kill)
        watchdog.start()
        self._process.wait()
        watchdog.cancel()
        for thread in self._threads:
            thread.join()

    @property
    def said(self) -> bytes:
        return b"".join(self._heard)

    @property
    def address(self) -> Address:
        return self._host, self.port

    def kill(self) -> None:
        """Have it end by kill -9."""
        self._process.kill()

    def meet(self, source: str, url: str) -> int:
        """Ask for a listed site from an address as a program does; return the status, 0 where nobody is there."""
        traveller = Traveller(proxy=self.address, trusted=self._trusted, source=source, patience=PATIENCE)
        try:
            return traveller.ask(url, APP).status
        except OSError:
            return 0

    def _say(self, line: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line)
        self._process.stdin.flush()

    def _listen(self, number: int) -> None:
        pipe = (self._process.stdout, self._process.stderr)[number]
        assert pipe is not None
        for line in pipe:
            self._heard.append(line)
            with contextlib.suppress(msgspec.DecodeError):
                self.port = msgspec.json.decode(line, type=Ready).ports[0]
                self._ready.set()
        pipe.close()
