"""`approved …` and `impact`: what staff answer for, and what becomes of it when a document changes.

Does not know how an approval is found or judged.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.asking import checked_date
from api.console import Json, language, remark, show
from api.settings import read_settings
from api.wiring import Services, wire
from prompts.problems import Problem
from prompts.sentences import sentence as said

if TYPE_CHECKING:
    from api.impact import Affected
    from assistant.approved_answers import ApprovedAnswer, Expiry
    from assistant.approving import Approving

approved_answers = typer.Typer(
    help="Answers that staff approved, given again while the clauses they cite stand.", no_args_is_help=True
)
DEMO = Path(__file__).parents[1] / "eval" / "sets" / "demo"

File = Annotated[Path | None, typer.Argument(help="Entries: .jsonl or .csv (see the README).")]
AnswerId = Annotated[str | None, typer.Option("--answer", help="Id of an answer that was given, to be approved as is.")]
Question = Annotated[str | None, typer.Option(help="With --answer: the question as it stands alone.")]
Phrasings = Annotated[list[str] | None, typer.Option("--phrasing", help="With --answer: another wording of it.")]
By = Annotated[str | None, typer.Option(help="Who approves: role or name.")]
Again = Annotated[bool, typer.Option("--again", help="Approve anew what is unchanged but expired or withdrawn.")]
AsOf = Annotated[str | None, typer.Option(help="Day to check for (ISO); default: today.")]


@approved_answers.command("add")
def add(
    file: File = None,
    *,
    answer: AnswerId = None,
    question: Question = None,
    phrasing: Phrasings = None,
    by: By = None,
    again: Again = False,
    as_json: Json = False,
) -> None:
    """Approve the entries of a file, all or none, or an answer that was given. Exit 2 with the lines that are wrong."""
    from assistant.approving import Approving
    from assistant.clauses import Clauses
    from ingestion.named_documents import find_document

    services = wire(read_settings())
    approving = Approving(
        Clauses(services.corpus), lambda name: find_document(services.corpus, name), by, services.today()
    )
    if answer is not None:
        brought = [approving.approve_answer(services.store, answer, question, tuple(phrasing or ()))]
    elif file is not None:
        brought = _entries(approving, file)
    else:
        raise Problem("approved_nothing")
    added = services.approved.keep(brought, again=again)
    show(added, f"{added}\n" + "\n".join(f"{one.id}  {one.question}" for one in brought), as_json)


@approved_answers.command("list")
def list_approved(as_json: Json = False) -> None:
    """All of them, and which hold today."""
    _show_all(wire(read_settings()), None, as_json)


@approved_answers.command("check")
def check(as_of: AsOf = None, as_json: Json = False) -> None:
    """Compare every cited clause with the stored wording. Exit 1 if an approval has expired, with the reasons."""
    services = wire(read_settings())
    services.approved.rekey()
    expired = _show_all(services, as_of, as_json, only_expired=True)
    raise typer.Exit(1 if expired else 0)


@approved_answers.command("withdraw")
def withdraw(
    approved_id: Annotated[str, typer.Argument(metavar="ID", help="Of the approved answer.")],
    *,
    by: Annotated[str, typer.Option(help="Who takes it back: role or name.")],
    because: Annotated[str, typer.Option(help="Why.")],
    as_json: Json = False,
) -> None:
    """Give an approved answer no more. It stays to be read, and can be approved `--again`."""
    from assistant.approved_answers import Withdrawal

    services = wire(read_settings())
    services.approved.withdraw(approved_id, Withdrawal(by, services.today(), because))
    show({"withdrawn": approved_id}, approved_id, as_json)


@approved_answers.command("export")
def export(file: Annotated[Path, typer.Argument(help="File to write: .jsonl or .csv.")], as_json: Json = False) -> None:
    """Write all that are not withdrawn as a file that `add` reads."""
    from assistant.approved_files import written
    from ingestion import durable

    if file.suffix.lower() not in (".jsonl", ".csv"):
        raise Problem("approved_ending", found=file.name)
    kept = [one for one in wire(read_settings()).approved.all() if not one.withdrawn]
    durable.write(file, written(kept, file.suffix).encode())
    show({"file": str(file), "entries": len(kept)}, f"{len(kept)} → {file}", as_json)


def impact(
    document: Annotated[str, typer.Argument(help="Id, title or document number (文号).")],
    *,
    cases: Annotated[
        Path, typer.Option("--set", help="Folder of the evaluation set whose cases are looked at.")
    ] = DEMO,
    most: Annotated[int, typer.Option(min=1, help="Past answers named for each clause; all are counted.")] = 10,
    as_json: Json = False,
) -> None:
    """What quoted a document of the corpus, and what has become of each clause since: answers, approved answers, the
    cases of one set (`--set`) and the runs of the home folder that name it by the same id. Documents that only a set
    holds, and runs written elsewhere with `--out`, are not looked at. Exit 1 if anything rests on a clause that does
    not stand as it was."""
    from api.evaluating import home
    from api.impact import look

    services = wire(read_settings())
    found = look(services, document, cases=cases, runs=home(services) / "runs", most=most)
    show(found.as_plain(), "\n".join(_impact_lines(found.document, found.clauses, most)), as_json)
    raise typer.Exit(1 if found.bad else 0)


def _entries(approving: "Approving", file: Path) -> "list[ApprovedAnswer]":
    """The approved answers of a file; what is wrong with it is said line by line, and nothing is taken."""
    from assistant.approved_files import read_entries

    entries, problems = read_entries(file)
    brought = []
    for entry in entries:
        approved, wrong = approving.approve(entry)
        problems += wrong
        brought += [approved] if approved else []
    for problem in sorted(problems, key=lambda problem: int(problem.values.get("line", 0))):
        remark(problem.text(language()))
    if problems:
        raise Problem("approved_refused", file=file.name, count=len(problems))
    if not brought:
        raise Problem("approved_empty", file=file.name)
    return brought


def _show_all(services: Services, as_of: str | None, as_json: bool, *, only_expired: bool = False) -> int:
    """Show the approved answers and how each stands on a day; gives how many have expired."""
    from assistant.approved_answers import expiries
    from assistant.clauses import Clauses

    day, clauses = checked_date(services, as_of) or services.today(), Clauses(services.corpus)
    rows = []
    for one in services.approved.all():
        begun = max(day, one.valid_from)  # one that is to begin later has not expired
        rows.append((one, [] if one.withdrawn else list(expiries(one, clauses, begun))))
    expired = sum(bool(reasons) for _, reasons in rows)
    withdrawn = sum(one.withdrawn is not None for one, _ in rows)
    counted = {"count": len(rows), "expired": expired, "withdrawn": withdrawn}
    counted["holding"] = len(rows) - expired - withdrawn
    shown = [(one, reasons) for one, reasons in rows if reasons or not only_expired]
    lines = [line for one, reasons in shown for line in _approved_lines(one, reasons)]
    document = {"as_of": day, **counted, "approved_answers": [_approved_plain(*row) for row in shown]}
    show(document, "\n".join([*lines, said("approved_count", language(), **counted)]), as_json)
    return expired


def _approved_plain(one: "ApprovedAnswer", reasons: "list[Expiry]") -> dict[str, Any]:
    from dataclasses import asdict

    why = [
        {
            "reason": expiry.reason.value,
            "zh": expiry.text("zh"),
            "en": expiry.text("en"),
            "citation": expiry.citation.number if expiry.citation else None,
            "old": expiry.clause.old if expiry.clause else None,
            "new": expiry.clause.new if expiry.clause else None,
        }
        for expiry in reasons
    ]
    state = "withdrawn" if one.withdrawn else "expired" if reasons else "holds"
    return {**asdict(one), "state": state, "reasons": why}


def _approved_lines(one: "ApprovedAnswer", reasons: "list[Expiry]") -> Iterator[str]:
    """An approved answer as a person reads it: what, for whom, by whom, and how it stands."""
    from assistant.clauses import differences
    from ingestion import jurisdictions

    said_in = language()
    place = jurisdictions.full_name(one.region) if one.region else said("approved_anywhere", said_in)
    place = said("approved_within", said_in, place=place) if one.within else place
    limits = {"day": one.valid_from, "until": one.valid_until}
    time = said("approved_between" if one.valid_until else "approved_from", said_in, **limits)
    facts = (
        place,
        time,
        " ".join(one.applicant),
        said("approved_line", said_in, by=one.approved_by, day=one.approved_on),
    )
    state = said("approved_holds", said_in)
    if one.withdrawn:
        taken = {"by": one.withdrawn.by, "day": one.withdrawn.on, "why": one.withdrawn.because}
        state = said("approved_taken_back", said_in, **taken)
    elif reasons:
        why = ("；" if said_in == "zh" else "; ").join(dict.fromkeys(expiry.text(said_in) for expiry in reasons))
        state = said("approved_expired", said_in, why=why)
    yield f"{one.id}  {one.question}"
    yield f"    {' · '.join(filter(None, facts))}"
    yield f"    {state}"
    both = {(expiry.clause.old, expiry.clause.new): None for expiry in reasons if expiry.clause and expiry.clause.new}
    for old, new in both:
        if old != new:
            yield from _beside(differences(old, new))


def _impact_lines(document: Any, clauses: "tuple[Affected, ...]", most: int) -> Iterator[str]:
    from api.interface import Language, standing_of

    said_in: Language = "zh" if language() == "zh" else "en"
    stands = standing_of(said_in, document["status"], document["effective_from"], document["effective_to"]).words
    number = f" {document['document_number']}" if document["document_number"] else ""
    withdrawn = f" · {said('fate_withdrawn', said_in)}" if document["withdrawn_at"] else ""
    yield f"{document['title']}{number} ({document['id']}, {document['version']}) · {stands}{withdrawn}"
    if not clauses:
        yield said("impact_nothing", said_in)
        return
    for affected in clauses:
        yield ""
        fate = said(f"fate_{affected.clause.fate.value}", said_in)
        ended = ", ".join(str(fact) for fact in (affected.clause.ended_on, affected.clause.ended_by) if fact)
        places = "、".join(filter(None, affected.locators)) or document["title"]
        yield f"{fate}: {places}{f' ({ended})' if ended else ''}"
        yield f"    {_counted((affected,), said_in)}"
        if not affected.clause.holds and affected.changes and affected.clause.new:
            yield from _beside(affected.changes)
        elif not affected.clause.holds:
            yield f"    {affected.clause.old[:200]}"
        yield from _uses(affected, said_in, most if not affected.clause.holds else 3)
    yield ""
    yield said("impact_total", said_in, uses=_counted(clauses, said_in))
    touched = tuple(affected for affected in clauses if not affected.clause.holds)
    yield said("impact_affected" if touched else "impact_unaffected", said_in, uses=_counted(touched, said_in))


def _counted(clauses: "tuple[Affected, ...]", said_in: str) -> str:
    """How many of each kind rest on some clauses, kinds of which there are none left out."""
    from api.impact import counts

    told = [said(f"impact_{kind}", said_in, count=count) for kind, count in counts(clauses).items() if count]
    return ("，" if said_in == "zh" else ", ").join(told)


def _uses(affected: "Affected", said_in: str, most: int) -> Iterator[str]:
    """What rests on a clause, one a line, each kind cut after so many."""
    answers = [f"{use.id}  {use.asked_at:%Y-%m-%d}  {use.question}" for use in affected.latest.values()]
    runs = list(dict.fromkeys(f"{use.run}  {use.case}" for use in affected.runs))
    kinds = {
        "use_answer": (answers, len(affected.answers)),
        "use_approved": ([f"{a.id}  {a.question}" for a in affected.approved.values()], len(affected.approved)),
        "use_run": (runs, len(runs)),
    }
    for role in ("expected", "must_not"):
        cases = [f"{use.set}/{use.case}  {use.question}" for use in affected.cases if use.role == role]
        kinds[f"use_{role}"] = cases, len(cases)
    for kind, (lines, count) in kinds.items():
        for line in lines[:most]:
            yield f"    {said(kind, said_in)}  {line}"
        if count > len(lines[:most]):
            yield f"    {said('impact_more', said_in, count=count - len(lines[:most]))}"


def _beside(pairs: list[tuple[str, str]]) -> Iterator[str]:
    """Old and new words in two columns, as wide as the terminal."""
    from api.side_by_side import columns

    heads = said("impact_then", language()), said("impact_now", language())
    width = min(140, shutil.get_terminal_size((100, 24)).columns) - 4
    for line in columns([heads, *pairs], width):
        yield f"    {line}"
