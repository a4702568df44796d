"""Are the right places cited, word for word, in force, and of the right place?

A citation is compared with the case's expected places by document and article. Does not know whether a citation carries
its sentence (`support_metrics`).
"""

import re
import unicodedata
from functools import lru_cache

from assistant.sentences import HAN
from eval.answer_parts import of_answers, of_asked, text
from eval.cases import Case, Expected
from eval.records import Cited, Record
from eval.scores import Metric, Score, not_applicable, share
from ingestion.documents import NATION
from ingestion.jurisdictions import UNKNOWN, find, get, lineage
from prompts.problems import Problem

_NOT_A_RULE = re.compile(r"不再有效|已经失效|尚未施行|废止|not been in force|no longer in force|not in force", re.I)
_STALE = ("repealed", "superseded", "not_yet_in_force", "draft")
_QUOTED = re.compile(r"“([^“”]{2,400})”|「([^「」]{2,400})」|『([^『』]{2,400})』|\"([^\"\n]{2,400})\"")
_LATIN_WORD = re.compile(r"[A-Za-z0-9][\w'’-]*")
_ELISION = re.compile(r"…+|\.{3,}|⋯+")


def _expects_no_place(case: Case) -> str:
    return "" if case.expected else "no expected places"


def decisive(case: Case) -> tuple[Expected, ...]:
    """The expected places that decide the question (grade 2 or more); all of them where none does."""
    return tuple(e for e in case.expected if e.grade >= 2) or case.expected


@of_answers(_expects_no_place)
def citation_recall(case: Case, record: Record) -> Score:
    """Share of the decisive expected places (grade 2; all where none has it) that a citation meets.

    |{e decisive : some citation lies in e}| / |decisive|. Set recall of the gold places, as in ID-based context recall
    (Ragas), on citations instead of passages. Where a set lists alternatives, 1 cannot be expected: `expected_cited`.
    """
    places = decisive(case)
    missed = [e.name for e in places if not any(_meets(e, c) for c in record.citations)]
    return Score(1 - len(missed) / len(places), note=f"not cited: {', '.join(missed)}" if missed else "")


@of_answers(_expects_no_place)
def citation_precision(case: Case, record: Record) -> Score:
    """Share of the citations that meet an expected place of any grade; 0 for an answer without citations, as in ALCE.

    A right place that the set does not list counts against it: compare systems by it, do not take it as a share of
    errors.
    """
    if not record.citations:
        return Score(0.0, note="no citation")
    hits = [c for c in record.citations if any(_meets(e, c) for e in case.expected)]
    return share(len(hits), len(record.citations))


@of_answers(_expects_no_place)
def citation_f1(case: Case, record: Record) -> Score:
    """Harmonic mean of `citation_precision` and `citation_recall`; 0 where both are 0."""
    precision = citation_precision(case, record).value or 0.0
    recall = citation_recall(case, record).value or 0.0
    return Score(2 * precision * recall / (precision + recall) if precision + recall else 0.0)


@of_answers(_expects_no_place)
def expected_cited(case: Case, record: Record) -> Score:
    """1 if any decisive expected place is cited, else 0 (success@all over citations)."""
    return Score(float(any(_meets(e, c) for e in decisive(case) for c in record.citations)))


@of_asked
def expected_found(case: Case, record: Record) -> Score:
    """1 if any decisive expected place is among the passages, else 0. Measured for refusals too: it tells why."""
    if not case.expected:
        return not_applicable("no expected places")
    return Score(float(any(e.meets(p.document, p.places) for e in decisive(case) for p in record.passages)))


@of_answers()
def citation_verbatim(case: Case, record: Record) -> Score:
    """Share of the citations whose quote stands in the stored version at the offsets they give."""
    wrong = [str(c.number) for c in record.citations if not c.verbatim]
    count = len(record.citations)
    return share(count - len(wrong), count, f"not verbatim: {', '.join(wrong)}" if wrong else "")


@of_answers()
def quote_verbatim(case: Case, record: Record) -> Score:
    """Share of the spans between quotation marks that stand word for word in the answer's cited quotes.

    Spans of “ ” 「 」 『 』 " " with at least 4 Han characters or 3 words; not applicable without any. Compared without
    white space, quotation marks and outer punctuation, width folded (NFKC); each part of a span with an omission (…)
    must stand there. Ragas' quoted_spans_alignment, which sees no Chinese, is the model.
    """
    spans = [next(filter(None, m.groups())) for m in _QUOTED.finditer(text(record))]
    spans = [s for s in spans if len(HAN.findall(s)) >= 4 or len(_LATIN_WORD.findall(s)) >= 3]
    quotes = _folded("\n".join(c.quote for c in record.citations))
    wrong = [s for s in spans if not all(_folded(part) in quotes for part in _ELISION.split(s))]
    return share(len(spans) - len(wrong), len(spans), f"not in a quote: {wrong[0]}" if wrong else "")


@of_answers()
def stale_cited(case: Case, record: Record) -> Score:
    """1 if a citation is repealed, superseded or not yet in force on the day that counts, or is a `must_not` place.

    A citation whose sentence says that it does not hold is not taken for a rule, and does not count. A `must_not` place
    of another jurisdiction is counted by `wrong_jurisdiction_cited` instead.
    """
    told = {n for sentence in record.sentences if _NOT_A_RULE.search(sentence.text) for n in sentence.citations}
    kept = [c for c in record.citations if c.number not in told]
    stale = [c for c in kept if c.status in _STALE or (_must_not(case, c) and not _elsewhere(case, c))]
    return _any(record, [f"{c.document}: {c.status}" for c in stale])


@of_answers()
def wrong_jurisdiction_cited(case: Case, record: Record) -> Score:
    """1 if a citation's region is neither the case's place nor one above it, or is a neighbour's `must_not` place.

    The place is the one that the question names, else the case's `region` (the caller's). Without either, only
    `must_not` places below the nation can be wrong.
    """
    if not _lineage(case) and not case.must_not:
        return not_applicable("no place is asked for")
    return _any(record, [f"{c.document}: {c.region}" for c in record.citations if _elsewhere(case, c)])


def _meets(expected: Expected, citation: Cited) -> bool:
    return expected.meets(citation.document, (citation.locator,))


def _must_not(case: Case, citation: Cited) -> bool:
    return any(_meets(e, citation) for e in case.must_not)


def _elsewhere(case: Case, citation: Cited) -> bool:
    if above := _lineage(case):
        return citation.region not in ("", UNKNOWN, *above)
    return _must_not(case, citation) and not _is_country(citation.region)


def _lineage(case: Case) -> tuple[str, ...]:
    return _named_in(case.question) or (_place_and_above(case.region) if case.region else ())


@lru_cache(maxsize=4096)
def _place_and_above(region: str) -> tuple[str, ...]:
    try:
        return lineage(region)
    except Problem:
        return ()


@lru_cache(maxsize=8192)
def _named_in(question: str) -> tuple[str, ...]:
    places = find(question)
    return lineage(places[0].code) if len(places) == 1 else ()


def _is_country(region: str) -> bool:
    try:
        return region in ("", NATION, UNKNOWN) or get(region).parent is None
    except Problem:
        return False


def _any(record: Record, wrong: list[str]) -> Score:
    if not record.citations:
        return not_applicable("no citation")
    return Score(float(bool(wrong)), note=", ".join(wrong))


def _folded(words: str) -> str:
    plain = unicodedata.normalize("NFKC", words).casefold()
    return re.sub(r"[\s“”‘’'\"「」『』]+", "", plain).strip(",.;:!?，。；：！？、")


METRICS = (
    Metric("citation_recall", "answer", "higher", citation_recall),
    Metric("citation_precision", "answer", "higher", citation_precision),
    Metric("citation_f1", "answer", "higher", citation_f1),
    Metric("expected_cited", "answer", "higher", expected_cited, binary=True),
    Metric("expected_found", "answer", "higher", expected_found, binary=True),
    Metric("citation_verbatim", "answer", "higher", citation_verbatim),
    Metric("quote_verbatim", "answer", "higher", quote_verbatim),
    Metric("stale_cited", "answer", "lower", stale_cited, binary=True),
    Metric("wrong_jurisdiction_cited", "answer", "lower", wrong_jurisdiction_cited, binary=True),
)
