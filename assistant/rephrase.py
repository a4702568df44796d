"""Makes a follow-up stand alone, cheaply: what the question before was about is put in front of it.

`要多少钱？` after `居住证丢了怎么补办？` becomes `居住证丢了 补办：要多少钱？`. One that asks nothing of its own
(`那试用期呢？`) asks the whole question before once more, with a word of it replaced (`replacement`) or added to. It
reads like telegraph style; the trace shows it. No model is called: on two cores that costs more than the answer may
take. Does not know what was answered, only what was asked.
"""

import re
from collections.abc import Sequence

from assistant.guide_questions import asked_fields
from assistant.replacement import replaced, said_alone, without_rivals
from assistant.sentences import is_chinese
from assistant.wording import content

_POINTS_BACK = re.compile(
    r"^(?:那么?|还有|另外|此外|如果是?|要是|换成|以及)|(?:它|他们?|她们?|这个|那个|这种|那种|这些|那些|该证|其中|上述|上面|前面|刚才|同样)"
    r"|呢[？?]?$"
    r"|\b(?:its?(?!\s+(?:true|possible|necessary|legal|illegal|safe|ok|allowed)\b)|they|them|their|he|she|his|her|both"
    r"|either|else|instead|ones?(?=\s*[?.,!]|$)"
    r"|(?:this|that|these|those)(?=\s*(?:[?.,!]|$)|\s+(?:is|are|was|were|do|does|did|can|will|has|have|happens?|too|also"
    r"|one|kind|type|case|information|process|program|service)\b))\b"
    r"|\bI(?:'m| am| was)? (?:mean|meant|asking|asked)\b|\b(?:you (?:said|mentioned)|tell me more"
    r"|more (?:concrete |specific )?(?:info|information|details?|clarification))\b",
    re.I,
)
"""Words that stand for something said before. `there`, `same` or `that` before a clause do so too seldom."""
_DEFINES = re.compile(r"^\s*what(?:'s| is| are) an? ", re.I)
_ASKING = re.compile(
    r"请问|是什么|什么样的|什么时候|什么|怎么样?|怎样|如何|哪些|哪里|哪个|吗|呢|吧|是否|能否|可否|能不能|可不可以|"
    r"多少(?:天|日|个?工作日|个?月|年|次|岁|元|块)?钱?|多久|多长时间|几(?:天|日|年|个月|个工作日|次|岁)|"
    r"才?能?(?:办|领|拿|弄)得?(?:下来|好|完|到)|"
    r"需要|可以|我想|我要|[？?。！!]"
    r"|\b(?:what|which|how|when|where|who|why|is|are|do|does|did|can|could|should|would|will|may|must|much|many|long|"
    r"i|we|you|my|the|a|an|please|need|want|to|tell|me|about|know)\b",
    re.I,
)
_LATIN_WORD = re.compile(r"[A-Za-z][\w'’-]*|\d[\d.,]*")
_SHORT = 4
"""Content words (Han pairs) under which a question says too little to be searched for."""
_LONG = 12
"""Content words from which a question says enough, whatever it points to."""
_SUBJECT = 6
"""Content words from which a question that points back has a subject of its own, which the next may lean on."""
_LONGEST_TOPIC = 120
_WORDS_OF_TOPIC = 5
"""Latin words taken over: the first ones say what a question is about, more of them drown the question."""


def standalone(question: str, earlier: Sequence[str]) -> str | None:
    """The question with the topic of what was asked before (`earlier`, oldest first); None if it stands alone.

    A question that points back or says little takes the topic of the last one that said something.
    """
    if not earlier or not points_back(question):
        return None
    before = _leant_on(earlier)
    if before and (said := _asks_nothing(question)):
        again = replaced(said, before)
        return again or f"{before.rstrip(' ？?。.！!')[:_LONGEST_TOPIC]}：{question}"
    told = _taken_over(topic(before), question)
    return f"{told}{'：' if is_chinese(question) else ': '}{question}" if told else None


def _leant_on(earlier: Sequence[str]) -> str:
    """The last question that said what it was about, itself made whole where it only replaced a word of another."""
    before = ""
    for each in earlier:
        said = _asks_nothing(each) if before else None
        if said and (again := replaced(said, before)):
            before = again
            continue
        leans = before and is_chinese(each) and _POINTS_BACK.search(each)
        if len(content(topic(each))) >= (_SUBJECT if leans else 2):
            before = each
    return before


def _asks_nothing(question: str) -> str | None:
    """What a Chinese follow-up says that asks nothing of its own: 补办 of `那补办呢`, but nothing of `那费用呢`."""
    said = said_alone(question) if is_chinese(question) else None
    return said if said and not _ASKING.search(said) and not asked_fields(said) else None


def searched(question: str, rephrased: str | None) -> str:
    """What is searched for: a follow-up once as it is and once with its topic, so that the topic weighs less."""
    return f"{question} {rephrased}" if rephrased else question


def points_back(question: str) -> bool:
    """Whether a question leans on what was said before."""
    words = len(content(question))
    if _DEFINES.search(question) and words > 1:
        return False
    return words < _SHORT or (bool(_POINTS_BACK.search(question)) and words < _LONG)


def topic(question: str) -> str:
    """What a question is about: itself without its asking words."""
    return " ".join(_ASKING.sub(" ", question).split())


def _taken_over(told: str, question: str) -> str:
    """The part of an earlier topic that the question does not say itself; Han text as a whole."""
    if is_chinese(told):
        return without_rivals(told, question).strip()[:_LONGEST_TOPIC]
    said = set(content(question))
    words = [word for word in _LATIN_WORD.findall(told) if content(word) and not said & set(content(word))]
    return " ".join(words[:_WORDS_OF_TOPIC])
