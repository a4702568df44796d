"""The words index: BM25 with tantivy over tokens that we cut ourselves. The one home of tantivy.

Han characters are indexed one by one and in pairs, runs of other letters and digits as words, after NFKC and lower
case, English endings taken off; on citizens' questions this found more than words cut by a dictionary. A question is
data: its tokens become a query by construction, there is no query syntax to break. Does not know where the folder
stands or what the positions mean.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import add
from pathlib import Path
from string import ascii_lowercase
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prompts.problems import Problem
from retrieval.filters import Above, AtMost, Condition, OneOf

_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_ENGLISH = re.compile(r"[a-z][a-z'’-]{2,}")
_WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+")

HEADING_WEIGHT = 0.2
"""What a word of the heading counts once more, beside its place in heading and text together. Han is left out: all
articles of a law repeat its title, and on citizens' questions every weight above 0 found less."""
PAIR_WEIGHT = 0.3
"""What two neighbouring words count together, beside each alone."""

ENOUGH_TO_MISS = 500
"""Chunks from which it says something that a character stands in none."""

_LONG = 6
"""Letters from which a word that stands nowhere, one slip away from one that does, is taken for that."""
_LOCK = "Lockfile"
"""What tantivy's message names when it may not write beside the index."""
_MEMORY = 128_000_000
"""Bytes the writer may hold before it starts a second segment."""


@dataclass(frozen=True, slots=True)
class Row:
    """One chunk as the words index sees it. Its position is its place in the iterable."""

    text: str
    heading: str
    columns: dict[str, int | str]
    """As `filters.columns` gives them."""


def tokens(text: str) -> list[str]:
    """Cut a text, the same way for what is searched and what is asked."""
    found: list[str] = []
    end = 0
    plain = unicodedata.normalize("NFKC", text).lower()
    for run in _HAN.finditer(plain):
        found.extend(_stem(word) for word in _WORD.findall(plain[end : run.start()]))
        han = run.group()
        found.extend(han)
        found.extend(map(add, han, han[1:]))
        end = run.end()
    found.extend(_stem(word) for word in _WORD.findall(plain[end:]))
    return found


def _pairs(found: Sequence[str]) -> Iterator[str]:
    """Neighbours among tokens that are words, joined; Han characters are in pairs already."""
    return (f"{one}_{other}" for one, other in pairwise(found) if not (_HAN.match(one) or _HAN.match(other)))


def write(folder: Path, rows: Iterable[Row]) -> int:
    """Write an index into an empty folder; gives the number of rows. Not yet durable: publication syncs the files.

    One thread and one segment, so that the same rows give the same ranking. Raises OSError for whatever the disk says.
    """
    import tantivy

    folder.mkdir(parents=True)
    schema = _schema()
    count = 0
    try:
        writer = tantivy.Index(schema, path=str(folder)).writer(heap_size=_MEMORY, num_threads=1)
        for count, row in enumerate(rows, start=1):
            heading, text = tokens(row.heading), tokens(row.text)
            values = {
                "position": count - 1,
                "text": " ".join([*heading, *text]),
                "heading": " ".join(token for token in heading if not _HAN.match(token)),
                "pairs": " ".join([*_pairs(heading), *_pairs(text)]),
            }
            writer.add_document(tantivy.Document(**values, **row.columns))
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as error:  # the only kind that tantivy raises, a full disk included
        raise OSError(f"words index: {error}") from error
    return count


class Words:
    """An index opened for searching, from any number of threads; it never changes."""

    def __init__(self, folder: Path) -> None:
        try:
            self._schema, self._searcher = _opened(folder)
        except ValueError as error:
            if _LOCK not in str(error):
                raise Problem("damaged_index", found=f"words: {error}") from error
            with TemporaryDirectory(prefix="wenzheng-words-") as beside:
                self._schema, self._searcher = _opened_through(Path(beside), folder)

    @property
    def count(self) -> int:
        """How many chunks it holds."""
        return int(self._searcher.num_docs)

    def nearest(
        self, question: str, count: int, conditions: Sequence[Condition] = ()
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The best positions that meet all conditions, and their BM25 scores; ties go to the lower position."""
        import tantivy

        wanted = tokens(question)
        if not wanted or not self.count:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        must, should = tantivy.Occur.Must, tantivy.Occur.Should
        words = tantivy.Query.boolean_query([(should, query) for query in self._words(wanted)])
        query = tantivy.Query.boolean_query([(must, words), *((must, self._silent(c)) for c in conditions)])
        hits = self._searcher.search(query, limit=count, count=False).hits
        positions = np.array(
            self._searcher.fast_field_values("position", [address for _, address in hits]), dtype=np.int64
        )
        scores = np.array([score for score, _ in hits], dtype=np.float32)
        order = np.lexsort((positions, -scores))
        return positions[order], scores[order]

    def unheld(self, text: str) -> frozenset[str]:
        """The Han characters and English words of a text that stand in no chunk at all, texts out of force included.

        None while there are fewer than `ENOUGH_TO_MISS` chunks, of English ones for words: there it is chance that one
        is missing.
        """
        if self.count < ENOUGH_TO_MISS:
            return frozenset()
        parts = {token for token in tokens(text) if len(token) == 1 and _HAN.match(token)}
        if self._searcher.doc_freq("text", "the") >= ENOUGH_TO_MISS:
            parts.update(_ENGLISH.findall(text.lower()))
        return frozenset(part for part in parts if not any(map(self._stands, _spellings(part))))

    def _stands(self, word: str) -> bool:
        return any(self._searcher.doc_freq("text", token) for token in tokens(word))

    def holds(self, phrase: str) -> bool:
        """Whether every token of a phrase stands in some chunk, not all in one."""
        return all(self._searcher.doc_freq("text", token) for token in tokens(phrase))

    def rarity(self, token: str) -> float:
        """How much it says that a chunk holds this token: its inverse document frequency, as BM25 has it."""
        held = self._searcher.doc_freq("text", token)
        return math.log(1 + (self.count - held + 0.5) / (held + 0.5))

    def _words(self, wanted: Sequence[str]) -> Iterable[Any]:
        from tantivy import Query

        def said(field: str, token: str, weight: float) -> Any:
            query = Query.term_query(self._schema, field, token, index_option="freq")
            return query if weight == 1 else Query.boost_query(query, weight)

        for token, times in Counter(wanted).items():
            yield said("text", token, float(times))
            if not _HAN.match(token):
                yield said("heading", token, HEADING_WEIGHT * times)
        for pair in dict.fromkeys(_pairs(wanted)):
            yield said("pairs", pair, PAIR_WEIGHT)

    def _silent(self, condition: Condition) -> Any:
        """A condition that lets through and adds nothing to the score."""
        from tantivy import FieldType, Query

        match condition:
            case AtMost():
                found = Query.range_query(
                    self._schema, condition.column, FieldType.Integer, upper_bound=condition.value
                )
            case Above():
                found = Query.range_query(
                    self._schema, condition.column, FieldType.Integer, lower_bound=condition.value, include_lower=False
                )
            case OneOf():
                if not condition.values:
                    return Query.empty_query()
                found = Query.term_set_query(self._schema, condition.column, list(condition.values))
        return Query.const_score_query(found, 0.0)


def _spellings(word: str) -> Iterator[str]:
    """The word, and if it is a longer English one, every word that one slip of the pen makes of it or it of them."""
    yield word
    if len(word) < _LONG or _HAN.match(word):
        return
    for i in range(len(word) + 1):
        yield word[:i] + word[i + 1 :]
        yield word[:i] + word[i : i + 2][::-1] + word[i + 2 :]
        for letter in ascii_lowercase:
            yield word[:i] + letter + word[i + 1 :]
            yield word[:i] + letter + word[i:]


def _opened(folder: Path) -> tuple[Any, Any]:
    """Schema and searcher of an index. ValueError for whatever tantivy does not like."""
    import tantivy

    index = tantivy.Index.open(str(folder))
    index.config_reader(reload_policy="manual")
    return index.schema, index.searcher()


def _opened_through(links: Path, folder: Path) -> tuple[Any, Any]:
    """An index that may be read and not written, opened by links to its files: tantivy locks the folder that it opens,
    though nothing here ever writes it. The searcher holds the files themselves, and needs no link any more."""
    for file in folder.iterdir():
        if not file.name.endswith(".lock"):
            (links / file.name).symlink_to(file.resolve())
    try:
        return _opened(links)
    except ValueError as error:
        raise Problem("damaged_index", found=f"words: {error}") from error


def _schema() -> Any:
    import tantivy

    build = tantivy.SchemaBuilder()
    for name in ("text", "heading", "pairs"):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("document", "region", "language"):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("start", "end", "position"):
        build.add_integer_field(name, indexed=name != "position", fast=True)
    return build.build()


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    if word[0].isdigit():
        return word.replace(",", "")
    return str(_stemmer().analyze(word)[0]) if word.isascii() else word


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer("english")).build()
