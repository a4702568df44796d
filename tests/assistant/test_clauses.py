"""Clauses of real wordings kept twice in a real corpus: what a change, a move, an end and a withdrawal are told as."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.addresses import find_words, squeezed
from assistant.clauses import Clauses, Fate, Quoted, differences
from ingestion.chunking import chunks
from ingestion.corpus import Corpus, Wording
from ingestion.documents import Version
from tests.assistant.shelf import PERMIT, TODAY, version

QUOTE = "对符合居住证办理条件的，公安机关应当自受理之日起15日内制作发放居住证。"


@pytest.fixture
def keep(corpus: Corpus) -> "Keep":
    return Keep(corpus)


class Keep:
    """Keeps wordings of one document, one after the other."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.clauses = Clauses(corpus)

    def __call__(self, text: str, **facts: object) -> Version:
        made = version("permit", "居住证暂行条例", text, **{"effective_from": date(2016, 1, 1), **facts})
        wording = Wording("permit", text, made.sections, (), made.metadata, "text/plain", made.original)
        self.corpus.keep("test", "permit.txt", made.digest, wording)
        self.clauses = Clauses(self.corpus)
        return self.corpus.version("permit")

    def fate(self, quoted: Quoted, on: date = TODAY) -> Fate:
        return self.clauses.compare(quoted, on).fate


def cited(wording: Version, words: str = QUOTE) -> Quoted:
    start = wording.text.index(words)
    return Quoted(wording.document_id, wording.number, start, start + len(words), words, "第九条第二款")


def test_a_clause_that_only_stands_elsewhere_now_is_found_with_its_words(keep: Keep) -> None:
    quoted = cited(keep(PERMIT))
    now = keep(PERMIT.replace("第二条　", "第一条　为了保障合法权益，制定本条例。\n第二条　"))
    clause = keep.clauses.compare(quoted, TODAY)
    assert (clause.fate, clause.locator) == (Fate.UNCHANGED, "第九条第二款")
    assert clause.start != quoted.start
    assert now.text[clause.start : clause.end] == QUOTE


def test_an_exception_in_another_paragraph_of_the_article_changes_the_clause(keep: Keep) -> None:
    quoted = cited(keep(PERMIT))
    keep(PERMIT + "\n特殊情况下可以延长至30日。")
    clause = keep.clauses.compare(quoted, TODAY)
    assert clause.fate is Fate.CHANGED
    assert ("", "特殊情况下可以延长至30日。") in differences(clause.old, clause.new)


FIRST = "第二十一条　违反本条例规定，骗取居住证的，由公安机关责令改正。"
OTHER = "冒用他人居住证的，处200元以上1000元以下罚款。"


@pytest.mark.parametrize(
    ("before", "after", "fate"),
    [
        ((FIRST, OTHER), (FIRST, OTHER.replace("1000", "2000")), Fate.UNCHANGED),
        ((FIRST, OTHER), (FIRST, OTHER, "居住证由公安机关免费发放。"), Fate.CHANGED),
        ((FIRST, OTHER), (FIRST, "冒用他人居住证的，情节复杂的可以在30日内处理。"), Fate.CHANGED),
        ((FIRST, OTHER), ("第二十一条　" + OTHER, FIRST.removeprefix("第二十一条　")), Fate.UNCHANGED),
        ((FIRST, OTHER), (FIRST.replace("改正", "改正，给予警告"), OTHER), Fate.CHANGED),
        ((FIRST, OTHER), (FIRST, OTHER, "有前款行为的，从重处罚。"), Fate.CHANGED),
        ((FIRST, OTHER), (FIRST, OTHER, "未成年人不适用本条第一款。"), Fate.CHANGED),
        ((FIRST, OTHER), (FIRST, OTHER, "未成年人骗取的除外。"), Fate.CHANGED),
        ((FIRST, OTHER, "情节轻微的除外。"), (FIRST, OTHER), Fate.CHANGED),
        ((FIRST,), (FIRST, OTHER), Fate.CHANGED),
    ],
)
def test_another_paragraph_changes_a_clause_only_where_it_speaks_of_it(
    keep: Keep, before: tuple[str, ...], after: tuple[str, ...], fate: Fate
) -> None:
    quoted = cited(keep("\n".join(before)), "骗取居住证的，由公安机关责令改正")
    keep("\n".join(after))
    assert keep.fate(quoted) is fate


def test_a_paragraph_that_points_to_another_changes_with_it(keep: Keep) -> None:
    text = f"{FIRST}\n有前款行为的，五年内不予受理。\n{OTHER}"
    quoted = cited(keep(text), "五年内不予受理")
    keep(text.replace("改正", "改正，给予警告"))
    assert keep.fate(quoted) is Fate.CHANGED


def test_who_quotes_a_whole_article_is_concerned_by_every_paragraph(keep: Keep) -> None:
    quoted = cited(keep(f"{FIRST}\n{OTHER}"), f"{FIRST}\n{OTHER}")
    keep(f"{FIRST}\n{OTHER}\n居住证由公安机关免费发放。")
    assert keep.fate(quoted) is Fate.CHANGED


def test_a_paragraph_that_a_reader_cut_is_watched_whole(keep: Keep) -> None:
    cut = FIRST.replace("的，由", "的，\n由")
    quoted = cited(keep(f"{cut}\n{OTHER}"), "第二十一条　违反本条例规定，骗取居住证的，")
    keep(f"{cut}\n{OTHER}".replace("改正", "改正，给予警告"))
    assert keep.fate(quoted) is Fate.CHANGED


def test_changed_words_are_laid_beside_the_old_ones(keep: Keep) -> None:
    quoted = cited(keep(PERMIT))
    keep(PERMIT.replace("15日", "10日"))
    clause = keep.clauses.compare(quoted, TODAY)
    assert clause.fate is Fate.CHANGED
    assert differences(clause.old, clause.new) == [("…", "…"), (QUOTE, QUOTE.replace("15日", "10日"))]


def test_an_article_under_another_number_has_moved(keep: Keep) -> None:
    quoted = cited(keep(PERMIT))
    keep(PERMIT.replace("第九条", "第十条"))
    clause = keep.clauses.compare(quoted, TODAY)
    assert (clause.fate, clause.locator) == (Fate.MOVED, "第十条第二款")


def test_an_article_that_was_struck_out_is_gone(keep: Keep) -> None:
    quoted = cited(keep(PERMIT))
    keep(PERMIT[: PERMIT.index("第九条")])
    assert keep.fate(quoted) is Fate.GONE


@pytest.mark.parametrize(
    ("facts", "on", "fate"),
    [
        ({"effective_to": date(2025, 7, 1)}, TODAY, Fate.NOT_IN_FORCE),
        ({"effective_to": date(2025, 7, 1)}, date(2025, 6, 30), Fate.UNCHANGED),
        ({"repealed_articles": (("第九条", date(2020, 1, 1)),)}, TODAY, Fate.NOT_IN_FORCE),
        ({"repealed_articles": (("第九条第一款", date(2020, 1, 1)),)}, TODAY, Fate.UNCHANGED),
        ({"effective_from": date(2026, 1, 1)}, TODAY, Fate.NOT_IN_FORCE),
    ],
)
def test_a_clause_counts_for_the_day_that_is_asked_for(
    keep: Keep, facts: dict[str, object], on: date, fate: Fate
) -> None:
    quoted = cited(keep(PERMIT))
    keep(PERMIT, **facts)
    assert keep.fate(quoted, on) is fate


def test_the_end_of_an_article_is_not_that_of_the_one_inserted_behind_it(keep: Keep) -> None:
    text = PERMIT.replace("第九条", "第九条之一")
    ended = {"repealed_articles": (("第九条", date(2020, 1, 1)),)}
    keep(text, **ended)
    inserted = keep.clauses.compare(Quoted("permit", 0, 0, 0, QUOTE, "第九条之一"), TODAY)
    assert (inserted.status, inserted.ended_on) == ("in_force", None)
    keep(PERMIT, **ended)
    struck = keep.clauses.compare(Quoted("permit", 0, 0, 0, QUOTE, "第九条第二款"), TODAY)
    assert (struck.status, struck.ended_on) == ("repealed", date(2020, 1, 1))


@pytest.mark.parametrize("stored", ["公安机关应当自受理之日\n起15日内", "公安机关应当自受理之日起 15 日内"])
@pytest.mark.parametrize("words", ["应当自受理之日起15日内", "应当自受理\n之日起15 日内"])
def test_words_are_found_whatever_white_space_stands_in_them_or_in_the_text(stored: str, words: str) -> None:
    found = find_words(version("permit", "居住证暂行条例", stored), words)
    assert found is not None
    assert squeezed(stored[slice(*found)]) == squeezed(words)


def test_a_withdrawn_document_is_told_as_withdrawn(keep: Keep) -> None:
    quoted = cited(keep(PERMIT))
    keep.corpus.withdraw("test", ["permit.txt"])
    assert keep.fate(quoted) is Fate.WITHDRAWN


def test_words_that_were_never_there_cannot_be_checked(keep: Keep) -> None:
    quoted = cited(keep(PERMIT))
    assert keep.fate(replace(quoted, quote="自受理之日起5日内")) is Fate.UNKNOWN
    assert keep.fate(replace(quoted, document_id="another")) is Fate.UNKNOWN


def test_a_quote_of_another_corpus_is_known_by_its_words(keep: Keep) -> None:
    quoted = replace(cited(keep(PERMIT)), version=0, start=0, end=5)
    assert keep.fate(quoted) is Fate.UNCHANGED
    keep(PERMIT.replace("15日", "10日"))
    assert keep.fate(quoted) is Fate.CHANGED


def test_every_chunk_of_a_wording_is_unchanged_in_itself(keep: Keep) -> None:
    wording = keep(PERMIT)
    for piece in chunks(wording, 120, len):
        quoted = Quoted("permit", 1, piece.start, piece.end, piece.text)
        assert keep.fate(quoted) is Fate.UNCHANGED
