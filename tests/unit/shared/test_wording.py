"""Which language a reader gets, what it is called, and which way it runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.shared.wording import SHIPPED, canonical, language, resolve

TAGS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_;=.,* ", max_size=60)


@pytest.mark.parametrize("tag", ["prs", "fa-AF", "fa_AF", "FA-af", "prs-AF"])
def test_dari_has_its_own_name_and_reads_from_right_to_left(tag: str) -> None:
    assert (language(tag).name, language(tag).direction) == ("دری", "rtl")
    assert language(tag).tag == tag


@pytest.mark.parametrize(
    ("tag", "name", "direction"),
    [
        ("en", "English", "ltr"),
        ("ar", "العربية", "rtl"),
        ("fa", "فارسی", "rtl"),
        ("ps", "پښتو", "rtl"),
        ("ckb", "کوردیی ناوەندی", "rtl"),
        ("iw", "עברית", "rtl"),
        ("in", "Indonesia", "ltr"),
        ("am", "አማርኛ", "ltr"),
        ("zh_Hant", "中文 (繁體)", "ltr"),
        ("tlh-x-nobody", "tlh-x-nobody", "ltr"),
    ],
)
def test_a_language_is_called_what_its_speakers_call_it(tag: str, name: str, direction: str) -> None:
    assert (language(tag).name, language(tag).direction) == (name, direction)


@pytest.mark.parametrize(
    ("tag", "one"),
    [
        ("prs", "fa-AF"), ("iw", "he"), ("in", "id"), ("tl", "fil"), ("cmn", "zh"), ("arb", "ar"), ("swh", "sw"),
        ("no", "nb"), ("zh_tw", "zh-TW"), ("ZH-HANS-cn", "zh-Hans-CN"), ("sh", "sr-Latn"),
    ],
)  # fmt: skip
def test_tags_that_mean_the_same_become_one(tag: str, one: str) -> None:
    assert canonical(tag) == one


@pytest.mark.parametrize(
    ("offered", "header", "found"),
    [
        (["en", "fa"], "fa-AF,en;q=0.5", "fa"),
        (["en", "fa"], "prs,en;q=0.9", "fa"),
        (["en", "fa", "fa-AF"], "prs", "fa-AF"),
        (["en", "fa", "prs"], "fa-AF", "prs"),
        (["en", "prs"], "fa-IR", "prs"),
        (["en", "fa_AF"], "fa-AF", "fa_AF"),
        (["en", "he"], "iw-IL,en;q=0.5", "he"),
        (["en", "id"], "in,en;q=0.5", "id"),
        (["en", "es"], "es-419", "es"),
        (["en", "pt"], "pt-BR,pt;q=0.9,en;q=0.8", "pt"),
        (["en", "zh-Hans", "zh-Hant"], "zh-TW", "zh-Hant"),
        (["en", "zh-Hans", "zh-Hant"], "zh-HK,en", "zh-Hant"),
        (["en", "zh-Hant", "zh-Hans"], "zh", "zh-Hans"),
        (["en", "zh-Hans"], "zh-TW,en;q=0.1", "zh-Hans"),
        (["en", "sr", "sr-Latn"], "sh", "sr-Latn"),
        (["fr", "en"], "de,*;q=0.5", "fr"),
        (["fr", "en"], "fr;q=0,en;q=0.1", "en"),
        (["fr", "en"], "fr;q=0.2,en;q=0.9", "en"),
        (["fr", "en"], "", "fr"),
        (["fr", "en"], "en;q=much", "fr"),
    ],
)
def test_a_browsers_wish_is_met_as_nearly_as_can_be(offered: list[str], header: str, found: str) -> None:
    assert resolve(offered, [], header) == found


def test_a_choice_weighs_more_than_what_is_stored_than_an_invitation_than_a_browser_than_the_order() -> None:
    offered = ["en", "fr", "es", "pt", "ru"]
    wishes = ["fr", "es", "pt"]
    assert resolve(offered, wishes, "ru") == "fr"
    assert resolve(offered, [None, *wishes[1:]], "ru") == "es"
    assert resolve(offered, [None, "", "pt"], "ru") == "pt"
    assert resolve(offered, [None, None, None], "ru") == "ru"
    assert resolve(offered, [None, None, None]) == "en"


def test_a_wish_that_is_not_offered_gives_way_to_the_next() -> None:
    assert resolve(["en", "fr"], ["km", "fr"], "en") == "fr"


@given(TAGS, TAGS)
def test_whatever_is_asked_for_something_offered_comes(wish: str, header: str) -> None:
    assert resolve(SHIPPED, [wish], header) in SHIPPED
    assert language(wish).direction in ("ltr", "rtl")
