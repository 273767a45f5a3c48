"""A client that talks to the double as triaged would: JSON bodies, bearer token."""

import pytest

from harness.http import Client
from harness.slack import TOKEN


class Bot:
    """Calls Web API methods; `ok` insists on success, `error` on a refusal."""

    def __init__(self, url, token=TOKEN):
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._client = Client(url, headers=headers)

    def raw(self, method, args=None, headers=None):
        """The bare answer."""
        return self._client.request("POST", f"/api/{method}", args or {}, {
            "Content-Type": "application/json; charset=utf-8", **(headers or {})})

    def ok(self, method, **args):
        """The reply of a call that must succeed."""
        reply = self.raw(method, args).json()
        assert reply["ok"], reply
        return reply

    def error(self, method, **args):
        """The error word of a call that must be refused."""
        reply = self.raw(method, args).json()
        assert not reply["ok"], reply
        return reply["error"]

    def post(self, text="hello", channel="#ops", **args):
        """Posts a message."""
        return self.ok("chat.postMessage", channel=channel, text=text, **args)


@pytest.fixture
def bot(slack):
    """The bot of the workspace, without rate limits in its way."""
    slack.no_limits()
    return Bot(slack.url)


@pytest.fixture
def stranger(slack):
    """Makes bots with other tokens."""
    return lambda token: Bot(slack.url, token)
