"""Nobody who holds everything but the key can say whose an anonymous answer is; in a naive schema everybody could.

Seven attackers, on both databases, after three hundred submissions. Chance is one in all answers; for the two who see
which answers came at once it is one in as many as came at once, which are never fewer than five. The bound is the
highest number of hits that chance alone reaches in all but one in a million runs (the binomial distribution's).
"""

from __future__ import annotations

import random
from functools import cache
from math import comb, sqrt

import pytest
from flask import Flask

from consult.collection.queries import counted_answers, open_answers
from consult.collection.rules import Unit
from consult.shared.database import db
from tests.security.linkability.attackers import ATTACKERS, WITHIN_A_BATCH, Guess, batch_of, rank_correlation
from tests.security.linkability.control import naive
from tests.security.linkability.evidence import Evidence
from tests.security.linkability.traffic import PEOPLE, collect

SEED = 20260302
FOUND_IN_CONTROL = 0.9
LUCK = 1e-6
SMALLEST_BATCH = 5
LEANING = 5 / sqrt(PEOPLE - 1)  # five standard deviations of Spearman's coefficient where there is no order


@cache
def bound(people: int, chance: float) -> int:
    """Return the hits that chance alone exceeds less than once in a million runs.

    >>> bound(300, 1 / 300)
    9
    """
    left, hits = 1.0, -1
    while left > LUCK:
        hits += 1
        left -= comb(people, hits) * chance**hits * (1 - chance) ** (people - hits)
    return hits


def hits(guesses: list[Guess], truth: dict[int, str]) -> int:
    """Return how many people an attacker links correctly, by the best of its ways."""
    return max(sum(guess.get(number) == key for number, key in truth.items()) for guess in guesses)


def attacked(seen: Evidence) -> dict[str, list[Guess]]:
    return {name: attacker(seen, random.Random(SEED)) for name, attacker in ATTACKERS.items()}


@pytest.mark.whole
def test_nobody_links_an_anonymous_answer_and_everybody_links_a_naive_one(own_app: Flask) -> None:
    found = collect(own_app, SEED)
    seen, truth = found.evidence, found.truth
    with own_app.app_context():
        answers = counted_answers(db.session(), found.strand_id, Unit.INDIVIDUAL)
        written = [one for one in open_answers(db.session(), found.strand_id) if one.unit is Unit.INDIVIDUAL]
        db.session.remove()
        control, control_truth = naive(db.engine, dict(list(seen.register.items())[:PEOPLE]), SEED)
    words = {one.answer_id: one.text for one in written}
    kept = {one.answer_id: (one.document["C2"], words[one.answer_id]) for one in answers}
    assert kept == found.said, "something is lost or doubled"
    assert len(truth) == len(control_truth) == PEOPLE
    assert not found.named_while_waiting, "a copy names an answer, or its code, while it waits"
    assert not [code for code in found.secrets if code in seen.said or code.encode() in seen.files]
    batches = [len(batch_of(seen, person)) for person in seen.people]
    assert min(batches) >= SMALLEST_BATCH
    within = sum(1 / size for size in batches) / PEOPLE
    guesses, control_guesses = attacked(seen), attacked(control)
    linked = {name: hits(guesses[name], truth) for name in ATTACKERS}
    bounds = {name: bound(PEOPLE, within if name in WITHIN_A_BATCH else 1 / PEOPLE) for name in ATTACKERS}
    assert {name: (linked[name], bounds[name]) for name in ATTACKERS if linked[name] > bounds[name]} == {}
    in_control = {name: hits(control_guesses[name], control_truth) for name in ATTACKERS}
    assert {name: hit for name, hit in in_control.items() if hit < FOUND_IN_CONTROL * PEOPLE} == {}
    ordered = [(name, guess) for name in ATTACKERS if name not in WITHIN_A_BATCH for guess in guesses[name]]
    leaning = {name: rank_correlation(seen, guess, truth) for name, guess in ordered}
    assert {name: rho for name, rho in leaning.items() if abs(rho) > LEANING} == {}, "an order, if not a person, shows"
