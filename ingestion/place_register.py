"""The register of places and every name by which they are known, from `regions.csv` and `place_names.toml`.

Names are strong (they mean a place wherever they stand: 广州市, 石河子) or weak (places only in a place's company or
where the words around them speak of one, for they are common words, or parts of them: 大同, 和平). Does not know which
place is meant where several have one name.
"""

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from ingestion.documents import NATION

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


@cache
def tables() -> dict[str, dict[str, Any]]:
    """What `place_names.toml` holds."""
    text = resources.files("ingestion").joinpath("place_names.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def common() -> frozenset[str]:
    """Short forms of counties and districts that are also words."""
    return frozenset(str(tables()["other"]["common"]).split())


@cache
def tree() -> dict[str, Jurisdiction]:
    """All places by their codes, the nation first."""
    nodes = {NATION: Jurisdiction(NATION, "中华人民共和国", "全国", None, "nation")}
    lines = resources.files("ingestion").joinpath("regions.csv").read_text("utf-8").splitlines()
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        code, name = row["code"], row["name"]
        level: Level = "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"
        nodes[code] = Jurisdiction(code, name, name, None, level)
    strong = set(tables()["well_known"])
    for code, place in nodes.items():
        if code == NATION:
            continue
        parent = next(p for p in (code[:4] + "00", code[:2] + "0000", NATION) if p != code and p in nodes)
        short = short_form(place)
        keep = short if place.level != "county" or short in strong else place.name
        nodes[code] = Jurisdiction(code, place.name, keep, parent, place.level)
    for code, name in tables()["countries"].items():
        nodes[code] = Jurisdiction(code, str(name), str(name), None, "nation")
    for code in str(tables()["other"]["countries"]).split():
        nodes.setdefault(code, Jurisdiction(code, code, code, None, "nation"))
    return nodes


@cache
def merged() -> frozenset[str]:
    """Codes that have become others; they are kept for documents of then, and no name leads to them."""
    former = tables()["former"]
    renamed = {c for c, place in tree().items() if place.level != "nation" and former.get(place.name, c) != c}
    return frozenset({*renamed, *tables()["other"]["merged"]})


_PEOPLES = (
    "土家族|苗族|藏族|羌族|彝族|布依族|侗族|回族|蒙古族|蒙古|哈萨克族?|柯尔克孜|朝鲜族|哈尼族|壮族|傣族|白族|景颇族|傈僳族"
    "|满族|瑶族|黎族|畲族|土族|水族|佤族|拉祜族|布朗族|纳西族|普米族|独龙族|怒族|仡佬族|仫佬族|毛南族|各族|锡伯"
    "|达斡尔族|鄂温克族|裕固族|东乡族|保安族|撒拉族|塔吉克"
)
_SUFFIX = re.compile(
    rf"(?<=[\u4e00-\u9fff]{{2}})(?:(?:壮族|回族|维吾尔)?自治区|(?:{_PEOPLES})*自治[州县旗]|特别行政区"
    r"|地区|新区|林区|省|市|盟|区|县)$"
)
_OWN_RULE = re.compile(r"自治([州县旗])$")


def short_form(place: Jurisdiction) -> str:
    """A name without what it is: 恩施, 陵水; the full name of those that have but one character beside it."""
    return _SUFFIX.sub("", place.name)


@cache
def names() -> dict[str, tuple[str, ...]]:
    """Names that mean a place wherever they stand."""
    known: dict[str, list[str]] = {}
    for code, place in _told():
        for name in _strong_forms(place):
            known.setdefault(name, []).append(code)
    for name, code in _once_counties(known):
        known.setdefault(name, []).append(code)
    for short, name in tables()["well_known"].items():
        known[short] = [str(name)]
    for alias, meant in (tables()["nicknames"] | tables()["former"]).items():
        known[alias] = [str(meant)]
    for code, name in tables()["countries"].items():
        known[str(name)] = [code]
    for alias, meant in tables()["country_names"].items():
        known[alias.casefold()] = [str(meant)]
    return {name: _prefer(codes) for name, codes in known.items()}


def _told() -> Iterator[tuple[str, Jurisdiction]]:
    return ((code, place) for code, place in tree().items() if len(code) > 2 and code not in merged())


def _strong_forms(place: Jurisdiction) -> Iterator[str]:
    other, short = tables()["other"], short_form(place)
    if len(place.name) >= 3 and place.name not in other["generic"]:
        yield place.name
    if place.level == "county":
        if len(short) >= 3 and short != place.name and short not in common():
            yield short
    elif place.short not in other["words"]:
        yield place.short
    if place.name.startswith("市") and place.parent:
        yield short_form(tree()[place.parent]) + place.name  # 济南市中区 is not 济南市 with 中区 behind
    # 恩施州, 陵水县: the peoples left out. 州 alone is no ending of a name that has it already.
    if (own := _OWN_RULE.search(place.name)) and not short.endswith(own[1]):
        yield short + own[1]


def _once_counties(known: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """A district or county-level city as the county it was: 密云县 is 密云区, where it alone has the name before 县."""
    counties = [(code, place.name) for code, place in _told() if place.level == "county" and place.name[-1] in "县市区"]
    stems = Counter(name[:-1] for _, name in counties)
    for code, name in counties:
        stem = name[:-1]
        if len(stem) >= 2 and stems[stem] == 1 and stem not in common() and stem + "县" not in known:
            yield stem + "县", code


@cache
def weak_names() -> dict[str, tuple[str, ...]]:
    """Names, most of them short forms, that are places only where what stands around them makes them so."""
    known: dict[str, list[str]] = {}
    for code, place in _told():
        for word in (short_form(place), place.name):
            if place.level in {"city", "county"} and len(word) >= 2 and word not in names():
                known.setdefault(word, []).append(code)
    for word, meant in tables()["weak"].items():
        known.setdefault(word, str(meant).split())
    return {name: tuple(dict.fromkeys(codes)) for name, codes in known.items()}


def _prefer(codes: list[str]) -> tuple[str, ...]:
    """吉林, 阿克苏: the province or city, not the city or county of the same name; those of one level stay several."""
    unique = list(dict.fromkeys(codes))
    by_level = ([code for code in unique if tree()[code].level == level] for level in ("province", "city"))
    return tuple(next((top for top in by_level if top), unique))


@cache
def pattern() -> re.Pattern[str]:
    """Every name in Chinese characters, the longer ones first."""
    told = {*names(), *weak_names()} - {*tables()["country_names"]}
    words = {name for name in told if not name.isascii() and name not in {"中华人民共和国", "全国"}}
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
