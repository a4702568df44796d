"""The labels of Chinese service guides (需要申请材料, 办理流程及时限, 是否收费 …) and where they stand in a text.

A label is read by its parts (办理 + 流程 + 及 + 时限), so that new combinations of known words are known too. It stands
at the beginning of a line, before a colon anywhere, or, where a reader has run lines together, bare inside a line.
Does not know what the values look like, nor whether the text is a guide.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ingestion.guide_tables import is_head_row

_OF_PAYING: Final = "方式|地点|时间|期限|流程|途径|渠道|窗口|条件"
"""What 缴费 is only the first word of: 缴费方式 tells how one pays, not what."""
_CORES: Final = {
    "name": "事项名称|项目名称|业务名称|服务名称|服务事项|办理事项|许可事项|主题名称",
    "code": "事项编码|实施编码|项目编码|基本编码|业务编码|权力编码|事项代码|项目代码|事项编号|权力编号",
    "conditions":
        "受理标准|审批标准|许可标准|条件|资格|准入要求|适用范围|服务范围|业务范围|受理范围|申请范围|办理范围"
        "|申请人范围",
    "for_whom":
        "对象|适用人群|适用情形|谁可以办|谁能办|哪些人可以办理?|哪些人能办|哪些人需要办理?|哪些人要办|什么人可以办"
        "|什么人能办",
    "materials": "带什么|带哪些|准备什么|交什么|材料|资料|要件|证件|申请文件|提交文件|申报文件",
    "steps": "流程|程序|步骤|环节|怎么办|如何办|操作指南|办理指引",
    "how": "方式|途径|渠道",
    "time_limit": "时限|期限|多长时间|多久能?办好|多久能?办完|多久能?拿证|多久|几天能?办好|办理周期|办结时间|办理天数",
    "hours": "什么时候能?办理?|什么时候可以办|何时办理|几点上班",
    "time": "时间",
    "fee": "是否收费|收费|缴费(?![方地时期流途渠窗条])|费用|工本费|花?多少钱",
    "place":
        "地点|地址|场所|在哪里?办|去哪里?办|到哪里?办|登记点|受理点|办理点|服务点|办证点|申领点|服务网点|办公室|窗口"
        "|承办机构|受理机构|办理机构|经办机构|受理部门"
        "|受理单位|承办单位|办理单位|经办单位|办理部门|经办部门",
    "phone": "电话|热线|联系方式|联系我们|咨询方式|投诉方式",
    "legal_basis": "依据|政策文件|法律法规",
    "result": "结果|证照名称|证件名称|津贴标准|补贴标准|补助标准|待遇标准|发放标准",
}  # fmt: skip
_OTHER: Final = (
    f"缴费(?:{_OF_PAYING})|"
    "备注|交通指引|交通路线|通办范围|办件类型|办理形式|事项类别|事项类型|项目类型|实施机关|实施主体"
    "|共同实施部门|实施层级|"
    "实施内容|服务条款|主管部门|联办机构|数量限制|跑腿次数|到现场次数|特别程序|行使层级|权力来源|网办深度|常见问题|"
    "注意事项|温馨提示|特别提示|网址|表格下载|附件下载|责任单位|责任部门|责任科室|邮政编码|法律救济|中介服务|年审年检|"
    "不予(?:受理|办理|许可|批准|登记)的?(?:情形|条件|情况|范围)?|禁止性要求|(?:办理|审批|办事|认定)?结果查询|评价渠道"
    "|(?:结果|证件)?(?:送达|领取)(?:方式|时限|途径|渠道)|结果送达|发放时间|(?:网上)?办理入口|有效期限?|更新时间"
    "|发布时间"
    "|是否(?!收费|收取)[\u4e00-\u9fff]{2,12}(?=\\s*[:：|\n])|"
    "权利与?义务|行政复议|办理进程|进度查询|办理查询"
)
_MODIFIERS: Final = (
    "需要|所需|适用|办证|要准备的|要花|申请人|申请|申报|办理项|办理|提交|提供|携带|准备|报送|受理|申办|办事|审批|许可"
    "|服务|业务|登记|备案|网上|线上|线下|现场|在线|网办|自助|法定|承诺|具体|基本|主要|行政|准予|咨询|联系|监督|投诉|举报|预约"
    "|查询|办公|工作|上班|"
    "接待|对外|开放|营业|设定|实施|法律|法规|政策|审查|审核|办结|办件|认定|享受|补贴|领取|申领|事项"
    "|部门|单位|机构|需|应|须|总|"
    "情况|标准|什么|哪些|要|带|有效|相关|初次|首次|企业|个人|单独|本人|代办|委托|全程|我要|的|和|及|与|、|/|或"
)
_SUFFIXES: Final = (
    f"(?:和|及|与|、)缴费(?:{_OF_PAYING})|"
    "如下|及标准|和标准|清单|目录|要求|说明|名称|一览表|图|标准|情况|样本|信息|项目|金额|送达"
)
_JOINED: Final = re.compile(
    "办理|申报|申请|受理|所需|需要|窗口|网上|线上|线下|现场|在线|办事|工作|办公|联系|咨询|监督|投诉"
    "|收费|法定|承诺|设定|"
    "法律|实施|审批|业务|服务|预约|查询|办结"
)
"""What a label inside a line may begin with."""
_CAN_BE_LONE: Final = re.compile("是否收费|业务范围|时限|办理周期|联系方式|咨询方式")
_WEAK: Final = frozenset(("for_whom", "how"))
_CORE: Final = "|".join(sorted("|".join(_CORES.values()).split("|"), key=len, reverse=True))
PHRASE: Final = re.compile(rf"(?:{_CORE}|{_MODIFIERS}){{0,7}}(?:{_CORE})(?:{_SUFFIXES}){{0,2}}")
_AND: Final = re.compile("[和及与、/或]")
_PARTS: Final = re.compile(
    "|".join(
        f"(?P<{name}>{words})" for name, words in (*_CORES.items(), ("modifier", f"{_MODIFIERS}|{_SUFFIXES}"))
    )
)  # fmt: skip
_CLOSING: Final = re.compile(rf"(?:{_OTHER})")
_MARK: Final = re.compile(
    r"\s*(?:#+\s*|[一二三四五六七八九十]{1,3}\s*[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}\s*[、.．)]|0\d\s*[|｜]?|[◆●■▶★☆➤✦·]|[【\[])?\s*"
)
_COLON: Final = re.compile(r"\s*[】\]]?\s*[:：|]\s*")
_LINE_END: Final = re.compile(r"\s*[】\]]?\s*(?=\n|$)")
_IS: Final = re.compile(r"\s*为\s*(?=[\d一二三四五六七八九十不免?？])")
_GOES_ON: Final = re.compile(r"需[提带要]|[—→\-,，、。；;的和与及或等到至后前齐原复并进应须可如无内外之中上下】）)》”]")
_LEADS_ON: Final = re.compile(
    r"(?:提交|提供|填写|准备|携带|带齐|备齐|以上|上述|相关|有关|全部|符合|具备|满足|按照?|根据|该|其"
    r"|此|的|将|和|与|及|或|、|，|,|在|从|"
    r"向|对|“|《|（|不|以下|下列)$"
)
_ADDRESS: Final = re.compile(r"(?<![居邮现登录])地址(?=[\u4e00-\u9fff]{2,9}[省市区县])")
_HOURS: Final = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天末]|上午|下午|\d{1,2}\s*[:：]\s*\d{2}|法定(?:节)?假日")
_SEASON: Final = re.compile(r"\s*(?:每年|\d{4}年)?\s*\d{1,2}月(?:\d{1,2}日)?\s*[至到—–~-]")
_HOURS_WORDS: Final = ("办公", "工作", "上班", "服务", "接待", "对外", "开放", "营业", "受理", "咨询")


@dataclass(frozen=True, slots=True)
class Label:
    """A label and where its value begins. `fields` is empty for a label of something that is no field of a guide."""

    fields: tuple[str, ...]
    start: int
    """Where the line's mark or the label itself begins: the value before ends here."""
    words: int
    """Where the words of the label begin."""
    value: int
    weak: bool = False
    """办理对象, 办理方式: taken only when nothing better names the field."""


def known_labels(text: str) -> list[Label]:
    """The labels of a text, by their words. Bare ones inside a line are believed only in a text that has few others."""
    found = list(_plain_labels(text))
    if len({name for label in found for name in label.fields}) < 3:
        taken = {label.words for label in found}
        found += [label for label in _bare_labels(text) if label.words not in taken]
    return found


def _plain_labels(text: str) -> Iterator[Label]:
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        after = start
        if is_head_row(text, start, end):
            start = end + 1
            continue
        if (mark := _MARK.match(text, start, end)) and (label := _at(text, mark.end(), end, start)):
            yield label
            after = label.value
        for phrase in PHRASE.finditer(text, after, end):
            if (colon := _COLON.match(text, phrase.end(), end)) and (words := _inner(phrase)) is not None:
                yield label_of(text, names_of(text[words : phrase.end()]), words, words, colon.end())
        for phrase in _CLOSING.finditer(text, after, end):
            if colon := _COLON.match(text, phrase.end(), end):
                yield Label((), phrase.start(), phrase.start(), colon.end())
        start = end + 1


def _at(text: str, words: int, end: int, start: int) -> Label | None:
    """The label that opens a line: with a colon, alone, or with its value right behind it."""
    if other := _CLOSING.match(text, words, end):
        following = _COLON.match(text, other.end(), end) or _LINE_END.match(text, other.end(), end)
        return Label((), start, words, following.end()) if following else None
    if not (phrase := PHRASE.match(text, words, end)):
        return None
    after = _COLON.match(text, phrase.end(), end) or _LINE_END.match(text, phrase.end(), end)
    after = after or _IS.match(text, phrase.end(), end)
    if after is None and (len(phrase[0]) < 4 or _GOES_ON.match(text, phrase.end()) or not _JOINED.match(phrase[0])):
        return None
    return label_of(text, names_of(phrase[0]), start, words, after.end() if after else phrase.end())


def _inner(phrase: re.Match[str]) -> int | None:
    """Where a label inside a line begins: without what only belongs to the words before it; None for a lone 材料."""
    if phrase.string.endswith("缴费", 0, phrase.start()):
        return None  # the rest of 缴费地点
    parts = list(_PARTS.finditer(phrase[0]))
    last = max(i for i, part in enumerate(parts) if part.lastgroup != "modifier")
    first = last
    while first and (
        parts[first - 1].lastgroup in ("modifier", parts[last].lastgroup) or _AND.fullmatch(parts[first - 1][0])
    ):
        first -= 1
    while first < last and parts[first].lastgroup == "modifier" and not _JOINED.match(parts[first][0]):
        first += 1
    if re.search("[点口]$", parts[last][0]) and re.match(
        r"[\u4e00-\u9fff]", phrase.string[max(0, phrase.start() - 1) :]
    ):
        return None  # 城东登记点：… is the name of an office
    if _is_cell(phrase):
        return phrase.start()
    lone = first == len(parts) - 1 and parts[last].lastgroup not in ("name", "code", "place", "result")
    return None if lone and not _CAN_BE_LONE.match(parts[last][0]) else phrase.start() + parts[first].start()


def _is_cell(phrase: re.Match[str]) -> bool:
    """Whether a label is the whole cell of a table, as 收费 in `服务对象 | 个人 | 收费 | 否`."""
    text = phrase.string
    before, after = text[max(0, phrase.start() - 2) : phrase.start()], text[phrase.end() : phrase.end() + 2]
    return before == "| " and after == " |" and not re.fullmatch("材料|资料|证件|要件|结果", phrase[0])


def _bare_labels(text: str) -> Iterator[Label]:
    """Labels that a reader ran together with the line before and the value behind: `…结婚证办理时限5个工作日`."""
    for phrase in PHRASE.finditer(text):
        words = _inner(phrase)
        if words is None or phrase.end() - words < 4 or _LEADS_ON.search(text[max(0, words - 4) : words]):
            continue
        if _GOES_ON.match(text, phrase.end()):
            continue
        yield label_of(text, names_of(text[words : phrase.end()]), words, words, phrase.end())
    for address in _ADDRESS.finditer(text):
        yield Label(("place",), address.start(), address.start(), address.end())
    for other in re.finditer(r"备注(?=无|$)|交通指引", text):
        yield Label((), other.start(), other.start(), other.end())


def names_of(phrase: str) -> list[str]:
    """Fields named by the parts of a label, in order."""
    parts = list(_PARTS.finditer(phrase))
    names = [str(part.lastgroup) for part in parts if part.lastgroup != "modifier"]
    if len(set(names)) > 1 and any(part[0] == "窗口" for part in parts[:-1]):
        names.remove("place")
    if "fee" in names:
        names = [name for name in names if name != "legal_basis"]
    if "time" in names:
        is_hours = "place" in names or "phone" in names or any(word in phrase for word in _HOURS_WORDS)
        names = ["hours" if name == "time" and is_hours else name for name in names]
    return list(dict.fromkeys(names))


def label_of(text: str, names: list[str], start: int, words: int, value: int) -> Label:
    weak = all(name in _WEAK for name in names)
    plain = {"for_whom": "conditions", "how": "steps"}
    if "time" in names and _SEASON.match(text, value):
        names = [name for name in names if name != "time"]  # 申领时间：每年9月1日至10月31日
    if "time" in names:
        plain["time"] = "hours" if _HOURS.search(text[value : value + 60].lstrip().split("\n", 1)[0]) else "time_limit"
    fields = tuple(dict.fromkeys(plain.get(name, name) for name in names if weak or name not in _WEAK))
    return Label(fields, start, words, value, weak)
