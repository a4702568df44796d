"""Places: the tree 国–省–市–县(区) by GB/T 2260 code, and other countries as roots of their own by ISO 3166 code.

Divisions are those of `regions.csv` (source and licence stand at its head; the table of 2018 with later districts and
counties), short forms, nicknames and former names those of `place_names.toml`, names in Latin script those of
`latin_places`. Does not know streets, villages, development zones but the best known, or where a text applies.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from ingestion.latin_places import latin_codes, without_latin_places
from ingestion.place_mentions import Mention, hits, mentions
from ingestion.place_register import Jurisdiction, merged, names, tree, weak_names
from prompts.problems import Problem

UNKNOWN = "ZZ"
"""Region of a document in another language than Chinese whose country nobody has named (ISO 3166: user-assigned)."""


def get(code: str) -> Jurisdiction:
    """The place with a code. Problem `unknown_region` if there is none."""
    try:
        return tree()[code]
    except KeyError:
        raise Problem("unknown_region", found=code) from None


def resolve(name: str) -> Jurisdiction:
    """The place that a person or a manifest means: `440100`, `广州市`, `羊城`, `广东省广州市`, `Guangzhou`, `GB`.

    Problem `unknown_region` for what is no place, and for a name that several places have.
    """
    plain = "".join(name.split())
    if plain.upper() in tree():
        return tree()[plain.upper()]
    found = names().get(plain) or names().get(plain.casefold()) or weak_names().get(plain) or latin_codes(plain)
    if not found and plain.isdigit() and len(plain) == 12 and plain.endswith("000000"):
        return get(plain[:6])
    if len(found) != 1:
        places = find(plain) if not found else []
        if len(places) == 1 and not _OUTSIDE.sub("", without_places(plain)):
            return places[0]
        raise Problem("unknown_region", found=name)
    return tree()[found[0]]


_OUTSIDE = re.compile(r"中国|中华人民共和国|[\s，,、·/-]")
"""What may stand around the names of a place and those it lies in; other words make it a sentence, and no place."""


def lineage(code: str) -> tuple[str, ...]:
    """The code itself, then its ancestors up to the country: the places whose rules hold there."""
    place = get(code)
    return (code,) if place.parent is None else (code, *lineage(place.parent))


def offer(beginning: str, count: int) -> list[Jurisdiction]:
    """Places of the Chinese tree whose name begins with, or else holds, these characters; larger places first."""
    rank = ("nation", "province", "city", "county")
    held = [
        place for code, place in tree().items() if code.isdigit() and code not in merged() and beginning in place.name
    ]
    return sorted(held, key=lambda p: (not p.name.startswith(beginning), rank.index(p.level), p.code))[:count]


def full_name(code: str) -> str:
    """A place with what it lies in, as an address begins: `浙江省杭州市西湖区`; the country alone as `全国`."""
    names = [get(above).name for above in reversed(lineage(code)) if get(above).level != "nation"]
    return "".join(names) or get(code).short


def find(text: str, near: str | None = None, *, latin: bool = False) -> list[Jurisdiction]:
    """Places that a question or a title names, in order, each once; of `广州市天河区` only the narrower one.

    A short form that is also a common word (日照, 开封), and any of a county or district but the well-known (浦东),
    counts only right after what it lies in (北京朝阳), or where the words around it make it a place (我在资兴打工); a
    county's that is a common word (通道, 和平) not even there. A name that several places have counts if the text names
    what it belongs to, or if one of them lies where the asker is (`near`).
    `latin`: names in Latin script count, too, as they do in questions.
    """
    return narrowest(mention.codes[0] for mention in settled(text, near, latin=latin))


def settled(text: str, near: str | None = None, *, latin: bool = False) -> list[Mention]:
    """Where a text names places, in order, each time; of those that several may be meant by, the one that is meant."""
    told = mentions(text, latin=latin)
    known = {mention.codes[0] for mention in told if len(mention.codes) == 1}
    chosen = ((mention, _choose(mention.codes, known, near)) for mention in told)
    return [replace(mention, codes=(code,)) for mention, code in chosen if code]


def narrowest(codes: Iterable[str]) -> list[Jurisdiction]:
    """The places of these codes, each once, without those that others lie in."""
    found = list(dict.fromkeys(codes))
    above = {ancestor for code in found for ancestor in lineage(code)[1:]}
    return [tree()[code] for code in found if code not in above]


def at_beginning(text: str) -> Jurisdiction | None:
    """The place that a text begins with, by whatever name: 襄樊市养犬管理办法, 福州市鼓楼区…; None if with none."""
    told, end, found = settled(text), 0, None
    for mention in told:
        if mention.start != end or (found and found not in lineage(mention.codes[0])):
            break
        found, end = mention.codes[0], mention.end
    return tree()[found] if found else None


def without_places(text: str, instead: str = " ") -> str:
    """The text with a space, or what is given `instead`, for every name of a place."""
    for word in dict.fromkeys(word for _, word, _ in hits(text)):
        text = text.replace(word, "\0")
    return without_latin_places(text, "\0").replace("\0", instead)


def unsettled(text: str, near: str | None = None) -> list[Jurisdiction]:
    """The places that a name may mean which several have, and nothing says which: 鼓楼区. None if the text is clear."""
    if find(text, near, latin=True):
        return []
    told = mentions(text, latin=True)
    return next(([tree()[code] for code in mention.codes] for mention in told if len(mention.codes) > 1), [])


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
