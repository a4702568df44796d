"""Embeds with sentence-transformers on torch: any of its models, and the way there for the faster OpenVINO one.

The one home of torch and sentence-transformers for embedding; imported when it is chosen (both take about two seconds).
No model's own code is run, and weights are read from safetensors only. Does not know where models are kept.
"""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from prompts.problems import Problem
from retrieval.seams import Vectors
from retrieval.wording import Wording, wording_of

CONVERTIBLE = ("bert", "xlm-roberta")
"""Encoder families that `encoder_of` has been tried with; others run on torch."""


class TorchEmbedder:
    """Any sentence-transformers model. Calls from several threads take turns."""

    def __init__(self, model: SentenceTransformer, wording: Wording, precision: str, batch: int = 32) -> None:
        self._model = model
        self._wording = wording
        self._precision = precision
        self._batch = batch
        self._turn = Lock()
        self.dimension: int = model.get_embedding_dimension() or len(self._encode([""], "")[0])
        self.longest: int = model.max_seq_length or 512
        self.fingerprint: str = wording.fingerprint(weights_digest(model), precision, self.longest)

    def count(self, text: str) -> int:
        """Tokens of a passage, prefix and special tokens included, before anything is cut."""
        with self._turn:
            return len(
                self._model.tokenizer(self._wording.passage + text, truncation=False, verbose=False)["input_ids"]
            )

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed what is searched; rows of unit length, in the order given."""
        return self._encode(list(texts), self._wording.passage)

    def question(self, text: str) -> NDArray[np.float32]:
        """Embed what is asked."""
        row: NDArray[np.float32] = self.questions([text])[0]
        return row

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Embed many questions."""
        return self._encode(list(texts), self._wording.question)

    def _encode(self, texts: list[str], prefix: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        lower = self._precision == "bf16"
        precision = torch.autocast(self._model.device.type, torch.bfloat16) if lower else nullcontext()
        with self._turn, precision:
            rows = self._model.encode(
                texts, prompt=prefix, batch_size=self._batch, normalize_embeddings=True, show_progress_bar=False
            )
        return np.ascontiguousarray(rows, dtype=np.float32)


def open_model(name: str, device: str, threads: int | None) -> SentenceTransformer:
    """Open a folder, or a model by its name on the hub. Raises `Problem` when there is none."""
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    if threads is not None:
        torch.set_num_threads(threads)
    try:
        return SentenceTransformer(
            name,
            device=device,
            local_files_only=Path(name).is_dir(),
            model_kwargs={"use_safetensors": True},
            trust_remote_code=False,
        ).eval()
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        why = str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
        raise Problem("embedder_not_found", found=name, why=why) from error


def open_torch(name: str, device: str, precision: str, threads: int | None) -> TorchEmbedder:
    """Open any model on torch; `precision` is `auto`, `bf16` or `f32`."""
    model = open_model(name, device, threads)
    if precision == "auto":
        precision = "bf16" if _has_bfloat16(device) else "f32"
    return TorchEmbedder(model, wording_of(model.prompts, name), precision)


def weights_digest(model: SentenceTransformer) -> str:
    """SHA-256 over the names and bytes of all weights: the same model has the same digest wherever it lies."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().view(torch.uint8).numpy().data)
    return digest.hexdigest()


def convertible(model: SentenceTransformer) -> bool:
    """Whether `encoder_of` stands for the whole model: a known encoder, mean or first-token pooling, nothing else."""
    kinds = [type(module).__name__ for module in model]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return False
    first: Any = model[0]
    pooling: Any = model[1]
    return bool(
        first.auto_model.config.model_type in CONVERTIBLE
        and not first.do_lower_case
        and pooling.pooling_mode in ("mean", "cls")
        and pooling.include_prompt
        and getattr(model.tokenizer, "is_fast", False)
    )


def encoder_of(model: SentenceTransformer) -> tuple[torch.nn.Module, dict[str, torch.Tensor]]:
    """Give encoder, pooling and normalisation as one module, and an example of its two inputs (batch, tokens)."""
    example = {name: torch.ones(2, 16, dtype=torch.int32) for name in ("input_ids", "attention_mask")}
    first: Any = model[0]
    pooling: Any = model[1]
    return _Pooled(first.auto_model, pooling.pooling_mode), example


def tokenizer_json(model: SentenceTransformer) -> str:
    """The tokenizer in the terms of the `tokenizers` library."""
    text: str = model.tokenizer.backend_tokenizer.to_str()
    return text


class _Pooled(torch.nn.Module):
    def __init__(self, encoder: torch.nn.Module, pooling: str) -> None:
        super().__init__()
        self.encoder = encoder
        self.pooling = pooling

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        if self.pooling == "cls":
            return torch.nn.functional.normalize(states[:, 0], dim=-1)
        weights = attention_mask.unsqueeze(-1).to(states.dtype)
        return torch.nn.functional.normalize((states * weights).sum(1) / weights.sum(1), dim=-1)


def _has_bfloat16(device: str) -> bool:
    if device != "cpu":
        return torch.cuda.is_available() and torch.cuda.is_bf16_supported()
    found: Mapping[str, Any] = torch.cpu.get_capabilities()
    return bool(found.get("avx512_bf16") or found.get("amx_bf16") or found.get("bf16"))
