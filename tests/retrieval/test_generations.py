"""A generation is there whole or not at all: under kill -9, full disks, flipped bits and lost pointers."""

import json
import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from ingestion import durable
from prompts.problems import Problem
from retrieval import generations
from retrieval.generations import find, pointer, publish, verify, writing

TRIALS = 30
KILLER = """
import json, os, random, signal, sys, time
from pathlib import Path
from retrieval.generations import find, publish, writing

indexes, trials, chance = Path(sys.argv[1]), int(sys.argv[2]), random.Random(7)

def fill(folder):
    (folder / "words").mkdir()
    for number in range(6):
        (folder / "words" / f"{number}.idx").write_bytes(bytes([number]) * 20_000)
    (folder / "rows").write_bytes(b"rows" * 50_000)
    return {"chunks": 7}

for _ in range(trials):
    reading, writes = os.pipe()
    child = os.fork()
    if child == 0:
        while True:
            with writing(indexes):
                os.write(writes, publish(indexes, fill, lambda folder, facts: None).name.encode() + b"\\n")
    os.close(writes)
    with os.fdopen(reading) as said:
        started = time.perf_counter()
        acknowledged = [said.readline().strip()]
        time.sleep(chance.uniform(0, 1.5) * (time.perf_counter() - started))  # a publication takes about this long
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        acknowledged += said.read().split()
    left = any(path.name.startswith(".tmp") for path in indexes.iterdir())
    published, wrong = find(indexes)
    print(json.dumps([acknowledged[-1], left, published.name, wrong]), flush=True)
"""


def put(indexes: Path, content: bytes = b"content", check: object = None) -> str:
    def fill(folder: Path) -> dict[str, object]:
        (folder / "inner").mkdir()
        (folder / "inner" / "a").write_bytes(content)
        (folder / "b").write_bytes(content[::-1])
        return {"chunks": len(content)}

    with writing(indexes):
        return publish(indexes, fill, check or (lambda folder, facts: None)).name  # type: ignore[arg-type]


def left_behind(indexes: Path) -> list[str]:
    return sorted(p.name for p in indexes.iterdir() if p.name.startswith((".tmp", ".trash")) or p.name.endswith(".tmp"))


def test_what_was_published_is_found_with_its_facts(tmp_path: Path) -> None:
    name = put(tmp_path)
    published, wrong = find(tmp_path)
    assert (published.name, published.facts, wrong) == (name, {"chunks": 7}, "")
    assert verify(published.folder) == []


def test_numbers_only_grow_and_the_last_three_are_kept(tmp_path: Path) -> None:
    names = [put(tmp_path) for _ in range(5)]
    assert names == [f"gen-00000{n}" for n in range(1, 6)]
    assert sorted(p.name for p in tmp_path.glob("gen-*")) == names[2:]
    assert left_behind(tmp_path) == []


def test_a_generation_that_fails_its_check_is_never_current(tmp_path: Path) -> None:
    first = put(tmp_path)

    def refuse(folder: Path, facts: object) -> None:
        raise Problem("damaged_index", found="its check")

    with pytest.raises(Problem):
        put(tmp_path, check=refuse)
    assert find(tmp_path)[0].name == first
    assert [p.name for p in tmp_path.glob("gen-*")] == [first]
    assert left_behind(tmp_path) == []


def test_there_is_one_writer_at_a_time(tmp_path: Path) -> None:
    with writing(tmp_path), pytest.raises(Problem) as raised, writing(tmp_path):
        pass
    assert raised.value.code == "index_busy"


def test_a_writer_sweeps_up_what_an_interrupted_one_left(tmp_path: Path) -> None:
    for left in (".tmp-gen-000009", ".trash-gen-000001"):
        (tmp_path / left).mkdir()
        (tmp_path / left / "half").write_bytes(b"x")
    put(tmp_path)
    assert left_behind(tmp_path) == []


def test_every_flipped_bit_in_every_file_is_noticed(tmp_path: Path) -> None:
    name = put(tmp_path, content=bytes(range(200)))
    digest = pointer(tmp_path)[1]  # type: ignore[index]
    chance = random.Random(1)
    for path in [p for p in (tmp_path / name).rglob("*") if p.is_file()]:
        whole = path.read_bytes()
        for _ in range(40):
            flipped = bytearray(whole)
            flipped[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
            path.write_bytes(flipped)
            assert verify(tmp_path / name, digest), path.name
            assert verify(tmp_path / name), f"{path.name} without CURRENT"
        path.write_bytes(whole)
    assert verify(tmp_path / name, digest) == []


@pytest.mark.parametrize("harm", ["cut", "missing", "extra", "swapped"])
def test_other_harm_to_files_is_noticed(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / put(tmp_path)
    match harm:
        case "cut":
            (folder / "b").write_bytes((folder / "b").read_bytes()[:-1])
        case "missing":
            (folder / "inner" / "a").unlink()
        case "extra":
            (folder / "planted.faiss").write_bytes(b"hostile")
        case "swapped":
            (folder / "b").rename(folder / "c")
            (folder / "inner" / "a").rename(folder / "b")
            (folder / "c").rename(folder / "inner" / "a")
    assert verify(folder)


def test_a_damaged_generation_gives_way_to_the_one_before_and_it_is_said(tmp_path: Path) -> None:
    first, second = put(tmp_path), put(tmp_path)
    (tmp_path / second / "b").write_bytes(b"other")
    published, wrong = find(tmp_path)
    assert published.name == first
    assert second in wrong
    assert "b is damaged" in wrong


@pytest.mark.parametrize(
    "content", [None, b"", b"\n", b"gen-000009 " + b"0" * 64, b"../../etc x", b"gen-000001", b"\xff\xfe", b"gen-/x y"]
)
def test_a_pointer_that_points_nowhere_gives_way_to_the_newest_whole_generation(
    tmp_path: Path, content: bytes | None
) -> None:
    put(tmp_path)
    newest = put(tmp_path)
    (tmp_path / "CURRENT").unlink()
    if content is not None:
        (tmp_path / "CURRENT").write_bytes(content)
    published, wrong = find(tmp_path)
    assert published.name == newest
    assert wrong
    assert put(tmp_path) > newest
    assert find(tmp_path)[1] == ""


def test_with_nothing_published_the_problem_says_so(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "not there"):
        with pytest.raises(Problem) as raised:
            find(folder)
        assert raised.value.code == "no_index"


def test_a_format_of_the_future_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = put(tmp_path)
    monkeypatch.setattr(generations, "FORMAT", 0)
    assert verify(tmp_path / name) == ["format 1; this program reads 0"]


@contextmanager
def small_files() -> Iterator[None]:
    """Let no file of this process grow beyond 4 KiB, as on a full disk: the write is cut and fails.

    Only around the write itself: the limit would also cut the log that the test run is written to.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_on_a_full_disk_the_former_generation_stays_and_nothing_is_left(tmp_path: Path) -> None:
    first = put(tmp_path)
    with pytest.raises(Problem) as raised, small_files():
        put(tmp_path, content=b"x" * 100_000)
    assert raised.value.code == "storage_failed"
    assert find(tmp_path)[0].name == first
    assert [p.name for p in tmp_path.glob("gen-*")] == [first]
    assert left_behind(tmp_path) == []
    assert put(tmp_path) > first


def test_whichever_call_to_the_disk_fails_readers_have_the_old_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fail the first, second, … call of publication in turn, until one run has none left to fail."""
    old = put(tmp_path / "seed")
    for nth in range(1, 200):
        indexes = tmp_path / str(nth)
        shutil.copytree(tmp_path / "seed", indexes)
        left = nth

        def count(operation: Callable[..., object]) -> Callable[..., object]:
            def wrapped(*args: object, **kwargs: object) -> object:
                nonlocal left
                left -= 1
                if left == 0:
                    raise OSError(5, "Input/output error")
                return operation(*args, **kwargs)

            return wrapped

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", count(os.fsync))
            patch.setattr(Path, "rename", count(Path.rename))
            patch.setattr(Path, "replace", count(Path.replace))
            patch.setattr(Path, "write_bytes", count(Path.write_bytes))
            patch.setattr(Path, "mkdir", count(Path.mkdir))
            new = ""
            with suppress(Problem, OSError):
                new = put(indexes)
        published, wrong = find(indexes)
        assert published.name in (old, "gen-000002")
        assert wrong == ""
        assert not new or published.name == new
        assert left_behind(indexes) == []
        assert published.name == max(p.name for p in indexes.glob("gen-*"))
        if left > 0:
            assert nth > 10
            return
    pytest.fail("publication never ended")


def test_publication_syncs_what_it_wrote_before_it_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[str, str]] = []
    fsync, rename, replace = durable.fsync, Path.rename, Path.replace
    monkeypatch.setattr(durable, "fsync", lambda path: (done.append(("fsync", path.name)), fsync(path))[1])
    monkeypatch.setattr(Path, "rename", lambda a, b: (done.append(("rename", b.name)), rename(a, b))[1])
    monkeypatch.setattr(Path, "replace", lambda a, b: (done.append(("rename", b.name)), replace(a, b))[1])
    name = put(tmp_path)
    order = [
        ("fsync", "a"),
        ("fsync", "inner"),
        ("rename", "MANIFEST.json"),
        ("fsync", f".tmp-{name}"),
        ("rename", name),
        ("fsync", tmp_path.name),
        ("rename", "CURRENT"),
        ("fsync", tmp_path.name),
    ]
    places = [done.index(step) for step in order[:-1]]
    assert places == sorted(places)
    assert done[-1] == order[-1]


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    """kill -9 at a random moment, again and again: what was said to be published is there, or a newer one."""
    seen = subprocess.run(
        [sys.executable, "-c", KILLER, str(tmp_path), str(TRIALS)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    trials = [json.loads(line) for line in seen.stdout.splitlines()]
    assert len(trials) == TRIALS
    assert [wrong for _, _, _, wrong in trials if wrong] == []
    assert all(found >= acknowledged for acknowledged, _, found, _ in trials)
    assert any(left for _, left, _, _ in trials), "no kill fell into a publication; the test shows nothing"
    put(tmp_path)
    assert left_behind(tmp_path) == []


def test_a_manifest_can_be_read_by_people(tmp_path: Path) -> None:
    manifest = json.loads((tmp_path / put(tmp_path) / "MANIFEST.json").read_text("utf-8"))
    assert set(manifest) == {"format", "name", "created", "facts", "files", "seal"}
    assert set(manifest["files"]) == {"b", "inner/a"}
