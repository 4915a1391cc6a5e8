"""The program's words: whole in every language, and the check that says so notices."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from jinja2 import TemplateSyntaxError

from consult.shared import catalogues
from consult.shared.wording import SHIPPED, language, resolve


@pytest.fixture(scope="module")
def words() -> Catalog:
    """Every string there is: finding them all takes seconds."""
    return catalogues.source()


@pytest.fixture
def found_once(words: Catalog, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    template = deepcopy(words)
    monkeypatch.setattr(catalogues, "source", lambda: template)
    return template


@pytest.mark.usefixtures("found_once")
def test_every_string_is_translated_in_every_language() -> None:
    assert list(catalogues.faults()) == []


def test_a_new_string_would_be_noticed(found_once: Catalog) -> None:
    found_once.add("A sentence nobody has translated yet.")
    found = list(catalogues.faults())
    assert any("out of date" in line for line in found)
    assert sum("A sentence nobody" in line for line in found) == len(SHIPPED) - 1


def test_the_words_of_parts_drawn_once_are_found(words: Catalog) -> None:
    known = {one.id for one in words if isinstance(one.id, str)}
    drawn_once = [path for path in (catalogues.ROOT / "templates").rglob("*.html") if "{% cached" in path.read_text()]
    said = {word for path in drawn_once for word in re.findall(r"_\('([^'%]+)'\)", path.read_text())}
    assert len(said) > 20
    assert not said - known


def test_a_template_that_cannot_be_read_stops_the_extraction(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "one.html").write_text("{% nothing %}{{ _('Lost') }}")
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    with pytest.raises(TemplateSyntaxError):
        list(catalogues.source())


def test_plural_forms_are_those_of_the_language() -> None:
    for tag in SHIPPED[1:]:
        catalogue: Catalog = catalogues.read(tag)
        assert catalogue.num_plurals <= len(Locale.parse(tag).plural_form.tags) + 1


def test_unreviewed_languages_say_that_they_are_drafts() -> None:
    assert [tag for tag in SHIPPED if catalogues.is_draft(tag)] == list(SHIPPED[1:])


def test_a_reader_gets_the_nearest_language() -> None:
    assert resolve(SHIPPED, [], "ar-LB,en;q=0.5") == "ar"
    assert resolve(SHIPPED, ["fr"], "ar") == "fr"
    assert resolve(SHIPPED, [None], "de,pt-BR;q=0.8,en;q=0.1") == "pt"
    assert resolve(SHIPPED, [], "km") == "en"
    assert resolve(["en", "fa"], [], "fa-AF,en;q=0.5") == "fa"


def test_direction_follows_the_language() -> None:
    assert language("ar").direction == "rtl"
    assert language("prs").direction == "rtl"
    assert language("ru").direction == "ltr"
    assert language("xx-unknown").direction == "ltr"
