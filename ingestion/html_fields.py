"""The labelled head of an official page: 索引号, 发文机关, 成文日期, 发文字号 …, in whatever elements it is laid out.

Reads label and value from one element (`发文字号：国办函〔2018〕71号`) or from neighbours (`<td>发文字号：</td><td>…`).
The labels known are those of `header_labels.txt`.
Labels are returned without padding and colon, values as written. Does not interpret dates or numbers.
"""

import re
from collections.abc import Iterator
from importlib import resources
from typing import Final

from ingestion.markup import Element, local_name

LABELS: Final = frozenset(resources.files("ingestion").joinpath("header_labels.txt").read_text("utf-8").split())
_META: Final = re.compile(
    r"(?:SiteName|SiteDomain|SiteIDCode|ColumnName|ColumnType|ArticleTitle|PubDate|ContentSource|Author|Keywords|"
    r"firstpublishedtime|publishdate|lastmodifiedtime|source|(?:dc|dcterms)\.\w+|article:(?:published|modified)_time)",
    re.I,
)
_UNITS: Final = re.compile(r"td|th|dt|dd|li|p|span|div|strong|b|label|em|i|a|h[1-3]|font")
_LABELLED: Final = re.compile(
    "(?:" + "|".join(r"\s*".join(label) for label in sorted(LABELS, key=len, reverse=True)) + r")\s*[：:]"
)
_CELLS: Final = ("td", "th", "dt", "dd", "li")
_MOST_LABELS: Final = 200
_LONGEST: Final = 3000
_HOLDERS: Final = ("table", "tbody", "dl", "ul", "ol", "div", "section", "header")


def meta_fields(root: Element) -> dict[str, str]:
    """`<meta name=… content=…>` of the government page standard and of Dublin Core, name → content."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("name") or meta.get("property") or "").strip()
        value = " ".join((meta.get("content") or "").split())
        if value and _META.fullmatch(key):
            found.setdefault(key, value)
    return found


def header_fields(root: Element) -> tuple[dict[str, str], list[Element]]:
    """Fields of the header table, and the elements that hold nothing else, which are no part of the text.

    A holder has at least three known labels (or two, one of them 发文字号, 文号 or 索引号), and little besides them.
    """
    units = list(_units(root))
    labelled = [unit for unit in units if _label(_text(unit))]
    if len(labelled) > _MOST_LABELS:
        return {}, []
    above = {outer for unit in labelled for outer in (unit, *unit.iterancestors()) if local_name(outer) in _HOLDERS}
    ordered = [holder for holder in root.iter(*_HOLDERS) if holder in above]
    pairs = {holder: _held(holder, units) for holder in ordered}
    fields: dict[str, str] = {}
    holders: list[Element] = []
    for holder in ordered:
        if not pairs[holder] or any(outer in holders for outer in holder.iterancestors()):
            continue
        innermost = [inner for inner in holder.iterdescendants(*_HOLDERS) if pairs.get(inner) == pairs[holder]]
        holders.append(innermost[-1] if innermost else holder)
        for key, value in pairs[holder].items():
            if value:
                fields.setdefault(key, value)
    return fields, holders


def _held(holder: Element, units: list[Element]) -> dict[str, str]:
    """Label → value, if this element holds enough of them and little else; empty otherwise."""
    text = _text(holder)
    if len(text) >= _LONGEST:
        return {}
    inside = set(holder.iter())
    found = _pairs([unit for unit in units if unit in inside])
    enough = len(found) >= 3 or (len(found) == 2 and {"发文字号", "文号", "索引号"} & set(found))
    said = sum(len(key) + len(re.sub(r"\s", "", value)) for key, value in found.items())
    return found if enough and said * 10 >= len(re.sub(r"[\s：:]", "", text)) * 7 else {}


def _units(root: Element) -> Iterator[Element]:
    """Elements that may hold a label, a value or both: cells, elements without children, short labelled paragraphs."""
    cells = {element for element in root.iter(*_CELLS) if next(element.iterdescendants(*_CELLS, "table"), None) is None}
    for element in root.iter():
        if element in cells:
            yield element
        elif not _UNITS.fullmatch(local_name(element)) or any(outer in cells for outer in element.iterancestors()):
            continue
        elif len(element) == 0 or (local_name(element) in ("p", "div") and _is_one_field(_text(element))):
            yield element


def _is_one_field(text: str) -> bool:
    return len(text) < 300 and _label(text) is not None and len(_LABELLED.findall(text)) == 1


def _pairs(units: list[Element]) -> dict[str, str]:
    """Label → value; a value stands beside its label or in the unit after it, unless that one is a label too."""
    found: dict[str, str] = {}
    said: set[Element] = set()
    for position, unit in enumerate(units):
        if any(outer in said for outer in unit.iterancestors()):
            continue
        text = _text(unit)
        if not (match := _label(text)):
            continue
        label, value = match
        if value:
            said.add(unit)
        else:
            following = next((u for u in units[position + 1 :] if unit not in u.iterancestors()), None)
            if following is not None and not _label(_text(following)):
                value = _text(following)
        found.setdefault(label, value)
    return found


def _label(text: str) -> tuple[str, str] | None:
    """Split `发 文 字 号：国办函〔2018〕71号` into label and value; the value of a bare label is empty."""
    before, colon, after = text.replace(":", "：", 1).partition("：") if "：" not in text else text.partition("：")
    label = re.sub(r"[\s　【】\[\]]", "", before)
    if label in LABELS and (colon or before == text):
        return label, after.strip()
    return None


def _text(element: Element) -> str:
    return " ".join("".join(t for t in element.itertext() if isinstance(t, str)).replace("\xa0", " ").split())
