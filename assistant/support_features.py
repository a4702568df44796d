"""What can be counted of a sentence and the words it may rest on: the features of the trained support score.

Most say how much of the sentence is found, and in how long pieces: single words, pairs, runs, in one sentence of the
source or anywhere, clause by clause, so that the order of clauses does not matter. The others say what kind of sentence
it is (advice, a remark on the passages, a refusal). Facts that are checked by themselves (numbers, dates) are taken out
on both sides. Does not know which features
matter (`support_model`).
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from assistant.figures import figures, is_among, plain
from assistant.sentences import split
from assistant.wording import content, coverage, covering, stem

NAMES = (
    "coverage", "weakest", "weakest_order", "one", "two", "order", "pairs", "triples", "fours", "longest",
    "longest_share", "told", "untold", "untold_run", "near", "figures", "figures_missing", "capitals_missing",
    "clauses", "asked", "of_passages", "unable", "advice", "linking", "may", "denials",
)  # fmt: skip
"""Of `measure`, in order."""
RISING = frozenset(NAMES[:11])
"""Features of which more can only speak for a sentence."""
FALLING = frozenset({"untold", "untold_run", "figures_missing", "capitals_missing"})
"""Features of which more can only speak against it."""

CLAUSES = re.compile(r"[，,；;。：:]")
_WORD = re.compile(r"[a-z][a-z'’-]*|\d[\d.,]*|[\u3400-\u9fff]")
_CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z][A-Za-z]{2,}")
_OF_PASSAGES = re.compile(
    r"\b(?:passages?|provided|given|mention\w*|information|context|text|based on|according to)\b|资料|上述|材料中", re.I
)
_UNABLE = re.compile(
    r"\bunable to\b|\bnot (?:provide|mention|specif|contain|include|explicitly|clear|possible)\w*"
    r"|\bno (?:information|mention|specific)\b|\bcannot\b|n['’]t\b|\b(?:does|do) not\b|未提及|没有提到|无法|未涉及",
    re.I,
)
_ADVICE = re.compile(
    r"important|essential|crucial|recommend|consult|advis|best to|note that|keep in mind|should|ensure|make sure"
    r"|建议|务必|注意|咨询|重要",
    re.I,
)
_LINKING = re.compile(
    r"\b(?:overall|in (?:summary|conclusion|general)|therefore|thus|however|additionally|in addition|while|although"
    r"|likely|suggests?|impl(?:y|ies)|such as|typically|generally|often|usually)\b|因此|总之|此外|同时|一般|通常|例如",
    re.I,
)
_MAY = re.compile(
    r"\b(?:may|might|could|can|possibl\w+|potential\w*|depend\w*|var(?:y|ies))\b|可能|也许|视.{0,6}而定", re.I
)
_DENIAL = re.compile(r"\b(?:not|no|never)\b|n['’]t\b|[不未无]")
_PIECE = 4
"""Characters of the pieces by which a word of the sentence is found near one of the source (payment, payable)."""
_NEAR = 0.6
_FEWEST = 3
"""Content words from which a clause is looked at by itself."""


class Source:
    """The words that may carry a sentence, read once for all sentences."""

    def __init__(self, passages: Sequence[str]) -> None:
        texts = [text for text in passages if text.strip()]
        units = [text[a:b] for text in texts for a, b in split(text)]
        self.units = [covering(unit) | covering(bare(unit)) for unit in units]
        self.words = frozenset[str]().union(*self.units)
        self.content = [words_of(text) for text in texts]
        self.runs = [_sequence(text) for text in texts]
        self.lines = [f" {' '.join(run)} " for run in self.runs]
        self.pieces = {n: {piece for run in self.runs for piece in _pieces(run, n)} for n in (2, 3, 4)}
        self.text = plain("\n".join(texts)).lower()
        self.letters = {self.text[i : i + _PIECE] for i in range(len(self.text) - _PIECE + 1)}
        self.figures = tuple(figure for text in texts for figure in figures(text))


@lru_cache(maxsize=256)
def source(*passages: str) -> Source:
    """The words of these passages, remembered for the next sentence."""
    return Source(passages)


def measure(sentence: str, there: Source, about: str = "", question: str = "") -> tuple[float, ...]:
    """The features called `NAMES`. Words that only `about` holds are no content of the sentence."""
    aside = covering(about) - there.words
    tokens = [token for token in words_of(sentence) if token not in aside]
    untold = [token for token in tokens if token not in there.words]
    runs = [_sequence(clause) for clause in CLAUSES.split(bare(sentence))]
    told = sum(map(len, runs))
    longest = max(_longest(run, there.lines) for run in runs)
    facts = figures(sentence)
    missing = sum(not is_among(figure, (*there.figures, *figures(about))) for figure in facts)
    one, two = _units(tokens, there.units)
    clauses = [[t for t in content(clause) if t not in aside] for clause in CLAUSES.split(bare(sentence))]
    in_order = [max((common(c, words) for words in there.content), default=0) for c in clauses]
    covered = coverage(tokens, there.words)
    return (
        covered,
        min((coverage(c, there.words) for c in clauses if len(c) >= _FEWEST), default=covered),
        min((met / len(c) for met, c in zip(in_order, clauses, strict=True) if len(c) >= _FEWEST), default=covered),
        one,
        two,
        sum(in_order) / max(sum(map(len, clauses)), 1),
        *(_share(runs, n, there.pieces[n]) for n in (2, 3, 4)),
        float(longest),
        longest / max(told, 1),
        float(len(tokens)),
        float(len(untold)),
        float(_longest_untold(tokens, there.words)),
        sum(_is_near(token, there.letters) for token in untold) / max(len(untold), 1),
        float(len(facts)),
        float(missing),
        float(sum(word[0].lower() not in there.text for word in _CAPITAL.finditer(sentence))),
        float(len(clauses)),
        coverage(tokens, covering(question)) if question else 0.0,
        *(float(bool(mark.search(sentence))) for mark in (_OF_PASSAGES, _UNABLE, _ADVICE, _LINKING, _MAY)),
        float(len(_DENIAL.findall(sentence))),
    )


def words_of(text: str) -> tuple[str, ...]:
    """Content words of a text without its hard facts, which are checked by themselves."""
    return content(bare(text))


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A text with its hard facts blanked, names of laws left in; its length does not change."""
    for figure in figures(text):
        if figure.kind != "name":
            text = text[: figure.start] + " " * (figure.end - figure.start) + text[figure.end :]
    return text


def common(tokens: Sequence[str], others: Sequence[str]) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(others) + 1)
    for token in tokens:
        diagonal = 0
        for j, other in enumerate(others, start=1):
            above = row[j]
            row[j] = diagonal + 1 if token == other else max(above, row[j - 1])
            diagonal = above
    return row[-1]


@lru_cache(maxsize=4096)
def _sequence(text: str) -> tuple[str, ...]:
    """All words in order, each Han character one, without hard facts."""
    return tuple(stem(word) for word in _WORD.findall(plain(bare(text)).lower()))


def _pieces(run: Sequence[str], length: int) -> list[tuple[str, ...]]:
    return [tuple(run[i : i + length]) for i in range(len(run) - length + 1)]


def _share(runs: Sequence[Sequence[str]], length: int, known: Collection[tuple[str, ...]]) -> float:
    pieces = [piece for run in runs for piece in _pieces(run, length)]
    return sum(piece in known for piece in pieces) / len(pieces) if pieces else 0.0


def _longest(run: Sequence[str], lines: Sequence[str]) -> int:
    """Words of the longest stretch that stands in a line as it is."""
    longest = 0
    for start in range(len(run)):
        while start + longest < len(run):
            piece = f" {' '.join(run[start : start + longest + 1])} "
            if not any(piece in line for line in lines):
                break
            longest += 1
    return longest


def _units(tokens: Sequence[str], units: Sequence[Collection[str]]) -> tuple[float, float]:
    """Coverage by the best sentence of the source, and by it and the best other one."""
    if not units:
        return 0.0, 0.0
    best = max(units, key=lambda unit: coverage(tokens, unit))
    one = coverage(tokens, best)
    left = [token for token in tokens if token not in best]
    more = max(sum(token in unit for token in left) for unit in units) / max(len(tokens), 1)
    return one, one + more


def _longest_untold(tokens: Sequence[str], words: Collection[str]) -> int:
    longest = now = 0
    for token in tokens:
        now = 0 if token in words else now + 1
        longest = max(longest, now)
    return longest


def _is_near(token: str, letters: Collection[str]) -> bool:
    pieces = [token[i : i + _PIECE] for i in range(len(token) - _PIECE + 1)]
    return bool(pieces) and sum(piece in letters for piece in pieces) / len(pieces) >= _NEAR
