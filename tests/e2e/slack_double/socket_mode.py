"""Socket Mode: Slack calls an app through a WebSocket that the app itself has opened."""

import asyncio
import json
import secrets
import time

from aiohttp import WSMsgType, web

from .workspace import APP_ID

MAX_LINKS = 10


class SocketMode:
    """All links of the app. Tickets are used once; an envelope goes to one link in turn."""

    def __init__(self, double):
        self._double = double
        self._tickets = set()
        self._links = []
        self._turn = 0
        self.acks = []

    def issue_url(self):
        """A fresh address for one connection."""
        ticket = secrets.token_urlsafe(8)
        self._tickets.add(ticket)
        base = self._double.base_url.replace("http://", "ws://")
        return f"{base}/link/?ticket={ticket}&app_id={APP_ID}"

    async def handle(self, request):
        """Serves one link from hello to the end."""
        if request.query.get("ticket") not in self._tickets:
            return web.Response(status=401, text="invalid ticket")
        self._tickets.discard(request.query["ticket"])
        link = web.WebSocketResponse(autoping=True)
        await link.prepare(request)
        if len(self._links) >= MAX_LINKS:
            await link.send_json(_farewell("too_many_websockets"))
            await link.close()
            return link
        self._links.append(link)
        await link.send_json(self._hello())
        await self._listen(link)
        return link

    async def send(self, kind, payload, accepts_response=False):
        """Sends an envelope over the next link; None when nobody is connected."""
        if not self._links:
            return None
        envelope = {
            "envelope_id": secrets.token_hex(8), "type": kind, "payload": payload,
            "accepts_response_payload": accepts_response,
        }
        self._turn += 1
        await self._links[self._turn % len(self._links)].send_json(envelope)
        return envelope["envelope_id"]

    async def disconnect(self, reason):
        """Tells every link to go: warning, refresh_requested or link_disabled."""
        for link in list(self._links):
            await link.send_json(_farewell(reason))

    def links(self):
        """How many links are open."""
        return len(self._links)

    async def close(self):
        """Closes every link, as when the server stops."""
        await asyncio.gather(*(link.close() for link in list(self._links)))

    async def _listen(self, link):
        try:
            async for frame in link:
                if frame.type == WSMsgType.TEXT:
                    self.acks.append({"at": time.time(), **json.loads(frame.data)})
        finally:
            self._links.remove(link)

    def _hello(self):
        return {
            "type": "hello", "connection_info": {"app_id": APP_ID},
            "num_connections": len(self._links),
            "debug_info": {"host": "double", "approximate_connection_time": 18060},
        }


def _farewell(reason):
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "double"}}
