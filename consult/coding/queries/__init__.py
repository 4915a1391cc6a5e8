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
from consult.coding.queries.codebook import CodebookState, CodeView, codebook, codebook_state
from consult.coding.queries.counting import (
    CountedSegment,
    Reading,
    code_counts,
    coding_hash,
    counted_segments,
    readings,
)
from consult.coding.queries.material import (
    CodeTexts,
    PassageView,
    code_texts,
    may_be_coded,
    passages_of,
    sealed_stretches,
)
from consult.coding.queries.segments import SegmentView, own_counts, segment, segments_of

__all__ = [
    "AssignedPassage",
    "AssignmentView",
    "CodeTexts",
    "CodeView",
    "CodebookState",
    "CountedSegment",
    "InterviewToCode",
    "OpenWords",
    "PassageView",
    "Reading",
    "SegmentView",
    "assignment",
    "assignments_of",
    "code_counts",
    "code_texts",
    "codebook",
    "codebook_state",
    "coding_hash",
    "counted_segments",
    "interviews_to_code",
    "material_of",
    "may_be_coded",
    "own_counts",
    "passages_of",
    "readings",
    "sealed_stretches",
    "segment",
    "segments_of",
    "words_to_code",
]
