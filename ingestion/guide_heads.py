"""The heads of a Chinese service guide beyond its known labels: what goes on counting, stands in 【】, or asks.

`七、网上办理` behind `六、办理窗口` ends the value above it; `四、缴多少钱` names the fee. Knows no
values.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from ingestion.guide_labels import PHRASE, Label, known_labels, label_of, names_of
from ingestion.guide_values import counted

_HEAD: Final = re.compile(r"(?P<words>[\u4e00-\u9fff]{3,14})\s*[?？】]?(?:\s*[:：]|(?=\s*(?:\n|$))|(?<=】))")
_BRACKETED: Final = re.compile(r"^[ \t]*【(?P<words>[^】\n]{2,14})】\s*[:：]?[ \t]*", re.M)
_OF_APPLICANTS: Final = re.compile("本人|代办|代理|委托|他人|未成年|周岁|监护|单位|企业|个人|首次|情形|类")
"""【本人办理】 divides a list, and does not end it."""
_DOES: Final = "(?:办|参加|申请|申领|领|报名|参保|缴|交|弄|做|登记|查)"
_EVERYDAY: Final = (
    ("conditions", re.compile(f"谁(?:能|可以|需要|要)|(?:哪些|什么)人|(?:能|可以){_DOES}吗")),
    (
        "materials",
        re.compile("(?:带|交|备|需要|提供)(?:什么|哪些|啥)(?!手续|流程|时候)|(?:什么|哪些)(?:材料|资料|证件)"),
    ),
    ("fee", re.compile("多少钱|多少费|收不收费|收费吗|要钱吗|花钱吗")),
    ("time_limit", re.compile("多久|几天|多长时间|多少天")),
    ("place", re.compile(f"(?:在|去|到)(?:哪里|哪儿|哪){_DOES}|哪里能?{_DOES}")),
    ("hours", re.compile(f"(?:什么时候|几点|何时)(?:可以|能)?(?:{_DOES}|上班|开门)")),
    ("steps", re.compile(f"(?:怎么|如何|怎样){_DOES}|(?:哪些|什么)(?:手续|流程|步骤)")),
    ("phone", re.compile("咨询|联系|电话")),
)


def labels(text: str) -> list[Label]:
    """All labels of a text in order, and the heads that end the values of others."""
    found = known_labels(text)
    bracketed = list(_bracketed(text))
    heads = bracketed or list(_counted_on(text, found))
    found = [label for label in found if not any(head.start <= label.start < head.value for head in heads)]
    return sorted([*found, *heads], key=lambda label: label.words)


def head_label(text: str, start: int, words: int) -> Label:
    """The label in which a head ends, or that it asks for; else one that only ends the value before it."""
    if not (head := _HEAD.match(text, words)):
        return Label((), start, words, words)
    return _named(text, start, (words, head.end("words")), head.end())


def _named(text: str, start: int, words: tuple[int, int], value: int) -> Label:
    for phrase in PHRASE.finditer(text, *words):
        names = names_of(phrase[0])
        if phrase.end() == words[1] and ("time" not in names or phrase.start() == words[0]):  # 参保时间 is no period
            return label_of(text, names, start, words[0], value)
    asked = next((name for name, pattern in _EVERYDAY if pattern.search(text, *words)), "")
    return Label((asked,) if asked else (), start, words[0], value)


def _bracketed(text: str) -> Iterator[Label]:
    """Heads of a text that marks them all with 【】."""
    heads = list(_BRACKETED.finditer(text))
    found = [_named(text, head.start(), head.span("words"), head.end()) for head in heads]
    if sum(bool(label.fields) for label in found) > 1:
        yield from (
            label for label in found if label.fields or not _OF_APPLICANTS.search(text[label.words : label.value])
        )


def _counted_on(text: str, found: list[Label]) -> Iterator[Label]:
    """Heads that are no known label, but go on counting where labels stand.

    They end the value before them; one that ends in a label is that label: `五、参保所需资料`. Not where a list
    inside that value counts in the same way.
    """
    starts = {label.start for label in found}
    marks = [(line.start(), counted(text, line.start())) for line in re.finditer(r"[^\n]+", text)]
    heads = Counter(
        mark[0] for start, mark in marks if mark and (start in starts or head_label(text, start, mark[2]).fields)
    )
    last: dict[int, int] = {}
    seen: set[int] = set()
    for start, mark in marks:
        if mark is None or heads[mark[0]] < 2:
            continue
        style, number, words = mark
        begins = number == 1 and style not in seen and start <= min(starts, default=start)
        seen.add(style)
        if start in starts or begins or (style in last and number == last[style] + 1):
            last[style] = number
            if start not in starts:
                yield head_label(text, start, words)
        else:
            last.pop(style, None)
