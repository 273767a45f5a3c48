"""Block Kit as Slack enforces it: one file per kind of thing, all reporting into one Findings."""

from .blocks import check_blocks
from .views import check_view
from .weight import MAX_CHARACTERS, characters

__all__ = ["MAX_CHARACTERS", "characters", "check_blocks", "check_view"]
