"""A text while it is being written: whole characters, nothing of a stop string, no going round in circles.

Shared by the adapters whose runtime does not do it. Does not know tokens or models.
"""

import re
from collections.abc import Sequence

_LOOP = re.compile(r"((?=.{0,76}[^\W\d_]{3}).{8,80}?)\1\1$|([^\s\d\-_=.|*#]{1,7}?)\2{9}$", re.DOTALL)
"""Three times the same phrase (with whatever numbers), or ten times the same few characters, at the end of the text."""
_NUMBER = re.compile(r"\d+")


class Writing:
    """Takes the whole text so far and gives out what is new and certain. `ended` says that nothing more is wanted."""

    def __init__(self, stop: Sequence[str] = ()) -> None:
        self._stop = [mark for mark in stop if mark]
        self._sent = 0
        self.text = ""
        self.ended = False

    def grown(self, text: str, *, last: bool) -> str:
        """Take the whole text so far; return what may be sent now, which is nothing once it has ended."""
        if self.ended:
            return ""
        cuts = [at for at in (text.find(mark) for mark in self._stop) if at >= 0]
        self.ended = bool(cuts) or bool(_LOOP.search(_NUMBER.sub("0", text[-260:])))
        self.text = text = text[: min(cuts)] if cuts else text
        end = len(text) if last or self.ended else len(text) - self._undecided(text)
        piece, self._sent = text[self._sent : end], max(self._sent, end)
        return piece

    def _undecided(self, text: str) -> int:
        """Characters at the end that may still change: half a character, or the beginning of a stop string."""
        broken = len(text) - len(text.rstrip("\ufffd"))
        opening = max((n for mark in self._stop for n in range(1, len(mark)) if text.endswith(mark[:n])), default=0)
        return max(broken, opening)
