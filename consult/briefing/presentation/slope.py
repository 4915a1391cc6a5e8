"""A slope from A to B: the place each option takes in either coalition, by how many could live with it."""

from __future__ import annotations

from consult.briefing.labels import A_NAME, B_NAME
from consult.briefing.presentation.charts import bases, lead_of
from consult.briefing.presentation.pair import Pair
from consult.briefing.presentation.wording import translated as _
from consult.briefing.rules import OptionStanding
from consult.findings.charts import Drawing, Heading
from consult.findings.charts.rounds import LETTERS_ON_A_PHONE, MOST_DRAWN, Course, Rounds, draw_rounds
from consult.findings.presentation import is_rtl, listed, said
from consult.findings.rules.published import FigureKey
from consult.findings.rules.shares import ACCEPTABILITY, ORGANISATION, Share


def slope(pair: Pair) -> Drawing | None:
    """Return the options whose counts are shown in both strands, in the order of A and in that of B."""
    known = {one.option: one for one in pair.standings() if None not in (one.a.total.of, one.b.total.of)}
    if not 1 < len(known) <= MOST_DRAWN:
        return None
    in_a, in_b = (
        sorted(known, key=lambda option: -_of(known[option].a.total)),
        sorted(known, key=lambda option: -_of(known[option].b.total)),
    )
    lead = lead_of(pair)
    courses = tuple(_course(pair, known[option], (at, in_b.index(option)), lead) for at, option in enumerate(in_a))
    title = _("The order of the options differs between the coalitions")
    if in_a == in_b:
        title = _("Both coalitions put the options in the same order")
    who = bases(pair, FigureKey(ORGANISATION, ACCEPTABILITY, in_a[0]))
    names = (str(A_NAME), str(B_NAME))
    spec = Rounds(
        heading=Heading(
            title=title,
            base_line=_(
                "Question F2: acceptable or acceptable on conditions, organisations that answered: %(bases)s.",
                bases=who,
            ),
            table_caption=title,
            row_name=_("Option"),
            source=_source(pair, known, courses),
        ),
        round_names=names,
        numbers=names,
        courses=courses,
        wins_name=_("the option this page follows"),
        goes_name="",
    )
    return draw_rounds(spec, rtl=is_rtl())


def _of(share: Share) -> float:
    return share.of or 0.0


def _course(pair: Pair, one: OptionStanding, places: tuple[int, int], lead: str | None) -> Course:
    return Course(
        label=pair.future(one.option),
        places=places,
        said=(said(one.a.total), said(one.b.total)),
        lead=one.option == lead,
    )


def _source(pair: Pair, known: dict[str, OptionStanding], courses: tuple[Course, ...]) -> str:
    missing = [pair.future(one.option) for one in pair.standings() if one.option not in known]
    told = [_("Not placed, because a count is withheld: %(options)s.", options=listed(missing))] if missing else []
    if any(len(one.label) > LETTERS_ON_A_PHONE for one in courses):
        told.append("; ".join(f"{at}: {one.label}" for at, one in enumerate(courses, 1)))
    return " ".join(told)
