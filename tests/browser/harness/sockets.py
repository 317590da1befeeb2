"""The WebSocket of the sites: `/ws` sends back what it gets."""

from aiohttp import WSMsgType, web

_OPEN: web.AppKey[set[web.WebSocketResponse]] = web.AppKey("open", set)


def prepare(app: web.Application) -> None:
    opened: set[web.WebSocketResponse] = set()
    app[_OPEN] = opened
    app.on_shutdown.append(close_all)


async def close_all(app: web.Application) -> None:
    opened = app[_OPEN]
    for socket in tuple(opened):
        await socket.close()


async def _echo(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    request.app[_OPEN].add(socket)
    try:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await socket.send_str(message.data)
    finally:
        request.app[_OPEN].discard(socket)
    return socket


ROUTES = [web.get("/ws", _echo)]
