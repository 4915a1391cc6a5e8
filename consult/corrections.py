"""What follows a turn that its speaker corrected: each an operation of the domain that holds something on turns."""

from __future__ import annotations

from consult.coding.operations.following import carry_codes
from consult.interview.operations.correcting import Carry

CARRY: tuple[Carry, ...] = (carry_codes,)
