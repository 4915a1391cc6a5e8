from __future__ import annotations

from dataclasses import replace

from consult.coding.rules.attributes import SAFETY, Stance
from consult.findings.rules.quoting import (
    LONGEST,
    MOST,
    Attribution,
    Groups,
    Speaker,
    Stretch,
    choose,
    described,
    digest_of,
    excerpt,
    leveled,
    quote,
)

TEXT = "We like the joint house. Keep both names, or lose us. That is all."
GROUPS = Groups(
    regions={"africa": 50, "americas": 9},
    kinds={("africa", "survivors"): 10, ("africa", "faith"): 9},
    languages={"en": 40, "ru": 9},
)


def stretch(words: str = "both names", text: str = TEXT, **changed: object) -> Stretch:
    start = text.index(words)
    made = Stretch(
        segment_id="s1",
        code="TERM-IDENT",
        stance=Stance.FOR,
        option="joint_house",
        start=start,
        end=start + len(words),
        text=text,
        language="en",
        source="org 1",
        speaker=Speaker.ORGANISATION,
        consent=Attribution.REGION_AND_KIND,
        region="africa",
        kind="survivors",
    )
    return replace(made, **changed)  # type: ignore[arg-type] - names of fields, checked by the tests themselves


def words_of(one: Stretch) -> str | None:
    found = excerpt(one)
    return None if found is None else one.text[slice(*found)]


def test_a_quote_is_the_whole_sentence() -> None:
    assert words_of(stretch()) == "Keep both names, or lose us."


def test_without_consent_there_is_no_quote() -> None:
    assert excerpt(stretch(consent=Attribution.NONE)) is None


def test_matters_of_safety_are_never_quoted() -> None:
    assert excerpt(stretch(code=SAFETY)) is None


def test_a_sentence_that_touches_something_sealed_is_not_quoted() -> None:
    start = TEXT.index("lose us")
    assert excerpt(stretch(sealed=((start, start + 4),))) is None
    end = TEXT.index("That is")
    assert words_of(stretch(sealed=((end, len(TEXT)),))) == "Keep both names, or lose us."


def test_a_sentence_too_long_to_read_gives_way_to_the_stretch_itself() -> None:
    long = "and on " * 80 + "both names and calls and so " + "on and on " * 60
    assert words_of(stretch("both names and calls", text=long)) == "both names and calls"
    assert excerpt(stretch("and on " * 70, text=long)) is None
    assert len("and on " * 70) > LONGEST


def test_words_too_few_to_say_something_are_not_quoted() -> None:
    assert excerpt(stretch("No.", text="No.")) is None


def test_nobody_is_described_more_closely_than_a_group_of_ten_allows() -> None:
    assert described(stretch(), GROUPS) == ("africa", "survivors")
    assert described(stretch(kind="faith"), GROUPS) == ("africa", "")
    assert described(stretch(region="americas"), GROUPS) == ("", "")
    assert described(stretch(region="not_shown"), GROUPS) == ("", "")


def test_who_agreed_to_less_is_described_by_less() -> None:
    assert described(stretch(consent=Attribution.MEMBER_ONLY), GROUPS) == ("", "")
    assert described(stretch(speaker=Speaker.KEY_INFORMANT), GROUPS) == ("", "")
    assert described(stretch(speaker=Speaker.INDIVIDUAL), GROUPS) == ("", "")


def test_a_language_of_a_few_is_not_quoted_at_all() -> None:
    assert quote(stretch(), GROUPS) is not None
    assert quote(stretch(language="ru"), GROUPS) is None


def test_who_speaks_for_no_member_and_agreed_to_less_is_only_apart() -> None:
    for speaker in (Speaker.STAFF, Speaker.KEY_INFORMANT):
        less = quote(stretch(speaker=speaker, consent=Attribution.MEMBER_ONLY), GROUPS)
        more = quote(stretch(speaker=speaker), GROUPS)
        assert less is not None
        assert more is not None
        assert (less.speaker, more.speaker) == ("apart", speaker.value)


def test_the_same_words_are_described_by_the_least_of_their_themes() -> None:
    here = quote(stretch(segment_id="s1"), GROUPS)
    there = quote(stretch(segment_id="s2"), GROUPS)
    assert here is not None
    assert there is not None
    hidden = replace(there, region="", kind="")
    together = {"s1": ("p", 0, 30), "s2": ("p", 20, 40)}
    assert {one.region for one in leveled([here, hidden], together)} == {""}
    apart = {"s1": ("p", 0, 20), "s2": ("p", 20, 40)}
    assert [one.region for one in leveled([here, hidden], apart)] == ["africa", ""]


def test_a_reference_holds_no_words() -> None:
    made = quote(stretch(), GROUPS)
    assert made is not None
    assert made.digest == digest_of("Keep both names, or lose us.")
    assert "names" not in repr(made)


def test_a_voice_is_quoted_once_and_the_same_words_once() -> None:
    same = [stretch(segment_id=f"s{at}", source=f"org {at}") for at in range(3)]
    assert len(choose(same, GROUPS)) == 1
    texts = [f"Sentence number {at} about names." for at in range(30)]
    own = [stretch("names", text=text, segment_id=text, source="org 1") for text in texts]
    assert len(choose(own, GROUPS)) == 1
    every = [stretch("names", text=text, segment_id=text, source=text) for text in texts]
    assert len(choose(every, GROUPS)) == MOST


def test_contrary_voices_come_along_however_few() -> None:
    agreeing = [
        stretch("names", text=f"Sentence number {at} about names.", segment_id=f"f{at}", source=f"f{at}")
        for at in range(40)
    ]
    contrary = stretch("names", text="I do not mind about names.", segment_id="c", source="c", stance=Stance.AGAINST)
    for order in ([*agreeing, contrary], [contrary, *agreeing]):
        assert "c" in {ref.segment_id for ref in choose(order, GROUPS)}
