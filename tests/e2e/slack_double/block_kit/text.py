"""Text objects: plain_text and mrkdwn, never empty."""


def check_text(node, where, findings, high=3000, plain_only=False):
    """Checks one text object against the limit of its place."""
    if not isinstance(node, dict):
        findings.add(where, "must be a text object")
        return
    allowed = ("plain_text",) if plain_only else ("plain_text", "mrkdwn")
    findings.one_of(node, "type", where, allowed)
    findings.string(node, "text", where, low=1, high=high)
    _check_flags(node, where, findings)


def _check_flags(node, where, findings):
    """emoji belongs to plain_text, verbatim to mrkdwn; Slack refuses the other way round."""
    findings.boolean(node, "emoji", where)
    findings.boolean(node, "verbatim", where)
    if node.get("type") == "mrkdwn" and "emoji" in node:
        findings.add(where, "invalid additional property: emoji")
    if node.get("type") == "plain_text" and "verbatim" in node:
        findings.add(where, "invalid additional property: verbatim")


def check_optional(node, key, where, findings, high, plain_only=True):
    """Checks a text object that may be absent."""
    if key in node:
        check_text(node[key], f"{where}/{key}", findings, high, plain_only)
