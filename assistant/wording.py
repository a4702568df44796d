"""The words of a sentence, as two texts are compared by them.

Han text is compared by pairs of neighbouring characters, Latin text by words without their endings. Words that carry
no content (的, please, according to) are left out on the side that must be covered, never on the side that covers.
Does not know numbers (`figures`) or duties (`modality`).
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from assistant.figures import plain
from retrieval.everyday import Meant, meant

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_LATIN_WORD = re.compile(r"[a-z][a-z'’-]*|\d[\d.,]*", re.I)
_EMPTY_HAN = re.compile(
    "根据|按照|依照|依据|依法|规定|以上|上述|资料|来源|有关|相关|具体|进行|情况下?|情形|如果|若是?|因此|所以|但是?|并且?|而且|以及|"
    "或者?|和|与|及|的|了|是|在|对于?|将|把|被|由|向|从|到|于|为|其|该|此|这个?|那个?|这些|那些|您|你们?|我们?|他们?|她们?|它们?|"
    "应当?|必须|可以|需要?|能够?|不得|不能|禁止|不|会|要|请|等|都|也|还|就|则|即|各|之|后|前|时|内|中|上|下|所|以|有|无|者|"
    "什么|怎么样?|怎样|如何|哪些?|哪里|多少|多久|多长时间|几|吗|呢|吧|啊|么|是否|能否|可否|请问|一下|一个|一般|通常|包括|属于|"
    "最[长多少高低短迟早]|至[多少]|不?超过|不?[少低]于|例如|比如|同时|此外|另外|首先|其次|最后|以下|下列|如下|关于|本|个|们|地|得|着|过|给|让|使|用|去|来|说|看|想|办"
)
_EMPTY_LATIN = frozenset(
    re.split(
        r"\s+",
        "a an the of to in on at by for from with as is are was were be been being it its this that these those and or "
        "but if then than so such there here you your yours we our us they our them he she his her i my me mine who "
        "whom which what when where why how do does did done can could may might must shall should will would not no "
        "nor also any all each other some more most have has had having about into over under up out only just very "
        "please according based passage passages source sources provided given information mentioned states stated "
        "include includes including however additionally therefore overall well make get go one",
    )
)
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "edly", "ed", "es", "ly", "s", "e", "y")


@lru_cache(maxsize=4096)
def content(text: str) -> tuple[str, ...]:
    """Tokens that must be covered, in order: pairs of Han characters, stems of Latin words, digits as written."""
    return tuple(token for run in _runs(plain(text).lower(), cut=True) for token in run)


@lru_cache(maxsize=8192)
def covering(text: str) -> frozenset[str]:
    """Everything in a text that can cover a token of `content`."""
    return frozenset(token for run in _runs(plain(text).lower(), cut=False) for token in run)


def meeting(question: str, text: str) -> frozenset[str]:
    """`covering` of a text, and the everyday words of a question for which it holds a phrase of rules.

    A phrase that one part of what is said lies in stands for that part alone: of 护照 换, which is 护照有效期 换发,
    换发 meets no 护照. Single characters say too little to be held to their phrase.
    """
    held = covering(text)
    met = set(held)
    for each in meant(question):
        phrases = {phrase for phrase in each.written if held.issuperset(content(phrase))}
        for part in each.said:
            if not phrases.isdisjoint(_standing_for(part, each)):
                met.update(content(part))
    return frozenset(met)


def _standing_for(part: str, each: Meant) -> list[str]:
    inside = [phrase for phrase in each.written if part in phrase] if len(part) > 1 else list(each.written)
    others = [phrase for phrase in each.written if not any(other in phrase for other in each.said)]
    return inside or others or list(each.written)


def coverage(tokens: Sequence[str], by: Collection[str]) -> float:
    """Share of the tokens that are found, 0 to 1; 0 for no tokens at all."""
    return sum(t in by for t in tokens) / len(tokens) if tokens else 0.0


def _runs(text: str, *, cut: bool) -> list[list[str]]:
    runs = []
    for match in re.finditer(f"{_HAN_RUN.pattern}|{_LATIN_WORD.pattern}", text):
        word = match[0]
        if _HAN_RUN.fullmatch(word):
            for piece in _EMPTY_HAN.split(word) if cut else (word,):
                if len(piece) > 1:
                    runs.append([piece[i : i + 2] for i in range(len(piece) - 1)])
                if len(piece) == 1 or (piece and not cut):
                    runs.append(list(piece))
        elif not cut or word not in _EMPTY_LATIN:
            runs.append([stem(word)])
    return runs


def stem(word: str) -> str:
    """A Latin word without its ending, so that apply, applies and applying meet. Crude, the same on both sides."""
    word = word.strip("'’-").removesuffix("'s").removesuffix("’s").rstrip(".,")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word
