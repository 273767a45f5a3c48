"""Modals: a title, a close word, a submit word, and up to a hundred blocks."""

import json

from .blocks import check_blocks
from .findings import Findings
from .text import check_optional, check_text

MAX_BYTES = 250_000


def check_view(view):
    """Every error Slack would list for a modal; an empty list when it is fine."""
    findings = Findings()
    findings.one_of(view, "type", "/view", ("modal", "home"))
    if view.get("type") == "modal":
        check_text(view.get("title"), "/view/title", findings, 24, plain_only=True)
    check_optional(view, "submit", "/view", findings, 24)
    check_optional(view, "close", "/view", findings, 24)
    findings.string(view, "callback_id", "/view", high=255, required=False)
    findings.string(view, "private_metadata", "/view", low=0, high=3000, required=False)
    findings.string(view, "external_id", "/view", low=0, high=255, required=False)
    blocks = findings.items(view, "blocks", "/view")
    _check_submit(view, blocks, findings)
    return findings.details + check_blocks(blocks, 100, "/view/blocks")


def too_large(view):
    """True when the view exceeds what Slack takes as a whole."""
    return len(json.dumps(view).encode()) > MAX_BYTES


def _check_submit(view, blocks, findings):
    has_input = any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if has_input and "submit" not in view:
        findings.add("/view", "missing required field: submit")
