"""Reads a request the way Slack does: JSON or form, a token in the header or in the form."""

import json
from urllib.parse import parse_qsl

from .refusal import Refused

_JSON_IN_FORM = {"blocks", "attachments", "metadata", "view"}


class Call:
    """The arguments of one call, its encoding, its token and what Slack would warn about."""

    def __init__(self, args, encoding, token, warnings=()):
        self.args = args
        self.encoding = encoding
        self.token = token
        self.warnings = list(warnings)


def read_call(headers, query, body):
    """Parses a Web API request; refuses unreadable bodies with Slack's words."""
    content_type, _, parameters = headers.get("Content-Type", "").partition(";")
    content_type = content_type.strip().lower()
    token = _bearer(headers)
    if content_type == "application/json":
        warnings = [] if "charset" in parameters.lower() else ["missing_charset"]
        return Call(_read_json(body), "json", token, warnings)
    if content_type == "application/x-www-form-urlencoded":
        args = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        return Call(_unfold(args), "form", token or args.pop("token", None))
    if not body:
        args = dict(query)
        return Call(_unfold(args), "query", token or args.pop("token", None))
    raise Refused("invalid_post_type" if content_type else "missing_post_type")


def truth(value):
    """A flag as JSON or as form text."""
    return value is True or str(value).lower() in ("true", "1")


def _bearer(headers):
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _read_json(body):
    try:
        args = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise Refused("invalid_json") from None
    if not isinstance(args, dict):
        raise Refused("json_not_object")
    return _unfold(args)


def _unfold(args):
    """Structured arguments may come as JSON text; both ways end the same."""
    for name in _JSON_IN_FORM & set(args):
        if isinstance(args[name], str):
            args[name] = _parse_argument(name, args[name])
    return args


def _parse_argument(name, text):
    if not text:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    raise Refused({
        "blocks": "invalid_blocks_format",
        "metadata": "invalid_metadata_format",
    }.get(name, "invalid_arguments"))
