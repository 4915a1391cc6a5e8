"""REFI-QDA, the format in which programs for coding exchange projects (.qdpx) and codebooks (.qdc).

In: a file. Out: a `Project` that is strict, whatever the file was, with a list of everything that could not be kept;
and the other way round.
"""

from consult.coding.exchange.refi.reading import Read, SourceReading, read_qdc, read_qdpx
from consult.coding.exchange.refi.tree import RefiRefused
from consult.coding.exchange.refi.writing import as_qdc, as_qdpx

__all__ = ["Read", "RefiRefused", "SourceReading", "as_qdc", "as_qdpx", "read_qdc", "read_qdpx"]
