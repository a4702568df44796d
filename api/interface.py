"""The words of the pages in Chinese and English, and how dates and statuses are said. Does not know pages."""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import resources
from string import Template
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ingestion import jurisdictions
from ingestion.documents import NATION, Metadata, Version
from ingestion.validity import status
from prompts.problems import Problem

if TYPE_CHECKING:
    from ingestion.corpus import Corpus, Entry

Language = Literal["zh", "en"]

_LATIN = re.compile(r"[A-Za-z]+")
_DATES = ("signed", "published", "effective_from", "effective_to")
_TEXTS = ("issuer", "document_number", "level")


@cache
def words(language: Language) -> dict[str, str]:
    """Every text of the pages in one language."""
    both = tomllib.loads(resources.files("prompts").joinpath("interface.toml").read_text("utf-8"))
    return {key: texts[language].strip() for key, texts in both.items()}


def say(language: Language, key: str, **values: object) -> str:
    """One text, filled in."""
    return Template(words(language)[key]).substitute(values)


def day(language: Language, when: date) -> str:
    """A date as people write it: 2021年1月1日, 1 January 2021."""
    if language == "zh":
        return f"{when.year}年{when.month}月{when.day}日"
    return f"{when.day} {when:%B} {when.year}"


class Standing(NamedTuple):
    """How a text stands on a day: what it is (`in_force`, …), and how that is said."""

    kind: str
    words: str


def standing(language: Language, metadata: Metadata, today: date) -> Standing:
    """How a document stands on a day."""
    return standing_of(language, status(metadata, today), metadata.effective_from, metadata.effective_to)


def standing_of(language: Language, kind: str, since: date | None, until: date | None) -> Standing:
    """How a text of that status and those dates is said to stand."""
    key = f"status_{kind}"
    if kind == "in_force" and since:
        key += "_until" if until else "_since"
    elif kind in ("repealed", "superseded") and until:
        key += "_on"
    named = {"from": day(language, since) if since else "", "to": day(language, until) if until else ""}
    return Standing(kind, say(language, key, **named))


def place(language: Language, code: str) -> str:
    """A place as a reader knows it."""
    if code == NATION:
        return say(language, "nation")
    return code if language == "en" and not code.isdigit() else jurisdictions.full_name(code)


def holds(corpus: "Corpus", document: str) -> bool:
    """Whether a document is there and not withdrawn."""
    try:
        return corpus.entry(document).withdrawn_at is None
    except Problem:
        return False


def examples(language: Language, holds: Callable[[str], bool]) -> list[str]:
    """Questions to begin with: those whose document is held, as others would be refused."""
    known = (text.split("=", 1) for text in say(language, "examples").split("|"))
    return [question for document, question in known if holds(document)]


def foreign(language: Language, text: str) -> str:
    """The `lang` attribute of a text in the other language, so that it is read aloud rightly; else nothing."""
    han = sum("\u4e00" <= character <= "\u9fff" for character in text)
    latin = len(_LATIN.findall(text))
    if han == latin or (han > latin) == (language == "zh"):
        return ""
    return ' lang="zh-CN"' if han > latin else ' lang="en"'


def line(language: Language, entry: "Entry", today: date) -> dict[str, Any]:
    """What the list of documents says of one."""
    metadata = entry.metadata
    region = place(language, metadata.region) if metadata.region not in (NATION, jurisdictions.UNKNOWN) else None
    details = [text for text in (metadata.issuer, metadata.document_number, region) if text]
    stands = standing(language, metadata, today)
    return {"id": entry.id, "title": entry.title, "status": stands, "sample": metadata.sample, "details": details}


def facts(language: Language, version: Version, today: date) -> dict[str, Any]:
    """What the page of a document says beside its text; only what is known."""
    metadata = version.metadata
    known = {name: getattr(metadata, name) for name in _TEXTS}
    if metadata.level == "page":
        del known["level"]
    if metadata.region != jurisdictions.UNKNOWN:
        known["region"] = place(language, metadata.region)
    known |= {name: day(language, when) for name in _DATES if (when := getattr(metadata, name))}
    known |= {"source": metadata.source, "licence": metadata.licence, "version": str(version.number)}
    origins = [
        (say(language, f"field_{name}"), say(language, f"origin_{origin}"))
        for name, origin in sorted(metadata.origins.items())
        if f"field_{name}" in words(language)
    ]
    web = metadata.url if metadata.url and metadata.url.startswith(("https://", "http://")) else None
    coming = metadata.superseded_by and metadata.effective_to and metadata.effective_to > today
    return {
        "superseded_from": day(language, metadata.effective_to) if coming and metadata.effective_to else None,
        "facts": [(say(language, f"field_{name}"), value) for name, value in known.items() if value],
        "stands": standing(language, metadata, today),
        "origins": origins,
        "published_at": web,
        "text_language": "zh-CN" if metadata.language == "zh" else metadata.language,
        "page_language": "zh-CN" if language == "zh" else "en",
    }
