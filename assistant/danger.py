"""Whether somebody is in danger, by plain rules: told without doubt, or perhaps.

Who may be in danger is shown where to find help and is never blocked. A question about the rules for such a case
(家暴能申请保护令吗) is answered like any other, with the lines of help beside it. Does not know what is said to them.
"""

import re

_KIN = (
    r"(?:老公|丈夫|老婆|妻子|[男女]友|[男女]朋友|前[夫妻任]|爸爸?|妈妈?|父亲|母亲|[继后][父母爸妈]|婆婆|公公|儿子"
    r"|家里?人|他|她)"
)
_SOON = r"(?:现在|正在|正|刚刚?|刚才|今天|昨天|昨晚|已经|又|一直|经常|总是?|长期)*"
_SURE = re.compile(
    r"不想活|活不下去|活着?真?(?:没劲|太累|好累)|没劲活|一了百了|活着没(?:有)?(?:什么)?(?:意思|意义)"
    r"|(?<![你他她])(?:想|要|准备|打算)(?:要)?(?:自杀|轻生|寻死|去死(?!亡|者)|跳[楼河江海桥]|割腕|烧炭|上吊(?![车装篮顶机])|喝(?:农药|百草枯)"
    r"|结束(?:自己的)?生命|了断)|想死(?=了|算|啊|[，。！!]|$)|死了算了"
    r"|(?:吃|吞|喝)了[一半两几很好多]*[瓶片颗把粒些]*(?:安眠药|农药|百草枯|老鼠药|敌敌畏)"
    rf"|(?:有人|{_KIN})[^，。？?]{{0,6}}(?:要|正?在|威胁要?|扬言要?)(?:打死|弄死|杀死?|砍死?|捅死?|掐死)(?:了)?(?:我|孩子)(?!家?的)"
    rf"|(?:有人|{_KIN})[^，。？?]{{0,4}}拿着?[^，。？?]{{0,2}}[刀斧棍枪][^，。？?]{{0,4}}(?:追|砍|捅|威胁|指|冲|要杀)"
    rf"|有人{_SOON}在?(?:[砸撬踹](?:我家?的?)?门|跟踪我|跟着我)|(?:^|[，。！!\s])救命"
    rf"|(?:我|孩子|家人|老婆|女儿|儿子){_SOON}被(?:人)?(?:绑架|拐卖|囚禁|非法拘禁|困在|跟踪)(?:了)?(?!.{{0,6}}(?:罪|赔偿|算|判|属于|构成))"
    r"|\b(?:i|i'm|i am|im)\b[^.?!]{0,25}\b(?:kill(?:ing)? myself|suicidal|end(?:ing)? my (?:own )?life"
    r"|end(?:ing)? it all|feel like ending it|want(?:ing)? to die|hurt(?:ing)? myself)\b"
    r"|\b(?:don't|do not|dont) want to (?:live|be alive)\b|\bno reason to live\b|\bbetter off dead\b"
    r"|\b(?:someone|somebody|he|she|my (?:husband|wife|boyfriend|ex|partner)) (?:is (?:going to|trying to)|wants to"
    r"|threatens to|threatened to|will) kill me\b"
    r"|\b(?:i am|i'm|i was) being (?:beaten|attacked|followed|held against my will)\b",
    re.I,
)
_PERHAPS = re.compile(
    rf"{_KIN}[^，。？?]{{0,10}}(?:打|揍|踢|掐|殴打|家暴|虐待)[了过得着骂伤]*(?:我|孩子|人)(?!家?的|电话|手机)"
    rf"|(?:我|我妈|孩子|女儿){_SOON}被[^，。？?]{{0,4}}(?:家暴|虐待|殴打|毒打|打得|性侵|猥亵|强奸|囚禁|关起来)|[把将]我[^，。？?]{{0,4}}[锁关](?:在|起来)"
    r"|被(?:老公|丈夫|妻子|男友|女友|家人|他|她|爸|妈|父亲)(?:打|殴打|毒打|家暴)"
    r"|(?:朋友|同学|孩子|家人|女儿|儿子|同事|邻居)(?:他|她)?(?:说|在|正)?(?:要|想|闹着?要?)?(?:自杀|轻生|跳楼|割腕)"
    rf"|(?:孩子|女儿|儿子|小孩|宝宝|老人|奶奶|爷爷|我妈|我爸){_SOON}(?:走丢|走失|不见了|失踪|找不到了|被(?:人|别人|陌生人)?[带抱拐]走)"
    r"|\b(?:friend|son|daughter|brother|sister|husband|wife|child|classmate)\b[^.?!]{0,30}\b(?:suicidal"
    r"|kill (?:himself|herself|themselves))\b"
    r"|\b(?:husband|wife|boyfriend|girlfriend|partner|ex|father|dad|mother|mom|stepfather|he|she)\b[^.?!]{0,12}"
    r"\b(?:beats?|hits?|chok(?:es|ed)|punched|is (?:beating|hitting|choking))\b[^.?!]{0,6}\bme\b"
    r"|\bmy (?:child|kid|son|daughter|baby) (?:is|has gone|went) missing\b",
    re.I,
)
_ABOUT_RULES = re.compile(
    r"保险|理赔|赔|条款|规定|定罪|判|罪|工伤认定|条例|责任|补偿|离婚|保护令|起诉|证据|取证|立案|申请|可以|能不能|能否|是否|算不算|属于|宣告|多久"
    r"|insurance|benefit claim|policy exclu|divorce|protective order|restraining order|custody|\bcan i\b|\blaw\b",
    re.I,
)


def in_danger(message: str) -> bool:
    """Whether somebody is, or may be, in danger now. Questions about the rules for it are none."""
    return bool(_SURE.search(message) or (_PERHAPS.search(message) and not _ABOUT_RULES.search(message)))


def speaks_of_danger(message: str) -> bool:
    """Whether somebody may be in danger of whom a question about the rules is asked."""
    return bool(_PERHAPS.search(message)) and not in_danger(message)
