"""The whole instrument on one page to be printed: no name, no link, no token, and nothing anybody answered."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.lists import format_list
from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from consult.access.policy import allow, for_everyone, for_invited
from consult.access.rules import Permission
from consult.collection.labels import UNITS
from consult.collection.rules import Unit
from consult.collection.web.asking import marked, number
from consult.collection.web.blueprint import blueprint
from consult.collection.web.member import offered, said, sitting, speak, wished
from consult.collection.web.whole import WholeQuestion, promises, whole
from consult.consultation.policy import strand_scope, this_strand
from consult.consultation.queries import StrandView, strand
from consult.consultation.rules import Mode, StrandState
from consult.instrument.queries import compiled, newest_version
from consult.instrument.rules.compiled import Compiled
from consult.instrument.rules.condition import All, Answered, Chosen, Compared, Comparison, Condition, Selected
from consult.instrument.rules.structure import Unit as InstrumentUnit
from consult.shared.database import db
from consult.shared.errors import NotFound

ORDERS = 6
"""In how many orders the futures are printed; each print says which one it has."""
WIDE = 6
"""With more options than this, the columns of a table are numbered and the words stand above it."""


@dataclass(frozen=True, slots=True)
class Form:
    """Which form is printed, in which order, and what staff have filled in for whoever gets it."""

    unit: Unit
    short: bool
    order: int
    send_to: str = ""
    reach: str = ""


def form_wished() -> Form:
    """Return the form an address asks for."""
    order = request.args.get("order", 0, type=int)
    return Form(
        Unit(request.args["unit"]) if request.args.get("unit") in set(Unit) else Unit.ORGANISATION,
        request.args.get("short") == "1",
        order if order in range(1, ORDERS + 1) else 1 + secrets.randbelow(ORDERS),
        request.args.get("send_to", "")[:300].strip(),
        request.args.get("reach", "")[:300].strip(),
    )


@blueprint.get("/answer/paper")
@for_invited
def paper() -> ResponseReturnValue:
    """Print the form this member answers in, empty."""
    at = sitting(words=False)
    form = Form(at.answer.unit, at.answer.short, 1 + secrets.randbelow(ORDERS))
    return printed(at.strand, at.instrument, form)


@blueprint.get("/paper/<strand_id>")
@for_everyone("the empty questions, for whoever was told an address nobody can guess; only while answers are welcome")
def blank_paper(strand_id: str) -> ResponseReturnValue:
    """Print the form before anything is begun; the address has no token, because browsers print addresses."""
    found = strand(db.session(), strand_id)
    version = newest_version(db.session(), strand_id) if found and found.state is StrandState.OPEN else None
    if found is None or version is None:
        raise NotFound(strand_id)
    speak(wished(found.languages, request.args.get("lang")))
    return printed(found, compiled(db.session(), version.id, str(g.language)), form_wished(), choosing=True)


@blueprint.get("/strands/<strand_id>/paper")
@allow(Permission.READ_INSTRUMENT, on=strand_scope)
def staff_paper(strand_id: str) -> ResponseReturnValue:
    """Print the form of any unit, in any language, with an address filled in."""
    version = newest_version(db.session(), strand_id)
    if version is None:
        return render_template("collection/paper_none.html", title=_("Paper form"), strand=this_strand())
    speak(wished(this_strand().languages, request.args.get("lang"), str(get_locale())))
    instrument = compiled(db.session(), version.id, str(g.language))
    return printed(this_strand(), instrument, form_wished(), choosing=True, staff=True)


def printed(asking: StrandView, instrument: Compiled, form: Form, **values: Any) -> str:  # Any: template values
    """Render the sheet."""
    unit = InstrumentUnit(form.unit)
    mode = asking.mode if form.unit is Unit.ORGANISATION else asking.individual_mode
    return render_template(
        "collection/paper.html",
        title=_("Answer on paper"),
        strand=asking,
        instrument=instrument,
        form=form,
        consultation_title=said(asking.title, str(g.language)),
        asking=said(asking.question, str(g.language)),
        promises=promises(instrument, asking, unit),
        sections=whole(instrument, unit, short=form.short, seed=str(form.order), say=_a_blank),
        asked_if=lambda question: list(asked_if(instrument, question)),
        wide=WIDE,
        units=UNITS,
        anonymous=mode is Mode.ANONYMOUS,
        languages=offered(asking.languages),
        **{"choosing": False, "staff": False} | values,
    )


def asked_if(instrument: Compiled, question: WholeQuestion) -> Iterator[Markup]:
    """Say in words when a question, and when a row of it, is to be answered."""
    part = instrument.parts[question.part.key].part
    if part.when is not None:
        yield from (_when(instrument, term) for term in _terms(part.when))
    if part.rows_when is not None:
        yield from (_row_when(instrument, term) for term in _terms(part.rows_when))


def _a_blank(key: str) -> str:
    """Stand in for an answer that a wording repeats: nothing is answered yet on paper."""
    return str(_("your answer to %(code)s", code=key))


def _terms(condition: Condition) -> tuple[Condition, ...]:
    return condition.terms if isinstance(condition, All) else (condition,)


def _when(instrument: Compiled, term: Condition) -> Markup:
    match term:
        case Chosen(of, _codes, row, negated):
            named = {"code": _code(of), "answers": _chosen(instrument, term), "row": _row(instrument, of, row)}
            if row is None:
                out = _("Leave this out if at %(code)s you chose %(answers)s.")
                only = _("Only if at %(code)s you chose %(answers)s.")
            else:
                out = _("Leave this out if at %(code)s you chose %(answers)s for “%(row)s”.")
                only = _("Only if at %(code)s you chose %(answers)s for “%(row)s”.")
            return escape(out if negated else only) % named
        case Compared(of, how, amount, None):
            is_day = isinstance(amount, str)
            said_amount = format_date(date.fromisoformat(str(amount)), "long") if is_day else number(float(amount))
            return escape(_compared(how)) % {"code": _code(of), "amount": said_amount}
        case Answered(of, None):
            return escape(_("Only if you answered %(code)s.")) % {"code": _code(of)}
    return escape(_("Leave this out if your answers before make it meaningless."))


def _compared(how: Comparison) -> str:
    sentences = {
        Comparison.EQUALS: _("Only if your answer at %(code)s is %(amount)s."),
        Comparison.ABOVE: _("Only if your answer at %(code)s is above %(amount)s."),
        Comparison.BELOW: _("Only if your answer at %(code)s is below %(amount)s."),
        Comparison.AT_LEAST: _("Only if your answer at %(code)s is %(amount)s or above."),
        Comparison.AT_MOST: _("Only if your answer at %(code)s is %(amount)s or below."),
    }
    return str(sentences[how])


def _row_when(instrument: Compiled, term: Condition) -> Markup:
    match term:
        case Chosen(of, _codes, _row, negated):
            out = _("Leave out the rows for which you chose %(answers)s at %(code)s.")
            only = _("Only the rows for which you chose %(answers)s at %(code)s.")
            return escape(out if negated else only) % {"code": _code(of), "answers": _chosen(instrument, term)}
        case Selected(of, _row):
            return escape(_("Only the rows that you chose or answered at %(code)s.")) % {"code": _code(of)}
    return escape(_("Leave out the rows that your answers before make meaningless."))


def _code(key: str) -> Markup:
    return Markup('<bdi dir="ltr">{}</bdi>').format(key)


def _row(instrument: Compiled, key: str, code: str | None) -> Markup:
    return next((marked(row.label) for row in instrument.parts[key].rows if row.code == code), Markup())


def _chosen(instrument: Compiled, term: Chosen) -> Markup:
    part = instrument.parts[term.of]
    labels = {option.code: marked(option.label) for option in (*part.options, *part.instead)}
    quoted = [Markup("“{}”").format(labels.get(code, code)) for code in term.codes]
    listed = format_list(quoted, style="or", locale=get_locale())
    return Markup(listed)  # noqa: S704 - every label in it is escaped, what stands between is Babel's
