"""Opens an embedder by name: the bundled model, a folder, or a model of the hub, by the fastest way that fits it.

The bundled model and the usual encoders run in OpenVINO, from a converted copy that is written once; everything else
that sentence-transformers can open runs on torch. Does not know what is embedded.
"""

import hashlib
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from prompts.problems import Problem
from retrieval import bundled
from retrieval.model_folders import damage, write_whole
from retrieval.seams import Embedder

Engine = Literal["auto", "openvino", "torch"]
Precision = Literal["auto", "bf16", "f32"]


def open_embedder(
    name: str = "bundled",
    models: Path = Path(".wenzheng/models"),
    *,
    engine: Engine = "auto",
    precision: Precision = "auto",
    device: str = "cpu",
    threads: int | None = None,
    progress: bundled.Progress | None = None,
) -> Embedder:
    """Open `bundled`, a folder of a sentence-transformers model, or a hub name; keep what is built under `models`.

    The first time a model is built or converted (about 20 s for the bundled one); after that opening takes a second and
    reaches no network. `precision="auto"` is bfloat16 where the processor computes in it, else float32. Any `device`
    but `cpu` runs on torch. `progress` is told of the bundled model's bytes. Raises `Problem` when there is no such
    model or it cannot be written.
    """
    if name == "bundled":
        place = str(bundled.build(models / bundled.NAME, progress))
        source: object = bundled.SHA256
    else:
        place, source = _find(name)
    if engine == "torch" or device != "cpu" or (engine == "auto" and find_spec("openvino") is None):
        return _open_torch(place, device, precision, threads)
    folder = models / f"{_slug(name)}.openvino"
    facts = {"model": source, "layout": 1}
    if damage(folder, facts) is not None and not _convert(place, folder, facts):
        if engine == "openvino":
            raise Problem("embedder_not_convertible", found=name)
        return _open_torch(place, device, precision, threads)
    from retrieval.openvino_embedder import OpenVinoEmbedder

    return OpenVinoEmbedder(folder, threads, precision)


def _open_torch(place: str, device: str, precision: Precision, threads: int | None) -> Embedder:
    from retrieval.torch_embedder import open_torch

    return open_torch(place, device, precision, threads)


def _convert(place: str, folder: Path, facts: dict[str, object]) -> bool:
    """Write the converted copy; False when the model is of a kind that only torch runs."""
    from retrieval.openvino_embedder import convert
    from retrieval.torch_embedder import convertible, encoder_of, open_model, tokenizer_json, weights_digest
    from retrieval.wording import wording_of

    model = open_model(place, "cpu", None)
    if not convertible(model):
        return False
    wording = wording_of(model.prompts, place)
    about = {
        "question": wording.question,
        "passage": wording.passage,
        "pad": model.tokenizer.pad_token_id,
        "dimension": model.get_embedding_dimension(),
        "longest": model.max_seq_length,
        "weights": weights_digest(model),
    }
    write_whole(folder, facts, lambda part: convert(*encoder_of(model), tokenizer_json(model), about, part))
    return True


def _find(name: str) -> tuple[str, object]:
    """A folder and what shows that it changed (sizes and times of its files), or a hub name as it is."""
    folder = Path(name).expanduser()
    if (folder / "modules.json").is_file() or (folder / "config.json").is_file():
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        return str(folder), [[str(p.relative_to(folder)), p.stat().st_size, p.stat().st_mtime_ns] for p in paths]
    if folder.exists() or not re.fullmatch(r"\w[\w.-]*(/\w[\w.-]*)?", name):
        raise Problem("embedder_not_found", found=name or '""', why="no modules.json or config.json there")
    return name, name


def _slug(name: str) -> str:
    if name == "bundled":
        return bundled.NAME
    folder = Path(name).expanduser()
    full = str(folder.resolve()) if folder.is_dir() else name
    short = re.sub(r"[^\w.-]", "-", folder.name)
    return f"{short}-{hashlib.sha256(full.encode()).hexdigest()[:8]}"
