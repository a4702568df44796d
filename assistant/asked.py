"""What kind of fact a question asks for (an amount, a period, a penalty), and whether words tell one of that kind.

`多少天能办下来` is answered by `15日内`, less well by `1个月内`, and not by `每年签注`. Does not know
what the fact is about.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.figures import Figure, figures


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact: how it is asked for, the units that tell it, and the words that do so without a number."""

    asking: re.Pattern[str]
    units: frozenset[str]
    words: re.Pattern[str]
    exactly: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = ()
    """Where the question names the unit: the units that it means."""
    partly: re.Pattern[str] | None = None
    """Words that tell less than was asked for, but of it: that there is a fee, or who sets it."""
    measured: tuple[re.Pattern[str], re.Pattern[str]] | None = None
    """How one asks for what is owed, and the words that measure it: so many months' wages, a share, a multiple."""
    whether: bool = False
    """Asked by yes or no: then who it holds for, and who not, stand side by side."""
    unless: re.Pattern[str] | None = None
    """What makes the same words ask for something else."""


_PENALTY = re.compile(
    r"罚款|罚金|加处|滞纳金|拘留|拘役|管制|徒刑|死刑|吊销|撤销|暂扣|没收|警告|处分|责令|取缔|追究|赔偿|承担[^。；]{0,20}责任"
    r"|\b(?:fine[ds]?|penalt(?:y|ies)|imprison(?:ed|ment)|jail|revoked?|suspended|disqualified|prosecuted)\b",
    re.I,
)
_DAYS = frozenset({"day", "working_day", "trading_day"})
_MONEY = frozenset({"yuan", "dollar", "pound", "euro", "hkd"})
_SEVERAL = r"(?<![十百千万好没这那近哪第])(?<!(?<!提)前)(?<!(?<![超要])过)"
"""十几年, 好几天, 这几年 and 前几天 are several, told and not asked for; 提前几天 and 超过几天 ask.
哪几天 asks for dates."""
_FREE = (
    r"免[收交缴费]|免除[^，。；]{0,12}费|(?<!逾期)(?<!拒)不[收缴]|不得[^，。；]{0,12}收取|无偿"
    r"|\bfree\b|no (?:charge|fee|cost)\b"
)
_PARTED = re.compile(r"[，,。；;？?！!：:]")
_UNTIL = re.compile("满|才|以上|超过|至少|可以|能不能")
"""How one asks from when on a rule holds: then it is the case that answers."""
_CASE_BEFORE = re.compile("不?满$")
_CASE_BEHIND = re.compile("以上(?:的|且|不满)|不满")
_NAMED = re.compile(
    r"([^\W\d_领换补拿取办交缴收退放请休报带发下有给个的了拍按依参遵卖售到制造作掺真](?:假|证|照|费|税))[^假证照费税，。；]{0,4}$"
)
"""Not 请假, 领证 or 卖假, which are done."""
_OF_MONEY = (
    r"多少个?(?:(?:诉讼|工本|手续|服务|律师|公证|鉴定|停车|物业|管理|抚养|赡养|学|罚|房)?(?:费|款|税)"
    r"|[个契房车]税|押金|保证金|利息|违约金)"
)
"""How one asks for an amount by its name; of insurance premiums rules tell a share of wages, and not here."""
_TAKEN = "(?:车|证|驾照|驾驶证|驾驶本|行驶证|本)"
_WOULD = "(?:会不会|要不要|会|要|是不是[要会]|是否[要会]?)[被给]?"
_OR_NOT = r"[不没](?=[，。？?！!\s]|$)"
"""What a policeman takes away, and how one asks whether: 扣车不. 罚款不交 asks something else."""
KINDS = (
    Kind(
        re.compile(
            rf"多少(?:钱|元|块)|{_SEVERAL}几(?:元|块)|{_OF_MONEY}|\bhow much (?:does|do|is|are|will|money)\b", re.I
        ),
        _MONEY,
        re.compile(rf"{_FREE}|免除", re.I),
        partly=re.compile(
            r"(?:缴纳|交纳|支付|收取)[^，。；]{0,12}(?<!保险)费|(?:收费|费用|金)的?标准[^。；]{0,30}(?:制定|确定|规定|核定)"
            r"|费用的多少|(?:数额|金额)[^。；]{0,12}(?:协商|协议|约定|判决|裁定)"
            r"|\bpay (?:a|the)(?: \w+){0,3} fee\b",
            re.I,
        ),
        measured=(
            re.compile(
                "赔|补偿|补助|津贴|抚恤|丧葬|违约金|[个契]税|多少税|利息"
            ),  # what 最低工资 is, no share of it tells
            re.compile(
                r"[一二三四五六七八九十\d]+个月的[^，。；]{0,8}工资|[一二三四五六七八九十百\d]+倍|百分之|\d+[%％]"
            ),
        ),
    ),
    Kind(
        re.compile(
            r"(?:要|(?:[交缴花收]|(?<!支)付)[^，。；？?的]{0,4}?)(?<!抚养)(?<!社保)(?<!保险)(?:钱|费用?)(?:吗|么|嘛|不)"
            r"|[收免]不[收免]费|免费的?(?:吗|么|嘛)|是(?:不是|否)(?:免费|[要需]{0,2}收[取费])"
            r"|\bis there (?:a|any) (?:fee|charge)|\bis it free\b|(?<!much )\bdo(?:es)? .{1,40} (?:cost|charge)\b"
            r"|\b(?:have|need) to pay (?:for|(?:a |any )?(?:fee|charge))\b",
            re.I,
        ),
        _MONEY,
        re.compile(
            rf"{_FREE}|(?:缴纳|交纳|支付|收取(?!的))[^，。；]{{0,12}}(?<!保险)费"
            r"|\b(?:fee|charge) (?:is|of)\b|\bpay (?:a|the)\b",
            re.I,
        ),
        whether=True,
        unless=re.compile(r"公司|单位|企业|老板|雇主|保险|社保|医保"),  # 工伤期间公司要付钱吗 asks for no fee
    ),
    Kind(
        re.compile(
            rf"罚(?:款|钱)(?:吗|么|嘛|{_OR_NOT})|罚不罚(?:款|钱)|(?:会不会|要不要|是不是[要会]?|是否[要会]?)[被挨]?罚(?:款|钱)"
            rf"|扣(?:我的?)?{_TAKEN}(?:吗|么|嘛|{_OR_NOT})"
            rf"|扣不扣{_TAKEN}|{_WOULD}扣(?:我的?)?{_TAKEN}|{_TAKEN}{_WOULD}扣"
        ),
        frozenset(),
        re.compile(rf"{_PENALTY.pattern}|扣留|扣押", re.I),
    ),
    Kind(
        re.compile(
            r"罚款?(?:多少|几|怎么|的?幅度|的?上限)|判(?:多少|几|多久|什么刑)"
            r"|(?:怎么|如何|怎样|什么|啥)(?:样|被|受到?|挨|给)?(?:什么|啥|怎样的?)?(?:处罚|罚|判刑|坐牢|拘留)"
            r"|\bwhat (?:is|are) the (?:penalt|punish|fine)",
            re.I,
        ),
        frozenset(),
        _PENALTY,
    ),
    Kind(
        re.compile(
            rf"(?:最[晚迟早长短快慢]|至[少多])?(?:(?<![没不])多久|多长时间|多少(?:天|日|个?月|年|个?工作日)|{_SEVERAL}几(?:天|日|个月|年|个工作日)(?!以?前))"
            r"|\bhow (?:long|many (?:days|weeks|months|years))\b",
            re.I,
        ),
        _DAYS | {"month", "week", "hour", "minute"},
        re.compile(r"当[场日]|立即|即时|及时|长期|终身|immediately|same day|as soon as|lifetime|permanent", re.I),
        (
            (re.compile(rf"(?:多少|{_SEVERAL}几)(?:天|日|个?工作日)|how many days", re.I), _DAYS),
            (re.compile(rf"(?:多少|{_SEVERAL}几)个?[月年]|how many (?:months|years)", re.I), frozenset({"month"})),
        ),
    ),
    Kind(
        re.compile(r"(?:多少|几)个百分点|百分之(?:几|多少)|(?:多少|多高|多大)的?比例|\bwhat percent", re.I),
        frozenset({"point", "%"}),
        re.compile(r"百分之|[一二三四五六七八九十]分之"),
    ),
    Kind(
        re.compile(
            r"多少次|(?:能|可以|最多|至多|只|每[年月天周]|一[年月天周])[^，。；？?]{0,4}几次|\bhow many times\b", re.I
        ),
        frozenset({"occasion", "times"}),
        re.compile(r"\b(?:once|twice)\b|不限次数|次数不限", re.I),
    ),
    Kind(
        re.compile(r"(?:多少|[加记扣减]几)分(?!钟|之|公|店)"),
        frozenset(),
        re.compile(r"[\d零一二两三四五六七八九十百]分(?!钟|之|公|店|别)"),
    ),
    Kind(
        re.compile(
            r"(?:密码|口令|验证码|代码|编码|号码|代号)[^，。；？?]{0,10}(?:几|多少)(?:位|个?字)"
            r"|(?:几|多少)(?:位|个?字符?)的?(?:密码|口令|验证码)|\bhow many (?:characters|digits|letters)\b",
            re.I,
        ),
        frozenset(),
        re.compile(
            r"[\d一二两三四五六七八九十]+\s*(?:个(?:以上)?字|位|字符)"
            r"|(?:\d+|six|eight|ten|twelve)(?: or more| to \d+)?[ -](?:characters?|digits?|letters?)",
            re.I,
        ),
    ),
)


def asked(question: str) -> tuple[Kind, ...]:
    """The kinds of fact that a question asks for; none for most questions."""
    return tuple(
        kind for kind in KINDS if kind.asking.search(question) and not (kind.unless and kind.unless.search(question))
    )


def _is_case(words: str, figure: Figure) -> bool:
    """Whether a figure says in which case a rule holds (满10年的, 请事假20天以上的), and not what is due then."""
    return bool(_CASE_BEFORE.search(words, 0, figure.start) or _CASE_BEHIND.match(words, figure.end))


def asking_clause(question: str, kind: Kind) -> tuple[str, str]:
    """What stands before and behind the words that ask for a fact of this kind, within their clause: a question often
    tells a story first (我刚招了两个工人，社保登记最晚多久要办)."""
    found = list(kind.asking.finditer(question))[-1]
    return _PARTED.split(question[: found.start()])[-1], _PARTED.split(question[found.end() :], maxsplit=1)[0]


def named_before(asking: str) -> str:
    """The name of a leave, a card, a fee or a tax right before the words that ask (婚假能休…), or nothing: what rules
    tell of another one (年假) does not answer."""
    found = _NAMED.search(asking)
    return found[1] if found else ""


@lru_cache(maxsize=4096)
def tells(question: str, words: str) -> float:
    """How well words tell what is asked for: 1, or 0.5 in another unit than the one named or only in part; 0 where
    nothing is told, or nothing of a kind was asked for."""
    best = 0.0
    for kind in asked(question):
        units = {figure.unit for figure in figures(words)}
        told = units if _UNTIL.search(question) else {f.unit for f in figures(words) if not _is_case(words, f)}
        named = [exact for pattern, exact in kind.exactly if pattern.search(question)]
        known = not units.isdisjoint(kind.units)
        if kind.words.search(words) or any(told & exact for exact in named) or (told & kind.units and not named):
            return 1.0
        measured = kind.measured and kind.measured[0].search(question) and kind.measured[1].search(words)
        if known or measured or (kind.partly and kind.partly.search(words)):
            best = 0.5
    return best
