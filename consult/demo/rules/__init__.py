"""The demonstration's data: an invented register and what its members answered, from one fixed seed."""

from consult.demo.rules.answers import RE_ASKED_ON, DemoAnswer, StrandData, demo_strand
from consult.demo.rules.register import DemoContact, DemoMembership, DemoOrganisation, demo_register
from consult.demo.rules.sources import (
    MARKS,
    SEED,
    YEAR,
    CoalitionText,
    Correction,
    DemoAccount,
    MandateText,
    Vouched,
    attested,
    coalition_text,
    correction,
    demo_accounts,
    mandate_text,
    planned,
    readiness_answers,
    reference,
)

__all__ = [
    "MARKS",
    "RE_ASKED_ON",
    "SEED",
    "YEAR",
    "CoalitionText",
    "Correction",
    "DemoAccount",
    "DemoAnswer",
    "DemoContact",
    "DemoMembership",
    "DemoOrganisation",
    "MandateText",
    "StrandData",
    "Vouched",
    "attested",
    "coalition_text",
    "correction",
    "demo_accounts",
    "demo_register",
    "demo_strand",
    "mandate_text",
    "planned",
    "readiness_answers",
    "reference",
]
