"""Rules of the packed weight file."""

import struct

import numpy as np
import pytest

from retrieval.packed import unpack

PIECES = [("<s>", 0.0), ("▁的", -3.5), ("词", -4.25)]


def packed_file(tensors: dict[str, tuple[int, int, bytes]], magic: bytes = b"E5S1") -> bytes:
    """Write the format: header, pieces, an ignored normalisation map, a directory, the data."""
    words = [piece.encode() for piece, _ in PIECES]
    ends = np.cumsum([0, *map(len, words)]).astype("<u4")
    scores = np.array([score for _, score in PIECES], "<f4")
    head = struct.pack("<4sI7ifi", magic, 1, 32, 1, 2, 64, 3, 8, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(words), 0, 2, 1, 3, ends[-1]) + ends.tobytes() + scores.tobytes() + b"".join(words)
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 9, 1, 32)
    size = len(head) + 4 + sum(2 + len(name) + 21 for name in tensors)
    directory, data = struct.pack("<i", len(tensors)), b""
    for name, (kind, elements, content) in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, elements, size + len(data), len(content))
        data += content
    return head + directory + data


def test_pieces_keep_their_order_and_scores() -> None:
    assert unpack(packed_file({})).pieces == tuple(PIECES)


def test_a_four_bit_weight_is_its_scale_times_its_nibble_less_eight() -> None:
    scale = np.array([0.5], "<f2").tobytes()
    nibbles = bytes(low | (15 - low) << 4 for low in range(16))
    model = unpack(packed_file({"w": (1, 32, scale + nibbles)}))
    expected = [0.5 * (n - 8) for n in range(16)] + [0.5 * (15 - n - 8) for n in range(16)]
    assert np.concatenate(list(model.floats("w"))).tolist() == expected


def test_a_tensor_in_full_precision_is_read_as_it_is() -> None:
    values = np.array([1.5, -2.25, 3e-8], "<f4")
    model = unpack(packed_file({"q": (0, 3, values.tobytes()), "b": (0, 3, values[::-1].tobytes())}))
    assert np.concatenate(list(model.floats("q"))).tolist() == values.tolist()
    assert np.concatenate(list(model.floats("b"))).tolist() == values[::-1].tolist()


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="not a packed encoder"):
        unpack(packed_file({}, magic=b"GGUF"))
