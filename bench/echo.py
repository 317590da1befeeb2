"""The filter and the origins behind it, where connections live on: `python -m bench.echo` prints its port.

It answers CONNECT, and then gives back whatever comes, as it came.
"""

import asyncio
import contextlib
import sys
import threading

_WELCOME = b"HTTP/1.1 200 Connection established\r\n\r\n"
_CHUNK = 65_536


def main() -> None:
    """Serve until standard input ends."""
    asyncio.run(_serve())


async def _serve() -> None:
    server = await asyncio.start_server(_give_back, "127.0.0.1", 0, backlog=1_024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    ended, loop = asyncio.Event(), asyncio.get_running_loop()

    def wait() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=wait, daemon=True).start()
    await ended.wait()


async def _give_back(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(_WELCOME)
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
    writer.close()


if __name__ == "__main__":
    main()
