from eval.answer_parts import about, cited_by, sentences
from eval.mutation_originals import LAW
from eval.records import Record, Said


def test_sentences_cite_in_the_order_in_which_they_name_and_numbers_that_lead_nowhere_are_left_out() -> None:
    said = Said("甲", (3, 9, 1, 3), 0.9)
    assert [c.number for c in cited_by(LAW.record, said)] == [3, 1]


def test_a_text_kept_without_sentences_is_cut_and_rests_on_every_citation() -> None:
    record = Record(case="1", outcome="answered", text="15日内办结。不收费。", citations=LAW.record.citations)
    assert [(s.text, s.citations) for s in sentences(record)] == [("15日内办结。", (1, 2, 3)), ("不收费。", (1, 2, 3))]


def test_what_is_known_of_a_citation_holds_title_article_number_and_dates() -> None:
    assert about(Record("q"), LAW.record.citations[0]) == "《居住证暂行条例》\n第九条第一款\n国令第663号\n2016-01-01"
