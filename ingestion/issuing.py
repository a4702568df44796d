"""Who issued a document, what rank it has and where it applies, from its head, its foot, its number and its title.

Does not know renamed or merged organs, and gives the name as the document writes it.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from ingestion import jurisdictions
from ingestion.dates import date_line
from ingestion.document_numbers import issuer_of, organ_tables
from ingestion.documents import NATION
from ingestion.history import Event
from ingestion.titles import close_up

_BODY = (
    r"[\u4e00-\u9fff]{0,20}?(?:人民代表大会常务委员会|人民代表大会|人大常委会|人民政府办公[厅室]|人民政府|人民法院|人民检察院|"
    r"国务院办公厅|国务院|中央军事委员会|中央军委办公厅|中央军委|中共中央办公厅|中共中央|委员会|总局|办公厅|办公室|管理局|局|部|厅|总署|署|银行|总队)"
)
_ORGAN = re.compile(rf"{_BODY}$")
_BEFORE_ABOUT = re.compile(
    rf"^((?:{_BODY})(?:[、 ](?:{_BODY}))*)\s*(?=关于|印发|转发|批转|对[^外]|办公厅关于|公告|通告|令|印发)"
)
_NPC = re.compile(
    r"(全国|[\u4e00-\u9fff]{2,16}(?:省|自治区|市|州|县|区))?第?[一二三四五六七八九十]*届?(?:全国)?人民代表大会(常务委员会)?"
)
_COURT = re.compile(r"最高人民法院|最高人民检察院")
_DECREE = re.compile(rf"((?:{_BODY})(?:、(?:{_BODY}))*)\s*(?:令|公告)?\s*(?:第|发布|公布|印发|令)")
_CENTRE = {"国务院", "中央军委", "中央军事委员会"}
_GUIDE = re.compile(r"办事指南|服务指南|办事流程|办理指南|办理须知")
_LAW = re.compile(r"中华人民共和国.{1,30}(?<!办)法(（[^）]*）)?$")
_OPENING = re.compile(r"^(?:关于)?(?:印发|公布|发布|修改|转发)?[《〈“]?")
_APART = {"71", "81", "82"}
"""台湾, 香港, 澳门: in a title they mean the people a rule is for (台湾居民居住证), hardly ever where it applies."""
_BRANCH = re.compile(r"(?:局|海关|分行|支行|办事处|管理委员会|管委会|总站|总队|分公司)$")
_NOISE = re.compile(r"[^\u4e00-\u9fff]+$")
_RULE = re.compile(r"(条例|办法|规定|规则|细则|规范)(（[^）]*）|\([^)]*\))?$")


def issuer(title: str, lines: Sequence[str], happened: Sequence[Event], document_number: str | None) -> str | None:
    """The issuing organs: from title, lines of adoption, signature, head or number; None if unknown."""
    return (
        _from_title(title)
        or _from_history(happened, title)
        or signature(lines)[0]
        or _from_head(lines)
        or (issuer_of(document_number) if document_number else None)
    )


def signature(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Organ and date at the foot of the letter: (`国务院办公厅`, `2018年10月27日`); the first such pair in the text.

    Attachments come after the letter and may be signed by others. Either part is None where it is missing.
    """
    undated: str | None = None
    for place in range(1, len(lines)):
        if date_line(lines[place]) is None:
            continue
        above = [_NOISE.sub("", close_up(line)) for line in lines[max(0, place - 6) : place]]
        organs: list[str] = []
        for line in reversed(above):
            if len(line) > 60 or not all(_ORGAN.fullmatch(part) for part in re.split(r"[、\s]+", line)):
                break
            organs[:0] = re.split(r"[、\s]+", line)
        if organs:
            return "、".join(dict.fromkeys(organs)), lines[place]
        if undated is None and re.match(r"(总理|主席|部长|省长|市长|局长|主任|委员长|署长)", above[-1]):
            undated = lines[place]
    return None, undated


LEVELS = (
    *(
        "宪法",
        "法律",
        "行政法规",
        "监察法规",
        "司法解释",
        "地方性法规",
        "自治条例",
        "单行条例",
        "部门规章",
        "地方政府规章",
    ),
    *("规范性文件", "党内法规", "标准", "办事指南", "草案", "page"),
)
"""What a steward may call a text: what `level` tells from the text itself, and kinds that only a person can tell."""


def level(title: str, by: str | None, document_number: str | None, articles: int, language: str) -> str | None:
    """Rank of a text: `法律`, `行政法规`, … `规范性文件`, `办事指南`, `page`; None for rules of an unknown issuer.

    Without an issuer a 条例 is 行政法规: departments may not call their rules so (规章制定程序条例, article 7).
    """
    organ = by or ""
    rule = bool(_RULE.search(title)) and (articles > 1 or not document_number)
    order = "令" in (document_number or "")
    ranks = (
        ("page", language != "zh"),
        ("办事指南", bool(_GUIDE.search(title))),
        ("宪法", title.endswith("宪法")),
        ("法律", organ.startswith("全国人民代表大会") or (not organ and bool(_LAW.match(title)))),
        ("司法解释", bool(_COURT.search(organ))),
        ("地方性法规", "人民代表大会" in organ or "人大常委会" in organ),
        ("行政法规", re.split("、", organ)[0] in _CENTRE and (order or rule)),
        ("地方政府规章", "人民政府" in organ and (order or (rule and not document_number))),
        ("部门规章", bool(organ) and (order or (rule and not document_number))),
        ("规范性文件", bool(organ or document_number)),
        ("行政法规", rule and articles > 1 and "条例" in title[-6:]),
        (None, rule and articles > 1),
    )
    return next((name for name, applies in ranks if applies), "page")


def region(title: str, by: str | None, document_number: str | None, language: str, url: str | None) -> str:
    """Code of the place a text applies in: that of its issuer, else of its title, its number, its web address.

    A Chinese text of which nothing of the kind is known applies in the whole nation; any other is `ZZ`.
    """
    opening = _OPENING.sub("", title)
    if by and _national(by):
        return _branch(by) or NATION
    # 鼓楼区人民政府 alone may be several; its title says of which city.
    if by and not (places := jurisdictions.find(by)) and jurisdictions.unsettled(by):
        places = jurisdictions.find(f"{by} {opening}")
    if by and places:
        return places[0].code
    place = jurisdictions.at_beginning(opening)
    if place and place.code[:2] not in _APART:
        return place.code
    numbered = organ_tables()["numbered_from"]
    if document_number and (code := numbered.get(document_number[:2]) or numbered.get(document_number[0])):
        return str(code)
    if language == "zh":
        return NATION
    host = (urlsplit(url).hostname or "") if url else ""
    found = (code for suffix, code in organ_tables()["web_domains"].items() if host.endswith(suffix))
    return str(next(found, jurisdictions.UNKNOWN))


def _branch(by: str) -> str | None:
    """The place of a branch of a national organ: 国家税务总局南京市税务局, 中华人民共和国上海海关."""
    first = by.split("、", maxsplit=1)[0]
    for mention in reversed(jurisdictions.settled(first)):
        place = mention.codes[0]
        if place != NATION and place[:2] not in _APART and _BRANCH.search(first, mention.end):
            return place
    return None


def _national(by: str) -> bool:
    return by.startswith(("全国", "国务院", "中共中央", "中央", "最高人民", "国家", "中华人民共和国", "中国"))


def _from_title(title: str) -> str | None:
    found = _BEFORE_ABOUT.match(title)
    if not found:
        return None
    parts = [part for part in re.split(r"[、\s]+", found[1]) if part]
    return "、".join(parts) if all(_ORGAN.fullmatch(part) for part in parts) else None


def _from_history(happened: Sequence[Event], title: str) -> str | None:
    for event in sorted(happened, key=lambda e: e.kind not in {"adopted", "published", "amended"}):
        text = re.sub(r"《[^》]*》|\s", "", event.text)
        text = re.sub(r"^[^日]*日", "", text)
        if courts := dict.fromkeys(_COURT.findall(text)):
            return "、".join(courts)
        if "人民代表大会" in text and (found := _NPC.search(text)):
            place = found[1] or ""
            if not place and "全国" not in found[0]:
                place = (jurisdictions.find(title) or [jurisdictions.get(NATION)])[0].name
            place = "全国" if place in {"全国", "中华人民共和国", ""} else place
            return f"{place}人民代表大会{found[2] or ''}"
        if re.match(r"(中华人民共和国)?国务院", text):
            return "国务院"
        if found := _DECREE.search(text):
            return found[1].removeprefix("经").removeprefix("中华人民共和国")
    return None


def _from_head(lines: Sequence[str]) -> str | None:
    for line in lines[:6]:
        plain = close_up(line)
        if found := re.fullmatch(rf"(?:中华人民共和国)?((?:{_BODY})(?:[、 ](?:{_BODY}))*)\s*(?:文件|令|公告)", plain):
            return found[1]
    return None
