"""Where checks write what they found, in the words and with the pointers of Slack."""


class Findings:
    """A list of errors, each with the JSON pointer of its place."""

    def __init__(self):
        self.details = []

    def add(self, where, message):
        """Notes one error at a place."""
        self.details.append(f"[ERROR] {message} [json-pointer:{where}]")

    def string(self, node, key, where, low=1, high=3000, required=True):
        """Checks that a member is a string of a permitted length."""
        value = node.get(key)
        if value is None:
            if required:
                self.add(where, f"missing required field: {key}")
            return
        here = f"{where}/{key}"
        if not isinstance(value, str):
            self.add(here, "must provide a string")
        elif len(value) < low:
            self.add(here, f"must be more than {low - 1} characters")
        elif len(value) > high:
            self.add(here, f"must be less than {high + 1} characters")

    def items(self, node, key, where, low=1, high=None):
        """The members of an array of permitted length; an empty list when it is none."""
        value = node.get(key)
        here = f"{where}/{key}"
        if not isinstance(value, list):
            self.add(where if value is None else here, f"must provide an array: {key}")
            return []
        if len(value) < low:
            self.add(here, f"no fewer than {low} items required")
        if high is not None and len(value) > high:
            self.add(here, f"no more than {high} items allowed")
        return value

    def one_of(self, node, key, where, allowed, required=True):
        """Checks a member against the words Slack knows."""
        value = node.get(key)
        if value is None and not required:
            return
        if value not in allowed:
            self.add(f"{where}/{key}", f"invalid value: {value!r}")

    def boolean(self, node, key, where):
        """Checks an optional boolean member."""
        if key in node and not isinstance(node[key], bool):
            self.add(f"{where}/{key}", "must be a boolean")

    def whole(self, node, key, where, low, high, required=False):
        """Checks a whole number within bounds."""
        value = node.get(key)
        if value is None and not required:
            return
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.add(f"{where}/{key}", f"must be an integer between {low} and {high}")

    def url(self, node, key, where, required=True):
        """Checks a link target: a scheme Slack follows, at most 3000 characters."""
        self.string(node, key, where, required=required)
        value = node.get(key)
        if isinstance(value, str) and not value.startswith(_SCHEMES):
            self.add(f"{where}/{key}", "invalid url")


_SCHEMES = ("https://", "http://", "mailto:", "tel:", "slack://")
