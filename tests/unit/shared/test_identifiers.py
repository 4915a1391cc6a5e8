from __future__ import annotations

import secrets

import pytest

from consult.shared.identifiers import ID_LENGTH, random_id


def test_an_id_never_looks_like_an_option_of_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["-" + "a" * 21, "b" * 22])
    monkeypatch.setattr(secrets, "token_urlsafe", lambda _size: next(drawn))
    assert random_id() == "b" * 22


def test_ids_are_of_one_length_and_differ() -> None:
    made = {random_id() for _ in range(200)}
    assert {len(one) for one in made} == {ID_LENGTH}
    assert len(made) == 200
