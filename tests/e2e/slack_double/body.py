"""Checks the body of a message - text, blocks, attachments - against every limit that is known."""

from .block_kit import MAX_CHARACTERS, characters, check_blocks
from .refusal import Refused

MAX_POST_TEXT = 40_000
MAX_UPDATE_TEXT = 4_000
MAX_ATTACHMENTS = 100


def checked_body(args, updating=False):
    """The body members of a post or an update; refuses what Slack refuses."""
    blocks, attachments = args.get("blocks"), args.get("attachments")
    text = _checked_text(args.get("text"), updating)
    if not (text or blocks or attachments):
        raise Refused("no_text")
    _check_blocks(blocks)
    _check_attachments(attachments)
    flags = {k: args[k] for k in ("link_names", "parse") if k in args}
    return {"text": text, "blocks": blocks, "attachments": attachments, **flags}


def _checked_text(text, updating):
    if text is None:
        return ""
    if not isinstance(text, str):
        raise Refused("invalid_arguments", ["[ERROR] must provide a string [json-pointer:/text]"])
    if updating and len(text) > MAX_UPDATE_TEXT:
        raise Refused("msg_too_long")
    return text[:MAX_POST_TEXT]


def _check_blocks(blocks):
    if blocks is None:
        return
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    details = check_blocks(blocks)
    if details:
        raise Refused("invalid_blocks", details)
    if characters(blocks) > MAX_CHARACTERS:
        raise Refused("msg_blocks_too_long")


def _check_attachments(attachments):
    if attachments is None:
        return
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise Refused("invalid_attachments")
    if len(attachments) > MAX_ATTACHMENTS:
        raise Refused("too_many_attachments")
    for attachment in attachments:
        _check_blocks(attachment.get("blocks"))
