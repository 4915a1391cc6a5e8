"""The group of interviews' commands."""

from __future__ import annotations

import click


@click.group("interview")
def group() -> None:
    """Interviews: transcripts in, pseudonymised out, words withdrawn."""
