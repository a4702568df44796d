"""Are the numbers, dates, amounts, articles and document numbers of an answer those of its citations?

Does not know whether a right number says the right thing (`support_metrics`).
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial

from assistant.figures import Figure, figures, is_among, law_name
from eval.answer_parts import about, cited_by, in_their_words, of_answers, text
from eval.cases import Case
from eval.records import Cited, Record, Said
from eval.scores import Metric, Score, not_applicable, share
from ingestion.document_numbers import find_document_numbers

_HARD = ("quantity", "date", "time", "part")
_ARTICLES = ("条", "section", "rule", "regulation", "§")
_CHAIN = re.compile(
    r"(?:[\s、，,和及与或至的（）()]|第?[一二三四五六七八九十\d]+[款项]|以及|或者|规定|and|or|of|the)*", re.I
)
"""What may stand between the name of a law and the number of one of its articles."""


@of_answers()
def unsupported_numbers(case: Case, record: Record) -> Score:
    """Share of the sentences with a number, date, amount, article or document number of which one has no source.

    The source of a sentence: the quotes it cites, their titles, locators, document numbers and dates; a sentence
    without a citation has none. Facts are compared in the canonical form of `assistant.figures` (三十日 = 30日 ≠
    30个工作日). What is told of the documents themselves is left out. Not applicable when no sentence holds a number.
    """
    counted = [wrong for told, wrong in map(partial(_numbers, record), in_their_words(record)) if told]
    bad = [word for wrong in counted for word in wrong]
    note = f"not in the cited words: {', '.join(bad)}" if bad else ""
    return share(sum(map(bool, counted)), len(counted), note)


@of_answers()
def any_unsupported_number(case: Case, record: Record) -> Score:
    """1 if a sentence of the answer holds a number that is not in its source; see `unsupported_numbers`."""
    found = unsupported_numbers(case, record)
    return found if found.value is None else Score(float(found.value > 0), note=found.note)


@of_answers()
def document_number_match(case: Case, record: Record) -> Score:
    """Share of the document numbers (文号) in the answer that a citation bears, or that stand in a quote or title."""
    named = _document_numbers(text(record))
    there = [n for c in record.citations for n in (*_document_numbers(c.quote), *_document_numbers(about(record, c)))]
    wrong = [number for number in named if not _is_known(number, there)]
    return share(len(named) - len(wrong), len(named), f"not cited: {', '.join(wrong)}" if wrong else "")


@of_answers()
def article_match(case: Case, record: Record) -> Score:
    """Share of the articles in the answer that a citation's locator names, or that stand in a quote.

    Where the name of a law stands before the article, the title of that citation must be of this law.
    """
    named = list(_articles(text(record)))
    wrong = [
        f"{law or ''}{a.value}{a.unit}" for law, a in named if not any(_is_of(law, a, c) for c in record.citations)
    ]
    if not named:
        return not_applicable("no article is named")
    return share(len(named) - len(wrong), len(named), f"not cited: {', '.join(wrong)}" if wrong else "")


def _numbers(record: Record, said: Said) -> tuple[bool, list[str]]:
    """Whether a sentence holds a hard fact, and those, as written, that its source lacks."""
    sources = [words for c in cited_by(record, said) for words in (c.quote, about(record, c))]
    there = [f for words in sources for f in figures(words)]
    numbers = [n for words in sources for n in _document_numbers(words)]
    told = [f for f in figures(said.text) if f.kind in _HARD]
    named = _document_numbers(said.text)
    wrong = [said.text[f.start : f.end].strip() for f in told if not is_among(f, there)]
    return bool(told or named), [*wrong, *(n for n in named if not _is_known(n, numbers))]


@lru_cache(maxsize=8192)
def _document_numbers(words: str) -> tuple[str, ...]:
    """Document numbers in their normal form; those of unknown organs with the words before them, as nobody can tell."""
    normal = [number for _, _, number in find_document_numbers(words)]
    others = [f.value for f in figures(words) if f.kind == "document_number"]
    return tuple(dict.fromkeys((*normal, *(o for o in others if not any(o.endswith(n) for n in normal)))))


def _is_known(number: str, there: Iterable[str]) -> bool:
    return any(number.endswith(known) or known.endswith(number) for known in there)


def _articles(words: str) -> Iterator[tuple[str | None, Figure]]:
    """Articles of a text, each with the law whose name leads to it: `《…》第九条、第十条`."""
    law: str | None = None
    end = 0
    for figure in figures(words):
        if figure.kind == "name":
            law, end = figure.value, figure.end
        elif figure.kind == "part" and figure.unit in _ARTICLES:
            if not _CHAIN.fullmatch(words, end, figure.start):
                law = None
            yield law, figure
            end = figure.end
        elif figure.kind == "part" and figure.start - end <= 1:
            end = figure.end


def _is_of(law: str | None, article: Figure, citation: Cited) -> bool:
    title = law_name(citation.title)
    if is_among(article, figures(citation.locator)):
        return law is None or law in title or (bool(title) and title in law)
    return is_among(article, figures(citation.quote))


METRICS = (
    Metric("unsupported_numbers", "answer", "lower", unsupported_numbers),
    Metric("any_unsupported_number", "answer", "lower", any_unsupported_number, binary=True),
    Metric("document_number_match", "answer", "higher", document_number_match),
    Metric("article_match", "answer", "higher", article_match),
)
