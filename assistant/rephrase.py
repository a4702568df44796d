"""Makes a follow-up stand alone, cheaply: what the question before was about is put in front of it.

`那试用期呢？` after `劳动合同最长签多久？` becomes `劳动合同最长签：那试用期呢？`. It reads like telegraph style;
the trace shows it. No model is called: on two cores that costs more than the answer may take. Does not know what was
answered, only what was asked.
"""

import re
from collections.abc import Sequence

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
_LONGEST_TOPIC = 120
_WORDS_OF_TOPIC = 5
"""Latin words taken over: the first ones say what a question is about, more of them drown the question."""


def standalone(question: str, earlier: Sequence[str]) -> str | None:
    """The question with the topic of what was asked before (`earlier`, oldest first); None if it stands alone.

    A question that points back or says little takes the topic of the last one that said something.
    """
    if not earlier or not points_back(question):
        return None
    before = next((topic(e) for e in reversed(earlier) if len(content(topic(e))) >= 2), "")
    told = _taken_over(before, question)
    return f"{told}{'：' if is_chinese(question) else ': '}{question}" if told else None


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
        return told[:_LONGEST_TOPIC]
    said = set(content(question))
    words = [word for word in _LATIN_WORD.findall(told) if content(word) and not said & set(content(word))]
    return " ".join(words[:_WORDS_OF_TOPIC])
