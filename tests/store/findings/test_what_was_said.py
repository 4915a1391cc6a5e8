"""Themes of a strand: who is counted, how often, and what disappears when somebody takes words back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from consult.access.operations import create_account
from consult.coding.operations import (
    By,
    NewSegment,
    Renaming,
    apply_codes,
    assign_answers,
    assign_interview,
    rename_code,
    start_codebook,
)
from consult.coding.rules.attributes import Stance
from consult.collection.queries import own_view
from consult.collection.queries.sealing import words_row
from consult.collection.records import Answer
from consult.collection.rules import Unit
from consult.consultation.queries import cipher_of
from consult.disclosure.rules import Mark
from consult.findings.queries import quotes_of, strand_findings
from consult.findings.rules.published import FigureKey, StrandFindings, from_document, to_document
from consult.findings.rules.themes import STANCES, TERMS, THEMES
from consult.interview.operations import import_interview, set_consent, withdraw_participant, withdraw_turns
from consult.interview.queries import interview, turns_of
from consult.interview.rules import InterviewKind, Quoting
from tests.builders import DAY, World
from tests.builders_findings import AFTER, counted_world, freeze
from tests.builders_interview import asker, conversation, said, speaker
from tests.builders_returning import returned_to

NAMES, JOBS, SAFE, CONDITION = "TERM-IDENT", "RES-ENERGY", "PART-SAFE", "TERM-COND"
WORDS = "Keep both names on the door. That is what we ask for."


class Desk:
    """One strand with open answers and a coder who has all of them."""

    def __init__(self, session: Session, made: World, mark: str = "A") -> None:
        self.session, self.made, self.strand_id = session, made, made.strands[mark]
        start_codebook(session, made.consultation_id)
        self.coder = create_account(session, email="c@example.org", name="Coder", password_hash="x").id
        self.second = create_account(session, email="d@example.org", name="Second", password_hash="x").id

    def answers(self, unit: Unit = Unit.ORGANISATION) -> Sequence[Answer]:
        own = select(Answer).where(Answer.strand_id == self.strand_id, Answer.unit == unit)
        return self.session.scalars(own.order_by(Answer.id)).all()

    def write(self, answers: Iterable[Answer], text: str = WORDS, part: str = "E2") -> list[str]:
        cipher = cipher_of(self.session, self.strand_id)
        made = [words_row(cipher, answer_id=answer.id, part=part, text=text, language="en") for answer in answers]
        for answer in answers:
            answer.document = {**answer.document, "Z2.quote": "region_and_kind"}
        self.session.add_all(made)
        self.session.flush()
        return [one.id for one in made]

    def freeze(self) -> None:
        freeze(self.session, self.strand_id)

    def code(self, words: Sequence[str], code: str, text: str = WORDS, **more: object) -> None:
        given = assign_answers(self.session, self.strand_id, self.coder, "E2", words, day=DAY)
        self.apply(given, words, code, len(text), **more)

    def apply(self, given: str, passages: Sequence[str], code: str, end: int, **more: object) -> None:
        new = [
            NewSegment(passage_id=one, start=0, end=end, code_key=code, **more)  # type: ignore[arg-type] - attributes
            for one in passages
        ]
        apply_codes(self.session, given, new, AFTER)

    def hear(self, organisation: str | None, code: str, *, label: str = "T1", **changed: object) -> str:
        """Hold an interview with somebody of an organisation (its id, or None) and code what they say."""
        self.made.organisations[label] = organisation or ""
        who = speaker(self.made, "Nour", label if organisation else None)
        new = conversation(
            self.made,
            label=label,
            participants=(asker(), who),
            turns=said(("Interviewer", "And?"), ("Nour", WORDS), language="en"),
            **changed,
        )
        interview_id = import_interview(self.session, new, AFTER)
        given = assign_interview(self.session, self.strand_id, self.coder, interview_id, day=DAY)
        own = [turn.id for turn in turns_of(self.session, interview_id) if turn.participant.pseudonym == "Nour"]
        self.apply(given, own, code, len(WORDS))
        return interview_id

    def organisation_of(self, answer: Answer) -> str:
        found = own_view(self.session, self.strand_id, answer.id)
        assert found is not None
        return found.organisation_id

    def found(self) -> StrandFindings:
        return strand_findings(self.session, self.strand_id)


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    return Desk(session(), counted_world(session()))


def raised(found: StrandFindings, code: str, unit: str = "organisation") -> int | Mark:
    table = found.figure(FigureKey(unit, THEMES))
    assert table is not None
    return table.total(code)


def base(found: StrandFindings) -> int | None:
    table = found.figure(FigureKey("organisation", THEMES))
    assert table is not None
    return table.total_base


def test_nothing_coded_means_no_themes(desk: Desk) -> None:
    desk.freeze()
    assert raised(desk.found(), NAMES) is Mark.FEWER
    assert desk.found().quotes == ()


def test_a_theme_is_raised_by_organisations_out_of_all_that_were_heard(desk: Desk) -> None:
    answers = desk.answers()
    words = desk.write(answers[:12])
    desk.freeze()
    desk.code(words, NAMES)
    found = desk.found()
    assert raised(found, NAMES) == 12
    assert base(found) == len(answers) == found.bases["organisation"]


def test_a_theme_has_the_name_its_code_was_given_last(desk: Desk) -> None:
    words = desk.write(desk.answers()[:12])
    desk.freeze()
    desk.code(words, NAMES)
    assert desk.found().codes[NAMES].name["en"] != "Two names"
    by = By(account_id=desk.coder, moment=AFTER, reason="Plainer.")
    rename_code(desk.session, desk.made.consultation_id, NAMES, Renaming(texts={"name": {"en": "Two names"}}), by)
    assert desk.found().codes[NAMES].name["en"] == "Two names"


def test_an_organisation_heard_twice_is_counted_once(desk: Desk) -> None:
    answers = desk.answers()
    words = desk.write(answers[:12])
    desk.freeze()
    desk.code(words, NAMES)
    desk.hear(desk.organisation_of(answers[0]), NAMES)
    desk.hear(desk.organisation_of(answers[20]), NAMES, label="T2")
    found = desk.found()
    assert raised(found, NAMES) == 13
    assert base(found) == len(answers)


def test_a_few_organisations_that_were_only_interviewed_do_not_stand_out(desk: Desk) -> None:
    answers = desk.answers()
    words = desk.write(answers[:12])
    desk.freeze()
    desk.code(words, NAMES)
    desk.hear(desk.made.organisations["a1"], NAMES)
    found = desk.found()
    assert raised(found, NAMES) == 12
    assert base(found) == len(answers)


def test_key_informants_and_staff_are_in_no_count_and_are_quoted_apart(desk: Desk) -> None:
    answers = desk.answers()
    words = desk.write(answers[:12])
    desk.freeze()
    desk.code(words, NAMES)
    before = base(desk.found())
    desk.hear(None, NAMES, kind=InterviewKind.KEY_INFORMANT)
    desk.hear(None, NAMES, label="T2")
    found = desk.found()
    assert raised(found, NAMES) == 12
    assert base(found) == before
    assert {"key_informant"} <= {one.speaker for one in found.quotes} | {"key_informant", "staff"}
    assert not {one.region for one in found.quotes if one.speaker in ("key_informant", "staff")} - {""}


def test_individuals_are_never_added(desk: Desk) -> None:
    own = desk.answers(Unit.INDIVIDUAL)
    words = desk.write(own[:6])
    desk.freeze()
    desk.code(words, JOBS)
    found = desk.found()
    assert raised(found, JOBS) is Mark.FEWER
    assert raised(found, JOBS, "individual") == 6


def test_a_second_reading_counts_nowhere(desk: Desk) -> None:
    words = desk.write(desk.answers()[:12])
    desk.freeze()
    given = assign_answers(desk.session, desk.strand_id, desk.second, "E2", words, second=True, day=DAY)
    desk.apply(given, words, NAMES, len(WORDS))
    assert raised(desk.found(), NAMES) is Mark.FEWER


def test_matters_of_safety_are_told_only_to_exist(desk: Desk) -> None:
    words = desk.write(desk.answers()[:12])
    desk.freeze()
    assert not desk.found().safety_condition
    desk.code(words, SAFE)
    found = desk.found()
    assert found.safety_condition
    assert SAFE not in str(to_document(found)["figures"])
    assert found.quotes == ()


def test_words_beside_something_sealed_are_not_quoted(desk: Desk) -> None:
    words = desk.write(desk.answers()[:12])
    desk.freeze()
    desk.code(words, NAMES)
    assert desk.found().quotes
    given = assign_answers(desk.session, desk.strand_id, desk.second, "E2", words, second=True, day=DAY)
    desk.apply(given, words, SAFE, len(WORDS))
    desk.code(words, JOBS)  # a counted code changes, so findings are made anew
    assert desk.found().quotes == ()


def test_who_does_not_agree_to_be_quoted_is_counted_and_not_quoted(desk: Desk) -> None:
    answers = desk.answers()[:12]
    words = desk.write(answers)
    for answer in answers:
        answer.document = {**answer.document, "Z2.quote": "none"}
    desk.freeze()
    desk.code(words, NAMES)
    assert raised(desk.found(), NAMES) == 12
    assert desk.found().quotes == ()


def test_quotes_hold_no_words_and_words_are_found_again(desk: Desk) -> None:
    words = desk.write(desk.answers()[:12])
    desk.freeze()
    desk.code(words, NAMES)
    found = from_document(to_document(desk.found()))
    assert found == desk.found()
    assert "Keep both names" not in str(to_document(found))
    quoted = quotes_of(desk.session, found.quotes)
    assert [one.words for one in quoted] == [WORDS]


def test_withdrawing_a_speaker_takes_their_words_and_their_count(desk: Desk) -> None:
    answers = desk.answers()
    words = desk.write(answers[:12], text="A quite different wish about names.")
    desk.freeze()
    desk.code(words, NAMES, text="A quite different wish about names.")
    interview_id = desk.hear(desk.organisation_of(answers[20]), NAMES)
    before = desk.found()
    assert raised(before, NAMES) == 13
    assert WORDS in {one.words for one in quotes_of(desk.session, before.quotes)}
    held = interview(desk.session, interview_id)
    assert held is not None
    nour = next(one for one in held.participants if one.pseudonym == "Nour")
    withdraw_participant(desk.session, nour.id, DAY + timedelta(days=10))
    after = desk.found()
    assert raised(after, NAMES) == 12
    assert WORDS not in {one.words for one in quotes_of(desk.session, before.quotes)}
    assert WORDS not in {one.words for one in quotes_of(desk.session, after.quotes)}


def test_withdrawing_one_turn_takes_that_alone(desk: Desk) -> None:
    answers = desk.answers()
    words = desk.write(answers[:12], text="A quite different wish about names.")
    desk.freeze()
    desk.code(words, NAMES, text="A quite different wish about names.")
    interview_id = desk.hear(desk.organisation_of(answers[20]), NAMES)
    own = [turn.id for turn in turns_of(desk.session, interview_id) if turn.text == WORDS]
    withdraw_turns(desk.session, own, DAY)
    assert raised(desk.found(), NAMES) == 12


@pytest.mark.parametrize(
    ("now", "is_quoted"), [(f"Well. {WORDS}", True), (WORDS.replace("both", "neither of the two"), False)]
)
def test_a_quote_stands_in_an_edition_as_long_as_its_words_do(desk: Desk, now: str, is_quoted: bool) -> None:
    words = desk.write(desk.answers()[:12], text="A quite different wish about names.")
    desk.freeze()
    desk.code(words, NAMES, text="A quite different wish about names.")
    interview_id = desk.hear(desk.organisation_of(desk.answers()[20]), NAMES)
    released = desk.found()
    assert WORDS in {one.words for one in quotes_of(desk.session, released.quotes)}
    returned_to(desk.session, interview_id, "Nour").corrects(2, now)
    for quotes in (released.quotes, desk.found().quotes):
        shown = {one.words for one in quotes_of(desk.session, quotes)}
        assert (WORDS in shown) is is_quoted
        assert not any("neither" in one for one in shown)
    assert raised(desk.found(), NAMES) == 13, "who raised it is counted as before"


def test_a_narrower_consent_narrows_a_released_quote_at_once(desk: Desk) -> None:
    answers = desk.answers()
    words = desk.write(answers[:12], text="A quite different wish about names.")
    desk.freeze()
    desk.code(words, NAMES, text="A quite different wish about names.")
    interview_id = desk.hear(desk.organisation_of(answers[20]), NAMES)
    released = desk.found()
    held = interview(desk.session, interview_id)
    assert held is not None
    nour = next(one for one in held.participants if one.pseudonym == "Nour")
    set_consent(desk.session, nour.id, quoting=Quoting.NONE, may_contact=False, may_record=False, day=DAY)
    assert WORDS not in {one.words for one in quotes_of(desk.session, released.quotes)}


def test_conditions_are_counted_by_option_among_everybody_heard(desk: Desk) -> None:
    answers = desk.answers()
    words = desk.write(answers[:24])
    desk.freeze()
    more = {"stance": Stance.CONDITIONAL, "option": "joint_house"}
    desk.code(words[:12], CONDITION, aspect="finance", **more)
    desk.code(words[12:], CONDITION, aspect="identity", **more)
    found = desk.found()
    table = found.figure(FigureKey("organisation", TERMS, "joint_house"))
    assert table is not None
    assert table.total("finance") == table.total("identity") == 12
    assert table.total_base == len(answers)
    stances = found.figure(FigureKey("organisation", STANCES, CONDITION))
    assert stances is not None
    assert stances.total_base == 24


def test_a_theme_of_a_few_shows_no_stance_and_no_quote(desk: Desk) -> None:
    words = desk.write(desk.answers()[:4])
    desk.freeze()
    desk.code(words, NAMES)
    found = desk.found()
    assert raised(found, NAMES) is Mark.FEWER
    assert found.figure(FigureKey("organisation", STANCES, NAMES)) is None
    assert found.quotes == ()
