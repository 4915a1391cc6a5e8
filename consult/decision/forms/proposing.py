"""The form of a proposal version: everything typed is kept as typed, and read into a content when it is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, islice

from werkzeug.datastructures import MultiDict

from consult.decision.forms.reading import Posted, read_evidence, read_texts
from consult.decision.rules.evidence import Evidence
from consult.decision.rules.kinds import Heading
from consult.decision.rules.proposal import (
    ASPECTS,
    FORMS,
    IDENTITY,
    LEVELS,
    OPTIONS,
    AspectLine,
    Clause,
    Field,
    IdentityLine,
    ProposalContent,
    Texts,
)

SPARE = 2
DAYS = ("takes_effect_on", "review_on")
Typed = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class ReadContent:
    """What was typed, and which references and days are none."""

    content: ProposalContent
    wrong_refs: tuple[str, ...]
    wrong_days: tuple[str, ...]


def typed_of(content: ProposalContent) -> Typed:
    """Return a content as the form would have sent it."""
    typed: Typed = MultiDict({"option": content.option})
    for name in DAYS:
        day = getattr(content, name)
        typed[name] = day.isoformat() if day else ""
    _put(typed, "title", content.title, ())
    _put(typed, "summary", content.summary, ())
    for clause in content.clauses:
        typed.add("clause", clause.key)
        typed[f"clause.{clause.key}.heading"] = clause.heading.value
        _put(typed, f"clause.{clause.key}", clause.text, clause.evidence)
    for aspect in content.aspects:
        typed[f"aspect.{aspect.aspect}.today"] = aspect.today
        typed[f"aspect.{aspect.aspect}.proposed"] = aspect.level
        _put(typed, f"aspect.{aspect.aspect}", aspect.term, aspect.evidence)
    for part in content.identity:
        typed[f"identity.{part.part}.today"] = part.today
        typed[f"identity.{part.part}.proposed"] = part.form
        _put(typed, f"identity.{part.part}", part.term, part.evidence)
    for field, text in content.fields.items():
        _put(typed, f"field.{field.value}", text, ())
    return typed


def _put(typed: Typed, name: str, texts: Texts, evidence: Sequence[Evidence]) -> None:
    typed.update({f"{name}.{tag}": text for tag, text in texts.items()})
    typed.setlist(f"{name}.evidence", [str(ref) for ref in evidence])


def clause_keys(typed: Typed, number: int, *, more: int = 0) -> tuple[str, ...]:
    """Return the keys of the clauses typed so far and of spare ones to fill.

    A new key begins with the `number` of the version being written, so that none is ever used for two clauses.
    """
    given = [key for key in dict.fromkeys(typed.getlist("clause")) if key]
    spare = SPARE + more - sum(_is_spare(typed, key) for key in given)
    free = (key for at in count(1) if (key := f"v{number}-{at}") not in given)
    return (*given, *islice(free, max(spare, 0)))


def _is_spare(typed: Typed, key: str) -> bool:
    chosen = {f"clause.{key}.heading", f"clause.{key}.place"}
    own = (name for name in typed if name.startswith(f"clause.{key}.") and name not in chosen)
    return not any(any(typed.getlist(name)) for name in own)


def read_content(posted: Typed, languages: Sequence[str]) -> ReadContent:
    """Return the content that was typed; a clause without any text, or ticked to be taken out, is left out."""
    reading = _Reading(posted, languages)
    days = {name: _day(posted.get(name) or "") for name in DAYS}
    fields = {field: reading.texts(f"field.{field.value}") for field in Field}
    content = ProposalContent(
        title=reading.texts("title"),
        summary=reading.texts("summary"),
        option=reading.one_of(OPTIONS, "option"),
        takes_effect_on=days["takes_effect_on"],
        review_on=days["review_on"],
        clauses=reading.clauses(),
        aspects=reading.aspects(),
        identity=reading.identity(),
        fields={field: text for field, text in fields.items() if text},
    )
    wrong_days = tuple(name for name in DAYS if posted.get(name) and days[name] is None)
    return ReadContent(content, tuple(dict.fromkeys(reading.wrong)), wrong_days)


class _Reading:
    """One pass over a posted form; `wrong` gathers what is no reference."""

    def __init__(self, posted: Typed, languages: Sequence[str]) -> None:
        self.posted = posted
        self.languages = languages
        self.wrong: list[str] = []

    def texts(self, name: str) -> dict[str, str]:
        return read_texts(self.posted, name, self.languages)

    def cited(self, name: str) -> tuple[Evidence, ...]:
        refs, refused = read_evidence(self.posted, name)
        self.wrong.extend(refused)
        return refs

    def one_of(self, codes: Sequence[str], name: str) -> str:
        typed = self.posted.get(name) or ""
        return typed if typed in codes else ""

    def clauses(self) -> tuple[Clause, ...]:
        return tuple(
            Clause(key=key, heading=_heading(self.posted, key), text=text, evidence=self.cited(f"clause.{key}"))
            for key in _ordered(self.posted)
            if (text := self.texts(f"clause.{key}"))
        )

    def aspects(self) -> tuple[AspectLine, ...]:
        return tuple(
            AspectLine(
                aspect=code,
                today=self.one_of(LEVELS, f"aspect.{code}.today"),
                level=self.one_of(LEVELS, f"aspect.{code}.proposed"),
                term=self.texts(f"aspect.{code}"),
                evidence=self.cited(f"aspect.{code}"),
            )
            for code in ASPECTS
        )

    def identity(self) -> tuple[IdentityLine, ...]:
        return tuple(
            IdentityLine(
                part=code,
                today=self.one_of(FORMS, f"identity.{code}.today"),
                form=self.one_of(FORMS, f"identity.{code}.proposed"),
                term=self.texts(f"identity.{code}"),
                evidence=self.cited(f"identity.{code}"),
            )
            for code in IDENTITY
        )


def _ordered(posted: Typed) -> Iterator[str]:
    """Yield the clauses that stay by the places typed, those without one where they stood."""
    keys = [key for key in dict.fromkeys(posted.getlist("clause")) if key and not posted.get(f"clause.{key}.out")]

    def place(key: str) -> float:
        typed = (posted.get(f"clause.{key}.place") or "").strip()
        return float(typed) if typed.isascii() and typed.isdigit() else 1e9

    yield from sorted(keys, key=place)


def _heading(posted: Posted, key: str) -> Heading:
    typed = posted.get(f"clause.{key}.heading") or ""
    return Heading(typed) if typed in {one.value for one in Heading} else Heading.STRATEGY


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
