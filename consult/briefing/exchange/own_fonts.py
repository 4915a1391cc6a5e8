"""Fonts for pages that are read offline: ours, cut to the letters a page has, inside its styles."""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).with_name("fonts")
FAMILIES = {
    "NotoSans": "Consult Sans",
    "NotoSansArabic": "Consult Arabic",
    "NotoSansKhmer": "Consult Khmer",
    "NotoSansSymbols2": "Consult Symbols",
}
WEIGHTS = {"Regular": 400, "Bold": 700}


def faces(text: str) -> str:
    """Return styles that bring the letters of a text along: a font for each script it has, regular and bold."""
    letters = frozenset(map(ord, text))
    made, used = [], []
    for path in sorted(FONTS.glob("*.ttf")):
        family, _dash, weight = path.stem.partition("-")
        own = letters & _held(path)
        if own and (family == "NotoSans" or own - _held(FONTS / f"NotoSans-{weight}.ttf")):
            data = base64.b64encode(_cut(path, frozenset(own))).decode()
            made.append(
                f'@font-face{{font-family:"{FAMILIES[family]}";font-weight:{WEIGHTS[weight]};'
                f'src:url(data:font/woff;base64,{data}) format("woff")}}'
            )
            used.append(FAMILIES[family])
    named = ",".join(f'"{name}"' for name in dict.fromkeys(used))
    return f"{''.join(made)}\n:root{{--f:{named},system-ui,sans-serif}}" if used else ""


@lru_cache(maxsize=16)
def _held(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=32)
def _cut(path: Path, letters: frozenset[int]) -> bytes:
    """Return a font with these letters and what joins and shapes them."""
    options = Options(layout_features=["*"], notdef_outline=True)
    with TTFont(path) as font:
        cutter = Subsetter(options)
        cutter.populate(unicodes=letters)
        cutter.subset(font)
        font.flavor = "woff"
        held = io.BytesIO()
        font.save(held, reorderTables=True)
    return held.getvalue()
