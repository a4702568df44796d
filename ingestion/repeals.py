"""What a text says about the end of other texts: repeal clauses, each with its words and where they stand.

`《甲》同时废止`, lists of names with issuers, dates and numbers, `《甲》第九条、第十条第二款同时废止`, `停止执行`,
`决定废止《甲》`, and numbered lists under `废止下列行政法规：`. What ends must be a text: a list under
`有下列情形之一的，许可证失效：` is none, and a text that an item only speaks of is not ended. Words inside a quotation
(a clause that an amending decision inserts elsewhere) say nothing here, nor does `与本法不一致的，以本法为准`: that
yields, it does not repeal.
Does not know which document a name means (`ingestion/named_acts.py`).
"""

import re
from collections.abc import Iterator
from datetime import date

from ingestion.dates import find_dates
from ingestion.document_numbers import parse_document_number
from ingestion.documents import Repeal
from ingestion.numerals import NUMERAL, article_key, article_label, chinese, number, written

_ENDS = "(?:废止|廢止|废除|失效|作废|不再执行|停止执行|停止施行|停止实施|停止适用|停止使用|终止执行)"
_VERB = re.compile(rf"(?P<verb>{_ENDS})(?=\s*(?:[。；;，,、：:！”）)\n]|$))")
_ACTIVE = re.compile(
    r"(?:(?:^|[。；：，,、\s]|决定|同时|同時|现|予以|（[一二三四五六七八九十]+）|\d[.．])\s*(?:废止|廢止)|"
    r"(?:决定|起[，,]?|同时|现)\s*停止(?:执行|实施|施行))(?=[^。；，《]{0,60}《)"
)
_NAME = re.compile(r"《(?P<name>[^《》\n]{2,160}(?:《[^《》\n]{2,80}》[^《》\n]{0,80})*)》")
_BRACKETS = r"(?:[（(][^（()）]*(?:[（(][^（()）]*[)）][^（()）]*)*[)）])"
_ARTICLE = rf"第\s*{NUMERAL}+\s*条(?:之{NUMERAL}+)?(?:第{NUMERAL}+款)?(?:第[（(]?{NUMERAL}+[）)]?项)?"
_PART = rf"(第[（(]?)({NUMERAL}+)([）)]?[款项])"
_ARTICLES = rf"{_ARTICLE}(?:(?:、|，|和|及|以及|至|到){_ARTICLE})*"
_MATTER = r"(?:关于|有关|涉及)[^，。；《》]{1,40}?的?(?:规定|内容|条款|部分)"
_SCOPE = rf"(?:中)?(?:的)?(?:{_ARTICLES}|第{NUMERAL}+[编章节]|{_MATTER})"
_AFTER = rf"\s*(?P<note>{_BRACKETS}*)\s*(?P<scope>{_SCOPE})?\s*(?P<more>{_BRACKETS}?)"
_FROM = r"(?:自|从|于)[^，。；《》]{0,30}?(?:日|时|月)?起?"
_TAIL = re.compile(
    rf"{_AFTER}(?:等[^，。；《》]{{0,16}})?[，,]?\s*(?:{_FROM})?[，,]?\s*"
    r"(?:同时|同時|即行|即时|相应|自行|一并|随之|均|予以|即|现|也|亦|全部|一律|宣布|，|\s)*$"
)
_BETWEEN = re.compile(rf"{_AFTER}\s*(?:[、，,；]|和|及|与|以及|并|\s)*(?P<next>.*)$", re.DOTALL)
_ISSUED = re.compile(
    r"(?:发布|公布|颁布|通过|批准|印发|制定|修订|修正|下发|转发|批转|施行|实施|签发|原则同意)[^《》]{0,12}$"
)
_ORGAN_ENDS = re.compile(r"(?:^|院|部|会|局|府|厅|署|行|委|室|团|省|市|县|区|令第?\d*号?|原)$")
_OTHER = re.compile(r"依照|根据|按照|依据|符合|违反|本[法条例规定办决解细]{1,3}.{0,12}(?:施行|实施|执行)|适用")
_KIND = (
    "(?:法律|法规|规章|文件|条例|规定|办法|细则|规则|决定|命令|部令|通知|通告|公告|意见|解释|批复|复函|政策|"
    "制度|规范|标准|方案|章程|规程)"
)
_LIST = re.compile(
    rf"(?:废止|失效)[^。；《》]{{0,40}}(?:下列|以下|如下)[^。；，《》]{{0,30}}{_KIND}|"
    rf"(?:下列|以下|列入)[^。；，《》]{{0,30}}?{_KIND}[^。；《》]{{0,60}}{_ENDS}|"
    rf"(?:决定|宣布|予以|现予)(?:废止|失效)的[^。；《》]{{0,30}}{_KIND}[^。；《》]{{0,16}}$"
)
"""A line that opens a list of texts. What names no kind of text opens none: `有下列情形之一的，许可证失效：`."""
_PAPER = re.compile(r"(?:证|证书|证明|执照|许可|合同|协议)$")
"""A paper that people hold is no text of rules, and its end repeals nothing: `原《商标注册证》作废`."""
_NO_LIST = re.compile(rf"之一|情形|(?:证|证书|证件|许可|合同|协议|资格|登记)(?:自行|自动|同时|即|予以)*{_ENDS}")
_ITEM = re.compile(
    r"\s*(?P<mark>\d{1,3}\s*[.．、]|[（(][一二三四五六七八九十\d]{1,4}[）)]|[一二三四五六七八九十]{1,4}、|[-*•])?\s*(?P<said>\S.*)$"
)
_SPOKEN_OF = re.compile(rf"{_OTHER.pattern}|关于(?!印发|发布|公布|颁布|转发|批转|下发)[^《》]*$")
"""What stands before a name that is only spoken of: `未按照《甲法》…`, `关于贯彻《甲法》的通知`."""
_ACT = re.compile(
    r"(?P<name>(?:[^（()）《》。；]{0,60}关于[^（()）《》。；]{0,30}《[^《》]{2,80}》)?[^（()）《》。；]{2,90}?(?:法|条例|办法|规定|规则|细则|决定|通知|意见|批复|章程|规范|解释)"
    r"(?:（[一二三四五六七八九十]+）)?)"
    rf"\s*(?P<note>{_BRACKETS}*)[。；，]?$"
)
_COMES_INTO_FORCE = re.compile(r"(?:起|后|之日)\s*(?:正式)?(?:施行|实施|执行|生效)(?!的)")


def find_repeals(text: str, default: date | None = None) -> tuple[Repeal, ...]:
    """All repeal clauses, in order, one `Repeal` for each name; offsets count characters of `text`.

    `default` is the day on which the text says that it takes effect; a clause with a day of its own, or one beside
    another `自…起施行` in the same line, has that one.
    """
    found: list[Repeal] = []
    quoted = _quoted(text)
    for start, end in _sentences(text):
        sentence = text[start:end]
        if not re.search(_ENDS, sentence):
            continue
        names = [(m.start(), m.end(), m["name"]) for m in _NAME.finditer(sentence)]
        verbs = [m for m in _VERB.finditer(sentence) if not any(a < m.start() < b for a, b, _ in names)]
        for verb in verbs:
            if start + verb.start() not in quoted:
                found += _passive(sentence, names, verb.span(), start, _day(text, start, sentence) or default)
        for verb in _ACTIVE.finditer(sentence):
            inside = any(a < verb.end() <= b for a, b, _ in names) or start + verb.end() - 1 in quoted
            if not inside:
                found += _active(sentence, names, verb.end(), start, _day(text, start, sentence) or default)
    found += _listed(text, quoted, default)
    unique = {
        (repeal.name, repeal.number, repeal.articles): repeal
        for repeal in reversed(found)
        if not _PAPER.search(repeal.name)
    }
    return tuple(sorted(unique.values(), key=lambda repeal: (repeal.start, found.index(repeal))))


def article_labels(words: str) -> tuple[str, ...]:
    """Labels in a list of articles: `第三条至第5条和第九条第2款` → 第三条 第四条 第五条 第九条第二款."""
    found: list[str] = []
    linked = False
    for part in re.finditer(rf"{_ARTICLE}|至|到", words):
        if part[0] in {"至", "到"}:
            linked = True
            continue
        label = (article_label(part[0]) or "") + "".join(map(_part_label, re.finditer(_PART, part[0])))
        first, last = article_key(found[-1]) if found else None, article_key(label)
        if linked and first and last:
            found += [written(number) for number in range(first[0] + 1, last[0])]
        found.append(label)
        linked = False
    return tuple(found)


def _part_label(found: re.Match[str]) -> str:
    """`第2款` → `第二款`, `第（3）项` → `第（三）项`."""
    value = number(found[2])
    return found[0] if value is None else f"{found[1]}{chinese(value)}{found[3]}"


def _passive(
    sentence: str, names: list[tuple[int, int, str]], verb: tuple[int, int], offset: int, day: date | None
) -> Iterator[Repeal]:
    """Names that end right before the verb, and those listed before them."""
    before = [name for name in names if name[1] <= verb[0]]
    if not before or not (tail := _TAIL.match(sentence[before[-1][1] : verb[0]])):
        return
    chosen = [(before[-1], tail)]
    for earlier, later in zip(before[-2::-1], before[:0:-1], strict=True):
        between = _BETWEEN.match(sentence[earlier[1] : later[0]])
        if between is None or not _names_an_act(between["next"]):
            break
        chosen.append((earlier, between))
    first = chosen[-1][0][0]
    opens = max(
        (m.end() for m in re.finditer(r"[。；\n]|(?:施行|实施|生效)(?:后[，,]?|[，,])", sentence[:first])), default=0
    )
    for place, ((start, _, name), after) in reversed(list(enumerate(chosen))):
        lead = sentence[opens:start] if place == len(chosen) - 1 else chosen[place + 1][1]["next"]
        yield _made(name, lead, after, (offset + opens, offset + verb[1], sentence[opens : verb[1]]), day)


def _active(
    sentence: str, names: list[tuple[int, int, str]], verb: int, offset: int, day: date | None
) -> Iterator[Repeal]:
    """Names that follow the verb: `决定废止《甲》、《乙》`."""
    at = verb
    for start, end, name in names:
        if start < verb:
            continue
        lead = _BETWEEN.match(sentence[at:start])
        if lead is None or not _names_an_act(lead["next"]):
            return
        after = re.compile(_AFTER).match(sentence[end:])
        if re.match(r"[^。；]{0,4}的(?:决定|通知|公告|建议|意见|报告)", sentence[end:]):
            return
        yield _made(name, lead["next"], after, (offset, offset + len(sentence), sentence), day)
        at = end


def _listed(text: str, quoted: set[int], default: date | None) -> Iterator[Repeal]:
    """Items under a line that announces a list of repealed texts, until a line that is no item."""
    open_ = False
    at = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        plain = line.strip()
        if not plain:
            continue
        if _opens_a_list(plain) and start not in quoted:
            open_ = True
            continue
        if not open_:
            continue
        item = _ITEM.match(line)
        said = item["said"] if item else ""
        names = [name for name in _NAME.finditer(said) if not _SPOKEN_OF.search(_lead(said, name.start()))]
        act = _ACT.match(said) if item and item["mark"] and not names else None
        if (
            names
            and len(said) - sum(len(name[0]) for name in names) <= 90
            and ((item and item["mark"]) or said[0] == "《")
        ):
            for place, name in enumerate(names[:1] if "修改" in names[0]["name"] else names):
                lead = said[names[place - 1].end() if place else 0 : name.start()]
                after = re.compile(_AFTER).match(said[name.end() :])
                yield _made(name["name"], lead, after, (start, start + len(line), plain), default)
        elif act:
            yield _made(act["name"], "", act, (start, start + len(line), plain), default)
        else:
            open_ = False


def _lead(said: str, start: int) -> str:
    """What stands before a name, back to the name before it."""
    return said[said.rfind("》", 0, start) + 1 : start]


def _opens_a_list(line: str) -> bool:
    plain = _NAME.sub("《》", line)
    return bool(_LIST.search(plain)) and not _NO_LIST.search(plain) and "修改" not in plain


def _made(
    name: str, lead: str, after: re.Match[str] | None, evidence: tuple[int, int, str], day: date | None
) -> Repeal:
    parts = after.groupdict() if after else {}
    note = f"{parts.get('note') or ''}{parts.get('more') or ''}"
    scope = parts.get("scope") or ""
    context = f"{lead} {note}"
    days = tuple(dict.fromkeys(day for _, _, day in find_dates(context)))
    return Repeal(
        name=name,
        articles=article_labels(scope),
        scope=scope,
        number=parse_document_number(note) or parse_document_number(re.sub("日原?|[，、]原", "日。", lead)),
        issuer=_issuer(lead),
        issued=days,
        on=day,
        text=evidence[2],
        start=evidence[0],
        end=evidence[1],
    )


def _issuer(lead: str) -> str | None:
    """The organs named before an act, dates and words of issuing left out: `2001年6月13日国务院公布的` → `国务院`."""
    plain = re.sub(r"[\d０-９〇○零一二三四五六七八九十]{2,4}\s*年(?:[^，、]{1,7}[日月])?|[（(][^）)]*[）)]", "", lead)
    plain = re.sub(
        r"(?:令第?\S{1,6}号)?(?:联合)?(?:发布|公布|颁布|通过|批准|印发|制定|修订|修正|下发|施行|实施)+的?", " ", plain
    )
    organs = re.findall(
        r"原?[\u4e00-\u9fff]{2,24}?(?:院|委员会|常委会|总局|部|局|政府|厅|署|银行|办公室)(?=[、，\s和]|$)", plain
    )
    return "、".join(dict.fromkeys(re.sub("^[原和经]", "", organ) for organ in organs)) or None


def _names_an_act(words: str) -> bool:
    """Whether the words between two names only say who issued the second one, and when."""
    plain = re.sub(_BRACKETS, "", words).strip(" 、，,；和及与以并：:")
    plain = re.sub(r"[\d０-９〇○零一二三四五六七八九十]+\s*[年月日]", "", plain)
    if _OTHER.search(plain) or len(words) > 220:
        return False
    return not plain or bool(_ISSUED.search(plain)) or (len(plain) <= 40 and bool(_ORGAN_ENDS.search(plain)))


def _day(text: str, start: int, sentence: str) -> date | None:
    """The day a clause names: `自2020年1月1日起废止`, or that of `自…起施行` before it in the same line."""
    if own := re.search(rf"自([^，。；《》]{{6,20}}?)起\s*[^，。；《》]{{0,8}}{_ENDS}", sentence):
        return next((day for _, _, day in find_dates(own[1])), None)
    line = text[text.rfind("\n", 0, start) + 1 : start + len(sentence)]
    for clause in _COMES_INTO_FORCE.finditer(line):
        opened = max(line.rfind(mark, 0, clause.start()) for mark in "。；\n，自从于")
        if days := find_dates(line[max(opened, 0) : clause.end()]):
            return days[-1][2]
    return None


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Sentences of the lines that hold a verb of ending; a stop inside brackets or 《》 does not end one."""
    for line in re.finditer(rf"^.*{_ENDS}.*$", text, re.MULTILINE):
        start = depth = 0
        for place, character in enumerate(line[0], start=1):
            depth += (character in "（(《〈") - (character in "）)》〉" and depth > 0)
            if character in "。；;" and not depth:
                yield line.start() + start, line.start() + place
                start = place
        if start < len(line[0]):
            yield line.start() + start, line.end()


def _quoted(text: str) -> set[int]:
    """Places inside “…”, over several lines too, as amending decisions quote what they insert."""
    found: set[int] = set()
    for quotation in re.finditer(r"“[^“”]{12,4000}”", text):
        found.update(range(quotation.start(), quotation.end()))
    return found
