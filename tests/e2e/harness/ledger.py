"""A ledger of what the daemon promised: each acknowledged alert id, on disk before it counts."""

import os


class Ledger:
    """Append-only and fsynced per entry, so that a crash of the sender cannot forget a promise."""

    def __init__(self, path):
        self._path = path
        self._file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)

    def note(self, ids):
        """Writes down ids that were answered 2xx."""
        os.write(self._file, "".join(f"{one}\n" for one in ids).encode())
        os.fsync(self._file)

    def ids(self):
        """Every promised id."""
        return set(self._path.read_text().split())
