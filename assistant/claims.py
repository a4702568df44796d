"""What a sentence claims out of nowhere: a term of another meaning, a conclusion of its own, a leave or a ban.

Words may cover a sentence almost wholly and still not say it: 醉酒 is not 饮酒, and a rule about speed permits nothing.
Each function names what is wrong; nothing named is nothing found. Does not know grammar.
"""

import re
from collections.abc import Iterator

from assistant.facts import CLAUSES
from assistant.figures import figures, is_among
from assistant.wording import content, coverage, covering

_NOT_THE_SAME = (
    ("醉酒", "饮酒"), ("定金", "订金"), ("罚金", "罚款"), ("拘役", "拘留"), ("注销", "吊销"), ("撤销", "吊销"),
    ("终止", "解除"), ("死亡", "受伤"), ("工作日", "自然日"), ("税前", "税后"), ("监护人", "代理人"),
    ("永久", "临时"), ("故意", "过失"), ("上诉", "申诉"), ("复议", "诉讼"), ("仲裁", "诉讼"), ("公证", "见证"),
)  # fmt: skip
"""Terms that a reader may take for one another, and the law does not."""
_CONTRARY = re.compile(r"(?<![除并而])((?:非(?![法常但得要凡议难])|未(?=成年))[\u4e00-\u9fff]{2})[\u4e00-\u9fff]?")
_DENIED = re.compile("[不未没无非免除禁否][^，。；]{0,5}$")
_ELSEWISE = re.compile("外|其他|另")
"""Other words for 非: 外地户籍 is 非本市户籍."""
_CONCLUDES = re.compile(
    r"(?:因此|所以|因而|故而|由此(?:可见|可知)?|综上(?:所述)?|总之|这意味着|也就是说)"
    r"|(?:therefore|thus|hence|so|in conclusion|this means)\b",
    re.I,
)
_PERMITS = re.compile(r"可以|有权|允许|准许|\b(?:may|can|allowed|permitted|entitled)\b", re.I)
_PERMITTING = re.compile(
    r"可(?!能|靠|行性|持续|燃|疑)|有权|允许|准许|准予|能|得以|享|自(?:愿|主|行(?!车))|选择|申请|免|资格|权利|符合|无需|不需|不必"
    r"|\b(?:may|can|could|allow|permit|entitle|eligib|able|option|choose|qualif|right|free|apply|you(?:'|’)ll|get|receive)",
    re.I,
)
_BANS = re.compile(r"不得|禁止|严禁|不可以|不准|\b(?:must not|may not|cannot|can't|prohibited|forbidden)\b", re.I)
_BANNING = re.compile(
    r"不|禁|无|未|非|勿|违|罚|拒|除|责令|追究|取消|撤|\b(?:no|not|never|un\w+|without|unless|except|only|prohibit|forbid|ban|cannot)"
    r"|n['’]t\b",
    re.I,
)


def unfounded(sentence: str, source: str, about: str = "") -> Iterator[str]:
    """What the sentence claims that the source, and what is known about it, cannot carry."""
    for mine, theirs in _NOT_THE_SAME:
        for said, there in ((mine, theirs), (theirs, mine)):
            if said in sentence and said not in source and there in source:
                yield f"term: {said} is not {there}"
    yield from _contraries(sentence, source)
    yield from _misapplied(sentence, source)
    if _CONCLUDES.match(sentence.lstrip()):
        told = _CONCLUDES.sub("", sentence.lstrip(), count=1)
        if coverage(content(told), covering(source)) < 1.0:
            yield "conclusion: the source does not draw it"
    if _PERMITS.search(sentence) and not _PERMITTING.search(f"{source}\n{about}"):
        yield "permission: the source gives none"
    if _BANS.search(sentence) and not _BANNING.search(source):
        yield "ban: the source forbids nothing"


def _contraries(sentence: str, source: str) -> Iterator[str]:
    """A term of the sentence whose contrary alone stands in the source: 未成年人 for 成年人, 本市 for 非本市."""
    for found in _CONTRARY.finditer(sentence):
        term = found[0][1:]
        if found[1] not in source and not _ELSEWISE.search(source) and not _states(sentence, term):
            there = _told(source, term)
            if there and all(there):
                yield f"term: {found[0]} is not {term}"
    for found in _CONTRARY.finditer(source):
        term = found[0][1:]
        if _states(sentence, term) and not _states(source, term):
            yield f"term: {term} is not {found[0]}"


def _misapplied(sentence: str, source: str) -> Iterator[str]:
    """The same of the clauses of one figure: 20 yuan for 本市 that the source tells of 非本市."""
    there = [(clause, figures(clause)) for clause in CLAUSES.split(source)] if _CONTRARY.search(source) else []
    for clause in CLAUSES.split(sentence) if there else ():
        for figure in figures(clause):
            beside = "，".join(told for told, facts in there if is_among(figure, facts))
            if not any(found[1] in clause for found in _CONTRARY.finditer(beside)):
                yield from _contraries(clause, beside)


def _states(text: str, term: str) -> bool:
    """Whether a term stands somewhere without a denial shortly before it."""
    return any(_told(text, term))


def _told(text: str, term: str) -> list[bool]:
    """Of each place where a term stands, whether it is not denied there."""
    places = re.finditer(re.escape(term), text)
    return [not _DENIED.search(text, max(0, found.start() - 6), found.start()) for found in places]
