"""What is sealed in collection stands at its own place: put anywhere else it opens for nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, scoped_session

from consult.collection.operations import submit
from consult.collection.operations.words import translate_words
from consult.collection.queries import answer_view, open_answers, own_view
from consult.collection.queries.sealing import (
    Contents,
    Sealed,
    contents,
    earlier_row,
    earlier_value,
    link_row,
    mark_of,
    participation_of,
    put_contents,
    reseal_words,
    seal_content,
    sealed_content,
    translation_row,
    translation_text,
    words_row,
    words_text,
)
from consult.collection.records import (
    Answer,
    AnswerLink,
    Participation,
    SealedAnswer,
    Words,
    WordsTranslation,
)
from consult.collection.rules import AnswerState, Unit
from consult.consultation.queries import cipher_of
from consult.consultation.records import StrandKey
from consult.shared.keyring import Cipher, Unreadable, keyring
from consult.shared.time import now, today
from tests.builders import World
from tests.builders_collection import AGREED, begun, kept, open_world, submitted

CIPHER, OTHER = Cipher(bytes(32)), Cipher(bytes(range(32)))


@pytest.fixture
def made(session: scoped_session[Session]) -> World:
    return open_world(session())


def draft(state: AnswerState) -> Answer:
    return Answer(id="a", strand_id="s", version_id="v", unit=Unit.ORGANISATION, state=state)


def test_words_are_read_at_their_own_row() -> None:
    row = words_row(CIPHER, answer_id="a", part="D2", text="mine", language="en")
    assert words_text(CIPHER, row.id, row.sealed) == "mine"
    reseal_words(CIPHER, row, "another")
    assert words_text(CIPHER, row.id, row.sealed) == "another"
    with pytest.raises(Unreadable):
        words_text(CIPHER, "another row", row.sealed)


def test_a_translation_is_bound_to_its_words_and_language() -> None:
    row = translation_row(CIPHER, "w", "fr", "à moi", "somebody")
    assert translation_text(CIPHER, row) == "à moi"
    for words_id, language in (("x", "fr"), ("w", "es")):
        moved = WordsTranslation(words_id=words_id, language=language, sealed=row.sealed)
        with pytest.raises(Unreadable):
            translation_text(CIPHER, moved)


def test_a_link_is_found_and_followed_with_the_key_only() -> None:
    row = link_row(CIPHER, "participation", "answer")
    assert row.mark == mark_of(CIPHER, "participation")
    assert participation_of(CIPHER, row) == "participation"
    assert mark_of(OTHER, "participation") != row.mark
    with pytest.raises(Unreadable):
        participation_of(OTHER, row)
    with pytest.raises(Unreadable):
        participation_of(CIPHER, AnswerLink(mark=row.mark, answer_id="another", sealed=row.sealed))


def test_a_sealed_item_is_bound_to_its_answer() -> None:
    held = Sealed({"J2.risk": "yes"}, {"J2.text": "why"})
    row = SealedAnswer(answer_id="a", strand_id="s", sealed=seal_content(CIPHER, "a", held))
    assert sealed_content(CIPHER, row) == held
    assert sealed_content(CIPHER, None) == Sealed()
    row.answer_id = "b"
    with pytest.raises(Unreadable):
        sealed_content(CIPHER, row)


def test_what_was_there_before_is_bound_to_its_row() -> None:
    row = earlier_row(CIPHER, {"value": "yes"}, answer_id="a", version_id="v", part="B1", revision=1)
    assert earlier_value(CIPHER, row.id, row.sealed) == {"value": "yes"}
    with pytest.raises(Unreadable):
        earlier_value(CIPHER, "another", row.sealed)


def test_a_draft_is_sealed_until_it_counts() -> None:
    held = Contents({"B1": "yes"}, {"B1": 3}, {"B1": "fr"})
    answer = draft(AnswerState.DRAFT)
    put_contents(CIPHER, answer, held)
    assert (answer.document, answer.revisions, answer.read_in) == ({}, {}, {})
    assert contents(CIPHER, answer) == held
    answer.state = AnswerState.SUBMITTED
    put_contents(CIPHER, answer, held)
    assert answer.draft is None
    assert (answer.document, answer.revisions, answer.read_in) == (held.document, held.revisions, held.read_in)
    assert contents(CIPHER, answer) == held


def test_swapped_words_open_for_nobody(session: scoped_session[Session], made: World) -> None:
    answer_id = submitted(session(), made, words={"D2": "the first", "E2": "the second"})
    one, other = session.scalars(select(Words).where(Words.answer_id == answer_id).order_by(Words.part))
    one.sealed, other.sealed = other.sealed, one.sealed
    session.flush()
    for reading in (lambda: answer_view(session(), answer_id), lambda: open_answers(session(), made.strands["A"])):
        with pytest.raises(Unreadable):
            reading()


def test_swapped_drafts_and_links_open_for_nobody(session: scoped_session[Session], made: World) -> None:
    ids = [begun(session(), made, name).answer_id for name in ("a1", "a2")]
    for answer_id in ids:
        kept(session(), answer_id, {"B1.overall": "some"})
    one, other = (session.get_one(Answer, answer_id) for answer_id in ids)
    one.draft, other.draft = other.draft, one.draft
    links = [session.scalars(select(AnswerLink).where(AnswerLink.answer_id == answer_id)).one() for answer_id in ids]
    links[0].sealed, links[1].sealed = links[1].sealed, links[0].sealed
    session.flush()
    readings: list[Callable[[], object]] = [
        lambda: answer_view(session(), ids[0]),
        lambda: own_view(session(), made.strands["A"], ids[0]),
    ]
    for reading in readings:
        with pytest.raises(Unreadable):
            reading()


def test_what_one_strand_sealed_another_cannot_open(session: scoped_session[Session], made: World) -> None:
    answer_id = submitted(session(), made, words={"D2": "ours"})
    row = session.scalars(select(Words).where(Words.answer_id == answer_id)).one()
    with pytest.raises(Unreadable):
        words_text(cipher_of(session(), made.strands["B"]), row.id, row.sealed)


def test_without_its_key_a_strand_says_so(session: scoped_session[Session], made: World) -> None:
    answer_id = submitted(session(), made, words={"D2": "ours"})
    session.execute(text("DELETE FROM strand_key WHERE strand_id = :own"), {"own": made.strands["A"]})
    keyring().forget(made.strands["A"])
    with pytest.raises(Unreadable, match="destroyed, or never made"):
        answer_view(session(), answer_id)


def test_a_key_put_at_another_strand_opens_nothing(session: scoped_session[Session], made: World) -> None:
    keys = {mark: session.get_one(StrandKey, own) for mark, own in made.strands.items()}
    keys["A"].wrapped, keys["B"].wrapped = keys["B"].wrapped, keys["A"].wrapped
    session.flush()
    for own in made.strands.values():
        keyring().forget(own)
        with pytest.raises(Unreadable, match="put it back"):
            cipher_of(session(), own)


def test_submitting_opens_the_draft_and_leaves_words_sealed(session: scoped_session[Session], made: World) -> None:
    answer_id = begun(session(), made, unit=Unit.INDIVIDUAL).answer_id
    kept(session(), answer_id, {**AGREED, "B1.overall": "some"}, {"D2": "our own words"})
    record = session.get_one(Answer, answer_id)
    assert record.document == {}
    submit(session(), answer_id, day=today(), moment=now())
    assert record.draft is None
    assert record.document["B1.overall"] == "some"
    (row,) = session.scalars(select(Words).where(Words.answer_id == answer_id))
    assert b"our own words" not in row.sealed
    translate_words(session(), row.id, language="fr", text="nos propres mots")
    (found,) = open_answers(session(), made.strands["A"])
    assert (found.text, found.translations) == ("our own words", {"fr": "nos propres mots"})


def test_nothing_in_the_database_joins_who_took_part_and_what_was_answered(
    session: scoped_session[Session], made: World
) -> None:
    answer_id = submitted(session(), made)
    own = session.scalars(select(Participation.id)).one()
    link = session.scalars(select(AnswerLink)).one()
    assert link.answer_id == answer_id
    assert own not in (link.mark, answer_id)
    assert own.encode() not in link.sealed
