"""The parts of one double, put together; everything that a reset renews."""

from .faults import FaultPlan
from .journal import Journal
from .options import Options
from .rates import Rates
from .socket_mode import SocketMode
from .workspace import Workspace


class Double:
    """Owns the state of the stand-in. The web layer reads and changes it on one event loop."""

    def __init__(self, options=None):
        self.options = options or Options()
        self.base_url = ""
        self.reset()

    def reset(self):
        """Back to an empty workspace without faults, limits as shipped, a new journal."""
        self.workspace = Workspace(self.options)
        self.journal = Journal()
        self.faults = FaultPlan()
        self.rates = Rates()
        self.sockets = SocketMode(self)
