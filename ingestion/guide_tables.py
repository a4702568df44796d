"""Tables inside Chinese service guides: rows that name columns, and tables of offices with their addresses and hours.

`窗口名称 | 地址 | 电话 | 办公时间` is told by its cells alone. Does not know labels with a value beside them.
"""

import re
from collections.abc import Iterator
from typing import Final

Span = tuple[int, int]

_WHERE: Final = (
    "(?:办理|受理|办公|服务|所在|详细|窗口|网点|机构|单位|登记|经办)*(?:地址|地点|位置)"
    "|(?:办理|受理|服务|登记|经办|政务|办事)*(?:窗口|网点|机构|大厅|中心|站点|服务点|登记点|受理点|单位|部门)(?:名称)?"
)
_CALLED: Final = "(?:联系|咨询|办公|服务|窗口)*(?:电话|号码|方式)(?:号码)?"
_OPEN: Final = "(?:办公|办理|受理|工作|服务|营业|对外|上班|开放|接待)+时间"
_COLUMN: Final = re.compile(
    f"(?P<place>{_WHERE})|(?P<phone>{_CALLED})|(?P<hours>{_OPEN})"
    "|序号|编号|(?:材料|文件|证件|资料|申请材料)?(?:名称|目录|类型|形式|类别|形态|介质|来源|要求|说明|样[本表]|必要性)"
    "|(?:材料|资料)|来源渠道|(?:需要|提交)?(?:份数|数量)|纸质.{0,8}|电子.{0,4}|原件.{0,6}|复印件.{0,4}|是否必要|是否必[需须]"
    "|填[报写]须知|环节|步骤|(?:办理|审查|审核)(?:环节|步骤|人员|时限|结果|标准)|材料(?:必要性|形式)|(?:原件|复印件)数量|责任人|备注|空白表格|示例样表|项目|内容|区域|区县|地区|县区|县（?市、?区）?"
)
_FIRST: Final = re.compile(r"序\s*号\s*\|")


def is_head_row(text: str, start: int, end: int) -> bool:
    """Whether a line names the columns of the rows below it: `序号 | 材料名称 | 份数`."""
    if _FIRST.match(text, start, end):
        return True
    cells = list(_cells(text, start, end))
    below = _line_from(text, end + 1)
    if len(cells) < 2 or "|" not in text[slice(*below)]:
        return False
    return all(_COLUMN.fullmatch(re.sub(r"\s", "", text[slice(*cell)])) for cell in cells)


def office_tables(text: str) -> Iterator[tuple[Span, dict[str, list[Span]]]]:
    """Each table of offices: where it stands, and the values of its columns by the field that they fill.

    The name of an office and its address, side by side, are one value.
    """
    at = 0
    while at < len(text):
        line = _line_from(text, at)
        at = line[1] + 1
        if not is_head_row(text, *line):
            continue
        heads = [_field(text[slice(*cell)]) for cell in _cells(text, *line)]
        if "place" not in heads or not {"phone", "hours"} & set(heads):
            continue
        found: dict[str, list[Span]] = {}
        end = line[1]
        while "|" in text[slice(*(row := _line_from(text, end + 1)))]:
            cells = list(_cells(text, *row))
            if len(cells) != len(heads):
                break
            for name, value in _values(heads, cells):
                found.setdefault(name, []).append(value)
            end = row[1]
        if found:
            yield (line[0], end), found
            at = end + 1


def _values(heads: list[str], cells: list[Span]) -> Iterator[tuple[str, Span]]:
    for number, (name, cell) in enumerate(zip(heads, cells, strict=True)):
        if name == "place" and heads[number - 1 : number] == ["place"]:
            continue
        beside = name == "place" and heads[number + 1 : number + 2] == ["place"]
        if name:
            yield name, (cell[0], cells[number + 1][1]) if beside else cell


def _field(head: str) -> str:
    found = _COLUMN.fullmatch(re.sub(r"\s", "", head))
    return (found.lastgroup or "") if found else ""


def _cells(text: str, start: int, end: int) -> Iterator[Span]:
    if "|" not in text[start:end]:
        return
    for cell in re.finditer(r"[^|]+", text[start:end]):
        words = cell[0].strip()
        begin = start + cell.start() + len(cell[0]) - len(cell[0].lstrip())
        yield begin, begin + len(words)


def _line_from(text: str, start: int) -> Span:
    end = text.find("\n", start)
    return min(start, len(text)), len(text) if end < 0 else end
