import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ingestion import pipeline
from ingestion.corpus import Corpus
from ingestion.sources import Originals, list_files
from prompts.problems import Problem

ROOT = Path(__file__).parents[2]
LAW = """# 样例管理办法

第一条 为了测试，制定本办法。

第二条 申请人应当在{days}日内提交材料。

第三条 本办法自2020年1月1日起施行。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "laws"
    folder.mkdir()
    (folder / "a.md").write_text(LAW.format(days=15), "utf-8")
    (folder / "b.md").write_text(LAW.format(days=30).replace("样例管理办法", "样例征收条例"), "utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n")
    return folder


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    return Originals(tmp_path / "originals")


def test_a_run_is_a_difference(folder: Path, corpus: Corpus, originals: Originals) -> None:
    first = pipeline.ingest(folder, corpus, originals)
    assert str(first) == "2 new, 0 changed, 0 unchanged, 0 withdrawn, 1 refused"
    assert first.refused.keys() == {"broken.pdf"}

    before = corpus.state()
    again = pipeline.ingest(folder, corpus, originals)
    assert str(again) == "0 new, 0 changed, 2 unchanged, 0 withdrawn, 1 refused"
    assert corpus.state() == before

    (folder / "a.md").write_text(LAW.format(days=20), "utf-8")
    (folder / "b.md").unlink()
    (folder / "c.md").write_text(LAW.format(days=7).replace("样例管理办法", "样例登记规定"), "utf-8")
    third = pipeline.ingest(folder, corpus, originals)
    assert str(third) == "1 new, 1 changed, 0 unchanged, 1 withdrawn, 1 refused"
    assert sorted(entry.title for entry in corpus.entries()) == ["样例登记规定", "样例管理办法"]


def test_every_character_of_a_section_is_where_it_says(folder: Path, corpus: Corpus, originals: Originals) -> None:
    pipeline.ingest(folder, corpus, originals)
    version = next(v for v in corpus.versions() if v.metadata.title == "样例管理办法")
    articles = {s.label: version.text[s.start : s.end] for s in version.sections if s.kind == "article"}
    assert articles["第二条"].startswith("第二条 申请人应当在15日内提交材料。")
    assert originals.read(version.original).decode("utf-8") == LAW.format(days=15)


def test_the_stewards_manifest_is_trusted_first_and_a_changed_row_is_a_change(
    folder: Path, corpus: Corpus, originals: Originals
) -> None:
    manifest = folder / "wenzheng-manifest.csv"
    manifest.write_text("path,id,effective_to,region\na.md,sample-rule,2024-01-01,440100\n", "utf-8")
    pipeline.ingest(folder, corpus, originals)
    metadata = corpus.version("sample-rule").metadata
    assert (str(metadata.effective_to), metadata.region) == ("2024-01-01", "440100")
    assert metadata.origins["effective_to"] == "manifest"

    manifest.write_text("path,id,effective_to,region\na.md,sample-rule,2025-01-01,440100\n", "utf-8")
    assert pipeline.ingest(folder, corpus, originals).changed == ["a.md"]
    assert corpus.version("sample-rule").number == 1


def test_a_row_for_a_file_that_was_removed_is_told_and_stops_nothing(
    folder: Path, corpus: Corpus, originals: Originals
) -> None:
    (folder / "wenzheng-manifest.csv").write_text("path,id\ngone.md,gone\na.md,kept\n", "utf-8")
    report = pipeline.ingest(folder, corpus, originals)
    assert report.contradictions == ["wenzheng-manifest.csv, line 2, names gone.md, which is not in the folder"]
    assert corpus.entry("kept").path == "a.md"


def test_of_two_manifests_the_one_that_is_not_read_is_told(folder: Path, corpus: Corpus, originals: Originals) -> None:
    (folder / "wenzheng-manifest.csv").write_text("path,id\na.md,one\n", "utf-8")
    (folder / "wenzheng-manifest.jsonl").write_text('{"path": "a.md", "id": "two"}', "utf-8")
    (told,) = pipeline.ingest(folder, corpus, originals).contradictions
    assert told == "wenzheng-manifest.jsonl is not read, since wenzheng-manifest.csv is there too"


def test_a_repeal_clause_is_followed_after_each_run_and_taken_back_with_its_text(
    folder: Path, corpus: Corpus, originals: Originals
) -> None:
    clause = "同时废止。《样例管理办法》第二条同时废止。"
    new = LAW.format(days=3).replace("样例管理办法", "样例税法").replace("2020年", "2024年").rstrip()
    (folder / "d.md").write_text(f"{new}《样例征收条例》{clause}\n", "utf-8")
    pipeline.ingest(folder, corpus, originals)
    by_title = {entry.title: entry for entry in corpus.entries()}
    ended, partly = by_title["样例征收条例"].metadata, by_title["样例管理办法"].metadata
    assert (str(ended.effective_to), ended.repealed_by) == ("2024-01-01", by_title["样例税法"].id)
    assert ended.ended_by == "样例税法：《样例征收条例》同时废止"
    assert [(label, str(day)) for label, day in partly.repealed_articles] == [("第二条", "2024-01-01")]
    assert by_title["样例税法"].metadata.repeals[1].articles == ("第二条",)

    (folder / "d.md").unlink()
    pipeline.ingest(folder, corpus, originals)
    assert all(entry.metadata.effective_to is None for entry in corpus.entries())


def test_an_empty_folder_withdraws_nothing_by_itself(folder: Path, corpus: Corpus, originals: Originals) -> None:
    pipeline.ingest(folder, corpus, originals)
    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(Problem, match=r"has 2 documents.*withdraw-all"):  # the refused file is none
        pipeline.ingest(folder, corpus, originals)
    assert corpus.count() == 2
    assert pipeline.ingest(folder, corpus, originals, withdraw_all=True).withdrawn == ["a.md", "b.md"]
    assert corpus.count() == 0


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, corpus: Corpus, originals: Originals) -> None:
    with pytest.raises(Problem, match="no such folder"):
        pipeline.ingest(tmp_path / "nowhere", corpus, originals)


def test_what_is_no_folder_and_what_is_empty_is_said(folder: Path, corpus: Corpus, originals: Originals) -> None:
    with pytest.raises(Problem, match="is a file, not a folder"):
        pipeline.ingest(folder / "a.md", corpus, originals)
    (folder / "empty").mkdir()
    assert pipeline.ingest(folder / "empty", corpus, originals).contradictions == [f"{folder / 'empty'} holds no files"]
    with pytest.raises(Problem, match=r"nowhere\.csv cannot be opened \(No such file"):
        pipeline.ingest(folder, corpus, originals, manifest=folder / "nowhere.csv")


def test_two_folders_do_not_share_a_name(folder: Path, tmp_path: Path, corpus: Corpus, originals: Originals) -> None:
    pipeline.ingest(folder, corpus, originals)
    other = tmp_path / "elsewhere" / "laws"
    other.mkdir(parents=True)
    (other / "x.md").write_text(LAW.format(days=1), "utf-8")
    with pytest.raises(Problem, match="--source"):
        pipeline.ingest(other, corpus, originals)
    assert corpus.count() == 2


def test_a_folder_that_moved_under_another_name_is_told_once_with_what_to_run(
    folder: Path, tmp_path: Path, corpus: Corpus, originals: Originals
) -> None:
    (folder / "wenzheng-manifest.csv").write_text("path,id\na.md,one\nb.md,two\n", "utf-8")
    pipeline.ingest(folder, corpus, originals)
    moved = tmp_path / "new rules"
    shutil.copytree(folder, moved)
    assert pipeline.ingest(moved, corpus, originals).twice["laws"].code == "documents_twice"
    shutil.rmtree(folder)
    report = pipeline.ingest(moved, corpus, originals)
    assert report.refused.keys() == {"a.md", "b.md", "broken.pdf"}
    told = str(report.twice["laws"])
    assert str(folder) in told
    assert f"wenzheng ingest '{moved}' --source laws" in told
    again = pipeline.ingest(moved, corpus, originals, source="laws")
    assert (str(again), again.twice) == ("0 new, 0 changed, 2 unchanged, 0 withdrawn, 1 refused", {})


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("第一条 不公开。", "utf-8")
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    assert "link.md" not in dict(list_files(folder))


def test_a_renamed_file_keeps_its_document_with_all_its_wordings(
    folder: Path, corpus: Corpus, originals: Originals
) -> None:
    manifest = folder / "wenzheng-manifest.csv"
    manifest.write_text("path,id\na.md,rule\n", "utf-8")
    pipeline.ingest(folder, corpus, originals)
    (folder / "a.md").write_text(LAW.format(days=20), "utf-8")
    pipeline.ingest(folder, corpus, originals)

    (folder / "a.md").rename(folder / "z.md")
    manifest.write_text("path,id\nz.md,rule\n", "utf-8")
    report = pipeline.ingest(folder, corpus, originals)
    assert (report.withdrawn, list(report.refused)) == ([], ["broken.pdf"])
    assert (corpus.entry("rule").path, corpus.entry("rule").withdrawn_at) == ("z.md", None)
    assert "15日" in corpus.version("rule", 1).text
    assert pipeline.ingest(folder, corpus, originals).unchanged == ["b.md", "z.md"]

    (folder / "z.md").unlink()
    manifest.unlink()
    assert pipeline.ingest(folder, corpus, originals).withdrawn == ["z.md"]
    assert corpus.entry("rule").withdrawn_at is not None


def test_two_files_change_ids_and_neither_is_lost(folder: Path, corpus: Corpus, originals: Originals) -> None:
    manifest = folder / "wenzheng-manifest.csv"
    manifest.write_text("path,id\na.md,one\nb.md,two\n", "utf-8")
    pipeline.ingest(folder, corpus, originals)
    manifest.write_text("path,id\na.md,two\nb.md,one\n", "utf-8")
    pipeline.ingest(folder, corpus, originals)
    assert {entry.id: entry.path for entry in corpus.entries()} == {"one": "b.md", "two": "a.md"}


def test_an_id_that_two_files_have_is_tried_again_when_one_gives_it_up(
    folder: Path, corpus: Corpus, originals: Originals
) -> None:
    manifest = folder / "wenzheng-manifest.csv"
    manifest.write_text("path,id\na.md,rule\nb.md,rule\n", "utf-8")
    (refused,) = pipeline.ingest(folder, corpus, originals).refused.keys() - {"broken.pdf"}
    (kept,) = {"a.md", "b.md"} - {refused}
    (folder / kept).unlink()
    manifest.write_text(f"path,id\n{refused},rule\n", "utf-8")
    pipeline.ingest(folder, corpus, originals)
    assert corpus.entry("rule").path == refused


def test_a_name_that_is_no_utf8_is_written_out_and_stops_nothing(
    folder: Path, corpus: Corpus, originals: Originals
) -> None:
    (folder / os.fsdecode("广州.md".encode("gb18030"))).write_text(LAW.format(days=9).replace("样例", "广州"), "utf-8")
    assert r"\xb9\xe3\xd6\xdd.md" in pipeline.ingest(folder, corpus, originals).new
    assert corpus.count() == 3
    assert len(pipeline.ingest(folder, corpus, originals).unchanged) == 3


def test_a_file_that_cannot_be_opened_is_refused_and_tried_again(
    folder: Path, corpus: Corpus, originals: Originals, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.ingest(folder, corpus, originals)
    ordinary = os.open

    def locked(path: Any, *rest: Any, **more: Any) -> int:
        if str(path).endswith("a.md"):
            raise PermissionError(13, "Permission denied")
        return ordinary(path, *rest, **more)

    monkeypatch.setattr(os, "open", locked)
    report = pipeline.ingest(folder, corpus, originals)
    assert (report.refused["a.md"].code, report.unchanged, corpus.count()) == ("unreadable", ["b.md"], 2)
    monkeypatch.undo()
    assert len(pipeline.ingest(folder, corpus, originals).unchanged) == 2


def test_a_folder_that_cannot_be_listed_is_told_and_withdraws_nothing(
    folder: Path, corpus: Corpus, originals: Originals, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "sub").mkdir()
    (folder / "b.md").rename(folder / "sub" / "b.md")
    pipeline.ingest(folder, corpus, originals)
    ordinary = os.scandir

    def locked(path: Any) -> Any:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return ordinary(path)

    monkeypatch.setattr(os, "scandir", locked)
    report = pipeline.ingest(folder, corpus, originals)
    assert (report.withdrawn, corpus.count()) == ([], 2)
    assert report.contradictions == ["sub cannot be listed: the documents from below it stay as they were"]


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(
    folder: Path, corpus: Corpus, originals: Originals
) -> None:
    with (folder / "huge.md").open("wb") as file:
        file.truncate(2**40)
    assert pipeline.ingest(folder, corpus, originals).refused["huge.md"].code == "too_large"


def test_an_interrupted_run_loses_nothing_and_repeats_nothing(tmp_path: Path, originals: Originals) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number}.md").write_text(LAW.format(days=number + 1).replace("样例", f"样例{number}号"), "utf-8")
    code = (
        "import sys; from pathlib import Path\n"
        "from ingestion import pipeline; from ingestion.corpus import Corpus\n"
        "from ingestion.database import open_database; from ingestion.sources import Originals\n"
        "from ingestion.tables import tables\n"
        "home, folder = map(Path, sys.argv[1:])\n"
        "engine = open_database(f'sqlite:///{home}/w.db'); tables.create_all(engine)\n"
        "say = lambda done, total, path: print(done, flush=True)\n"
        "print(pipeline.ingest(folder, Corpus(engine), Originals(home / 'o'), progress=say))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "home"), str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        os.kill(child.pid, signal.SIGKILL)
    time.sleep(0.1)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    new, _, unchanged, *_ = (int(part.split()[0]) for part in done[-1].split(", "))
    assert (unchanged >= 1, new + unchanged) == (True, 40)
