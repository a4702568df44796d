"""Makes approved answers: of entries that people wrote, and of answers that were given.

Every source is located in the stored wording and must hold on the day; every sentence must have one, and its numbers,
dates and names must stand there. Every listed phrasing must be the same question to the guards of `same_question`.
Problems name file and line, all of them at once. Does not know how approved answers are kept.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from assistant.addresses import find_all, named_sections, squeezed, stands_at
from assistant.answers import Citation, Sentence
from assistant.applicants import KINDS, kinds
from assistant.approved_answers import ApprovedAnswer, expiries
from assistant.approved_files import Entry
from assistant.checks import cleaned
from assistant.circumstances import circumstances
from assistant.citations import copy_of
from assistant.clauses import Clauses
from assistant.facts import missing
from assistant.same_question import bare, difference
from assistant.sentences import is_chinese, split
from assistant.slips import as_meant
from assistant.store import Store
from ingestion import jurisdictions
from ingestion.dates import parse_date
from ingestion.documents import Version, sha256
from ingestion.locators import part
from prompts.problems import Problem

Find = Callable[[str], str]
"""The id of the document that a name stands for, or a Problem."""
_BEFORE_ARTICLE = re.compile(r"^[^第›]*(?=第[一二三四五六七八九十百千零\d]+条)")
"""The name of a law before the number of its article: 《居住证暂行条例》第九条."""
_MARKS = re.compile(r"((?:\s*\[\d{1,3}\])+)")
_MARK_BEFORE_STOP = re.compile(r"((?:\[\d{1,3}\])+)([。.!?！？；;]+)")
_NUMBER = re.compile(r"\[(\d{1,3})\]")
_YES, _NO = {"yes", "true", "1", "y", "是"}, {"no", "false", "0", "n", "否", ""}
_FEW = 6
_DIFFERENCES = {
    "number": "数字",
    "denial": "肯定与否定",
    "place": "地点",
    "applicant": "申请人类别",
    "kind of fact": "所问的事",
}


class Approving:
    """Turns entries into approved answers, for one person on one day."""

    def __init__(self, clauses: Clauses, find: Find, by: str | None, today: date) -> None:
        self._clauses = clauses
        self._find = find
        self._by = by
        self._today = today

    def approve(self, entry: Entry) -> tuple[ApprovedAnswer | None, list[Problem]]:
        """The approved answer, or everything that stands against it."""
        problems = list(_unasked(entry))
        if problems:
            return None, problems
        days = {name: self._day(entry, name, problems) for name in ("approved_on", "valid_from", "valid_until")}
        approved_on = days["approved_on"] or self._today
        valid_from = days["valid_from"] or approved_on
        cited = [self._cited(entry, number, max(valid_from, self._today), problems) for number in _numbers(entry)]
        region = self._region(entry, problems)
        applicant = self._applicant(entry, problems)
        by = entry.texts.get("approved_by") or self._by
        if not by:
            problems.append(Problem("approved_by_missing"))
        problems += _other_questions(entry)
        citations = tuple(citation for citation in cited if citation is not None)
        sentences = tuple(_sentences(entry, citations, problems)) if len(citations) == len(cited) else ()
        if problems or not by:
            return None, problems
        language = entry.texts.get("language") or ("zh" if is_chinese(entry.texts["answer"]) else "en")
        approved = ApprovedAnswer(
            id=entry.texts.get("id") or name_of(entry.texts["question"], region, applicant, language),
            question=cleaned(entry.texts["question"]),
            phrasings=tuple(map(cleaned, entry.phrasings)),
            sentences=sentences,
            citations=citations,
            language=language,
            region=region,
            within=bool(region) and self._yes(entry, "within", problems),
            applicant=applicant,
            valid_from=valid_from,
            valid_until=days["valid_until"],
            approved_by=by,
            approved_on=approved_on,
        )
        problems += self._stale(entry, approved)
        return (None if problems else approved), problems

    def approve_answer(
        self, store: Store, answer_id: str, question: str | None, phrasings: Sequence[str]
    ) -> ApprovedAnswer:
        """The approved answer that repeats one that was given, to the question that it was given to, or as it is told.

        Problem `answer_unknown`, `answer_leans`, `answer_not_approvable`, `approved_phrasing`.
        """
        answer, own = store.answer(answer_id), as_meant(cleaned(question or store.asked(answer_id)))
        if not self._by:
            raise Problem("approved_by_missing")
        if answer.trace.rephrased not in (None, own) and not question:
            raise Problem("answer_leans", found=own)
        lonely = [s.text for s in answer.sentences if not s.citations]
        if lonely or not answer.sentences:
            why = lonely[0] if lonely else answer.outcome.value
            raise Problem("answer_not_approvable", found=answer.id, why=why, why_zh=why)
        if other := next(_other_questions(Entry("--phrasing", 1, {"question": own}, list(phrasings))), None):
            raise other
        applicant = tuple(sorted(kinds(own)))
        name = name_of(own, answer.region, applicant, answer.language)
        approved = ApprovedAnswer(
            name, own, tuple(map(cleaned, phrasings)), answer.sentences, answer.citations, answer.language,
            answer.region, within=False, applicant=applicant, valid_from=answer.as_of, valid_until=None,
            approved_by=self._by, approved_on=self._today,
        )  # fmt: skip
        if stale := next(expiries(approved, self._clauses, max(self._today, answer.as_of)), None):
            raise Problem("answer_not_approvable", found=answer.id, why=stale.text("en"), why_zh=stale.text("zh"))
        return approved

    def _cited(self, entry: Entry, number: int, on: date, problems: list[Problem]) -> Citation | None:
        """The citation of a source, located in the wording that is current."""
        line, source = entry.sources[number - 1]
        where = {"file": entry.file, "line": line}
        try:
            version = self._clauses.version(self._find(source["document"]))
        except Problem as problem:
            problems.append(
                Problem(
                    "approved_document",
                    found=source["document"],
                    why=problem.text("en"),
                    why_zh=problem.text("zh"),
                    **where,
                )
            )
            return None
        if version is None:
            problems.append(Problem("approved_document", found=source["document"], why="-", why_zh="-", **where))
            return None
        try:
            span = _located(version, source, where)
        except Problem as problem:
            problems.append(problem)
            return None
        return copy_of(version, *span, number=number, as_of=on)

    def _stale(self, entry: Entry, approved: ApprovedAnswer) -> Iterator[Problem]:
        on = max(approved.valid_from, self._today)
        if approved.valid_until is not None and approved.valid_until <= on:
            on = approved.valid_from
        for expiry in expiries(approved, self._clauses, on):
            line = entry.sources[expiry.citation.number - 1][0] if expiry.citation else entry.line
            told = {"found": expiry.text("en"), "found_zh": expiry.text("zh")}
            yield Problem("approved_stale", file=entry.file, line=line, **told)

    def _region(self, entry: Entry, problems: list[Problem]) -> str | None:
        """The place that is told, or that the question names; they must be one."""
        told = entry.texts.get("region")
        try:
            code = jurisdictions.resolve(told).code if told else None
        except Problem:
            expected = "440100 / 广州市"
            problems.append(_wrong(entry, "region", expected))
            return None
        place = circumstances(entry.texts.get("question", ""), region=code, as_of=None, today=self._today)
        if place.perhaps or len(place.named) > 1 or (code and place.region != code):
            problems.append(Problem("approved_place", file=entry.file, line=entry.line, found=told or "-"))
        return place.region

    @staticmethod
    def _applicant(entry: Entry, problems: list[Problem]) -> tuple[str, ...]:
        told = entry.texts.get("applicant", "")
        stated = kinds(told) | {name for name in KINDS if name in told.split()}
        if told and not stated:
            problems.append(_wrong(entry, "applicant", ", ".join(KINDS)))
        return tuple(sorted(stated | kinds(entry.texts.get("question", ""))))

    @staticmethod
    def _yes(entry: Entry, name: str, problems: list[Problem]) -> bool:
        plain = entry.texts.get(name, "").lower()
        if plain not in _YES | _NO:
            problems.append(_wrong(entry, name, "yes / no"))
        return plain in _YES

    @staticmethod
    def _day(entry: Entry, name: str, problems: list[Problem]) -> date | None:
        told = entry.texts.get(name)
        try:
            return (parse_date(told) or date.fromisoformat(told)) if told else None
        except ValueError:
            problems.append(_wrong(entry, name, "2025-07-15"))
            return None


def name_of(question: str, region: str | None, applicant: Sequence[str], language: str) -> str:
    """The id of an entry that bears none: the same for the same question, asker and language."""
    return sha256("\n".join((bare(question), region or "", *applicant, language)))[:12]


def _located(version: Version, source: Mapping[str, str], where: Mapping[str, Any]) -> tuple[int, int]:
    """Where the words of a source stand: its quote, where its locator says; without a quote, all that this names.

    Problem `approved_quote`, `approved_elsewhere` or `approved_locator`.
    """
    title, address = version.metadata.title, _BEFORE_ARTICLE.sub("", source.get("locator", ""))
    if "quote" not in source:
        section = next(named_sections(version, address), None)
        # Who cites one paragraph approved that paragraph: the article around it would say more than they did.
        if section and (named := part(version.text, section, address)):
            return named
        known = "、".join(list(dict.fromkeys(s.label for s in version.sections if s.label))[:_FEW]) or "-"
        raise Problem("approved_locator", found=address, title=title, known=known, **where)
    told = {"title": title, "found": source["quote"]}
    spans = list(find_all(version, source["quote"]))
    if not spans:
        raise Problem("approved_quote", **told, **where)
    for span in spans:
        if not address or stands_at(version, span[0], address):
            return span
    there = {span: copy_of(version, *span, number=1, as_of=date.min).locator for span in spans}
    for span, own in there.items():  # a page, or a path of headings, as it is exported
        if squeezed(own) == squeezed(address):
            return span
    stands = "、".join(list(dict.fromkeys(there.values()))[:_FEW])
    raise Problem("approved_elsewhere", locator=address, there=stands, **told, **where)


def _numbers(entry: Entry) -> range:
    return range(1, len(entry.sources) + 1)


def _unasked(entry: Entry) -> Iterator[Problem]:
    """What nobody could ask: too long, or no words."""
    for column, text in (("question", entry.texts.get("question", "")), *(("phrasings", p) for p in entry.phrasings)):
        try:
            cleaned(text)
        except Problem as problem:
            known = {"column": column, "found": text[:40], "expected": problem.text("en")}
            yield Problem("approved_value", file=entry.file, line=entry.line, **known)
    if entry.texts.get("language", "zh") not in ("zh", "en"):
        yield _wrong(entry, "language", "zh / en")


def _other_questions(entry: Entry) -> Iterator[Problem]:
    question = entry.texts.get("question", "")
    for phrasing in entry.phrasings:
        if what := difference(question, phrasing):
            told = {"found": phrasing, "question": question, "what": what, "what_zh": _DIFFERENCES[what]}
            yield Problem("approved_phrasing", file=entry.file, line=entry.line, **told)


def _sentences(entry: Entry, citations: Sequence[Citation], problems: list[Problem]) -> Iterator[Sentence]:
    """The sentences of an answer with the numbers of their sources, each held against them."""
    where = {"file": entry.file, "line": entry.line}
    for text, numbers in _marked(entry.texts.get("answer", ""), list(_numbers(entry))):
        unknown = [number for number in numbers if number not in _numbers(entry)]
        if unknown:
            problems.append(Problem("approved_mark", found=unknown[0], count=len(entry.sources), **where))
            continue
        if not numbers:
            problems.append(Problem("approved_unsourced", found=text, **where))
            continue
        cited = [citation for citation in citations if citation.number in numbers]
        beside = "\n".join(f"《{c.title}》{c.locator} {c.document_number or ''} {c.issuer or ''}" for c in cited)
        for fact in missing(text, "\n".join(c.quote for c in cited), beside):
            found = fact.split(": ", 1)[-1].removesuffix(" is not in the source")
            problems.append(Problem("approved_fact", found=found, **where))
        yield Sentence(text, tuple(numbers), 1.0)


def _marked(answer: str, every: list[int]) -> Iterator[tuple[str, list[int]]]:
    """Sentences with the marks behind them; a mark is for all sentences since the one before it."""
    answer = _MARK_BEFORE_STOP.sub(r"\2\1", answer)
    pieces = _MARKS.split(answer)
    for place in range(0, len(pieces), 2):
        marks = pieces[place + 1] if place + 1 < len(pieces) else ""
        numbers = list(dict.fromkeys(int(n) for n in _NUMBER.findall(marks))) if len(pieces) > 1 else every
        for a, b in split(pieces[place]):
            yield " ".join(pieces[place][a:b].split()), numbers


def _wrong(entry: Entry, column: str, expected: str) -> Problem:
    found = entry.texts.get(column, "")
    return Problem("approved_value", file=entry.file, line=entry.line, column=column, found=found, expected=expected)
