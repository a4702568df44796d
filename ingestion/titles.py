"""The title of a document as its own head shows it, and the name of the work that all its wordings share.

Knows red heads, titles set in several lines, letter-spaced titles, and orders (国务院令) that name what they issue.
Does not know titles that a document nowhere shows.
"""

import re
from collections.abc import Sequence

from ingestion.dates import date_line
from ingestion.document_numbers import find_document_numbers
from ingestion.line_marks import article, division, outline, tidy
from ingestion.outline import Structure

_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")
_RED_HEAD = re.compile(
    r"(?!.*(?:关于|通知))[\u4e00-\u9fff、 ]{2,40}(文件|公报|公告牌|简报)$|"
    r"(特急|加急|秘密|内部|机密)([★\s].*)?$|.{0,6}级?★.*|签发人.*|[\d ]{1,6}$"
)
_ADDRESSED = re.compile(r"[^。]{1,400}[:：]$")
_ENDS = re.compile(
    r"(通知|意见|决定|批复|复函|函|答复|通报|公告|通告|条例|办法|规定|规则|细则|方案|规划|纲要|命令|请示|报告|法|解释|目录|指南|预案|章程|"
    r"规程|规范|标准|制度|措施|计划|要点|解答|说明|须知|流程|政策|手册|安排|名单)(（[^）]{1,40}）|\([^)]{1,40}\))*$"
)
_ORDER = re.compile(r"(令|公告)$|第\s*[\d〇零一二三四五六七八九十百]+\s*号$")
_NAMED = re.compile(r"《([^《》]{2,80}(?:〈[^〉]*〉[^《》]{0,40})?)》")
_LABELLED = re.compile(
    r"(?:来源|发布时间|发布日期|作者|编辑|责任编辑)\s*[:：]|(?:事项|办件|服务|权力)类型|基本信息|办理深度"
)
"""A line about the page or the matter, which goes on with no title."""
_HISTORY_LINE = re.compile(r"[（(]?\s*[\d０-９]{4}\s*年|[（(].{0,6}年.*(通过|公布|发布)")


def title_of(structure: Structure) -> str | None:
    """The title shown at the head; None if the head shows none that can be told from text.

    A heading is believed, unless the lines below it show a longer title of which it is a piece.
    """
    headed = _leading(structure)
    lines: list[str] = []
    above = list(headed)
    for line in structure.text[:4000].split("\n")[:40]:
        if close_up(line) in above:
            above.remove(close_up(line))
        else:
            lines.append(line)
    shown = _shown(lines)
    if headed and shown and len(shown) > len("".join(headed)) and "".join(headed) in shown:
        return shown
    return " ".join(headed) or shown


def _leading(structure: Structure) -> list[str]:
    """Headings that stand at the head, one after the other, red heads and numbers set aside."""
    found: list[str] = []
    for section in structure.sections[:12]:
        plain = structure.text[section.start : section.end]
        aside = bool(_RED_HEAD.match(close_up(plain))) or _is_number(close_up(plain))
        if section.kind == "heading" and not section.path and not section.title and tidy(plain) == section.label:
            found += [] if aside else [close_up(section.label)]
        elif found or not aside:
            break
    return found


def _shown(lines: Sequence[str]) -> str | None:
    gathered: list[str] = []
    for place, line in enumerate(lines):
        plain = close_up(line)
        if not gathered and (_RED_HEAD.match(plain) or _is_number(plain)):
            continue
        stop = (
            _is_number(plain) or _ADDRESSED.match(plain) or date_line(plain) or article(line) or division(line)
            or outline(line) or _HISTORY_LINE.match(plain) or plain.endswith(("。", "；", "，")) or len(plain) > 60
            or (place > 0 and _LABELLED.match(plain))
        )  # fmt: skip
        if stop and gathered and _ORDER.search(gathered[-1] + plain[:12]):
            return _issued(lines, place) or close_up("".join(gathered))
        if stop or len(gathered) == 6:
            break
        gathered.append(plain)
        if _ENDS.search(plain) and place + 1 < len(lines) and not _continues(lines[place + 1]):
            break
    title = _joined(gathered)
    if gathered and (_ORDER.search(gathered[0]) and (issued := _issued(lines, len(gathered)))):
        return issued
    return title if title and len(title) <= 160 and (len(gathered) > 0) and _plausible(title) else None


def _continues(line: str) -> bool:
    plain = close_up(line)
    return bool(_ENDS.search(plain)) and len(plain) < 40 and not plain.startswith(("（", "(", "一、"))


def _issued(lines: Sequence[str], start: int) -> str | None:
    """The act that an order issues: the line that repeats a name it gives in 《》, else the first such name."""
    names = [close_up(n) for line in lines[:12] for n in _NAMED.findall(line)]
    for line in lines[start:]:
        if close_up(line) in names:
            return close_up(line)
    return names[0] if names else None


def _is_number(plain: str) -> bool:
    return len(plain) <= 40 and any(end - start >= len(plain) - 6 for start, end, _ in find_document_numbers(plain))


def _joined(lines: Sequence[str]) -> str:
    title = ""
    for line in lines:
        space = " " if title and title[-1].isascii() and line[:1].isascii() and title[-1].isalnum() else ""
        title += space + line
    return title


def _plausible(title: str) -> bool:
    return bool(_ENDS.search(title)) or 4 <= len(title) <= 90


def close_up(line: str) -> str:
    """Take out the spaces set between Chinese characters for looks: `几 个 问 题 的 通 知`."""
    plain = " ".join(line.split()).strip("　 ")
    single = [p for p in plain.split(" ") if len(p) == 1 and "\u4e00" <= p <= "\u9fff"]
    if len(single) >= 3 or re.match(r"^[\u4e00-\u9fff 《》（）“”、]+$", plain):
        return _SPACED.sub("", plain)
    return plain


_YEAR_NOTE = re.compile(
    r"[（(\[【]\s*(?:\d{4}[-.年].{0,24}?|.{0,10}(?:修正|修订|修改|公布|发布|施行).{0,10}?|试行|暂行|草案|征求意见稿)[)）\]】]"
)


_PART = re.compile(r"(?<=[\u4e00-\u9fff]) (?:第?\S{1,8}编|总则|分则|附则)$")


def part_of(title: str) -> str:
    """The part of an act that a document holds, when it is kept in parts: `民法典 合同编` → `合同编`; else empty."""
    found = _PART.search(title)
    return found[0].strip() if found else ""


def work_name(title: str) -> str:
    """The name all wordings of one act share: `中华人民共和国公司法（2018修正）` → `公司法`."""
    plain = _YEAR_NOTE.sub("", _PART.sub("", title))
    if re.search("[\u4e00-\u9fff]", title):
        plain = re.sub(r"(^|[《〈<])中华人民共和国(?=.{2})", r"\1", "".join(plain.split()))
    return re.sub('[《》〈〉<>“”"]', "", plain).strip() or title


_BARE = re.compile(
    r"(?!.*关于)[\u4e00-\u9fff、 ]{0,60}?"
    r"(?:^|部|委|委员会|常委会|局|署|政府|院|行|厅|办公室|大会|总队|支队|指挥部|主席|国)"
    r"(?:通告|公告|通知|决定|命令|令|公报)$"
)


def names_no_matter(title: str) -> bool:
    """Whether a title says only who issued the text and of which kind it is: `广州市公安局通告`.

    Texts of one such title need have nothing else in common; their numbers tell them apart.
    """
    return bool(_BARE.match(work_name(title)))
