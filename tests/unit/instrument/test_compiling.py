from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from consult.instrument.rules import (
    Compiled,
    CompiledCache,
    Structure,
    TranslationState,
    Unit,
    Wordings,
    cards_as_asked,
    compile_instrument,
    page_as_asked,
    pages_shown,
    to_document,
    varied_order,
)


@pytest.fixture(scope="module")
def document(structure: Structure, wordings: Wordings) -> dict[str, object]:
    spanish = {"item.F2": "¿Podría aceptarlo?"}
    return to_document(structure, wordings.with_language("es", spanish, TranslationState.REVIEWED))


@pytest.fixture(scope="module")
def english(document: dict[str, object]) -> Compiled:
    return compile_instrument(document, "en")


def test_every_part_has_its_words(english: Compiled, structure: Structure) -> None:
    assert list(english.parts) == list(structure.parts)
    assert not english.draft
    assert english.parts["F2"].question.text == "Could you live with it?"
    assert [option.code for option in english.parts["F2"].options] == list(structure.parts["F2"].options)
    assert english.parts["F2"].options[-1].aside
    assert english.label("futures", "looser").text == "Looser network"
    assert english.consent["withdraw"].text.count("{date}") == 1


def test_no_key_shows_through(english: Compiled) -> None:
    for part in english.parts.values():
        for text in (part.question, part.hint, *(option.label for option in (*part.options, *part.rows))):
            assert text is None or not text.fallback


def test_an_other_text_stands_with_the_option_that_opens_it(english: Compiled) -> None:
    kind = english.parts["A1"]
    assert kind.specify["other"].question.text == "Please say which"
    page = next(page for page in english.section("A").pages if page.code == "A1")
    assert [part.key for item in page.items for part in item.parts] == ["A1"]


def test_an_item_over_several_pages_is_named_on_each(english: Compiled) -> None:
    pages = {page.code: page for page in english.section("C").pages}
    assert [part.key for part in pages["C1.doing"].items[0].parts] == ["C1.doing"]
    assert pages["C1.doing"].items[0].code == "C1"


def test_cards_stand_in_their_section_only(english: Compiled) -> None:
    assert [section.code for section in english.sections if section.cards] == ["F"]
    card = english.section("F").cards[3]
    assert card.title.text == "Organisation in its own right, no members"
    assert [line.label.text for line in card.lines][:2] == ["Purpose", "Decisions"]


def test_english_stands_in_and_says_so(document: dict[str, object]) -> None:
    spanish = compile_instrument(document, "es")
    assert spanish.parts["F2"].question.language == "es"
    assert not spanish.parts["F2"].question.fallback
    assert (spanish.parts["F1"].question.language, spanish.parts["F1"].question.fallback) == ("en", True)
    assert spanish.draft


def test_an_unreviewed_language_is_a_draft(structure: Structure, wordings: Wordings) -> None:
    unread = wordings.with_language("en", wordings.texts["en"], TranslationState.DRAFT)
    assert compile_instrument(to_document(structure, unread), "en").draft


def test_a_page_shows_only_the_rows_asked_in_the_persons_order(english: Compiled) -> None:
    structure = english.structure
    answers = {"F2": {"disband": "unacceptable"}}
    page = next(page for page in pages_shown(structure, Unit.ORGANISATION, False, answers) if page.code == "F3")
    asked = page_as_asked(english, page, answers, "someone").items[0].parts[0]
    expected = [code for code in varied_order(structure.parts["F3"].rows, "someone") if code != "disband"]
    assert [row.code for row in asked.rows] == expected
    cards = [card.code for card in cards_as_asked(english, "F", "someone")]
    assert [code for code in cards if code != "disband"] == expected


def test_a_page_leaves_out_parts_that_do_not_apply(english: Compiled) -> None:
    pages = pages_shown(english.structure, Unit.ORGANISATION, True, {})
    page = next(page for page in pages if page.code == "B1")
    parts = page_as_asked(english, page, {}, "x").items[0].parts
    assert [part.key for part in parts] == ["B1.overall"]


def test_sixteen_threads_compile_once(document: dict[str, object]) -> None:
    cache, loads = CompiledCache(), []
    start = threading.Barrier(16)

    def load() -> dict[str, object]:
        loads.append(1)
        time.sleep(0.01)  # holds the door open for the others
        return document

    def ask(_: int) -> Compiled:
        start.wait()
        return cache.get("version", "en", load)

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(ask, range(16)))
    assert len(loads) == 1
    assert all(compiled is found[0] for compiled in found)


def test_each_language_is_compiled_apart_and_the_oldest_makes_room(document: dict[str, object]) -> None:
    cache, loads = CompiledCache(size=2), []

    def load() -> dict[str, object]:
        loads.append(1)
        return document

    for language in ("en", "es", "en", "fr", "en"):
        assert cache.get("version", language, load).language == language
    assert len(loads) == 4
