"""What a test may choose about the workspace before it starts."""

from dataclasses import dataclass, field


@dataclass
class Options:
    """One workspace: its tokens, channels, people and the webhook URLs it honours."""

    bot_token: str = "xoxb-double"
    app_token: str = "xapp-1-A0DOUBLE-1-double"
    chat_write_public: bool = False
    channels: list = field(default_factory=lambda: ["ops", "ops-fallback", "pay", "random"])
    not_joined: list = field(default_factory=lambda: ["lobby"])
    private: list = field(default_factory=lambda: ["secret"])
    archived: list = field(default_factory=lambda: ["museum"])
    users: dict = field(default_factory=lambda: {"UOPERATOR": "olga", "ULEARNER": "leo"})
    webhooks: dict = field(default_factory=lambda: {"T0DOUBLE/B0DOUBLE/hook": "ops"})
