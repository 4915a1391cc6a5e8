"""Codebooks as CSV and XLSX. In: a file of whatever program. Out: codes, with everything that could not be kept."""

from consult.coding.exchange.book.reading import ReadBook, read_book
from consult.coding.exchange.book.writing import TooLong, book_as_csv, book_as_xlsx

__all__ = ["ReadBook", "TooLong", "book_as_csv", "book_as_xlsx", "read_book"]
