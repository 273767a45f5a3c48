"""auth.test: who the token belongs to."""

from ..workspace import BOT_AUTHOR, TEAM_ID


def test(double, args):
    """The identity behind the bot token."""
    return {
        "url": "https://double.slack.invalid/", "team": "Double", "user": "triaged",
        "team_id": TEAM_ID, "user_id": BOT_AUTHOR["user"], "bot_id": BOT_AUTHOR["bot_id"],
        "is_enterprise_install": False,
    }
