"""The invented meeting, proposal and decisions are whole: enough said, every text in every language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from consult.briefing.rules import TargetKind
from consult.decision.rules.appraisal import APPRAISED
from consult.decision.rules.evidence import EvidenceKind, evidence
from consult.decision.rules.kinds import ActionState, Heading, Promised, Reply, Voice
from consult.decision.rules.proposal import Field, ProposalContent, gaps
from consult.demo.rules import demo_register, mandate_text
from consult.demo.rules.deciding import (
    VERSIONS,
    appraisal_scores,
    appraisal_weights,
    ballot_question,
    comments,
    decisions,
    destroyed_after,
    version_content,
    version_reason,
    version_references,
)
from consult.demo.rules.delegating import demo_room, group_of
from consult.demo.rules.files import told
from consult.demo.rules.meeting import meeting_text
from consult.demo.rules.voting import commenting_organisations, demo_ballots
from consult.instrument.rules.reference import reference_structure
from consult.meeting.rules.kinds import AmendmentState, Attribution, Group, Medium, SessionKind, Stance
from consult.membership.rules import Region
from consult.shared.wording import SHIPPED
from tests.unit.demo import expected

FILES = ("meeting", "proposal", "comments", "appraisal", "decisions")
FOLDER = Path(__file__).resolve().parents[3] / "consult" / "demo" / "data"
SAID = meeting_text().interventions


def content(number: int) -> ProposalContent:
    return version_content(number, evidence, takes_effect_on=date(2026, 1, 1), review_on=date(2028, 1, 1))


def texts_of(node: object, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every mapping of languages to words, with where it stands."""
    if isinstance(node, list):
        for at, one in enumerate(node):
            yield from texts_of(one, f"{path}/{at}")
    if isinstance(node, dict):
        if "fr" in node:
            yield path, node
        for key, one in node.items():
            yield from texts_of(one, f"{path}/{key}")


def references() -> Iterator[str]:
    for number in VERSIONS:
        yield from version_references(number)
    yield from (written for one in appraisal_scores() for written in one.evidence)
    yield from (written for one in decisions() for written in one.evidence)


@pytest.mark.parametrize("name", FILES)
def test_every_text_is_there_in_every_language(name: str) -> None:
    found = list(texts_of(told(name)))

    assert found
    for path, texts in found:
        assert set(texts) == set(SHIPPED), path
        assert all(words.strip() for words in texts.values()), path


@pytest.mark.parametrize("name", FILES)
def test_arabic_and_russian_are_written_in_their_own_letters(name: str) -> None:
    for path, texts in texts_of(told(name)):
        assert any("\u0600" <= letter <= "\u06ff" for letter in texts["ar"]), path
        assert any("\u0400" <= letter <= "\u04ff" for letter in texts["ru"]), path


def test_the_agenda_is_of_two_days_and_every_session_knows_its_kind() -> None:
    sessions = meeting_text().sessions
    kinds = Counter(SessionKind(one.kind) for one in sessions)

    assert {one.day for one in sessions} == {1, 2}
    assert [(one.day, one.begins) for one in sessions] == sorted((one.day, one.begins) for one in sessions)
    assert all(one.begins < one.ends for one in sessions)
    assert (kinds[SessionKind.PRESENTATION], kinds[SessionKind.POLL]) == (3, 2)
    assert set(meeting_text().polls) == {one.key for one in sessions if one.kind == "poll"}


def test_forty_interventions_in_the_languages_of_the_members() -> None:
    assert len(SAID) == 40
    assert Counter(one.language for one in SAID) == {"en": 14, "fr": 7, "es": 6, "ar": 6, "pt": 4, "ru": 3}
    assert {one.session for one in SAID} <= {one.key for one in meeting_text().sessions}


@pytest.mark.parametrize("number", range(1, len(SAID) + 1))
def test_an_intervention_is_as_long_as_a_minute_and_can_be_read_in_english(number: int) -> None:
    one = SAID[number - 1]

    assert 30 <= len(one.text.split()) <= 80
    assert bool(one.translation) is (one.language != "en")
    assert Group(one.speaker.group)
    assert Attribution(one.attribution)
    assert Medium(one.medium)


def test_five_write_in_silence_and_nobody_else_does() -> None:
    silent = [one for one in SAID if one.medium != "spoken"]

    assert len(silent) == 5
    assert {one.session for one in silent} == {"silent"}


def test_whoever_may_not_be_described_is_not_betrayed_by_a_language_few_speak() -> None:
    russian = [one for one in SAID if one.language == "ru"]

    assert "group" not in {one.attribution for one in russian}


def test_sixteen_reactions_answer_figures_sentences_and_themes() -> None:
    reactions = meeting_text().reactions
    kinds = Counter(TargetKind(one.to.partition(":")[0]) for one in reactions)
    parts = set(reference_structure().parts)

    assert len(reactions) == 16
    assert kinds == {TargetKind.FIGURE: 8, TargetKind.SENTENCE: 4, TargetKind.THEME: 4}
    assert {Stance(one.stance) for one in reactions} == set(Stance)
    assert {Medium(one.medium) for one in reactions} == set(Medium)
    assert all(bool(one.translation) is (one.language != "en") for one in reactions)
    assert {one.to.partition(":")[2] for one in reactions if one.to.startswith("figure")} <= parts


def test_fourteen_cards_lie_in_four_clusters_and_one_stands_alone() -> None:
    cards = meeting_text().cards

    assert len(cards) == 14
    assert {one.cluster for one in cards} == {"", *meeting_text().clusters}
    assert len(meeting_text().clusters) == 4
    assert all(bool(one.translation) is (one.language != "en") for one in cards)


def test_two_amendments_are_adopted() -> None:
    assert [AmendmentState(one.state) for one in meeting_text().amendments] == [AmendmentState.ADOPTED] * 2


def test_fifty_eight_delegations_in_proportion_with_those_who_speak() -> None:
    room = demo_room()

    assert len(room.delegations) == expected.DELEGATIONS == len({one.key for one in room.delegations})
    assert Counter(map(group_of, room.delegations)) == {"a": 30, "b": 20, "both": 8}
    assert {one.region for one in room.delegations} == set(Region)
    assert {one.language for one in room.delegations} == expected.LANGUAGES
    assert sum(one.survivor_led for one in room.delegations) >= 5
    speaking = {one.key for one in (*room.spoke.values(), *room.reacted.values())}
    assert speaking < {one.key for one in room.delegations}, "somebody has not spoken yet"
    for number, said in enumerate(SAID, start=1):
        assert room.spoke[number].language == said.language
        assert group_of(room.spoke[number]) == said.speaker.group


def test_the_second_poll_follows_the_first_and_nobody_falls_back() -> None:
    first, second = (demo_room().polled(key) for key in meeting_text().polls)
    order = ["oppose", "unsure", "support"]

    assert tuple(Counter(first.values())[level] for level in reversed(order)) == expected.POLLS[0]
    assert tuple(Counter(second.values())[level] for level in reversed(order)) == expected.POLLS[1]
    assert all(order.index(second[key]) >= order.index(level) for key, level in first.items())


@pytest.mark.parametrize("number", VERSIONS)
def test_every_version_of_the_proposal_is_complete(number: int) -> None:
    assert gaps(content(number), SHIPPED) == []
    assert set(content(number).fields) == set(Field)
    assert version_reason(number)


def test_half_of_the_aspects_are_shared_and_both_names_stay() -> None:
    last = content(VERSIONS[-1])
    levels = {one.aspect: one.level for one in last.aspects}
    forms = {one.part: one.form for one in last.identity}

    assert {aspect for aspect, level in levels.items() if level == "shared"} == {
        "governance",
        "legal_body",
        "finance",
        "staff",
    }
    assert levels["membership"] == "separate"
    assert {part for part, form in forms.items() if form == "one_roof"} == {"website", "archive"}


def test_the_second_version_brings_the_amendments_and_the_third_the_comments() -> None:
    cited = {number: version_references(number) for number in VERSIONS}

    assert {"amendment:1", "amendment:2"} <= cited[2]
    assert not any(written.startswith(("amendment", "comment")) for written in cited[1])
    assert not any(written.startswith("comment") for written in cited[2])
    assert any(written.startswith("comment") for written in cited[3])
    assert [len(content(number).clauses) for number in VERSIONS] == [8, 8, 10]


def test_every_reference_can_be_read_and_names_something_there_is() -> None:
    many = {
        EvidenceKind.REACTION: len(meeting_text().reactions),
        EvidenceKind.AMENDMENT: len(meeting_text().amendments),
        EvidenceKind.POLL: len(meeting_text().polls),
        EvidenceKind.COMMENT: len(comments()),
        EvidenceKind.BALLOT: 1,
    }
    parts = set(reference_structure().parts)
    for written in references():
        found = evidence(written)
        if found.kind in many:
            assert 1 <= int(found.key) <= many[found.kind], written
        if found.kind is EvidenceKind.FIGURE:
            assert found.key in parts, written


def test_eighteen_comments_in_six_languages_each_with_its_reply() -> None:
    found = comments()
    clauses = {one.key for one in content(2).clauses}

    assert len(found) == 18
    assert {one.language for one in found} == expected.LANGUAGES
    assert {Reply(one.state) for one in found} == set(Reply)
    assert {Voice(one.voice) for one in found} == set(Voice)
    assert all(one.clause in ("", *clauses) for one in found)
    assert all(bool(one.translation) is (one.language != "en") for one in found)
    assert len({one.key for one in commenting_organisations()}) == len(found)
    fee = next(one for one in found if "fee" in one.text)
    assert fee.state == "not_adopted"
    assert "because" in fee.reply["en"]


def test_every_option_is_appraised_on_every_criterion() -> None:
    criteria = mandate_text("released").criteria

    assert len(appraisal_weights()) == len(criteria)
    assert {(one.option, one.criterion) for one in appraisal_scores()} == {
        (option, at) for option in APPRAISED for at in range(len(criteria))
    }
    assert all(1 <= one.score <= 5 and one.evidence for one in appraisal_scores())


def test_the_register_has_three_headings_and_every_decision_cites_a_finding_and_the_ballot() -> None:
    clauses = {one.key for one in content(VERSIONS[-1]).clauses}

    assert {Heading(one.heading) for one in decisions()} == set(Heading)
    assert all(one.clause in clauses for one in decisions())
    for one in decisions():
        kinds = {evidence(written).kind for written in one.evidence}
        assert EvidenceKind.BALLOT in kinds
        assert kinds & {EvidenceKind.FIGURE, EvidenceKind.SENTENCE, EvidenceKind.THEME}
    states = Counter(ActionState(action.state) for one in decisions() for action in one.actions)
    assert {ActionState.DONE, ActionState.ON_TIME, ActionState.BEHIND, ActionState.PLANNED} <= set(states)
    assert any(action.check for one in decisions() for action in one.actions)
    assert {Promised(what) for what in destroyed_after()} == set(Promised)
    assert set(ballot_question()) == set(SHIPPED)


@pytest.mark.parametrize("mark", ["A", "B"])
def test_the_ballot_is_as_designed_and_members_of_both_vote_in_each(mark: str) -> None:
    ballots = demo_ballots(mark)
    given = {**ballots.by_link, **ballots.on_paper}
    members = {one.key for one in demo_register() if mark in one.memberships}
    both = {one.key for one in demo_register() if len(one.memberships) == 2}

    assert tuple(Counter(given.values())[choice] for choice in ("yes", "no", "abstain")) == expected.BALLOTS[mark]
    assert set(given) <= members
    assert ballots.on_paper
    other = demo_ballots("B" if mark == "A" else "A")
    assert both & set(given) == both & {*other.by_link, *other.on_paper} != set()


@pytest.mark.parametrize("name", FILES)
def test_no_number_of_the_poll_or_the_ballot_is_typed_into_a_text(name: str) -> None:
    written = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")

    for number in ("205", "145", "235", "185", "91 %", "83 %", "87 %", "78 %"):
        assert number not in written
    assert "http" not in written
