"""The daily brief: what may leave the room, in the reader's language, on the page and from the command line."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.briefing.records import Edition
from consult.briefing.rules import TargetKind
from consult.consultation.records import Consultation
from consult.meeting.cli import group
from consult.meeting.operations.ideas import lay_card, name_cluster, put_cards
from consult.meeting.operations.talking import withdraw_intervention
from consult.meeting.records import Amendment, Poll, PollSlip, Reaction
from consult.meeting.rules.kinds import Attribution, Group, Level, Medium, PollState, Stance
from tests.builders_meeting import MORNING, Room, say, write
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements
from tests.web.meeting.conftest import Enter


def text(page: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.rsplit("<main", maxsplit=1)[-1])))


def at(made: Room, day: str = "2026-09-01") -> str:
    return f"/meetings/{made.meeting_id}/brief/{day}"


@pytest.fixture
def spoken(made: Room, session: scoped_session[Session]) -> Room:
    """A day on which everything happened, with every kind of consent."""
    one = session()
    say(one, made, "a1", "Named words.", attribution=Attribution.DELEGATION)
    say(one, made, "a2", "Mots du groupe.", language="fr", translations={"ar": "كلمات المجموعة"})
    say(one, made, "b1", "Words for the room alone.", attribution=Attribution.NONE)
    taken = say(one, made, "both", "Words taken back.")
    withdraw_intervention(one, taken, MORNING)
    write(one, made, "both", "Silent words.")
    card = lay_card(one, made.sessions["ideas"], language="en", text="One office", medium=Medium.PAPER)
    put_cards(one, name_cluster(one, made.sessions["ideas"], name="Sharing", language="en"), [card])
    happen(one, made)
    one.commit()
    return made


def happen(session: Session, made: Room) -> None:
    edition = Edition(
        consultation_id=made.consultation_id, number=1, content={}, content_hash="0" * 64, frozen_at=MORNING
    )
    session.add(edition)
    session.flush()
    words = {"Objection for all.": Attribution.GROUP, "Objection for the room.": Attribution.NONE}
    for number, (said, attribution) in enumerate(words.items()):
        reaction = Reaction(
            meeting_id=made.meeting_id, edition_id=edition.id, number=number, target_kind=TargetKind.FIGURE,
            target_key="F2", delegation_id=made.delegations["b1"], group=Group.B, stance=Stance.OBJECTS,
            language="en", text=said, attribution=attribution, recorded_at=MORNING,
        )  # fmt: skip
        session.add(reaction)
    session.add(
        Amendment(
            meeting_id=made.meeting_id, number=1, group=Group.B, language="en", text="Keep two names.", moved_at=MORNING
        )
    )
    polls = [
        Poll(
            meeting_id=made.meeting_id, number=number, question={"en": question}, opened_at=MORNING, state=state,
            closed_at=MORNING if state is PollState.CLOSED else None,
        )
        for number, (question, state) in enumerate(
            [("Shall we share?", PollState.CLOSED), ("A question still open", PollState.OPEN)]
        )
    ]  # fmt: skip
    session.add_all(polls)
    session.flush()
    session.add_all(PollSlip(poll_id=poll.id, level=Level.SUPPORT) for poll in polls for _count in range(2))


def test_the_brief_says_what_each_speaker_agreed_to_and_no_more(spoken: Room, enter: Enter) -> None:
    shown = text(enter(Role.BOARD, "B").get(at(spoken)).text)
    for words in ("Named words. Alpha one", "Mots du groupe.", "Silent words.", "Objection for all. a member of B"):
        assert words in shown
    for words in ("room alone", "taken back.", "Objection for the room", "Alpha two", "Beta one"):
        assert words not in shown
    assert shown.count("One contribution stays in the room.") == 2
    assert "What A found" in shown
    assert "Keep two names." in shown


def test_only_closed_polls_are_in_it(spoken: Room, enter: Enter) -> None:
    page = enter(Role.FACILITATOR).get(at(spoken)).text
    assert "Shall we share?" in page
    assert "A question still open" not in page


def test_ideas_stand_on_their_day_under_their_names(spoken: Room, facilitator: Browser) -> None:
    second = text(facilitator.get(at(spoken, "2026-09-02")).text)
    assert "Sharing" in second
    assert "One office" in second
    assert "Named words" not in second
    assert "Shall we share?" not in second


def test_originals_are_marked_where_there_is_no_translation(spoken: Room, facilitator: Browser) -> None:
    english = facilitator.get(at(spoken)).text
    assert '<blockquote lang="fr" dir="ltr">Mots du groupe.</blockquote>' in english
    assert "in French, not translated" in english
    facilitator.post("/language", data={"lang": "ar", "next": "/"})
    arabic = facilitator.get(at(spoken)).text
    assert '<blockquote lang="ar" dir="rtl">كلمات المجموعة</blockquote>' in arabic
    assert '<blockquote lang="en" dir="ltr">Named words.</blockquote>' in arabic


def test_a_day_without_words_says_so_and_other_days_are_not_found(made: Room, facilitator: Browser) -> None:
    assert "Nothing to report yet" in facilitator.get(at(made)).text
    for day in ("2026-09-03", "yesterday"):
        assert facilitator.get(at(made, day)).status_code == 404


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.CODER, Role.SCRUTINEER])
def test_whoever_has_no_part_in_the_meeting_is_refused(made: Room, enter: Enter, role: Role) -> None:
    assert enter(role).get(at(made)).status_code == 403


def test_the_brief_costs_few_statements_however_much_is_said(
    spoken: Room, facilitator: Browser, session: scoped_session[Session]
) -> None:
    def cost() -> int:
        with statements() as first:
            facilitator.get(at(spoken))
        with statements() as second:
            facilitator.get(at(spoken, "2026-09-02"))
        return max(len(first), len(second))

    cost()
    before = cost()
    for number in range(5):
        say(session(), spoken, "a1", f"Words {number}", moment=MORNING + timedelta(minutes=number))
        lay_card(session(), spoken.sessions["ideas"], language="en", text=f"Card {number}", medium=Medium.PAPER)
    session.commit()
    assert cost() == before <= 12


def test_the_command_prints_the_same_as_text(spoken: Room, cli: CliRunner) -> None:
    done = cli.invoke(group, ["brief", spoken.meeting_id, "2026-09-01"])
    assert done.exit_code == 0
    for words in ("Named words.", "Alpha one", "not translated", "Shall we share?", "Support 2", "Keep two names."):
        assert words in done.output
    for words in ("room alone", "taken back.", "Objection for the room", "A question still open", "Alpha two"):
        assert words not in done.output


def test_the_command_writes_a_page_in_the_language_asked_for(spoken: Room, cli: CliRunner, tmp_path: Path) -> None:
    out = tmp_path / "brief.html"
    asked = ["brief", spoken.meeting_id, "2026-09-01", "--language", "ar", "--out", str(out)]
    assert cli.invoke(group, asked).exit_code == 0
    page = out.read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl">' in page
    assert "كلمات المجموعة" in page
    assert "room alone" not in page
    assert "<svg" not in page
    assert "<td" in page
    assert "stylesheet" not in page


def test_a_fictitious_consultation_says_so_in_what_is_sent_round(
    spoken: Room, cli: CliRunner, session: scoped_session[Session], tmp_path: Path
) -> None:
    session.get_one(Consultation, spoken.consultation_id).fictitious = True
    session.commit()
    assert cli.invoke(group, ["brief", spoken.meeting_id, "2026-09-02"]).output.startswith("Fictitious demonstration.")
    out = tmp_path / "brief.html"
    cli.invoke(group, ["brief", spoken.meeting_id, "2026-09-02", "--out", str(out)])
    assert "Fictitious demonstration." in out.read_text(encoding="utf-8")


def test_the_command_refuses_what_is_not_there(made: Room, cli: CliRunner) -> None:
    assert cli.invoke(group, ["brief", "nothing", "2026-09-01"]).exit_code == 2
    assert cli.invoke(group, ["brief", made.meeting_id, "2026-10-01"]).exit_code == 2
