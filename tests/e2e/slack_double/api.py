"""The door to the Web API: journal, faults, token, limits, method - in this order."""

from aiohttp import web

from .answers import spoiled, too_many
from .faults import BEFORE
from .methods import METHODS
from .refusal import Refused
from .wire import read_call

_POSTS = {"chat.postMessage"}


class Api:
    """Serves `/api/{method}`."""

    def __init__(self, double):
        self._double = double

    async def handle(self, request):
        """Answers one call; every way out closes its journal entry."""
        method = request.match_info["method"]
        entry = self._double.journal.open(method, user_agent=request.headers.get("User-Agent"))
        try:
            call = read_call(request.headers, request.query, await request.read())
        except Refused as refused:
            return _say(entry, refused.as_reply())
        channel = self._double.workspace.find(call.args.get("channel"))
        entry.facts.update(
            encoding=call.encoding, args=call.args, channel=channel.name if channel else None
        )
        return await self._answer(request, entry, method, call, channel)

    async def _answer(self, request, entry, method, call, channel):
        """Lets a planted fault act before or after the method itself."""
        place = {channel.id, channel.name} if channel else None
        fault = self._double.faults.strike(method, place)
        if fault is None:
            return self._serve(entry, method, call, channel)
        entry.close(fault=fault.kind)
        proper = None if fault.kind in BEFORE else self._serve(entry, method, call, channel)
        answer = await spoiled(request, fault, proper)
        entry.close(status=answer.status)
        return answer

    def _serve(self, entry, method, call, channel):
        """The answer without faults."""
        try:
            self._authorise(method, call.token)
            wait = self._wait(method, channel)
            if wait:
                entry.close(ok=False, error="ratelimited", status=429, retry_after=wait)
                return too_many(wait)
            reply = {"ok": True, **METHODS[method](self._double, call.args)}
        except Refused as refused:
            reply = refused.as_reply()
        return _say(entry, _with_warnings(reply, call.warnings))

    def _authorise(self, method, token):
        """A known method, and the right kind of token for it."""
        options = self._double.options
        if method not in METHODS:
            raise Refused("unknown_method", req_method=method)
        if not token:
            raise Refused("not_authed")
        if token not in (options.bot_token, options.app_token):
            raise Refused("invalid_auth")
        wants = options.app_token if method == "apps.connections.open" else options.bot_token
        if token != wants:
            raise Refused("not_allowed_token_type")

    def _wait(self, method, channel):
        if method in _POSTS:
            return self._double.rates.wait_for_post(channel.id) if channel else 0
        return self._double.rates.wait_for_method(method)


def _say(entry, reply):
    """Sends a reply and notes it."""
    details = reply.get("response_metadata", {}).get("messages", [])
    entry.close(ok=reply["ok"], error=reply.get("error"), status=200, details=details,
                ts=reply.get("ts"))
    return web.json_response(reply, headers={"x-oauth-scopes": "chat:write,channels:history"})


def _with_warnings(reply, warnings):
    if not warnings:
        return reply
    metadata = {**reply.get("response_metadata", {}), "warnings": warnings}
    return {**reply, "warning": ",".join(warnings), "response_metadata": metadata}
