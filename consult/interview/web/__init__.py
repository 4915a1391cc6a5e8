"""Pages of interviews: who was heard, taking a transcript in, reading it, covering names, returning it to who spoke."""

from consult.interview.web import (
    guide,
    importing,
    listing,
    marking,
    original,
    planning,
    returned,
    returning,
    transcript,
)
from consult.interview.web.blueprint import blueprint

__all__ = [
    "blueprint",
    "guide",
    "importing",
    "listing",
    "marking",
    "original",
    "planning",
    "returned",
    "returning",
    "transcript",
]
