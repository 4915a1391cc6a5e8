"""Pages of interviews: who was heard, taking a transcript in, reading it, taking words back."""

from consult.interview.web import importing, listing, transcript
from consult.interview.web.blueprint import blueprint

__all__ = ["blueprint", "importing", "listing", "transcript"]
