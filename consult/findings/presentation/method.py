"""The method annex: what COREQ and AAPOR ask a report to tell, out of the records; what they do not hold is said.

Sources: Tong, Sainsbury and Craig, "Consolidated criteria for reporting qualitative research (COREQ): a 32-item
checklist", International Journal for Quality in Health Care 19 (2007) 349-357; AAPOR, Code of Professional Ethics and
Practices (April 2021), III.A, items 1 to 11: strategy; sponsor and conductor; instruments; population; sample and
recruitment; modes; dates; sample sizes and precision; weights; processing and quality; limitations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

from flask_babel import format_date, format_decimal

from consult.consultation.labels import MODES
from consult.consultation.queries import StrandView, in_language
from consult.consultation.rules import StrandState
from consult.findings.labels import translated as _
from consult.findings.presentation.coverage import counts_of, dispositions, rates
from consult.findings.presentation.disclosing import exceptions
from consult.findings.presentation.listening import heard_of
from consult.findings.presentation.words import Words, listed, percent, said, tag, voice
from consult.findings.queries.method import MethodRecords
from consult.findings.rules.shares import Share
from consult.membership.labels import language_name
from consult.reliability.labels import REASONS


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a report tells, the items that ask for it, and what the records say; nothing said is not recorded."""

    name: str
    items: str
    said: tuple[str, ...] = ()


def annex(words: Words, view: StrandView, held: MethodRecords) -> tuple[Entry, ...]:
    """Return everything both standards ask for, in the order of the work; figures are those that passed the gate."""
    return (
        *_asking(words, view),
        *_answering(words, view, held),
        *_listening(words, held),
        *_coding(words, held),
        *_silent(),
    )


def _asking(words: Words, view: StrandView) -> Iterator[Entry]:
    found = words.found
    yield Entry(_("Who asked"), "AAPOR 2", (f"{found.coalition_name} ({found.mark})",))
    yield Entry(_("Funding"), "AAPOR 2")
    yield Entry(_("Mandate"), "AAPOR 2", _shown(in_language(view.question, tag())))
    yield Entry(_("Languages"), "AAPOR 6", (listed([language_name(one) for one in view.languages]),))
    yield Entry(_("Dates"), "AAPOR 7", _shown(_dates(view)))
    yield Entry(_("Consent"), "COREQ 7, 11", tuple(_consent(words, view)))
    yield Entry(_("Confidentiality of organisations"), "AAPOR 6", (str(MODES[view.mode]),))
    yield Entry(_("Confidentiality of individuals"), "AAPOR 6", (str(MODES[view.individual_mode]),))
    until = _("Possible until %(day)s.", day=format_date(view.withdraw_until, "long"))
    yield Entry(_("Withdrawal"), "AAPOR 6", (until,))


def _consent(words: Words, view: StrandView) -> Iterator[str]:
    """Yield what was promised on the first page of the form: of the modes, those that organisations or persons had."""
    modes = dict.fromkeys((view.mode.value, view.individual_mode.value))
    until = format_date(view.withdraw_until, "long")
    for code in ("purpose", "use", "people", *modes, "voluntary", "withdraw"):
        if code in words.compiled.consent:
            text = words.compiled.consent[code].text
            yield text.replace("{coalition}", view.coalition_name).replace("{date}", until)


def _shown(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _dates(view: StrandView) -> str:
    days = [view.dates.get(state) for state in (StrandState.OPEN, StrandState.CLOSED)]
    first, last = (format_date(day, "long") if day else "" for day in days)
    return _("%(low)s to %(high)s", low=first, high=last) if first and last else first


def _answering(words: Words, view: StrandView, held: MethodRecords) -> Iterator[Entry]:
    found = words.found
    asked = _(
        "Member organisations on the register as it was frozen: %(count)s. No sample was drawn.",
        count=voice().number(found.coverage.members),
    )
    register = bool(found.coverage.members)
    without = _("These answers came without a register of members: nobody can tell who was not heard.")
    yield Entry(_("Population"), "COREQ 10, 12, 16 · AAPOR 4, 5, 8", (asked if register else without,))
    counts = tuple(f"{name}: {count}" for name, count in dispositions(found)) if register else ()
    yield Entry(_("Response rates"), "COREQ 13 · AAPOR 8", (*_rates(words), *counts))
    yield Entry(_("Weights"), "AAPOR 9", (_weights(held),))
    limits = _(
        "Members chose to answer: they are not a random sample. A range says what is likely if the silent "
        "resembled those who answered, never more than is possible at all."
    )
    yield Entry(_("Limits"), "AAPOR 11", (limits,))
    hidden = _(
        "A count below %(k)s is not shown, nor one that would say how all, or all but a few, of a group answered. "
        "[c] stands where a shown number would let a hidden one be worked out.",
        k=voice().number(found.k),
    )
    yield Entry(_("What is hidden"), "AAPOR 10", (hidden, *exceptions(found)))
    corrected = (f"{words.question(one.part)} · {one.reason} · {one.on}" for one in found.trails)
    yield Entry(_("Corrections"), "AAPOR 10", tuple(corrected) or (_("None."),))
    yield Entry(_("Instrument version"), "COREQ 17 · AAPOR 3", (found.version_hash,))
    yield Entry(_("Dataset"), "AAPOR 10", (found.dataset_hash,))


def _weights(held: MethodRecords) -> str:
    if not held.weights:
        return _("None: every answer counts once.")
    return _(
        "The answers brought weights along: %(names)s. Every figure here counts each answer once, without them.",
        names=listed(list(held.weights)),
    )


def _rates(words: Words) -> Iterator[str]:
    """Yield RR1 to RR6; where a disposition is hidden those alone that do not give it away."""
    if not words.found.coverage.members:
        return
    counts = counts_of(words.found)
    if counts is None:
        yield from (f"{one.name} {one.value}" for one in rates(words.found))
        return
    made = counts.rates()
    for name in ("rr1", "rr2", "rr3", "rr4", "rr5", "rr6"):
        rate: float | None = getattr(made, name)
        if rate is not None:
            yield f"{name.upper()} {percent(int(100 * rate + 0.5))}"


def _listening(words: Words, held: MethodRecords) -> Iterator[Entry]:
    heard = heard_of(words)
    kinds = tuple(f"{name}: {count}" for name, count in (*heard.counted, *heard.apart))
    yield Entry(_("Interviews"), "COREQ 11, 12 · AAPOR 1", kinds)
    ties = _(
        "%(count)s; their ties to those they spoke with are written down for %(ties)s.",
        count=voice().number(held.interviewers),
        ties=said(Share(held.ties, held.interviews)),
    )
    yield Entry(_("Interviewers"), "COREQ 1, 6", (ties,) if held.interviewers else ())
    yield Entry(_("Quotes"), "COREQ 29, 30", (voice().number(len(words.found.quotes)),) if kinds else ())


def _coding(words: Words, held: MethodRecords) -> Iterator[Entry]:
    codes = words.found.codes.values()
    tree = _(
        "%(count)s, of which %(added)s were added while reading.",
        count=voice().number(len(codes)),
        added=voice().number(sum(bool(one.added_on) for one in codes)),
    )
    yield Entry(_("Codes"), "COREQ 25, 26, 31, 32", (tree,) if codes else ())
    yield Entry(_("Coders"), "COREQ 24", (voice().number(held.coders),) if held.coders else ())
    double = said(Share(held.double, held.passages))
    yield Entry(_("Passages read by two coders"), "AAPOR 10", (double,) if held.passages else ())
    yield Entry(_("Agreement"), "AAPOR 10", _agreement(held))
    yield Entry(_("Software"), "COREQ 27", (f"Consult {version('consult')}",))


def _agreement(held: MethodRecords) -> tuple[str, ...]:
    if held.alpha is None or held.percent is None:
        return (str(REASONS[held.reason]),) if held.reason and held.passages else ()
    alpha = format_decimal(held.alpha, "0.00")
    return (
        _("Krippendorff’s alpha %(alpha)s; %(percent)s alike.", alpha=alpha, percent=percent(_whole(held.percent))),
    )


def _whole(share: float) -> int:
    return int(100 * share + 0.5)


def _silent() -> Iterator[Entry]:
    """Yield what no record holds: it is for the report to tell."""
    yield Entry(_("Credentials, work, gender and training of those who asked and read"), "COREQ 2, 3, 4, 5")
    yield Entry(_("What interviewers were inclined to find"), "COREQ 8")
    yield Entry(_("School of method"), "COREQ 9")
    yield Entry(
        _("Settings of interviews: where, who else was there, how often, how long, how recorded"),
        "COREQ 14, 15, 18, 19, 20, 21",
    )
    yield Entry(_("Whether more conversations would have brought anything new"), "COREQ 22")
    yield Entry(_("Whether transcripts and findings went back to those interviewed"), "COREQ 23, 28")
