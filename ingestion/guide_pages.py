"""English service guides: pages that are told by their headings and by what their sentences ask of the reader.

`How to apply`, `You'll need the following`, `The fee is £536`. Does not know labelled guides
(`ingestion/guide_labels.py`) nor laws.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ingestion import guide_page_words as words
from ingestion import guide_values as values
from ingestion.documents import Section
from ingestion.guide_values import Span

_SHORT: Final = 3000
_LONGEST_TITLE: Final = 80
_MOST_WORDS: Final = 6
"""Words of the longest line that can be a heading of a text that marks none, or a label in a row."""


def page_fields(text: str, sections: Sequence[Section]) -> dict[str, list[Span]] | None:
    """Fields of an English page; None when it does not read like a guide."""
    if len(re.findall(r"\b[Yy]ou(?:r|’ll|’re|'ll|'re)?\b", text)) < (1 if len(text) < _SHORT else 5):
        return None
    found: dict[str, list[Span]] = {}
    topics: set[str] = set()
    title = text.split("\n", 1)[0]
    action = "steps" if any(name == "steps" and pattern.search(title) for name, pattern in words.HEADING) else ""
    for heading, body in _parts(text, sections):
        topic = _topic(heading)
        topics |= {topic} - {""}
        if body[0] < body[1]:
            topics |= _read_section(text, body, topic if heading else action, found)
    _add_single(text, found)
    stated = {name for name, spans in found.items() if spans}
    told = stated & {"materials", "steps", "fee", "time_limit", "place", "phone", "conditions"}
    if (
        len(stated) < 2
        or not told - {"time_limit"}
        or not (topics | {action}) & {"steps", "materials", "fee", "time_limit", "phone"}
    ):
        return None
    if len(text) > _SHORT and (len(told) < 3 or not {"steps", "materials"} & stated):
        return None
    first = sections[0] if sections else None
    headed = first and first.kind == "heading" and first.end - first.start < 120
    if headed or (len(title) <= _LONGEST_TITLE and title[-1:].isalnum() | title.endswith(")")):
        found["name"] = [(0, len(title))]
    return found


def _topic(heading: str) -> str:
    return next((name for name, pattern in words.HEADING if heading and pattern.search(heading)), "")


def _parts(text: str, sections: Sequence[Section]) -> Iterator[tuple[str, Span]]:
    """Headings with what stands under them. Of a text that marks none, short lines that announce a field are some."""
    marked = sum(section.kind == "heading" for section in sections) > 1
    for section in sections:
        if section.kind == "heading":
            head_end = text.find("\n", section.start, section.end)
            yield section.label, (head_end + 1 if head_end > 0 else section.end, section.end)
        elif marked:
            yield "", (section.start, section.end)
        else:
            yield from _by_short_lines(text, section)


def _by_short_lines(text: str, section: Section) -> Iterator[tuple[str, Span]]:
    start, heading = section.start, ""
    if start == 0 and len(text.partition("\n")[0].split()) <= _MOST_WORDS:
        start = min(text.find("\n") + 1, section.end)  # the title
    for line in values.english_lines(text, start, section.end):
        told = text[slice(*line)]
        if len(told.split()) <= _MOST_WORDS and told[-1].isalpha() and _topic(told):
            yield heading, (start, line[0])
            start, heading = min(line[1] + 1, section.end), told
    yield heading, (start, section.end)


def _row(text: str, line: Span, found: dict[str, list[Span]]) -> str:
    """Read a row `Fee | $60` of a table and return its field; empty where its first cell announces none."""
    head, bar, value = text[slice(*line)].partition(" | ")
    told = bar and "|" not in value and len(head.split()) <= _MOST_WORDS and not head.startswith("If ")
    topic = _topic(head) if told else ""
    if topic:
        at = line[1] - len(value)
        parts = values.listed(text, at, line[1]) if topic in ("materials", "conditions", "steps") else [(at, line[1])]
        found.setdefault(topic, []).extend(parts)
    return topic


def _read_section(text: str, body: Span, topic: str, found: dict[str, list[Span]]) -> set[str]:
    """Sentences by what they ask of the reader; the items of a list by the sentence that announces it, or the heading.

    Returns the fields that rows of a table named.
    """
    rows: set[str] = set()
    lines = values.english_lines(text, *body)
    bare = len(lines) > 1 and not any(text[line[1] - 1] in ".?!:" for line in lines)
    papers = bare and all(words.PAPERS.search(text, *line) for line in lines)
    announced = "materials" if bare and (topic == "materials" or (topic == "conditions" and papers)) else ""
    in_list = False
    for line in lines:
        rest = line
        bullet = text[line[0] - 1 : line[0]].strip("\n") != ""
        if in_list and not bullet:
            announced = ""  # a button or a note behind the list
        in_list = bool(announced) and bullet
        if topic == "fee" and "|" in text[slice(*line)] and words.MONEY.search(text, *line):
            found.setdefault("fee", []).append(line)
            continue
        if named := _row(text, line, found):
            rows.add(named)
            continue
        if topic == "steps" and (mark := values.counted(text, line[0])):
            found.setdefault("steps", []).append((mark[2], line[1]))
            continue
        if announced and not text[slice(*line)].startswith(("You ", "They ")):
            item, rest = _item(text, line)
            found.setdefault(announced, []).append(item)
        told = values.english_sentences(text, *rest)
        if told or rest == line:
            announced = ""
        for span in told:
            sentence = text[slice(*span)]
            lead = next((name for name, pattern in words.LEAD if pattern.search(sentence)), "")
            if sentence.endswith(":") or (lead == "materials" and sentence[-1] not in ".?!"):
                announced = _announced(lead, topic)
                continue
            for name in _roles(sentence, topic):
                found.setdefault(name, []).append(span)
    return rows


def _item(text: str, line: Span) -> tuple[Span, Span]:
    """An item of a list and what a reader ran on behind it: `proof of residency | Ask your council …`."""
    end = line[1]
    if cut := words.RUN_ON.search(text, *line):
        end = cut.start()
    rest = (end, line[1])
    if address := words.TO_ADDRESS.search(text, line[0], end):
        end = address.start()
    return (line[0], end), rest


def _apart(text: str, sentence: Span) -> list[Span]:
    """A sentence cut off from the item of a list that it was run on to."""
    cut = words.RUN_ON.search(text, *sentence) if text[sentence[0]].islower() else None
    return [(sentence[0], cut.start()), (cut.end(), sentence[1])] if cut else [sentence]


def _announced(lead: str, topic: str) -> str:
    """What the items of a list are, by the sentence before it and the heading above it."""
    if lead in ("materials", "conditions"):
        return lead
    if topic in ("materials", "conditions", "steps"):
        return topic
    return "" if topic else "steps" if lead else ""


def _roles(sentence: str, topic: str) -> tuple[str, ...]:
    """What a sentence is for its reader: to send a form is a step, and the form is needed."""
    if sentence[-1] not in ".!)" or topic in ("result", "phone"):
        return ()
    if topic == "conditions" and not words.COST.search(sentence):
        return (topic,)
    if words.ELIGIBLE.search(sentence):
        return ("conditions",)
    if not (words.IMPERATIVE.search(sentence) or words.DUTY.search(sentence)):
        return ()
    hands_in = words.PAPERS.search(sentence) and words.HAND_IN.search(sentence)
    return (*(("materials",) if hands_in else ()), *(("steps",) if topic == "steps" else ()))


def _add_single(text: str, found: dict[str, list[Span]]) -> None:
    """Fields that are one sentence, wherever it stands; numbers, addresses and hours."""
    told = [part for s in values.english_sentences(text, 0, len(text)) for part in _apart(text, s)]
    charged = [s for s in told if words.COST.search(text, *s) and not words.HOLDS.search(text, *s)]
    if not found.get("fee"):
        sums = [s for s in charged if re.search(r"[£$]\s?\d", text[slice(*s)])] or charged
        found["fee"] = [_with_neighbours(text, sums[0], charged)] if sums else []
    found["result"] = [s for wanted in words.GET for s in told if wanted.search(text[slice(*s)])][:1]
    if not found.get("materials"):
        sent = [m.span("paper") for s in found.get("steps", []) for m in words.SENT.finditer(text, *s)]
        found["materials"] = sent
    timed = [s for s in told if words.DURATION.search(text, *s)]
    timed.sort(key=lambda s: not words.OFFICE_TAKES.search(text, *s))
    if timed and not found.get("time_limit"):
        within = words.WITHIN.search(text, *timed[0])
        found["time_limit"] = [within.span() if within and timed[0][1] - timed[0][0] > 120 else timed[0]]
    found["phone"] = values.english_phones(text)
    places = [m.span("address") for m in words.ADDRESS.finditer(text)]
    places += [m.span() for m in words.ADDRESS_ELSEWHERE.finditer(text)]
    found["place"] = found.get("place") or places
    opened = [span for m in words.OPEN.finditer(text) if (span := values.trimmed(text, *m.span()))]
    found["hours"] = found.get("hours") or opened
    found["legal_basis"] = list({m[0]: m.span() for m in words.LEGAL.finditer(text)}.values())


def _with_neighbours(text: str, sentence: Span, charged: list[Span]) -> Span:
    """A sentence about a fee, with those beside it in its line that are about one."""
    start, end = sentence
    for a, b in charged:
        if a > end and not text[end:a].strip(" "):
            end = b
    for a, b in charged[::-1]:
        if b < start and not text[b:start].strip(" "):
            start = a
    return start, end
