"""Fonts of offline pages: the letters that are there, joined and shaped as their script wants, and no more."""

from __future__ import annotations

import base64
import io
import re

import pytest
from fontTools.ttLib import TTFont

from consult.briefing.exchange.own_fonts import faces


def fonts(text: str) -> dict[str, TTFont]:
    found = re.findall(r'font-family:"([^"]+)";font-weight:400;src:url\(data:font/woff;base64,([^)]+)\)', faces(text))
    return {name: TTFont(io.BytesIO(base64.b64decode(data))) for name, data in found}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Who decides? 12 %", {"Consult Sans"}),
        ("Кто решает?", {"Consult Sans"}),
        ("من يقرر؟ 12", {"Consult Sans", "Consult Arabic"}),
        ("ព្រះរាជា 12", {"Consult Sans", "Consult Khmer"}),
        ("A ● B ◆", {"Consult Sans", "Consult Symbols"}),
        ("漢", set()),
    ],
)
def test_each_script_comes_with_its_font(text: str, names: set[str]) -> None:
    made = fonts(text)
    assert set(made) == names
    held = {code for font in made.values() for code in font.getBestCmap()}
    assert {ord(sign) for sign in text if names} <= held
    assert len(held) <= len(set(text)) + 2


def test_letters_still_join_and_stack() -> None:
    assert {"init", "medi", "fina"} <= features(fonts("مرحبا")["Consult Arabic"])
    assert "blwf" in features(fonts("ព្រះ")["Consult Khmer"])


def features(font: TTFont) -> set[str]:
    return {one.FeatureTag for one in font["GSUB"].table.FeatureList.FeatureRecord}


def test_the_same_text_has_the_same_fonts() -> None:
    assert faces("نعم Yes") == faces("نعم Yes")
    assert faces("Yes") != faces("No")
