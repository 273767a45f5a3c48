"""Reads a Slack message as a person sees it: lines of words, and buttons in brackets."""


def shown(message):
    """The lines of a message, blocks first; its plain text when it has no blocks."""
    blocks = message.get("blocks") or []
    lines = [line for block in blocks for line in _BLOCKS.get(block["type"], _nothing)(block)]
    return lines or (message.get("text") or "").splitlines()


def buttons(message):
    """Every button of a message as {action_id: element}."""
    return {
        element.get("action_id"): element
        for block in message.get("blocks") or [] if block["type"] == "actions"
        for element in block["elements"]
    }


def links(message):
    """Every (text, url) a reader could follow from a message's rich text."""
    found = []
    _walk(message.get("blocks") or [], found)
    return found


def _walk(node, found):
    for item in node if isinstance(node, list) else node.values() if isinstance(node, dict) else ():
        if isinstance(item, dict) and item.get("type") == "link":
            found.append((item.get("text", ""), item["url"]))
        _walk(item, found)


def _nothing(_block):
    return []


def _text_object(node):
    return (node or {}).get("text", "").splitlines()


def _rich_text(block):
    lines = []
    for part in block["elements"]:
        parts = part["elements"] if part["type"] == "rich_text_list" else [part]
        for line in parts:
            words = "".join(_word(element) for element in line["elements"])
            lines.extend(words.splitlines())
    return lines


def _word(element):
    kind = element["type"]
    if kind in ("text", "link"):
        return element.get("text") or element.get("url", "")
    if kind == "emoji":
        return f":{element['name']}:"
    if kind == "date":
        return element.get("fallback", "<date>")
    target = element.get("user_id") or element.get("usergroup_id") or element.get("range", "")
    return f"@{target}"


def _section(block):
    fields = [line for field in block.get("fields", []) for line in _text_object(field)]
    return _text_object(block.get("text")) + fields


def _actions(block):
    words = [_text_object(e.get("text")) or [e["type"]] for e in block["elements"]]
    return [" ".join(f"[{' '.join(word)}]" for word in words)]


_BLOCKS = {
    "rich_text": _rich_text,
    "section": _section,
    "header": lambda block: _text_object(block["text"]),
    "context": lambda block: [t for e in block["elements"] for t in _text_object(e)],
    "markdown": _text_object,
    "actions": _actions,
}
