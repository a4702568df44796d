"""The words of English service guides: what a heading announces, and what a sentence asks of its reader.

Patterns only. Does not know how a page is taken apart (`ingestion/guide_pages.py`).
"""

import re
from typing import Final

HEADS: Final = (
    (
        "materials",
        r"what (?:documents|information|you(?:’|'| wi)ll need|you need|to (?:bring|take|send))"
        r"|documents?(?: and| you| (?:required|needed))|required documents"
        r"|you(?:’|')ll need|evidence|before you (?:apply|start)",
    ),
    (
        "conditions",
        r"eligib|who (?:can|is|should|needs)|conditions|requirements|can i (?:get|apply)|do i qualify"
        r"|am i|qualify|suitab",
    ),
    (
        "time_limit",
        r"how long|when (?:will|do|should)|processing times?|waiting period|turnaround|time ?(?:limit|scale)|deadline",
    ),
    ("fee", r"\bfees?\b|costs?\b|charges?\b|how much"),
    (
        "place",
        r"^where (?:to|do|can|should) (?:i |you |we )?(?:apply|go|get|file|book|submit)|office location"
        r"|^(?:office |mailing |our )?(?:address|location)(?:es|s)?$",
    ),
    ("hours", r"opening (?:times|hours)|hours"),
    ("phone", r"contact|questions|help(?:line)?\b|telephone|phone|get in touch"),
    ("result", r"after you|what happens (?:next|after)|decision|outcome"),
    (
        "steps",
        r"how (?:to|do i)|apply|applying|book|report|register|renew|replace|change|if (?:an|the|your"
        r"|you)\b|what to do|what (?:should|must) (?:i|you) do|steps|process|you can also apply|notify",
    ),
)
HEADING: Final = [(name, re.compile(pattern, re.I)) for name, pattern in HEADS]
LEAD: Final = (
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
IMPERATIVE: Final = re.compile(
    r"^(?:(?:First|Then|Next|Finally|Once [^,]+|If [^,]+|To \w+[^,]*),?\s+)?(?:Contact|Apply|Send"
    r"|Complete|Fill|Book|Rebook|Report|Post|Print|Check|Decide|Estimate|Register|Call|Ring|Write"
    r"|Phone"
    r"|Choose|Pay|Answer|Download|Email|Notify|Tell|Submit|Take|Bring|Visit|Mail|Sign|Enter|Select"
    r"|Return|Use|Ask|Turn in|Request|Make an appointment)\b"
)
DUTY: Final = re.compile(
    r"^You (?:must|should|need to|have to|’ll need to|can (?:also )?(?:apply|book|change|send|renew"
    r"|pay|report|order))\b(?! be\b)",
    re.I,
)
ELIGIBLE: Final = re.compile(
    r"^(?:You (?:can|may|must|don’t|don't)\b(?! (?:also )?(?:check|change|read|find|ask|amend|cancel"
    r"|track|contact|re-?apply|appeal)).{0,90}\b(?:if|when|unless|for all|who)\b|You (?:must"
    r"|need to) (?:be|have|live|own)\b|To (?:be eligible|qualify|get this)|You(?:’"
    r"|')re (?:not )?eligible|Only )",
    re.I,
)
PAPERS: Final = re.compile(
    r"\b(?:form|documents?|certificate|passport|photo|proof|identification|ID card|evidence|statement"
    r"|submission sheet|licen[cs]e|letter)\b",
    re.I,
)
SENT: Final = re.compile(
    r"\b(?:post|send|enclose|bring|provide) (?P<paper>(?:the|your|a|an) [^,.;]*?(?:form|passport"
    r"|certificate|documents?|proof|statement|letter)[^,.;]*?)(?= to | with | within |[,.;]|$)",
    re.I | re.M,
)
HAND_IN: Final = re.compile(r"\b(?:send|post|provide|enclose|include|bring|take|show)\b", re.I)
MONEY: Final = re.compile(r"[£$]\s?\d|\b(?:free|no charge|nil)\b", re.I)
COST: Final = re.compile(
    r"\b(?:fee|costs?|charges?|charged|pay|price)\b.*[£$]\s?\d|[£$]\s?\d.*\b(?:fee|costs?|charges?"
    r"|charged|pay|price)\b|\b(?:is|are|it’s|it's) free\b|free of charge|\b(?:no|any) (?:fee|charge)\b"
    r"|won(?:’|')t be charged|\bfees? (?:is|are)\b|\bcosts? (?:nothing|you)\b",
    re.I,
)
HOLDS: Final = re.compile(r"£\s?\d[\d,.]*\s*(?:fine|penalty)|fined|allowance|pay you|grant|benefit", re.I)
DURATION: Final = re.compile(
    r"\b(?:dealt with|processed?|takes?|decision|decide|receive|get|arrive|apply|application|notify"
    r"|notification|received|give|file|report)\b.{0,80}?\b(?:with)?in (?:about |around )?\d+"
    r"|\b(?:takes?|allow|wait)\b.{0,30}\d+ (?:working |business )?(?:day|week|month)|\bat least \d+ (?:hours"
    r"|(?:working |business |clear )?days|weeks|months) (?:before|in advance|notice)|\bwithin \d+ (?:hours"
    r"|(?:working |business )?days|weeks|months|years)|\b\d+ (?:working |business )?(?:days|weeks|months) (?:before"
    r"|after"
    r"|to)\b",
    re.I,
)
OFFICE_TAKES: Final = re.compile(
    r"dealt with|process|decision|applications? (?:take|are)|you(?:’|')ll (?:get|receive)|most ", re.I
)
WITHIN: Final = re.compile(
    r"\bwithin \d+ (?:hours|(?:working |business )?days|weeks|months|years)[^.,;]*?"
    r"(?=,? at the|,? to the following|[.,;:\n]|$)",
    re.I,
)
ADDRESS: Final = re.compile(
    r"(?:^|(?<=[.:?!]\s)|(?<=\n))(?P<address>[A-Z][\w’'&.-]*(?:[ ,\n]+(?:[A-Z0-9][\w’'&-]*|and|of|the"
    r"|for|casework|operations|applications|team|unit|section|office|branch|department"
    r"|teams))*[ ,\n]+[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2})\b",
    re.M,
)
_DAY: Final = r"\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?s?"
OPEN: Final = re.compile(
    rf"{_DAY},? ?(?:to|through|[-–]) ?(?:[ap]\.m\.|\d\.\d|[^.\n;()|]){{0,90}}"
    r"|\d{1,2}(?:[:.]\d{2})? ?[ap]\.?m\.? (?:to|until|[-–])(?:[ap]\.m\.|\d\.\d|[^.\n;()|]){0,40}",
    re.I,
)
ADDRESS_ELSEWHERE: Final = re.compile(
    r"\d+ [A-Z][^\n|;:]{3,60}?, [A-Z]{2} \d{5}(?:-\d{4})?\b|\b(?:Blk )?\d+ [A-Z][^\n|;:]{3,60}? Singapore \d{6}\b"
)
"""With a ZIP code of the United States, or a postal code of Singapore."""
GET: Final = (
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
RUN_ON: Final = re.compile(
    r"(?<=[A-Za-z\d)]) (?=(?:You|They|If|The|These|This|There|In|When|Ask|As|It|We|Where|For|Find|Read"
    r"|See|[A-Z]\w+ will)\b (?![A-Z]))"
)
TO_ADDRESS: Final = re.compile(r",? (?:at|to) the following address:")
LEGAL: Final = re.compile(
    r"\b(?:[A-Z][\w’'-]+(?: \(?[A-Z][\w’'-]+\)?| and| of| the| for| \([^)]+\))* (?:Act|Regulations?"
    r"|Order) (?:19|20)\d{2})\b"
)
