"""What a short follow-up puts in the place of a word of the question before, so that all else of it is asked again.

After `广州首次申领居住证要什么材料`, `那补办呢` asks `广州补办居住证要什么材料`, `杭州呢` the same of 杭州. Replaced
are a place by a place, a number by one of its unit, a step of a procedure by another, and the word that a question
begins with by one of its length and ending (结婚, 离婚). Chinese only. Does not know which question was the one before,
nor grammar: what replaces nothing that is recognised says something new, and `rephrase` puts it beside the whole
question.
"""

import re

from ingestion import jurisdictions

_SAID = re.compile(
    r"^(?P<lead>(?:那么?|还有|另外|此外|如果是?|要是|换成|以及|至于)*)(?P<said>[\w\s.·]{1,20}?)的?(?P<tail>呢?)[？?。！!\s]*$"
)
_PAPERS = "证本簿照卡"
"""Last characters of papers, any of which stands for any other: 身份证, 户口本."""
_NUMBER = "[零〇一二两三四五六七八九十百千万0-9]+"
_WITH_NUMBER = re.compile(rf"(?P<before>\D*?)(?P<number>{_NUMBER})(?P<unit>[^\W\d]{{1,4}})")
_FIRST = r"首次|初次|第一次"
_LATER = r"补办|补领|补发|换领|换发|换证|续签|续期|续办|签注|变更|注销|挂失|年检|年审"
_STEP = re.compile(
    rf"(?:{_FIRST}|重新|遗失|丢失|到期|新)?(?:(?:申请|申领|申办|{_LATER})+"
    rf"|(?:(?<=[{_PAPERS}]怎么)|(?<![民开举主承创经督查么样咋何]))办(?:理|证)?(?![法公事]))"
)
"""A step of a procedure, with how it comes about: 首次申领, 遗失补办."""
_SPECIAL_STEP = re.compile(rf"(?:{_FIRST})(?:申请|申领|申办|办理?)?|(?:{_LATER})+")
"""One that another cannot be part of, as 办 and 申请 can."""
_INSTEAD = ((("男", "女"), re.compile("[男女](?![儿孩生士])")), (("城镇", "农村"), re.compile("城镇|农村")))
_OPENING = re.compile(r"^(?:请问|我想?|想要?|申请|申领|办理?|领取?)*")
_NO_NAME = re.compile(r"[^\u3400-\u9fff]|[的了吗呢怎么什多少几要能可以在和与或是我你他被把丢过]")
"""What is in no name of a thing, and so in no word that is replaced by its length alone."""


def said_alone(follow_up: str) -> str | None:
    """What a follow-up says that asks nothing of its own, without the words around it: 补办 of `那补办呢？`."""
    found = _SAID.match(follow_up.strip())
    return found["said"].strip() if found and (found["lead"] or found["tail"]) else None


def replaced(said: str, before: str) -> str | None:
    """The question `before` with what was `said` in place of its like; None if nothing in it is like that."""
    if jurisdictions.find(said, latin=True) and not jurisdictions.without_places(said).strip("市省区县 "):
        several = len(jurisdictions.find(before, latin=True)) > 1
        return None if several else in_place(said, before) or f"{said}{before}"
    if said in before:
        return None
    if number := _WITH_NUMBER.fullmatch(said):
        like = rf"(?:{re.escape(number['before'])})?(?<!\d)(?!(?:19|20)\d\d年){_NUMBER}{re.escape(number['unit'])}"
        return _once(re.compile(like), said, before)
    if _STEP.fullmatch(said):
        return _once(_STEP, said, before)
    for group, either in _INSTEAD:
        if said in group:
            return _once(either, said, before)
    return _of_its_length(said, before)


def in_place(name: str, before: str) -> str | None:
    """The question `before` for another place; None if it names none."""
    elsewhere = jurisdictions.without_places(before, name)
    return re.sub(rf"(?:{re.escape(name)})+", name, elsewhere) if elsewhere != before else None


def without_rivals(topic: str, question: str) -> str:
    """A topic without the place and the step of a procedure that the question itself names others of."""
    if jurisdictions.find(question, latin=True):
        topic = jurisdictions.without_places(topic, "")
    steps = set(_SPECIAL_STEP.findall(question))
    return _SPECIAL_STEP.sub("", topic) if steps and steps.isdisjoint(_SPECIAL_STEP.findall(topic)) else topic


def _once(like: re.Pattern[str], said: str, before: str) -> str | None:
    """With the one word that is like what was said replaced; None if there is none, or several that differ."""
    return like.sub(said, before) if len(set(like.findall(before))) == 1 else None


def _of_its_length(said: str, before: str) -> str | None:
    """With the word that a question begins with replaced, if it is as long as what was said, ends alike and begins
    otherwise. Further inside, the same characters may be a part of a longer word: 产假 of 陪产假."""
    size = len(said)
    word = _OPENING.sub("", jurisdictions.without_places(before, ""))[:size]
    if len(word) < size or _NO_NAME.search(said + word) or before.count(word) != 1 or not _ends_alike(word, said):
        return None
    return before.replace(word, said)


def _ends_alike(word: str, said: str) -> bool:
    same = next((i for i, (a, b) in enumerate(zip(reversed(word), reversed(said), strict=True)) if a != b), len(said))
    if len(said) < 3:
        return same == 1 and said.endswith("婚")  # 外资 is no 工资, 贷款 no 罚款
    return {word[-1], said[-1]} <= set(_PAPERS) if same == 0 else same == 1 or len(said) - same >= same
