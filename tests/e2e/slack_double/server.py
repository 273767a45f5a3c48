"""Puts the double on a port: the routes, and starting and stopping."""

from aiohttp import web

from .api import Api
from .control import Control
from .double import Double
from .webhook import Webhook

MAX_REQUEST = 8 * 1024 * 1024


def build_app(double):
    """The web application of one double."""
    app = web.Application(client_max_size=MAX_REQUEST)
    app["double"] = double
    app.add_routes([
        web.post("/api/{method}", Api(double).handle),
        web.get("/api/{method}", Api(double).handle),
        web.post("/services/{key:.+}", Webhook(double).handle),
        web.get("/link/", lambda request: double.sockets.handle(request)),
        *Control(double).routes(),
    ])
    app.on_shutdown.append(_close_links)
    return app


async def start(options=None, host="127.0.0.1", port=0):
    """Starts serving; returns the runner, for stopping, and the port."""
    double = Double(options)
    runner = web.AppRunner(build_app(double), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, host, port, shutdown_timeout=1.0)
    await site.start()
    port = runner.addresses[0][1]
    double.base_url = f"http://{host}:{port}"
    return runner, port


async def _close_links(app):
    await app["double"].sockets.close()
