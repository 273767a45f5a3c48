"""rich_text: literal text with styles, the safest carrier of words that nobody vouches for."""

import re

_STYLES = {"bold", "italic", "strike", "code", "underline"}
_MENTION_STYLES = _STYLES | {"highlight", "client_highlight", "unlink"}
_COLOUR = re.compile(r"^#[0-9A-Fa-f]{6}$")


def check_rich_text(block, where, findings):
    """Checks a rich_text block: sections, lists, preformatted texts and quotes."""
    for index, part in enumerate(findings.items(block, "elements", where)):
        _check_part(part, f"{where}/elements/{index}", findings)


def _check_part(part, where, findings):
    kind = part.get("type") if isinstance(part, dict) else None
    if kind == "rich_text_list":
        _check_list(part, where, findings)
    elif kind in ("rich_text_section", "rich_text_preformatted", "rich_text_quote"):
        _check_line(part, where, findings)
    else:
        findings.add(where, f"unsupported type: {kind}")


def _check_list(part, where, findings):
    findings.one_of(part, "style", where, ("bullet", "ordered"))
    findings.whole(part, "indent", where, 0, 8)
    findings.whole(part, "offset", where, 0, 1_000_000)
    findings.whole(part, "border", where, 0, 1)
    for index, item in enumerate(findings.items(part, "elements", where)):
        here = f"{where}/elements/{index}"
        if not isinstance(item, dict) or item.get("type") != "rich_text_section":
            findings.add(here, "a list holds only sections")
        else:
            _check_line(item, here, findings)


def _check_line(part, where, findings):
    """Checks the elements of one part; preformatted text takes only texts and links."""
    plain = part["type"] == "rich_text_preformatted"
    findings.whole(part, "border", where, 0, 1)
    for index, element in enumerate(findings.items(part, "elements", where)):
        here = f"{where}/elements/{index}"
        kind = element.get("type") if isinstance(element, dict) else None
        if kind not in _ELEMENTS or (plain and kind not in ("text", "link")):
            findings.add(here, f"unsupported type: {kind}")
        else:
            _ELEMENTS[kind](element, here, findings)


def _check_style(element, where, findings, allowed=frozenset(_STYLES)):
    style = element.get("style", {})
    if not isinstance(style, dict):
        findings.add(f"{where}/style", "must be an object")
        return
    for name, value in style.items():
        if name not in allowed or not isinstance(value, bool):
            findings.add(f"{where}/style/{name}", "invalid style")


def _text(element, where, findings):
    findings.string(element, "text", where, low=1, high=40_000)
    _check_style(element, where, findings)


def _link(element, where, findings):
    findings.url(element, "url", where)
    findings.string(element, "text", where, low=1, high=40_000, required=False)
    findings.boolean(element, "unsafe", where)
    _check_style(element, where, findings)


def _reference(key, shape):
    """A check for an element that points at a person, a group or a channel by id."""
    pattern = re.compile(shape)

    def check(element, where, findings):
        if not pattern.match(str(element.get(key, ""))):
            findings.add(f"{where}/{key}", "invalid id")
        _check_style(element, where, findings, _MENTION_STYLES)

    return check


def _emoji(element, where, findings):
    findings.string(element, "name", where, high=100)
    if ":" in str(element.get("name", "")):
        findings.add(f"{where}/name", "emoji name without colons")


def _date(element, where, findings):
    findings.whole(element, "timestamp", where, 0, 253_402_300_799, required=True)
    findings.string(element, "format", where)
    findings.url(element, "url", where, required=False)
    findings.string(element, "fallback", where, required=False)
    _check_style(element, where, findings)


def _broadcast(element, where, findings):
    findings.one_of(element, "range", where, ("here", "channel", "everyone"))


def _colour(element, where, findings):
    if not _COLOUR.match(str(element.get("value", ""))):
        findings.add(f"{where}/value", "invalid colour")


_ELEMENTS = {
    "text": _text,
    "link": _link,
    "user": _reference("user_id", r"^[UW][A-Z0-9]+$"),
    "usergroup": _reference("usergroup_id", r"^S[A-Z0-9]+$"),
    "channel": _reference("channel_id", r"^[CGD][A-Z0-9]+$"),
    "emoji": _emoji,
    "date": _date,
    "broadcast": _broadcast,
    "color": _colour,
}
