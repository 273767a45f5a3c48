"""The undocumented limit: how many characters all blocks of one message may carry together."""

MAX_CHARACTERS = 13_200

_WORDS = {"text", "fallback", "alt_text", "url", "name"}


def characters(node):
    """The characters of everything a reader could see or follow in a block tree."""
    if isinstance(node, list):
        return sum(characters(item) for item in node)
    if not isinstance(node, dict):
        return 0
    own = sum(len(v) for k, v in node.items() if k in _WORDS and isinstance(v, str))
    return own + sum(characters(v) for v in node.values())
