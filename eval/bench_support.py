"""How well `assistant.support` tells carried sentences from others, measured against people's labels and mutations.

English: sentences of language models' answers with the spans that people marked as unsupported (RAGTruth, QA part).
Chinese: sentences of real law articles, lightly reworded (carried), and the same with one thing made wrong (not
carried). Prints area under the ROC curve, and precision, recall and what is shown at the threshold; `fit` gives the
weights that stand in `assistant/support.py`. Does not know how often a model makes which mistake.
"""

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.sentences import split
from assistant.support import WEIGHTS, Features, Similarity, SupportCheck, Weights
from eval.calibration import auroc
from eval.human_labels import ragtruth_answers, statements
from eval.significance import SEED
from ingestion.numerals import chinese, number


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, the passages it may rest on, whether they carry it, and which slice of the figures it belongs to."""

    sentence: str
    passages: tuple[str, ...]
    carried: bool
    slice: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """A pair as the check saw it: best features over the passages, and whether every passage failed a hard check."""

    pair: Pair
    features: Features
    stopped: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one slice: how many pairs, area under the curve of the score (None where all are alike), and at the threshold
    how many shown are carried (precision), how many carried are shown (recall), how many not carried are shown (false).
    """

    pairs: int
    carried: int
    auroc: float | None
    precision: float
    recall: float
    shown_wrongly: float


def bench(data: Path, most: int = 2000) -> dict[str, Figures]:
    """Figures of the check as it stands, by language and slice, on labels that no weight was fitted to.

    `data` is the folder of the shared evaluation data. English: the half of RAGTruth kept for it; Chinese: articles
    drawn with another seed. Slices have no curve where all their pairs are alike.
    """
    found: dict[str, Figures] = {}
    for name, pairs in (
        ("en", ragtruth(data / "ragtruth_qa", "check", most)),
        ("zh", mutated_articles(data / "zh_law_docs", most, SEED + 1)),
    ):
        measured = measure(pairs, None)
        found[name] = figures_of(measured, WEIGHTS[name])
        for part in sorted({m.pair.slice for m in measured}):
            found[f"{name} {part}"] = figures_of([m for m in measured if m.pair.slice == part], WEIGHTS[name])
    return found


def ragtruth(folder: Path, half: Literal["fit", "check"], most: int) -> list[Pair]:
    """Sentences of answers in `ragtruth_qa`, a seeded sample; not carried if a marked span covers a part of it.

    The questions are parted into two halves by their id, one to fit weights to and one to check them on.
    """
    pairs: list[Pair] = []
    for answer in ragtruth_answers(folder, half):
        for start, end, sentence in statements(answer.text):
            marked = any(first < end and start < last for first, last in answer.marked)
            pairs.append(Pair(sentence, answer.passages, not marked, "ragtruth"))
        if len(pairs) >= most:
            break
    return pairs


def mutated_articles(folder: Path, most: int, seed: int = SEED) -> list[Pair]:
    """Reworded sentences of articles in `zh_law_docs`, and the same with one thing made wrong."""
    dice = random.Random(seed)  # noqa: S311
    articles = [a for a in _lines(folder / "corpus.jsonl") if 60 <= len(a["text"]) <= 500]
    pairs: list[Pair] = []
    while len(pairs) < most:
        place = dice.randrange(3, len(articles) - 3)
        article, near = articles[place], articles[place + dice.choice((-2, -1, 1, 2))]
        text = article["text"]
        sentences = [text[a:b] for a, b in split(text) if 18 <= b - a <= 120]
        others = [near["text"][a:b] for a, b in split(near["text"]) if 18 <= b - a <= 120]
        if not sentences or not others:
            continue
        counted = [s for s in sentences if _COUNTED.search(s)]
        sentence = dice.choice(counted or sentences)
        about = f"《{article['title'].partition('第')[0]}》 {article['metadata']['article']}"
        pairs.append(Pair(_reworded(sentence, dice), (text,), True, "reworded", about))
        pairs.append(Pair(_shortened(sentence), (text,), True, "shortened", about))
        pairs.append(Pair(_turned_round(_reworded(sentence, dice)), (text,), True, "turned round", about))
        pairs.append(Pair(_freely(sentence, dice), (text,), True, "freely reworded", about))
        opened = f"根据{about.replace(' ', '')}，{sentence}"
        pairs.append(Pair(opened, (text,), True, "with its address", about))
        for name, wrong in _mutations(sentence, dice.choice(others), dice):
            if re.sub(r"\W", "", wrong) not in re.sub(r"\W", "", text):
                pairs.append(
                    Pair(_reworded(wrong, dice) if dice.random() < 0.5 else wrong, (text,), False, name, about)
                )
    return pairs


def measure(pairs: Iterable[Pair], similarity: Similarity | None) -> list[Measured]:
    """Look at every pair as the check does."""
    check = SupportCheck(similarity)
    measured = []
    for pair in pairs:
        seen = [check.features(pair.sentence, passage, pair.about) for passage in pair.passages]
        standing = [features for features, reasons in seen if not reasons]
        best = max(standing or [f for f, _ in seen], key=lambda f: f.coverage + f.order + (f.cosine or 0.0))
        measured.append(Measured(pair, best, not standing))
    return measured


def fit(measured: Sequence[Measured], *, rounds: int = 4000, ridge: float = 1e-3) -> Weights:
    """Logistic regression by gradient descent on what passed the hard checks; both classes weigh the same.

    No weight may be negative: more coverage never counts against a sentence.
    """
    standing = [m for m in measured if not m.stopped]
    x, y = _matrix(standing), np.array([m.pair.carried for m in standing], dtype=np.float64)
    weight = np.where(y > 0, 0.5 / max(y.mean(), 1e-9), 0.5 / max(1 - y.mean(), 1e-9))
    mean, spread = x.mean(0), x.std(0) + 1e-9
    z = np.hstack([(x - mean) / spread, np.ones((len(x), 1))])
    beta = np.zeros(z.shape[1])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-z @ beta))
        beta -= 0.5 * (z.T @ ((p - y) * weight) / len(y) + ridge * np.append(beta[:-1], 0.0))
        beta[:-1] = np.maximum(beta[:-1], 0.0)
    slopes = beta[:-1] / spread
    bias = float(beta[-1] - (slopes * mean).sum())
    covered, order, weakest, cosine = (round(float(s), 3) for s in slopes)
    return Weights(covered, order, weakest, cosine, bias=round(bias, 3), threshold=0.5)


def figures_of(measured: Sequence[Measured], weights: Weights) -> Figures:
    """Score measured pairs with given weights."""
    truth = np.array([m.pair.carried for m in measured])
    scores = np.array([0.0 if m.stopped else weights.score(m.features) for m in measured])
    shown = scores >= weights.threshold
    return Figures(
        len(measured),
        int(truth.sum()),
        auroc(scores, truth),
        float(truth[shown].mean()) if shown.any() else 1.0,
        float(shown[truth].mean()) if truth.any() else 0.0,
        float(shown[~truth].mean()) if (~truth).any() else 0.0,
    )


def _matrix(measured: Sequence[Measured]) -> NDArray[np.float64]:
    rows = [(m.features.coverage, m.features.order, m.features.weakest, m.features.cosine or 0.0) for m in measured]
    return np.array(rows, dtype=np.float64)


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
