"""The labelled questions that come with the program: what citizens asked about Chinese law, and what answered them.

`known_questions.jsonl` holds each question with digests of the articles that answer it, by no more than their words:
where a corpus does not hold an article, or holds it amended, its label says nothing. The questions and labels are those
of STARD and LeCoQA (MIT, `known_questions.NOTICE.txt`); `train-retriever --questions-to` writes such a file from any
labelled set. Does not know how much a label weighs: `retrieval/asked_before.py` does.
"""

import json
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path

import numpy as np

from ingestion import durable
from prompts.problems import Problem
from retrieval.asked_before import AskedBefore
from retrieval.embedding_cache import EmbeddingCache, key
from retrieval.seams import Embedder

FILE = "known_questions.jsonl"

Labels = Mapping[str, tuple[str, ...]]
"""Question → digests of the words that answer it, as `ChunkTable.words` gives them."""


def bundled(embedder: Embedder, cache: Path) -> AskedBefore:
    """Those that come with the program, embedded once, in seconds; their vectors are kept in `cache`."""
    labels = _read(resources.files("retrieval").joinpath(FILE).read_text("utf-8"), FILE)
    keys = {question: key(question) for question in labels}
    with EmbeddingCache(cache) as vectors:
        held = vectors.get(embedder.fingerprint, list(keys.values()))
        if new := [question for question in labels if keys[question] not in held]:
            rows = np.stack([embedder.question(question) for question in new])
            vectors.put(embedder.fingerprint, [keys[question] for question in new], rows)
            held = vectors.get(embedder.fingerprint, list(keys.values()))
    rows = np.stack([held[each] for each in keys.values()]).astype(np.float32)
    return AskedBefore(tuple(labels), tuple(labels.values()), rows)


def add(path: Path, labels: Labels) -> int:
    """Add labels to a file, made if need be; gives how many questions it holds now. Problem `bad_known_question`."""
    held = dict(_read(path.read_text("utf-8"), str(path))) if path.exists() else {}
    for question, answers in labels.items():
        held[question] = tuple(dict.fromkeys((*held.get(question, ()), *answers)))
    lines = (json.dumps({"question": q, "answers": a}, ensure_ascii=False) for q, a in sorted(held.items()))
    durable.write(path, "".join(f"{line}\n" for line in lines).encode())
    return len(held)


def _read(text: str, name: str) -> Labels:
    return dict(_labelled(text, name))


def _labelled(text: str, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            said = json.loads(line)
            yield str(said["question"]), tuple(map(str, said["answers"]))
        except (ValueError, KeyError, TypeError) as error:
            raise Problem("bad_known_question", file=name, line=number, found=line[:80]) from error
