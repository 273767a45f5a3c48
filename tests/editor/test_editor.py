"""yaml-language-server, driven headless, validates and completes scenario files through the shipped schema."""
import json
import pathlib
import shutil
import subprocess
import threading

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SERVER = HERE / "node_modules" / ".bin" / "yaml-language-server"
SCHEMA = ROOT / "config" / "schema" / "scenario.v1.json"
MODELINE = f"# yaml-language-server: $schema={SCHEMA.as_uri()}\n"

pytestmark = pytest.mark.skipif(not SERVER.exists() or shutil.which("node") is None,
                                reason="no yaml-language-server; run npm ci in tests/editor")


class Editor:
    """The side of an editor: opens documents, waits for answers and diagnostics."""

    def __init__(self):
        self._server = subprocess.Popen([SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        self._next = 0
        self._heard = []
        self._news = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()
        self.ask("initialize", {"processId": None, "rootUri": ROOT.as_uri(), "capabilities": {
            "textDocument": {"completion": {"completionItem": {"snippetSupport": False}}}}})
        self.tell("initialized", {})

    def stop(self):
        self._server.kill()
        self._server.wait()

    def open(self, text):
        self._next += 1
        uri = (ROOT / "rules" / f"opened-{self._next}.yaml").as_uri()
        self.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}})
        return uri

    def diagnostics(self, text):
        uri = self.open(text)
        heard = self._wait(lambda m: m.get("method") == "textDocument/publishDiagnostics" and m["params"]["uri"] == uri)
        return [each["message"] for each in heard["params"]["diagnostics"]]

    def completions(self, text):
        """The labels offered where the text has a bar."""
        before = text.split("|", 1)[0]
        place = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        uri = self.open(text.replace("|", "", 1))
        answer = self.ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": place})
        items = answer["result"]
        return [item["label"] for item in (items["items"] if isinstance(items, dict) else items)]

    def ask(self, method, params):
        self._next += 1
        number = self._next
        self._send({"id": number, "method": method, "params": params})
        return self._wait(lambda m: m.get("id") == number and "method" not in m)

    def tell(self, method, params):
        self._send({"method": method, "params": params})

    def _send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._server.stdin.flush()

    def _listen(self):
        out = self._server.stdout
        while header := out.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                header = out.readline()
            message = json.loads(out.read(length))
            if message.get("method") == "workspace/configuration":
                self._send({"id": message["id"], "result": [None] * len(message["params"]["items"])})
            elif "id" in message and "method" in message:
                self._send({"id": message["id"], "result": None})
            with self._news:
                self._heard.append(message)
                self._news.notify_all()

    def _wait(self, wanted):
        with self._news:
            assert self._news.wait_for(lambda: any(map(wanted, self._heard)), 30), "the server did not answer"
            return next(filter(wanted, self._heard))


@pytest.fixture(scope="module")
def editor():
    editor = Editor()
    yield editor
    editor.stop()


def test_a_shipped_scenario_has_no_fault_in_an_editor(editor):
    text = (ROOT / "rules" / "generic" / "generic.yaml").read_text().split("\n", 1)[1]
    assert editor.diagnostics(MODELINE + text) == []


def test_a_slip_is_underlined(editor):
    text = (ROOT / "docs" / "lint" / "example.yaml").read_text().split("\n", 1)[1]
    assert editor.diagnostics(MODELINE + text) == []
    said = editor.diagnostics(MODELINE + text.replace("symptom: saturation", "symptom: slow"))
    assert any("latency" in message for message in said), said
    said = editor.diagnostics(MODELINE + text.replace("maturity:", "maturty:"))
    assert any("maturty" in message for message in said), said


def test_keys_and_words_are_completed(editor):
    head = MODELINE + "id: x\ntitle: y\n"
    keys = editor.completions(head + "|")
    assert {"signals", "hypotheses", "steps", "tests", "severity"} <= set(keys), keys
    assert {"errors", "latency", "staleness"} <= set(editor.completions(head + "symptom: |"))
    step = editor.completions(head + "steps:\n  detect:\n    - id: a\n      |")
    assert {"kind", "text", "done", "commands", "evidence"} <= set(step), step
