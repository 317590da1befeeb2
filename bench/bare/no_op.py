"""The barest server that takes a report, by our server's library: `python bench/bare/no_op.py` prints its port."""

import asyncio
import sys

from aiohttp import web

_RECEIPT = b'{"taken":"counted"}'


async def take(request: web.Request) -> web.Response:
    """Read the body, and say that it was counted."""
    await request.read()
    return web.Response(body=_RECEIPT, content_type="application/json")


async def main() -> None:
    """Serve until the process is ended."""
    app = web.Application()
    app.router.add_post("/api/v1/reports", take)
    runner = web.AppRunner(app, access_log=None, auto_decompress=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=256).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
