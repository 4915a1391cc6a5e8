"""Numbers are read out of sentences in any script, and one that is no figure is found."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_decimal, format_percent, get_decimal_symbol, get_group_symbol
from hypothesis import given
from hypothesis import strategies as st

from consult.findings.rules.stated import Known, Separators, numbers_in, strays, without_names
from consult.shared.wording import SHIPPED

SCRIPTS = {
    "latin": "0123456789",
    "arabic": "٠١٢٣٤٥٦٧٨٩",
    "persian": "۰۱۲۳۴۵۶۷۸۹",
    "khmer": "០១២៣៤៥៦៧៨៩",
    "deva": "०१२३४५६७८९",
}
SENTENCES = {
    "en": "“{name}” would keep {count} of {base} ({percent}) in A.",
    "fr": "« {name} » garderait {count} sur {base} ({percent}) en A.",
    "es": "«{name}» conservaría {count} de {base} ({percent}) en A.",
    "pt": "“{name}” manteria {count} de {base} ({percent}) em A.",
    "ru": "«{name}» сохранил бы {count} из {base} ({percent}) в A.",
    "ar": "سيحتفظ «{name}» بـ\u2068{count}\u2069 من \u2068{base}\u2069 (\u2068{percent}\u2069) في \u2068A\u2069.",
}
ENGLISH = Separators(",", ".")


def separators(tag: str) -> Separators:
    return Separators(get_group_symbol(tag), get_decimal_symbol(tag))


def written(text: str, script: str) -> str:
    return text.translate(str.maketrans(SCRIPTS["latin"], SCRIPTS[script]))


@pytest.mark.parametrize(
    ("text", "tag", "values"),
    [
        ("In B, 1,170 of 2,205 (53%).", "en", [1170, 2205, 53]),
        ("A 24, B 37, then 8.", "en", [24, 37, 8]),
        ("1\u202f170 sur 2\u00a0205 (53\u00a0%)", "fr", [1170, 2205, 53]),
        ("1.170 de 2.205 (53 %), 0,5", "es", [1170, 2205, 53, Decimal("0.5")]),
        ("١٬١٧٠ من ٢٬٢٠٥ (٥٣٪)", "ar", [1170, 2205, 53]),
        ("\u206883\u200e%\u200e\u2069 \u2068\u20685\u2069", "ar", [83, 5]),
        ("fell by −5 to 12-34", "en", [-5, 12, 34]),
        ("about ½ or Ⅳ of them", "en", [None, None]),
        ("1 170 is two numbers", "en", [1, 170]),
        ("no number at all", "en", []),
    ],
)
def test_numbers_are_read_as_each_language_writes_them(text: str, tag: str, values: list[Decimal | None]) -> None:
    assert [one.value for one in numbers_in(text, separators(tag))] == values


def test_a_per_cent_is_no_count() -> None:
    known = Known(frozenset({83}), frozenset({40}))
    assert strays("83 of them, 40%", known, ENGLISH) == ()
    assert strays("40 of them, 83%", known, ENGLISH) == ("40", "83%")
    assert strays("٨٣٪", known, ENGLISH) == ("٨٣٪",)


def test_a_number_of_a_name_is_accounted_for_by_the_name_alone() -> None:
    names = ("F2", "Council of 9", "Council of 9 and 12", "5")
    assert strays("Question F2: Council of 9 and 12, Council of 9", Known(), ENGLISH, names) == ()
    assert strays("Question F21: Council of 95, AF2", Known(), ENGLISH, names) == ("21", "95", "2")
    assert strays("5", Known(), ENGLISH, names) == ("5",), "a name without letters would let every such number through"
    assert without_names("Council of 9", ()) == "Council of 9"


counts = st.integers(0, 3_000_000)


@given(st.sampled_from(SHIPPED), st.sampled_from(sorted(SCRIPTS)), counts, counts, st.integers(0, 100))
def test_a_sentence_made_of_figures_passes(tag: str, script: str, count: int, base: int, percent: int) -> None:
    known = Known(frozenset({count, base}), frozenset({percent}))
    assert strays(told(tag, script, count, base, percent), known, separators(tag), ("Option 7",)) == ()


@given(
    st.sampled_from(SHIPPED),
    st.sampled_from(sorted(SCRIPTS)),
    st.tuples(counts, counts, st.integers(0, 100)),
    st.integers(0, 2),
    st.integers(1, 5000),
)
def test_a_sentence_with_one_number_altered_is_rejected(
    tag: str, script: str, figures: tuple[int, int, int], which: int, by: int
) -> None:
    count, base, percent = figures
    known = Known(frozenset({count, base}), frozenset({percent}))
    altered = [one + by if at == which else one for at, one in enumerate(figures)]
    found = strays(told(tag, script, *altered), known, separators(tag), ("Option 7",))
    assert len(found) == (0 if which < 2 and altered[which] in (count, base) else 1)


def told(tag: str, script: str, count: int, base: int, percent: int) -> str:
    return SENTENCES[tag].format(
        name="Option 7",
        count=written(format_decimal(count, locale=tag), script),
        base=written(format_decimal(base, locale=tag), script),
        percent=written(format_percent(percent / 100, locale=tag), script),
    )
