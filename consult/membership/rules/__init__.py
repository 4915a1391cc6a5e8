"""What a member organisation is, and how a register is read, without a database."""

from __future__ import annotations

from enum import StrEnum


class Region(StrEnum):
    """The regions findings are broken down by; nothing below a region is ever shown."""

    AFRICA = "africa"
    MIDDLE_EAST_NORTH_AFRICA = "middle_east_north_africa"
    ASIA_PACIFIC = "asia_pacific"
    EUROPE = "europe"
    EASTERN_EUROPE_CENTRAL_ASIA = "eastern_europe_central_asia"
    AMERICAS = "americas"


class OrganisationKind(StrEnum):
    """What an organisation is; the options of item A1 carry the same codes."""

    NATIONAL_NGO = "national_ngo"
    INTERNATIONAL_NGO = "international_ngo"
    SURVIVORS = "survivors"
    WOMEN = "women"
    YOUTH = "youth"
    FAITH = "faith"
    RESEARCH = "research"
    NATIONAL_COALITION = "national_coalition"
    OTHER = "other"
