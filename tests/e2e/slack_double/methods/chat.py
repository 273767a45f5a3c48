"""chat.postMessage, chat.update and chat.getPermalink."""

from .. import metadata
from ..body import checked_body
from ..message import Message
from ..refusal import Refused
from ..stamp import is_stamp
from ..wire import truth
from ..workspace import BOT_AUTHOR


def post_message(double, args):
    """Adds a message to a channel or to a thread in it."""
    channel = double.workspace.for_posting(args.get("channel"))
    body = checked_body(args)
    kept = metadata.checked(args.get("metadata"))
    thread_ts = _thread(channel, args.get("thread_ts"))
    names = double.workspace.user_names()
    message = Message(channel.mint(), BOT_AUTHOR, body, names, thread_ts, kept)
    message.broadcast = bool(thread_ts) and truth(args.get("reply_broadcast"))
    channel.add(message)
    return {"channel": channel.id, "ts": message.ts, "message": message.to_wire(True)}


def update(double, args):
    """Replaces the body of one of our messages."""
    channel = double.workspace.by_id(args.get("channel"))
    message = channel.find(str(args.get("ts", "")))
    if message is None:
        raise Refused("message_not_found")
    if message.author != BOT_AUTHOR:
        raise Refused("cant_update_message")
    if channel.archived:
        raise Refused("is_archived")
    body = checked_body(args, updating=True)
    _check_kind(message, body)
    kept = metadata.checked(args.get("metadata"))
    message.revise(body, double.workspace.user_names(), kept)
    wire = message.to_wire()
    return {"channel": channel.id, "ts": message.ts, "text": wire.get("text", ""), "message": wire}


def get_permalink(double, args):
    """The web address of a message."""
    channel = double.workspace.by_id(args.get("channel"))
    message = channel.find(str(args.get("message_ts", "")))
    if message is None:
        raise Refused("message_not_found")
    link = f"https://double.slack.invalid/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _thread(channel, thread_ts):
    """The root a reply belongs to. An unknown root is refused, so that a test sees the mistake."""
    if thread_ts in (None, ""):
        return None
    if not isinstance(thread_ts, str) or not is_stamp(thread_ts):
        raise Refused("invalid_thread_ts", [f"[ERROR] {thread_ts} is not a valid thread_ts"])
    root = channel.find(thread_ts)
    if root is None:
        raise Refused("thread_not_found")
    return root.thread_ts or root.ts


def _check_kind(message, body):
    """Rich text may only be replaced by rich text."""
    kinds = {block.get("type") for block in body.get("blocks") or []}
    if kinds and message.is_rich() and "rich_text" not in kinds:
        raise Refused("block_mismatch")
