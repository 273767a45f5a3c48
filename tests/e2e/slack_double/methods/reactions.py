"""reactions.add: an emoji on a message."""

import re

from ..refusal import Refused
from ..workspace import BOT_AUTHOR


def add(double, args):
    """Adds our reaction; a second time is an error that clients treat as success."""
    channel = double.workspace.by_id(args.get("channel"))
    message = channel.find(str(args.get("timestamp", "")))
    if message is None:
        raise Refused("message_not_found")
    name = str(args.get("name", ""))
    if not re.fullmatch(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?", name):
        raise Refused("invalid_name")
    users = message.reactions.setdefault(name, [])
    if BOT_AUTHOR["user"] in users:
        raise Refused("already_reacted")
    users.append(BOT_AUTHOR["user"])
    return {}
