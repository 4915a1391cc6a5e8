"""The demonstration's data: an invented register and what its members answered, from one fixed seed."""

from consult.demo.rules.answers import DemoAnswer, StrandData, demo_strand
from consult.demo.rules.register import DemoContact, DemoMembership, DemoOrganisation, demo_register
from consult.demo.rules.sources import MARKS, YEAR, CoalitionText, MandateText, coalition_text, mandate_text

__all__ = [
    "MARKS",
    "YEAR",
    "CoalitionText",
    "DemoAnswer",
    "DemoContact",
    "DemoMembership",
    "DemoOrganisation",
    "MandateText",
    "StrandData",
    "coalition_text",
    "demo_register",
    "demo_strand",
    "mandate_text",
]
