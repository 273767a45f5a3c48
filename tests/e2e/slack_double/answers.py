"""Turns a reply or a planted fault into what leaves on the wire."""

import asyncio
import socket
import struct

from aiohttp import web

_HTML = (
    "<html><head><title>502 Bad Gateway</title></head>"
    "<body><center><h1>502 Bad Gateway</h1></center></body></html>"
)
_ONE = {
    "html": lambda fault: web.Response(status=502, text=_HTML, content_type="text/html"),
    "error": lambda fault: web.json_response({"ok": False, "error": fault.error}),
    "ratelimit": lambda fault: too_many(fault.retry_after),
    "status": lambda fault: _status(fault.status),
    "status_after": lambda fault: _status(fault.status),
    "garbage": lambda fault: web.Response(text='{"ok": tru', content_type="application/json"),
    "odd": lambda fault: web.json_response([{"ok": "yes"}]),
}


def too_many(seconds):
    """429 as Slack says it."""
    return web.json_response(
        {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(seconds)}
    )


async def spoiled(request, fault, proper):
    """The answer under a fault; `proper` is what would have been said, if anything."""
    if fault.kind in _ONE:
        return _ONE[fault.kind](fault)
    if fault.kind == "slow":
        await asyncio.sleep(fault.delay)
        return proper
    if fault.kind in ("hang", "hang_after"):
        await asyncio.sleep(fault.delay)
    return _cut(request)


def _status(code):
    return web.Response(status=code, text="upstream trouble")


def _cut(request):
    """Resets the connection; the returned response never reaches anybody."""
    transport = request.transport
    if transport is not None:
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response(status=500)
