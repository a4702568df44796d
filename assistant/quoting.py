"""Answers without a model: the sentences of the sources that meet the question best, in their own words.

The fallback of the flow when a model is slow, broken or absent, and a setting of its own (`quoting`). A condition is
never parted from its rule: a list item is quoted with its lead-in, a lead-in with its items. Does not know whether the
quote answers the question.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from assistant.asked import asked, tells
from assistant.figures import Figure, figures, is_among
from assistant.language_model import Completion, Message, ModelUnavailable, Usage
from assistant.sentences import LIST_MARK, is_chinese, split
from assistant.wording import content, coverage, covering, meeting
from retrieval.seams import Passage

LONGEST = 400
"""Characters of one quote, twice as many in Latin script. A longer list is quoted as its lead-in and best item."""
_ENOUGH = 0.5
"""A further quote is shown only if it meets the question at least this well, the best one being 1."""
_TOLD = 0.3
_STANDING = 1.0
_THIRD = 0.93
"""The same of a third: where the first two say it, a third is rarely on the point."""
_HEADED = 0.4
"""What a heading or a question of the source itself, which tells nothing, is held back by."""
_PARTS_CASES = "；;"
_ALIKE = 0.6
"""Share of the words of one of two sentences that the other holds, from which both are cases of one rule."""
_POINTS_BACK = re.compile(
    r"前款|前项|但|其中|逾期|上述|再次|因[^。；]{2,30}再次"
    r"|(?:however|but|unless|except|otherwise|if so|this|these|they|it)\b",
    re.I,
)
_TAIL = 30
"""Characters behind a semicolon that are shown with a quote: so short are a measure or an exception; longer ones mostly
tell another case. Token F1 of the sample set is .249 with this limit, .243 without one."""
_STAGE = re.compile(r"情节|拒不|逾期|仍不|造成|构成|违法所得|[^，。；\n]{0,3}合格的")
"""How a clause opens whose subject stands in the one before it: 构成犯罪的，…"""
_LATIN = re.compile(r"[A-Za-z]")

Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""Cosines of a question with each of several texts; meaning, where words alone do not meet (across languages)."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of one passage: `passage.chunk.text[start:end]`. `score` orders the quotes of one call only."""

    passage: Passage
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        return self.passage.chunk.text[self.start : self.end]


class QuotingModel:
    """No model at all, where one is asked for by name. Never ready, so that the flow quotes at once."""

    name = "quoting"

    def ready(self) -> bool:
        return False

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        seed: int | None = None,
    ) -> Completion:
        raise ModelUnavailable("model_none")

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        temperature: float = 0.0,
        stop: Sequence[str] = (),
        seed: int | None = None,
        usage: Usage | None = None,
    ) -> Generator[str, None, None]:
        raise ModelUnavailable("model_none")
        yield ""


def quote(
    question: str,
    passages: Sequence[Passage],
    *,
    count: int = 3,
    of_one: int = 2,
    similarity: Similarity | None = None,
) -> tuple[Quoted, ...]:
    """Choose up to `count` quotes, at most `of_one` of one passage, best first; empty only when no passage has words.

    A unit scores the share of the question's content words that it holds, each weighed by how few units hold it, plus
    the passage's own standing, plus the cosine when `similarity` is given, plus a share for
    telling the amount or period that the question asks for. On 535 citizens' questions the expected article was among
    three quotes of these for 59 %, and 42 % of the quotes were of one; of two quotes, the standing counted half, 54 and
    42 %.
    """
    units = [(passage, start, end) for passage in passages for start, end in clauses(passage.chunk.text)]
    if not units:
        return ()
    held = [meeting(question, f"{p.metadata.title} {p.chunk.text[start:end]}") for p, start, end in units]
    wanted = tuple(dict.fromkeys(content(question)))
    among = Counter(token for tokens in held for token in tokens if token in wanted)
    weight = {token: math.log(1 + len(units) / (1 + among[token])) for token in wanted}
    total = sum(weight.values()) or 1.0
    meant = similarity(question, [p.chunk.text[a:b] for p, a, b in units]) if similarity else [0.0] * len(units)
    scored = [
        Quoted(
            p,
            a,
            b,
            sum(weight[t] for t in wanted if t in tokens) / total
            + _STANDING / (2 + order)
            + 2 * cosine
            + _TOLD * tells(question, p.chunk.text[a:b])
            - _HEADED * _is_heading(p.chunk.text[a:b]),
        )
        for (p, a, b), tokens, cosine, order in zip(units, held, meant, _orders(units, passages), strict=True)
    ]
    ranked = sorted(scored, key=lambda q: -q.score)
    floor = ranked[0].score * (0.9 if similarity else _ENOUGH)
    chosen: list[Quoted] = []
    for candidate in ranked:
        least = floor if len(chosen) < 2 else max(floor, ranked[0].score * _THIRD)
        if len(chosen) == count or candidate.score < least:
            break
        if sum(candidate.passage is other.passage for other in chosen) >= of_one:
            continue
        if not any(_overlap(candidate, other) for other in chosen):
            chosen.append(candidate)
    return tuple(chosen)


def _is_heading(words: str) -> bool:
    words = words.strip()
    short = len(words) < 90 and bool(_LATIN.search(words)) and not re.search("[。；：]", words)
    return words.endswith(("?", "？")) or (short and not words.endswith((".", ";", ":", "!", ")", "”", '"')))


def all_cases(question: str, text: str, start: int, end: int) -> tuple[int, int]:
    """The words `text[start:end]`, widened to all cases of their rule where an amount or period is asked for.

    `不满一年的，一个月；不满三年的，二个月；三年以上的，六个月。` is one rule in three cases, and one of them alone
    misleads whoever did not tell which is theirs. Words do not know that `工作12年` is `满10年不满20年`: only a case
    that holds every quantity of the question stands alone. Cases stand in one paragraph, parted by semicolons, or as
    sentences that say nearly the same and tell as much; a very long rule stays as it was.
    """
    own = quantities(question)
    if not asked(question) or (own and all(is_among(figure, figures(text[start:end])) for figure in own)):
        return start, end
    first = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    last = len(text) if stop < 0 else stop
    chain = [(a, b) for a, b in split(text[first:last]) if b - a > 1]
    inside = [i for i, (a, b) in enumerate(chain) if first + a < end and start < first + b]
    if not inside:
        return start, end
    low, high = inside[0], inside[-1]
    pieces = [text[first + a : first + b] for a, b in chain]
    while low > 0 and _are_cases(question, pieces[low], pieces[low - 1], parted=pieces[low - 1]):
        low -= 1
    while high + 1 < len(chain) and _are_cases(question, pieces[high], pieces[high + 1], parted=pieces[high]):
        high += 1
    wide = min(start, first + chain[low][0]), max(end, first + chain[high][1])
    return wide if _fits(text, *wide) else (start, end)


def whole_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The words `text[start:end]`, widened within their line: on past a semicolon to a near end of the sentence, and
    back to its start where they open a next stage.

    A clause is chosen by its words, but read alone it may have lost its subject (人民警察有…；构成犯罪的，…) or its
    measure (…三倍；不足五百元的，为五百元). A very long sentence stays as it was.
    """
    line = text.rfind("\n", 0, start) + 1
    first = max(line, text.rfind("。", line, start) + 1) if _STAGE.match(text, start) else start
    last = end
    if text[end - 1] in _PARTS_CASES:
        stop = text.find("\n", end)
        rest = slice(end, len(text) if stop < 0 else stop)
        through = re.match(r"[^。]*。" if is_chinese(text[start:end]) else r".*?[.!?](?=\s|$)", text[rest])
        tail = through.end() if through else len(text[rest])
        last = end + tail if tail <= _TAIL else end
    while text[first:start][:1].isspace():
        first += 1
    return (first, last) if _fits(text, first, last) else (start, end)


def quantities(question: str) -> list[Figure]:
    """The quantities that a question holds itself: 工作满12年."""
    return [figure for figure in figures(question) if figure.kind == "quantity"]


def _are_cases(question: str, told: str, beside: str, *, parted: str) -> bool:
    """Whether what is told and a sentence beside it are cases of one rule; `parted` is the one of them that stands
    first. Where yes or no is asked, so is a sentence that says it of what else the question names."""
    if parted[-1] in _PARTS_CASES:
        return True
    if not (tells(question, told) and tells(question, beside)):
        return False
    if any(kind.whether for kind in asked(question)) and set(content(question)) & covering(beside) - covering(told):
        return True
    shared = coverage(content(told), covering(beside)), coverage(content(beside), covering(told))
    return max(shared) >= _ALIKE


def clauses(text: str) -> list[tuple[int, int]]:
    """Offsets of what may be quoted: sentences, each lead-in (`…的：`) together with its list, and what points back
    (但…, 前款…, However …) together with the sentence before it."""
    spans: list[tuple[int, int]] = []
    sentences = split(text)
    position = 0
    while position < len(sentences):
        start, end = sentences[position]
        position += 1
        if text[start:end].endswith(("：", ":")):
            items: list[tuple[int, int]] = []
            while position < len(sentences) and (LIST_MARK.match(text[slice(*sentences[position])]) or not items):
                items.append(sentences[position])
                position += 1
            spans.extend(_with_items(text, (start, end), items))
        elif spans and _POINTS_BACK.match(text[start:end]) and _fits(text, spans[-1][0], end):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _with_items(text: str, lead: tuple[int, int], items: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The whole list, or as many of its first items as fit; the rest as further quotes."""
    spans: list[tuple[int, int]] = [lead]
    for start, end in items:
        first = spans[-1][0]
        if _fits(text, first, end) or spans[-1] == lead:
            spans[-1] = (first, end)
        else:
            spans.append((start, end))
    return spans


def _fits(text: str, start: int, end: int) -> bool:
    return end - start <= LONGEST * (2 if len(_LATIN.findall(text[start:end])) * 2 > end - start else 1)


def _orders(units: Sequence[tuple[Passage, int, int]], passages: Sequence[Passage]) -> list[int]:
    order = {id(passage): number for number, passage in enumerate(passages)}
    return [order[id(passage)] for passage, _, _ in units]


def _overlap(one: Quoted, other: Quoted) -> bool:
    if one.passage.chunk.document_id != other.passage.chunk.document_id:
        return one.text == other.text
    return one.text == other.text or (one.passage is other.passage and one.start < other.end and other.start < one.end)
