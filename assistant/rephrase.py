"""Makes a follow-up stand alone, cheaply: the topic of the question before is put in front of it.

`那试用期呢？` after `劳动合同最长签多久？` becomes `劳动合同最长签 那试用期`. It reads like telegraph style and is
meant for the search and the model, not for people. No model is called: on two cores that costs more than the answer may
take. Does not know what was answered, only what was asked.
"""

import re
from collections.abc import Sequence

from assistant.wording import content

_POINTS_BACK = re.compile(
    r"^(?:那么?|还有|另外|此外|如果是?|要是|换成|以及)|(?:它|他们?|她们?|这个|那个|这种|那种|这些|那些|该证|其中|上述|上面|前面|刚才|同样)"
    r"|呢[？?]?$"
    r"|^(?:and|but|so|what about|how about|what if|also|then|or|why|how come)\b"
    r"|\b(?:it|its|they|them|their|that|this|those|these|he|she|there|one|ones|same|both|either|else|instead)\b",
    re.I,
)
_ASKING = re.compile(
    r"请问|是什么|什么样的|什么时候|什么|怎么样?|怎样|如何|哪些|哪里|哪个|多少钱?|多久|多长时间|几[天年个月次]|吗|呢|吧|是否|能否|可否|能不能|可不可以|"
    r"需要|可以|我想|我要|[？?。！!]"
    r"|\b(?:what|which|how|when|where|who|why|is|are|do|does|did|can|could|should|would|will|may|must|much|many|long|"
    r"i|we|you|my|the|a|an|please|need|want|to|tell|me|about|know)\b",
    re.I,
)
_SHORT = 4
"""Content words (Han pairs) under which a question says too little to be searched for."""
_LONGEST_TOPIC = 120


def standalone(question: str, earlier: Sequence[str]) -> str | None:
    """The question with the topic of what was asked before (`earlier`, oldest first); None if it stands alone.

    A question that points back or says little takes the topic of the last one that said something.
    """
    if not earlier or not points_back(question):
        return None
    told = next((topic(e) for e in reversed(earlier) if len(content(topic(e))) >= 2), "")
    return f"{told[:_LONGEST_TOPIC]} {question}" if told else None


def points_back(question: str) -> bool:
    """Whether a question leans on what was said before."""
    said = len(content(question))
    return said < _SHORT or (bool(_POINTS_BACK.search(question)) and said < 12)


def topic(question: str) -> str:
    """What a question is about: itself without its asking words."""
    return " ".join(_ASKING.sub(" ", question).split())
