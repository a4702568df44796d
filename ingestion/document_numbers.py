"""文号: the number under which an organ issued a document, found in text and brought to one form.

`国发[1998]26号`, `国办发﹝2018﹞１２ 号`, `国函(2018)12`, `国发2018年12号`, `法释〔2O20〕第17号` and their kin become
`国发〔1998〕26号`; `中华人民共和国国务院令 第706号` becomes `国令第706号`, `主席令第六十五号` `主席令第65号`,
`国家税务总局公告2019年第4号` stays. Abbreviations of organs are those of `organs.toml`; another one is taken as it
stands where brackets leave no doubt. Does not know the numbers of court cases, standards or laws' articles.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from ingestion.numerals import number

_OPEN, _CLOSE = "〔﹝[［【〖(（{｛〈<＜《「『", "〕﹞]］】〗)）}｝〉>＞》」』"
_PLAIN = str.maketrans(
    _OPEN + _CLOSE + "０１２３４５６７８９　\u00a0\u2002\u2003號Ｏ",
    "〔" * len(_OPEN) + "〕" * len(_CLOSE) + "0123456789" + "    " + "号O",
)
_DAMAGED = str.maketrans("OoQ〇○零lI|", "000000111")
_DIGIT = "[0-9OoQ〇○零lI|]"
_HAN_DIGIT = "[〇○零O一二三四五六七八九]"
_YEAR = rf"(?P<year>[12lI]\s?(?:{_DIGIT}\s?){{3}}|[一二]\s?(?:{_HAN_DIGIT}\s?){{3}})"
_SERIAL = r"(?P<serial>(?:[0-9OoQlI|]\s?){1,5}|(?:[一二三四五六七八九十百千〇○零]\s?){1,7})"
_NUMBER = re.compile(
    rf"(?P<open>〔|(?<=[\u4e00-\u9fff])[CLEI1](?=[12][0-9]{{3}}〕)|)\s*{_YEAR}(?P<link>\s*年?\s*〕\s*(?:字\s*)?第?|\s*[年第J-]\s*第?|"
    rf"\s+)\s*{_SERIAL}(?P<end>[号弓兮亏写]|(?![0-9年月日、.％%元名个人条]))"
)
_RUN = re.compile(r"[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){0,15}\s*$")
_ORDER = re.compile(
    r"(?P<kind>令|公\s?告|公\s?报)\s*〔?\s*(?:(?P<year>[12][0-9]{3})\s*年?\s*)?"
    r"第\s*(?P<serial>[0-9OlI]{1,5}|[一二三四五六七八九十百千〇○零]{1,7})\s*号"
)
_ORGAN_RUN = re.compile(r"[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){0,24}\s*$")
_LABEL = re.compile(r"^(?:发\s?文\s?字\s?号|文\s?件\s?编\s?号|发文文号|文\s?号|字\s?号|编\s?号|号)+")
_TAIL = re.compile(r"(?:发|函|字|电|令|办|规|通|政|府|释|会|安|综|税|函字|文)$")
_ORGAN_ENDS = ("部", "委", "委员会", "局", "总局", "署", "政府", "院", "行", "厅", "会", "办公室")
_NATION = "中华人民共和国"


def parse_document_number(text: str) -> str | None:
    """The first document number in `text`, in its normal form; None if there is none."""
    return next((normal for _, _, normal in find_document_numbers(text)), None)


def find_document_numbers(text: str) -> list[tuple[int, int, str]]:
    """All document numbers as (start, end, normal form), in order; offsets count characters."""
    plain = text.translate(_PLAIN)
    return sorted((*_bracketed(plain), *_orders(plain)))


def issuer_of(document_number: str) -> str | None:
    """The organ behind a normalised number: `国办函〔2018〕71号` → `国务院办公厅`; None for an unknown abbreviation."""
    if document_number.startswith("国令"):
        return "国务院"
    if found := re.match(r"(.+?)(?:令|公告)(?:\d{4}年)?第", document_number):
        return None if found[1] == "主席" else found[1]
    return organs().get(document_number.split("〔", 1)[0])


@cache
def organs() -> dict[str, str]:
    """机关代字 → organ."""
    return {short: organ for organ, shorts in organ_tables()["abbreviations"].items() for short in shorts}


@cache
def organ_tables() -> dict[str, dict[str, str | list[str]]]:
    """The tables of `organs.toml`: `abbreviations`, `numbered_from`, `web_domains`."""
    return tomllib.loads(resources.files("ingestion").joinpath("organs.toml").read_text("utf-8"))


def _bracketed(plain: str) -> Iterator[tuple[int, int, str]]:
    for found in _NUMBER.finditer(plain):
        year, serial = _value(found["year"]), _value(found["serial"])
        before = _RUN.search(plain[max(0, found.start() - 32) : found.start()])
        if year is None or serial is None or before is None or not 1900 <= year <= 2100 or not 0 < serial < 100_000:
            continue
        prefix, known = _prefix(before[0])
        brackets = bool(found["open"]) + ("〕" in found["link"])
        ends = found["end"] != ""
        certain = brackets == 2 or (known and (brackets or found["link"].strip())) or (known and ends)
        if not prefix or not certain or (not ends and not (known and brackets)) or not (known or ends):
            continue
        start = found.start() - len(before[0]) + _place(before[0], prefix)
        yield start, found.start("serial") + len(found["serial"].rstrip()) + ends, f"{prefix}〔{year}〕{serial}号"


def _place(run: str, prefix: str) -> int:
    """Where the last `len(prefix)` characters of a run begin, spaces not counted."""
    at, left = len(run), len(prefix)
    while left:
        at -= 1
        left -= not run[at].isspace()
    return at


def _prefix(run: str) -> tuple[str, bool]:
    """The abbreviation at the end of a run of Chinese characters, and whether it is one we know."""
    plain = _LABEL.sub("", "".join(run.split()))
    for length in range(min(8, len(plain)), 0, -1):
        if plain[-length:] in organs() and (length > 1 or len(plain) == 1):
            return plain[-length:], True
    if 2 <= len(plain) <= 9 and _TAIL.search(plain):
        return plain, False
    return "", False


def _orders(plain: str) -> Iterator[tuple[int, int, str]]:
    for found in _ORDER.finditer(plain):
        before = _ORGAN_RUN.search(plain[max(0, found.start() - 32) : found.start()])
        serial = _value(found["serial"])
        if before is None or serial is None:
            continue
        organ = "".join(before[0].split())
        start = found.start() - len(before[0])
        if _NATION in organ:
            organ = organ[organ.rfind(_NATION) + len(_NATION) :]
        kind = "".join(found["kind"].split())
        year = f"{found['year']}年" if found["year"] else ""
        if kind == "令" and organ.endswith(("国务院", "国")):
            yield start, found.end(), f"国令第{serial}号"
        elif kind == "令" and organ.endswith("主席"):
            yield start, found.end(), f"主席令第{serial}号"
        elif organ.endswith(_ORGAN_ENDS):
            yield start, found.end(), f"{_LABEL.sub('', organ)}{kind}{year}第{serial}号"


def _value(digits: str) -> int | None:
    plain = "".join(digits.split())
    return number(plain) if re.search("[一二三四五六七八九十]", plain) else number(plain.translate(_DAMAGED))
