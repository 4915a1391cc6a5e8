"""From findings to decision: appraisal, proposal, comments, ballot, the register of decisions and what follows them."""
