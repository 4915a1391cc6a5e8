"""Codes proposed for what nobody has coded yet, learned from what the project's own coders coded.

In: passages with the codes they were given, each of one document and language. Out: for each code and language whether
anything is proposed at all, why not, how right that was on documents held back, and what is proposed.
"""

from consult.coding.rules.suggesting.calibrating import FOLDS, Figures, Scored, at_least, folds_of, measured, threshold
from consult.coding.rules.suggesting.features import grams
from consult.coding.rules.suggesting.learning import Learner, bayes, best_learner, logistic
from consult.coding.rules.suggesting.proposing import LEAST, PRECISION, Example, Outlook, Proposal, State, suggest

__all__ = [
    "FOLDS",
    "LEAST",
    "PRECISION",
    "Example",
    "Figures",
    "Learner",
    "Outlook",
    "Proposal",
    "Scored",
    "State",
    "at_least",
    "bayes",
    "best_learner",
    "folds_of",
    "grams",
    "logistic",
    "measured",
    "suggest",
    "threshold",
]
