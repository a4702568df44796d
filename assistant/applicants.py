"""Which kinds of applicant a text names: a foreigner, a business, a minor, somebody who applies for another.

Rules differ by kind of applicant, so an answer for one kind is not an answer for another. A kind is recognised by its
usual words in Chinese and English; whether the asker or somebody else is meant is not told apart, except in what was
said earlier, where only what people say of themselves counts. Does not know what a rule grants to whom.
"""

import re
from collections.abc import Iterable

from assistant.figures import plain

KINDS: dict[str, re.Pattern[str]] = {
    name: re.compile(words, re.I)
    for name, words in {
        "person": r"个人|自然人|\bindividuals?\b",
        "business": r"企业|公司|法人|用人单位|事业单位|(?<!居住地)(?<!工作)单位|合作社"
        r"|\b(?:business(?:es)?|compan(?:y|ies)|employers?|enterprises?)\b",
        "sole_trader": r"个体工商户|个体户|\b(?:sole traders?|self[- ]employed)\b",
        "organisation": r"社会组织|社会团体|民办非企业|基金会|\b(?:non-?profits?|charit(?:y|ies))\b",
        "foreigner": r"外国人|外国公民|外籍|外国留学生|\b(?:foreigners?|foreign nationals?|non-?citizens?)\b",
        "hongkong_macao_taiwan": r"港澳台?|香港|澳门|台湾|台胞|\b(?:Hong Kong|Maca[ou]|Taiwan)\b",
        "overseas_chinese": r"华侨|归侨|侨眷|\boverseas Chinese\b",
        "minor": r"未成年|儿童|孩子|小孩|婴儿|新生儿|宝宝|\b(?:minors?|child(?:ren)?|newborns?|bab(?:y|ies))\b",
        "elderly": r"老年人|老人|退休|\b(?:seniors?|elderly|retire[ed]s?|pensioners?)\b",
        "disabled": r"残疾|\b(?:disabled|disabilit(?:y|ies))\b",
        "student": r"学生|毕业生|研究生|\b(?:students?|graduates?)\b",
        "pregnant": r"孕妇|怀孕|孕期|哺乳期|产妇|\bpregnan(?:t|cy)\b",
        "soldier": r"军人|军属|退役|退伍|\b(?:veterans?|military|service ?members?)\b",
        "farmer": r"农民|农村|村民|\b(?:farmers?|rural)\b",
        "poor": r"低保|困难家庭|特困|\blow[- ]income\b",
        "agent": r"代办|代理|代领|代为|替(?!换|代)|帮(?:别人|他人|家人|朋友|父母|老人|孩子)"
        r"|\b(?:on behalf of|for (?:someone|somebody) else|proxy)\b",
    }.items()
}
"""Kind of applicant → the words that name it."""
_OF_ONESELF = re.compile(
    r"(?:我们?|本人|俺|咱们?)(?:家|这)?(?:就?是|作为|属于|算是|为)[^。！？；\n]*|我们?(?:公司|企业|单位|合作社)"
    r"|\b(?:I am|I['’]m|we are|we['’]re|as an?|my company|our company|our business)\b[^.!?;\n]*",
    re.I,
)


def kinds(text: str) -> frozenset[str]:
    """The kinds that a text names; empty for most."""
    text = plain(text)
    return frozenset(name for name, words in KINDS.items() if words.search(text))


def said_of_oneself(texts: Iterable[str]) -> frozenset[str]:
    """The kinds that people say they are, in several texts: `我是外国人`, `our company`."""
    return frozenset(name for text in texts for words in _OF_ONESELF.findall(plain(text)) for name in kinds(words))
