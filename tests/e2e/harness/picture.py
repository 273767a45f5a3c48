"""Draws a Slack message as an SVG, from the very blocks that were sent. Needs no browser.

Only what depends on the moment is made constant: a date element shows the clock of the picture, and
the length of time beside it stays what the message says.
"""

import html
import re

WIDTH = 620
LINE = 22
PAD = 18
FONT = "font-family=\"Lato,'Helvetica Neue',Arial,'Liberation Sans','DejaVu Sans',sans-serif,'Noto Color Emoji'\" font-size=\"15\""
CHARACTERS = 66  # that fit into a line; longer ones are wrapped, as a client does


def draw(blocks, clock="03:07"):
    """The picture of one message as text of an SVG file."""
    rows = []
    for block in blocks:
        rows += _rows_of(block, clock)
    height = PAD * 2 + sum(row.height for row in rows)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
           f'viewBox="0 0 {WIDTH} {height}" role="img">',
           f'<rect width="{WIDTH}" height="{height}" rx="8" fill="#ffffff" stroke="#dddddd"/>']
    top = PAD
    for row in rows:
        out.append(row.svg(top))
        top += row.height
    return "\n".join(out + ["</svg>", ""])


class _Line:
    """Pieces of text side by side: (text, css-like attributes)."""
    height = LINE

    def __init__(self, pieces):
        self._pieces = pieces

    def svg(self, top):
        spans = "".join(f"<tspan{attributes}>{html.escape(text)}</tspan>"
                        for text, attributes in self._pieces if text)
        return (f'<text x="{PAD}" y="{top + 15}" {FONT} fill="#1d1c1d" '
                f'xml:space="preserve">{spans}</text>')


class _Buttons:
    """The buttons of one actions block."""
    height = 46

    def __init__(self, labels):
        self._labels = labels

    def svg(self, top):
        out, left = [], PAD
        for label in self._labels:
            width = 30 + 9 * len(label)
            out.append(f'<rect x="{left}" y="{top + 8}" width="{width}" height="32" rx="5" '
                       'fill="#ffffff" stroke="#8d8d8d"/>'
                       f'<text x="{left + width / 2:g}" y="{top + 29}" {FONT} fill="#1d1c1d" '
                       f'text-anchor="middle" font-weight="bold">{html.escape(label)}</text>')
            left += width + 10
        return "\n".join(out)


def _rows_of(block, clock):
    if block["type"] == "actions":
        return [_Buttons([_label(element) for element in block["elements"]])]
    if block["type"] != "rich_text":
        return []
    rows = []
    for section in block["elements"]:
        items = section["elements"] if section["type"] == "rich_text_list" else [section]
        for item in items:
            rows += _wrap([piece for element in item["elements"] for piece in _piece(element, clock)])
    return rows


def _label(element):
    return element["text"]["text"] if "text" in element else "⋯"


def _piece(element, clock):
    """(text, attributes) of one element, split where it breaks the line."""
    kind = element["type"]
    style = element.get("style", {})
    attributes = ' font-weight="bold"' if style.get("bold") else ""
    if style.get("strike"):
        attributes += ' text-decoration="line-through"'
    if kind == "link":
        return [(element.get("text", element["url"]), attributes + ' fill="#1264a3"')]
    if kind == "date":
        return [(clock, attributes)]
    if kind in ("user", "usergroup", "broadcast"):
        return [("@" + element.get("usergroup_id", element.get("user_id", "")), ' fill="#1264a3"')]
    parts = re.split("(\n)", element.get("text", ""))
    return [(part, attributes) for part in parts]


def _wrap(pieces):
    """Lines of at most CHARACTERS, broken between words."""
    lines, line, room = [], [], CHARACTERS
    for text, attributes in pieces:
        for word in re.findall(r"\n|[^\s]+\s*|[ ]+", text):
            if word == "\n" or (len(word.rstrip()) > room and line):
                lines.append(_Line(line))
                line, room = ([], CHARACTERS) if word == "\n" else ([("   ", "")], CHARACTERS - 3)
                if word == "\n":
                    continue
            line.append((word, attributes))
            room -= len(word)
    return lines + ([_Line(line)] if line else [])
