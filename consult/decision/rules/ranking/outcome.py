"""What every rule makes of the same papers, and whether they agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consult.decision.rules.ranking.pairwise import Pairwise, borda, condorcet, pairwise, schulze
from consult.decision.rules.ranking.profile import Profile
from consult.decision.rules.ranking.runoff import Runoff, instant_runoff, plurality
from consult.decision.rules.ranking.scores import Scores


@dataclass(frozen=True, slots=True)
class Standing:
    """Whom each rule names; several where they are tied, nobody where the rule names nobody."""

    condorcet: tuple[str, ...]
    schulze: tuple[str, ...]
    irv: tuple[str, ...]
    borda: tuple[str, ...]
    plurality: tuple[str, ...]

    @property
    def by_rule(self) -> Mapping[str, tuple[str, ...]]:
        """Whom each rule names, by the rule's name."""
        return {
            "condorcet": self.condorcet,
            "schulze": self.schulze,
            "irv": self.irv,
            "borda": self.borda,
            "plurality": self.plurality,
        }

    @property
    def agreed(self) -> str | None:
        """The one winner of every rule that has one.

        Rules without a winner (no Condorcet winner; a tie of the others) are passed over. Schulze's rule has a winner
        always, and where it has several it does not name the same single one.
        """
        named = {*self.schulze}
        for winners in (self.condorcet, self.irv, self.borda, self.plurality):
            named |= set(winners) if len(winners) == 1 else set()
        return next(iter(named)) if len(named) == 1 else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that was counted, the pairwise matrix first."""

    pairwise: Pairwise
    condorcet: str | None
    schulze: tuple[str, ...]
    irv: Runoff
    borda: Scores
    plurality: Scores
    papers: int
    blank_papers: int

    @property
    def standing(self) -> Standing:
        """Whom each rule names."""
        winner = self.irv.winner
        return Standing(
            condorcet=() if self.condorcet is None else (self.condorcet,),
            schulze=self.schulze,
            irv=self.irv.tied if winner is None else (winner,),
            borda=self.borda.leading,
            plurality=self.plurality.leading,
        )

    @property
    def agree(self) -> bool:
        """Whether every rule that has a winner names the same single one."""
        return self.standing.agreed is not None


def outcome(given: Profile) -> Outcome:
    """Count the papers by every rule."""
    matrix = pairwise(given)
    return Outcome(
        pairwise=matrix,
        condorcet=condorcet(matrix),
        schulze=schulze(matrix),
        irv=instant_runoff(given),
        borda=borda(matrix),
        plurality=plurality(given),
        papers=given.papers,
        blank_papers=given.blank_papers,
    )


def standing(given: Profile) -> Standing:
    """Return whom each rule names."""
    return outcome(given).standing
