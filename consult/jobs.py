"""Everything the worker does: by kind of job, and by the clock. Each handler is an operation of the domain it is of."""

from __future__ import annotations

from consult.shared.jobs import Jobs

JOBS = Jobs(handlers={}, clock={})
