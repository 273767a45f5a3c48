"""A stand-in for Slack, for tests: same methods, same limits, same refusals, and faults on request.

It keeps its state in memory, listens on loopback only, and believes nothing a client says: every
payload is checked as strictly as Slack is known to check it, or more strictly where Slack is vague.
Start it with `python3 -m slack_double --port 0`; tests look inside through `/_control/...`.
"""
