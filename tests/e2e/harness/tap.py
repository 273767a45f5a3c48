"""A tap in the line notes each request and forwards it; an ear only notes it."""

import http.client
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Tap:
    """Listens on a free port; `arrivals` holds (time, path, body, status) of every request."""

    def __init__(self, target_port):
        self.arrivals = []
        handler = type("Forward", (_Forward,), {"tap": self, "target_port": target_port})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        """Stops listening."""
        self._server.shutdown()
        self._server.server_close()


class Ear:
    """Listens on a free port and answers 200 to everything; `heard` holds the times."""

    def __init__(self):
        self.heard = []
        handler = type("Hear", (_Hear,), {"ear": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        """Stops listening."""
        self._server.shutdown()
        self._server.server_close()


class _Hear(BaseHTTPRequestHandler):
    """Notes the time of a GET, HEAD or POST."""

    def do_POST(self):
        """Takes the body, notes the time, says nothing more."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.ear.heard.append(time.time())
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = do_POST

    def log_message(self, *_):
        """Stays silent."""


class _Forward(BaseHTTPRequestHandler):
    """Passes a POST on unchanged and the answer back."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        """Notes the arrival, forwards, answers."""
        arrived = time.time()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, headers, reply = self._pass_on(body)
        self.tap.arrivals.append((arrived, self.path, body, status))
        self.send_response(status)
        for name in ("Content-Type", "Retry-After"):
            if headers.get(name):
                self.send_header(name, headers[name])
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_):
        """Stays silent."""

    def _pass_on(self, body):
        onward = http.client.HTTPConnection("127.0.0.1", self.target_port, timeout=30)
        kept = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")}
        onward.request("POST", self.path, body=body, headers=kept)
        answer = onward.getresponse()
        reply = answer.read()
        onward.close()
        return answer.status, answer.headers, reply
