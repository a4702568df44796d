"""Places: the tree 国–省–市–县(区) by GB/T 2260 code, and other countries as roots of their own by ISO 3166 code.

Divisions are those of `regions.csv` (source and licence stand at its head; as of 2020), short forms, nicknames and
former names those of `place_names.toml`, names in Latin script those of `latin_places`. Does not know streets,
villages, development zones or where a text applies.
"""

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from ingestion.documents import NATION
from ingestion.latin_places import latin_codes, latin_places, without_latin_places
from ingestion.short_places import short_places
from prompts.problems import Problem

UNKNOWN = "ZZ"
"""Region of a document in another language than Chinese whose country nobody has named (ISO 3166: user-assigned)."""

Level = Literal["nation", "province", "city", "county"]


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A node of the tree. `parent` is None for a country."""

    code: str
    name: str
    short: str
    """As people say it: `广州`, `内蒙古`, `浦东`; the full name where the short one would be a common word."""
    parent: str | None
    level: Level


def get(code: str) -> Jurisdiction:
    """The place with a code. Problem `unknown_region` if there is none."""
    try:
        return _tree()[code]
    except KeyError:
        raise Problem("unknown_region", found=code) from None


def resolve(name: str) -> Jurisdiction:
    """The place that a person or a manifest means: `440100`, `广州市`, `羊城`, `广东省广州市`, `Guangzhou`, `GB`.

    Problem `unknown_region` for what is no place, and for a name that several places have.
    """
    plain = "".join(name.split())
    if plain.upper() in _tree():
        return _tree()[plain.upper()]
    found = _names().get(plain) or _names().get(plain.casefold()) or _weak_names().get(plain) or latin_codes(plain)
    if not found and plain.isdigit() and len(plain) == 12 and plain.endswith("000000"):
        return get(plain[:6])
    if len(found) != 1:
        places = find(plain) if not found else []
        if len(places) == 1 and not _OUTSIDE.sub("", without_places(plain)):
            return places[0]
        raise Problem("unknown_region", found=name)
    return _tree()[found[0]]


_OUTSIDE = re.compile(r"中国|中华人民共和国|[\s，,、·/-]")
"""What may stand around the names of a place and those it lies in; other words make it a sentence, and no place."""


def lineage(code: str) -> tuple[str, ...]:
    """The code itself, then its ancestors up to the country: the places whose rules hold there."""
    place = get(code)
    return (code,) if place.parent is None else (code, *lineage(place.parent))


def offer(beginning: str, count: int) -> list[Jurisdiction]:
    """Places of the Chinese tree whose name begins with, or else holds, these characters; larger places first."""
    rank = ("nation", "province", "city", "county")
    held = [place for code, place in _tree().items() if code.isdigit() and beginning in place.name]
    return sorted(held, key=lambda p: (not p.name.startswith(beginning), rank.index(p.level), p.code))[:count]


def full_name(code: str) -> str:
    """A place with what it lies in, as an address begins: `浙江省杭州市西湖区`; the country alone as `全国`."""
    names = [get(above).name for above in reversed(lineage(code)) if get(above).level != "nation"]
    return "".join(names) or get(code).short


def find(text: str, near: str | None = None, *, latin: bool = False) -> list[Jurisdiction]:
    """Places that a question or a title names, in order, each once; of `广州市天河区` only the narrower one.

    A short form that is also a common word (日照, 开封) counts only where the words around it make it a place, a
    district's only as full name, as a well-known one (浦东) or right after its city (北京朝阳). A name that several
    places have counts if the text names what it belongs to, or if one of them lies where the asker is (`near`).
    `latin`: names in Latin script count, too, as they do in questions.
    """
    mentions = _mentions(text, latin=latin)
    known = {codes[0] for _, codes in mentions if len(codes) == 1}
    chosen = (_choose(codes, known, near) for _, codes in mentions)
    found = list(dict.fromkeys(code for code in chosen if code))
    above = {ancestor for code in found for ancestor in lineage(code)[1:]}
    return [_tree()[code] for code in found if code not in above]


def without_places(text: str, instead: str = " ") -> str:
    """The text with a space, or what is given `instead`, for every name of a place."""
    for word in dict.fromkeys(word for _, word, _ in _hits(text)):
        text = text.replace(word, "\0")
    return without_latin_places(text, "\0").replace("\0", instead)


def unsettled(text: str, near: str | None = None) -> list[Jurisdiction]:
    """The places that a name may mean which several have, and nothing says which: 鼓楼区. None if the text is clear."""
    if find(text, near, latin=True):
        return []
    mentions = _mentions(text, latin=True)
    return next(([_tree()[code] for code in codes] for _, codes in mentions if len(codes) > 1), [])


def _mentions(text: str, *, latin: bool) -> list[tuple[int, tuple[str, ...]]]:
    """Where places are named, and which they may be, from left to right."""
    hits = [*_hits(text), *(latin_places(text) if latin else ())]
    taken = {at for start, word, _ in hits for at in range(start, start + len(word))}
    short = [(start, (code,)) for start, end, code in short_places(text) if not taken & set(range(start, end))]
    return sorted([*((start, codes) for start, _, codes in hits), *short])


def _hits(text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Names from left to right, the longest at each place, none inside another."""
    at, before = 0, ""
    while found := _pattern().search(text, at):
        start, word = found.start(), found[0]
        names = _names().get(word)
        codes = names or _below(word, before if text.endswith(before or "\n", 0, start) else "", text, start)
        if codes and not (names and _is_part_of_a_word(text, start, word)):
            yield start, word, codes
            at, before = found.end(), word
        else:
            at = start + 1


def _below(word: str, before: str, text: str, start: int) -> tuple[str, ...]:
    """A weak short form: accepted right after a place it lies in, or where the words around it speak of a place."""
    codes = _weak_names().get(word, ())
    over = set(_names().get(before, ()))
    inside = tuple(code for code in codes if over & set(lineage(code)[1:]))
    if inside:
        return inside
    near = text[max(0, start - _NEAR) : start]
    settled = _SETTING_BEFORE.search(near) and _SETTING_AFTER.match(text, start + len(word))
    return tuple(c for c in codes if _tree()[c].level == "city") if settled else ()


_NEAR = 6
"""Characters that `_SETTING_BEFORE` can reach back, and some more, so that `^` is the beginning of the text alone."""
_SETTING_BEFORE = re.compile(
    r"(^|[，。？！,\s]|我|我们|咱|咱们|家)(在|住|住在|来|到|去|回|从|是|搬到|来到|落户|老家)?$"
)
_SETTING_AFTER = re.compile(
    r"的?(市区|城区|本地|这边|这里|那边|人|工作|上班|打工|租房|买房|办|读书|落户|生活|居住|养|打算|想|市|当地|"
    r"老人|居民|市民|业主|物业|装修|小区|医院|学校|公积金|医保|社保|对|有没有|能不能|怎么|哪|几|多少|限|禁|公交|地铁)"
)


_STREET = re.compile(
    r"[东西南北中]?路(?![边上面口灯政段])|街(?![头边上道面])|大[道街厦]|镇|村(?![委里民])|[东西南北]站|证券|牌电"
)
"""What makes a short form the name of something else: 南京路, 玉溪路, 金陵镇."""


def _is_part_of_a_word(text: str, start: int, word: str) -> bool:
    after = text[start + len(word) : start + len(word) + 3]
    if any(after.startswith(tail) for tail in _aliases()["not_before"].get(word, ())):
        return True
    return not word.endswith(("市", "省", "区", "县", "州")) and bool(_STREET.match(after))


def _choose(codes: tuple[str, ...], known: set[str], near: str | None) -> str | None:
    """The one that is meant: the only one, else the one in the narrowest place named, else the nearest to the asker."""
    if len(codes) == 1:
        return codes[0]
    deepest_first = sorted({len(lineage(place)) for place in known}, reverse=True)
    named = [{place for place in known if len(lineage(place)) == depth} for depth in deepest_first]
    closer = [[code for code in codes if places & set(lineage(code)[1:])] for places in named]
    if near:
        around = (near, near[:4] + "00", near[:2] + "0000") if near.isdigit() else (near,)
        closer += [[code for code in codes if code in lineage(near) or place in lineage(code)] for place in around]
    fitting: list[str] = next((some for some in closer if some), [])
    return fitting[0] if len(fitting) == 1 else None


@cache
def _aliases() -> dict[str, dict[str, str | list[str]]]:
    text = resources.files("ingestion").joinpath("place_names.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _tree() -> dict[str, Jurisdiction]:
    tree = {NATION: Jurisdiction(NATION, "中华人民共和国", "全国", None, "nation")}
    lines = resources.files("ingestion").joinpath("regions.csv").read_text("utf-8").splitlines()
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        code, name = row["code"], row["name"]
        level: Level = "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"
        tree[code] = Jurisdiction(code, name, name, None, level)
    strong = set(_aliases()["well_known"])
    for code, place in tree.items():
        if code == NATION:
            continue
        parent = next(p for p in (code[:4] + "00", code[:2] + "0000", NATION) if p != code and p in tree)
        short = _short(place)
        keep = short if place.level != "county" or short in strong else place.name
        tree[code] = Jurisdiction(code, place.name, keep, parent, place.level)
    for code, name in _aliases()["countries"].items():
        tree[code] = Jurisdiction(code, str(name), str(name), None, "nation")
    for code in str(_aliases()["other"]["countries"]).split():
        tree.setdefault(code, Jurisdiction(code, code, code, None, "nation"))
    return tree


_PEOPLES = (
    "土家族|苗族|藏族|羌族|彝族|布依族|侗族|回族|蒙古族|蒙古|哈萨克|柯尔克孜|朝鲜族|哈尼族|壮族|傣族|白族|景颇族|傈僳族"
)
_SUFFIX = re.compile(
    rf"(?:(?:壮族|回族|维吾尔)?自治区|(?:{_PEOPLES})*自治州|特别行政区|地区|新区|林区|省|市|盟|区|县)$"
)


def _short(place: Jurisdiction) -> str:
    short = _SUFFIX.sub("", place.name)
    return short if len(short) >= 2 else place.name


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Names that mean a place wherever they stand."""
    names: dict[str, list[str]] = {}
    aliases = _aliases()
    for code, place in _tree().items():
        if len(code) == 2:
            continue
        if len(place.name) >= 3 and place.name not in aliases["other"]["generic"]:
            names.setdefault(place.name, []).append(code)
        if place.level != "county" and place.short not in aliases["other"]["words"]:
            names.setdefault(place.short, []).append(code)
    for short, name in aliases["well_known"].items():
        names[short] = [str(name)]
    for alias, meant in (aliases["nicknames"] | aliases["former"]).items():
        names[alias] = [str(meant)]
    for code, name in aliases["countries"].items():
        names[str(name)] = [code]
    for alias, meant in aliases["country_names"].items():
        names[alias.casefold()] = [str(meant)]
    return {name: _prefer(codes) for name, codes in names.items()}


@cache
def _weak_names() -> dict[str, tuple[str, ...]]:
    """Short forms that are places only in a place's company."""
    names: dict[str, list[str]] = {}
    for code, place in _tree().items():
        for word in (_short(place), place.name):
            if place.level in {"city", "county"} and len(word) >= 2 and word not in _names():
                names.setdefault(word, []).append(code)
    return {name: tuple(dict.fromkeys(codes)) for name, codes in names.items()}


def _prefer(codes: list[str]) -> tuple[str, ...]:
    """吉林, 海南: the province, not the city of the same name; 全 names of several counties stay several."""
    unique = list(dict.fromkeys(codes))
    top = [code for code in unique if _tree()[code].level == "province"]
    return tuple(top or unique)


@cache
def _pattern() -> re.Pattern[str]:
    told = {*_names(), *_weak_names()} - {*_aliases()["country_names"]}
    words = {name for name in told if not name.isascii() and name not in {"中华人民共和国", "全国"}}
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
