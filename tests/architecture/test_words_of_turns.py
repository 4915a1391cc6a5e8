"""Who reads what turns say, reads it with the marked names covered: whoever asks the table lays the cover on."""

from __future__ import annotations

import ast
from pathlib import Path

import consult

ROOT = Path(consult.__file__).parent
PLACES_ONLY = {
    "coding/operations/ground.py": "moves a stretch to whole characters and gives no words out",
    "coding/operations/bringing_in.py": "writes turns",
}


def reads_words(source: str) -> bool:
    """Tell whether code asks for `Turn.text` or for whole turns."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "Turn.text":
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "select":
            asked = {one.id for one in node.args if isinstance(one, ast.Name)}
            if asked & {"Turn", "TurnTranslation"}:
                return True
    return False


def test_nobody_outside_the_interviews_reads_a_turn_but_through_its_cover() -> None:
    readers = {
        str(path.relative_to(ROOT)): source
        for path in ROOT.rglob("*.py")
        if path.relative_to(ROOT).parts[0] != "interview" and reads_words(source := path.read_text("utf-8"))
    }
    assert len(readers) > len(PLACES_ONLY), "the rule has lost what it looks for"
    bare = {name for name, source in readers.items() if "cover_of" not in source} - set(PLACES_ONLY)
    assert not bare, "these read what turns say without covering what is marked in it"


def test_only_the_interviews_own_page_reads_turns_whole() -> None:
    asking = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py") if "whole_turns_of" in path.read_text("utf-8")}
    assert asking == {"interview/queries/__init__.py", "interview/queries/interviews.py", "interview/web/transcript.py"}
