"""Reads `e5-small-q4.bin`: a BERT encoder with its tokenizer in one file, most weights in four bits.

Little-endian throughout. Header: magic `E5S1`, u32 version, seven int32 (hidden, layers, heads, feed-forward,
vocabulary, positions, types), f32 epsilon, int32 block size. Pieces: five int32 (count, bos, eos, pad, unk), u64 blob
size, u32 offsets[count + 1], f32 scores[count], blob. Normalisation: int32 count, u32 bytes, entries (skipped: it is
NFKC with the few exceptions that `retrieval/bundled.py` writes down). Directory: int32 count, then per tensor u16
name length, name, u8 kind (0 float32, 1 Q4_0), u32 elements, u64 offset, u64 bytes.

Does not know what the tensors mean, nor where they go.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
"""Q4_0: 32 weights in 18 bytes. Low nibbles are the first 16, high nibbles the last; weight = scale × (nibble − 8)."""

ROWS_AT_ONCE = 1 << 15
"""Blocks turned into float32 in one step (4 MB), so that the word table never lies in memory twice."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where one tensor lies in the file."""

    packed: bool
    elements: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class PackedModel:
    """The file, taken apart; tensors stay packed until `floats` is asked for them."""

    shape: Shape
    pieces: tuple[tuple[str, float], ...]
    """Unigram pieces with their log probabilities, in order of token id."""
    tensors: Mapping[str, Tensor]
    data: bytes

    def floats(self, name: str) -> Iterator[NDArray[np.float32]]:
        """Give one tensor as float32, flat, in slices of at most 4 MB."""
        tensor = self.tensors[name]
        part = memoryview(self.data)[tensor.offset : tensor.offset + tensor.size]
        if not tensor.packed:
            yield np.frombuffer(part, "<f4")
            return
        blocks = np.frombuffer(part, BLOCK)
        for first in range(0, len(blocks), ROWS_AT_ONCE):
            some = blocks[first : first + ROWS_AT_ONCE]
            halves = np.concatenate((some["nibbles"] & 15, some["nibbles"] >> 4), axis=1).astype(np.float32)
            yield ((halves - 8) * some["scale"].astype(np.float32)[:, None]).reshape(-1)


def unpack(data: bytes) -> PackedModel:
    """Take the file apart. The caller has checked its digest: a wrong file ends in `struct.error` or `ValueError`."""
    magic, version, hidden, layers, heads, inner, vocabulary, positions, types, epsilon, block = struct.unpack_from(
        "<4sI7ifi", data
    )
    if (magic, version, block) != (b"E5S1", 1, 32):
        raise ValueError(f"not a packed encoder of version 1: {magic!r}, version {version}, blocks of {block}")
    at = struct.calcsize("<4sI7ifi")
    count, *_special, blob_size = struct.unpack_from("<5iQ", data, at)
    at += struct.calcsize("<5iQ")
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += offsets.nbytes
    scores = np.frombuffer(data, "<f4", count, at)
    at += scores.nbytes
    blob = data[at : at + blob_size]
    at += blob_size
    pieces = tuple(
        (blob[start:end].decode(), float(score))
        for start, end, score in zip(offsets[:-1].tolist(), offsets[1:].tolist(), scores.tolist(), strict=True)
    )
    at += 8 + struct.unpack_from("<iI", data, at)[1]
    shape = Shape(hidden, layers, heads, inner, vocabulary, positions, types, epsilon)
    return PackedModel(shape, pieces, _directory(data, at), data)


def _directory(data: bytes, at: int) -> dict[str, Tensor]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        at += 2
        name = data[at : at + length].decode()
        at += length
        kind, elements, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += struct.calcsize("<BIQQ")
        tensors[name] = Tensor(kind == 1, elements, offset, size)
    return tensors
