"""What changed between two versions, worded: in the reader's language first, in every other language below."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult.consultation.queries import ConsultationView
from consult.decision.labels import FIELDS, HEADINGS
from consult.decision.presentation.evidence import EvidenceLink, evidence_links, linked
from consult.decision.presentation.proposing import Links, numbered
from consult.decision.presentation.words import Names, names_of
from consult.decision.rules.kinds import Heading
from consult.decision.rules.proposal import Field, ProposalContent
from consult.decision.rules.redline import ChangedLine, LineChange, Redline, TextChange, redline


@dataclass(frozen=True, slots=True)
class Was:
    """A value before and after; nothing where it was blank."""

    name: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class RedlineEntry:
    """One line that changed: what it is called, what became of it, its texts, its values, its evidence."""

    name: str
    change: str
    notes: tuple[str, ...]
    values: tuple[Was, ...]
    texts: tuple[TextChange, ...]
    added: tuple[EvidenceLink, ...]
    removed: tuple[EvidenceLink, ...]


@dataclass(frozen=True, slots=True)
class RedlineSection:
    """A titled group of lines, and how many lines of it are the same."""

    key: str
    title: str
    entries: tuple[RedlineEntry, ...]
    same: int


def redline_page(
    session: Session, asked: ConsultationView, old: ProposalContent, new: ProposalContent, tag: str
) -> tuple[RedlineSection, ...]:
    """Return what changed from `old` to `new`, section by section; a section without any change is in it."""
    found = redline(old, new)
    names = names_of(session, asked, tag)
    links = evidence_links(session, asked.id, (*old.references, *new.references), tag, asked)
    numbers = {**numbered(old), **numbered(new)}
    return (
        RedlineSection("head", str(_("Title, summary, dates")), _head(found, names, tag), 0),
        _section("clauses", _("Clauses"), found.clauses, lambda one: _clause_entry(one, numbers, links, tag)),
        _section("aspects", _("Aspect by aspect"), found.aspects, lambda one: _aspect_entry(one, names, links, tag)),
        _section("identity", _("Identity"), found.identity, lambda one: _identity_entry(one, names, links, tag)),
        _section("fields", _("How it works"), found.fields, lambda one: _field_entry(one, tag)),
    )


def _section(
    key: str, title: str, lines: Iterable[ChangedLine], entry: Callable[[ChangedLine], RedlineEntry]
) -> RedlineSection:
    found = list(lines)
    changed = [one for one in found if one.change is not LineChange.SAME]
    return RedlineSection(key, str(title), tuple(entry(one) for one in changed), len(found) - len(changed))


def _head(found: Redline, names: Names, tag: str) -> tuple[RedlineEntry, ...]:
    texts = ((_("Title"), found.title), (_("Summary"), found.summary))
    made = [
        RedlineEntry(str(name), "", (), (), _own_first(changes, tag), (), ())
        for name, changes in texts
        if any(one.changed for one in changes)
    ]
    was, now = (names.option(code) if code else "" for code in found.option)
    values = [
        Was(str(_("Option")), was, now),
        *(
            Was(str(name), _day(before), _day(after))
            for name, (before, after) in (
                (_("Holds from"), found.takes_effect_on),
                (_("Review on"), found.review_on),
            )
        ),
    ]
    changed = tuple(one for one in values if one.was != one.now)
    return (*made, RedlineEntry(str(_("Option and dates")), "", (), changed, (), (), ())) if changed else tuple(made)


def _day(day: date | None) -> str:
    return str(format_date(day, "long")) if day else ""


def _own_first(changes: Iterable[TextChange], tag: str) -> tuple[TextChange, ...]:
    """Keep the languages in which something changed, the reader's own first."""
    return tuple(sorted((one for one in changes if one.changed), key=lambda one: (one.language != tag, one.language)))


def _entry(name: str, one: ChangedLine, values: tuple[Was, ...], links: Links, tag: str) -> RedlineEntry:
    changes = {LineChange.ADDED: _("added"), LineChange.REMOVED: _("removed"), LineChange.CHANGED: _("changed")}
    notes = (str(_("It stands in another place.")),) if one.moved and one.was == one.now else ()
    return RedlineEntry(
        name=name,
        change=str(changes[one.change]),
        notes=notes,
        values=tuple(value for value in values if value.was != value.now),
        texts=_own_first(one.texts, tag),
        added=linked(one.evidence_added, links),
        removed=linked(one.evidence_removed, links),
    )


def _clause_entry(one: ChangedLine, numbers: dict[str, int], links: Links, tag: str) -> RedlineEntry:
    was, now = (str(HEADINGS[Heading(code)]) if code else "" for code in (one.was, one.now))
    values = (Was(str(_("Heading")), was, now),) if was and now else ()
    return _entry(str(_("Clause %(number)s", number=numbers[one.key])), one, values, links, tag)


def _aspect_entry(one: ChangedLine, names: Names, links: Links, tag: str) -> RedlineEntry:
    return _entry(names.aspect(one.key), one, _coded(one, names.level), links, tag)


def _identity_entry(one: ChangedLine, names: Names, links: Links, tag: str) -> RedlineEntry:
    return _entry(names.part(one.key), one, _coded(one, names.form), links, tag)


def _coded(one: ChangedLine, name: Callable[[str], str]) -> tuple[Was, ...]:
    pairs = ((_("Proposed"), one.was, one.now), (_("Today"), one.today_was, one.today_now))
    return tuple(Was(str(title), name(was) if was else "", name(now) if now else "") for title, was, now in pairs)


def _field_entry(one: ChangedLine, tag: str) -> RedlineEntry:
    return _entry(str(FIELDS[Field(one.key)]), one, (), {}, tag)
