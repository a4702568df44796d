"""Which fields of a service guide a question asks for, by its words, in Chinese and English.

带什么 asks for materials, 多久 for the time limit, 怎么办理 for the whole procedure. Does not know any guide.
"""

import re
from typing import Final

from assistant.guide_ways import way_asked
from ingestion.service_guides import FIELDS, FieldName

WHOLE: Final[tuple[FieldName, ...]] = (
    "conditions",
    "materials",
    "steps",
    "time_limit",
    "fee",
    "place",
    "hours",
    "phone",
    "result",
)
"""What is told when the whole procedure is asked for."""

_PAPER: Final = r"(?:材料|资料|证件|证明|证书|文件|手续材料|表|授权书|复印件|照片|原件)"
_ASKED: Final[tuple[tuple[FieldName, re.Pattern[str]], ...]] = (
    (
        "conditions",
        re.compile(
            r"条件|资格|什么人|哪些人|谁(?:可以|能)|能不能|能否|可不可以|(?:可以|能)(?!带|交|领|拿|做|办好"
            r"|办完|办下|查)[^，。？?]{0,14}(?:吗|么)(?!.{0,4}钱)|符不符合|符合.{0,10}吗"
            r"|\beligib|\bqualify|\bwho can\b|(?<!soon )(?<!how )(?<!where )(?<!when )\bcan (?:i|we|my|he"
            r"|she|they)\b(?!.{0,40}(?:find|call|phone|ring|send))|\bam i (?:able|allowed)"
            r"|\brequirements?\b|\bconditions\b",
            re.I,
        ),
    ),
    (
        "materials",
        re.compile(
            rf"材料|资料清单|哪些资料|什么资料|(?:带|交|提交|准备|提供|出示|携带|附|备齐|拿)(?:上|齐"
            rf"|好)?(?:些)?(?:什么|哪些|啥|几份)|(?:要|需要?)(?:些)?(?:什么|哪些|啥)(?!条件|时候|流程"
            rf"|手续费|时间|钱|电话)"
            rf"|(?:什么|哪些|啥|哪种){_PAPER}|{_PAPER}[^，。？?]{{0,6}}(?:几份|多少份|谁开|哪里开|怎么开)"
            rf"|(?:还|要不要|需不需要|用不用|必须|需要|得)(?:要|用|得)?(?:交|带|提供"
            rf"|提交)?[^，。？?]{{0,12}}{_PAPER}吗|几份"
            r"|\bdocuments?\b|\bpaperwork\b|\bevidence\b|\bproof\b|\bprove\b|\bwhat (?:do|will|would"
            r"|should|must) (?:i|we|you) (?:need|bring|take|provide|send|have|show)\b(?! to do)|\b(?:bring"
            r"|have ready|take with)\b|\bwhich forms?\b|\bwhat forms?\b",
            re.I,
        ),
    ),
    (
        "time_limit",
        re.compile(
            r"多久|几天|多长时间|多少天|多少个?工作日|几个?工作日|几个月|几周|时限|期限|周期|多快"
            r"|什么时候(?:能|可以|才能|拿|办好|出)|何时(?:能|可|拿)|(?:当天|当场|马上|立即)(?:能|可以"
            r"|就能)|(?:当天|当场)[^，。]{0,6}吗"
            r"|\bhow (?:long|soon|quickly|fast|many (?:working )?(?:days|weeks|months))\b|\bwhen (?:will"
            r"|do|does|must|should|can)\b|\bprocessing time|\bdeadline|\btime limit",
            re.I,
        ),
    ),
    (
        "fee",
        re.compile(
            r"多少钱|收费|费用|要钱|交钱|花钱|缴费|交费|免费|工本费|手续费|收多少|要交多少|收不收|几块钱"
            r"|\bhow much (?:does it cost|is it|is the fee|do (?:i|we) (?:have to )?pay|will it cost)\b"
            r"|\bcosts?\b|\bfees?\b|\bcharges?d?\b|\bprice|\bfree of\b|\bis it free\b"
            r"|\b(?:do|must|will) (?:i|we) (?:have to |need to )?pay\b",
            re.I,
        ),
    ),
    (
        "place",
        re.compile(
            r"在哪|去哪|到哪|上哪|往哪|哪里|哪儿|哪个(?:窗口|办公室|地址|地方|大厅|部门|单位|派出所|中心"
            r"|机关|科室)|地址|地点|什么地方|哪家|几楼|\bwhere\b|\baddress\b|\bwhich (?:office|counter"
            r"|window)",
            re.I,
        ),
    ),
    (
        "hours",
        re.compile(
            r"几点|上班|下班|周末|周六|周日|星期[六日天]|午休|中午|休息|营业时间|办公时间|工作时间"
            r"|对外时间|开门|关门|节假日|\bopening\b|\bopen (?:on|at)\b|\b(?:is|are) .{0,30}\bopen\b"
            r"|\bwhat time\b|\boffice hours\b|\bweekends?\b|\bhours\b",
            re.I,
        ),
    ),
    (
        "phone",
        re.compile(
            r"电话|热线|怎么联系|联系方式(?=是|有|呢|多少|[？?。]|$)|打什么|打哪个|拨打|\b(?:phone|telephone) number\b"
            r"|\bby (?:tele)?phone\b|\b(?:what|which) number\b|\bnumber (?:do|to|can|should)\b|\bhelpline\b"
            r"|\bring\b|\bcall\b|\bcontact\b",
            re.I,
        ),
    ),
    (
        "legal_basis",
        re.compile(
            r"依据|根据什么|哪个文件|什么文件规定|哪部法|什么法律|哪条(?:法律|规定)|哪些法|\blegal basis\b"
            r"|\bwhich (?:law|act|regulation)|\bunder what\b|\bwhat law\b",
            re.I,
        ),
    ),
    (
        "result",
        re.compile(
            r"(?:拿到|领到|得到|给|发)(?:的)?(?:是)?(?:什么|啥|哪种)|办理结果|办下来是什么|结果怎么"
            r"|能领(?:到)?多少|补贴多少"
            r"|(?:每月|每年|每个月|一个月)[^，。？?]{0,4}[领发补给][^，。？?]{0,3}多少"
            r"|\bwhat (?:will|do) (?:i|we) (?:get|receive)\b|\boutcome\b"
            r"|\bwhat happens (?:after|next|if)",
            re.I,
        ),
    ),
    ("code", re.compile(r"事项编码|实施编码|事项代码|编码是|\b(?:service|item) code\b", re.I)),
    (
        "steps",
        re.compile(
            r"流程|步骤|程序|第[一二三几]步|先.{1,12}再|怎么(?:预约|提交|填|报|领取?|寄|改|更正)"
            r"|\bsteps?\b|\bprocedure\b|\bprocess\b|\bhow (?:do|does|can|should|would) .{0,60}\b(?:apply"
            r"|book|report|register|renew|notify|change|cancel|get|send|rebook|track)\b|\bhow to\b"
            r"|\bwhat (?:exactly )?(?:must|should|do) (?:i|we) (?:have to )?do\b|\bhow soon\b",
            re.I,
        ),
    ),
)
_ALL: Final = re.compile(
    r"怎么(?:去)?(?:办|申请|弄|申领|登记|办理|搞|补|换|续|注销|变更|提取|开具|认定)|如何(?:办|申请|申领|登记)|怎样(?:办|申请|申领)"
    r"|从头到尾|全流程|全过程|办事指南|流程|整个|(?:需要)?(?:什么|哪些)手续|办理手续"
    r"|\bstep by step\b|\bprocedure\b|\bhow (?:do|does|can|should) .{0,60}\b(?:apply|notify"
    r"|register)\b|\bhow to (?:apply|register)|\bwhat exactly (?:must|should)|\bwhole process\b",
    re.I,
)
_CONDITIONS: Final = re.compile(r"条件|资格|什么人|哪些人|谁|符合|eligib|qualify|requirement|condition|who can", re.I)
_RECEIVED: Final = re.compile(r"(?:领|发|补|拿|给)(?:到)?[^，。？?交]{0,3}多少")
_BY_ANOTHER: Final = re.compile(
    r"代领|代办|代取|委托|让[^，。]{1,6}(?:去|来|帮)|替[^，。]{1,6}[办领]|on behalf|someone else"
)


_ASKER: Final = re.compile(
    r"(?:我|他|她)?(?:们)?是?(?:外地|外省|外市|本地|本市|农村|城镇)(?:的)?(?:户口|户籍|人)(?:的)?"
)
"""Who asks is not what is asked about: 我是外地户口，能办护照吗 is about a passport."""


_WHETHER: Final = re.compile(r"(?:可以|能)([^，。？?]{1,14})(?:吗|么)")
"""What may be done is the matter: 能在这办护照吗 is about a passport."""


def asked_fields(question: str) -> tuple[FieldName, ...]:
    """The fields that a question asks for, in the order of an answer; those of `WHOLE` for a whole procedure."""
    named = {name for name, pattern in _ASKED if pattern.search(question)}
    if "hours" in named and re.search(r"什么时候|何时|when", question, re.I):
        named.discard("time_limit")
    if "hours" in named and not _CONDITIONS.search(question):
        named.discard("conditions")  # 周六能办吗
    if "result" in named and _RECEIVED.search(question):
        named.discard("fee")
    if way_asked(question):
        named.add("conditions")
    if asks_for_all(question):
        named |= set(WHOLE)
    if asks_how_another_does_it(question):
        named.add("steps")
    return tuple(name for name in FIELDS if name in named)


def asks_how_another_does_it(question: str) -> bool:
    """Whether papers for another person are asked for: how they are handed in belongs to it, where it is stated."""
    return bool(dict(_ASKED)["materials"].search(question) and _BY_ANOTHER.search(question))


def asks_for_all(question: str) -> bool:
    """Whether a whole procedure is asked for (怎么办理, step by step), and not single fields of it."""
    single = {"materials", "time_limit", "fee", "place", "hours", "phone", "legal_basis"}
    named = {name for name, pattern in _ASKED if pattern.search(question)}
    return bool(_ALL.search(question)) and not named & single


def matter(question: str) -> str:
    """What is left of a question without the words that ask for a field: the thing that it is about."""
    question = _WHETHER.sub(r" \1 ", question)
    for pattern in (_ASKER, *(pattern for _, pattern in _ASKED), _ALL):
        question = pattern.sub(" ", question)
    return question
