"""WebDriver BiDi (W3C), as much of it as the tests need: commands over one WebSocket, one at a time."""

from collections.abc import Callable
from typing import Any

import aiohttp

from tests.browser.harness.loop_thread import LoopThread

_PATIENCE = 20.0  # seconds for one answer


class BidiError(Exception):
    """The browser refused a command, or a page did not come; the message is the browser's."""


class BidiConnection:
    def __init__(self, url: str) -> None:
        self._loop = LoopThread("WebDriver BiDi")
        self._number = 0
        self._events: list[dict[str, Any]] = []
        self._session, self._socket = self._loop.call(_connect(url))

    def send(self, method: str, **parameters: Any) -> Any:
        """Send one command and return its result; raises BidiError."""
        return self._loop.call(self._send(method, parameters))

    def forget_events(self) -> None:
        self._events.clear()

    def wait_for(self, event: str, wanted: Callable[[dict[str, Any]], bool]) -> None:
        """Wait for a subscribed event that is as wanted and not forgotten; raises TimeoutError."""
        self._loop.call(self._wait_for(lambda it: it["method"] == event and wanted(it["params"])))

    def close(self) -> None:
        self._loop.call(self._close())
        self._loop.close()

    async def _send(self, method: str, parameters: dict[str, Any]) -> Any:
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        while True:
            message = await self._socket.receive_json(timeout=_PATIENCE)
            if message["type"] == "event":
                self._events.append(message)
                continue
            if message["type"] == "error":
                raise BidiError(message["message"])
            return message["result"]

    async def _wait_for(self, wanted: Callable[[dict[str, Any]], bool]) -> None:
        while not any(wanted(event) for event in self._events):
            self._events.append(await self._socket.receive_json(timeout=_PATIENCE))

    async def _close(self) -> None:
        await self._socket.close()
        await self._session.close()


async def _connect(url: str) -> tuple[aiohttp.ClientSession, aiohttp.ClientWebSocketResponse]:
    session = aiohttp.ClientSession()
    try:
        return session, await session.ws_connect(url, max_msg_size=0)
    except BaseException:
        await session.close()
        raise
