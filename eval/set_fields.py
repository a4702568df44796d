"""What the fields of a stranger's question mean for us.

| field | becomes |
|---|---|
| `id`, `_id`, `query-id` | `id` |
| `text`, `question`, `query` | `question`; a `scenario` is asked before it |
| `lang`, `language` | `language`; else told from the question |
| `kind`, `question_type`, `decision` | `kind` |
| `history` | turns: `{role, content}`, or `{follow_up_question, follow_up_answer}`, which the assistant asked and the user answered |
| `caller_region_code`, `region_code`, `region` | `region`: what is known of the asker; the first that is a field, empty or not |
| `as_of` | `as_of` |
| `answer`, `answers` | `ideal_answer`; of several, joined; an answer's conditions in brackets |
| `answerable`, `not_answerable`, `answerability` | `answerable`; `PARTIAL` is |
| `answerability` UNDERSPECIFIED, `decision` Inquire, `kind` needs_place | `outcome` needs_clarification; answerable where documents are expected |
| judgements, else `expected`, else `guide_id`, else `gold` | `expected`; of a question that cannot be answered, none |
| `must_not`, `stale` | `must_not`, without what is expected too (what changed is told with the old rule) |
| `slots` | names of fields of the guide: with its values `slots`, without one `missing_slots` |
| `cluster_id`, `guide_id`, `tree_id`, `topic`, `gold_page`, `url`, `conversation_id`; an id before `<::>` | `cluster_id`; else the first expected document, else its own id |
| `split`, `paraphrase_of`, `nuggets`, `source`, `licence`, `set` | as they are; `set` goes behind the source |

Any other field is left alone: the set is not ours. Does not know files.
"""  # noqa: E501

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from eval.cases import Case, Expected, Said, Slot
from eval.set_files import Row, wrong, wrong_field
from ingestion.languages import language
from prompts.problems import Problem

ASKS_BACK = "needs_clarification"
ID_FIELDS, _TEXT = ("id", "_id", "query-id"), ("text", "question", "query")
_CLUSTERS = ("cluster_id", "guide_id", "tree_id", "topic", "gold_page", "url", "conversation_id")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the set says of all its questions."""

    source: str
    licence: str
    articles: bool
    """Ids are `document#article`, and the documents are what is read; else each id is a passage."""
    guides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Service guides by id: field → value."""


def name_of(row: Row) -> str:
    """The question's id. Problem `line_without_field`."""
    return str(_required(row, ID_FIELDS))


def case_of(row: Row, judged: Mapping[str, int] | None, split: str, setting: Setting) -> Case:
    """Make a case of a question and its judgements (None: the set has no judgements). Problem for a wrong field."""
    values = row.values
    expected = _expected(row, judged, setting)
    answerable, outcome = says(values)
    if answerable is None:
        answerable = bool(expected) or (judged is None and outcome is None)
    kept = expected if answerable else ()
    slots, missing = _slots(values, setting)
    question = "\n".join(str(part).strip() for part in (values.get("scenario"), _required(row, _TEXT)) if part)
    try:
        return Case(
            id=name_of(row),
            cluster_id=_cluster(values, expected) or name_of(row),
            question=question,
            language=str(values.get("lang") or values.get("language") or language(question)),
            kind=_kind(values),
            history=_history(row),
            region=_first(values, ("caller_region_code", "region_code", "region")),
            as_of=values.get("as_of") or None,
            answerable=answerable,
            outcome=outcome or values.get("outcome"),
            expected=kept,
            must_not=_must_not(row, expected, setting),
            ideal_answer=_answer(values),
            nuggets=values.get("nuggets") or (),
            slots=slots,
            missing_slots=missing,
            paraphrase_of=values.get("paraphrase_of"),
            split=str(values.get("split") or split or "test"),
            source="/".join(str(part) for part in (values.get("source") or setting.source, values.get("set")) if part),
            licence=str(values.get("licence") or setting.licence),
        )
    except ValidationError as error:
        raise wrong_field(row, error) from None


def says(values: Mapping[str, Any]) -> tuple[bool | None, str | None]:
    """Whether a question says that it can be answered (None: it does not say), and the outcome that it calls for."""
    told = str(values.get("answerability") or "").upper()
    if told == "UNDERSPECIFIED" or values.get("decision") == "Inquire" or values.get("kind") == "needs_place":
        return None, ASKS_BACK
    if told:
        return told != "UNANSWERABLE", None
    if isinstance(values.get("answerable"), bool):
        return values["answerable"], None
    if isinstance(values.get("not_answerable"), bool):
        return not values["not_answerable"], None
    return None, None


def _required(row: Row, names: tuple[str, ...]) -> str:
    found = next((row.values[name] for name in names if row.values.get(name) not in (None, "")), None)
    if found is None:
        raise Problem("line_without_field", file=row.file, line=row.line, field=names[0], known=", ".join(names))
    if not isinstance(found, str | int):
        raise wrong(row, names[0], type(found).__name__, "text")
    return str(found)


def _first(values: Mapping[str, Any], names: Iterable[str]) -> Any:
    return next((values[name] or None for name in names if name in values), None)


def _place(name: str, grade: int, setting: Setting) -> Expected:
    document, _, locator = name.partition("#") if setting.articles else (name, "", "")
    return Expected(document=document, locator=locator, grade=grade)


def _expected(row: Row, judged: Mapping[str, int] | None, setting: Setting) -> tuple[Expected, ...]:
    values = row.values
    if judged is not None:
        return tuple(_place(name, grade, setting) for name, grade in judged.items() if grade > 0)
    if values.get("expected"):
        return _places(row, "expected", setting)
    if values.get("guide_id"):
        return (Expected(document=str(values["guide_id"])),)
    return _places(row, "gold", setting, grade=1)


def _must_not(row: Row, expected: tuple[Expected, ...], setting: Setting) -> tuple[Expected, ...]:
    wanted = {place.name for place in expected}
    listed = (*_places(row, "must_not", setting), *_places(row, "stale", setting))
    return tuple({place.name: place for place in listed if place.name not in wanted}.values())


def _places(row: Row, name: str, setting: Setting, grade: int = 2) -> tuple[Expected, ...]:
    """A list of ids, or of objects `{document or doc_id, locator or article, grade}`."""
    found = []
    for item in _list(row, name):
        if isinstance(item, dict) and (item.get("document") or item.get("doc_id")):
            document = item.get("document") or item["doc_id"]
            locator = item.get("locator") or item.get("article") or ""
            try:
                found.append(Expected(document=document, locator=locator, grade=item.get("grade", grade)))
            except ValidationError as error:
                raise wrong_field(row, error) from None
        elif isinstance(item, str) and item:
            found.append(_place(item, grade, setting))
        else:
            raise wrong(row, name, f"{item!r}"[:80], "ids, or objects with `document` and `locator`")
    return tuple(found)


def _list(row: Row, name: str) -> list[Any]:
    value = row.values.get(name) or []
    if not isinstance(value, list):
        raise wrong(row, name, type(value).__name__, "a list")
    return value


def _kind(values: Mapping[str, Any]) -> str:
    value = _first(values, ("kind", "question_type", "decision")) or ""
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)


def _history(row: Row) -> tuple[Said, ...]:
    turns: list[Said] = []
    for turn in _list(row, "history"):
        try:
            if "follow_up_question" in turn:
                turns.append(Said(role="assistant", content=turn["follow_up_question"]))
                turns.append(Said(role="user", content=turn["follow_up_answer"]))
            else:
                turns.append(Said(role=turn["role"], content=turn["content"]))
        except (KeyError, TypeError, ValidationError):
            raise wrong(row, "history", f"{turn!r}"[:80], "turns with `role` (user, assistant) and `content`") from None
    return tuple(turns)


def _answer(values: Mapping[str, Any]) -> str | None:
    if values.get("answer"):
        return str(values["answer"])
    parts = []
    for answer in values.get("answers") or ():
        words, conditions = answer if isinstance(answer, list) and len(answer) == 2 else (answer, [])
        conditions = [re.sub(r"<[^>]+>", "", str(condition)).strip() for condition in conditions]
        parts.append(f"{words} ({'; '.join(conditions)})" if conditions else str(words))
    return "; ".join(parts) or None


def _slots(values: Mapping[str, Any], setting: Setting) -> tuple[dict[str, Slot], tuple[str, ...]]:
    asked = values.get("slots") or ()
    if isinstance(asked, dict):
        return asked, tuple(values.get("missing_slots") or ())
    stated = setting.guides.get(str(values.get("guide_id")), {})
    full = {name: stated[name] for name in asked if stated.get(name)}
    return {n: tuple(v) if isinstance(v, list) else v for n, v in full.items()}, tuple(
        n for n in asked if n not in full
    )


def _cluster(values: Mapping[str, Any], expected: tuple[Expected, ...]) -> str:
    named = next((str(values[name]) for name in _CLUSTERS if values.get(name)), "")
    conversation, many, _ = str(_first(values, ID_FIELDS) or "").partition("<::>")
    return named or (conversation if many else "") or (expected[0].document if expected else "")
