"""A plain HTTP client: one request, one answer, no cleverness that could hide a fault."""

import http.client
import json
from urllib.parse import urlsplit


class Answer:
    """Status, headers and body of one reply."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def text(self):
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def json(self):
        """The body as JSON."""
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {self.text[:300]}>"


def encode(body):
    """Bytes of a request body: bytes stay, text is UTF-8, everything else becomes JSON."""
    if body is None or isinstance(body, bytes):
        return body
    return (body if isinstance(body, str) else json.dumps(body)).encode()


class Client:
    """Requests against one base URL over one kept connection."""

    def __init__(self, base_url, timeout=30, headers=None):
        parts = urlsplit(base_url)
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
        self._headers = headers or {}

    def request(self, method, path, body=None, headers=None):
        """Sends a request; a kept connection that the server has closed is opened again."""
        sent = {**self._headers, **({"Content-Type": "application/json"} if body else {}),
                **(headers or {})}
        try:
            return self._once(method, path, encode(body), sent)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.close()
            return self._once(method, path, encode(body), sent)

    def get(self, path, **headers):
        """GET."""
        return self.request("GET", path, headers=headers)

    def post(self, path, body=None, headers=None):
        """POST, as JSON unless a header says otherwise."""
        return self.request("POST", path, body, headers)

    def close(self):
        """Closes the kept connection."""
        self._connection.close()

    def _once(self, method, path, body, headers):
        self._connection.request(method, path, body=body, headers=headers)
        reply = self._connection.getresponse()
        return Answer(reply.status, reply.headers, reply.read())
