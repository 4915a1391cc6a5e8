import pytest

from consult.disclosure.rules import (
    Mark,
    SmallCount,
    Threshold,
    may_browse_verbatim,
    sentence_count,
    table_text,
)


@pytest.mark.parametrize("count", range(5))
def test_in_tables_small_counts_read_fewer(count: int) -> None:
    assert table_text(count) is Mark.FEWER


def test_in_tables_other_counts_are_themselves() -> None:
    assert table_text(5) == 5
    assert table_text(9, k=10) is Mark.FEWER


@pytest.mark.parametrize("count", range(1, 5))
def test_in_sentences_small_counts_are_a_few(count: int) -> None:
    assert sentence_count(count) is SmallCount.A_FEW


def test_nought_has_no_sentence() -> None:
    assert sentence_count(0) is None
    assert sentence_count(5) == 5


def test_verbatim_answers_need_a_larger_group() -> None:
    assert not may_browse_verbatim(9)
    assert may_browse_verbatim(10)
    assert not may_browse_verbatim(10, Threshold(verbatim=12))


@pytest.mark.parametrize(("k", "verbatim"), [(1, 10), (5, 4)])
def test_a_threshold_that_protects_nobody_is_refused(k: int, verbatim: int) -> None:
    with pytest.raises(ValueError, match="threshold"):
        Threshold(k, verbatim)
