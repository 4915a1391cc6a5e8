"""What an answer is, when it may change, and who stands where in the coverage, without a database."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from consult.instrument.rules.condition import Value
from consult.instrument.rules.routing import applies, prune
from consult.instrument.rules.structure import Structure
from consult.instrument.rules.structure import Unit as InstrumentUnit
from consult.shared.errors import ConsultError, NotAllowedNow
from consult.shared.time import end_of


class Unit(StrEnum):
    """For whom an answer speaks; the two are never added together."""

    ORGANISATION = "organisation"
    INDIVIDUAL = "individual"


class AnswerState(StrEnum):
    """A draft is the member's own; only submitted answers are counted."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class Disposition(StrEnum):
    """Where a member organisation stands in the coverage (after AAPOR's final dispositions)."""

    NOT_INVITED = "not_invited"
    NOT_ASKED = "not_asked"  # on purpose, and the coverage says why
    INVITED = "invited"
    OPENED = "opened"  # somebody pressed "begin"; looking at a link opens nothing
    PARTIAL = "partial"
    ANSWERED = "answered"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"


class Channel(StrEnum):
    """How an answer reached us."""

    WEB = "web"
    FILE = "file"  # written down without a network, brought in by the member
    FACE_TO_FACE = "face_to_face"
    PHONE = "phone"
    PAPER = "paper"
    EMAIL = "email"


PROXY_CHANNELS = (Channel.FACE_TO_FACE, Channel.PHONE, Channel.PAPER, Channel.EMAIL)


class ColleagueMay(StrEnum):
    """What a colleague may do with the organisation's draft."""

    COMMENT = "comment"
    EDIT = "edit"


class NextStep(StrEnum):
    """What is done next to hear an organisation."""

    REMIND = "remind"
    CALL = "call"
    OTHER_CONTACT = "other_contact"
    INTERPRETER = "interpreter"
    VISIT = "visit"
    ASK_NEIGHBOUR = "ask_neighbour"


class MailKind(StrEnum):
    """Why we write."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    CONFIRM = "confirm"  # please look at what was written down for you


class MailState(StrEnum):
    """Where a mail is."""

    WAITING = "waiting"
    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"  # no server took it


REGION_NOT_SHOWN = "not_shown"
UNIT_PART = "Z1"  # chosen on the landing page, so its own page is never shown
QUOTING_PART = "Z2.quote"
REGION_PART = "Z2.region"
KIND_PART = "A1"
DANGER_PART = "J2.risk"
SEAL_OPEN_FOR = timedelta(hours=1)


class Closed(NotAllowedNow):
    """Collection is not open: nothing may be begun or changed."""


class UnknownPart(ConsultError):
    """An answer to something the instrument does not ask."""


class RequiredMissing(ConsultError):
    """Submitting without what the instrument requires; `parts` are the keys."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        super().__init__("required: " + ", ".join(parts))
        self.parts = parts


class SameKey(ConsultError):
    """Both keys of a seal in one hand."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One open re-ask: the part, and the languages whose wording was corrected."""

    id: str
    part: str
    languages: Collection[str]


def pending(open_: Iterable[Asked], read_in: Mapping[str, str], met: Collection[str]) -> tuple[Asked, ...]:
    """Return the re-asks an answer still has to meet: the part was answered in a corrected language before."""
    return tuple(ask for ask in open_ if ask.id not in met and read_in.get(ask.part) in ask.languages)


def is_stale(part: str, *, held: object, given: object, revisions: Mapping[str, int], seen: int) -> bool:
    """Tell whether `given` would overwrite what somebody else put there since revision `seen`."""
    return held != given and revisions.get(part, 0) > seen


def shown_region(document: Mapping[str, object], region: str) -> str:
    """Return the region an answer is counted under: a group of its own for all who did not say yes to showing it."""
    return region if document.get(REGION_PART) == "yes" else REGION_NOT_SHOWN


def required_missing(structure: Structure, unit: Unit, short: bool, document: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the parts that must be answered before submitting and are not."""
    asked = InstrumentUnit(unit)
    counted = prune(structure, asked, short, document)
    return tuple(
        key
        for key, part in structure.parts.items()
        if part.required and applies(part, asked, short, counted) and counted.get(key) is None
    )


def expiry(closes_on: date, withdraw_until: date) -> datetime:
    """Return the moment an invitation ends: when the last day to answer or withdraw is over everywhere (UTC−12).

    An organisation has no other way back to its answer, so the link lasts as long as the promise to withdraw.
    """
    return end_of(max(closes_on, withdraw_until))


def words_digest(part: str, text: str) -> str:
    """Return what the frozen data hold of somebody's words: proof that they are the same, not the words."""
    return hashlib.sha256(f"{part}\n{text}".encode()).hexdigest()


def canonical_hash(rows: Iterable[object]) -> str:
    """Return the SHA-256 of rows as canonical JSON, in any order of giving."""
    lines = sorted(json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def next_disposition(now: Disposition, event: Disposition) -> Disposition:
    """Return where an organisation stands after `event`; what was answered stays answered, whoever comes back."""
    if event is Disposition.INVITED and now not in (Disposition.NOT_INVITED, Disposition.UNREACHABLE):
        return now
    if event is Disposition.PARTIAL and now is Disposition.ANSWERED:
        return now
    return event


def moved(positions: Mapping[str, int], options: Sequence[str], option: str, *, up: bool) -> dict[str, int]:
    """Return the places of `options` after `option` changed places with its neighbour; unranked, it comes in last."""
    ranked = sorted((o for o in options if o in positions), key=lambda o: (positions[o], options.index(o)))
    if option in ranked:
        here = ranked.index(option)
        there = here + (-1 if up else 1)
        if 0 <= there < len(ranked):
            ranked[here], ranked[there] = ranked[there], ranked[here]
    elif up and option in options:
        ranked.append(option)
    return {o: place for place, o in enumerate(ranked, start=1)}


def links_as_csv(rows: Iterable[Sequence[str]], *, fictitious: bool = False) -> str:
    """Return new links (organisation, contact, e-mail, language, link) as a file; no cell begins a formula.

    Invented ones have a first column that says so in every line, whatever becomes of the file.
    """
    mark = ["fictitious"] if fictitious else []
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*mark, "organisation", "contact", "email", "language", "link"])
    writer.writerows(
        [*mark, *("'" + cell if cell.startswith(("=", "+", "-", "@", "\t")) else cell for cell in row)] for row in rows
    )
    return "\ufeff" + out.getvalue()
