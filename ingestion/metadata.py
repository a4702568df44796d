"""What is known about a document, each field from the most trusted source that has it.

In falling order of trust: the steward's manifest, front matter, the official header table, the text, the file name,
what the container says of itself, what follows from the rest. `origins` keeps which one it was.
Does not know other documents: what ended because of a successor is worked out in `ingestion/validity.py`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, timedelta
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import Any

from ingestion import issuing
from ingestion.dates import commencement, date_line, find_dates, parse_date
from ingestion.document_numbers import find_document_numbers, parse_document_number
from ingestion.documents import Metadata, Origin, Reading
from ingestion.drafts import DRAFT, calls_itself_draft
from ingestion.history import day_of_effect, events, history_lines
from ingestion.languages import language
from ingestion.manifests import field, read_manifest, stated
from ingestion.outline import Structure
from ingestion.repeals import find_repeals
from ingestion.terms import arranged_until, expiry
from ingestion.titles import close_up, title_of, work_name
from prompts.problems import Problem

_SAMPLE = re.compile(r"^[\s【\[（(]*(?:样例|示例|演示样本|SAMPLE\b|Sample document)")
_NAME_DATE = re.compile(r"[（(_\s-]*((?:19|20)\d\d)[-_.年]?(\d\d)[-_.月]?(\d\d)日?[)）]?\s*$")
__all__ = ["metadata", "read_manifest"]

_HEAD = 4000
_UPDATED = re.compile(
    r"(?:(?:发布(?:日期|时间)|公布日期|更新(?:日期|时间))\s*[:：]|"
    r"(?:Published|(?:Page )?[Ll]ast updated|Updated|Date published)\b:?)\s*(.{6,24})"
)


def metadata(reading: Reading, structure: Structure, name: str, manifest: Mapping[str, str] | None) -> Metadata:
    """Put together what is known. `name` is the file's path or name, `manifest` its row of the steward's manifest.

    Never fails for want of a source. Problem `manifest_value` if the row holds something that its field cannot.
    """
    chosen: dict[str, Any] = {}
    origins: dict[str, Origin] = {}

    def offer(origin: Origin, found: Mapping[str, Any]) -> None:
        for key, value in found.items():
            if key not in chosen and value not in (None, "", ()):
                chosen[key] = value
                origins[key] = origin

    offer("manifest", _stated(manifest or {}))
    offer("front_matter", _labelled(reading.front_matter))
    offer("header_table", _labelled(reading.fields))
    by_name = _from_name(name)
    told, assumed = _from_text(structure, chosen, by_name.get("published"))
    offer("text", told)
    offer("file_name", by_name)
    offer("container", {"title": reading.title, "url": reading.url})
    offer("inferred", assumed)
    offer("inferred", _inferred(structure, chosen))
    if origins.get("level") != "manifest" and calls_itself_draft(chosen["title"], structure.text.split("\n", 10)[:10]):
        # The days that a draft gives, or that it came out on, are not days on which anything holds.
        chosen |= {"level": DRAFT, "repealed": True, "effective_from": None, "effective_to": None}
        origins |= {"level": "text", "repealed": "inferred"}
        origins = {key: origin for key, origin in origins.items() if chosen.get(key) is not None}
    known = {f.name for f in fields(Metadata)}
    return Metadata(**{key: value for key, value in chosen.items() if key in known}, origins=origins)


def _stated(row: Mapping[str, str]) -> dict[str, Any]:
    found = {key: stated(key, value) for key, value in row.items()}
    if "expired" in found:
        found.setdefault("repealed", found.pop("expired"))
    if "document_number" in found:
        found["document_number"] = parse_document_number(found["document_number"]) or found["document_number"]
    return found


@cache
def _fields() -> dict[str, str]:
    """Label, as header tables and front matter write it → field."""
    table = tomllib.loads(resources.files("ingestion").joinpath("field_labels.toml").read_text("utf-8"))
    return {label: name for name, labels in table.items() for label in labels}


def _labelled(labels: Mapping[str, str]) -> dict[str, Any]:
    """Fields of a header table or front matter; a value that its field cannot hold is left out."""
    found: dict[str, Any] = {}
    for label, value in labels.items():
        key = _fields().get(re.sub(r"[\s:：\u3000]", "", str(label)).lower())
        text = " ".join(str(value).split())
        if key is None or not text or key in found:
            continue
        try:
            if key == "validity":
                found = _standing(text) | found
            elif key == "document_number":
                found[key] = parse_document_number(text) or (text if re.search(r"\d", text) else None)
            elif key == "issuer":
                found[key] = "、".join(
                    close_up(part) for part in re.split(r"[、,，;；]|\s{1,}(?=[\u4e00-\u9fff])", text) if part
                )
            elif key == "title":
                found[key] = close_up(text)
            else:
                found[key] = field(key, text)
        except (ValueError, Problem):
            continue
    return found


_ENDED = re.compile(r"失效|废止|已修改|无效|repealed|expired", re.IGNORECASE)
_PARTLY = re.compile(r"部分|\b(?:part|partly|partially)\b", re.IGNORECASE)
_HOLDS = re.compile(r"(?:现行)?有效(?!期)|.*未|(?:still )?in force|valid\b|.*\bnot\b", re.IGNORECASE)


def _standing(text: str) -> dict[str, Any]:
    """What a label of validity says: `失效`, `部分失效`, `有效（2025年12月31日失效）`, `有效期至2025年12月31日`.

    With a day the text ends on it. Of which only a part ended, or of which `有效` is said first, is not repealed.
    """
    ended, partly = _ENDED.search(text), bool(_PARTLY.search(text))
    before = [day for _, end, day in find_dates(text) if ended and end <= ended.start()]
    day = before[-1] if before else parse_date(text)
    if day and not partly and (ended or "至" in text):
        return {"effective_to": day if ended else day + timedelta(days=1)}
    return {"repealed": bool(ended) and not partly and not _HOLDS.match(text)}


def _from_text(
    structure: Structure, known: Mapping[str, Any], dated: date | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the text says, and what follows from it but is not said (the day of effect of an amended wording, the end of
    the year that it arranges).

    `known` is what more trusted sources say, `dated` the day of publication by the file's name.
    """
    text = structure.text
    lines = text.split("\n")
    code = language(text)
    found: dict[str, Any] = {"title": title_of(structure), "language": code}
    if any(_SAMPLE.search(line) for line in lines[:3]):
        found["sample"] = True
    if updated := _UPDATED.search(text[:_HEAD]) or _UPDATED.search(text[-600:]):
        found["published"] = next((day for _, _, day in find_dates(updated[1])), None)
    if code != "zh":
        return found, {}
    title = known.get("title") or found["title"] or ""
    found["history"] = history_lines(_head(structure))
    happened = events(found["history"])
    found["document_number"] = _own_number(lines, found["history"])
    number = known.get("document_number") or found["document_number"]
    found["issuer"] = issuing.issuer(title, lines, happened, number)
    foot = issuing.signature(lines)[1]
    turns = [event.day for event in happened if event.kind in {"adopted", "amended"}]
    found["signed"] = parse_date(foot) if foot else (turns[-1] if turns else _lone_date(lines))
    if (
        happened
        and not found.get("published")
        and [e.kind for e in happened if e.kind != "effective"][-1:] == ["published"]
    ):
        found["published"] = max(event.day for event in happened if event.kind == "published")
    signed = known.get("signed") or found["signed"]
    rules = _rules(structure)
    clause = commencement(rules)
    found["repeals"] = find_repeals(text, clause.day if clause else None)
    effect = day_of_effect(
        happened,
        clause,
        (None if happened else signed) or known.get("published") or dated,
        known.get("work") or work_name(title),
    )
    assumed = {"effective_to": arranged_until(title)}
    if effect is None:
        return found, assumed
    if not happened:
        found["effective_to"] = expiry(rules, effect.day, known.get("published") or found.get("published") or signed)
    began = {"effective_from": effect.day}
    return (found | began, assumed) if effect.stated else (found, assumed | began)


def _rules(structure: Structure) -> str:
    """Where a clause on the day of effect may stand: the words before the first article, and the last few sections."""
    text = structure.text
    if len(text) < 3000:
        return text
    articles = [s for s in structure.sections if s.kind == "article"]
    last = articles[-6:] if articles else structure.sections[-8:]
    head = text[: articles[0].start] if articles else text[:1500]
    tail = last[0].start if last else len(text)
    return f"{head[:1500]}\n{text[max(tail, len(text) - 12_000) :]}"


def _head(structure: Structure) -> str:
    """The text above the first chapter, article or heading that carries text."""
    first = next((s.start for s in structure.sections if s.kind in {"article", "chapter", "part", "section"}), None)
    return structure.text[: min(_HEAD * 2, first if first is not None else _HEAD)]


def _own_number(lines: list[str], history: tuple[str, ...]) -> str | None:
    """The number that stands by itself at the head, or in the first line that orders or publishes the text."""
    for place, line in enumerate(lines[:16]):
        pair = f"{line}\n{lines[place + 1]}" if place + 1 < len(lines) else line
        for text in (line, pair):
            for start, end, found in find_document_numbers(text):
                alone = len(text) - (end - start) <= 8
                if (alone and not text.startswith(("根据", "《"))) or (
                    start <= 3 and len(text) < 50 and "《" not in text
                ):
                    return found
    if "".join(lines[:12]).count("〔") >= 2:
        split = "".join(line.strip() for line in lines[:12])
        head = re.split("[:：]", split)[0]
        for _, _, last in find_document_numbers(head)[-1:]:
            return last
    for line in reversed(history):
        plain = re.sub(r"《[^》]*》", "", line)
        if number := parse_document_number(re.sub(r"^[^日]*日", "", plain)):
            return number
    return None


def _lone_date(lines: list[str]) -> date | None:
    """The only date that stands on a line of its own; the last of them if there are several."""
    found = [day for line in lines if (day := date_line(line))]
    return found[-1] if found and len(set(found)) == 1 else None


def _from_name(name: str) -> dict[str, Any]:
    stem = PurePosixPath(re.sub(r"\\(?!x[0-9a-f]{2})", "/", name)).name
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem)
    found: dict[str, Any] = {}
    if dated := _NAME_DATE.search(stem):
        found["published"] = parse_date("-".join(dated.groups()))
        stem = stem[: dated.start()]
    plain = re.sub(r"^[\w-]*?\d+[\s_.、-]+(?=[\u4e00-\u9fff])", "", stem).strip()
    found["title"] = close_up(
        plain if re.search("[\u4e00-\u9fff]", plain) else plain.replace("_", " ").replace("-", " ")
    )
    return found


def _inferred(structure: Structure, chosen: Mapping[str, Any]) -> dict[str, Any]:
    title, code = chosen.get("title", ""), chosen.get("language", "en")
    articles = sum(s.kind == "article" for s in structure.sections)
    by, number = chosen.get("issuer"), chosen.get("document_number")
    approved = any("国务院批准" in "".join(line.split()) for line in chosen.get("history", ()))
    rank = issuing.level(title, "国务院" if approved else by, number, articles, code)
    found: dict[str, Any] = {
        "level": rank,
        "region": issuing.region(title, by, number, code, chosen.get("url")),
        "work": work_name(title),
    }
    if code == "zh" and rank not in {"page", "办事指南"}:
        found["effective_from"] = chosen.get("signed") or chosen.get("published")
    return found
