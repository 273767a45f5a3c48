"""views.open: a modal in front of the person who has just clicked, within three seconds."""

import time

from ..block_kit import check_view
from ..block_kit.views import too_large
from ..refusal import Refused

TRIGGER_LIFE = 3.0


def open_view(double, args):
    """Opens a modal; the trigger lives three seconds and is used once."""
    view = args.get("view")
    _spend(double.workspace.triggers, args.get("trigger_id"))
    if not isinstance(view, dict):
        raise Refused("invalid_arguments", ["[ERROR] missing required field: view"])
    if too_large(view):
        raise Refused("view_too_large")
    details = check_view(view)
    if details:
        raise Refused("invalid_arguments", details)
    opened = {**view, "id": "V%08d" % (len(double.workspace.views) + 1), "hash": "h.1"}
    double.workspace.views.append(opened)
    return {"view": opened}


def _spend(triggers, trigger_id):
    issued = triggers.get(trigger_id)
    if issued is None:
        raise Refused("invalid_trigger_id")
    if issued == "used":
        raise Refused("exchanged_trigger_id")
    if time.monotonic() - issued > TRIGGER_LIFE:
        raise Refused("expired_trigger_id")
    triggers[trigger_id] = "used"
