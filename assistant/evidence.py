"""Do the passages suffice to answer? And which of their words is the model to read?

Decided before the model is asked, by two measurements on the best passages: the cosine of question and passage, and how
many of the question's content words they hold. The thresholds were read from real questions with and without their law
in the corpus. Does not know whether the answer will be right.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.asked import asked, asking_clause, named_before, tells
from assistant.checks import orders_the_model
from assistant.sentences import is_chinese, split
from assistant.wording import content, coverage, meeting
from ingestion import jurisdictions
from ingestion.documents import NATION
from ingestion.jurisdictions import without_places
from ingestion.place_mentions import mentions
from retrieval.seams import Passage

TOP = 4
"""Passages that an answer is made from."""
READ = {"zh": 360, "en": 2000}
"""Characters of passages that the model reads, all together. Reading is half of the wait for the first sentence: in
Chinese 240 tokens, as with 900 characters the sample set's expected places were cited no more often; in English 450,
since with 1,100 characters three of 35 questions about US pages more were refused."""
_LONGEST = {"zh": 120, "en": 700}
"""Characters of one passage, so that several are read. What is shown and checked is the passage as a whole."""


_FITTED = {"zh": (90.41, 5.31, -83.35, 0.35), "en": (9.40, 4.91, -10.48, 0.30)}
"""Slopes of cosine and coverage, bias, and the score from which it is enough; logistic fits for the bundled embedder.

Chinese: 283 citizens' questions with and without their law among 1,764 articles (AUROC .92; 11 % of the answerable are
refused, 76 % of the others). English: 125 answerable questions about US state pages against 78 about British ones (9 %
and 65 % refused; of 23 unanswerable ones about the same pages 39 %): there the check of each sentence must do the rest.
"""
_FAMILIAR = 4.0
"""What a known question that is alike adds to the score, as logit. Of 94 citizens' questions whose law is among the
sample documents 13 % are refused with it, 23 % without; of 1,140 others, 80 and 82 %."""
_ENOUGH_COVERED = 0.3
"""Where the cosines of an embedder are not known: share of the question's content words in one passage."""
_ENOUGH_ACROSS = 0.812
"""Where question and passages are in two languages: cosine alone. Of help-page questions whose page exists in the other
language 93 % pass, of questions about other matters 5 % (Chinese asked) and 10 % (English asked)."""
STRONG = 0.7
"""Score from which quotes may stand for an answer although no composed sentence passed its check."""
_LIKELY, _LIKELY_FROM = 0.15, 0.1
"""Where the search says how likely a passage is to answer: the likelihood that is enough by itself, and the score from
which it is believed, if no word of the question is unheld. Of 350 questions about law that a language model posed 13.7
% were refused without it and 8.3 % are with it; of 258 about other matters or places 78 and 74 %."""
_UNHELD = 0.15
"""Share of a question's content words with a character that stands nowhere in the corpus, or in English that stand
nowhere themselves, from which its subject is taken to be unknown (养狗 where no text speaks of dogs), unless the score
is strong. With the law in the corpus this refuses 1 of 268 more questions. In English, about US pages, it refuses none
of 144 more that they answer, and 17 of 300 about British matters."""
_FEW = 3
"""Content words of an English question from which one that no text holds says what it is about: `CDT Services`."""
_EVERYDAY = frozenset(
    "跟孩娃拿捡买卖谁她刚没多班骑惹闹里钱咋啥怎吗几俩咱嘛呗您谢搞弄帮找掏喊陪忙肯欢腿脚攒猝爸妈爹娘哥姐弟妹爷奶叔姑舅姨婆"
    "呀啊哦噢唉哎诶欸喂哈哟嘞咯喽啦哇嗯呐咧呃吃饭块很太挺叫躺摔硬板琢磨懂晓忘扔闯吵瞒猜聊挨塞甩踢拽哭笑累疼烦傻赶慌呢么吧掐刷闺"
)
"""Characters of everyday words that rules say in others, or not at all: 孩子, 拿证, 喜欢. Where no text holds one, it
is no subject that the texts lack, nor a word that they should cover. Whole words stand in `retrieval/everyday.csv`."""
_MEETS, _MEETS_APART = 0.25, 0.75
"""Share of the words of its subject that must stand where a fact is told; the same in a passage further down."""
_MEETS_ANYWAY = 0.1
"""The same where the score is strong: a story of 30 words shares few with its rule. Of 112 questions about local rules
six more are answered from the right one, of 400 whose law is not held none more."""
_MEETS_CLAUSE = 0.5
"""The same of the clause that asks alone, where the question tells a story around it."""
_TOLD = 0.3
"""What telling the amount or period that is asked for is worth in an excerpt, beside coverage of the question."""


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """How well the passages meet the question. `score` 0 to 1; `enough` says whether an answer may be tried."""

    cosine: float
    covered: float
    """Highest share of the question's content words in one of the best passages."""
    score: float
    enough: bool
    across: bool = False
    """The passages in the other language are the ones that meet the question."""


def sufficiency(
    question: str,
    passages: Sequence[Passage],
    *,
    calibrated: bool = True,
    unheld: Collection[str] = (),
    familiar: float = 0.0,
    nearest: float = 0.0,
) -> Sufficiency:
    """Measure the best passages against a question that stands alone. `unheld`: its characters that no text holds;
    `familiar`: how like it is to a known question that they answered; `nearest`: the highest cosine of any passage, if
    that may not be among the best.

    `calibrated` says that cosines are those of the bundled embedder, for which the thresholds hold; otherwise words
    alone decide. What a question names exactly (an article, a document number) is always enough.
    """
    top = best(question, passages)
    if any("exact" in p.found_by for p in top):
        return Sufficiency(_cosine(top), 1.0, 1.0, True)
    question = _without_places_below(question, top)
    same = [p for p in top if is_chinese(question) == is_chinese(p.chunk.text)]
    across = [p for p in passages if is_chinese(question) != is_chinese(p.chunk.text)]
    tokens = _on_its_subject(question, unheld)
    covered = max((coverage(tokens, meeting(question, _all(p))) for p in same), default=0.0)
    if not calibrated or _cosine(top) == 0.0:
        return Sufficiency(0.0, covered, covered, covered >= _ENOUGH_COVERED and _tells(question, same))
    by_cosine, by_words, bias, least = _FITTED["zh" if is_chinese(question) else "en"]
    met = by_cosine * max(_cosine(same), nearest) + by_words * covered + _FAMILIAR * familiar + bias
    score = 1 / (1 + math.exp(-met)) if same else 0.0
    strong = score >= STRONG
    told = _tells(question, same, _MEETS_ANYWAY if strong else _MEETS)
    enough = score >= least and told and (strong or not _on_the_unheld(question, unheld))
    likelihood = max((p.likelihood or 0.0 for p in same), default=0.0)
    enough = enough or (likelihood >= _LIKELY and score >= _LIKELY_FROM and not unheld)
    if not enough and _cosine(across) >= _ENOUGH_ACROSS:
        return Sufficiency(_cosine(across), covered, STRONG, True, across=True)
    return Sufficiency(_cosine(same), covered, score, enough)


def _without_places_below(question: str, passages: Sequence[Passage]) -> str:
    """The question without names of places for which these hold but rules of a level above: those name none."""
    regions = {p.metadata.region for p in passages}
    local = {region for region in regions if region.isdigit() and region != NATION}
    for mention in reversed(mentions(question, latin=True)):
        above = {code for place in mention.codes for code in jurisdictions.lineage(place)[1:]}
        if local & above and not regions.intersection(mention.codes):
            question = f"{question[: mention.start]} {question[mention.end :]}"
    return question


def _on_its_subject(question: str, unheld: Collection[str]) -> Sequence[str]:
    """The content words of a question without those of everyday speech that no text holds."""
    said = _EVERYDAY.intersection(unheld)
    every = content(question)
    return [token for token in every if said.isdisjoint(token)] or every


def best(question: str, passages: Sequence[Passage]) -> Sequence[Passage]:
    """The passages that an answer is made from: those found first; where none of them tells the fact that is asked for,
    one further down that does, on its subject, takes the place of the last, and is read first."""
    top = passages[:TOP]
    if _tells(question, top):
        return top
    telling = [p for p in passages[TOP:] if _tells(question, [p], _MEETS_APART)]
    return [telling[0], *top[: TOP - 1]] if telling else top


def _on_the_unheld(question: str, unheld: Collection[str]) -> bool:
    strange = set(unheld) - _EVERYDAY
    tokens = content(without_places(question)) if strange else ()
    if not is_chinese(question):
        stems = {token for word in strange for token in content(word)}
        met = sum(token in stems for token in tokens) if len(tokens) >= _FEW else 0
    else:
        met = sum(not strange.isdisjoint(token) for token in tokens)
    return bool(tokens) and met / len(tokens) >= _UNHELD


def _cosine(passages: Sequence[Passage]) -> float:
    return max((p.cosine for p in passages if p.cosine is not None), default=0.0)


def _tells(question: str, passages: Sequence[Passage], least: float = _MEETS) -> bool:
    """Whether a question for an amount or a period finds one in a sentence, or an item below it, on its subject."""
    for kind in asked(question):
        before, behind = asking_clause(question, kind)
        tokens, clause = content(kind.asking.sub(" ", question)), content(f"{before} {behind}")
        named = named_before(before)
        for passage in passages:
            text = passage.chunk.text
            aside = " ".join((passage.metadata.title, *passage.chunk.path))
            spans = split(text)
            for i in range(len(spans)):
                words_there = text[spans[max(0, i - 1)][0] : spans[min(len(spans) - 1, i + 1)][1]]
                met = meeting(question, f"{aside} {words_there}")  # 年假 is met by the title 带薪年休假条例
                on_it = coverage(tokens, met) >= least or coverage(clause, met) >= max(least, _MEETS_CLAUSE)
                if on_it and met.issuperset(content(named)) and tells(question, words_there):
                    return True
        return False
    return True


def readable(question: str, passages: Sequence[Passage], language: str) -> list[tuple[Passage, str]]:
    """Passages, each with the part of its words that the model is to read; within the limits, best first.

    Whole sentences around those that meet the question; sentences that give orders to a model are left out. What tells
    the amount or period that is asked for is read first: a small model answers from what it reads first.
    """
    limit = READ["zh" if language == "zh" else "en"]
    chosen: list[tuple[Passage, str]] = []
    for passage in best(question, passages):
        longest = min(_LONGEST["zh" if is_chinese(passage.chunk.text) else "en"], limit)
        words = _excerpt(question, passage.chunk.text, longest)
        if words and (len(words) <= limit or not chosen):
            chosen.append((passage, words))
            limit -= len(words)
    return sorted(chosen, key=lambda pair: -tells(question, pair[1]))


def without_orders(passage: Passage) -> Passage:
    """The passage with the lines that speak to a model blanked, at the same length, so that offsets still hold."""
    text = passage.chunk.text
    if not orders_the_model(text):
        return passage
    kept = text
    for start, end in split(text):
        if orders_the_model(text[start:end]):
            line = text.find("\n", end)
            stop = len(text) if line < 0 else line
            kept = kept[:start] + " " * (stop - start) + kept[stop:]
    return replace(passage, chunk=replace(passage.chunk, text=kept))


def _all(passage: Passage) -> str:
    return "\n".join((passage.metadata.title, *passage.chunk.path, passage.chunk.text))


def _excerpt(question: str, text: str, longest: int) -> str:
    """The run of whole sentences, at most `longest` characters, that holds most of the question and tells
    what it asks for; the start in a tie."""
    if len(text.strip()) <= longest:
        return text.strip()
    units = split(text)
    tokens = content(question)
    best, chosen = -1.0, ""
    for first in range(len(units)):
        last = first
        while last + 1 < len(units) and units[last + 1][1] - units[first][0] <= longest:
            last += 1
        words = text[units[first][0] : units[last][1]]
        held = coverage(tokens, meeting(question, words)) + _TOLD * tells(question, words)
        if held > best + 1e-9:
            best, chosen = held, words[: 2 * longest]
    return chosen
