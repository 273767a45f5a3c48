"""The things a person can press or choose: buttons, menus, check boxes, inputs."""

from .options import check_choice, check_confirm, check_options
from .text import check_optional, check_text


def check_element(node, where, findings, allowed):
    """Checks one element and that its kind may stand where it stands."""
    if not isinstance(node, dict):
        findings.add(where, "must be an element object")
        return
    kind = node.get("type")
    if kind not in allowed or kind not in _CHECKS:
        findings.add(where, f"unsupported type: {kind}")
        return
    if kind != "image":
        findings.string(node, "action_id", where, low=1, high=255, required=False)
        check_confirm(node, where, findings)
    _CHECKS[kind](node, where, findings)


def check_image(node, where, findings):
    """Checks an image by URL or Slack file, with its alternative text."""
    if "slack_file" not in node:
        findings.url(node, "image_url", where)
    findings.string(node, "alt_text", where, low=1, high=2000)
    check_optional(node, "title", where, findings, 2000)


def _button(node, where, findings):
    check_text(node.get("text"), f"{where}/text", findings, 75, plain_only=True)
    findings.string(node, "value", where, low=1, high=2000, required=False)
    findings.url(node, "url", where, required=False)
    findings.string(node, "accessibility_label", where, high=75, required=False)
    findings.one_of(node, "style", where, ("primary", "danger"), required=False)


def _placeholder(node, where, findings):
    check_optional(node, "placeholder", where, findings, 150)


def _static_select(node, where, findings):
    _placeholder(node, where, findings)
    check_choice(node, where, findings)


def _text_input(node, where, findings):
    _placeholder(node, where, findings)
    findings.boolean(node, "multiline", where)
    findings.whole(node, "min_length", where, 0, 3000)
    findings.whole(node, "max_length", where, 1, 3000)
    findings.string(node, "initial_value", where, low=0, high=3000, required=False)


def _check_boxes(node, where, findings):
    check_options(node, where, findings, 10, mrkdwn=True)


def _overflow(node, where, findings):
    check_options(node, where, findings, 5)


_CHECKS = {
    "button": _button,
    "checkboxes": _check_boxes,
    "radio_buttons": _check_boxes,
    "overflow": _overflow,
    "static_select": _static_select,
    "multi_static_select": _static_select,
    "image": check_image,
    "plain_text_input": _text_input,
    **{
        kind: _placeholder
        for kind in (
            "datepicker", "timepicker", "datetimepicker", "number_input", "email_text_input",
            "url_text_input", "external_select", "users_select", "conversations_select",
            "channels_select", "multi_users_select", "multi_external_select",
            "multi_conversations_select", "multi_channels_select",
        )
    },
}

IN_ACTIONS = {
    "button", "checkboxes", "radio_buttons", "overflow", "static_select", "external_select",
    "users_select", "conversations_select", "channels_select", "datepicker", "timepicker",
    "datetimepicker",
}
IN_SECTION = set(_CHECKS) - {
    "plain_text_input", "number_input", "email_text_input", "url_text_input", "datetimepicker",
}
IN_INPUT = set(_CHECKS) - {"button", "overflow", "image"}
