"""Reads of coding; plain values out."""

from consult.coding.queries.assignments import (
    AssignedPassage,
    AssignmentView,
    InterviewToCode,
    OpenWords,
    assignment,
    assignments_of,
    interviews_to_code,
    material_of,
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
from consult.coding.queries.searching import Searched, searchable
from consult.coding.queries.segments import SegmentView, segment, segments_of

__all__ = [
    "AssignedPassage",
    "AssignmentView",
    "CodeTexts",
    "CodeView",
    "CodebookState",
    "CodedLine",
    "CoderView",
    "CountedSegment",
    "InterviewToCode",
    "LivePassage",
    "LiveSegment",
    "OpenWords",
    "PassageView",
    "Reading",
    "Searched",
    "SegmentView",
    "assignment",
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
    "interviews_to_code",
    "live_segments",
    "material_of",
    "may_be_coded",
    "passages_of",
    "readings",
    "sealed_stretches",
    "searchable",
    "segment",
    "segments_of",
    "words_to_code",
]
