"""Building: only what changed is embedded, an interruption costs little, and what is published fits together."""

import sqlite3
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from ingestion.documents import Chunk
from prompts.problems import Problem
from retrieval import indexing
from retrieval.embedding_cache import EmbeddingCache, key
from retrieval.generations import find, verify
from retrieval.seams import Filters, Vectors
from tests.retrieval.town import CountingEmbedder, Desk, law


def test_a_second_build_of_the_same_does_nothing(desk: Desk) -> None:
    first = desk.build()
    assert first is not None
    assert (first.name, first.documents, first.embedded) == ("gen-000001", 6, first.chunks)
    desk.embedder.asked.clear()
    assert desk.build() is None
    assert desk.embedder.asked == []


def test_only_changed_chunks_are_embedded(desk: Desk) -> None:
    desk.build()
    desk.embedder.asked.clear()
    desk.corpus.held.append(law("new", "夜市管理办法", [("第一条", "夜市每日营业至二十三时。")]))
    built = desk.build()
    assert built is not None
    assert built.embedded == 1
    assert desk.embedder.asked == ["夜市管理办法\n第一条 夜市每日营业至二十三时。"]


def test_chapters_of_a_law_are_not_embedded_but_other_headings_are(desk: Desk) -> None:
    chunk = Chunk("c", "d", 1, 0, "正文", 0, 2, ("第二章 劳动合同的订立", "第一节 一般规定", "一、办理条件"), ())
    assert indexing.embedded_text("标题", chunk) == "标题 一、办理条件\n正文"


def test_a_changed_date_makes_a_new_generation_and_embeds_nothing(desk: Desk) -> None:
    desk.build()
    held = desk.corpus.held
    held[0] = replace(held[0], metadata=replace(held[0].metadata, effective_to=None))
    built = desk.build()
    assert built is not None
    assert built.embedded == 0


def test_another_model_embeds_everything_again(desk: Desk) -> None:
    desk.build()
    desk.embedder = CountingEmbedder(name="another", dimension=32)
    built = desk.build()
    assert built is not None
    assert built.embedded == built.chunks


def test_a_damaged_current_generation_is_built_again(desk: Desk) -> None:
    desk.build()
    (desk.indexes / "gen-000001" / "vectors.faiss").write_bytes(b"damaged")
    built = desk.build()
    assert built is not None
    assert (built.name, built.embedded) == ("gen-000002", 0)


@dataclass
class StoppingEmbedder(CountingEmbedder):
    """Someone presses Ctrl-C after some batches."""

    patience: int = 2
    batches: list[int] = field(default_factory=list)

    def passages(self, texts: list[str]) -> Vectors:  # type: ignore[override]
        if len(self.batches) == self.patience:
            raise KeyboardInterrupt
        self.batches.append(len(texts))
        return super().passages(texts)


def test_an_interrupted_build_goes_on_where_it_stopped(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BATCH", 3)
    desk.embedder = StoppingEmbedder()
    with pytest.raises(KeyboardInterrupt):
        desk.build()
    done = len(desk.embedder.asked)
    assert done == 6
    desk.embedder = CountingEmbedder()
    built = desk.build()
    assert built is not None
    assert built.embedded == built.chunks - done
    assert verify(find(desk.indexes)[0].folder) == []


def test_a_model_that_gives_nonsense_publishes_nothing(desk: Desk) -> None:
    class Broken(CountingEmbedder):
        def passages(self, texts: list[str]) -> Vectors:  # type: ignore[override]
            return np.full((len(texts), self.dimension), np.nan, dtype=np.float32)

    desk.embedder = Broken()
    with pytest.raises(Problem) as raised:
        desk.build()
    assert raised.value.code == "bad_vector"
    assert not list(desk.indexes.glob("gen-*"))
    desk.embedder = CountingEmbedder()
    assert desk.build() is not None


def test_progress_counts_up_to_all_that_is_new(desk: Desk) -> None:
    seen: list[tuple[int, int, str]] = []
    with EmbeddingCache(desk.cache) as cache:
        indexing.build(desk.corpus, desk.embedder, desk.indexes, cache, lambda *at: seen.append(at))
    chunks = find(desk.indexes)[0].facts["chunks"]
    assert seen[0] == (0, chunks, "embedding")
    assert (chunks, chunks, "embedding") in seen
    assert seen[-1][2] == "writing"


def test_parts_that_do_not_fit_together_are_not_published(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    write = indexing.keywords.write
    monkeypatch.setattr(indexing.keywords, "write", lambda folder, rows: write(folder, list(rows)[1:]))
    with pytest.raises(Problem) as raised:
        desk.build()
    assert raised.value.code == "damaged_index"
    assert not list(desk.indexes.glob("gen-*"))


def test_a_generation_answers_without_the_corpus(desk: Desk, today: Filters) -> None:
    desk.build()
    desk.corpus.held.clear()
    desk.cache.unlink()
    assert desk.searcher().search("居住证由谁签发", today).passages[0].metadata.title == "居住证办法"


def test_erased_words_leave_the_cache(desk: Desk) -> None:
    desk.build()
    gone = desk.corpus.held.pop()
    desk.build()
    with EmbeddingCache(desk.cache) as cache:
        assert cache.get("counting", [key(f"{gone.metadata.title}\n{gone.text.strip()}")]) == {}


def test_vectors_come_back_as_they_went_in_to_half_precision(tmp_path: Path) -> None:
    vectors = np.random.default_rng(0).standard_normal((1200, 8)).astype(np.float32)
    keys = [key(str(n)) for n in range(1200)]
    with EmbeddingCache(tmp_path / "c.sqlite") as cache:
        cache.put("m", keys, vectors)
    with EmbeddingCache(tmp_path / "c.sqlite") as cache:
        held = cache.get("m", keys)
        assert np.array([held[k] for k in keys]) == pytest.approx(vectors, rel=1e-3)
        assert cache.get("other", keys) == {}


def test_a_cache_that_cannot_be_read_is_started_anew(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    path.write_bytes(b"this is no database" * 100)
    with EmbeddingCache(path) as cache:
        cache.put("m", [key("a")], np.ones((1, 4), dtype=np.float32))
        assert len(cache.get("m", [key("a")])) == 1
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM vectors").fetchone() == (1,)
    connection.close()
