"""The house keeps its shape: same rooms in every domain, small modules, imports that point upstream."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "consult").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PEOPLES_TEXT = [p for p in MODULES if "import re\n" in p.read_text(encoding="utf-8")]


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= 400
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documented = ast.get_docstring(node, clean=False) is not None
            first = node.body[min(int(documented), len(node.body) - 1)].lineno
            assert (node.end_lineno or 0) - first < 40, f"{node.name} is too long"


def test_peoples_text_is_never_searched_with_re() -> None:
    assert PEOPLES_TEXT == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_templates_carry_no_inline_style_or_script(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert " style=" not in source
    assert "<style" not in source
    assert "<script>" not in source
    assert " onclick=" not in source
    assert source.count("\n") <= 110
