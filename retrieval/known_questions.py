"""The labelled questions that come with the program: what citizens asked about Chinese law, and what answered them.

`known_questions.jsonl` holds each question with digests of the articles that answer it, by no more than their words:
where a corpus does not hold an article, or holds it amended, its label says nothing. The questions and labels are those
of STARD and LeCoQA (MIT, `known_questions.NOTICE.txt`); `train-retriever --questions-to` writes such a file from any
labelled set. Does not know how much a label weighs: `retrieval/asked_before.py` does.
"""

import json
from collections.abc import Iterator, Sequence
from importlib import resources
from io import BytesIO
from pathlib import Path

import numpy as np

from ingestion import durable
from prompts.problems import Problem
from retrieval.asked_before import AskedBefore
from retrieval.embedding_cache import EmbeddingCache, key
from retrieval.seams import Embedder, Labels, Vectors

FILE, VECTORS = "known_questions.jsonl", "known_questions.npy"


def bundled(embedder: Embedder, cache: Path, *, own: bool) -> AskedBefore:
    """Those that come with the program. `own`: the embedder is the one that comes with it, and so do the vectors;
    another embeds them once, in seconds, and its vectors are kept in `cache`."""
    labels = bundled_labels()
    if own:
        packed = resources.files("retrieval").joinpath(VECTORS).read_bytes()
        vectors: Vectors = np.load(BytesIO(packed)).astype(np.float32)
    else:
        vectors = _embedded(list(labels), embedder, cache)
    return AskedBefore(tuple(labels), tuple(labels.values()), vectors)


def bundled_labels() -> Labels:
    """The same without vectors: question → digests of the words that answer it."""
    return _read(resources.files("retrieval").joinpath(FILE).read_text("utf-8"), FILE)


def add(path: Path, labels: Labels, embedder: Embedder) -> int:
    """Add labels to a file, made if need be, with the vectors of its questions beside it (`.npy`, half precision, in
    its order); gives how many questions it holds now. Problem `bad_known_question`."""
    held = dict(_read(path.read_text("utf-8"), str(path))) if path.exists() else {}
    for question, answers in labels.items():
        held[question] = tuple(dict.fromkeys((*held.get(question, ()), *answers)))
    lines = (json.dumps({"question": q, "answers": a}, ensure_ascii=False) for q, a in sorted(held.items()))
    vectors = BytesIO()
    np.save(vectors, embedder.questions(sorted(held)).astype(np.float16))
    durable.write(path.with_suffix(".npy"), vectors.getvalue())
    durable.write(path, "".join(f"{line}\n" for line in lines).encode())
    return len(held)


def _embedded(questions: Sequence[str], embedder: Embedder, cache: Path) -> Vectors:
    keys = [key(question) for question in questions]
    with EmbeddingCache(cache) as vectors:
        held = vectors.get(embedder.fingerprint, keys)
        if new := {of: question for of, question in zip(keys, questions, strict=True) if of not in held}:
            vectors.put(embedder.fingerprint, list(new), embedder.questions(list(new.values())))
            held = vectors.get(embedder.fingerprint, keys)
    return np.stack([held[each] for each in keys]).astype(np.float32)


def _read(text: str, name: str) -> Labels:
    return dict(_labelled(text, name))


def _labelled(text: str, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            said = json.loads(line)
            yield str(said["question"]), tuple(map(str, said["answers"]))
        except (ValueError, KeyError, TypeError) as error:
            raise Problem("bad_known_question", file=name, line=number, found=line[:80]) from error
