"""A piece of a page that is drawn once for many reads nothing but what it says it hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, nodes

from consult.shared.drawing import Cached

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FREE = {"_", "gettext", "ngettext", "url_for", "static", "locale", "loop", "range", "_trans", "request.script_root"}
"""The same for everybody in one language at one place, which every key holds."""
ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n", Cached], autoescape=True, trim_blocks=True
)
ENVIRONMENT.policies["ext.i18n.trimmed"] = True


def tree(name: str) -> nodes.Template:
    return ENVIRONMENT.parse((TEMPLATES / name).read_text(encoding="utf-8"), name=name)


def cached_pieces(name: str) -> list[nodes.CallBlock]:
    blocks = tree(name).find_all(nodes.CallBlock)
    return [one for one in blocks if any(True for _found in one.call.find_all(nodes.ExtensionAttribute))]


def paths(node: nodes.Node) -> Iterator[str]:
    """What a piece of a template reads: `answer.unit` rather than `answer`."""
    if isinstance(node, nodes.Getattr) and (found := dotted(node)):
        yield found
        return
    if isinstance(node, nodes.Name) and node.ctx == "load":
        yield node.name
    for child in node.iter_child_nodes():
        yield from paths(child)


def dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr) and (whole := dotted(node.node)):
        return f"{whole}.{node.attr}"
    return ""


def made_inside(node: nodes.Node) -> set[str]:
    """The names a piece makes itself: of its loops, its settings and the parameters of its macros."""
    names = {found.name for found in node.find_all(nodes.Name) if found.ctx in ("store", "param")}
    return names | {macro.name for macro in node.find_all(nodes.Macro)}


def imported(name: str) -> dict[str, str]:
    """The macros a template takes from others, and from which."""
    found: dict[str, str] = {}
    for line in tree(name).find_all(nodes.FromImport):
        assert isinstance(line.template, nodes.Const)
        found |= {macro if isinstance(macro, str) else macro[1]: line.template.value for macro in line.names}
    return found


def reads(name: str, node: nodes.Node) -> Iterator[str]:
    """What a piece reads, with what it includes and the macros it calls."""
    own, macros = made_inside(node), imported(name)
    for path in paths(node):
        root = path.partition(".")[0]
        if root in macros:
            yield from of_macros(macros[root])
        elif root not in own:
            yield path
    for line in node.find_all(nodes.Include):
        assert isinstance(line.template, nodes.Const)
        yield from reads(line.template.value, tree(line.template.value))


def of_macros(name: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """What the macros of a template read beside what they are given."""
    names = [name] if name != "components/question.html" else [name, *sorted(kinds())]
    for one in names:
        whole = tree(one)
        own, others = made_inside(whole) | {"kind"}, imported(one)
        for path in paths(whole):
            root = path.partition(".")[0]
            if root in others and others[root] not in seen:
                yield from of_macros(others[root], seen | {one})
            elif root not in own | set(others):
                yield path


def kinds() -> Iterator[str]:
    return (str(path.relative_to(TEMPLATES)) for path in (TEMPLATES / "components" / "questions").glob("*.html"))


NAMES = [
    str(path.relative_to(TEMPLATES))
    for path in sorted(TEMPLATES.rglob("*.html"))
    if "{% cached" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_drawn_once_reads_only_what_it_hangs_on(name: str) -> None:
    found = cached_pieces(name)
    assert len(found) == (TEMPLATES / name).read_text(encoding="utf-8").count("{% cached")
    for piece in found:
        keys = {path for argument in piece.call.args for path in paths(argument)}
        inside = {path for child in piece.body for path in reads(name, child)}
        unsaid = {
            path
            for path in inside
            if not FREE & {path, path.partition(".")[0]} and not any(f"{path}.".startswith(f"{key}.") for key in keys)
        }
        assert not unsaid, f"line {piece.lineno}"
