"""Taking in transcripts: every file, or none and a line for each fault."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale

from consult.interview.cli.group import group
from consult.interview.exchange.file import SIZE_LIMIT, Transcript, read_transcript
from consult.interview.exchange.speakers import GivenSpeaker, read_speakers
from consult.interview.labels import worded
from consult.interview.operations import import_interview
from consult.interview.operations.originals import Original, keep_original
from consult.interview.queries import members
from consult.interview.rules import NOT_SHOWN, NewInterview, NewParticipant, NewTurn
from consult.interview.rules.kinds import InterviewKind, Mode, TranslationState
from consult.interview.rules.preparing import Prepared, prepare
from consult.interview.rules.speaker_labels import label_key, usual_role
from consult.interview.rules.troubles import InterviewRefused, Noted, Trouble, noted
from consult.membership.rules.words import name_key
from consult.shared.database import db, reading
from consult.shared.time import now, today

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime(formats=["%Y-%m-%d"])


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the options say of every file."""

    strand_ids: tuple[str, ...]
    kind: InterviewKind
    mode: Mode
    language: str
    held_on: date
    withdraw_until: date | None
    ties: str
    translation_language: str
    translator: str
    described: tuple[GivenSpeaker, ...] = ()
    members: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """One file read, and what it holds."""

    name: str
    content: bytes
    transcript: Transcript
    prepared: Prepared


@group.command("import")
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="FILE…")
@click.option("--strand", "strand_ids", multiple=True, required=True, help="Where it counts; twice for both strands.")
@click.option(
    "--kind", type=click.Choice([k.value for k in InterviewKind]), default=InterviewKind.SEMI_STRUCTURED.value
)
@click.option("--mode", type=click.Choice([m.value for m in Mode]), default=Mode.IN_PERSON.value)
@click.option("--language", default="en", show_default=True, help="The language most of it is in.")
@click.option("--label", help="A short name that names nobody; without it, the file's name.")
@click.option("--held-on", type=DAY, help="The day; without it, today.")
@click.option("--withdraw-until", type=DAY, help="Until when speakers were promised to withdraw their words.")
@click.option("--ties", default="", help="The interviewer's ties to the coalition and the speakers.")
@click.option("--speakers", "described", type=FILE, help="YAML or CSV: who each label is and what they agreed to.")
@click.option("--translation", type=FILE, help="The same turns in another language.")
@click.option("--translation-language", default="en", show_default=True)
@click.option("--translator", default="", help="Who translated.")
@click.option("--dry-run", is_flag=True, help="Print the turns and speakers found and write nothing.")
def import_files(
    files: tuple[Path, ...], described: Path | None, translation: Path | None, label: str | None, **options: Any
) -> None:
    """Take in transcripts: all of them, or nothing and a line for each fault.

    A FILE is txt, md, docx, odt, rtf, html, srt, vtt, pdf with text, or eml.
    """
    if len(files) > 1 and (label or translation):
        raise click.UsageError("--label and --translation are for one FILE")
    dry_run, about = options.pop("dry_run"), _about(options)
    session = db.session()
    if described:
        with reading():
            about = replace(about, members=_member_ids(about.strand_ids))
            session.rollback()
    with force_locale("en"):
        faults: list[tuple[str, Noted]] = []
        about = _with_speakers(about, described, faults)
        read = [found for file in files if (found := _read(file, translation, about, faults)) is not None]
        if dry_run:
            for one in read:
                _show_found(one, about)
            _stop_at(faults)
            return
        _stop_at(faults)
        for one in read:
            try:
                key = import_interview(session, _new(one, about, label or Path(one.name).stem), now())
                keep_original(session, key, Original(one.name, one.content), now())
            except InterviewRefused as refused:
                session.rollback()
                _stop_at([(one.name, fault) for fault in refused.faults])
            click.echo(f"{key}\t{label or Path(one.name).stem}\t{len(one.prepared.speech.turns)} turns")
        session.commit()


def _about(options: dict[str, Any]) -> About:  # Any: what click made of the options
    def day(value: datetime | None) -> date | None:
        return value.date() if value else None

    return About(
        strand_ids=options["strand_ids"],
        kind=InterviewKind(options["kind"]),
        mode=Mode(options["mode"]),
        language=options["language"],
        held_on=day(options["held_on"]) or today(),
        withdraw_until=day(options["withdraw_until"]),
        ties=options["ties"],
        translation_language=options["translation_language"],
        translator=options["translator"],
    )


def _member_ids(strand_ids: tuple[str, ...]) -> dict[str, str]:
    return {member.key: member.id for strand_id in strand_ids for member in members(db.session(), strand_id)}


def _with_speakers(about: About, file: Path | None, faults: list[tuple[str, Noted]]) -> About:
    if file is None:
        return about
    try:
        described = read_speakers(_content(file), file.name)
    except InterviewRefused as refused:
        faults += [(file.name, fault) for fault in refused.faults]
        return about
    for number, one in enumerate(described, 1):
        if one.organisation and name_key(one.organisation) not in about.members:
            fault = noted(Trouble.UNKNOWN_ORGANISATION, number, value=one.organisation, speaker=one.label)
            faults.append((file.name, fault))
    return replace(about, described=described)


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(SIZE_LIMIT + 1)


def _read(file: Path, translation: Path | None, about: About, faults: list[tuple[str, Noted]]) -> Read | None:
    transcripts: list[Transcript] = []
    content = _content(file)
    for one in filter(None, (file, translation)):
        try:
            transcripts.append(read_transcript(content if one is file else _content(one), one.name))
        except InterviewRefused as refused:
            faults += [(one.name, fault) for fault in refused.faults]
    if len(transcripts) < 1 + (translation is not None):
        return None
    marked = [name for one in transcripts for name in one.speakers]
    also = [*marked, *(one.label for one in about.described if one.role)]
    never = [one.label for one in about.described if one.role is None]
    prepared = prepare(*(one.text for one in transcripts), also=also, never=never)
    faults += [(file.name, fault) for fault in (*prepared.faults, *_undescribed(prepared, about))]
    for warning in (*transcripts[0].warnings, *prepared.warnings):
        click.echo(f"warning: {worded(warning, file.name)}", err=True)
    if not prepared.speech.turns:
        return None
    return Read(file.name, content, transcripts[0], prepared)


def _undescribed(prepared: Prepared, about: About) -> list[Noted]:
    """Return a fault for every speaker the list of speakers, if there is one, leaves out."""
    described = {label_key(one.label) for one in about.described}
    return [
        noted(Trouble.NOT_DESCRIBED, speaker=name)
        for name in prepared.speech.speakers
        if described and label_key(name) not in described
    ]


def _new(one: Read, about: About, label: str) -> NewInterview:
    described = {label_key(given.label): given for given in about.described}
    people = tuple(
        _participant(name, described.get(label_key(name)), about.members) for name in one.prepared.speech.speakers
    )
    turns: tuple[NewTurn, ...] = one.prepared.turns(about.translation_language)
    return NewInterview(
        strand_ids=about.strand_ids,
        label=label,
        kind=about.kind,
        mode=about.mode,
        language=about.language,
        held_on=about.held_on,
        participants=people,
        turns=turns,
        interviewer_ties=about.ties,
        withdraw_until=about.withdraw_until,
        file_name=one.name,
        file_hash=one.transcript.file_hash,
        translator=about.translator,
        translation_state=TranslationState.DRAFT,
    )


def _participant(name: str, given: GivenSpeaker | None, ids: Mapping[str, str]) -> NewParticipant:
    if given is None or given.role is None:
        return NewParticipant(pseudonym=name, role=usual_role(name))
    return NewParticipant(
        pseudonym=name,
        role=given.role,
        organisation_id=ids.get(name_key(given.organisation)) if given.organisation else None,
        position=given.position,
        region=NOT_SHOWN if given.hides_region else "",
        language=given.language,
        took_part=given.took_part,
        quoting=given.quoting,
        may_contact=given.may_contact,
        may_record=given.may_record,
        consent_on=given.consent_on,
    )


def _show_found(one: Read, about: About) -> None:
    speech = one.prepared.speech
    click.echo(f"{one.name}: {len(speech.turns)} turns, {len(speech.speakers)} speakers; nothing was written")
    for number, turn in enumerate(speech.turns, 1):
        words = " ".join(turn.text.split())
        click.echo(f"{number}\t{turn.speaker}\t{words if len(words) <= 80 else words[:79] + '…'}")
    described = {label_key(given.label): given for given in about.described}
    for name, count in speech.speakers.items():
        given = described.get(label_key(name))
        role = given.role if given else usual_role(name)
        guessed = "" if given else " (guessed: describe them with --speakers)"
        click.echo(f"speaker\t{name}\t{count} turns\t{role}{guessed}")


def _stop_at(faults: list[tuple[str, Noted]]) -> None:
    for place, fault in faults:
        click.echo(str(worded(fault, place)), err=True)
    if faults:
        sys.exit(2)
