"""`search` and `ask`: one question from the command line, through the same checks as over HTTP."""

from typing import Annotated

import typer

from api.asking import checked_question, filters
from api.console import Json, Progress, remark, show
from api.interface import Language, say, standing_of
from api.schemas import answer_out, locator, search_out
from api.settings import read_settings
from api.wiring import wire
from assistant.answers import Answer, Citation, Done, Notice, Outcome, SentenceShown
from assistant.slips import as_meant
from retrieval.seams import Passage

Question = Annotated[str, typer.Argument(help="In your own words.")]
Region = Annotated[str | None, typer.Option(help="Place: a GB/T 2260 code or a name.")]
AsOf = Annotated[str | None, typer.Option(help="Day the answer is for (ISO); default: today.")]
Count = Annotated[int, typer.Option(min=1, max=100, help="Passages.")]
AnyTime = Annotated[bool, typer.Option("--any-time", help="See repealed and coming texts too.")]
AnswerLanguage = Annotated[str | None, typer.Option(help="zh or en; default: that of the question.")]
Conversation = Annotated[str | None, typer.Option(help="Id of a conversation to go on with.")]
PATIENCE = 180.0
"""Seconds to wait for a language model that is being loaded."""


def search(
    question: Question,
    *,
    region: Region = None,
    as_of: AsOf = None,
    count: Count = 10,
    any_time: AnyTime = False,
    as_json: Json = False,
) -> None:
    """Find passages. Exit 1 if there are none."""
    services = wire(read_settings())
    checked_question(services, question)
    seen = filters(services, region=region, as_of=as_of, any_time=any_time)
    found = services.searcher.search(as_meant(question), seen, count)
    for leg, state in found.legs.items():
        if state not in ("ok", "empty"):
            remark(f"{leg} {state}")
    show(search_out(found).model_dump(mode="json"), "\n\n".join(map(passage_lines, found.passages)), as_json)
    raise typer.Exit(0 if found.passages else 1)


def ask(
    question: Question,
    *,
    region: Region = None,
    as_of: AsOf = None,
    language: AnswerLanguage = None,
    conversation: Conversation = None,
    as_json: Json = False,
) -> None:
    """Answer a question, sentence by sentence, with its sources. Exit 1 if there is no answer."""
    services = wire(read_settings())
    asked = checked_question(
        services, question, region=region, as_of=as_of, language=language, conversation_id=conversation
    )
    assistant = services.assistant
    with Progress("Loading the language model") as progress:
        services.await_model(PATIENCE, lambda seconds: progress(int(seconds), int(PATIENCE)))
    for event in assistant.answer(asked):
        match event:
            case Notice(_, text):
                remark(text)
            case SentenceShown(sentence) if not as_json:
                print(sentence.text + "".join(f"[{number}]" for number in sentence.citations), flush=True)
            case Done(answer):
                show(answer_out(answer).model_dump(mode="json"), ending(answer), as_json)
                raise typer.Exit(0 if answer.outcome in (Outcome.ANSWERED, Outcome.PARTLY_ANSWERED) else 1)


def ending(answer: Answer) -> str:
    """What follows the sentences: the sources and the ids to go on with, or the refusal in place of an answer."""
    language: Language = "zh" if answer.language == "zh" else "en"
    if not answer.sentences:
        nearest = [passage_lines(passage) for passage in answer.nearest]
        above = [f"{say(language, 'passages_not_enough', count=len(nearest))}:"] if nearest else []
        return "\n\n".join([answer.text, *above, *nearest])
    sources = [citation_lines(language, citation) for citation in answer.citations]
    numbers = say(language, "answer_numbers", answer=answer.id, conversation=answer.conversation_id)
    return "\n" + "\n\n".join([*sources, numbers])


def citation_lines(language: Language, citation: Citation) -> str:
    """A source in three lines: what and where, how it stands, the words."""
    stands = standing_of(language, citation.status, citation.effective_from, citation.effective_to)
    facts = " · ".join(filter(None, (stands.words, citation.issuer, citation.document_number)))
    quote = citation.quote.replace("\n", "\n    ")
    return f"[{citation.number}] {citation.title} {citation.locator}\n    {facts}\n    {quote}"


def passage_lines(passage: Passage) -> str:
    """A passage with its place and what found it."""
    found_by = ", ".join(f"{leg} {rank}" for leg, rank in passage.found_by.items())
    text = passage.chunk.text.replace("\n", "\n    ")
    return f"{passage.rank}. {passage.metadata.title} {locator(passage)} ({found_by})\n    {text}"
