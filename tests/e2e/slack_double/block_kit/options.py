"""The options of menus, check boxes and radio buttons, and the confirmation dialogue."""

import json

from .text import check_optional, check_text


def check_options(node, where, findings, high, mrkdwn=False):
    """Checks the options of one element: count, lengths, values unique."""
    options = findings.items(node, "options", where, low=1, high=high)
    for index, option in enumerate(options):
        _check_option(option, f"{where}/options/{index}", findings, mrkdwn)
    _check_unique(options, where, findings)
    _check_initial(node, options, where, findings)


def check_choice(node, where, findings):
    """Checks a static select: options or groups of options, at most 100 of either."""
    if "option_groups" not in node:
        check_options(node, where, findings, 100)
        return
    for index, group in enumerate(findings.items(node, "option_groups", where, high=100)):
        here = f"{where}/option_groups/{index}"
        if not isinstance(group, dict):
            findings.add(here, "must be an object")
            continue
        check_text(group.get("label"), f"{here}/label", findings, 75, plain_only=True)
        check_options(group, here, findings, 100)


def check_confirm(node, where, findings):
    """Checks a confirmation dialogue if the element has one."""
    confirm = node.get("confirm")
    if confirm is None:
        return
    here = f"{where}/confirm"
    if not isinstance(confirm, dict):
        findings.add(here, "must be an object")
        return
    check_text(confirm.get("title"), f"{here}/title", findings, 100, plain_only=True)
    check_text(confirm.get("text"), f"{here}/text", findings, 300)
    check_text(confirm.get("confirm"), f"{here}/confirm", findings, 30, plain_only=True)
    check_text(confirm.get("deny"), f"{here}/deny", findings, 30, plain_only=True)


def _check_option(option, where, findings, mrkdwn):
    if not isinstance(option, dict):
        findings.add(where, "must be an option object")
        return
    check_text(option.get("text"), f"{where}/text", findings, 75, plain_only=not mrkdwn)
    check_optional(option, "description", where, findings, 75, plain_only=not mrkdwn)
    findings.string(option, "value", where, low=1, high=75)
    if "url" in option:
        findings.url(option, "url", where)


def _check_unique(options, where, findings):
    values = [option.get("value") for option in options if isinstance(option, dict)]
    if len(values) != len(set(map(str, values))):
        findings.add(f"{where}/options", "option values must be unique")


def _check_initial(node, options, where, findings):
    """An initial option must equal one of the options in every member."""
    initial = list(node.get("initial_options") or [])
    if node.get("initial_option") is not None:
        initial.append(node["initial_option"])
    known = {json.dumps(option, sort_keys=True) for option in options}
    for option in initial:
        if json.dumps(option, sort_keys=True) not in known:
            findings.add(f"{where}/initial_options", "initial option must match an option exactly")
