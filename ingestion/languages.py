"""The language of a text, from its script and its commonest words.

Knows zh, en, fr, es, de, ja, ko, ru, ar; not dialects.
"""

import re
from collections import Counter

_COMMON = {
    "en": "the of and to in a is for you your that are be this or on with by not can will from if",
    "fr": "le la les des de et à un une vous pour dans est que qui sur votre du au par ne pas avec ou ce cette",
    "es": "el la los las de y en que un una para su por con del al se es usted si no como más o lo",
    "de": "der die das und zu den von mit ist für sie ein eine nicht auf im dem des werden oder bei als",
}
_WORDS = {
    word: [code for code, words in _COMMON.items() if word in words.split()]
    for w in _COMMON.values()
    for word in w.split()
}
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.06), ("ko", re.compile("[\uac00-\ud7af]"), 0.2),
    ("zh", re.compile("[\u4e00-\u9fff]"), 0.12), ("ru", re.compile("[\u0400-\u04ff]"), 0.3),
    ("ar", re.compile("[\u0600-\u06ff]"), 0.3),
)  # fmt: skip
_LETTER = re.compile(r"[^\W\d_]")
_SAMPLE = 3000


def language(text: str) -> str:
    """ISO 639-1 code of the main language; `en` when nothing speaks for another one."""
    sample = text if len(text) <= _SAMPLE else text[: _SAMPLE // 2] + text[len(text) // 2 :][: _SAMPLE // 2]
    letters = len(_LETTER.findall(sample)) or 1
    for code, script, share in _SCRIPTS:
        if len(script.findall(sample)) > share * letters:
            return code
    votes: Counter[str] = Counter()
    for word in re.findall(r"[a-zà-ÿ]+", sample.lower()):
        votes.update(_WORDS.get(word, ()))
    return max(_COMMON, key=lambda code: (votes[code], code == "en"))
