"""Reads TensorFlow.js weights (model.json beside its shards) into numpy arrays.

Source of the format: https://github.com/tensorflow/tfjs/blob/master/tfjs-core/src/io/types.ts
(`WeightsManifestConfig`: groups of tensors stored one behind the other across shards).
"""

import json
from pathlib import Path

import numpy as np

DTYPES = {"float32": np.float32, "int32": np.int32, "bool": np.bool_}


def read_weights(folder: Path) -> dict[str, np.ndarray]:
    """All tensors of the model in `folder` by name; groups with a missing shard are left out."""
    manifest = json.loads((folder / "model.json").read_text())["weightsManifest"]
    tensors = {}
    for group in manifest:
        shards = [folder / path for path in group["paths"]]
        if all(shard.exists() for shard in shards):
            blob = b"".join(shard.read_bytes() for shard in shards)
            tensors |= _split(blob, group["weights"])
    return tensors


def _split(blob: bytes, entries: list[dict]) -> dict[str, np.ndarray]:
    tensors, offset = {}, 0
    for entry in entries:
        dtype, shape = np.dtype(DTYPES[entry["dtype"]]), entry["shape"]
        count = int(np.prod(shape))
        values = np.frombuffer(blob, dtype, count, offset)
        tensors[entry["name"]] = values.reshape(shape)
        offset += count * dtype.itemsize
    return tensors
