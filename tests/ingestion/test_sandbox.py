import io
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from ingestion.documents import Block, Reading, sha256
from ingestion.sandbox import Outcome, read_files
from ingestion.wire import read_answer, write_answer
from prompts.problems import Problem

HERE = Path(__file__).parents[2]


@pytest.fixture
def obedient(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name under which a child imports the reader that lies beside this file."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    return "obedient:obey"


def files(folder: Path, *orders: str) -> list[tuple[str, Path]]:
    for order in orders:
        (folder / order).write_text(order)
    return [(order, folder / order) for order in orders]


def read_all(*args: object, **options: object) -> dict[str, Outcome]:
    found = list(read_files(*args, **options))  # type: ignore[arg-type]
    assert len({name for name, _, _ in found}) == len(found)
    return {outcome[0]: outcome for outcome in found}


def test_a_crash_is_not_taken_for_want_of_memory_because_the_parent_is_large(tmp_path: Path, obedient: str) -> None:
    ballast = bytearray(200 << 20)
    ballast[:: 1 << 12] = b"x" * len(ballast[:: 1 << 12])
    found = read_all(files(tmp_path, "crash"), reader=obedient, workers=1, memory=256 << 20)
    assert [what.code for _, _, what in found.values() if isinstance(what, Problem)] == ["damaged"]


def test_a_file_that_breaks_its_reader_costs_only_itself(tmp_path: Path, obedient: str) -> None:
    orders = ("a", "hang", "b", "crash", "c", "spin", "exit", "d", "raise", "print", "e")
    found = read_all(files(tmp_path, *orders), reader=obedient, seconds=1.5, workers=2)
    codes = {name: what.code for name, _, what in found.values() if isinstance(what, Problem)}
    assert codes == {"hang": "too_slow", "spin": "too_slow", "crash": "damaged", "exit": "damaged", "raise": "damaged"}
    assert "SIGSEGV" in str(found["crash"][2])
    assert {name for name in orders if name not in codes} == {"a", "b", "c", "d", "print", "e"}


def test_a_reading_comes_back_as_it_was(tmp_path: Path, obedient: str) -> None:
    ((name, digest, reading),) = read_files(files(tmp_path, "word"), reader=obedient, workers=1)
    assert (name, digest) == ("word", sha256(b"word"))
    assert reading == Reading(
        "text/plain", (Block("word", "heading", 2, 7),), {"文号": "一号"}, {"a": "b"}, "题", "https://x", 3, ("n",)
    )


def test_memory_beyond_the_limit_is_refused_and_the_next_file_is_read(tmp_path: Path, obedient: str) -> None:
    found = read_all(files(tmp_path, "hoard", "a"), reader=obedient, memory=300 << 20, workers=1)
    assert isinstance(problem := found["hoard"][2], Problem)
    assert problem.code == "too_much_memory"
    assert "300.0 MB" in str(problem)
    assert isinstance(found["a"][2], Reading)


def test_a_child_knows_none_of_our_secrets(tmp_path: Path, obedient: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    ((_, _, reading),) = read_files(files(tmp_path, "environment"), reader=obedient, workers=1)
    assert isinstance(reading, Reading)
    assert reading.blocks[0].text == "none"


def test_a_document_that_swells_in_memory_is_stopped(tmp_path: Path) -> None:
    paragraphs = "".join(f"<w:p><w:r><w:t>{n * 7919 % 1000003:x}</w:t></w:r></w:p>" for n in range(120_000))
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{paragraphs}</w:body></w:document>")
    (tmp_path / "a").write_bytes(buffer.getvalue())
    (tmp_path / "b").write_text("第一条 为了规范")
    found = read_all([("a.docx", tmp_path / "a"), ("b.txt", tmp_path / "b")], workers=1, memory=64 << 20)
    assert isinstance(problem := found["a.docx"][2], Problem)
    assert problem.code == "too_much_memory"
    assert isinstance(found["b.txt"][2], Reading)


def test_files_that_cannot_be_had_are_told_without_a_child(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(bytes(2000))
    os.mkfifo(tmp_path / "pipe")
    paths = [
        ("none", tmp_path / "none"),
        ("folder", tmp_path),
        ("pipe", tmp_path / "pipe"),
        ("large", tmp_path / "large"),
    ]
    found = read_all(paths, limit=1000)
    codes = {name: what.code for name, _, what in found.values() if isinstance(what, Problem)}
    assert codes == {"none": "unreadable", "folder": "unreadable", "pipe": "unreadable", "large": "too_large"}


def test_many_files_come_back_once_each(tmp_path: Path, obedient: str) -> None:
    found = read_all(files(tmp_path, *(f"n{n}" for n in range(120))), reader=obedient, workers=2)
    assert len(found) == 120


def test_an_error_in_the_list_of_files_is_the_callers(tmp_path: Path, obedient: str) -> None:
    def listed() -> object:
        yield from files(tmp_path, "a")
        raise RuntimeError("the folder went away")

    with pytest.raises(RuntimeError, match="the folder went away"):
        list(read_files(listed(), reader=obedient))  # type: ignore[arg-type]


def children() -> set[str]:
    found = subprocess.run(["pgrep", "-f", "ingestion.sandbox_child"], capture_output=True, text=True, check=False)
    return set(found.stdout.split())


def test_leaving_early_leaves_no_children(tmp_path: Path, obedient: str) -> None:
    before = children()
    reading = read_files(files(tmp_path, "a", "hang", "b"), reader=obedient, workers=2)
    next(reading)
    assert children() - before
    reading.close()  # type: ignore[attr-defined]
    assert not children() - before


def test_a_parent_that_is_killed_leaves_no_children(tmp_path: Path, obedient: str) -> None:
    before = children()
    (tmp_path / "tell").write_text("tell")
    program = (
        "import sys; from pathlib import Path; from ingestion.sandbox import read_files\n"
        f"list(read_files([('tell', Path({str(tmp_path / 'tell')!r}))], reader='obedient:obey', workers=1))"
    )
    environment = os.environ | {"PYTHONPATH": f"{HERE}{os.pathsep}{Path(__file__).parent}", "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", program], env=environment) as parent:
        while parent.poll() is None and not (tmp_path / "hanging").exists():
            time.sleep(0.02)
        assert children() - before
        parent.kill()
    deadline = time.monotonic() + 10
    while children() - before and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not children() - before


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"{}",
        b'{"problem": "no_such_code", "values": {}}',
        write_answer(Reading("x", (Block("a"),))).replace(b'"paragraph"', b'"script"'),
        write_answer(Reading("x", (Block("a"),))).replace(b'"a"', b"1"),
        b"\x80\x04\x95" + bytes(20),
    ],
)
def test_an_answer_that_is_not_a_reading_is_a_damaged_file(answer: bytes) -> None:
    outcome = read_answer(answer)
    assert isinstance(outcome, Problem)
    assert outcome.code == "damaged"
