"""What is wrong with one field of what a stranger wrote, said in Chinese and English instead of in pydantic's words.

Takes pydantic's errors as they come (`type`, `loc`, `input`, `ctx`) without knowing the library. The texts lie in
`faults.toml`; a type that has none there is said in general words. Does not know requests or settings.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from string import Template
from typing import Any, NamedTuple

LONGEST = 60
"""Characters of a wrong value that are shown."""
_KIND = re.compile(r"(?:constrained-)?(?:str|int|float|bool)|(?:list|dict|function-\w+)[\[(].*")
"""What a union adds to the place of a fault: the kind that was tried."""


class Both(NamedTuple):
    """One sentence in both languages."""

    zh: str
    en: str

    def filled(self, zh: Mapping[str, object], en: Mapping[str, object]) -> "Both":
        return Both(Template(self.zh).safe_substitute(zh), Template(self.en).safe_substitute(en))


class Fault(NamedTuple):
    """Where something is wrong, as `body.messages.0.role`, and what was found and expected there."""

    where: str
    what: Both


def faults(errors: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """One fault a place, in their order. Where a value could be of several kinds, all of them are expected."""
    places: dict[str, list[Mapping[str, Any]]] = {}
    for error in errors:
        places.setdefault(_where(error), []).append(error)
    return [Fault(where, _what(here)) for where, here in places.items()]


def expected(error: Mapping[str, Any]) -> Both:
    """What should stand there, as a phrase: `a whole number`."""
    rule = dict(error.get("ctx") or {})
    words = re.findall(r"'([^']*)'", str(rule.get("expected", "")))
    known = _texts("expected")
    phrase = known.get(error["type"], known["other"])
    return phrase.filled({**rule, "choices": "、".join(words)}, {**rule, "choices": ", ".join(words)})


def unreadable() -> Both:
    """Of a whole request of which nothing could be read."""
    return _texts("said")["unreadable"]


def _what(errors: Sequence[Mapping[str, Any]]) -> Both:
    first, said = errors[0], _texts("said")
    if first["type"] in said:
        return said[first["type"]].filled(*[{"place": [0, *first["loc"]][-1]}] * 2)
    kinds = [error for error in errors if error["type"].endswith("_type")]
    zh, en = zip(*map(expected, kinds if first in kinds else [first]), strict=True)
    found = _found(first)
    return said["expected"].filled(
        {"expected": "或".join(dict.fromkeys(zh)), "found": found.zh},
        {"expected": " or ".join(dict.fromkeys(en)), "found": found.en},
    )


def _where(error: Mapping[str, Any]) -> str:
    parts = [str(part) for part in error["loc"]]
    if error["type"] == "json_invalid":
        parts = parts[:-1]  # the character, which is said in the sentence
    return ".".join(part for part in parts if not _KIND.fullmatch(part))


def _found(error: Mapping[str, Any]) -> Both:
    value = error.get("input")
    if error["type"].startswith(("string_too", "too_")):
        counted = _texts("counted")["characters" if isinstance(value, str) else "items"]
        return counted.filled(*[{"found": len(value) if value is not None else 0}] * 2)
    text = json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace").decode()
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return Both(shown, shown)


@cache
def _texts(part: str) -> dict[str, Both]:
    every = tomllib.loads(resources.files("prompts").joinpath("faults.toml").read_text("utf-8"))
    return {kind: Both(*both) for kind, both in every[part].items()}
