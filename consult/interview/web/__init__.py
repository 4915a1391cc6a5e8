"""Pages of interviews: who was heard, taking a transcript in, reading it, covering names in it, taking words back."""

from consult.interview.web import guide, importing, listing, marking, original, planning, transcript
from consult.interview.web.blueprint import blueprint

__all__ = ["blueprint", "guide", "importing", "listing", "marking", "original", "planning", "transcript"]
