"""What speakers do with their transcripts: what they correct, withdraw and take back, and what stands on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from consult.coding.operations import remove_segment, undo
from consult.coding.queries import segments_of
from consult.coding.queries.searching import searchable
from consult.coding.records import ChangedWords, Segment
from consult.interview.operations import By, mark_words, translate_turn, withdraw_participant, withdraw_turns
from consult.interview.operations.correcting import BadCorrection, Place
from consult.interview.operations.destroying import destroy_transcripts
from consult.interview.operations.originals import destroy_original_key
from consult.interview.operations.returning import approve, end_returns, issue_return, revoke_return
from consult.interview.operations.withholding import withdraw_passage
from consult.interview.queries import redactions_of, turns_of, whole_turns_of
from consult.interview.queries.returns import returned, returned_by_token, returned_page, versions_of
from consult.interview.records import TranscriptReturn, Turn, TurnTranslation, TurnVersion, WithheldTurn
from consult.interview.rules import TranslationState
from consult.interview.rules.redacting import RedactionKind
from consult.interview.rules.returning import ChangedMeanwhile
from consult.shared.errors import NotAllowedNow, NotFound
from consult.shared.jobs import Job
from consult.shared.keyring import keyring, secret_of
from consult.shared.time import now
from tests.builders import DAY, MOMENT, World, world
from tests.builders_coding import ENGLISH, Desk, coded, desk
from tests.builders_interview import group, interviewed
from tests.builders_returning import Hand, returned_to
from tests.store.interview.groups import interpreted_group
from tests.store.interview.test_withdrawing import where

EDITED = ENGLISH.replace("a relief", "a great relief").replace("And keep", "Keep")
LATER = MOMENT + timedelta(days=20)


@pytest.fixture
def made(session: Session) -> World:
    return world(session)


@pytest.fixture
def given(session: Session, made: World) -> Desk:
    return desk(session, made)


@pytest.fixture
def hand(session: Session, given: Desk) -> Hand:
    return returned_to(session, given.interview_id, "Nour")


def words(session: Session, given: Desk) -> dict[str, str]:
    """What each standing code of the desk lies on, as the turn reads now."""
    texts = {turn.id: turn.text for turn in turns_of(session, given.interview_id)}
    return {
        one.code_key: texts[one.passage_id][one.start : one.end] for one in segments_of(session, given.assignment_id)
    }


def flagged(session: Session) -> set[str]:
    return set(session.scalars(select(ChangedWords.segment_id)))


def test_codes_stay_on_words_that_stand_and_others_are_flagged(session: Session, given: Desk, hand: Hand) -> None:
    stays = coded(session, given, "TERM-COND", "nobody loses a post")
    changes = coded(session, given, "STR-GOV", "would be a relief")
    assert hand.corrects(2, EDITED)
    assert words(session, given) == {"TERM-COND": "nobody loses a post", "STR-GOV": "would be a great relief"}
    assert flagged(session) == {changes}
    assert stays not in flagged(session)


def test_the_words_before_are_kept_as_versions(session: Session, given: Desk, hand: Hand) -> None:
    hand.corrects(2, EDITED)
    hand.corrects(2, "Nothing of it.")
    found = versions_of(session, given.interview_id)[given.english.id]
    assert [one.text for one in found] == [ENGLISH, EDITED]
    assert ENGLISH.encode() not in session.scalars(select(TurnVersion.sealed)).all()[0]
    assert turns_of(session, given.interview_id)[1].text == "Nothing of it."


def test_codes_whose_words_all_went_lie_on_the_turn_flagged(session: Session, given: Desk, hand: Hand) -> None:
    segments = {
        coded(session, given, "STR-GOV", "And keep the name"),
        coded(session, given, "STR-GOV", "One finance desk"),
    }
    hand.corrects(2, "No.")
    standing = segments_of(session, given.assignment_id)
    assert {one.id for one in standing} == segments == flagged(session)
    assert all(0 <= one.start < one.end <= len("No.") for one in standing)
    assert len({(one.start, one.end) for one in standing}) == 2


def test_a_code_that_was_taken_away_comes_back_on_its_words(session: Session, given: Desk, hand: Hand) -> None:
    segment = coded(session, given, "STR-GOV", "the name")
    remove_segment(session, segment, MOMENT)
    hand.corrects(2, EDITED)
    undo(session, given.assignment_id, MOMENT)
    assert words(session, given) == {"STR-GOV": "the name"}


def test_codes_that_change_places_do_not_stand_in_each_others_way(session: Session, given: Desk, hand: Hand) -> None:
    hand.corrects(2, "abcabcabc def")
    for start in (0, 3, 6):
        session.add(
            Segment(
                assignment_id=given.assignment_id, turn_id=given.english.id, start_at=start, end_at=start + 3,
                code_id=_code(session, given), made_at=MOMENT,
            )
        )  # fmt: skip
    session.flush()
    hand.corrects(2, "xyzabcabcabc def")
    places = session.execute(select(Segment.start_at, Segment.end_at).where(Segment.turn_id == given.english.id))
    assert sorted(places) == [(3, 6), (6, 9), (9, 12)]


def _code(session: Session, given: Desk) -> str:
    made = coded(session, given, "STR-GOV", turn=given.mixed)
    return session.scalars(select(Segment.code_id).where(Segment.id == made)).one()


def test_marks_follow_and_a_marked_name_written_anew_is_covered(session: Session, given: Desk, hand: Hand) -> None:
    by = By(kind=RedactionKind.NAME, account_id=None, moment=MOMENT)
    mark_words(session, given.english.id, "finance", by)
    mark_words(session, given.secret.id, "sister", by)
    hand.corrects(2, ENGLISH.replace("One finance", "A finances") + " Ask my sister.")
    shown = turns_of(session, given.interview_id)[1].text
    assert "financ" not in shown
    assert "sister" not in shown
    assert "desk would be a relief" in shown


def test_a_translation_of_corrected_words_is_a_draft_again(session: Session, given: Desk, hand: Hand) -> None:
    turn = given.mixed
    translate_turn(session, turn.id, language="en", text="Ours.", state=TranslationState.REVIEWED)
    hand.corrects(4, turn.text + " نعم")
    line = hand.says(4)
    assert line.text.endswith("نعم")
    assert session.get_one(TurnTranslation, (turn.id, "en")).state is TranslationState.DRAFT


def test_the_database_refuses_other_words_without_a_correction(session: Session, given: Desk) -> None:
    with pytest.raises(DatabaseError, match="corrected by its speaker"), session.begin_nested():
        session.execute(update(Turn).where(Turn.id == given.english.id).values(text="other"))


@pytest.mark.parametrize("text", ["", "  \n ", "a" * 20_001, "a\x00b"])
def test_what_cannot_stand_for_what_was_said_is_refused(session: Session, hand: Hand, text: str) -> None:
    with pytest.raises(BadCorrection):
        hand.corrects(2, text)
    assert hand.says(2).text == ENGLISH


def test_the_same_words_change_nothing(session: Session, hand: Hand) -> None:
    assert not hand.corrects(2, ENGLISH.replace(" ", " ") + "\r\n")
    assert session.scalar(select(func.count()).select_from(TurnVersion)) == 0


def test_a_page_that_is_older_than_the_turn_changes_nothing(session: Session, hand: Hand) -> None:
    old = hand.place(2)
    hand.corrects(2, EDITED)
    with pytest.raises(ChangedMeanwhile):
        withdraw_passage(session, old, MOMENT)
    assert hand.says(2).text == EDITED


def test_nobody_changes_what_somebody_else_said(session: Session, hand: Hand) -> None:
    with pytest.raises(NotFound):
        hand.corrects(1, "Otherwise")
    with pytest.raises(NotFound):
        withdraw_passage(session, Place("nothing", 2, ""), MOMENT)


def test_withdrawn_words_are_gone_for_everybody_at_once(session: Session, made: World, given: Desk, hand: Hand) -> None:
    coded(session, given, "STR-GOV", "One finance desk")
    hand.corrects(2, EDITED)
    hand.withdraws(2)
    assert not any("finance" in turn.text for turn in whole_turns_of(session, given.interview_id)[0])
    found = searchable(session, made.strands["A"], given.account_id, everything=True)
    assert not any("finance" in one.text for one in found)
    assert segments_of(session, given.assignment_id) == ()
    assert versions_of(session, given.interview_id) == {}
    assert "finance" not in str(session.scalars(select(WithheldTurn.sealed)).all())
    page = returned_page(session, hand.view, 1)
    assert page.turns[1].restorable
    assert page.turns[1].text == ""


def test_no_table_holds_withdrawn_words_in_the_open(session: Session, given: Desk, hand: Hand) -> None:
    canary = "kanarienvogel"
    hand.corrects(4, f"{canary} {given.mixed.text}")
    translate_turn(session, given.mixed.id, language="en", text=f"The {canary}.")
    mark_words(session, given.mixed.id, canary, By(kind=RedactionKind.NAME, account_id=None, moment=MOMENT))
    coded(session, given, "STR-GOV", turn=given.mixed, memo=canary)
    assert where(session, canary)
    hand.corrects(4, "Otherwise.")
    hand.withdraws(4)
    assert where(session, canary) == []


def test_a_withdrawal_is_taken_back_with_everything_but_its_codes(session: Session, given: Desk, hand: Hand) -> None:
    mark_words(session, given.mixed.id, "اسمُنا", By(kind=RedactionKind.NAME, account_id=None, moment=MOMENT))
    before = turns_of(session, given.interview_id)[3]
    hand.withdraws(4)
    hand.takes_back(4)
    after = turns_of(session, given.interview_id)[3]
    assert (after.text, after.items, after.translations) == (before.text, before.items, before.translations)
    assert len(redactions_of(session, given.interview_id)) == 1
    assert after.withdrawn_on is None
    assert session.scalar(select(func.count()).select_from(WithheldTurn)) == 0


def test_what_interpreters_made_of_it_goes_and_comes_with_it(session: Session, made: World) -> None:
    hand = returned_to(session, interpreted_group(session, made), "Bela")
    hand.withdraws(1)
    turns = turns_of(session, hand.view.interview_id)
    assert [turn.number for turn in turns if turn.withdrawn_on] == [1, 2, 3]
    hand.takes_back(1)
    assert [turn.text for turn in turns_of(session, hand.view.interview_id)][:3] == [
        "one of Bela", "one in Portuguese", "one in English"
    ]  # fmt: skip


def test_in_a_group_nobody_reads_what_others_answered(session: Session, made: World) -> None:
    hand = returned_to(session, interpreted_group(session, made), "Bela")
    shown = {turn.number: turn.text for turn in returned_page(session, hand.view, 1).turns}
    assert shown == {
        1: "one of Bela", 2: None, 3: None, 4: "two of Bela", 5: None, 6: None, 7: None, 8: "Thank you."
    }  # fmt: skip


def test_what_was_asked_is_read_with_names_covered(session: Session, given: Desk, hand: Hand) -> None:
    by = By(kind=RedactionKind.NAME, account_id=None, moment=MOMENT)
    mark_words(session, given.turns[2].id, "name", by)
    mark_words(session, given.english.id, "finance", by)
    shown = returned_page(session, hand.view, 1)
    assert "name" not in (shown.turns[2].text or "")
    assert shown.turns[1].text == ENGLISH, "one's own words are read whole"
    assert [turn.number for turn in shown.turns if turn.marks] == [2]


def test_a_link_opens_until_its_last_day_is_over_everywhere(session: Session, hand: Hand) -> None:
    last = MOMENT.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=15)
    assert returned_by_token(session, hand.token, last + timedelta(hours=11))
    assert returned_by_token(session, hand.token, last + timedelta(hours=12)) is None
    with pytest.raises(NotFound):
        withdraw_passage(session, hand.place(2), LATER)
    with pytest.raises(NotFound):
        approve(session, hand.view.id, LATER)


def test_a_revoked_link_opens_nothing_and_gives_nothing_back(session: Session, given: Desk, hand: Hand) -> None:
    hand.withdraws(2)
    revoke_return(session, hand.view.id, MOMENT)
    assert returned(session, hand.view.id, MOMENT) is None
    assert session.scalars(select(WithheldTurn.sealed)).all() == [None]
    with pytest.raises(NotFound):
        hand.takes_back(2)
    assert hand.says(2).withdrawn_on == DAY


def test_a_new_link_ends_the_one_before(session: Session, given: Desk, hand: Hand) -> None:
    account_id = given.account_id
    new = issue_return(session, hand.view.participant_id, last_day=DAY, language="en", by=account_id, moment=MOMENT)
    assert returned_by_token(session, hand.token, MOMENT) is None
    assert returned_by_token(session, new, MOMENT)


@pytest.mark.parametrize("days", [-1, 91])
def test_a_link_needs_a_last_day_within_three_months(session: Session, given: Desk, hand: Hand, days: int) -> None:
    day = DAY + timedelta(days=days)
    with pytest.raises(NotAllowedNow):
        issue_return(session, hand.view.participant_id, last_day=day, language="en", by=given.account_id, moment=MOMENT)


def test_only_who_was_interviewed_is_sent_anything(session: Session, made: World) -> None:
    with pytest.raises(NotAllowedNow):
        returned_to(session, interviewed(session, made), "Interviewer")


def test_nothing_can_be_taken_back_once_the_link_is_over(session: Session, given: Desk) -> None:
    hand = returned_to(session, given.interview_id, "Nour", now() - timedelta(days=20))
    hand.withdraws(2)
    session.commit()
    end_returns(session)
    assert session.scalars(select(WithheldTurn.sealed)).all() == [None]
    with pytest.raises(NotAllowedNow):
        hand.takes_back(2)


def test_whoever_withdraws_wholly_takes_link_versions_and_key_along(session: Session, given: Desk, hand: Hand) -> None:
    hand.corrects(2, EDITED)
    hand.withdraws(4)
    secret = secret_of(session.scalars(select(TranscriptReturn.wrapped)).one())
    withdraw_participant(session, hand.view.participant_id, DAY)
    for record in (TranscriptReturn, TurnVersion, WithheldTurn):
        assert session.scalar(select(func.count()).select_from(record)) == 0
    assert [one.arguments for one in session.scalars(select(Job)) if one.kind == "interview.destroy_key"] == [
        {"name": secret}
    ]
    destroy_original_key(session, secret)
    assert not (keyring()._folder / secret).exists()


def test_the_key_of_a_link_that_stands_is_not_destroyed(session: Session, hand: Hand) -> None:
    secret = secret_of(session.scalars(select(TranscriptReturn.wrapped)).one())
    session.commit()
    destroy_original_key(session, secret)
    hand.corrects(2, EDITED)
    assert versions_of(session, hand.view.interview_id)


def test_destroying_transcripts_takes_all_of_it(session: Session, made: World, given: Desk, hand: Hand) -> None:
    hand.corrects(2, EDITED)
    destroy_transcripts(session, made.consultation_id, MOMENT)
    for record in (TranscriptReturn, TurnVersion, WithheldTurn, ChangedWords):
        assert session.scalar(select(func.count()).select_from(record)) == 0


def test_withdrawing_at_the_desk_takes_the_versions_of_those_turns(session: Session, given: Desk, hand: Hand) -> None:
    hand.corrects(2, EDITED)
    hand.corrects(6, "Little.")
    withdraw_turns(session, [given.english.id], DAY)
    assert set(versions_of(session, given.interview_id)) == {given.secret.id}


def test_others_in_a_group_keep_what_they_said(session: Session, made: World) -> None:
    hand = returned_to(session, group(session, made), "Bela")
    hand.withdraws(3)
    standing = [turn.text for turn in turns_of(session, hand.view.interview_id) if turn.withdrawn_on is None]
    assert standing == ["Who begins?", "The words of Amal.", "The words of Chiara."]
