"""English service guides: pages that are told by their headings and by what their sentences ask of the reader.

`How to apply`, `You'll need the following`, `The fee is £536`. Does not know labelled guides
(`ingestion/guide_labels.py`) nor laws.
"""

import re
from collections.abc import Sequence
from typing import Final

from ingestion import guide_values as values
from ingestion.documents import Section
from ingestion.guide_values import Span

_SHORT: Final = 3000

_HEADS: Final = (
    (
        "materials",
        r"what (?:documents|information|you(?:’|'| wi)ll need|you need|to (?:bring|take|send))"
        r"|documents?(?: and| you)|you(?:’|')ll need|evidence|before you (?:apply|start)",
    ),
    (
        "conditions",
        r"eligib|who (?:can|is|should|needs)|conditions|requirements|can i (?:get|apply)|do i qualify"
        r"|am i|qualify|suitab",
    ),
    ("time_limit", r"how long|when (?:will|do|should)|processing times?|time ?(?:limit|scale)|deadline"),
    ("fee", r"\bfees?\b|costs?\b|charges?\b|how much"),
    ("hours", r"opening (?:times|hours)|hours"),
    ("phone", r"contact|questions|help(?:line)?\b|telephone|phone|get in touch"),
    ("result", r"after you|what happens (?:next|after)|decision|outcome"),
    (
        "steps",
        r"how (?:to|do i)|apply|applying|book|report|register|renew|replace|change|if (?:an|the|your"
        r"|you)\b|what to do|what (?:should|must) (?:i|you) do|steps|process|you can also apply|notify",
    ),
)
_HEADING: Final = [(name, re.compile(pattern, re.I)) for name, pattern in _HEADS]
_LEAD: Final = (
    (
        "materials",
        re.compile(
            r"you(?:’|'| wi)?(?:ll)? (?:also )?need(?: (?:the following|to (?:provide|send|bring|take|have"
            r"|give|show))\b.*|:)|you may need a copy|need (?:the following|these (?:documents|items))"
            r"|^(?:you must |please )?(?:bring|send|provide|include|enclose|take)\b.{0,60}:",
            re.I,
        ),
    ),
    (
        "conditions",
        re.compile(
            r"must (?:also |either )?(?:be|have|not)\b.{0,40}:|(?:be able to|eligible|qualify"
            r"|apply) if.{0,60}:|must be able to|must also:|one of these must|true (?:of|for)|if any of these"
            r"|any of these people|all of the following|you(?:’|')re:|if you(?:’|')?(?:re)?:|if (?:you"
            r"|they).{0,60}:",
            re.I,
        ),
    ),
    (
        "steps",
        re.compile(
            r"(?:^|\. )you (?:must|should|need to|can)(?: also| either)?:|follow these steps|to apply:|by:", re.I
        ),
    ),
)
_IMPERATIVE: Final = re.compile(
    r"^(?:(?:First|Then|Next|Finally|Once [^,]+|If [^,]+|To \w+[^,]*),?\s+)?(?:Contact|Apply|Send"
    r"|Complete|Fill|Book|Rebook|Report|Post|Print|Check|Decide|Estimate|Register|Call|Ring|Write"
    r"|Phone"
    r"|Choose|Pay|Answer|Download|Email|Notify|Tell|Submit|Take|Bring|Visit|Mail|Sign|Enter|Select"
    r"|Return|Use|Ask|Turn in|Request|Make an appointment)\b"
)
_DUTY: Final = re.compile(
    r"^You (?:must|should|need to|have to|’ll need to|can (?:also )?(?:apply|book|change|send|renew"
    r"|pay|report|order))\b(?! be\b)",
    re.I,
)
_ELIGIBLE: Final = re.compile(
    r"^(?:You (?:can|may|must|don’t|don't)\b(?! (?:also )?(?:check|change|read|find|ask|amend|cancel"
    r"|track|contact|re-?apply|appeal)).{0,90}\b(?:if|when|unless|for all|who)\b|You (?:must"
    r"|need to) (?:be|have|live|own)\b|To (?:be eligible|qualify|get this)|You(?:’"
    r"|')re (?:not )?eligible|Only )",
    re.I,
)
_PAPERS: Final = re.compile(
    r"\b(?:form|documents?|certificate|passport|photo|proof|identification|ID card|evidence|statement"
    r"|submission sheet|licen[cs]e|letter)\b",
    re.I,
)
_SENT: Final = re.compile(
    r"\b(?:post|send|enclose|bring|provide) (?P<paper>(?:the|your|a|an) [^,.;]*?(?:form|passport"
    r"|certificate|documents?|proof|statement|letter)[^,.;]*?)(?= to | with | within |[,.;]|$)",
    re.I | re.M,
)
_HAND_IN: Final = re.compile(r"\b(?:send|post|provide|enclose|include|bring|take|show)\b", re.I)
_COST: Final = re.compile(
    r"\b(?:fee|costs?|charges?|charged|pay|price)\b.*[£$]\s?\d|[£$]\s?\d.*\b(?:fee|costs?|charges?"
    r"|charged|pay|price)\b|\b(?:is|are|it’s|it's) free\b|free of charge|\b(?:no|any) (?:fee|charge)\b"
    r"|won(?:’|')t be charged|\bfees? (?:is|are)\b|\bcosts? (?:nothing|you)\b",
    re.I,
)
_HOLDS: Final = re.compile(r"£\s?\d[\d,.]*\s*(?:fine|penalty)|fined|allowance|pay you|grant|benefit", re.I)
_DURATION: Final = re.compile(
    r"\b(?:dealt with|processed?|takes?|decision|decide|receive|get|arrive|apply|application|notify"
    r"|notification|received|give|file|report)\b.{0,80}?\b(?:with)?in (?:about |around )?\d+"
    r"|\b(?:takes?|allow|wait)\b.{0,30}\d+ (?:working )?(?:day|week|month)|\bat least \d+ (?:hours"
    r"|(?:working |clear )?days|weeks|months) (?:before|in advance|notice)|\bwithin \d+ (?:hours"
    r"|(?:working )?days|weeks|months|years)|\b\d+ (?:working )?(?:days|weeks|months) (?:before|after"
    r"|to)\b",
    re.I,
)
_OFFICE_TAKES: Final = re.compile(
    r"dealt with|process|decision|applications? (?:take|are)|you(?:’|')ll (?:get|receive)|most ", re.I
)
_WITHIN: Final = re.compile(
    r"\bwithin \d+ (?:hours|(?:working )?days|weeks|months|years)[^.,;]*?(?=,? at the|,? to the following|[.,;:\n]|$)",
    re.I,
)
_ADDRESS: Final = re.compile(
    r"(?:^|(?<=[.:?!]\s)|(?<=\n))(?P<address>[A-Z][\w’'&.-]*(?:[ ,\n]+(?:[A-Z0-9][\w’'&-]*|and|of|the"
    r"|for|casework|operations|applications|team|unit|section|office|branch|department"
    r"|teams))*[ ,\n]+[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2})\b",
    re.M,
)
_OPEN: Final = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?,? (?:to|through|[-–])(?:[ap]\.m\.|\d\.\d"
    r"|[^.\n;(]){0,90}|\d{1,2}(?:[:.]\d{2})? ?[ap]\.?m\.? (?:to|until|[-–])(?:[ap]\.m\.|\d\.\d"
    r"|[^.\n;(]){0,40}",
    re.I,
)
_GET: Final = (
    re.compile(r"\b(?:will|’ll|'ll) (?:then |also |normally |usually )?(?:send you|give you|issue)\b", re.I),
    re.compile(
        r"\byou(?: will|’ll|'ll) (?:then |also |normally |usually )?(?:be (?:given|sent|issued)"
        r"|receive|get (?:a|an|your))\b",
        re.I,
    ),
    re.compile(
        r"^If (?:you(?:’|')re|your application is) (?:refused|successful|approved)|\bwill (?:write to"
        r"|tell|contact|email) you\b",
        re.I,
    ),
)
_RUN_ON: Final = re.compile(
    r"(?<=[A-Za-z\d)]) (?=(?:You|They|If|The|These|This|There|In|When|Ask|As|It|We|Where|For|Find|Read"
    r"|See|[A-Z]\w+ will)\b (?![A-Z]))"
)
_TO_ADDRESS: Final = re.compile(r",? (?:at|to) the following address:")
_LEGAL: Final = re.compile(
    r"\b(?:[A-Z][\w’'-]+(?: \(?[A-Z][\w’'-]+\)?| and| of| the| for| \([^)]+\))* (?:Act|Regulations?"
    r"|Order) (?:19|20)\d{2})\b"
)


def page_fields(text: str, sections: Sequence[Section]) -> dict[str, list[Span]] | None:
    """Fields of an English page; None when it does not read like a guide."""
    if len(re.findall(r"\b[Yy]ou(?:r|’ll|’re|'ll|'re)?\b", text)) < (1 if len(text) < _SHORT else 5):
        return None
    found: dict[str, list[Span]] = {}
    topics: set[str] = set()
    title = text.split("\n", 1)[0]
    action = "steps" if any(name == "steps" and pattern.search(title) for name, pattern in _HEADING) else ""
    for section in sections:
        head_end = text.find("\n", section.start, section.end)
        heading = section.label if section.kind == "heading" else ""
        topic = next((name for name, pattern in _HEADING if heading and pattern.search(heading)), "")
        topics |= {topic} - {""}
        topic = topic if heading else action
        body = (head_end + 1, section.end) if heading and head_end > 0 else (section.start, section.end)
        if heading and head_end < 0:
            continue
        _read_section(text, body, topic, found)
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
    if first and first.kind == "heading" and first.end - first.start < 120:
        found["name"] = [(first.start, first.start + len(text[first.start : first.end].split("\n", 1)[0]))]
    return found


def _read_section(text: str, body: Span, topic: str, found: dict[str, list[Span]]) -> None:
    """Sentences by what they ask of the reader; the items of a list by the sentence that announces it."""
    announced = ""
    for line in _lines(text, body):
        rest = line
        if announced and not text[slice(*line)].startswith(("You ", "They ")):
            item, rest = _item(text, line)
            found.setdefault(announced, []).append(item)
        told = values.english_sentences(text, *rest)
        if told or rest == line:
            announced = ""
        for span in told:
            sentence = text[slice(*span)]
            lead = next((name for name, pattern in _LEAD if pattern.search(sentence)), "")
            if sentence.endswith(":") or (lead == "materials" and sentence[-1] not in ".?!"):
                announced = _announced(lead, topic)
                continue
            for name in _roles(sentence, topic):
                found.setdefault(name, []).append(span)


def _item(text: str, line: Span) -> tuple[Span, Span]:
    """An item of a list and what a reader ran on behind it: `proof of residency | Ask your council …`."""
    end = line[1]
    if cut := _RUN_ON.search(text, *line):
        end = cut.start()
    rest = (end, line[1])
    if address := _TO_ADDRESS.search(text, line[0], end):
        end = address.start()
    return (line[0], end), rest


def _apart(text: str, sentence: Span) -> list[Span]:
    """A sentence cut off from the item of a list that it was run on to."""
    cut = _RUN_ON.search(text, *sentence) if text[sentence[0]].islower() else None
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
    if topic == "conditions" and not _COST.search(sentence):
        return (topic,)
    if _ELIGIBLE.search(sentence):
        return ("conditions",)
    if not (_IMPERATIVE.search(sentence) or _DUTY.search(sentence)):
        return ()
    hands_in = _PAPERS.search(sentence) and _HAND_IN.search(sentence)
    return (*(("materials",) if hands_in else ()), *(("steps",) if topic == "steps" else ()))


def _add_single(text: str, found: dict[str, list[Span]]) -> None:
    """Fields that are one sentence, wherever it stands; numbers, addresses and hours."""
    told = [part for s in values.english_sentences(text, 0, len(text)) for part in _apart(text, s)]
    charged = [s for s in told if _COST.search(text, *s) and not _HOLDS.search(text, *s)]
    found["fee"] = ([s for s in charged if re.search(r"[£$]\s?\d", text[slice(*s)])] or charged)[:1]
    found["result"] = [s for wanted in _GET for s in told if wanted.search(text[slice(*s)])][:1]
    if not found.get("materials"):
        sent = [m.span("paper") for s in found.get("steps", []) for m in _SENT.finditer(text, *s)]
        found["materials"] = sent
    timed = [s for s in told if _DURATION.search(text, *s)]
    timed.sort(key=lambda s: not _OFFICE_TAKES.search(text, *s))
    if timed:
        within = _WITHIN.search(text, *timed[0])
        found["time_limit"] = [within.span() if within and timed[0][1] - timed[0][0] > 120 else timed[0]]
    found["phone"] = values.english_phones(text)
    found["place"] = [m.span("address") for m in _ADDRESS.finditer(text)]
    found["hours"] = [m.span() for m in _OPEN.finditer(text)]
    found["legal_basis"] = list({m[0]: m.span() for m in _LEGAL.finditer(text)}.values())


def _lines(text: str, body: Span) -> list[Span]:
    return [(body[0] + m.start(), body[0] + m.end()) for m in re.finditer(r"[^\n]+", text[body[0] : body[1]])]
