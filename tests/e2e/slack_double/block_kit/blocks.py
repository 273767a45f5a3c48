"""The blocks of a message or a view, and the rules that hold across blocks."""

from .elements import IN_ACTIONS, IN_INPUT, IN_SECTION, check_element, check_image
from .findings import Findings
from .rich_text import check_rich_text
from .text import check_optional, check_text


def check_blocks(blocks, high=50, where="/blocks"):
    """Every error Slack would list for these blocks; an empty list when they are fine."""
    findings = Findings()
    if len(blocks) > high:
        findings.add(where, f"no more than {high} items allowed")
    for index, block in enumerate(blocks):
        _check_block(block, f"{where}/{index}", findings)
    _check_block_ids(blocks, where, findings)
    return findings.details


def _check_block(block, where, findings):
    if not isinstance(block, dict):
        findings.add(where, "must be a block object")
        return
    kind = block.get("type")
    if kind not in _BLOCKS:
        findings.add(where, f"unsupported type: {kind}")
        return
    findings.string(block, "block_id", where, low=1, high=255, required=False)
    _BLOCKS[kind](block, where, findings)


def _check_block_ids(blocks, where, findings):
    ids = [b["block_id"] for b in blocks if isinstance(b, dict) and b.get("block_id")]
    for twice in sorted({i for i in map(str, ids) if ids.count(i) > 1}):
        findings.add(where, f"block_id already exists: {twice}")


def _section(block, where, findings):
    if "text" not in block and not block.get("fields"):
        findings.add(where, "missing required field: text or fields")
    check_optional(block, "text", where, findings, 3000, plain_only=False)
    if "fields" in block:
        for index, field in enumerate(findings.items(block, "fields", where, high=10)):
            check_text(field, f"{where}/fields/{index}", findings, 2000)
    if "accessory" in block:
        check_element(block["accessory"], f"{where}/accessory", findings, IN_SECTION)
    findings.boolean(block, "expand", where)


def _header(block, where, findings):
    check_text(block.get("text"), f"{where}/text", findings, 150, plain_only=True)


def _context(block, where, findings):
    for index, node in enumerate(findings.items(block, "elements", where, high=10)):
        here = f"{where}/elements/{index}"
        if isinstance(node, dict) and node.get("type") == "image":
            check_image(node, here, findings)
        else:
            check_text(node, here, findings)


def _actions(block, where, findings):
    elements = findings.items(block, "elements", where, high=25)
    for index, node in enumerate(elements):
        check_element(node, f"{where}/elements/{index}", findings, IN_ACTIONS)
    ids = [n["action_id"] for n in elements if isinstance(n, dict) and n.get("action_id")]
    if len(ids) != len(set(map(str, ids))):
        findings.add(f"{where}/elements", "action_id already exists")


def _input(block, where, findings):
    check_text(block.get("label"), f"{where}/label", findings, 2000, plain_only=True)
    check_optional(block, "hint", where, findings, 2000)
    check_element(block.get("element"), f"{where}/element", findings, IN_INPUT)
    findings.boolean(block, "optional", where)
    findings.boolean(block, "dispatch_action", where)


def _markdown(block, where, findings):
    findings.string(block, "text", where, high=12_000)


_BLOCKS = {
    "section": _section,
    "header": _header,
    "divider": lambda block, where, findings: None,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": check_image,
    "rich_text": check_rich_text,
    "markdown": _markdown,
}
