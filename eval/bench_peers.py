"""What others do with the same files, for comparison only: LangChain's ordinary pipeline as its tutorials write it.

Needs the extra `bench` (langchain-community says itself that it is being sunset, so nothing else uses it).
Does not know our own pipeline.
"""

import warnings
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any


def langchain_pipeline(files: Sequence[Path], model_folder: Path) -> dict[str, Any]:
    """Load, split (500 characters, 50 overlapping), embed in float32 and index with LangChain as it comes.

    Returns wall-clock seconds by step, `seconds` in all (the loading of the model apart, in `model_load`), and counts
    of files and chunks. Texts are embedded in the library's own batches, with the prefixes the model asks for.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # The deprecations of a library we only measure are not ours to mend.
        from langchain_community.document_loaders import TextLoader
        from langchain_community.vectorstores import FAISS
        from langchain_huggingface import HuggingFaceEmbeddings
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        started = perf_counter()
        embeddings = HuggingFaceEmbeddings(
            model_name=str(model_folder),
            model_kwargs={"device": "cpu", "local_files_only": True},
            encode_kwargs={"normalize_embeddings": True, "prompt_name": "passage"},
            query_encode_kwargs={"normalize_embeddings": True, "prompt_name": "query"},
        )
        embeddings.embed_query("warm")
        marks = [perf_counter()]
        documents = [document for file in files for document in TextLoader(str(file), encoding="utf-8").load()]
        marks.append(perf_counter())
        chunks = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50).split_documents(documents)
        marks.append(perf_counter())
        texts = [chunk.page_content for chunk in chunks]
        vectors = embeddings.embed_documents(texts)
        marks.append(perf_counter())
        FAISS.from_embeddings(zip(texts, vectors, strict=True), embeddings, [chunk.metadata for chunk in chunks])
        marks.append(perf_counter())
    steps = [after - before for before, after in pairwise(marks)]
    return {
        "seconds": marks[-1] - marks[0],
        "steps": dict(zip(("load", "split", "embed", "index"), steps, strict=True)),
        "model_load": marks[0] - started,
        "files": len(files),
        "chunks": len(chunks),
        "characters": sum(map(len, texts)),
    }
