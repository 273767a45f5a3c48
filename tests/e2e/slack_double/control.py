"""What a test may ask and change while the double runs: everything under `/_control/`."""

import secrets
import time

from aiohttp import web


class Control:
    """The control API. It never appears in the journal and is never limited."""

    def __init__(self, double):
        self._double = double

    def routes(self):
        """The control routes."""
        return [
            web.post("/_control/fault", self.fault),
            web.delete("/_control/fault", self.clear_faults),
            web.post("/_control/limits", self.limits),
            web.post("/_control/channel", self.channel),
            web.post("/_control/reset", self.reset),
            web.post("/_control/trigger", self.trigger),
            web.post("/_control/envelope", self.envelope),
            web.post("/_control/disconnect", self.disconnect),
            web.get("/_control/log", self.log),
            web.get("/_control/messages", self.messages),
            web.get("/_control/sockets", self.sockets),
        ]

    async def fault(self, request):
        """Plants a fault; the body holds the members of faults.Fault."""
        try:
            self._double.faults.plant(**await request.json())
        except (TypeError, ValueError) as wrong:
            return web.json_response({"ok": False, "error": str(wrong)}, status=400)
        return _done()

    async def clear_faults(self, _request):
        """Removes every fault."""
        self._double.faults.clear()
        return _done()

    async def limits(self, request):
        """Changes rate limits, see rates.DEFAULT; null turns one off, `all: null` every one."""
        self._double.rates.configure(await request.json())
        return _done()

    async def channel(self, request):
        """Creates a channel or changes its flags: {name, member?, private?, archived?}."""
        wanted = await request.json()
        channel = self._double.workspace.add_channel(**wanted)
        return web.json_response(channel.as_json())

    async def reset(self, _request):
        """Back to an empty workspace."""
        await self._double.sockets.close()
        self._double.reset()
        return _done()

    async def trigger(self, _request):
        """Issues a trigger id, as a click would."""
        trigger_id = secrets.token_hex(8)
        self._double.workspace.triggers[trigger_id] = time.monotonic()
        return web.json_response({"trigger_id": trigger_id})

    async def envelope(self, request):
        """Sends a Socket Mode envelope: {type, payload}."""
        wanted = await request.json()
        sent = await self._double.sockets.send(wanted["type"], wanted["payload"])
        return web.json_response({"ok": sent is not None, "envelope_id": sent})

    async def disconnect(self, request):
        """Sends a Socket Mode disconnect: {reason}."""
        await self._double.sockets.disconnect((await request.json())["reason"])
        return _done()

    async def log(self, request):
        """The journal: `?since=N&method=chat.update`, with `brief` without arguments."""
        since = int(request.query.get("since", 0))
        entries = self._double.journal.since(since, request.query.get("method"))
        if "brief" in request.query:
            entries = [{k: v for k, v in entry.items() if k != "args"} for entry in entries]
        return web.json_response({"entries": entries, "next": len(self._double.journal)})

    async def messages(self, request):
        """Messages with all their revisions: of one channel (`?channel=ops`) or of all."""
        wanted = request.query.get("channel")
        chosen = [self._double.workspace.find(wanted)] if wanted else None
        channels = chosen if wanted else self._double.workspace.channels()
        found = [
            {"channel": channel.name, "channel_id": channel.id, **message.to_control()}
            for channel in channels if channel for message in channel.messages
        ]
        return web.json_response({"messages": found})

    async def sockets(self, _request):
        """Open links and what they acknowledged."""
        sockets = self._double.sockets
        return web.json_response({"links": sockets.links(), "acks": sockets.acks})


def _done():
    return web.json_response({"ok": True})
