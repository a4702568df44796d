"""A reading as JSON and back: the only form in which anything comes out of a child process.

The way back trusts nothing: every value is checked for its type, and what does not fit is a damaged file.
"""

import json
from dataclasses import fields
from typing import Any, Final, get_args

from ingestion.documents import Block, Reading
from prompts.problems import Problem

_KINDS: Final = get_args(Block.__annotations__["kind"])


def write_answer(outcome: Reading | Problem) -> bytes:
    """JSON of a reading, or of a problem as `{"problem": code, "values": {…}}`."""
    if isinstance(outcome, Problem):
        return json.dumps({"problem": outcome.code, "values": outcome.values}).encode()
    plain: dict[str, Any] = {f.name: getattr(outcome, f.name) for f in fields(Reading)}
    plain["blocks"] = [(b.text, b.kind, b.level, b.page) for b in outcome.blocks]
    plain["fields"] = dict(outcome.fields)
    plain["front_matter"] = dict(outcome.front_matter)
    return json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace")


def read_answer(data: bytes) -> Reading | Problem:
    """The outcome again; `Problem("damaged")` for anything that `write_answer` would not have written."""
    try:
        plain = json.loads(data)
        if "problem" in plain:
            return Problem(_text(plain["problem"]), **_texts(plain["values"]))
        return Reading(
            media_type=_text(plain["media_type"]),
            blocks=tuple(_block(*entry) for entry in plain["blocks"]),
            fields=_texts(plain["fields"]),
            front_matter=_texts(plain["front_matter"]),
            title=None if plain["title"] is None else _text(plain["title"]),
            url=None if plain["url"] is None else _text(plain["url"]),
            hidden_characters=_number(plain["hidden_characters"]),
            notes=tuple(_text(note) for note in plain["notes"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        return Problem("damaged", found=f"its reader answered with something else ({type(error).__name__})")


def _block(text: Any, kind: Any, level: Any, page: Any) -> Block:
    if kind not in _KINDS:
        raise ValueError(kind)
    return Block(_text(text), kind, _number(level), None if page is None else _number(page))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value


def _texts(value: Any) -> dict[str, str]:
    return {_text(key): _text(entry) for key, entry in value.items()}
