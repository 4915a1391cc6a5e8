"""Seven attackers. Each says of every person which answer is theirs, from the evidence and nothing else.

Where an attacker knows nothing better, it guesses: so does chance, with which it is compared.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from statistics import correlation, median
from typing import Any, TypeVar

from tests.security.linkability.evidence import WORDS, Evidence, Person, Row

Guess = dict[int, str]
Item = TypeVar("Item")
Attacker = Callable[[Evidence, random.Random], list[Guess]]


def equal_values(seen: Evidence, chance: random.Random) -> list[Guess]:
    """Values, and lengths, that stand both beside an organisation's name and beside an answer."""
    counted = Counter(value for row in seen.answers for value in _telling(row))
    whose = {value: row.key for row in seen.answers for value in _telling(row) if counted[value] == 1}
    by_value = _guesses(seen, chance)
    for person in seen.people:
        for row in seen.named:
            if row.values.get("organisation_id") == person.organisation_id:
                found = [whose[value] for value in _telling(row) if value in whose]
                by_value[person.number] = found[0] if found else by_value[person.number]
    return [by_value, _by_size(seen, chance)]


def _by_size(seen: Evidence, chance: random.Random) -> Guess:
    """Match what came in with what was stored by length, each measured from the middle of its kind."""
    came = {person.number: sum(_came(seen, person).values()) for person in seen.people}
    stored = {row.key: _size(row) for row in seen.answers}
    shift = median(stored.values()) - median(came.values())
    keys = _shuffled_by(chance, list(stored), stored.__getitem__)
    lengths = [stored[key] for key in keys]
    places = {number: bisect_left(lengths, size + shift) for number, size in came.items()}
    return {number: keys[min(place, len(keys) - 1)] for number, place in places.items()}


def order(seen: Evidence, chance: random.Random) -> list[Guess]:
    """The order in which rows come out of the tables, are numbered, and lie in the files."""
    keys = [row.key for row in seen.answers]
    found = [keys, keys[::-1], *(sorted(keys, key=place.__getitem__) for place in seen.places)]
    for name in seen.answers[0].values:
        numbers = {row.key: row.values[name] for row in seen.answers if isinstance(row.values[name], int)}
        if len(numbers) == len(keys):
            found.append(_shuffled_by(chance, keys, numbers.__getitem__))
    return [_aligned(seen.people, one) for one in found]


def log_difference(seen: Evidence, chance: random.Random) -> list[Guess]:
    """The order in which answers were written into the write-ahead log, over all and within what came at once."""
    return [_aligned(seen.people, seen.logged), _within_batches(seen, seen.logged, chance)]


def hidden_columns(seen: Evidence, chance: random.Random) -> list[Guess]:
    """Row numbers, places and transaction numbers: as an order, and as what joins an answer to a name."""
    names = sorted({name for row in seen.answers for name in row.hidden})
    found = []
    for name in names:
        hidden = {row.key: row.hidden[name] for row in seen.answers}
        found.append(_aligned(seen.people, _shuffled_by(chance, list(hidden), hidden.__getitem__)))
        joined, own = _guesses(seen, chance), {value: key for key, value in hidden.items()}
        for person in seen.people:
            same = [row for row in seen.named if row.values.get("organisation_id") == person.organisation_id]
            for row in (row for row in same if row.hidden.get(name) in own):
                joined[person.number] = own[row.hidden[name]]
        found.append(joined)
    if "hidden_page" in names:
        places = {row.key: (row.hidden["hidden_page"], row.hidden["hidden_line"]) for row in seen.answers}
        found.append(_aligned(seen.people, sorted(places, key=places.__getitem__)))
    return found or [_guesses(seen, chance)]


def timestamps(seen: Evidence, chance: random.Random) -> list[Guess]:
    """Moments and days beside answers, put in order."""
    found = []
    for name in sorted({name for row in seen.answers for name, value in row.values.items() if _is_moment(name, value)}):
        moments = {row.key: str(row.values[name]) for row in seen.answers}
        found.append(_aligned(seen.people, _shuffled_by(chance, list(moments), moments.__getitem__)))
    return found or [_guesses(seen, chance)]


def backup_difference(seen: Evidence, chance: random.Random) -> list[Guess]:
    """What is new in a copy taken after every single event: the answer itself, or what waits until a batch leaves."""
    return [{person.number: chance.choice(_candidates(seen, person)) for person in seen.people}]


def register_attributes(seen: Evidence, chance: random.Random) -> list[Guess]:
    """An organisation's region, kind, language and membership beside those of answers, with the board to say when."""
    groups: dict[Any, list[str]] = {}
    for row in seen.answers:
        groups.setdefault(tuple(_plain(row.values.get(name)) for name in seen.attributes), []).append(row.key)
    by_register = _guesses(seen, chance)
    by_board = _guesses(seen, chance)
    for person in seen.people:
        own = tuple(_plain(value) for value in seen.register[person.organisation_id])
        if own in groups:
            by_register[person.number] = chance.choice(groups[own])
        before, after = seen.polls[person.event - 1].board, seen.polls[person.event].board
        for organisation_id in (one for one in after if after[one] != before.get(one)):
            there = groups.get(tuple(_plain(value) for value in seen.register.get(organisation_id, ())))
            if there:
                by_board[person.number] = chance.choice(there)
    return [by_register, by_board]


ATTACKERS: Mapping[str, Attacker] = {
    "equal values": equal_values,
    "order": order,
    "log difference": log_difference,
    "hidden columns": hidden_columns,
    "timestamps": timestamps,
    "backup difference": backup_difference,
    "register attributes": register_attributes,
}
WITHIN_A_BATCH = ("log difference", "backup difference")
"""They see which answers came at once: chance is one in as many as came together with a person's."""


def rank_correlation(seen: Evidence, guess: Guess, truth: Mapping[int, str]) -> float:
    """Return Spearman's correlation between the order of coming and that of whose answers were guessed."""
    rank = {truth[person.number]: place for place, person in enumerate(seen.people)}
    pairs = [(place, rank[guess[person.number]]) for place, person in enumerate(seen.people) if person.number in guess]
    coming, guessed = zip(*pairs, strict=True)
    return correlation(coming, guessed) if len(set(guessed)) > 1 else 0.0


def batch_of(seen: Evidence, person: Person) -> Sequence[str]:
    """Return the answers that came to light together with a person's, as copies of every event show it."""
    return _candidates(seen, person)


def _candidates(seen: Evidence, person: Person) -> list[str]:
    """Return the answers that a person's may be: those new at their event, or when what they left waiting was gone."""
    new = _came(seen, person)
    if not new:
        return sorted(_new_answers(seen, person.event)) or [row.key for row in seen.answers]
    for at in range(person.event + 1, len(seen.polls)):
        if not new.keys() & seen.polls[at].waiting.keys():
            return sorted(_new_answers(seen, at)) or [row.key for row in seen.answers]
    return [row.key for row in seen.answers]


def _came(seen: Evidence, person: Person) -> dict[str, int]:
    before, after = seen.polls[person.event - 1].waiting, seen.polls[person.event].waiting
    return {key: size for key, size in after.items() if key not in before}


def _new_answers(seen: Evidence, at: int) -> frozenset[str]:
    kept = {row.key for row in seen.answers}
    return (seen.polls[at].answers - seen.polls[at - 1].answers) & kept


def _within_batches(seen: Evidence, keys: Sequence[str], chance: random.Random) -> Guess:
    place = {key: number for number, key in enumerate(keys)}
    batches: dict[tuple[str, ...], list[int]] = {}
    for person in seen.people:
        batches.setdefault(tuple(_candidates(seen, person)), []).append(person.number)
    found = _guesses(seen, chance)
    for batch, people in batches.items():
        found |= dict(zip(people, sorted(batch, key=lambda key: place.get(key, 0)), strict=False))
    return found


def _guesses(seen: Evidence, chance: random.Random) -> Guess:
    keys = [row.key for row in seen.answers]
    return {person.number: chance.choice(keys) for person in seen.people}


def _aligned(people: Sequence[Person], keys: Sequence[str]) -> Guess:
    return dict(zip((person.number for person in people), keys, strict=False))


def _shuffled_by(chance: random.Random, found: Sequence[Item], key: Callable[[Item], Any]) -> list[Item]:
    """Sort, equal ones by chance: an order nobody gave must not help by accident."""
    shuffled = list(found)
    chance.shuffle(shuffled)
    return sorted(shuffled, key=key)


def _telling(row: Row) -> set[str]:
    return {value for value in row.values.values() if isinstance(value, str) and len(value) > 8}


def _size(row: Row) -> int:
    return sum(value if name == WORDS else len(str(value)) for name, value in row.values.items())


def _is_moment(name: str, value: object) -> bool:
    return isinstance(value, date | datetime) or (value is not None and name.endswith(("_at", "_on")))


def _plain(value: object) -> object:
    return bool(value) if isinstance(value, int) else value
