"""The gates a consultation passes from the mandate to its last review (FIELD section 5)."""

from __future__ import annotations

from enum import StrEnum


class Gate(StrEnum):
    """G0 to G10, in order; G1 and G2 are passed side by side."""

    MANDATE = "g0"
    INSTRUMENT = "g1"
    REGISTER = "g2"
    COLLECTION = "g3"
    DATA = "g4"
    CODING = "g5"
    RELEASE = "g6"
    MEETING = "g7"
    PROPOSAL = "g8"
    DECISION = "g9"
    REVIEW = "g10"


class ReadinessQuestion(StrEnum):
    """What coalitions ask themselves before they join forces (Q16); every one is answered before G0."""

    GAIN = "gain"
    RISKS = "risks"
    SAFETY = "safety"
    COST = "cost"
    PROMISE = "promise"
    EXPECTATIONS = "expectations"
    CALENDARS = "calendars"
