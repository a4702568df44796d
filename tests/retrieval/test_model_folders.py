"""Rules of folders that are whole or absent."""

from pathlib import Path

import pytest

from prompts.problems import Problem
from retrieval.model_folders import MANIFEST, damage, write_whole

FACTS = {"source": "abc", "layout": 1}


def write(part: Path) -> None:
    (part / "inner").mkdir()
    (part / "inner" / "weights").write_bytes(b"12345")


def test_a_folder_is_written_once(tmp_path: Path) -> None:
    calls: list[Path] = []
    for _ in range(2):
        write_whole(tmp_path / "deep" / "m", FACTS, lambda part: (calls.append(part), write(part))[1])
    assert len(calls) == 1
    assert damage(tmp_path / "deep" / "m", FACTS, digests=True) is None


def test_nothing_is_left_of_a_write_that_was_stopped(tmp_path: Path) -> None:
    def stopped(part: Path) -> None:
        write(part)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "m", FACTS, stopped)
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == []


def test_the_remains_of_a_killed_process_are_cleared(tmp_path: Path) -> None:
    (tmp_path / ".m.part").mkdir()
    (tmp_path / ".m.part" / "half").write_bytes(b"1")
    write_whole(tmp_path / "m", FACTS, write)
    assert sorted(p.name for p in (tmp_path / "m").iterdir()) == ["inner", MANIFEST]
    assert not (tmp_path / ".m.part").exists()


@pytest.mark.parametrize(("content", "seen"), [(b"1234", "4 bytes"), (b"12x45", "changed"), (None, "weights")])
def test_a_changed_file_is_noticed(tmp_path: Path, content: bytes | None, seen: str) -> None:
    write_whole(tmp_path / "m", FACTS, write)
    weights = tmp_path / "m" / "inner" / "weights"
    weights.unlink() if content is None else weights.write_bytes(content)
    assert seen in (damage(tmp_path / "m", FACTS, digests=True) or "")


def test_a_damaged_or_outdated_folder_is_written_anew(tmp_path: Path) -> None:
    write_whole(tmp_path / "m", FACTS, write)
    (tmp_path / "m" / "inner" / "weights").write_bytes(b"")
    write_whole(tmp_path / "m", FACTS, write)
    assert (tmp_path / "m" / "inner" / "weights").read_bytes() == b"12345"
    assert damage(tmp_path / "m", {**FACTS, "layout": 2}) is not None


def test_a_disk_that_refuses_is_a_problem_that_names_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Problem) as caught:
        write_whole(tmp_path / "file" / "m", FACTS, write)
    assert caught.value.code == "embedder_not_written"
    assert "file/m" in caught.value.text("zh")
