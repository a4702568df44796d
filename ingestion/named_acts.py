"""Which documents of a corpus a repeal clause means: by name, number, days and place, older than what repeals
them and not of a higher rank.

A name is compared without `中华人民共和国`, `（2018修正）`, `（试行）`, punctuation, and the organs before `关于`: so
最高人民法院《关于适用〈中华人民共和国婚姻法〉若干问题的解释》 is the document with all of that in its title.
Does not know short names (`新刑诉法解释`) nor acts that were renamed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ingestion import jurisdictions
from ingestion.documents import NATION, Metadata, Repeal
from ingestion.history import events
from ingestion.titles import names_no_matter, part_of, work_name

_ORGANS = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,30}?(?:法院|检察院|院|部|委员会|委|总局|局|厅|政府|署|会|银行|办公室))+(?=关于|对)"
)
_NOISE = re.compile(r"[\s、，,。·：:“”\"《》〈〉<>]")
_ROUND = str.maketrans("()〔〕[]", "（）（）（）")
_NEAR = 200
"""Days by which adoption, approval and publication of one act may lie apart."""


def act_key(name: str) -> str:
    """What is left of a name or title when only what tells acts apart is kept."""
    plain = _NOISE.sub("", work_name(name.translate(_ROUND))).translate(_ROUND)
    plain = _ORGANS.sub("", plain).removeprefix("关于")
    return plain.replace("若干问题的", "问题的").replace("具体应用", "适用")


def dated(metadata: Metadata) -> date | None:
    """The day by which wordings are put in order: of effect, else of publication, else of signature."""
    return metadata.effective_from or metadata.published or metadata.signed


def first_effect(metadata: Metadata) -> date | None:
    """The day on which the first wording of this act can have taken effect: an amended one keeps its old clauses."""
    happened = events(metadata.history)
    if any(event.kind == "amended" for event in happened):
        return happened[0].day
    return metadata.effective_from


@dataclass(frozen=True, slots=True)
class Meant:
    """What a clause means: the documents, the newest wording older than the clause; or why none is taken."""

    documents: tuple[str, ...]
    doubt: str = ""


class NamedActs:
    """Documents by what names them."""

    def __init__(self, documents: Iterable[tuple[str, Metadata]]) -> None:
        self._by_name: dict[str, list[tuple[str, Metadata]]] = defaultdict(list)
        self._by_number: dict[str, list[tuple[str, Metadata]]] = defaultdict(list)
        for identity, metadata in documents:
            for key in {act_key(metadata.work or metadata.title), act_key(metadata.title)}:
                self._by_name[key].append((identity, metadata))
            if metadata.document_number:
                self._by_number[metadata.document_number].append((identity, metadata))

    def named(self, name: str) -> list[tuple[str, Metadata]]:
        """All documents of that name, in whatever place and of whatever day."""
        return self._by_name.get(act_key(name), [])

    def meant(self, repeal: Repeal, by: Metadata, on: date) -> Meant:
        """The documents that a clause in `by`, with effect on a day, ends."""
        named = [] if names_no_matter(repeal.name) else self.named(repeal.name)
        same = [pair for pair in named if _reaches(by, pair[1]) and pair[1] is not by]
        if not same and repeal.number:
            same = [pair for pair in self._by_number.get(repeal.number, []) if _reaches(by, pair[1])]
        older = [(i, m) for i, m in same if (day := dated(m)) is None or day < on]
        older = [(i, m) for i, m in older if m.work != by.work or dated(m)]
        if not older:
            # Neither came first, so neither can be said to end the other.
            equal = ", ".join(i for i, m in same if dated(m) == on and m.work != by.work)
            return Meant((), f"names 《{repeal.name}》, but {equal} is of that very day, {on}" if equal else "")
        newest = max((dated(m) or date.min) for _, m in older)
        chosen = [(i, m) for i, m in older if (dated(m) or date.min) == newest]
        if above := [i for i, m in chosen if _outranks(m, by)]:
            return Meant((), f"names 《{repeal.name}》, but {', '.join(above)} is of a higher rank")
        if others := [i for i, m in chosen if _is_another(repeal, m)]:
            return Meant((), f"names 《{repeal.name}》, but {', '.join(others)} has another number and other days")
        return Meant(tuple(i for i, _ in chosen))


def _reaches(by: Metadata, other: Metadata) -> bool:
    """Whether a text of that place can end the other: of the same place, or of one within it."""
    if by.region == other.region:
        return True
    return NATION not in (by.region, other.region) and by.region in jurisdictions.lineage(other.region)


_RANKS = {"宪法": 4, "法律": 4, "地方性法规": 2, "部门规章": 1, "地方政府规章": 1, "司法解释": 1}
_CENTRE = re.compile(r"(?:国务院|中共中央|中央军委|中央军事委员会)(?:办公厅)?")


def _rank(metadata: Metadata) -> int | None:
    """Standing among texts: 法律 4, of the 国务院 3, 地方性法规 2, of other organs 1; None where it is not known.

    What the 国务院 approved and a ministry issued is of either, so it is not known.
    """
    if metadata.level in _RANKS:
        return _RANKS[metadata.level]
    organs = (metadata.issuer or "").split("、")
    if any(_CENTRE.fullmatch(organ) for organ in organs):
        return 3
    return 1 if metadata.issuer and metadata.level != "行政法规" else None


def _outranks(other: Metadata, by: Metadata) -> bool:
    """Whether a text cannot be ended by another because it is known to stand above it."""
    above, below = _rank(other), _rank(by)
    return above is not None and below is not None and above > below


def _is_another(repeal: Repeal, metadata: Metadata) -> bool:
    """Whether number and days of the clause both differ from those of a document that was never amended."""
    happened = events(metadata.history)
    if any(event.kind == "amended" for event in happened) or not repeal.number or not metadata.document_number:
        return False
    days = {event.day for event in happened} | {d for d in (metadata.signed, metadata.published) if d}
    apart = all(abs((said - day).days) > _NEAR for said in repeal.issued for day in days)
    return repeal.number != metadata.document_number and apart and bool(repeal.issued or not days)


def same_matter(one: Metadata, other: Metadata) -> bool:
    """Whether two documents are wordings of one act, whatever they call themselves: `…暂行办法` and `…办法`."""
    names = [re.sub("暂行|试行", "", act_key(m.work or m.title)) for m in (one, other)]
    return names[0] == names[1] and part_of(one.title) == part_of(other.title)
