"""Commands of instrument."""

from __future__ import annotations

import click


@click.group("instrument")
def group() -> None:
    """Commands of instrument."""
