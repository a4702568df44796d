"""Fields of a Chinese service guide that no label names: told by the words of its sentences alone.

Where an applicant is sent, what is received in the end, what is charged. Every value is a pair of offsets.
"""

import re
from collections.abc import Iterable
from typing import Final

from ingestion.guide_values import Span, trimmed

_OFFICE: Final = (
    r"派出所|服务大厅|办事大厅|政务大厅|大厅|服务中心|中心|窗口|车管所|服务站|服务点|办事处|办公室|服务厅|营业厅|"
    r"自助(?:服务)?(?:设备|终端|机)|登记处|登记点|工作站|便民服务站|经办机构|出入境管理[处科]|交警大队|网点"
)
_WHERE: Final = re.compile(
    rf"(?:到|至|前往|赴|去|在|向|通过)(?P<place>(?:(?!到|前往|提交|办理|申请"
    rf"|领取)[^，。；：,;:\n《》]){{0,26}}?(?:{_OFFICE}))"
    r"(?=提交|办理|申请|领取|递交|现场|填写|填表|提出|等渠道|查询|咨询|递件|$|[，,。；])"
    rf"|(?:^|[，。；\n])(?P<own>(?:[^，。；：,;:\n《》提交]){{0,14}}(?:服务中心|服务大厅))(?=会|对|应|在|受理|工作人员)"
)
_IN_PERSON: Final = re.compile(
    r"(?:线下|现场|窗口)(?:办理|申请|申领|受理)?(?:渠道|地点|方式|途径)?\s*[:：]\s*(?P<place>[^，。；;\n|]{2,40})"
)
_HANDED_OVER: Final = re.compile(
    r"(?<!凭)(?:领取|核发|颁发|换发|补发|发放|发给)(?P<what>[^，。；,;（\n]{1,40}?(?:证件|证明|证书|执照|名单表"
    r"|决定书|批复|卡|册|[^，。；,;（\n]{0,30}需要退还的证件|证))(?=[，。；,;（\n]|$)"
)
"""Papers on the way are handed over, too: the last one counts."""
_GOT: Final = (
    re.compile(r"(?:补贴|津贴|补助|待遇|补偿)[^。；\n]{0,80}(?:发放|发给|划入|打入|支付)[^。；\n]{0,40}"),
    re.compile(r"(?:出具|核发|颁发|制发|发给)(?P<what>《[^》\n]{2,40}》)"),
    _HANDED_OVER,
    re.compile(
        r"[^，。；,;\n]{2,30}(?:送到|送达|寄送至|寄给|送给|寄到)[^，。；,;\n]{0,12}(?:你|您|申请人"
        r"|预留)[^，。；,;\n]{0,12}"),
)  # fmt: skip
_FEE: Final = re.compile(
    r"[^，。；,;\n]{0,60}(?:不收(?:取任何)?费|免收|免费(?:办理|发放|申领|领取)|不收取(?:任何)?费用"
    r"|收取(?![^，。；,;\n]{0,10}资料)[^，。；,;\n]{0,10}费|工本费"
    r"|每[证本件份张次][^，。；,;\n]{0,8}元"
    r"|(?<!\d)\d{1,7}元/[证本件份张次])[^。；;\n]*[。]?"
)


def fee(text: str, start: int, end: int) -> Span | None:
    """A sentence that says what is charged, found without a label."""
    found = _FEE.search(text, start, end)
    return trimmed(text, *found.span()) if found else None


def offices(text: str, start: int, end: int) -> list[Span]:
    """Where an applicant is told to go, each place once."""
    found: dict[str, Span] = {}
    for m in _WHERE.finditer(text, start, end):
        name = "place" if m["place"] else "own"
        found.setdefault(m[name], m.span(name))
    return list(found.values())


def in_person(text: str, start: int, end: int) -> list[Span]:
    """Where one goes, of the ways that are open: `线下：街道便民服务中心；线上：…`."""
    return [found.span("place") for found in _IN_PERSON.finditer(text, start, end)]


def received(text: str, regions: Iterable[Span]) -> Span | None:
    """What the applicant gets in the end, by the words of the procedure."""
    regions = list(regions)
    for pattern in _GOT:
        for start, end in regions[::-1] if pattern is _HANDED_OVER else regions:
            if found := pattern.search(text, start, end):
                group = "what" if "what" in pattern.groupindex else 0
                return trimmed(text, *found.span(group))
    return None
