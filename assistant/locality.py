"""Whether an answer depends on the place, read from what was found; and which levels of rules it rests on.

A rule is local where most of the best passages are rules of several places that do not lie in one another, or where
the nation's best rule leaves the matter to the provinces. Does not know how the place of a question is found
(`circumstances`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.answers import Citation
from assistant.asked import asked, tells
from assistant.circumstances import is_local
from assistant.legal_time import day_told
from assistant.sentences import split
from assistant.wording import content, coverage, meeting
from ingestion import jurisdictions
from ingestion.documents import NATION
from prompts.sentences import sentence as said
from retrieval.seams import Passage

TOP = 5
"""Passages that are looked at. Of 22 questions whose answer depends on the place all had at least 3 local ones there;
of 1,449 about national law 11 had 5, or 3 and asked for a figure."""
WORTH_ASKING = 0.2
"""Score of the passages from which a place is worth being asked for, lower than what is enough for an answer: of 22
questions whose answer depends on the place the lowest is .21; what no text treats (房产证, 护照) is under .16."""
_ON_IT = 0.6
"""Share of a question's words in a sentence of a national rule, and its title, that speaks of its subject."""
_WIDER = 8
"""Passages among which rules of a second place are looked for."""
_FIGURE = re.compile(
    r"多少|几(?!乎)|多久|多长|多大|多高|多远|什么时候|何时|最[高低多少长短]|\bhow (?:much|many|long|old|often)\b", re.I
)
_LEFT_TO_PROVINCES = re.compile(
    r"(?:省、自治区、直辖市|省级人民政府|地方人民政府)[^。；]{0,20}(?:规定|确定|制定)|具体(?:办法|标准)[^。；]{0,12}由[^。；]{0,20}(?:省|地方)"
)
_HIGHER = re.compile(
    r"省[里级上]|(?:我|咱|本|全)省|省的|省(?:新)?(?:条例|规定|办法)|自治区(?:条例|规定|的)|国家(?:的|统一)?(?:条例|规定|法律|标准|要求|说)"
    r"|国务院|全国|上位法|上级"
)
_NATIONAL = re.compile(r"国家|国务院|全国|上位法")
_PROVINCIAL = re.compile(r"省|自治区")
_COMPARED = re.compile(
    r"[比跟和与同]|差[别异在哪多]|区别|不同|不一样|一样|一致|出入|关系|细|基础上|之外|多[了加]|更|具体|怎么[说定退]|各|(?:咱|我们?|本)?市[里条级]"
)
_COMPARING = re.compile(
    r"(?:跟|和|与|比|在)?(?:我们?|咱|本|全)?[市省](?:里|上|级|的)?新?(?:条例|规定|办法)?(?:里|的|在|之外|基础上|对)?|国家(?:条例|规定|要求)?的?"
    r"|国务院(?:条例)?|有?(?:什么)?(?:差别|出入|不一样|区别|不同)吗?|(?:写得)?(?:细|差)在哪|有没有|更具体的|跟|一样吗?|怎么(?:说|定的?|样)"
    r"|是什么关系|各?多[了加](?:什么|哪些)?|怎么细化的"
)
_RANK = {"nation": "国家", "province": "省级", "city": "市级", "county": "区县级"}
_RANK_EN = {"nation": "national", "province": "provincial", "city": "city", "county": "district or county"}


def depends_on_place(question: str, passages: Sequence[Passage]) -> bool:
    """Whether a question without a place cannot be answered before the place is known. Best passages first."""
    top = [p.metadata.region for p in passages[:TOP]]
    local = sum(map(is_local, top))
    if not _several(p.metadata.region for p in passages[:_WIDER]):
        return False
    national = [p for p in passages[:3] if not is_local(p.metadata.region)]
    if _answers(question, national):
        return False
    if local >= 2 and national and _LEFT_TO_PROVINCES.search(national[0].chunk.text):
        return True
    return local >= 3 and (local == len(top) or bool(_FIGURE.search(question)))


def _answers(question: str, national: Sequence[Passage]) -> bool:
    """Whether a rule of the nation tells, in a sentence on its subject, the amount or period that is asked for."""
    for kind in asked(question):
        tokens = content(kind.asking.sub(" ", question))
        for passage in national:
            for start, end in split(passage.chunk.text):
                words = passage.chunk.text[start:end]
                if (
                    coverage(tokens, meeting(question, f"{passage.metadata.title} {words}")) >= _ON_IT
                    and tells(question, words) == 1.0
                ):
                    return True
    return False


def everywhere(passages: Iterable[Passage]) -> list[Passage]:
    """Those that do not hold in a part of the country only."""
    return [p for p in passages if not is_local(p.metadata.region)]


def places_of(passages: Iterable[Passage], most: int = 4) -> tuple[str, ...]:
    """The places that local passages are for, in the order found."""
    return tuple(dict.fromkeys(p.metadata.region for p in passages if is_local(p.metadata.region)))[:most]


def named(codes: Iterable[str], language: str) -> str:
    """Places by their full names, as a list to be read."""
    return ("、" if language == "zh" else ", ").join(jurisdictions.full_name(code) for code in codes)


def levels_asked(question: str, region: str | None) -> list[tuple[str, ...]]:
    """The levels that a question compares, lowest first, each with its region codes; empty if it compares none."""
    if region is None or not (_HIGHER.search(question) and _COMPARED.search(question)):
        return []
    places = [place for place in map(jurisdictions.get, jurisdictions.lineage(region)) if place.level != "nation"]
    own = tuple(place.code for place in places if place.level != "province")
    province = tuple(place.code for place in places if place.level == "province")
    national = (NATION,) if _NATIONAL.search(question) else ()
    apart = own and province and (not national or _PROVINCIAL.search(question))
    levels = (own, province, national) if apart else ((*own, *province), national)
    return [codes for codes in levels if codes]


def on_its_matter(question: str) -> str:
    """A question that compares levels, and once more without the words that do: they are in no rule."""
    return f"{question} {matter(question)}"


def matter(question: str) -> str:
    """A question without the words that compare levels."""
    return " ".join(_COMPARING.sub(" ", question).split())


def level_told(region: str, language: str) -> str:
    """A place and the rank of its rules: 山东省，省级. Nothing where the country's levels are not known."""
    if not region.isdigit():
        return ""
    ranks = _RANK if language == "zh" else _RANK_EN
    rank = ranks[jurisdictions.get(region).level]
    if region == NATION:
        return rank
    return f"{jurisdictions.full_name(region)}{'，' if language == 'zh' else ', '}{rank}"


def by_turns(levels: Sequence[Sequence[Passage]], count: int) -> tuple[Passage, ...]:
    """The best passage of each level, then the second of each, and so on; ranked anew, each once."""
    longest = max(map(len, levels), default=0)
    mixed = {level[i].chunk.id: level[i] for i in range(longest) for level in levels if i < len(level)}
    return tuple(replace(p, rank=rank) for rank, p in enumerate(list(mixed.values())[:count], start=1))


def origin(citation: Citation, language: str) -> str:
    """A cited document with its place, level and day of effect: 《…》（山东省，省级，2020年1月1日起施行）."""
    known = [level_told(citation.region, language)]
    if citation.effective_from:
        known.append(said("in_force_since", language, day=day_told(citation.effective_from, language)))
    told = ("，" if language == "zh" else ", ").join(filter(None, known))
    if language == "zh":
        return f"《{citation.title}》" + (f"（{told}）" if told else "")
    return f"“{citation.title}”" + (f" ({told})" if told else "")


def levels_told(regions: Iterable[str], own: str | None, language: str) -> str | None:
    """Says from which levels the cited rules come; None where there is nothing to say (the nation's alone, no place).

    Where the asker's place is known and none of its own rules is cited, that is said too.
    """
    cited = sorted(
        {code for code in regions if code.isdigit()}, key=lambda code: (len(jurisdictions.lineage(code)), code)
    )
    if not cited or (cited == [NATION] and not own):
        return None
    ranks = _RANK if language == "zh" else _RANK_EN
    form = "{}（{}）" if language == "zh" else "{} ({})"
    told = [form.format(jurisdictions.full_name(code), ranks[jurisdictions.get(code).level]) for code in cited]
    sources = ("、" if language == "zh" else ", ").join(told)
    if own and is_local(own) and not any(own in jurisdictions.lineage(code) or _same_city(code, own) for code in cited):
        return said("levels_above", language, sources=sources, place=jurisdictions.full_name(own))
    return said("levels", language, sources=sources)


def _same_city(code: str, own: str) -> bool:
    """Whether the rules of `code` are those of the city or district asked for, and not of a level above the city."""
    return code in jurisdictions.lineage(own) and jurisdictions.get(code).level in {"city", "county"}


def _several(regions: Iterable[str]) -> bool:
    """Whether two of these are places of which neither lies in the other."""
    codes = [code for code in dict.fromkeys(regions) if is_local(code)]
    lines = {code: jurisdictions.lineage(code) for code in codes}
    return any(one not in lines[other] and other not in lines[one] for one in codes for other in codes)
