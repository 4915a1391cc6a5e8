"""Reads of findings: what may be read of a frozen strand, and the words behind its themes."""

from consult.findings.queries.figures import NETS, Dataset, before_re_ask, dataset
from consult.findings.queries.quotes import Quote, quotes_of
from consult.findings.queries.strand import strand_findings

__all__ = ["NETS", "Dataset", "Quote", "before_re_ask", "dataset", "quotes_of", "strand_findings"]
