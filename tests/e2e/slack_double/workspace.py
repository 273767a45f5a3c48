"""The workspace: channels and people, found the way Slack finds them."""

from .channel import Channel
from .refusal import Refused

TEAM_ID = "T0DOUBLE"
APP_ID = "A0DOUBLE"
BOT_AUTHOR = {
    "user": "U0TRIAGED", "bot_id": "B0TRIAGED", "app_id": APP_ID, "team": TEAM_ID,
}


class Workspace:
    """All channels and people of one team."""

    def __init__(self, options):
        self.options = options
        self.users = dict(options.users)
        self.triggers = {}
        self.views = []
        self._channels = {}
        for name in options.channels:
            self.add_channel(name)
        for name in options.not_joined:
            self.add_channel(name, member=False)
        for name in options.private:
            self.add_channel(name, member=False, private=True)
        for name in options.archived:
            self.add_channel(name, archived=True)

    def add_channel(self, name, **flags):
        """Creates a channel; a channel that exists keeps its messages and takes the flags."""
        name = name.lstrip("#")
        known = self.find(name)
        if known is None:
            channel_id = "C%08d" % (len(self._channels) + 1)
            known = self._channels[channel_id] = Channel(channel_id, name)
        for flag, value in flags.items():
            setattr(known, flag, value)
        return known

    def channels(self):
        """All channels in order of creation."""
        return list(self._channels.values())

    def find(self, reference):
        """A channel by id or by name with or without `#`; None when there is none."""
        text = str(reference or "")
        if text in self._channels:
            return self._channels[text]
        name = text.lstrip("#")
        return next((c for c in self._channels.values() if c.name == name), None)

    def by_id(self, reference):
        """A channel by id only, as every method but chat.postMessage wants it."""
        channel = self._channels.get(str(reference or ""))
        if channel is None or (channel.private and not channel.member):
            raise Refused("channel_not_found")
        return channel

    def for_posting(self, reference):
        """The channel a post goes to; refuses what Slack refuses."""
        channel = self.find(reference)
        if channel is None or (channel.private and not channel.member):
            raise Refused("channel_not_found")
        if channel.archived:
            raise Refused("is_archived")
        if not channel.member and not self.options.chat_write_public:
            raise Refused("not_in_channel")
        return channel

    def user_names(self):
        """Names that `@name` could reach."""
        return set(self.users.values())
