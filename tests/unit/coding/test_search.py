"""Searching what was said and written, in the languages and scripts of the members."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from consult.coding.rules.search import Index, Span, find
from consult.coding.rules.words import canonical, folded, origins, tokens
from tests.unit.coding.graphemes import boundaries


@dataclass(frozen=True, slots=True)
class Said:
    """A passage."""

    text: str
    language: str | None = None
    id: str = "said"


def marked(text: str, language: str | None, query: str) -> list[str]:
    """Return the words of the text that a query marks, as they stand there."""
    return [text[start:end] for hit in find([Said(text, language)], query) for start, end in hit.spans]


SENTENCES = {
    "en": "The members’ organisations were merging; one survivor’s organisation had merged before.",
    "fr": "L’organisation craint d’être absorbée : nos réunions, les petites coalitions, la peur du personnel partagé.",
    "es": "Las coaliciones pequeñas temen que la fusión les quite el nombre; una coalición decidió.",
    "pt": "As coalizões querem manter as sobreviventes no conselho; nenhuma organização fala por nós.",
    "ru": "Обе коалиции боятся слияния, но организациям нужны деньги; её голос слышен.",
    "ar": "نخشى أن تضيع المنظمات الصغيرة، ومنظمتنا تدعم الناجين في الائتلاف.",
}


@pytest.mark.parametrize(
    ("language", "query", "words"),
    [
        ("en", "merge", ["merging", "merged"]),
        ("en", "organisation", ["organisations", "organisation"]),
        ("en", "survivors", ["survivor’s"]),
        ("en", "MEMBER", ["members’"[:-1]]),
        ("fr", "organisations", ["L’organisation"]),
        ("fr", "coalition", ["coalitions"]),
        ("fr", "l'organisation", ["L’organisation"]),
        ("fr", "reunion", ["réunions"]),
        ("fr", "partager", ["partagé"]),
        ("es", "coalición", ["coaliciones", "coalición"]),
        ("es", "coalicion", ["coaliciones", "coalición"]),
        ("es", "fusiones", ["fusión"]),
        ("pt", "coalizão", ["coalizões"]),
        ("pt", "coalizao", ["coalizões"]),
        ("pt", "organizações", ["organização"]),
        ("pt", "sobrevivente", ["sobreviventes"]),
        ("ru", "коалиция", ["коалиции"]),
        ("ru", "организация", ["организациям"]),
        ("ru", "слияние", ["слияния"]),
        ("ru", "ее", ["её"]),
        ("ar", "منظمة", ["المنظمات", "ومنظمتنا"]),
        ("ar", "للناجين", ["الناجين"]),
        ("ar", "ائتلاف", ["الائتلاف"]),
        ("ar", "صغير", ["الصغيرة"]),
    ],
)
def test_forms_of_a_word_find_each_other(language: str, query: str, words: list[str]) -> None:
    assert marked(SENTENCES[language], language, query) == words
    assert marked(SENTENCES[language], f"{language}-XX", query) == words


def test_one_query_searches_every_language_at_once() -> None:
    index = Index([Said(text, language, language) for language, text in SENTENCES.items()])
    assert [hit.passage_id for hit in index.find("coalition")] == ["fr"]
    assert [hit.passage_id for hit in index.find("organisation")] == ["en", "fr"]


@pytest.mark.parametrize("typed", ["مُنَظَّمَة", "منظّمة", "منظـــمة", "منظمه", "مُنظَّمات"])
def test_vocalised_arabic_and_its_spellings_meet(typed: str) -> None:
    text = "قالت إنّ المُنَظَّمَةَ قويّة 🙂"
    assert marked(text, "ar", typed) == ["المُنَظَّمَةَ"]
    assert marked(text, "ar", "القوية") == ["قويّة"]
    assert marked("إلى أمل", "ar", "الي امل") == ["إلى", "أمل"]


def test_an_arabic_stem_does_not_depend_on_what_was_stemmed_before() -> None:
    words = ["يكتبون", "كتبت", "المنظمات", "ناجون", "الأعضاء", "شاركوا"]
    alone = [find([Said(word, "ar")], word)[0].spans for word in words]
    assert [hit.spans for word in reversed(words) for hit in find([Said(word, "ar")], word)][::-1] == alone
    index = Index([Said(" ".join(words), "ar")])
    assert all(index.find(word) for word in words)


@pytest.mark.parametrize(
    ("text", "language", "query", "words"),
    [
        ("เราต้องการทำงานร่วมกันกับผู้รอดชีวิต", "th", "ร่วมกัน", ["ร่วมกัน"]),
        ("งานทำเสร็จแล้ว น้ำใส", "th", "น้ำ", ["น้ำ"]),
        ("我们担心被吞并，但是我们愿意合作。", "zh-Hans", "我们", ["我们", "我们"]),
        ("我们担心被吞并，但是我们愿意合作。", None, "担心 合作", ["担心", "合作"]),
        ("我们担心", "zh", "合作", []),
        ("យើងខ្លាចបាត់ឈ្មោះរបស់យើង។", "km", "ឈ្មោះ", ["ឈ្មោះ"]),
        ("យើង\u200bខ្លាច\u200bបាត់\u200bឈ្មោះ", "km", "បាត់ឈ្មោះ", ["បាត់\u200bឈ្មោះ"]),
        ("ကျွန်ုပ်တို့ အတူ လုပ်ကိုင်", "my", "အတူ", ["အတူ"]),
        ("ພວກເຮົາເຮັດວຽກຮ່ວມກັນ", "lo", "ວຽກ", ["ວຽກ"]),
        ("連合の名前をカタカナで", "ja", "カタカナ", ["カタカナ"]),
        ("連合の名前をｶﾀｶﾅで", "ja", "カタカナ", ["ｶﾀｶﾅ"]),
        ("我们的NGO很小", "zh", "ngo", ["NGO"]),
        ("我们的NGO很小", "zh", "的NGO", ["的NGO"]),
        ("我们的NGOs很小", "zh", "的NGO", []),
        ("我们的ANGO很小", "zh", "NGO很", []),
    ],
)
def test_scripts_without_spaces_are_searched_for_any_part(
    text: str, language: str | None, query: str, words: list[str]
) -> None:
    assert marked(text, language, query) == words


@pytest.mark.parametrize(
    ("text", "language", "query", "words"),
    [
        ("हम साथ काम करना चाहते हैं, हिन्दी में", "hi", "चाहते", ["चाहते"]),
        ("हम साथ काम करना चाहते हैं, हिन्दी में", "hi", "हिन्दी", ["हिन्दी"]),
        ("Muungano wetu unaogopa kumezwa", "sw", "muunga", ["Muungano"]),
        ("Birliğimizin adı kalsın", "tr", "birlig", ["Birliğimizin"]),
        ("연합은 이름을 지킨다", "ko", "연합", ["연합은"]),
        ("Nhóm chúng tôi", "vi", "chung", ["chúng"]),
        ("Nhóm chúng tôi", "vi", "to", []),
        ("Coalition words of nobody knows which language", None, "coal", ["Coalition"]),
        ("Coalition", "en", "coal", []),
        ("ائتلاف‌های کوچک", "fa", "ائتلاف", ["ائتلاف‌های"]),
    ],
)
def test_languages_without_a_stemmer_find_by_the_beginning(
    text: str, language: str | None, query: str, words: list[str]
) -> None:
    assert marked(text, language, query) == words


def test_all_words_must_occur_and_all_are_marked() -> None:
    said = [Said("One house, two names.", "en", "1"), Said("One name only.", "en", "2"), Said("A house.", "en", "3")]
    hits = find(said, "names house")
    assert [hit.passage_id for hit in hits] == ["1"]
    assert hits[0].spans == ((4, 9), (15, 20))
    assert [hit.passage_id for hit in find(said, "name")] == ["1", "2"]


def test_a_phrase_is_found_as_it_stands() -> None:
    text = "A Joint  House: joint houses, house joint. Co-ordination; l’organisation commune"
    assert marked(text, "en", '"joint house"') == ["Joint  House"]
    assert marked(text, "en", "“joint house”") == ["Joint  House"]
    assert marked(text, "en", "« organisation commune »") == ["l’organisation commune"]
    assert marked(text, "en", "co-ordinating") == ["Co-ordination"]
    assert marked(text, "en", '"house joint house"') == []
    assert marked("他们的 joint house 很大", "zh", '"joint house 很"') == ["joint house 很"]


def test_a_phrase_does_not_go_across_passages() -> None:
    assert find([Said("the joint", "en"), Said("house rules", "en")], '"joint house"') == ()


def test_a_word_with_minus_keeps_passages_out() -> None:
    said = [Said("One house, two names.", "en", "1"), Said("One name only.", "en", "2")]
    assert [hit.passage_id for hit in find(said, "name -houses")] == ["2"]
    assert [hit.passage_id for hit in find(said, 'name -"two names"')] == ["2"]
    assert find(said, "-house") == ()


@pytest.mark.parametrize("query", ["", "  ", '""', "“ ”", "-", "?!", "🙂", "\u0301"])
def test_a_query_without_words_finds_nothing(query: str) -> None:
    assert find([Said("Something 🙂 was said?! - ", "en")], query) == ()


def test_marks_and_emoji_before_a_word_do_not_move_its_highlight() -> None:
    text = "👩🏽‍🦽👨‍👩‍👧 e\u0301te\u0301 🇫🇷 café\u0301 — قُلْتُ 🙂🏽 لا، naïve"
    assert marked(text, "fr", "été") == ["e\u0301te\u0301"]
    assert marked(text, "fr", "cafe") == ["café\u0301"]
    assert marked(text, "ar", "قلت") == ["قُلْتُ"]
    assert marked(text, None, "naive") == ["naïve"]


def test_spellings_of_one_text_meet() -> None:
    assert marked("STRASSE straße", "de", "Straße") == ["STRASSE", "straße"]
    assert marked("o\ufb03ce", "en", "office") == ["o\ufb03ce"]
    assert marked("İstanbul ılık", "tr", "istanbul") == ["İstanbul"]
    assert marked("في عام ٢٠٣١", "ar", "2031") == ["٢٠٣١"]
    assert marked("κόσμος", "el", "ΚΟΣΜΟΣ") == ["κόσμος"]
    assert marked("soft\u00adhyphen", "en", "softhyphen") == ["soft\u00adhyphen"]
    assert marked("ﻻ ﺳﻼﻡ", "ar", "سلام") == ["ﺳﻼﻡ"]


PIECES = st.sampled_from(
    [
        *SENTENCES.values(),
        *("เราทำน้ำ", "我们担心", "ខ្មែរ\u200bយើង", "हिन्दी क्षि", "한국어는", "مُنَظَّمَة", "ـ", "l’été", "don't", "ﷺ", "ｶﾞ"),
        *(
            "👩🏽‍🦽",
            "🇫🇷🇧🇪",
            "e\u0301",
            "a🏽",
            "\u0600١",
            "\u200d",
            "\u200e",
            "\r\n",
            " ",
            "\u0301",
            "-",
            '"',
            "é\ufe0f",
        ),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=6).map("".join)


@given(TEXTS, st.sampled_from([*SENTENCES, "th", "hi", None]), st.integers(0, 10_000))
@example("ـ", "ar", 0)
@example("\U0001e5f1", None, 0)
@example("\u1100\u1161\u11a8", "ko", 0)
def test_every_word_finds_its_passage_and_highlights_cut_no_grapheme(
    text: str, language: str | None, which: int
) -> None:
    words = [token.text for token in tokens(text)]
    assume(words)
    word = words[which % len(words)]
    found = find([Said("other", language, "other"), Said(text, language)], word)
    hits = [hit for hit in found if hit.passage_id == "said"]
    assert len(hits) == 1
    ends = boundaries(text)
    for hit in hits:
        assert hit.spans
        for start, end in hit.spans:
            assert 0 <= start < end <= len(text)
            assert {start, end} <= ends
        assert all(one.end <= other.start for one, other in zip(hit.spans, hit.spans[1:], strict=False))


@given(TEXTS, TEXTS)
def test_no_query_fails(text: str, query: str) -> None:
    for hit in find([Said(text, "fr")], query):
        assert all(isinstance(span, Span) for span in hit.spans)


@given(TEXTS)
def test_each_folded_letter_knows_where_it_comes_from(text: str) -> None:
    whole, spans = canonical(text), origins(text)
    assert len(whole) == len(spans)
    for letter, (start, end) in zip(whole, spans, strict=True):
        assert letter == " " or letter in folded(text[start:end])
