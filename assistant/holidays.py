"""Holidays by the days that people call them after, as a text names them: 五一 is 劳动节, 十一 is 国庆节.

Does not know when they are: a date that is told beside is checked as any other.
"""

import re

_SPOKEN_OF = "(?=放假|假期|假日|小?长假|黄金周|期间|当[天日]|那天|加班|调休|休)"
_CALLED = (
    (re.compile(rf"五一(?:国际)?(?:劳动)?节|五一{_SPOKEN_OF}"), "劳动节"),
    (re.compile(rf"(?<![一二三四五六七八九十百千第])十一(?:国庆节?|{_SPOKEN_OF})|国庆(?!节)"), "国庆节"),
    (re.compile(rf"三八(?:国际)?(?:劳动)?(?:妇女)?节|三八{_SPOKEN_OF}"), "妇女节"),
    (re.compile(r"五四(?:青年)?节"), "青年节"),
    (re.compile(rf"六一(?:国际)?(?:儿童)?节|六一{_SPOKEN_OF}"), "儿童节"),
    (re.compile(rf"(?:八一)?建军节|八一{_SPOKEN_OF}"), "建军纪念日"),
)


def as_named_in(passage: str, sentence: str) -> str:
    """The sentence with the names that the passage has for its holidays; as it is where the passage has none."""
    for called, name in _CALLED:
        if name in passage:
            sentence = called.sub(name, sentence)
    return sentence
