"""A question as it was meant: in simplified characters, with slips of the pen mended (身份正 is 身份证).

They stand in `slips.csv`, with the word that was meant and, where a slip can also be two words (离婚正在办), the
characters that show it is none when they follow, or those that alone show it is one. Compiled from general knowledge.
Does not know any other slip, nor those that are words themselves (公基金).
"""

import csv
import re
from functools import cache
from importlib import resources

from assistant.dictionary import simplified


def as_meant(typed: str) -> str:
    """The text that everything goes on with; the same where nothing is to be mended."""
    return corrected(simplified(typed))


def corrected(text: str) -> str:
    """The text without the slips that are known."""
    pattern, meant = _slips()
    return pattern.sub(lambda found: meant[found[0]], text)


@cache
def _slips() -> tuple[re.Pattern[str], dict[str, str]]:
    lines = resources.files("assistant").joinpath("slips.csv").read_text(encoding="utf-8").splitlines()
    rows = [(slip, row) for row in csv.DictReader(lines) for slip in row["slip"].split("|")]
    rows.sort(key=lambda pair: -len(pair[0]))
    pattern = "|".join(
        re.escape(slip)
        + (f"(?![{row['unless']}])" if row["unless"] else "")
        + (f"(?=[{row['when']}]|$)" if row["when"] else "")
        for slip, row in rows
    )
    return re.compile(pattern), {slip: row["meant"] for slip, row in rows}
