"""Showing an interview by pseudonym, and withdrawing what a speaker said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from consult.consultation.queries import strand
from consult.interview.cli.group import group
from consult.interview.operations import withdraw_participant
from consult.interview.queries import InterviewView, TurnView, interpreted_after, interview, turns_of
from consult.interview.rules.redacting import fitted
from consult.interview.rules.speaker_labels import label_key
from consult.shared.database import db, reading
from consult.shared.time import today

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime(formats=["%Y-%m-%d"])


@group.command("show")
@click.argument("interview_id")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def show(interview_id: str, as_json: bool) -> None:
    """Print an interview by pseudonym, in the original and in translation; withdrawn turns are empty.

    What is marked as naming somebody is covered here too.
    """
    with reading():
        session = db.session()
        found, turns = _found(interview_id), turns_of(session, interview_id)
        asked = strand(session, found.strand_ids[0]) if found.strand_ids else None
        session.rollback()
    fictitious = asked is not None and asked.fictitious
    if as_json:
        mark = {"fictitious": True} if fictitious else {}
        click.echo(json.dumps({**mark, **_document(found, turns)}, ensure_ascii=False, indent=1))
        return
    if fictitious:
        click.echo("Fictitious demonstration: nothing here is real.", err=True)
    click.echo(f"{found.label}\t{found.kind}\t{found.mode}\t{found.language}\t{found.held_on}")
    for turn in turns:
        words = f"[withdrawn {turn.withdrawn_on}]" if turn.withdrawn_on else fitted(turn.text)
        click.echo(f"{turn.number}\t{turn.participant.pseudonym}\t{' '.join(turn.items)}\t{words}")


def _document(found: InterviewView, turns: tuple[TurnView, ...]) -> dict[str, Any]:  # Any: JSON
    return {
        "id": found.id,
        "label": found.label,
        "strands": list(found.strand_ids),
        "kind": found.kind,
        "mode": found.mode,
        "language": found.language,
        "held_on": found.held_on.isoformat(),
        "interviewer_ties": found.interviewer_ties,
        "recall": {"period": found.recall_period, "confirmed": found.recall_confirmed} if found.recall_period else None,
        "participants": [
            {
                "pseudonym": person.pseudonym,
                "role": person.role,
                "position": person.position,
                "region": person.region,
                "kind": person.kind,
                "language": person.language,
                "quoting": person.quoting,
                "withdrawn_on": person.withdrawn_on.isoformat() if person.withdrawn_on else None,
            }
            for person in found.participants
        ],
        "turns": [
            {
                "number": turn.number,
                "speaker": turn.participant.pseudonym,
                "language": turn.language,
                "text": fitted(turn.text),
                "items": list(turn.items),
                "translations": {tag: fitted(text) for tag, text in turn.translations.items()},
                "withdrawn_on": turn.withdrawn_on.isoformat() if turn.withdrawn_on else None,
            }
            for turn in turns
        ],
    }


@group.command("withdraw")
@click.argument("interview_id")
@click.argument("speaker")
def withdraw(interview_id: str, speaker: str) -> None:
    """Take away, for good, everything a SPEAKER (by pseudonym) said in an interview."""
    session = db.session()
    with reading():
        found, turns = _found(interview_id), turns_of(session, interview_id)
        session.rollback()
    person = next((one for one in found.participants if label_key(one.pseudonym) == label_key(speaker)), None)
    if person is None:
        known = ", ".join(one.pseudonym for one in found.participants if one.withdrawn_on is None)
        raise click.BadParameter(f"nobody in {found.label} is called {speaker!r}. Known: {known}", param_hint="SPEAKER")
    done = withdraw_participant(session, person.id, today())
    session.commit()
    click.echo(f"{done.turn_count} turns are withdrawn, with every code, translation and quotation of them.")
    if done.late:
        click.echo(f"The time to withdraw ended on {found.withdraw_until}; it was done all the same.", err=True)
    if stays := interpreted_after(turns, {turn.id for turn in turns if turn.participant.id == person.id}):
        numbers = ", ".join(str(turn.number) for turn in stays)
        click.echo(f"What interpreters said after them stays: turns {numbers}. Withdraw them on its page.", err=True)


def _found(interview_id: str) -> InterviewView:
    found = interview(db.session(), interview_id)
    if found is None:
        raise click.BadParameter(f"there is no interview {interview_id}", param_hint="INTERVIEW_ID")
    return found
