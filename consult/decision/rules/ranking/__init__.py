"""Ranked ballots: papers that order options come in; the pairwise matrix and what five rules make of it go out."""

from consult.decision.rules.ranking.outcome import Outcome, Standing, outcome, standing
from consult.decision.rules.ranking.pairwise import Pairwise, borda, condorcet, pairwise, schulze, strongest_paths
from consult.decision.rules.ranking.profile import Ballot, Blanks, MisrankedError, Profile, profile
from consult.decision.rules.ranking.robust import Without, drop_one
from consult.decision.rules.ranking.runoff import Round, Runoff, instant_runoff, plurality
from consult.decision.rules.ranking.scores import Scores

__all__ = [
    "Ballot",
    "Blanks",
    "MisrankedError",
    "Outcome",
    "Pairwise",
    "Profile",
    "Round",
    "Runoff",
    "Scores",
    "Standing",
    "Without",
    "borda",
    "condorcet",
    "drop_one",
    "instant_runoff",
    "outcome",
    "pairwise",
    "plurality",
    "profile",
    "schulze",
    "standing",
    "strongest_paths",
]
