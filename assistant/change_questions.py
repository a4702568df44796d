"""Whether a question is about a change of the law: what a rule was before, or a wording that it calls new.

Read from the usual words in Chinese and English. Does not know whether anything changed.
"""

import re
from difflib import Match, SequenceMatcher

from assistant.wording import content

_THEN = r"(?:以前|之前|原来|过去|从前|原先|旧法|老法|旧规定|老规定|修[订改正]前)"
_RULE = (
    r"(?:规定|法律|政策|标准|条例|办法|细则|解释|制度|罚款|处罚|刑罚|期限|时限|上限|下限|条件|比例|门槛|年限|幅度|法)"
)
_CHANGED = re.compile(
    r"(?:怎么|如何|怎样|咋)(?:变|改|调|调整|修订|修改)(?:的|了|过)"
    r"|有(?:什么|哪些|何|多大|啥)(?:新的?|大的?|具体)?(?:变化|变动|改变|改动|调整|修改)"
    r"|(?:变[重轻严松宽长短高低多少贵]|加重|减轻|放[宽松]|收紧|提高|降低|延长|缩短|增加|减少)(?:了(?:还是|没有?|吗|么|呢)|还是)"
    r"|(?:从|由)(?:多久|多少|多长|几)[^，。？]{0,8}(?:变|改|提高|降|增|延长|缩短|调)"
    r"|(?:改|变|调整?|提高|降低?|涨|增加|延长|缩短)(?:成|到|为)?了(?:多少|几[天日年倍个]|多久|多长)"
    rf"|{_THEN}[^，。？]{{0,8}}(?:几|多少|多久|多长|怎么)[^，。？]{{0,6}}[，,、](?:那么?)?(?:现在|如今)"
    r"|(?:修[订改正]|调整|改|新增)了(?:什么|哪些|哪里|几处)|什么时候(?:起|开始)?(?:统一|改|变|提高|降低|取消)(?:的|成|为)"
    r"|新[^，。？]{0,12}(?:法|条例|规定|办法|标准|政策)[和与跟同比]旧|旧[^，。？]{0,12}(?:法|条例|规定|办法|标准|政策)[和与跟同比到]新|新[旧老](?:规定|标准|政策|制度|两|法|[^，。？\s]{0,14}(?:法|条例|规定|办法|细则|解释|标准))"
    rf"|(?:修[订改正]|改革|调整|{_RULE})[以之]?前后"
    r"|(?<![移婚产业职户宅岁])前后(?:怎么|如何|有何|有什么|有哪些|的?(?:变化|区别|差别|不同))"
    rf"|(?:跟|和|与|同|比起?|较){_THEN}[^，。？]{{0,8}}?(?:相比|比|一样|不同|区别|变|多了|少了|更?[高低重轻严宽长短])"
    rf"|(?:^|[，,。；？：:\s]){_THEN}(?:的?规定|的标准)?(?:又?是)?(?:怎么|如何|怎样|多少|几|什么样)"
    r"(?:算|规定|罚|处罚|定|判|计算|收|[天日年倍元]|钱|的)"
    rf"|(?<![我们他她]){_THEN}(?:的?{_RULE}(?![没未不])|最[高长多低]|罚(?!款))[^。？！?]{{0,30}}[，,](?:那么?)?(?:现在|如今|新法)"
    rf"[^。]*(?:吗|呢|多少|几|怎么|多久|还)"
    rf"|{_THEN}呢|{_THEN}的?{_RULE}(?:是|又是)?(?:什么|怎么|如何|怎样|多少)"
    r"|(?:修[订改正]|调整)(?:了|过)?[以之]?后[^。？]{0,20}(?:多了|少了|增加了|删了|取消了|变了?|改了?)(?:什么|哪些|吗|没)"
    rf"|{_RULE}[^，。？]{{0,6}}(?:变|改)(?:了|过)(?:吗|没|么)"
    r"|\bwhat(?:'s| has| have| was| were| is)?(?: been)? changed\b|\bhow (?:has|have|had|did)\b[^.?!]{0,60}\bchanged?\b"
    r"|\bbefore and after\b|\bused to (?:be|say)\b"
    r"|\b(?:compared (?:with|to)|than|from)\s+(?:the\s+)?(?:old|previous|former|earlier)\b"
    r"|\b(?:old|previous|former|earlier) (?:law|rules?|regulations?|act|version|wording)\b",
    re.I,
)
_THEN_TOLD = re.compile(r"(?:19|20)\d{2}\s*年[^。？?]{0,12}?(?:时候?|当时|那会儿|的规定|规定)")
_AND_NOW = re.compile(
    r"[，,。；？?\s](?:那么?|到)?(?:现在|如今|目前)(?:呢|又?[是要能可]?[^，。？?]{0,12}(?:吗|多少|几|怎么|什么|多久|多长|哪))"
)
"""How one asks for today beside a day that was told: 2019年的时候要几年，现在呢？"""
_ENACTED = r"(?:公布|发布|颁布|出台|通过|修订|修改|修正|生效|施行|实施|执行|适用)"
_NEW = re.compile(
    rf"(?<![重更创革清全翻])新(?![生疆闻华能兴增鲜冠型入来员招手进人店买]|公司(?!法))|修[订改正]|即将|将要|{_ENACTED}了|改了|还[没未](?:有|到)?(?:公布|生效|施行)|(?:要|会|将)(?:{_ENACTED}|改(?![名签派到成]))"
    r"|\bnew(?:ly)?\b|\b(?:amended|revised|upcoming)\b|\b(?:take|takes|took|taken) effect\b",
    re.I,
)
_CALLED_NEW = re.compile(rf"(?:最?新|即将|将要)(?:要?{_ENACTED})?的?《?(?:中华人民共和国)?$|{_ENACTED}[以之]?后的《?$")
_NEWS = re.compile(rf"(?:现在|目前|如今)?(?:已经?|都|刚刚?|才)?(?:{_ENACTED}|改)(?:[以之]?后|了|过)(?:吗|没有?)?")
_NAME = re.compile(r"(?:新的?|的)([\u4e00-\u9fff]{2,16}?(?:法|条例|细则))")
_OF_THEIR_OWN = {"劳动法", "行政法", "安全法", "税法", "民法", "刑法", "保险法", "诉讼法", "管理法", "保护法"}
"""Names of other laws, or of whole branches, that are short for none: 新劳动法 is no 劳动合同法."""
_OF_ITS_NAME = 0.6
"""Share of a text's name that a question must hold in one piece to name it."""
_LEAST = 2
"""Content words that are left of a question without the name of a law."""


def asks_what_changed(question: str) -> bool:
    """Whether a question asks for a rule as it was before, beside the one that holds: 前后怎么变, 变重还是变轻了."""
    return bool(_CHANGED.search(question)) or asks_for_now_too(question)


def asks_for_now_too(question: str) -> bool:
    """Whether a question for the law of a day asks for that of today beside it: 2019年的时候要几年，现在呢？"""
    return bool(_THEN_TOLD.search(question) and _AND_NOW.search(question))


def speaks_of_new_law(question: str) -> bool:
    """Whether a question takes a law for new, changed or about to come: 新公司法, 修订后, 生效了吗."""
    return bool(_NEW.search(question))


def names(question: str, work: str) -> bool:
    """Whether a question holds a good part of a text's name in one piece: 信访条例, not 信访."""
    return _in_one_piece(question, work).size >= max(4, _OF_ITS_NAME * len(work))


def names_in_short(question: str, work: str) -> bool:
    """Whether a question holds the whole of a text's name, or calls new what is short for it: 新民诉法, 民事诉讼法."""
    return work in question or any(_is_short_for(found[1], work) for found in _NAME.finditer(question))


def without_name(question: str, work: str) -> str:
    """A question without the name of a law and the news of it: what is looked for in that law itself.

    Every article of a law is as near to its name, and those on its commencement are nearest to the news.
    """
    named = _in_one_piece(question, work)
    before, after = question[: named.a], question[named.a + named.size :]
    rest = _NEWS.sub("", _CALLED_NEW.sub("", before) + after)
    return rest if len(content(rest)) >= _LEAST else question


def _in_one_piece(question: str, work: str) -> Match:
    return SequenceMatcher(None, question, work, autojunk=False).find_longest_match()


def _is_short_for(name: str, work: str) -> bool:
    """Whether a name is made of characters of another, in their order, and both are called the same: 法, 条例."""
    rest = iter(work)
    if name in _OF_THEIR_OWN:
        return False
    return name[0] == work[0] and name[-1] == work[-1] and all(character in rest for character in name)
