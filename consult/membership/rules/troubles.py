"""What can be wrong with a register: codes with values. `labels` has the words, for pages and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from consult.shared.errors import ConsultError


class Trouble(StrEnum):
    """A fault (nothing is imported) or a warning (something was assumed or left out)."""

    # The file
    EMPTY_FILE = "empty_file"
    FILE_TOO_LARGE = "file_too_large"
    TOO_MANY_ROWS = "too_many_rows"
    NOT_A_TABLE = "not_a_table"
    OLD_EXCEL = "old_excel"
    BINARY_EXCEL = "binary_excel"
    OPEN_DOCUMENT = "open_document"
    ENCRYPTED = "encrypted"
    BROKEN_WORKBOOK = "broken_workbook"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    EMPTY_SHEETS = "empty_sheets"
    UNDECODABLE = "undecodable"
    UNCLOSED_QUOTE = "unclosed_quote"
    BROKEN_ROW = "broken_row"
    CHARSET_GUESSED = "charset_guessed"
    LETTERS_LOST = "letters_lost"
    LOOSE_QUOTES = "loose_quotes"
    SHEET_CHOSEN = "sheet_chosen"
    SHEET_HIDDEN = "sheet_hidden"
    CELLS_MERGED = "cells_merged"
    FORMULAS_USED = "formulas_used"
    FORMULA_NOT_CALCULATED = "formula_not_calculated"
    FORMULA_ERROR = "formula_error"
    FORMULA_TEXT = "formula_text"
    # The headings
    NO_HEADINGS = "no_headings"
    NO_COUNTRY_COLUMN = "no_country_column"
    NO_COALITION_COLUMN = "no_coalition_column"
    NO_ORGANISATIONS = "no_organisations"
    ROWS_SKIPPED = "rows_skipped"
    HEADINGS_AGAIN = "headings_again"
    COLUMN_TWICE = "column_twice"
    # The rows
    CELL_TOO_LONG = "cell_too_long"
    NO_NAME = "no_name"
    NO_COUNTRY = "no_country"
    UNKNOWN_COUNTRY = "unknown_country"
    UNKNOWN_COUNTRY_NEAR = "unknown_country_near"
    UNKNOWN_REGION = "unknown_region"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_COALITION = "unknown_coalition"
    NO_COALITION = "no_coalition"
    OTHER_COALITION = "other_coalition"
    UNCLEAR_TRUTH = "unclear_truth"
    BAD_EMAIL = "bad_email"
    SEVERAL_EMAILS = "several_emails"
    BAD_YEAR = "bad_year"
    BAD_DATE = "bad_date"
    DATE_GUESSED = "date_guessed"
    YEAR_ONLY = "year_only"
    SAME_NAME = "same_name"
    CONTRADICTION = "contradiction"
    # Against what is there
    COUNTRY_CHANGES = "country_changes"
    NO_KIND = "no_kind"
    NO_LANGUAGE = "no_language"


@dataclass(frozen=True, slots=True)
class Noted:
    """One fault or warning: the row of the sheet (0: the whole file), what, and the values its words need."""

    row: int
    trouble: Trouble
    values: tuple[tuple[str, str], ...] = ()


def noted(row: int, trouble: Trouble, **values: str) -> Noted:
    """Return a fault or warning; long values are cut, for they come from somebody's spreadsheet."""
    return Noted(
        row, trouble, tuple((name, value if len(value) <= 80 else value[:79] + "…") for name, value in values.items())
    )


class RegisterRefused(ConsultError):
    """A register with faults; nothing of it was imported."""

    def __init__(self, faults: tuple[Noted, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


class CoalitionRefused(ConsultError):
    """A coalition whose mark or name is taken or unusable."""
