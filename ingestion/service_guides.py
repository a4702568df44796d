"""Recognises a service guide (办事指南) in a kept text and takes it apart into fields, each a slice of that text.

A guide is what tells people how to get one thing from an office: what to bring, where, how, how long, how much. It is
known by its labels (Chinese), by lists that read like requirements (short Chinese texts without labels), or by its
headings and instructions (English). Laws, policies and news are no guides. Nothing is inferred: a field that the text
does not state is empty. Does not know questions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from ingestion import guide_unlabelled as unlabelled
from ingestion import guide_values as values
from ingestion.documents import Section, Version
from ingestion.guide_heads import head_label, labels
from ingestion.guide_labels import Label
from ingestion.guide_lists import list_fields
from ingestion.guide_pages import page_fields
from ingestion.guide_tables import office_tables
from ingestion.guide_values import Span as Pair

FieldName = Literal[
    "name", "code", "conditions", "materials", "steps", "time_limit", "fee", "place", "hours", "phone", "legal_basis",
    "result",
]  # fmt: skip
FIELDS: Final[tuple[FieldName, ...]] = get_args(FieldName)
"""The fields in the order in which a person wants them told."""

LONGEST: Final = 30_000
"""Characters of the longest text that can be a guide to one matter."""
_SERVICE: Final = frozenset(("conditions", "materials", "steps", "time_limit", "fee", "place", "hours", "phone"))
_NO_GUIDE: Final = frozenset(
    ("法律", "行政法规", "司法解释", "部门规章", "地方性法规", "监察法规", "宪法", "地方政府规章")
)
_POLICY: Final = re.compile(
    r"(?:通知|意见|决定|批复|函|答复|通报|公告|条例|办法|规定|规则|细则|方案|规划|纲要|命令|法|解释)(?:[（(][^）)]*[）)])*$"
)
_GUIDE_TITLE: Final = re.compile(
    r"的?(?:业务|事项)?(?:办事|办理|服务|申请|申办|申领|申报|办证)?(?:指南|须知|指引|流程图?|手册|(?:一次性)?告知[书单]?)$"
)
_OF_WHOM: Final = re.compile(r"^(?:（样例）)?(?:网上|[^《》，。]{0,10}[所局处科厅中心]\s*)(?:办理|关于)|^关于(?:办理)?")
_FORM: Final = re.compile(
    r"^(?P<name>(?:申请领取《[^》]+》|[^《》，。；]{4,40}?))(?:行政许可)?(?:申请[表书]|备案登记表|登记表|备案表|申报表)"
)
_HEADLINE: Final = re.compile(
    r"(?:[，,、]\s*(?:这样办|看这|一文|一图|最全).*|(?:怎么|如何|怎样)办理?[？?！!，,].*|[？?！!].*)$"
)
"""What a headline adds to the name of a matter: `普通护照怎么办？看这一篇就够了`."""
_SAMPLE: Final = re.compile(r"^(?:[（(]样例[）)]|【[^】]{2,8}】)+")
_PROMISED, _STATUTORY = re.compile("承诺"), re.compile("法定")


@dataclass(frozen=True, slots=True)
class Span:
    """A value: `version.text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Field:
    """What a guide says under one heading; list fields have one span per item."""

    name: FieldName
    values: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ServiceGuide:
    """One guide. `fields` holds those that the text states, in the order of `FIELDS`."""

    name: str
    code: str | None
    fields: tuple[Field, ...]

    def spans(self, name: str) -> tuple[Span, ...]:
        """The values of a field; empty when the guide does not state it."""
        return next((field.values for field in self.fields if field.name == name), ())


def guide(version: Version) -> ServiceGuide | None:
    """The guide that a text is, or None. Every value is a slice of `version.text`."""
    text = version.text
    if len(text) > LONGEST or not _may_be(version):
        return None
    if _is_chinese(text):
        found = _labelled(text, version.sections)
        if found is None and not version.metadata.document_number:
            found = list_fields(text, titled=bool(_GUIDE_TITLE.search(version.metadata.title)))
    else:
        found = page_fields(text, version.sections)
    if found is None:
        return None
    return _guide(version, found)


def _may_be(version: Version) -> bool:
    meta = version.metadata
    articles = sum(section.kind == "article" for section in version.sections)
    if articles > 2 or meta.level in _NO_GUIDE:
        return False
    return not (_POLICY.search(meta.title) and (meta.document_number or articles)) or bool(
        _GUIDE_TITLE.search(meta.title)
    )


def _is_chinese(text: str) -> bool:
    return len(re.findall(r"[\u4e00-\u9fff]", text)) > len(re.findall(r"[A-Za-z]{2,}", text))


def _labelled(text: str, sections: Sequence[Section]) -> dict[str, list[Pair]] | None:
    """Fields of a text with labels; None when it has too few of them to be a guide."""
    marks = labels(text)
    named = {name for mark in marks if not mark.weak for name in mark.fields}
    if len(named & _SERVICE) < 2 or not named & {"materials", "steps", "place", "conditions", "time_limit"}:
        return None
    found: dict[str, list[Pair]] = {}
    tables = list(office_tables(text))
    within = [span for span, _ in tables]
    marks = [mark for mark in marks if not any(start <= mark.words < end for start, end in within)]
    marks += [Label((), start, start, end) for start, end in within] + _other_headings(text, marks, sections)
    marks.sort(key=lambda mark: mark.start)
    above: tuple[str, ...] = ()
    for mark, following in zip(marks, [*(m.start for m in marks[1:]), len(text)], strict=True):
        region = values.trimmed(text, mark.value, following)
        if region is None or values.is_nothing(text[slice(*region)]):
            above = () if region else mark.fields
            continue
        nested = above == mark.fields
        for name in mark.fields:
            if name == "phone" and not {"hours", "place"} & set(mark.fields):  # …0123（工作日9:00-17:00）
                found.setdefault("hours", []).extend(values.place_and_hours(text, *region)[1])
            if not (mark.weak and name in named):
                _take(text, name, mark, region, found, nested=nested)
        above = mark.fields if nested else ()
    for _, columns in tables:
        for name, spans in columns.items():
            found[name] = [*found.get(name, []), *spans]
    _complete(text, marks, found)
    return found


def _other_headings(text: str, marks: list[Label], sections: Sequence[Section]) -> list[Label]:
    """Headings of the page beside those that are labels: what stands under them belongs to no label above.

    Numbered ones, which may be items of a list, are told apart by how they go on counting (`guide_heads`).
    """
    heads = [section for section in sections if section.kind == "heading"]
    lines = {text.rfind("\n", 0, mark.words) + 1 for mark in marks}
    depths = {head.level for head in heads if head.start in lines}
    return [
        head_label(text, head.start, head.start)
        for head in heads
        if head.level in depths and head.start not in lines and head.start > min(lines)
        if values.counted(text, head.start) is None
    ]


def _take(text: str, name: str, mark: Label, region: Pair, found: dict[str, list[Pair]], *, nested: bool) -> None:
    """Read the region behind a label as the values of one of its fields."""
    held = found.setdefault(name, [])
    first = values.items(text, *region)[0]
    if name in ("conditions", "materials"):
        held += values.listed(text, *region)
    elif name == "steps":
        held += values.steps(text, *region)
    elif name == "phone":
        held += [p for p in values.phones(text, *region, labelled=True) if text[slice(*p)] not in _texts(text, held)]
    elif name in ("place", "hours"):
        places, hours = values.place_and_hours(text, *region)
        if name == "place":
            told = values.phones(text, *region, labelled=True)
            found.setdefault("phone", []).extend(p for p in told if text[p[0]] == "0")
        if name == "hours" and "place" not in mark.fields:
            held.append(_up_to_stop(text, region))
        elif name == "hours":
            held += hours
        else:
            held += [_up_to_stop(text, values.without_phone(text, *place)) for place in places]
            if hours and "hours" not in mark.fields:
                found.setdefault("hours", []).extend(hours)
    elif name == "legal_basis":
        held += values.laws(text, *region)
    elif name == "time_limit":
        _take_time(text, mark, region, held, nested=nested)
    elif not held:
        whole = values.charges(text, *region) if name == "fee" else first
        held.append(_answering(text, mark, whole) if name == "fee" else whole)


def _take_time(text: str, mark: Label, region: Pair, held: list[Pair], *, nested: bool) -> None:
    """A promised period is worth more than a statutory one; a procedure is searched for its periods."""
    if "steps" in mark.fields:
        span = values.period(text, *region)
    else:
        span = _up_to_stop(text, values.items(text, *region)[0])
        if nested:
            span = (mark.words, span[1])
        span = _answering(text, mark, span)
    if span is None:
        return
    told = text[mark.words : span[1]]
    if held and _PROMISED.search(told) and not _PROMISED.search(text[slice(*held[0])]):
        held.clear()
    if not held:
        held.append(span)


def _answering(text: str, mark: Label, span: Pair) -> Pair:
    """The value, with its label where it says nothing alone: 是否收费：否, 承诺时限：1."""
    return (mark.words, span[1]) if re.fullmatch(r"(?:[是否有无]|\d{1,3})[。；]?", text[slice(*span)]) else span


def _up_to_stop(text: str, span: Pair) -> Pair:
    """The first line of a value, without a full stop at its end."""
    end = text.find("\n", *span)
    end = span[1] if end < 0 else end
    return span[0], span[0] + len(text[span[0] : end].rstrip("。；; "))


def _complete(text: str, marks: list[Label], found: dict[str, list[Pair]]) -> None:
    """Fields without a label whose words can be told by themselves: where to go, a number to ring, what is charged."""
    region = (marks[0].start, len(text)) if marks else (0, len(text))
    told = found.get("steps", [])
    phones = found.setdefault("phone", [])
    phones += [p for p in values.phones(text, *region, labelled=False) if text[slice(*p)] not in _texts(text, phones)]
    found["phone"] = list({text[slice(*phone)]: phone for phone in sorted(phones, reverse=True)}.values())[::-1]
    if not found.get("time_limit"):
        timed = [span for step in told if (span := values.working_days(text, *step))]
        found["time_limit"] = timed[:1]
    if not found.get("place"):
        places = [place for step in told for place in unlabelled.offices(text, *step)]
        places = places or unlabelled.in_person(text, *region)
        found["place"] = list({text[slice(*place)]: place for place in reversed(places)}.values())[::-1]
    if not found.get("fee"):
        charged = unlabelled.fee(text, *region)
        found["fee"] = [charged] if charged else []
    if not found.get("result"):
        got = unlabelled.received(text, told)
        found["result"] = [got] if got else []
    if not found.get("name"):
        found["name"] = _named(text, marks, found)


def _named(text: str, marks: list[Label], found: dict[str, list[Pair]]) -> list[Pair]:
    """The name in the head, without 办事指南 and the office; else the name of the form that is to be filled in."""
    head = values.trimmed(text, 0, marks[0].start) if marks else None
    if head:
        lines = [span for span in values.sentences(text, *head) if _GUIDE_TITLE.search(_bare(text[slice(*span)]))]
        start, end = _up_to_stop(text, lines[0] if lines else head)
        line = text[start:end]
        if 2 <= len(line) <= 60:
            core = _GUIDE_TITLE.sub("", _HEADLINE.sub("", _bare(line)))
            lead = _SAMPLE.match(core) or (_OF_WHOM.match(core) if len(core) < len(line) else None)
            skip = lead.end() if lead else 0
            if len(core) - skip >= 2:
                return [(start + skip, start + len(re.split(r"[-—]信息查询|[:：]", core)[0]))]
        for sentence in re.finditer(r"[^\s:：-]{4,40}(?=[-:：\s])", line):
            return [(start + sentence.start(), start + sentence.end())]
    for span in found.get("materials", []):
        if form := _FORM.match(text[slice(*span)]):
            return [(span[0], span[0] + form.end("name"))]
    return []


def _bare(line: str) -> str:
    """A title without the place or the sign of a sample in brackets behind it."""
    return re.sub(r"[（(](?:[\u4e00-\u9fff]{2,9}[省市区县]|样例|试行)[）)]$", "", line)


def _texts(text: str, spans: list[Pair]) -> set[str]:
    return {text[slice(*span)] for span in spans}


def _guide(version: Version, found: dict[str, list[Pair]]) -> ServiceGuide:
    text = version.text
    kept = []
    for name in FIELDS:
        spans = [s for s in dict.fromkeys(found.get(name, [])) if s and not values.is_nothing(text[slice(*s)])]
        if spans:
            kept.append(Field(name, tuple(Span(*span) for span in spans)))
    by_name = {field.name: text[field.values[0].start : field.values[0].end] for field in kept}
    return ServiceGuide(by_name.get("name") or version.metadata.title, by_name.get("code"), tuple(kept))
