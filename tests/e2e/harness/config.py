"""Writes triaged.yml from a plain dict, and knows the usual shapes."""

import json


def write_yaml(path, value):
    """Writes block-style YAML; every string is quoted, so nothing is read as something else."""
    path.write_text("\n".join(_lines(value, "")) + "\n")
    return path


def slack_chat(double, token_file, name="ops", channel="#ops", **more):
    """A chat entry that posts to the double."""
    return {"name": name, "type": "slack", "api_url": double.api_url,
            "bot_token_file": str(token_file), "channel": channel, **more}


def basic(*chats, **sections):
    """A configuration with the usual sources and the given chats."""
    return {
        "sources": [
            {"name": "alertmanager", "type": "alertmanager"},
            {"name": "prometheus", "type": "prometheus"},
            {"name": "json", "type": "generic"},
        ],
        "chats": list(chats),
        **sections,
    }


def sharded(chat, channels, label="shard"):
    """Routes that send each value of a label to a channel of its own."""
    return [
        {"name": f"to-{name}", "match": [f'{label}="{name}"'], "chat": chat, "channel": f"#{name}",
         "mode": "live"}
        for name in channels
    ]


def _lines(value, indent):
    if isinstance(value, dict):
        return [line for k, v in value.items() for line in _pair(k, v, indent)]
    return [line for item in value for line in _item(item, indent)]


def _pair(key, value, indent):
    if value in ({}, []) or not isinstance(value, (dict, list)):
        return [f"{indent}{key}: {_scalar(value)}"]
    return [f"{indent}{key}:", *_lines(value, indent + "  ")]


def _item(value, indent):
    if value in ({}, []) or not isinstance(value, (dict, list)):
        return [f"{indent}- {_scalar(value)}"]
    first, *rest = _lines(value, indent + "  ")
    return [f"{indent}- {first.strip()}", *rest]


def _scalar(value):
    return json.dumps(value, ensure_ascii=False)
