"""Commands of consultation."""

from __future__ import annotations

import click


@click.group("consultation")
def group() -> None:
    """Commands of consultation."""
