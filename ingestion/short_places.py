"""Places told by one character, in the set phrases where it can mean nothing else: 在京, 沪牌, 粤B, 来深务工.

A character alone is hardly ever a place (新, 青, 宁 are common words), so a phrase must hold it. Characters and
plate letters are those of `place_names.toml`. Does not know names of two characters and more (`place_mentions`).
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

_LIVING = (
    r"务工|工作|就业|上[班学户]|读书|就读|求学|[买购租]房|租住|居住|居留|生活|落户|入户|参保|缴[纳费]|养[老狗犬]|就医|看病|退休"
    r"|高校|企业|打工|人员|创业|投资|开店|结婚|生[育孩娃]|办[理证]|申[请领办]|暂住|定居|发展|做生意|漂|不动产|车辆|行驶|限行"
    r"|要|需要|能|可以|怎么|有没有|朋友|同学|市民|居民|摇号|考试|旅游|出差|探亲|亲属|台[胞商]|大学生"
)
_STAYING = rf"[在来赴离返抵驻留进](?P<place>[{{held}}])(?=(?:的)?(?:{_LIVING})|[，。？！,?!]|$)"
_BELONGING = r"(?P<place>[{held}])(?=籍|户(?![外型主均数部])|牌|漂)"
_PLATE = (
    r"(?P<place>[{held}])(?P<letter>[A-HJ-NP-Z])(?=牌|车|号牌|的车|摩托|限[行号]|能[进上]|可以[进上]|过户|违章"
    r"|[·\-]?[A-Z0-9]{{5}}(?![A-Z0-9])|[，。？！,?!]|$)"
)
_PERMIT = r"[进入](?P<place>[{held}])证"
_NO_PLATE_ALONE = frozenset("新云青宁贵黑吉藏蒙甘")
"""Characters whose letter is a plate only before 牌, 车 or the rest of a number: 新A股 is none."""


def short_places(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and code of each such place, from left to right."""
    found = [
        (match.start("place"), match.end(), _code(match["place"], match.groupdict().get("letter")))
        for pattern in _patterns()
        for match in pattern.finditer(text)
        if not ("letter" in match.groupdict() and _bare(match, text))
    ]
    yield from sorted(set(found))


def _bare(match: re.Match[str], text: str) -> bool:
    after = text[match.end() : match.end() + 1]
    return match["place"] in _NO_PLATE_ALONE and (not after or after in "，。？！,?!")


def _code(character: str, letter: str | None) -> str:
    tables = _tables()
    if letter is None:
        return tables["characters"][character]
    cities = tables["plates"][character].split()
    city = next((entry[1:] + "00" for entry in cities if entry[0] == letter), None)
    return city or tables["characters"].get(character) or cities[0][1:3] + "0000"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    tables = _tables()
    said, plates = "".join(tables["characters"]), "".join(tables["plates"])
    return (
        re.compile(_STAYING.format(held=said)),
        re.compile(_BELONGING.format(held=said)),
        re.compile(_PERMIT.format(held=said)),
        re.compile(_PLATE.format(held=plates)),
    )


@cache
def _tables() -> dict[str, dict[str, str]]:
    text = resources.files("ingestion").joinpath("place_names.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    return {"characters": tables["characters"], "plates": tables["plates"]}
