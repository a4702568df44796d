"""What a model wrote is kept once, and lost by nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from eval.kept import Kept, digest
from prompts.problems import Problem


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with Kept(tmp_path / "new" / "folder" / "k.sqlite") as opened:
        yield opened


def test_what_was_kept_first_stays_unless_it_is_written_over(kept: Kept) -> None:
    assert kept.get("a") is None
    assert "a" not in kept
    assert kept.put("a", {"reply": "甲"}) == {"reply": "甲"}
    assert kept.put("a", {"reply": "乙"}) == {"reply": "甲"}
    assert kept.put("a", {"reply": "丙"}, over=True) == {"reply": "丙"}
    assert "a" in kept
    assert len(kept) == 1


def test_half_a_surrogate_pair_can_be_kept(kept: Kept) -> None:
    key = digest(said="\ud800")
    kept.put(key, {"reply": "\udfff"})
    assert kept.get(key) == {"reply": "\udfff"}


def test_a_file_that_is_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but somebody's notes " * 50)
    with pytest.raises(Problem) as caught:
        Kept(path)
    assert caught.value.code == "kept_file_broken"
    assert path.read_text().startswith("not a database")


def test_several_threads_share_a_file(kept: Kept) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda n: kept.put(f"{n % 20}", n), range(100)))
    assert found[:20] == found[20:40] == found[80:]
    assert len(kept) == 20


def test_what_was_kept_survives_a_kill(tmp_path: Path) -> None:
    code = f"""
import os, signal
from pathlib import Path
from eval.kept import Kept
kept = Kept(Path({str(tmp_path / "k.sqlite")!r}))
for n in range(5):
    kept.put(str(n), n)
os.kill(os.getpid(), signal.SIGKILL)
"""
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=root, env=environment)
    assert done.returncode == -signal.SIGKILL
    with Kept(tmp_path / "k.sqlite") as kept:
        assert [kept.get(str(n)) for n in range(5)] == [*range(5)]
