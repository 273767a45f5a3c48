"""apps.connections.open: a single-use address for a Socket Mode connection."""


def connections_open(double, args):
    """Hands out a WebSocket address with a fresh ticket."""
    return {"url": double.sockets.issue_url()}
