"""How long a search over 20,000 passages in six languages takes: `.venv/bin/python benchmarks/search.py`.

The index is built once and asked many times; beside it the plain way, which takes every text apart for every query.
The budget is 0.1 s for a query of the index, highlights included, and 15 s for building it.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from consult.coding.rules.graphemes import Span, widened
from consult.coding.rules.search import Hit, Index
from consult.coding.rules.words import folded, stems, tokens

SIZE = 20_000
BUDGET, BUILDING = 0.1, 15.0
QUERIES = ("organisation", "coalición nombre", '"joint house"', "المنظمة", "слияние -деньги", "我们", "the", "nowhere")
SENTENCES = {
    "en": "We fear a joint house because the organisation of our members would lose its name and its money",
    "fr": "Nous craignons pour l’organisation de nos membres si la coalition perd son nom et ses réunions",
    "es": "Las coaliciones temen perder el nombre y la voz de cada organización miembro en la fusión",
    "ar": "نخشى أن تفقد المنظمات الصغيرة اسمها في الائتلاف الجديد وصوت الناجين في المجلس",
    "ru": "Коалиции боятся слияния потому что организациям нужны деньги и голос на каждом собрании",
    "zh": "我们担心被吞并，但是我们愿意合作，保留名称和资金。",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A passage."""

    id: str
    text: str
    language: str


def passages() -> list[Said]:
    """Return passages of ten to ninety words; most are invented, so that a known one is as rare as in real texts."""
    draw = random.Random(2031)
    made = []
    for number in range(SIZE):
        language = draw.choice(list(SENTENCES))
        words = SENTENCES[language].split() if language != "zh" else list(SENTENCES[language])
        rare = [
            chr(draw.randint(0x4E00, 0x9FFF)) if language == "zh" else f"w{draw.randint(0, 30_000)}" for _ in range(90)
        ]
        text = [draw.choice(words) if draw.random() < 0.3 else draw.choice(rare) for _ in range(draw.randint(10, 90))]
        made.append(Said(str(number), ("" if language == "zh" else " ").join(text), language))
    return made


def plain(said: Sequence[Said], word: str) -> list[Hit]:
    """Return the hits of one word without an index."""
    wanted = {language: stems(word, language) for language in SENTENCES}
    hits = []
    for one in said:
        spans = [
            widened(one.text, Span(token.start, token.end))
            for token in tokens(one.text)
            if folded(token.text) == folded(word) or stems(token.text, one.language) & wanted[one.language]
        ]
        if spans:
            hits.append(Hit(one.id, tuple(spans)))
    return hits


def timed(act: Callable[[], Sequence[Hit] | Index]) -> tuple[float, Sequence[Hit] | Index]:
    """Return the seconds of processor time an act took, and what came of it."""
    began = time.process_time()
    made = act()
    return time.process_time() - began, made


def main() -> None:
    """Time building the index, each query, and one word the plain way."""
    said = passages()
    stems("warm", "en")
    seconds, index = timed(lambda: Index(said))
    assert isinstance(index, Index)
    print(f"index of {SIZE} passages       {seconds:8.3f} s {'' if seconds < BUILDING else 'OVER'}")
    gc.collect()  # what building left behind is not the first query's
    for query in QUERIES:
        seconds, hits = timed(lambda query=query: index.find(query))
        assert not isinstance(hits, Index)
        print(f"{query:22} {len(hits):6} hits {seconds:8.3f} s {'' if seconds < BUDGET else 'OVER'}")
    seconds, hits = timed(lambda: plain(said, "organisation"))
    assert list(hits) == list(index.find("organisation"))
    print(f"{'organisation, plain':22} {len(hits):6} hits {seconds:8.3f} s")


if __name__ == "__main__":
    main()
