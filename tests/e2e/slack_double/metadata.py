"""Message metadata: an event type and a small flat payload that only apps can see."""

import json
import re

from .refusal import Refused

_EVENT_TYPE = re.compile(r"^[a-z0-9_.]{1,255}$")
_MAX_BYTES = 8 * 1024


def checked(metadata):
    """The metadata as Slack would keep it; refuses a wrong shape or size."""
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    if not _EVENT_TYPE.match(str(metadata.get("event_type", ""))):
        raise Refused("invalid_metadata_format", ["[ERROR] event_type has an invalid form"])
    if len(json.dumps(metadata, ensure_ascii=False).encode()) > _MAX_BYTES:
        raise Refused("metadata_too_large")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}
