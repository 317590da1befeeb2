"""What the application holds for its handlers, by typed keys."""

from aiohttp import web

from advisory_server.school import InForce
from advisory_server.settings import Now, ServerOptions
from advisory_server.store.database import Store

NOW: web.AppKey[Now] = web.AppKey("now")
OPTIONS = web.AppKey("options", ServerOptions)
IN_FORCE = web.AppKey("in_force", InForce)
STORE = web.AppKey("store", Store)
