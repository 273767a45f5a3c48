"""Incoming webhooks: one URL, one channel, the answer `ok`, and no way to change what was said."""

import json
from urllib.parse import parse_qs

from aiohttp import web

from .answers import spoiled, too_many
from .body import checked_body
from .faults import BEFORE
from .message import Message
from .refusal import Refused
from .workspace import BOT_AUTHOR

METHOD = "incoming.webhook"
_STATUS = {"no_service": 404, "channel_not_found": 404, "channel_is_archived": 410,
           "invalid_token": 403}


class Webhook:
    """Serves `/services/T.../B.../secret`."""

    def __init__(self, double):
        self._double = double

    async def handle(self, request):
        """Takes one message in, under faults and limits like any other call."""
        key = request.match_info["key"]
        entry = self._double.journal.open(METHOD, key=key)
        body = await request.read()
        channel = self._double.workspace.find(self._double.options.webhooks.get(key))
        place = {channel.id, channel.name} if channel else None
        entry.facts["channel"] = channel.name if channel else None
        fault = self._double.faults.strike(METHOD, place)
        if fault is None:
            return self._serve(entry, key, channel, request.content_type, body)
        entry.close(fault=fault.kind)
        early = fault.kind in BEFORE
        proper = None if early else self._serve(entry, key, channel, request.content_type, body)
        return await spoiled(request, fault, proper)

    def _serve(self, entry, key, channel, content_type, body):
        """The answer without faults."""
        try:
            wait = self._double.rates.wait_for_post(key)
            if wait:
                entry.close(ok=False, error="ratelimited", status=429)
                return too_many(wait)
            self._post(entry, channel, _payload(content_type, body))
        except Refused as refused:
            status = _STATUS.get(refused.error, 400)
            entry.close(ok=False, error=refused.error, status=status, details=refused.details)
            return web.Response(status=status, text=refused.error)
        entry.close(ok=True, status=200)
        return web.Response(text="ok")

    def _post(self, entry, channel, payload):
        entry.facts["args"] = payload
        if channel is None:
            raise Refused("no_service")
        if channel.archived:
            raise Refused("channel_is_archived")
        names = self._double.workspace.user_names()
        body = checked_body(payload)
        channel.add(Message(channel.mint(), BOT_AUTHOR, body, names, payload.get("thread_ts")))


def _payload(content_type, body):
    """The message as JSON, or as the form field `payload`."""
    text = body.decode("utf-8", "replace")
    if content_type == "application/x-www-form-urlencoded":
        text = parse_qs(text).get("payload", [""])[0]
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("invalid_payload") from None
    if not isinstance(payload, dict):
        raise Refused("invalid_payload")
    return payload
