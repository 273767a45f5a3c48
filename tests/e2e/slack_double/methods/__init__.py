"""Slack's methods by name. Each takes the double and the call's arguments and returns the reply."""

from . import apps, auth, chat, conversations, reactions, users, views

METHODS = {
    "apps.connections.open": apps.connections_open,
    "auth.test": auth.test,
    "chat.getPermalink": chat.get_permalink,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "conversations.history": conversations.history,
    "conversations.info": conversations.info,
    "conversations.join": conversations.join,
    "conversations.list": conversations.list_all,
    "conversations.replies": conversations.replies,
    "reactions.add": reactions.add,
    "users.info": users.info,
    "views.open": views.open_view,
}
