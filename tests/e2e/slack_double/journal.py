"""The append-only record of everything that arrived, and what became of it."""

import time


class Entry:
    """One request: written on arrival, completed once when it is answered or given up."""

    def __init__(self, number, method, facts):
        self.number = number
        self.method = method
        self.arrived = time.time()
        self.facts = facts
        self.outcome = {}

    def close(self, **outcome):
        """Notes what became of the request."""
        self.outcome = {**self.outcome, **outcome, "done": time.time()}

    def as_json(self):
        """The entry as the control API shows it."""
        return {
            "n": self.number, "method": self.method, "arrived": self.arrived,
            **self.facts, **self.outcome,
        }


class Journal:
    """Entries in order of arrival; nothing is ever removed but by a reset of the whole double."""

    def __init__(self):
        self._entries = []

    def open(self, method, **facts):
        """Notes the arrival of a request."""
        entry = Entry(len(self._entries), method, facts)
        self._entries.append(entry)
        return entry

    def since(self, number=0, method=None):
        """Entries from a number on, of one method or of all."""
        return [e.as_json() for e in self._entries[number:] if method in (None, "", e.method)]

    def __len__(self):
        return len(self._entries)
