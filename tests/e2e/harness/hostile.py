"""Makes alerts that mean harm, from a seed: the same seed always makes the same ones."""

import json
import random

from .alerts import alert

MENTIONS = [
    "<!channel>", "<!here|x>", "<!everyone>", "<@UOPERATOR>", "<!subteam^S0DBA|@dba>",
    "<!date^1700000000^{date}^https://evil.example|x>", "&lt;!channel&gt;",
    "<https://evil.example|https://good.example>", "&amp;lt;!channel&amp;gt;",
    "@channel @here @olga", "<!channel\n>",
    "<mailto:a@b.example|click>", "<#C00000001>", "`<!here>`", "```<!channel>```", "*_~`>",
    "<script>alert(1)</script>", "{{#facts}}{{summary}}{{/facts}}", "{{{labels}}}", "%s%n%x",
    "'; DROP TABLE incidents; --", "$(reboot)", "../../etc/passwd", "javascript:alert(1)",
]
ODD = [
    "\u202egnp.exe", "\u2066left\u2069", "\u200b\u200c\u200d\ufeff", "e" + "\u0301" * 60,
    "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466" * 5, "\u212a\u017f\u0130\u0131",
    "\U000E0001\U000E0020", "\uffff\ufffe", "\u0000", "\u001b[31mred\u001b[0m", "\r\n\r\n",
    "\t" * 40, "\x7f\x80\x9f", "\ufdfa" * 30, "𝔸𝕦𝕥𝕙", "\u2028\u2029", "日本語" * 20,
    "\u0627" * 50, "\ud7ff\ue000",
]
LOG_LINES = ['x"\nlevel=error msg="FORGED-LINE', "x\r\nts=2026-01-01T00:00:00Z FORGED-LINE"]
SEVERITIES = ["critical", "page", "warning", "", "CRITICAL", "💥", "sev1\n", "0", "x" * 3000]
NAMES = ["AuthServiceHighErrorRate", "DatabaseQueryLatencyHigh", "HostOutOfDiskSpace",
         "KubePodCrashLooping", "KafkaConsumerLag", "Unheard"]


class Malice:
    """A seeded source of hostile alerts and hostile bodies."""

    def __init__(self, seed):
        self._chance = random.Random(seed)

    def alert(self, number, shard):
        """One well-formed alert with hostile contents, sure to be an incident of its own."""
        chance = self._chance
        labels = {self._label_name(): self.words() for _ in range(chance.randrange(4))}
        labels.update(service=f"{self.words()} h{number}"[-200:], cluster=f"c{number}",
                      shard=shard, severity=chance.choice(SEVERITIES))
        notes = {"description": self.words(), "runbook_url": self.url(),
                 "dashboard_url": self.url(), self._label_name(): self.words()}
        name = chance.choice(NAMES) + chance.choice(["", self.words()[:40]])
        return alert(name, self.words(), annotations=notes, generator=self.url(), **labels)

    def words(self):
        """A text that is odd, long, harmful or all of it."""
        chance = self._chance
        parts = [chance.choice([*MENTIONS, *ODD, *LOG_LINES, "plain words"])
                 for _ in range(chance.randrange(1, 6))]
        if chance.random() < 0.03:
            parts.append(chance.choice(["A", "&", "<", "é", "😀", "\n"])
                         * chance.choice([3_000, 20_000]))
        chance.shuffle(parts)
        return " ".join(parts)

    def url(self):
        """A link that is fine, false or no link at all."""
        return self._chance.choice([
            "https://runbooks.example/auth", "javascript:alert(1)", "data:text/html,x", "",
            "https://good.example@evil.example", "http://[::1", "//evil.example",
            "https://x.example/" + "a" * 4000, "https://x.example/>|<!channel>",
            "HTTPS://X.EXAMPLE/\u202e", "https://x.example/\r\nHost: y",
        ])

    def _label_name(self):
        return self._chance.choice(["region", "team", "a" * 300, "é", "instance", "__name__",
                                    "x-y", "env", "cluster", "<!here>", "version", "message"])


def nested(depth, kind="["):
    """JSON of a given depth."""
    opening, closing = ("[", "]") if kind == "[" else ('{"a":', "}")
    return opening * depth + "1" + closing * depth


def deep_alert(depth):
    """A webhook whose alert carries a value of a given depth."""
    inner = nested(depth - 3)
    return '{"alerts":[{"labels":{"alertname":"x"},"extra":%s}]}' % inner


MALFORMED = {
    "nothing": b"", "half": b'{"alerts":[', "no JSON": b"alerts",
    "two values": b"{}{}", "comma": b'{"alerts":[],}', "single quotes": b"{'alerts':[]}",
    "bad escape": b'{"alerts":"\\x"}', "lone surrogate end": b'{"alerts":"\\ud800',
    "not UTF-8": b'{"alerts":[{"labels":{"alertname":"\xff\xfe"}}]}', "NaN": b'{"alerts":NaN}',
    "UTF-16": json.dumps({"alerts": []}).encode("utf-16"),
}

_ONE = '{"version":"4","status":"firing","alerts":[{"status":"firing","labels":%s}]}'
STRANGE = [
    "1", "null", "[]", "{}", '{"version":"4","alerts":"x"}', '{"version":"4","alerts":null}',
    *(_ONE % labels for labels in ("[]", '{"alertname":1}', '{"alertname":null}', "7", "{}")),
]
