"""The plain values of which the tree of a document is made: see tree.py."""

from collections.abc import Sequence
from typing import Any

Node = dict[str, Any]


def text(said: str) -> Node:
    return {"kind": "text", "text": said}


def words(said: str, anchor: str) -> Node:
    """Words that lead to `anchor`, where there is one."""
    return {"kind": "reference", "anchor": anchor, "content": [text(said)], "style": "see"} if anchor else text(said)


def heading(level: int, title: str, anchor: str) -> Node:
    return {"kind": "heading", "level": level, "anchor": anchor, "content": [text(title)]}


def words_of(nodes: Sequence[Node]) -> str:
    """The words of inline nodes, without any markup."""
    return "".join(node.get("text", "") or words_of(node.get("content", [])) for node in nodes)
