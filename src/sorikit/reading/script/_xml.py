"""XML as a tree, read safely: no entities of its own, nothing fetched, no depth without end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from sorikit.core.errors import InvalidDocument

_DEPTH = 200


@dataclass(slots=True)
class Node:
    """An element."""

    tag: str
    """Without its namespace."""
    attributes: dict[str, str]
    line: int
    children: list[Node | str] = field(default_factory=list)


def parse(text: str | bytes, name: str) -> Node:
    """Return the root of a document. Raises InvalidDocument, with the number of the line, for what is not well-formed or not safe."""
    parser = expat.ParserCreate()
    root: list[Node] = []
    open_: list[Node] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        node = Node(tag.rpartition(":")[2], attributes, parser.CurrentLineNumber)
        if len(open_) > _DEPTH:
            _refuse(name, node.line, "elements within elements too deep", "요소가 너무 깊이 겹쳐 있습니다")
        (open_[-1].children if open_ else root).append(node)
        open_.append(node)

    def entity(*_: object) -> None:
        _refuse(
            name, parser.CurrentLineNumber, "declares entities, which is not allowed", "엔티티 선언은 허용되지 않습니다"
        )

    def characters(data: str) -> None:
        open_[-1].children.append(data)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: open_.pop()
    parser.CharacterDataHandler = characters
    parser.EntityDeclHandler = entity
    parser.buffer_text = True
    try:
        parser.Parse(
            re.sub(r"^\ufeff?\s*(<\?xml[^>]*?)\s+encoding=[\"'][^\"']*[\"']", r"\1", text)
            if isinstance(text, str)
            else text,
            True,
        )
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        _refuse(name, error.lineno, f"not well-formed XML ({reason})", f"올바른 XML이 아닙니다({reason})")
    return root[0]


def _refuse(name: str, line: int, reason: str, reason_ko: str) -> None:
    raise InvalidDocument(name=name, detail=f"line {line}: {reason}", detail_ko=f"{line}째 줄: {reason_ko}")
