"""GET /proxy.pac: which addresses browsers send to the proxy."""

from aiohttp import web

from advisory_server.keys import PAC

PAC_TYPE = "application/x-ns-proxy-autoconfig"


async def proxy_pac(request: web.Request) -> web.Response:
    """Answer with the PAC in force, where this server was given one."""
    pac = request.app[PAC]
    if pac is None:
        raise web.HTTPNotFound
    # Bytes, as some resolvers of PACs do not know the type with a charset.
    return web.Response(body=pac().encode(), content_type=PAC_TYPE)
