"""What kind of message this is, by plain rules: danger, a personal case, a complaint, small talk, or a question.

Danger comes first and is never blocked. A rule must be sure: whatever it does not know is a question, and so is every
question how something is done (怎么查社保余额, 去哪里投诉). Does not know eligibility, nor what the documents hold.
"""

import re
from typing import Literal

from assistant.danger import in_danger

Kind = Literal["question", "crisis", "greeting", "thanks", "personal_case", "complaint", "weather", "small_talk"]

_HOW = re.compile(
    r"怎么(?!还)|怎样|如何|哪[里儿个些]|在哪|什么(?:渠道|途径|方式|材料|条件|部门)|能不能|能否|可以|是否|会不会|有没有规定"
    r"|\bhow (?:do|can|to|should)\b|\bwhere (?:do|can|to)\b|\b(?:can|do|should|must) i\b|\bunder (?:the|a|this) ",
    re.I,
)
_PERSONAL = re.compile(
    r"(?:我|我们|我家|本人)(?:的|上(?:周|个?月)|昨天|前天|前几天|之前|[^，。？]{0,6}(?:提交|申请|申报|办理?|递交)的)?[^，。？]{0,14}"
    r"(?:到哪一?步了?|(?:办理?|审批|审核)?进度(?:是|到|怎么样|如何|[？?]|$)|(?:批(?:下来)?|办好|开庭)(?:了(?:吗|没)|没有?(?=[？?。]?$))|审(?:核|批)?(?:通过|完)了(?:吗|没)"
    r"|(?:余额|账户)(?:里)?(?:还)?(?:有|是|剩)?多少|到账了(?:吗|没)|发(?:下来)?了(?:吗|没)|(?:怎么|为什么|为啥)还(?:没|不)(?:到账|批|办好|发|下来|审))"
    r"|(?:^|[，,。！!\s]|[帮给替]我|[想要请能])(?:查(?:一?下|询)?(?:一下)?|看看)我(?:的|家的)?[^，。？]{0,12}(?:余额|进度|社保|公积金|医保|违章|缴费|记录|状态|分数|成绩|年限|明细|档案)"
    r"|\b(?:status|progress|update|decision) (?:of|on|about|for) my\b"
    r"|\b(?:check|look up|find|tell me|what(?:'s| is)) my"
    r" (?:[a-z]+ ){0,3}(?:balance|status|case|record|refund|payment history)\b"
    r"|\b(?:has|was|is|did) my (?:[a-z]+ ){0,3}(?:application|claim|case|request|refund|payment|passport|permit|visa)\b"
    r"[^.?]{0,20}\b(?:approved|denied|rejected|processed|ready|arrive|come through|gone through)\b"
    r"|\bwhere(?:'s| is) my (?:[a-z]+ ){0,2}(?:refund|payment|application|passport|card|check|cheque|visa|permit)\b",
    re.I,
)
_COMPLAINT = re.compile(
    r"^(?:我(?:们)?(?:要|想|来)?|本人|实名|强烈|再次|请求)?(?:投诉|举报|控诉|反映|检举)(?!.{0,4}(?:电话|热线|渠道|方式|流程|条件|时限|期限|奖励|条例|办法|规定))"
    r"|我(?:们)?(?:要|想)(?:投诉|举报|控告|检举)"
    r"|^i (?:want|would like|need|wish) to (?:complain|report|file a complaint|make a complaint)\b",
    re.I,
)
_HOW_TO_COMPLAIN = re.compile(
    r"吗[？?]?$|(?:怎么|如何|去哪|在哪|哪里|向谁|找谁|哪个部门)[^，。？]{0,6}(?:投诉|举报|反映|检举)|\bhow\b|\bwhere\b",
    re.I,
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
_WEATHER = re.compile(
    r"(?<!高温)(?<!极端)(?<!恶劣)天气(?:预报[^，。]{0,8}|(?:怎么样|如何|好吗)?)[?？。]?$|(?:今天|明天|后天|周末)(?:会不会)?下[雨雪]吗?"
    r"|\bwhat(?:'s| is) the weather|weather (?:today|tomorrow|forecast)|\bwill it (?:rain|snow)\b",
    re.I,
)
_SMALL_TALK = re.compile(
    r"(?:讲|说|来)(?:一)?个(?:笑话|故事|段子)|(?:写|作|来)(?:一)?(?:首|篇)(?:诗|小说|情书|歌词|散文|作文)|你(?:是谁|叫什么(?:名字)?|几岁|多大了?|喜欢什么"
    r"|有女朋友吗|有男朋友吗|会做什么|能做什么)[?？]?$"
    r"|(?:推荐|预测)[^，。？]{0,6}(?:股票|彩票|电影|歌曲|餐厅|小说)|(?:股票|彩票)(?:推荐|预测|走势)|(?<!填)写(?:一?段|一?个|[^，。？]{0,4}的)[^，。？]{0,8}(?:代码|程序|脚本|python|爬虫|排序)"
    r"|(?:算|占)(?:一?下|个)?(?:命|卦|运势)|星座运势|(?:怎么|如何)(?:做|炒|煮|炖)[^，。？]{0,4}(?:菜|肉|鱼|汤|饭|面)[?？]?$|陪我聊|双色球(?:预测|号码|推荐|开奖|开什么)|今天(?:星期|周)几|世界杯|谁会赢"
    r"|\b(?:tell me a (?:joke|story)|write (?:me )?(?:a |an )?(?:poem|song|story|essay|novel|haiku|limerick|code"
    r"|python)|who are you[?.! ]*$|what(?:'s| is) your name"
    r"|sing (?:me )?a song|how are you(?: today)?\?*$"
    r"|what is the meaning of life|(?:recommend|suggest) (?:me )?(?:a |some )?(?:movie|restaurant|stock|book)s?)\b",
    re.I,
)
_AFFAIRS = re.compile("骗|诈|举报|报警|投诉|税|罚|违法|犯法|合法|规定|登记|许可|手续|补贴|津贴|材料")
"""Words that make an affair of government of what else is small talk: 股票推荐骗了我的钱."""


def kind(question: str) -> Kind:
    """Say what a message is. `question` is cleaned; anything not recognised is `question`."""
    tests: tuple[tuple[Kind, bool], ...] = (
        ("crisis", in_danger(question)),
        ("greeting", bool(_GREETING.fullmatch(question))),
        ("thanks", bool(_THANKS.fullmatch(question))),
        ("personal_case", bool(_PERSONAL.search(question)) and not _HOW.search(question)),
        ("complaint", bool(_COMPLAINT.search(question)) and not _HOW_TO_COMPLAIN.search(question)),
        ("weather", bool(_WEATHER.search(question)) and not _AFFAIRS.search(question)),
        ("small_talk", bool(_SMALL_TALK.search(question)) and not _AFFAIRS.search(question)),
    )
    return next((name for name, applies in tests if applies), "question")
