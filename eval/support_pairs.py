"""Sentences and what they may rest on, with whether it carries them: what the support check is fitted to and tried on.

English from answers that people judged; Chinese made from law articles: lightly reworded sentences (carried), and the
same with one thing made wrong (not carried). Does not know how often a model makes which mistake.
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.sentences import split
from eval.human_labels import Answer, statements
from eval.significance import SEED
from ingestion.numerals import chinese, number


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, the passages it may rest on, whether they carry it, and which slice of the figures it belongs to."""

    sentence: str
    passages: tuple[str, ...]
    carried: bool
    slice: str
    cluster: str
    """Pairs of one cluster are never on both sides of a fold."""
    about: str = ""
    question: str = ""
    writer: str = ""


def of_answers(answers: Sequence[Answer]) -> tuple[list[Pair], list[int]]:
    """The statements of answers, and of each the index of its answer; not carried if a mark covers a part of it.

    Its slice is the kind of the first mark in it.
    """
    pairs: list[Pair] = []
    owners: list[int] = []
    for index, answer in enumerate(answers):
        for start, end, sentence in statements(answer.text):
            marks = zip(answer.marked, answer.kinds, strict=True)
            kinds = [kind for (first, last), kind in marks if first < end and start < last]
            passages = tuple(passage for passage in answer.passages if passage.strip())
            pairs.append(
                Pair(
                    sentence,
                    passages,
                    not kinds,
                    kinds[0] if kinds else "",
                    answer.cluster,
                    question=answer.question,
                    writer=answer.model,
                )
            )
            owners.append(index)
    return pairs, owners


def mutated_articles(folder: Path, most: int, half: Literal["fit", "check"] = "check") -> list[Pair]:
    """Reworded sentences of articles in `zh_law_docs`, and the same with one thing made wrong.

    Every other run of eight articles is kept for checking, so that neither an article nor its neighbour is in both.
    """
    dice = random.Random(SEED + (half == "check"))  # noqa: S311
    articles = [a for a in _lines(folder / "corpus.jsonl") if 60 <= len(a["text"]) <= 500]
    pairs: list[Pair] = []
    while len(pairs) < most:
        place = dice.randrange(3, len(articles) - 3)
        beside = place + dice.choice((-2, -1, 1, 2))
        if place // 8 != beside // 8 or (place // 8 % 2 == 0) != (half == "fit"):
            continue
        article, near = articles[place], articles[beside]
        text = article["text"]
        sentences = [text[a:b] for a, b in split(text) if 18 <= b - a <= 120]
        others = [near["text"][a:b] for a, b in split(near["text"]) if 18 <= b - a <= 120]
        if not sentences or not others:
            continue
        counted = [s for s in sentences if _COUNTED.search(s)]
        sentence = dice.choice(counted or sentences)
        cluster = str(place // 8)
        about = f"《{article['title'].partition('第')[0]}》 {article['metadata']['article']}"
        pairs.append(Pair(_reworded(sentence, dice), (text,), True, "reworded", cluster, about))
        pairs.append(Pair(_shortened(sentence), (text,), True, "shortened", cluster, about))
        pairs.append(Pair(_turned_round(_reworded(sentence, dice)), (text,), True, "turned round", cluster, about))
        pairs.append(Pair(_freely(sentence, dice), (text,), True, "freely reworded", cluster, about))
        opened = f"根据{about.replace(' ', '')}，{sentence}"
        pairs.append(Pair(opened, (text,), True, "with its address", cluster, about))
        for name, wrong in _mutations(sentence, dice.choice(others), dice):
            if re.sub(r"\W", "", wrong) not in re.sub(r"\W", "", text):
                pairs.append(
                    Pair(_reworded(wrong, dice) if dice.random() < 0.5 else wrong, (text,), False, name, cluster, about)
                )
    return pairs


_COUNTED = re.compile(r"([一二三四五六七八九十百]+|\d+)(?=个?(?:月|工作日|年|日|元|人|岁|周岁|倍|万元|%))")
_SAME = (
    ("应当", "必须"), ("不得", "不能"), ("或者", "或"), ("三十日内", "30天内"), ("按照", "根据"), ("并且", "并"),
    ("申请人", "申请的人"), ("向", "到"), ("之日起", "当天起"), ("予以", "给予"), ("情形", "情况"), ("未按", "没有按"),
    ("均", "都"),
)  # fmt: skip
_SWAPPED = re.compile(
    r"([^，。；]{2,14}?)(应当|可以|不得|有权|必须)([^，。；]*?)(?:向|对|与)([\u4e00-\u9fff]{2,8}?)"
    r"(提出|申请|报告|支付|承担|签订|办理|备案|提供|申报|报送|说明)(.*)"
)
_FORCES = {"应当": "可以", "必须": "可以", "可以": "不得", "不得": "可以", "禁止": "允许", "有权": "无权"}
_OPENINGS = ("", "", "根据规定，", "依照该条，", "也就是说，", "您好，")


def _reworded(sentence: str, dice: random.Random) -> str:
    """The same said a little differently: opening words, synonyms, Arabic numerals."""
    for old, new in _SAME:
        if dice.random() < 0.6:
            sentence = sentence.replace(old, new)
    if dice.random() < 0.5:
        sentence = re.sub(
            r"[一二三四五六七八九十百]+(?=个?(?:月|工作日|年|日|元|人|岁|周岁|倍))",
            lambda m: str(number(m[0]) or m[0]),
            sentence,
        )
    return dice.choice(_OPENINGS) + re.sub(r"^第[一二三四五六七八九十百]+条[\s　]*", "", sentence)


def _shortened(sentence: str) -> str:
    """The sentence without one comma clause in its middle, when it has three or more."""
    parts = re.split(r"(?<=，)", sentence)
    return "".join(parts[:1] + parts[2:]) if len(parts) > 3 else sentence


def _freely(sentence: str, dice: random.Random) -> str:
    """The same in freer words, as far as a rule can do it: in every clause a word comes in and another goes."""
    clauses = []
    for said in _reworded(sentence, dice).split("，"):
        at = dice.randrange(len(said) + 1)
        clause = said[:at] + dice.choice(("通常", "最终", "相应地", "当事人", "自己", "整个")) + said[at:]
        gone = dice.randrange(max(1, len(clause) - 2))
        whole = _COUNTED.search(clause) or re.search("不|未|无|没|应|必|可|得|禁", clause[gone : gone + 2])
        clauses.append(clause if whole else clause[:gone] + clause[gone + 2 :])
    return "，".join(clauses)


def _turned_round(sentence: str) -> str:
    """The sentence with its first comma clause behind the second."""
    parts = sentence.rstrip("。；").split("，")
    return "，".join((parts[1], parts[0], *parts[2:])) + "。" if len(parts) > 1 else sentence


def _mutations(sentence: str, other: str, dice: random.Random) -> Iterator[tuple[str, str]]:
    yield "other article", other
    if _COUNTED.search(sentence):
        more = dice.choice((1, 2, 5, 10))
        yield "number", _COUNTED.sub(lambda m: chinese((number(m[1]) or 1) + more), sentence, count=1)
    for old, new in _FORCES.items():
        if old in sentence:
            yield "modality", sentence.replace(old, new, 1)
            break
    if found := re.search(
        r"(?<=[\u4e00-\u9fff])(?=(?:承担|适用|缴纳|申请|批准|执行|公布|登记|通知|支付|给予|进行|属于|处))", sentence
    ):
        yield "negation", sentence[: found.start()] + "不" + sentence[found.start() :]
    if "工作日" in sentence:
        yield "unit", sentence.replace("个工作日", "日").replace("工作日", "日")
    elif found := re.search(r"[一二三四五六七八九十]+日", sentence):
        yield "unit", sentence[: found.end() - 1] + "个工作日" + sentence[found.end() :]
    if swapped := _SWAPPED.match(sentence):
        who, force, middle, whom, verb, rest = swapped.groups()
        yield "subject", f"{whom}{force}{middle}向{who}{verb}{rest}"
    yield "added clause", sentence.rstrip("。；") + "，" + other.rsplit("，", maxsplit=1)[-1]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
