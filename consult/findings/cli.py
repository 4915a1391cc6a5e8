"""Commands of findings."""

from __future__ import annotations

import click


@click.group("findings")
def group() -> None:
    """Commands of findings."""
