"""A codebook as the tree that other programs read: the project's own, with what was added here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.coding.queries.in_vivo import is_shared
from consult.coding.records import Code
from consult.coding.rules.codebook import full_colour
from consult.coding.rules.exchanged import Node, from_json, made_guid
from consult.consultation.queries import in_language
from consult.shared.text import clean_line

NOT_WHEN, EXAMPLE, COUNTER_EXAMPLE = "Not when", "Example", "Counter-example"


def code_tree(session: Session, consultation_id: str, document: Mapping[str, Any]) -> tuple[Node, dict[str, str]]:
    """Return a code book, and {id of a code: its GUID}; `document` is what is kept of a project (Any: JSON)."""
    found = from_json(document["project"]).first("CodeBook")
    tops = found.list_of("Codes") if found else []
    own: dict[str, str] = {code_id: guid for guid, code_id in document["codes"].items()}
    rows = session.scalars(
        select(Code).where(Code.consultation_id == consultation_id, is_shared()).order_by(Code.position, Code.key)
    ).all()
    nodes = {one.guid: one for top in tops for one in [top, *top.inside("Code")]}
    under: dict[str, Node] = {key: nodes[guid] for key, guid in document["heads"].items() if guid in nodes}
    added: dict[str, Node] = {}
    for code in rows:
        if code.id in own:
            _call(nodes[own[code.id]], code)
        elif code.merged_into is not None:
            continue
        elif not code.parent:
            added[code.key] = _node(code, codable="false")
        else:
            own[code.id] = made_guid("code", code.id)
            place = under.get(code.parent) or added.get(code.parent)
            (place.children if place else tops).append(_node(code, codable="true"))
    tops += [one for one in added.values() if one.all("Code")]
    return Node("CodeBook", {}, [Node("Codes", {}, tops)] if tops else []), own


def _call(node: Node, code: Code) -> None:
    """Call and colour a project's code as it is now, if somebody did so here."""
    name = in_language(code.name, "en")
    was = clean_line(node.attrs.get("name", ""))
    if was and name != was and not name.endswith(f" / {was}"):
        node.attrs["name"] = name
    if code.colour and code.colour != full_colour(node.attrs.get("color", "")):
        node.attrs["color"] = code.colour


def _node(code: Code, *, codable: str) -> Node:
    attrs = {"guid": made_guid("code", code.id), "name": in_language(code.name, "en") or code.key, "isCodable": codable}
    if code.colour:
        attrs["color"] = code.colour
    parts = [in_language(code.definition, "en"), in_language(code.use_when, "en")]
    texts_after = ((NOT_WHEN, code.not_when), (EXAMPLE, code.example), (COUNTER_EXAMPLE, code.counter_example))
    for label, texts in texts_after:
        if words := in_language(texts, "en"):
            parts.append(f"{label}: {words}")
    return Node("Code", attrs).set_text("Description", "\n\n".join(part for part in parts if part))
