"""Beside each headline: whether it would come out differently, counted in other ways, as the edition keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from consult.briefing.presentation.lint import Lint
from consult.briefing.presentation.pair import Pair
from consult.briefing.presentation.wording import translated as _
from consult.briefing.rules import FrozenFlips, common_ground
from consult.findings.presentation import Words
from consult.findings.presentation.flips import scenario_name
from consult.findings.rules.flips import Claim, Outcome


def tried(pair: Pair, lead: str | None, lint: Lint) -> dict[str, tuple[str, ...]]:
    """Return by headline what other ways of counting make of the statements it rests on, a line or two per strand."""
    made = {key: tuple(_lines(pair, rests)) for key, rests in _statements(pair, lead).items()}
    return {key: lines for key, lines in made.items() if lines and lint.holds(f"tried-{key}", lines, ())}


def _statements(pair: Pair, lead: str | None) -> dict[str, tuple[Claim, str]]:
    """Return the statement of each headline; of a first choice every strand has its own."""
    found = common_ground(pair.standings())
    best = found.one or (found.options[0] if found.options else found.nearest)
    rests = {"parted": (Claim.FIRST_CHOICE, "")}
    rests |= {"common": (Claim.MAJORITY, best.option)} if best else {}
    return rests | ({"conditional": (Claim.CONDITIONS, lead)} if lead else {})


def _lines(pair: Pair, rests: tuple[Claim, str]) -> Iterator[str]:
    claim, option = rests
    for words, flips in zip(pair.both, pair.edition.flips, strict=False):
        own = option or next((one.headline.option for one in flips.tried if one.headline.claim is claim), "")
        yield from _of_strand(words, flips, claim, own)


def _of_strand(words: Words, flips: FrozenFlips, claim: Claim, option: str) -> Iterator[str]:
    told: Mapping[Outcome, tuple[str, ...]] = {
        outcome: tuple(scenario_name(words, one) for one in ways) for outcome, ways in flips.of(claim, option).items()
    }
    if not told:
        return
    mark = words.found.mark
    if ways := told[Outcome.FLIPS]:
        yield _("Counted in another way it flips in %(mark)s: %(ways)s.", mark=mark, ways="; ".join(ways))
    elif ways := told[Outcome.SAME]:
        yield _("Counted in another way it stays the same in %(mark)s: %(ways)s.", mark=mark, ways="; ".join(ways))
    if ways := told[Outcome.NOT_TOLD]:
        yield _("Not told of %(mark)s: %(ways)s.", mark=mark, ways="; ".join(ways))
