"""users.info: the little a card needs to know about a person."""

from ..refusal import Refused
from ..workspace import TEAM_ID


def info(double, args):
    """Name and time zone of a person."""
    user_id = args.get("user")
    name = double.workspace.users.get(user_id)
    if name is None:
        raise Refused("user_not_found")
    return {
        "user": {
            "id": user_id, "team_id": TEAM_ID, "name": name, "real_name": name.title(),
            "deleted": False, "is_bot": False, "tz": "Europe/Berlin", "tz_offset": 3600,
            "profile": {"display_name": name, "email": f"{name}@double.invalid"},
        }
    }
