"""Whether two questions are one: equal when everything that carries no meaning is taken out of both.

Compared is what is left of a text without greetings, particles and punctuation, with numbers in one form (`十五天` is
`15日`) and the many ways of asking in one (`能不能…`, `能否…`, `能…吗`; `多久`, `多长时间`). Nothing is compared by
nearness: `没签合同可以辞职吗` and `签了合同可以辞职吗` have a cosine of .991 under the bundled embedder, twelve pairs
that mean the same .923 to .978; of the 60 nearest pairs among 1,234 questions about law 16 rest on the same articles.
Other wordings of a question are for people to list; `difference` says why a listed one is none. Knows no synonyms.
"""

import re
from itertools import groupby

from assistant.applicants import kinds
from assistant.asked import asked
from assistant.figures import Figure, figures, plain
from assistant.sentences import is_chinese
from ingestion import jurisdictions
from ingestion.documents import sha256

_COURTESY = re.compile(
    r"(?:我们?)?(?:(?:想要?|(?<=[我们])要)?(?<![申邀聘])请[问教]|(?:想要?|(?<=[我们])要|(?<![申邀聘])请)(?:咨询|问问?|了解|知道|打听)"
    r"|(?:咨询|问|了解|打听)(?=一?下[^级属]))(?:一下|下)?(?=[^题答责卷讯])|请问$|你好|您好|谢谢(?:您|你|了)?"
    r"|麻烦(?:您|你)?(?:告诉我?|问)?(?:一下|下)?|劳驾|一下"
    r"|^\s*(?:hi|hello|hey|please|excuse me)\b|\b(?:please|thank you|thanks)\b"
    r"|\b(?:can|could|would) you (?:please )?tell me\b|\bi (?:want|would like|['’]d like) to (?:know|ask)\b",
    re.I,
)
"""Asking counts as courtesy where it is said to be that (想咨询, 问一下): 咨询费 and 不知道 are what is asked about."""
_TURNED = (
    (re.compile(r"有没有"), "有"),
    (re.compile(r"是不是|是否"), ""),
    (re.compile(r"能不能够?|能否|能够"), "能"),
    (re.compile(r"可不可以|可否"), "可以"),
    (re.compile(r"([会要用必需])不\1"), r"\1"),
    (re.compile(r"怎么样?才?|怎样才?|如何才?|咋"), "怎么"),
    (re.compile(r"什么样的?|哪些|哪种|哪几[种样]|啥"), "什么"),
    (re.compile(r"多长时间|多少时间|多少时候"), "多久"),
    (re.compile(r"几(?:天|日)|多少日"), "多少天"),
    (re.compile(r"几块钱|多少元|几元|几块"), "多少钱"),
    (re.compile(r"什么时候|何时|什么时间"), "何时"),
    (re.compile(r"什么地方|哪儿|何处"), "哪里"),
    (re.compile(r"需要|须要|需(?!求)"), "要"),
    (re.compile(r"办理"), "办"),
    (re.compile(r"can['’]t|cannot\b", re.I), "can not"),
    (re.compile(r"\bwon['’]t\b", re.I), "will not"),
    (re.compile(r"n['’]t\b", re.I), " not"),
    (re.compile(r"\b(what|who|where|when|how|that|it)['’]s\b", re.I), r"\1 is"),
    (re.compile(r"\bi['’]m\b", re.I), "i am"),
)
"""Ways of asking that mean the same, each brought to one. None of them may take a denial out of a question."""
_PARTICLES = re.compile(r"[的了呢吧啊呀吗嘛么哦啦]|\b(?:a|an|the)\b", re.I)
_KEPT = re.compile(r"[\u3400-\u9fff]|[a-z0-9.%$£€/‰-]+", re.I)
_DENIAL = re.compile(
    r"不(?![同仅但断论管服动])|没有?(?!收)|未(?!来|成年|婚)|无(?!论|线|形)|非(?!常|物质|营利)|禁止|严禁|拒绝?|除外|除了|以外"
    r"|\b(?:not|no|never|neither|nor|without|unless|except|excluding|refus\w*|den(?:y|ied))\b",
    re.I,
)
_UNITS = ("quantity", "date", "time", "part")


def key(question: str) -> str:
    """Digest of what a question comes down to: equal digests, one question."""
    return sha256(bare(question))


def bare(question: str) -> str:
    """What a question comes down to. Never empty for a text that is not."""
    text = _turned(_with_plain_figures(plain(question)))
    text = text.replace("什么", "\x00").replace("怎么", "\x01")
    left = _PARTICLES.sub(" ", text).replace("\x00", "什么").replace("\x01", "怎么").lower()
    return " ".join(_words(left)) or " ".join(_words(text.lower())) or question.strip()


def difference(question: str, other: str) -> str | None:
    """What makes two wordings two questions, in a few words; None if no guard finds anything.

    Guarded are numbers, denial, places, kinds of applicant, and the kind of fact that is asked for. Not the language.
    """
    checks = (
        ("number", _facts(question), _facts(other)),
        ("denial", _denials(question), _denials(other)),
        ("place", _places(question), _places(other)),
        ("applicant", kinds(question), kinds(other)),
        ("kind of fact", _asks(question), _asks(other)),
    )
    return next((name for name, mine, theirs in checks if mine != theirs), None)


def _turned(text: str) -> str:
    text = _COURTESY.sub(" ", text)
    for pattern, one in _TURNED:
        text = pattern.sub(one, text)
    return text


def _with_plain_figures(text: str) -> str:
    """The text with each number and its unit in canonical form."""
    pieces, at = [], 0
    hard = (figure for figure in figures(text) if figure.kind in _UNITS)
    for (start, end), same in groupby(hard, lambda figure: (figure.start, figure.end)):
        if start >= at:
            pieces += [text[at:start], "".join(f" {f.value}{_unit(f)} " for f in same)]
            at = end
    return "".join((*pieces, text[at:]))


def _unit(figure: Figure) -> str:
    return f"/{figure.kind[0]}{figure.unit}"


def _words(text: str) -> list[str]:
    return [piece for found in _KEPT.findall(text) if (piece := found.strip(".-/"))]


def _facts(text: str) -> list[tuple[str, str, str]]:
    return sorted((f.kind, f.value, f.unit) for f in figures(text) if f.kind != "name")


def _denials(text: str) -> int:
    return len(_DENIAL.findall(_turned(plain(text))))


def _places(text: str) -> frozenset[str]:
    return frozenset(place.code for place in jurisdictions.find(text, latin=True))


def _asks(text: str) -> tuple[object, ...] | None:
    """The kinds of fact asked for; in English `how long` may be asked in too many ways to be compared."""
    return asked(text) if is_chinese(text) else None
