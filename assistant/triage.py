"""What kind of message this is, by plain rules: someone in danger, a greeting, small talk, or a question to answer.

Danger comes first and is never blocked. A rule must be sure: whatever it does not know is a question. Does not know
complaints, personal cases or eligibility.
"""

import re
from typing import Literal

Kind = Literal["question", "crisis", "greeting", "thanks", "small_talk"]

_CRISIS = re.compile(
    r"(?:我|俺|本人|真的|好)?(?:不想活|活不下去|想(?:要)?(?:自杀|轻生|寻死|去死|死了算|跳楼|割腕|结束(?:自己的)?生命)|要(?:自杀|跳楼|轻生)|准备自杀|打算自杀)"
    r"|(?:我)?(?:正在|刚刚?|一直)?被(?:老公|丈夫|妻子|男友|女友|家人|他|她|爸|妈|父亲)(?:打得|殴打|毒打|家暴|囚禁|关起来)[^？?]{0,12}(?:救|怎么办|害怕|受不了|活)"
    r"|(?:^|[，。！!\s])救命"
    r"|\b(?:i|i'm|i am|im)\b[^.?!]{0,25}\b(?:kill(?:ing)? myself|suicidal|end(?:ing)? my (?:own )?life"
    r"|want(?:ing)? to die|hurt(?:ing)? myself)\b"
    r"|\b(?:don't|do not|dont) want to (?:live|be alive)\b|\bno reason to live\b|\bbetter off dead\b",
    re.I,
)
_ABOUT_RULES = re.compile(
    r"保险|理赔|赔偿|条款|法律规定|定罪|判刑|罪名|工伤认定|条例|insurance|benefit claim|policy exclu", re.I
)
_GREETING = re.compile(
    r"(?:(?:你|您)们?好[呀啊吗]?|哈喽|嗨|在吗|在么|有人吗|早上好|上午好|中午好|下午好|晚上好|早安|晚安"
    r"|hi|hello|hey|good (?:morning|afternoon|evening))"
    r"(?:[\s，,。.!！~～?？]|there|呀|啊|你好|您好)*",
    re.I,
)
_THANKS = re.compile(
    r"(?:好的?|嗯+|行|ok(?:ay)?|明白了?|知道了|懂了)?[\s，,。.!！]*(?:非常|多|太)?(?:谢谢|感谢|多谢|辛苦)(?:你|您|了|啦|帮助|的帮助|解答|的解答)*[\s，,。.!！~～]*"
    r"|(?:好的|明白了?|知道了|再见|拜拜|bye(?:[ -]?bye)?|ok(?:ay)?|thank(?:s| you)(?: (?:so|very) much"
    r"| a lot)?[\s,.!]*(?:bye)?)[\s，,。.!！~～]*",
    re.I,
)
_SMALL_TALK = re.compile(
    r"(?:今天|明天|后天|现在|这里|本周|[\u4e00-\u9fff]{2,4})?(?:的)?天气(?:怎么样|如何|好吗|预报|[?？])"
    r"|(?:讲|说|来)(?:一)?个(?:笑话|故事|段子)|(?:写|作|来)(?:一)?(?:首|篇)(?:诗|小说|情书|歌词|散文|作文)|你(?:是谁|叫什么(?:名字)?|几岁|多大了?|喜欢什么"
    r"|有女朋友吗|有男朋友吗|会做什么|能做什么)[?？]?$"
    r"|(?:推荐|预测)[^，。？]{0,6}(?:股票|彩票|电影|歌曲|餐厅|小说)|(?:股票|彩票)(?:推荐|预测|走势)|写(?:一段|个)?(?:代码|程序|python)"
    r"|\b(?:tell me a (?:joke|story)|write (?:me )?(?:a |an )?(?:poem|song|story|essay|novel|haiku|limerick|code"
    r"|python)|who are you|what(?:'s| is) your name"
    r"|what(?:'s| is) the weather|weather (?:today|tomorrow|forecast)|sing (?:me )?a song"
    r"|what is the meaning of life|(?:recommend|suggest) (?:me )?(?:a |some )?(?:movie|restaurant|stock|book)s?)\b",
    re.I,
)


def kind(question: str) -> Kind:
    """Say what a message is. `question` is cleaned; anything not recognised is `question`."""
    if _CRISIS.search(question) and not _ABOUT_RULES.search(question):
        return "crisis"
    if _GREETING.fullmatch(question):
        return "greeting"
    if _THANKS.fullmatch(question):
        return "thanks"
    if _SMALL_TALK.search(question):
        return "small_talk"
    return "question"
