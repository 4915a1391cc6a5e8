"""The group of deciding's commands."""

from __future__ import annotations

import click


@click.group("decision")
def group() -> None:
    """Count ballots, read results, and keep what was promised."""
