"""Idea cards nobody signs, and the clusters the room puts them in."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from consult.meeting.operations.agenda import close_meeting
from consult.meeting.operations.ideas import lay_card, name_cluster, put_cards, rename_cluster, take_cards_out
from consult.meeting.queries.ideas import ideas_of
from consult.meeting.records import IdeaCard
from consult.meeting.rules.kinds import Medium
from consult.shared.errors import NotAllowedNow, NotFound
from tests.builders_meeting import MORNING, Room, room


def lay(session: Session, made: Room, text: str, **changed: str) -> str:
    values: dict[str, str] = {"language": "en", **changed}
    return lay_card(session, made.sessions["ideas"], text=text, medium=Medium.PAPER, **values)


def test_a_card_says_nothing_of_who_laid_it_or_when() -> None:
    assert set(IdeaCard.__table__.columns.keys()) == {
        "id", "session_id", "cluster_id", "language", "text", "translations", "medium",
    }  # fmt: skip


def test_cards_are_laid_in_their_own_session_only(session: Session) -> None:
    made = room(session)
    with pytest.raises(NotAllowedNow):
        lay_card(session, made.sessions["plenary"], language="en", text="An idea", medium=Medium.PHONE)
    with pytest.raises(NotAllowedNow):
        lay(session, made, "   ")
    close_meeting(session, made.meeting_id, MORNING)
    with pytest.raises(NotAllowedNow):
        lay(session, made, "Too late")
    assert ideas_of(session, made.sessions["ideas"]).count == 0


def test_cards_that_say_the_same_lie_under_one_name_the_largest_first(session: Session) -> None:
    made = room(session)
    cards = [lay(session, made, f"Idea {at}") for at in range(4)]
    small = name_cluster(session, made.sessions["ideas"], name=" Money ", language="en")
    large = name_cluster(session, made.sessions["ideas"], name="Names", language="en")
    put_cards(session, small, cards[:1])
    put_cards(session, large, cards[1:3])
    found = ideas_of(session, made.sessions["ideas"])
    assert [(one.name, {card.id for card in one.cards}) for one in found.clusters] == [
        ("Names", set(cards[1:3])),
        ("Money", set(cards[:1])),
    ]
    assert [card.id for card in found.loose] == cards[3:]
    rename_cluster(session, large, name="Both names", language="en")
    assert ideas_of(session, made.sessions["ideas"]).clusters[0].name == "Both names"


def test_a_cluster_left_empty_goes(session: Session) -> None:
    made = room(session)
    card = lay(session, made, "Idea")
    first = name_cluster(session, made.sessions["ideas"], name="First", language="en")
    second = name_cluster(session, made.sessions["ideas"], name="Second", language="en")
    put_cards(session, first, [card])
    put_cards(session, second, [card])
    assert [one.name for one in ideas_of(session, made.sessions["ideas"]).clusters] == ["Second"]
    take_cards_out(session, [card])
    found = ideas_of(session, made.sessions["ideas"])
    assert (found.clusters, [one.id for one in found.loose]) == ((), [card])


def test_cards_from_elsewhere_are_not_found(session: Session) -> None:
    made = room(session)
    cluster = name_cluster(session, made.sessions["ideas"], name="First", language="en")
    for act in (
        lambda: put_cards(session, cluster, ["nothing"]),
        lambda: put_cards(session, cluster, []),
        lambda: put_cards(session, "nothing", []),
        lambda: take_cards_out(session, ["nothing"]),
    ):
        with pytest.raises(NotFound):
            act()
