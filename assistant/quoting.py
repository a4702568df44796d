"""Answers without a model: the sentences of the sources that meet the question best, in their own words.

The fallback of the flow when a model is slow, broken or absent, and a setting of its own (`quoting`). A condition is
never parted from its rule: a list item is quoted with its lead-in, a lead-in with its items. Does not know whether the
quote answers the question.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.asked import asked, tells
from assistant.exceptions import all_steps
from assistant.figures import Figure, figures, is_among
from assistant.headings import as_much_as_fits, in_full, section_asked
from assistant.language_model import Completion, Message, ModelUnavailable, Usage
from assistant.sentences import is_chinese, split
from assistant.units import Unit, fits, tells_enactment, tells_nothing, units
from assistant.wording import content, coverage, covering, meeting
from retrieval.seams import Passage

_ENOUGH = 0.5
"""A further quote is shown only if it meets the question at least this well, the best one being 1."""
_TOLD = 0.3
_STANDING = 1.0
_THIRD = 0.93
"""The same of a third: where the first two say it, a third is rarely on the point."""
_LIKELY, _BESIDE_THE_FIRST = 0.08, 0.2
"""Where it is known how likely passages are to answer, those are quoted that do by as much, and by this share of the
first one's. On 450 citizens' questions the expected article was among 2.3 quotes for 66 %, and 44 % of the quotes were
of one; of up to four by .05 and .15, for 70 and 40 %, at 2.8 quotes; by .05 and .3, for 63 and 46 %, at 2.2; chosen by
words, meaning and rank, for 59 and 46 %, at 2.1. What a passage's sentences say to the question (words, meaning, the
amount asked for) adds nothing to its likelihood."""
_PARTS_CASES = "；;"
_ALIKE = 0.6
"""Share of the words of one of two sentences that the other holds, from which both are cases of one rule."""
_HOW = re.compile(r"怎么(?!算|赔|罚|处罚)|怎样|如何|咋|步骤|\bhow (?:do|can|to|should)\b|\bsteps\b", re.I)
"""How one asks for steps, where a source has them numbered."""
_RULES = re.compile(
    r"\b(?:rules?|requirements?|restrictions?)\b|(?:什么|哪些|啥|有何|怎样的)(?:样的|具体的?)?(?:规则|规定|要求|限制)",
    re.I,
)
"""How one asks for what must or must not be, and not for steps."""
_OBLIGES = re.compile(r"\b(?:must|shall|may not)\b|应当|必须|不得", re.I)
"""What lays down a rule; `you will need to` tells what comes of something."""
_ENACTMENT = re.compile(r"公布|发布|施行|实施|生效|通过|修[订正改]|颁布|出台|哪[个一]?年|什么时候|何时")
"""How one asks when and by whom a text was passed: then what says no more than that is no less than a rule."""
_ODD_PART = re.compile(r"(?<=[年月])[零又](?:\d+|[一二两三四五六七八九十]+)个?(?:半?月|天|日)|(?<=年)\d+个月")
"""The odd part of one quantity: 8年零3个月 is 8 years and something, not 3 months as of another rule."""
_STAGE = re.compile(r"情节|拒不|逾期|仍不|造成|构成|违法所得|[^，。；\n]{0,3}合格的")
"""How a clause opens whose subject stands in the one before it: 构成犯罪的，…"""

Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""Cosines of a question with each of several texts; meaning, where words alone do not meet (across languages)."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of one passage: `passage.chunk.text[start:end]`. `score` orders the quotes of one call only."""

    passage: Passage
    start: int
    end: int
    score: float
    idle: bool = False
    """Telling nothing by itself, and quoted only where nothing else is."""

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
    """Choose up to `count` quotes, best first; empty only when no passage has words.

    Where a section is headed by what is asked, that section alone. Where passages tell how likely they are to answer,
    the best quote of each of the likeliest. Else at most `of_one` of one passage. Each is as much of its article as
    `in_full` says.

    A unit scores the share of the question's content words that it holds, or the heading that leads to it, each weighed
    by how few units hold it, plus the passage's own standing, plus the cosine when `similarity` is given, plus a share
    for telling the amount or period that the question asks for, or a duty where it asks for the rules, and for the case
    that the asker's own years lie in; what tells nothing by itself comes last. On 535 citizens' questions, before
    duties and cases counted, the expected article was among three quotes of these for 59 %, and 42 % of the quotes were
    of one; of two quotes, the standing counted half, 54 and 42 %.
    """
    found = [(passage, unit) for passage in passages for unit in units(passage.chunk.text, _headings(passage))]
    if not found:
        return ()
    if headed := section_asked(question, passages):
        passage, start, end = headed
        own_units = [unit for p, unit in found if p is passage]
        return (Quoted(passage, *as_much_as_fits(passage.chunk.text, own_units, start, end), 1.0),)
    said = [p.chunk.text[u.start : u.end] for p, u in found]
    held = [
        meeting(question, f"{p.metadata.title} {u.under} {words}") for (p, u), words in zip(found, said, strict=True)
    ]
    of_rules = bool(_RULES.search(question))
    own = quantities(question) if asked(question) else []
    of_enactment = bool(_ENACTMENT.search(question))
    idle = [
        tells_nothing(p.chunk.text, u) or (not of_enactment and tells_enactment(words))
        for (p, u), words in zip(found, said, strict=True)
    ]
    wanted = tuple(dict.fromkeys(content(_ODD_PART.sub("", question))))
    among = Counter(token for tokens in held for token in tokens if token in wanted)
    weight = {token: math.log(1 + len(found) / (1 + among[token])) for token in wanted}
    total = sum(weight.values()) or 1.0
    meant = similarity(question, said) if similarity else [0.0] * len(found)
    scored = [
        Quoted(
            p,
            unit.start,
            unit.end,
            sum(weight[t] for t in wanted if t in tokens) / total
            + _STANDING / (2 + order)
            + 2 * cosine
            + _TOLD * max(tells(question, words), of_rules and bool(_OBLIGES.search(words)))
            + _TOLD * _in_its_case(own, words),
            nothing,
        )
        for (p, unit), words, tokens, cosine, order, nothing in zip(
            found, said, held, meant, _orders(found, passages), idle, strict=True
        )
    ]
    ranked = sorted(scored, key=lambda q: (q.idle, -q.score))
    likely = [[q for q in ranked if q.passage is p] for p in likeliest(passages)]
    several = len(likely) > 1
    if likely:
        ranked = sorted((own[0] for own in likely if own), key=lambda q: q.idle) if several else likely[0]
    floor = -math.inf if several else ranked[0].score * (0.9 if similarity else _ENOUGH)
    chosen: list[Quoted] = []
    for candidate in ranked:
        least = floor if several or len(chosen) < 2 else max(floor, ranked[0].score * _THIRD)
        if len(chosen) == count or candidate.score < least:
            break
        if sum(candidate.passage is other.passage for other in chosen) >= of_one:
            continue
        if chosen and candidate.idle:
            continue
        if not any(_overlap(candidate, other) for other in chosen):
            chosen.append(candidate)
    told: list[Quoted] = []
    for each in chosen:
        span = in_full(each.passage, each.start, each.end, first=not told)
        wide = replace(each, start=span[0], end=span[1])
        if not any(_overlap(wide, other) for other in told):
            told.append(wide)
    return tuple(told)


def likeliest(passages: Sequence[Passage]) -> list[Passage]:
    """The first, and those that may well answer beside it; none where that is not known of all."""
    told = [passage.likelihood for passage in passages if passage.likelihood is not None]
    if not told or len(told) < len(passages):
        return []
    least = max(_LIKELY, _BESIDE_THE_FIRST * max(told))
    return [p for p, likelihood in zip(passages, told, strict=True) if p is passages[0] or likelihood >= least]


def as_asked(question: str, text: str, start: int, end: int) -> tuple[int, int]:
    """The words `text[start:end]`, widened to all that is to be told of them to this question: all steps where it asks
    how to do something, else all cases."""
    steps = all_steps(text, start, end) if _HOW.search(question) and not _RULES.search(question) else (start, end)
    return steps if steps != (start, end) else all_cases(question, text, start, end)


def all_cases(question: str, text: str, start: int, end: int) -> tuple[int, int]:
    """The words `text[start:end]`, widened to all cases of their rule where an amount or period is asked for.

    `不满一年的，一个月；不满三年的，二个月；三年以上的，六个月。` is one rule in three cases, and one of them alone
    misleads whoever did not tell which is theirs. Words do not know that `工作12年` is `满10年不满20年`: only a case
    that holds every quantity of the question stands alone. Cases are parted by semicolons in one paragraph, or are
    sentences that say nearly the same and tell as much; a very long rule stays as it was.
    """
    own = quantities(question)
    if not asked(question) or (own and all(is_among(figure, figures(text[start:end])) for figure in own)):
        return start, end
    chain = [(a, b) for a, b in split(text) if b - a > 1]
    inside = [i for i, (a, b) in enumerate(chain) if a < end and start < b]
    if not inside:
        return start, end
    low, high = inside[0], inside[-1]
    pieces = [text[a:b] for a, b in chain]
    gaps = [text[one[1] : two[0]] for one, two in pairwise(chain)]
    while low > 0 and _are_cases(question, pieces[low], pieces[low - 1], pieces[low - 1] + gaps[low - 1]):
        low -= 1
    while high + 1 < len(chain) and _are_cases(question, pieces[high], pieces[high + 1], pieces[high] + gaps[high]):
        high += 1
    wide = min(start, chain[low][0]), max(end, chain[high][1])
    return wide if fits(text, *wide) else (start, end)


def whole_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The words `text[start:end]`, widened within their line: on past a semicolon to the end of the sentence, and back
    to its start where they open a next stage.

    A clause is chosen by its words, but read alone it may have lost its subject (人民警察有…；构成犯罪的，…), its
    measure (…三倍；不足五百元的，为五百元) or the other case that was asked for. A very long sentence stays as it was.
    """
    line = text.rfind("\n", 0, start) + 1
    first = max(line, text.rfind("。", line, start) + 1) if _STAGE.match(text, start) else start
    last = end
    if text[end - 1] in _PARTS_CASES:
        stop = text.find("\n", end)
        rest = text[end : len(text) if stop < 0 else stop]
        through = re.match(r"[^。]*。" if is_chinese(text[start:end]) else r".*?[.!?](?=\s|$)", rest)
        last = end + (through.end() if through else len(rest.rstrip()))
    while text[first:start][:1].isspace():
        first += 1
    return (first, last) if fits(text, first, last) else (start, end)


def quantities(question: str) -> list[Figure]:
    """The quantities that a question holds itself: 工作满12年; of 8年零3个月 the years alone."""
    return [figure for figure in figures(_ODD_PART.sub("", question)) if figure.kind == "quantity"]


def _in_its_case(own: Sequence[Figure], words: str) -> bool:
    """Whether words tell of a case that an asker's quantity lies in: 8 years in 满1年不满10年."""
    told = [figure for figure in figures(words) if figure.kind == "quantity"]
    return any(
        low.unit == high.unit == its.unit
        and words.endswith("不满", 0, high.start)
        and float(low.value) <= float(its.value) < float(high.value)
        for low, high in pairwise(told)
        for its in own
    )


def _are_cases(question: str, told: str, beside: str, parted: str) -> bool:
    """Whether what is told and a sentence beside it are cases of one rule; `parted` is the one of them that stands
    first, up to the other. Where yes or no is asked, so is a sentence that says it of what else the question names."""
    if parted[-1] in _PARTS_CASES:
        return True
    if not (tells(question, told) and tells(question, beside)):
        return False
    if any(kind.whether for kind in asked(question)) and set(content(question)) & covering(beside) - covering(told):
        return True
    shared = coverage(content(told), covering(beside)), coverage(content(beside), covering(told))
    return max(shared) >= _ALIKE


def _headings(passage: Passage) -> tuple[str, ...]:
    """Names of the sections that a passage holds or begins in; an article's stands before its words, not above them."""
    return (passage.metadata.title, *passage.chunk.path, *passage.chunk.labels)


def _orders(found: Sequence[tuple[Passage, Unit]], passages: Sequence[Passage]) -> list[int]:
    order = {id(passage): number for number, passage in enumerate(passages)}
    return [order[id(passage)] for passage, _ in found]


def _overlap(one: Quoted, other: Quoted) -> bool:
    if one.passage.chunk.document_id != other.passage.chunk.document_id:
        return one.text == other.text
    return one.text == other.text or (one.passage is other.passage and one.start < other.end and other.start < one.end)
