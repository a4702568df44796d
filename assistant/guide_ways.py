"""Whether something can be done in a certain way: through another person, online, by post, elsewhere, by appointment.

能代办吗 asks for no field of a guide but for what any of its sentences says of 代办. Nothing is inferred: a guide that
does not speak of a way neither allows nor forbids it. Does not know fields.
"""

import re
from dataclasses import dataclass
from typing import Final

from ingestion.guide_values import english_sentences, sentences, trimmed
from ingestion.service_guides import Span

MOST: Final = 4
"""Sentences of a guide that are told of one way."""
_SHORT_HEAD: Final = 14
"""Characters of the longest line that only announces what stands in the next one."""
_WHETHER: Final = re.compile(
    r"(?:能|可以|可|要|需要?|支持|得)[^，。？?]{0,10}(?:吗|(?<![什怎多])么|嘛|不(?=[？?]?$))|能不能|能否|可不可以|可否|是否|要不要|用不用|需不需要"
    r"|必须"
    r"|(?:^|[,.;?!] ?(?:and |or |but )?)(?:can|could|may|must|do) (?:i|we|my|someone|it|they|he|she)\b|\bpossible\b",
    re.I,
)

_HOW: Final = re.compile(r"怎么|如何|怎样|\bhow\b", re.I)


@dataclass(frozen=True, slots=True)
class Way:
    """One way of doing something."""

    label: tuple[str, str]
    """What it is called, in Chinese and English."""
    asked: re.Pattern[str]
    said: re.Pattern[str]
    """How guides speak of it."""


_WAYS: Final = (
    Way(
        ("代办", "Through another person"),
        re.compile(
            r"代办|代理(?!记账|商)|代领|代为|委托|本人(?:亲自|到场|去(?!世)|到|来|办)|亲自|(?:别人|他人|家人|家属|亲戚|朋友|帮[^，。]{1,5}|替[^，。]{1,5})[^，。]{0,4}[办领去]"
            r"|on behalf|someone else|in person", re.I),
        re.compile(
            r"代办|代理|代领|代为|委托|他人|受托|本人(?:亲自|到场|办理|前往|现场)|亲自|on behalf|in person|proxy", re.I
        ),
    ),
    Way(
        ("网上办理", "Online"),
        re.compile(
            r"网上(?!买|购|骂|被)|线上(?!买|购)|在线|手机(?!店|丢|号|坏|被|掉|不见)|网办"
            r"|小程序|APP|不跑腿|\bonline\b|\bon the (?:web|internet)", re.I),
        re.compile(
            r"网上|线上|在线|网办|小程序|APP|公众号|互联网|网站|网址|掌上|\bonline\b|\bportal\b|\bwebsite\b", re.I
        ),
    ),
    Way(
        ("预约", "Appointment"),
        re.compile(r"预约|\bappointment|\bbook\b", re.I),
        re.compile(r"预约|\bappointment|\bwalk-in", re.I),
    ),
    Way(
        ("邮寄", "By post"),
        re.compile(r"邮寄|寄(?:给|到|过|回|来)|快递(?!丢|坏|员|站|公司|没|不见)|\bby (?:post|mail)\b", re.I),
        re.compile(r"邮寄|寄送|寄达|快递|EMS|\bby (?:post|mail)\b|\bmail(?:ed)?\b", re.I),
    ),
    Way(
        ("异地办理", "Elsewhere"),
        re.compile(r"异地|跨省|跨市|在(?:外地|老家)[^，。]{0,6}办|别的(?:地方|城市)"),
        re.compile(r"异地|跨省|跨市|通办|全国|任一|任意|就近"),
    ),
)  # fmt: skip


def way_asked(question: str) -> Way | None:
    """The way whose being open a question asks for; None for most questions."""
    if not _WHETHER.search(question) or _HOW.search(question):
        return None
    return next((way for way in _WAYS if way.asked.search(question)), None)


def said_of(way: Way, text: str) -> tuple[Span, ...]:
    """What a guide says of a way: rows and sentences that speak of it, a short head together with its next line."""
    found: list[Span] = []
    name_end = text.find("\n")
    for line in re.finditer(r"[^\n]+", text):
        if line.start() < name_end or not way.said.search(line[0]) or (found and line.end() <= found[-1].end):
            continue
        if len(line[0]) <= _SHORT_HEAD and re.search(r"[\w）)】:：]$", line[0]) and "|" not in line[0]:
            end = text.find("\n", line.end() + 1)
            whole = trimmed(text, line.start(), len(text) if end < 0 else end)
            found += [Span(*whole)] if whole and whole[1] > line.end() else []
            continue
        parts = [line.span()] if "|" in line[0] else _sentences(text, *line.span())
        found += [Span(*p) for p in parts if way.said.search(text, *p) and text[p[1] - 1] not in "?？"]
    return tuple(found[:MOST])


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    chinese = re.search(r"[\u4e00-\u9fff]", text[start:end])
    return sentences(text, start, end) if chinese else english_sentences(text, start, end)
