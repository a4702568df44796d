"""The searcher in the hands of a program that speaks LangChain."""

from retrieval.langchain_retriever import LangChainRetriever
from retrieval.seams import Filters
from tests.retrieval.town import Desk


def test_documents_hold_the_passage_and_where_it_stands(desk: Desk, today: Filters) -> None:
    desk.build()
    retriever = LangChainRetriever(searcher=desk.searcher(), count=2, filters=lambda: today)
    documents = retriever.invoke("居住证由谁签发")
    assert len(documents) == 2
    assert documents[0].page_content.startswith("第三条 居住证由公安机关")
    assert documents[0].metadata["document_id"] == "res-new"
    assert documents[0].metadata["labels"] == ["第三条"]
    assert documents[0].metadata["effective_from"] == "2020-01-01"


def test_it_can_stand_in_a_chain(desk: Desk, today: Filters) -> None:
    desk.build()
    retriever = LangChainRetriever(searcher=desk.searcher(), count=1, filters=lambda: today)
    chain = retriever | (lambda documents: documents[0].metadata["title"])
    assert chain.invoke("养犬牵引带") == "东市养犬条例"
