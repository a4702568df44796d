"""Everyday words and what rules say instead: 酒驾 is 饮酒后驾驶机动车, 放炮 is 燃放烟花爆竹; slips of the pen, too.

The pairs stand in `everyday.csv`: what is said (alternatives parted by `|`; an alternative of several parts, parted by
spaces, asks for all of them) and what is written (phrases parted by spaces). They find and weigh sources, they never
write an answer. Does not know the law: a phrase that no source holds finds nothing.
"""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Meant:
    """What stands in a question in everyday words, and the phrases of rules for it."""

    said: tuple[str, ...]
    """The parts, as they stand in the question."""
    written: tuple[str, ...]


@lru_cache(maxsize=1024)
def meant(question: str) -> tuple[Meant, ...]:
    """The everyday words of a question; what lies within a longer one is left out (身份证 within 临时身份证)."""
    found: dict[tuple[str, ...], Meant] = {}
    for alternatives, written in _pairs():
        rest = "" if all(phrase in question for phrase in written) else question
        for parts in alternatives:
            if all(part in rest for part in parts):
                same = found.get(parts)
                found[parts] = Meant(parts, (*same.written, *written) if same else written)
                for part in parts:
                    rest = rest.replace(part, "\n")  # 合同到期 不续 and 不续签 are one thing that was said, not two
    single = [parts[0] for parts in found if len(parts) == 1]
    return tuple(
        each
        for parts, each in found.items()
        if len(parts) > 1 or not any(parts[0] != longer and parts[0] in longer for longer in single)
    )


def in_rule_words(question: str) -> str:
    """The phrases of rules for a question, without those that it holds itself; empty where none is known."""
    phrases = (phrase for each in meant(question) for phrase in each.written)
    return " ".join(dict.fromkeys(phrase for phrase in phrases if phrase not in question))


def restated(question: str, holds: Callable[[str], bool]) -> str:
    """A question with its everyday words in the words of rules, as far as `holds` knows those; else as it is. What is
    said in several parts stays, since no phrase stands in the place of one of them."""
    told = (
        (each.said, next((p for p in each.written if p not in question and holds(p)), "")) for each in meant(question)
    )
    instead = {said[0]: phrase for said, phrase in told if len(said) == 1 and phrase}
    longest = sorted(instead, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest)), lambda m: instead[m[0]], question) if instead else question


def share_said(question: str) -> float:
    """How much of a question is everyday words that `meant` knows, 0 to 1, by its letters."""
    letters = sum(character.isalnum() for character in question)
    said = {part for each in meant(question) for part in each.said}
    return min(1.0, sum(map(len, said)) / letters) if letters else 0.0


@cache
def _pairs() -> tuple[tuple[tuple[tuple[str, ...], ...], tuple[str, ...]], ...]:
    lines = resources.files("retrieval").joinpath("everyday.csv").read_text(encoding="utf-8").splitlines()
    return tuple(
        (tuple(tuple(a.split()) for a in row["said"].split("|")), tuple(row["written"].split()))
        for row in csv.DictReader(lines)
    )
