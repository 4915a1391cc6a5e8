"""Saved copies and codes: what can be read whatever a mail did to it, and what is refused and how."""

from __future__ import annotations

import json
import random
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.collection.exchange.answer_file import (
    SIZE_LIMIT,
    FileRefused,
    Kind,
    as_code,
    kind_of,
    read_answer_file,
)
from consult.collection.rules import Unit

HASH = "0123456789abcdef" * 4
ANSWERS = {"C2": ["national"], "E1:well_run": ["agree"], "B2": ["ما الذي بقي؟\nسطر ثان " * 20]}


def copy(**changed: Any) -> str:
    found = {"consult": "answers", "format": 1, "instrument": HASH, "unit": "organisation", "short": False}
    return json.dumps({**found, "language": "ar", "answers": ANSWERS, **changed}, ensure_ascii=False)


CODE = as_code(copy())


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read_answer_file(data)
    return str(refused.value)


def test_a_saved_copy_is_read_as_fields_of_a_page() -> None:
    file = read_answer_file(copy().encode())
    assert (file.instrument, file.unit, file.short, file.language) == (HASH, Unit.ORGANISATION, False, "ar")
    assert file.form["B2"] == (ANSWERS["B2"][0],)


def test_the_code_says_the_same_as_the_copy() -> None:
    assert read_answer_file(CODE.encode()) == read_answer_file(copy().encode())


def test_the_key_follows_the_content_alone() -> None:
    key = read_answer_file(copy().encode()).key
    assert key == read_answer_file(copy(about="other words", saved="later").encode()).key
    assert key == read_answer_file(CODE.encode()).key
    assert key != read_answer_file(copy(answers={}).encode()).key
    assert len(key) == 22


@pytest.mark.parametrize(
    "mail",
    [
        "\n".join("> " + line for line in CODE.split("\n")),
        "\n".join(">> | " + line for line in CODE.split("\n")),
        "\r\n".join("Maria> " + line + "  " for line in CODE.split("\n")),
        "Dear all,\n\nhere it is:\n\n" + CODE + "\n\n-- \nMaria (she), 3rd floor",
        CODE.replace("\n", "\n\n"),
        CODE.replace("\n", " "),
        CODE.lower(),
        "\n".join(CODE[at : at + 45] for at in range(0, len(CODE), 45)),
        "\u200f" + CODE.replace("A", "A\u200b").replace(" ", "\u00a0"),
        "\n".join("&gt; " + line for line in CODE.split("\n")),
        CODE.removesuffix("\n[CONSULT END]"),
    ],
)
def test_a_code_outlives_what_mail_programs_do(mail: str) -> None:
    assert read_answer_file(mail.encode()) == read_answer_file(copy().encode())


def test_a_code_in_utf_16_is_read() -> None:
    assert read_answer_file(CODE.encode("utf-16")) == read_answer_file(copy().encode())


def test_a_code_that_no_browser_squeezed_is_read() -> None:
    plain = copy().encode()
    letters = as_code_plain(plain)
    assert read_answer_file(letters.encode()) == read_answer_file(plain)


def as_code_plain(plain: bytes) -> str:
    import base64  # noqa: PLC0415 - one test writes what an old browser writes

    letters = base64.b32encode(plain).decode().rstrip("=")
    return f"[CONSULT 1 P {len(letters)} {zlib.crc32(plain):08X}]\n{letters}\n[CONSULT END]"


def test_a_cut_code_and_a_damaged_one_are_told_apart() -> None:
    lines = CODE.split("\n")
    assert "cut off" in refusal("\n".join(lines[:-3]).encode())
    assert "cut off" in refusal("\n".join([*lines[:2], *lines[3:]]).encode())
    letter = "B" if lines[2][7] != "B" else "C"
    damaged = [*lines[:2], lines[2][:7] + letter + lines[2][8:], *lines[3:]]
    assert "damaged" in refusal("\n".join(damaged).encode())
    assert "beginning of the code is missing" in refusal(b"[CONSULT END] CONSULT")
    assert "damaged" in refusal(CODE.replace("\n", "\nABC", 1).encode())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "nothing in it"),
        (b" \n ", "nothing in it"),
        (b"x" * (SIZE_LIMIT + 1), "far too large"),
        (b"<!doctype html><html>", "answer file itself"),
        (b"\xff\xd8\xff\xe0JFIF", "no answers of Consult"),
        (b"organisation,C2\nA,national\n", "no answers of Consult"),
        (b'{"a": 1}', "no answers of Consult"),
        (b'{"consult": "answers", "format": 1', "damaged or cut off"),
        (b"{" + b'"a":{' * 100_000, "damaged or cut off"),
        (b'{"consult":' + b"[" * 200_000, "damaged or cut off"),
        (b'{"consult": "answers", "format": 9}', "newer"),
        (CODE.replace("CONSULT 1", "CONSULT 7").encode(), "newer"),
        (copy(answers=[1]).encode(), "damaged or cut off"),
        (copy(answers={"C2": "national"}).encode(), "damaged or cut off"),
        (copy(answers={"C2": [1]}).encode(), "damaged or cut off"),
        (copy(answers={str(at): [] for at in range(6_000)}).encode(), "damaged or cut off"),
        (copy(answers={"B2": ["x" * 60_000]}).encode(), "damaged or cut off"),
        (copy(instrument="../../etc").encode(), "damaged or cut off"),
        (copy(unit="nobody").encode(), "damaged or cut off"),
        (copy(language="<script>").encode(), "damaged or cut off"),
    ],
)
def test_what_holds_no_answers_is_told_in_a_sentence(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_a_small_code_that_unpacks_to_a_flood_is_refused() -> None:
    assert "far too large" in refusal(as_code(copy(about="x" * 5_000_000)).encode())


def test_what_is_brought_is_told_by_its_content() -> None:
    assert kind_of(copy().encode()) is Kind.COPY
    assert kind_of(("Hello\n> " + CODE).encode()) is Kind.CODE
    assert kind_of(b"\n<!DOCTYPE HTML>") is Kind.PAGE
    assert kind_of(b"organisation,C2\n") is Kind.OTHER


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    for tried in (data, b"{" + data, b"[CONSULT 1 Z 9 00000000]" + data, CODE.encode()[:60] + data):
        try:
            read_answer_file(tried)
        except FileRefused as refused:
            assert str(refused)


@given(st.integers(), st.integers(1, 40))
def test_a_code_broken_anywhere_is_read_or_refused_and_never_read_as_something_else(seed: int, changes: int) -> None:
    chance = random.Random(seed)
    letters = list(CODE)
    for _turn in range(changes):
        letters[chance.randrange(len(letters))] = chance.choice("ABCXYZ237 \n>[]")
    try:
        found = read_answer_file("".join(letters).encode())
    except FileRefused:
        return
    assert found == read_answer_file(copy().encode())
