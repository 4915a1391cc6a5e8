"""Everything the worker does: by kind of job, and by the clock. Each handler is an operation of the domain it is of."""

from __future__ import annotations

from datetime import timedelta

from consult.coding.operations.suggesting import JOB as LEARN_CODES
from consult.coding.operations.suggesting import learn
from consult.collection.operations import erase_mail, give_up_mail, send_mail
from consult.collection.operations.mixing import erase_mixed_order, mix_spools
from consult.collection.operations.rekeying import JOB as DESTROY_KEY
from consult.collection.operations.rekeying import destroy_key
from consult.interview.operations.originals import JOB as DESTROY_FILE_KEY
from consult.interview.operations.originals import destroy_original_key
from consult.interview.operations.returning import END as END_RETURNS
from consult.interview.operations.returning import end_returns
from consult.shared.jobs import Jobs

JOBS = Jobs(
    handlers={
        LEARN_CODES: learn,
        "collection.send_mail": send_mail,
        "collection.erase_mail": erase_mail,
        "collection.mix": mix_spools,
        "collection.erase_order": erase_mixed_order,
        DESTROY_KEY: destroy_key,
        DESTROY_FILE_KEY: destroy_original_key,
        END_RETURNS: end_returns,
    },
    clock={
        "collection.erase_mail": timedelta(hours=1),
        "collection.mix": timedelta(hours=1),
        END_RETURNS: timedelta(hours=1),
    },
    given_up={"collection.send_mail": give_up_mail},
)
