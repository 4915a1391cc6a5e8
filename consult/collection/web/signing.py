"""The signature on an organisation's answer, as the review page asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import request
from flask_babel import gettext as _
from markupsafe import Markup, escape

from consult.collection.labels import AGREED_BY
from consult.collection.rules.position import AGREED_PART, NAME_LENGTH, Signature, may_be_agreed_on
from consult.collection.web.asking import marked
from consult.collection.web.member import Sitting
from consult.instrument.rules.reading import digits
from consult.instrument.rules.routing import applies
from consult.shared.text import clean_line
from consult.shared.time import today

Faults = dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """The fields of a signature with what stands in them; `fills`: it answers a question of the instrument as well."""

    office: str = ""
    agreed_by: str = ""
    day: str = ""
    month: str = ""
    year: str = ""
    options: tuple[tuple[str, Markup], ...]
    fills: Markup | None
    revision: int


def prefilled(at: Sitting) -> Signing:
    """Return the fields as they are first shown: how it was agreed as the answer says, the office as last signed."""
    held = at.answer.document.get(AGREED_PART)
    before = at.signed.signature if at.signed else None
    return _fields(
        at,
        office=before.office if before else "",
        agreed_by=str(held) if held else before.agreed_by if before else "",
        revision=at.answer.revision,
    )


def posted(at: Sitting) -> Signing:
    """Return the fields as they were sent, to be shown again."""
    names = ("office", "agreed_by", "day", "month", "year")
    return _fields(
        at,
        **{name: request.form.get(name, "") for name in names},
        revision=request.form.get("revision", 0, type=int),
    )


def _fields(at: Sitting, *, revision: int, **typed: str) -> Signing:
    part = at.instrument.parts.get(AGREED_PART)
    asked = part is not None and applies(part.part, at.answer.asked, at.answer.short, at.answer.document)
    return Signing(
        **typed,
        options=_options(at),
        fills=marked(part.question) if part and asked else None,
        revision=revision,
    )


def _options(at: Sitting) -> tuple[tuple[str, Markup], ...]:
    part = at.instrument.parts.get(AGREED_PART)
    offered = tuple((option.code, marked(option.label)) for option in part.options) if part else ()
    return offered or tuple((code, escape(words)) for code, words in AGREED_BY.items())


def agreed_by(at: Sitting) -> Markup:
    """Return in words how a signed answer was agreed."""
    return dict(_options(at)).get(at.signed.signature.agreed_by, Markup()) if at.signed else Markup()


def read(signing: Signing) -> tuple[Signature | None, Faults]:
    """Return what is signed, or what has to be put right first, by field."""
    faults: Faults = {}
    office = clean_line(signing.office)
    if not office:
        faults["office"] = [_("Say which office or function signs, for example “director”.")]
    elif len(office) > NAME_LENGTH:
        faults["office"] = [_("This is too long. Shorten it to %(count)s characters.", count=NAME_LENGTH)]
    if signing.agreed_by not in dict(signing.options):
        faults["agreed_by"] = [_("Choose how this answer was agreed.")]
    agreed_on = _day(signing)
    if agreed_on is None:
        faults["agreed_on"] = [_("Write the day, month and year on which the answer was agreed, in digits.")]
    elif not may_be_agreed_on(agreed_on, today()):
        faults["agreed_on"] = [_("This day is in the future or long ago. Check it.")]
    if faults or agreed_on is None:
        return None, faults
    return Signature(office, signing.agreed_by, agreed_on), {}


def _day(signing: Signing) -> date | None:
    """Return the day in the digits of any script."""
    day, month, year = (digits(text) for text in (signing.day, signing.month, signing.year))
    try:
        return date(year or 0, month or 0, day or 0)
    except (ValueError, OverflowError):
        return None
