"""The address of a quote as people write it: `第九条第二款第（三）项`, `二、主要任务 › （一）…`, `第3页`.

款 are the paragraphs of an article, 项 its numbered items; both are counted from the lines of the text, because
official texts do not number 款. Does not know 目 (items of items); a paragraph that a reader cut in two counts twice.
"""

import re

from ingestion.documents import Section
from ingestion.numerals import article_key, chinese, number

_ITEM = re.compile(
    r"[“「]?[（(]\s*([一二三四五六七八九十]{1,4}|\d{1,2})\s*[）)]|([一二三四五六七八九十]{1,3})、|(\d{1,2})[.．、](?!\d)"
)
_COUNT = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_PARAGRAPH = re.compile(rf"第{_COUNT}款|paragraphs?(\d{{1,2}})|(?<=\d)–(\d{{1,2}})")
_ENTRY = re.compile(rf"第[（(]?{_COUNT}[）)]?项|items?[（(]?(\d{{1,2}})|(?<=[)）])–[（(](\d{{1,2}})")
"""款 and 项 as an address names them, the last of a range too: `第二款至第三款`, `paragraphs 2–3`, `items (1)–(3)`."""
_ENDS = re.compile(r"[。！？.!?][”」』）)]*\s*$")
"""How the last line of a 款 ends."""
_SUBITEM = re.compile(r"\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)]")


def locator(
    version_text: str, section: Section, start: int, end: int, *, page: int | None = None, language: str = "zh"
) -> str:
    """Address of `version_text[start:end]`, which begins in `section`; offsets count characters of the whole text.

    An article: its number, with 款 when it has several and the quote stands in fewer than all, and 项 when the quote
    stands within items. Everything else: the heading path; without one the page, else the paragraph counted from 1.
    `zh` gives `第九条第二款第（三）项`, any other language `Article 9, paragraph 2, item (3)`.
    """
    zh = language.startswith("zh")
    if section.kind == "article":
        return _in_annex(section, zh) + _article(version_text, section, start, end, zh)
    own = " ".join((f"{section.label}{section.title}" if zh or section.title else section.label).split())
    path = " › ".join((*section.path, own) if own else section.path)
    if path:
        return path
    if page is not None:
        return f"第{page}页" if zh else f"page {page}"
    paragraph = version_text.count("\n", 0, start) + 1
    return f"第{paragraph}段" if zh else f"paragraph {paragraph}"


def part(version_text: str, section: Section, address: str) -> tuple[int, int] | None:
    """What an address means within `section`, as offsets: the 款 and 项 of an article that it names, else all of it.

    The way back from `locator`. None if the article has no such part, or it may be in several 款.
    """
    plain = "".join(address.split()).lower()
    paragraphs, items = ([number("".join(n)) or 0 for n in form.findall(plain)] for form in (_PARAGRAPH, _ENTRY))
    if section.kind != "article" or not (paragraphs or items):
        return section.start, section.end
    named = [
        place
        for place in _places(version_text, section)
        if (not paragraphs or min(paragraphs) <= place[2] <= max(paragraphs))
        and (not items or min(items) <= place[3] <= max(items))
    ]
    if not named or (not paragraphs and named[0][2] != named[-1][2]):
        return None
    return named[0][0], named[-1][1]


def paragraphs(version_text: str, section: Section) -> list[tuple[int, int]]:
    """The 款 of an article with their items, as offsets. Lines that a reader cut from one 款, which end in the middle
    of a sentence or list, stay together."""
    found: list[tuple[int, int]] = []
    latest = 0
    for start, end, count, _ in _places(version_text, section):
        if found and (count == latest or not _ENDS.search(version_text[slice(*found[-1])])):
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
        latest = count
    return found


def _in_annex(section: Section, zh: bool) -> str:
    top = section.path[0] if section.path else ""
    return top + ("" if zh else ", ") if top.startswith("附") and "附则" not in top else ""


def _article(text: str, section: Section, start: int, end: int, zh: bool) -> str:
    label = section.label
    key = article_key(label)
    if not zh and key:
        label = f"Article {key[0]}" + (f"-{key[1]}" if key[1] else "")
    places = _places(text, section)
    touched = [p for p in places if p[0] < end and max(start, p[0]) < p[1]]
    if not touched or not key or len(touched) == len(places):
        return label
    count = places[-1][2]
    first, last = touched[0], touched[-1]
    if first[2] != last[2]:
        return label + (
            f"第{chinese(first[2])}款至第{chinese(last[2])}款" if zh else f", paragraphs {first[2]}–{last[2]}"
        )
    if count > 1:
        label += f"第{chinese(first[2])}款" if zh else f", paragraph {first[2]}"
    if first[3] and first[3] == last[3]:
        label += f"第（{chinese(first[3])}）项" if zh else f", item ({first[3]})"
    elif first[3] and last[3]:
        ends = chinese(first[3]), chinese(last[3])
        label += f"第（{ends[0]}）项至第（{ends[1]}）项" if zh else f", items ({first[3]})–({last[3]})"
    return label


def _places(text: str, section: Section) -> list[tuple[int, int, int, int]]:
    """Lines of an article as (start, end, 款, 项); 项 is 0 for the words above and between items."""
    places: list[tuple[int, int, int, int]] = []
    at, paragraph, item, bracketed = section.start, 0, 0, False
    for line in text[section.start : section.end].split("\n"):
        found = _ITEM.match(line) if places else None
        if found and not (bracketed and _SUBITEM.match(line)):
            item += 1
            bracketed = bracketed or (found[1] or "").isalpha()
        elif not found:
            lonely = not places and re.fullmatch(r"\W*第[^条]{1,12}条(之\w{1,3})?\W*", line)
            paragraph += 0 if lonely else 1
            item, bracketed = 0, False
        places.append((at, at + len(line), max(paragraph, 1), item))
        at += len(line) + 1
    return places
