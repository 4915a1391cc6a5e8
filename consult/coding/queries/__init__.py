"""Reads of coding; plain values out."""

from consult.coding.queries.assignments import (
    AssignedPassage,
    AssignmentView,
    Given,
    InterviewToCode,
    OpenWords,
    assigned,
    assignments_of,
    interviews_to_code,
    words_to_code,
)
from consult.coding.queries.codebook import CodebookState, CodeView, codebook, codebook_counted, codebook_state
from consult.coding.queries.coders import CoderView, coders_of
from consult.coding.queries.counting import (
    CountedSegment,
    Reading,
    code_counts,
    coding_hash,
    counted_segments,
    readings,
)
from consult.coding.queries.exporting import CodedLine, coded_lines
from consult.coding.queries.gates import coding_conditions, double_read
from consult.coding.queries.live import LivePassage, LiveSegment, live_segments
from consult.coding.queries.material import (
    CodeTexts,
    PassageView,
    code_texts,
    may_be_coded,
    passages_of,
    sealed_stretches,
)
from consult.coding.queries.memos import MemoView, memos_beside, segment_memos
from consult.coding.queries.searching import Searched, searchable
from consult.coding.queries.segments import Figures, SegmentView, figures, segments_of, segments_on
from consult.coding.queries.windows import Part, Seek, Window, window_of

__all__ = [
    "AssignedPassage",
    "AssignmentView",
    "CodeTexts",
    "CodeView",
    "CodebookState",
    "CodedLine",
    "CoderView",
    "CountedSegment",
    "Figures",
    "Given",
    "InterviewToCode",
    "LivePassage",
    "LiveSegment",
    "MemoView",
    "OpenWords",
    "Part",
    "PassageView",
    "Reading",
    "Searched",
    "Seek",
    "SegmentView",
    "Window",
    "assigned",
    "assignments_of",
    "code_counts",
    "code_texts",
    "codebook",
    "codebook_counted",
    "codebook_state",
    "coded_lines",
    "coders_of",
    "coding_conditions",
    "coding_hash",
    "counted_segments",
    "double_read",
    "figures",
    "interviews_to_code",
    "live_segments",
    "may_be_coded",
    "memos_beside",
    "passages_of",
    "readings",
    "sealed_stretches",
    "searchable",
    "segment_memos",
    "segments_of",
    "segments_on",
    "window_of",
    "words_to_code",
]
