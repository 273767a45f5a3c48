"""The one exception of the double: a request that Slack would refuse."""


class Refused(Exception):
    """An `ok:false` answer: Slack's error word, and the details Slack would list."""

    def __init__(self, error, details=(), **more):
        super().__init__(error)
        self.error = error
        self.details = list(details)
        self.more = more

    def as_reply(self):
        """The JSON body of the refusal."""
        reply = {"ok": False, "error": self.error, **self.more}
        if self.details:
            reply["response_metadata"] = {"messages": self.details}
        return reply
