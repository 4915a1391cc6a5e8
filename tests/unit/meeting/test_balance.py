"""Who has been heard, and who speaks how much."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from consult.meeting.rules.balance import Presence, Side, balance
from consult.meeting.rules.kinds import POLLED, Group

PRESENCES = st.lists(
    st.builds(
        Presence,
        delegation_id=st.uuids().map(str),
        number=st.integers(1, 99),
        group=st.sampled_from(Group),
        region=st.sampled_from(("africa", "europe", "americas", "")),
        language=st.sampled_from(("en", "fr", "ar")),
        spoken=st.integers(0, 5),
        written=st.integers(0, 2),
    ),
    max_size=40,
)


def present(number: int, **changed: object) -> Presence:
    values: dict[str, object] = {"group": Group.A, "region": "africa", "language": "en"}
    return Presence(str(number), number, **{**values, **changed})  # type: ignore[arg-type]


def test_a_fifth_of_the_room_is_expected_to_say_a_fifth() -> None:
    french = [present(n, language="fr") for n in range(2)]
    others = [present(n, spoken=3 if n < 7 else 0) for n in range(2, 10)]
    found = balance([*french, *others])
    part = found.part(Side.LANGUAGE, "fr")
    assert part is not None
    assert (part.expected, part.spoken, part.missing) == (Fraction(3), 0, 3)
    assert found.parts[Side.LANGUAGE][0] is part


def test_what_was_written_is_heard_and_not_spoken() -> None:
    found = balance([present(1, written=1), present(2)])
    assert [one.delegation_id for one in found.quiet] == ["2"]
    assert found.parts[Side.GROUP][0].spoken == 0
    assert (found.heard, found.present) == (1, 2)


def test_words_in_the_name_of_a_group_count_for_it() -> None:
    found = balance([present(1), present(2, group=Group.B)], {Group.B: 4})
    part = found.part(Side.GROUP, "b")
    assert part is not None
    assert (part.spoken, part.heard) == (4, 0)


def test_whoever_comes_from_where_nobody_was_heard_is_asked_first() -> None:
    room = [
        present(1, spoken=2),
        present(2),
        present(3, region="europe", spoken=1),
        present(4, region="europe", language="fr"),
    ]
    found = balance(room)
    assert [one.delegation_id for one in found.quiet] == ["4", "2"]
    first = found.quiet[0]
    assert (first.side, first.part.value, first.part.heard) == (Side.LANGUAGE, "fr", 0)


def test_staff_and_guests_are_asked_after_the_members() -> None:
    found = balance([present(1, group=Group.GUEST, language="fr"), present(2), present(3, spoken=1)])
    assert [one.delegation_id for one in found.quiet] == ["2", "1"]


def test_an_empty_room_is_balanced() -> None:
    found = balance([])
    assert found.quiet == ()
    assert all(parts == () for parts in found.parts.values())


@given(PRESENCES)
def test_every_division_adds_up_to_the_room(room: list[Presence]) -> None:
    found = balance(room)
    for side, parts in found.parts.items():
        own = [one for one in room if one.part(side)]
        assert sum(part.present for part in parts) == len(own)
        assert sum(part.spoken for part in parts) == sum(one.spoken for one in own)
        assert sum((part.expected for part in parts), Fraction(0)) == sum(one.spoken for one in own)
        assert all(part.heard <= part.present for part in parts)


@given(PRESENCES)
def test_the_quiet_are_those_who_neither_spoke_nor_wrote_members_first(room: list[Presence]) -> None:
    found = balance(room)
    groups = {one.delegation_id: one.group for one in room}
    assert {one.delegation_id for one in found.quiet} == {
        one.delegation_id for one in room if not one.spoken and not one.written
    }
    order = [groups[one.delegation_id] in POLLED for one in found.quiet]
    assert order == sorted(order, reverse=True)
