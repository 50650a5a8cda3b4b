"""Makes the shipped files of the melody VAE: f16 safetensors and golden samples of them.

    python export.py .cache/melody/checkpoint.pt      # -> weights.safetensors, golden.json

The codes of the training riffs are brought to mean 0 and covariance 1, which is folded into the layers that make
and read codes: so a normal draw is a riff like theirs. Tensors, all f16, linear weights (out, in):
    encoder.embedding (symbols, e), encoder.first/second/mean .weight .bias    ReLU after the first two
    decoder.first/second/third .weight .bias                                   ReLU after each
    decoder.mix.weight (mixed, channels, 5), decoder.mix.bias                  ReLU; sixteenths padded by zeros
    decoder.logits.weight (symbols, mixed), decoder.logits.bias
    axis.notes, axis.height (code)       unit directions in which riffs get more notes, and higher ones
What `third` gives are the channels of sixteenth 0, of sixteenth 1, and so on.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from evaluate import encoded, load_net, whiten
from net import MelodyVae
from riffs import HERE, LOWEST, LOWEST_NOTE, STEPS, SYMBOLS, onsets, own_riffs, tune_riffs

LARGEST = 1_000_000  # bytes
GOLDEN = 3  # riffs


def export(checkpoint: Path, folder: Path) -> None:
    """Writes weights.safetensors and golden.json into `folder`."""
    net, state = load_net(checkpoint)
    whiten(net, np.concatenate([tune_riffs("train"), own_riffs("train")]))
    tensors = named(net) | axes(net)
    weights = folder / "weights.safetensors"
    told = {"step": str(state["step"]), "symbols": str(SYMBOLS), "lowest": str(LOWEST), "firstNote": str(LOWEST_NOTE)}
    save_file(tensors, weights, told)
    weights.chmod(0o644)
    if weights.stat().st_size > LARGEST:
        raise ValueError(f"{weights.name} must be under {LARGEST} bytes, got {weights.stat().st_size}; narrow the net.")
    (folder / "golden.json").write_text(json.dumps(golden_sample(net, tensors)) + "\n")


def axes(net: MelodyVae) -> dict[str, Tensor]:
    """Where the number of notes and their mean degree grow most among the whitened codes of the tunes."""
    riffs = tune_riffs("train")
    codes, notes = encoded(net, riffs), onsets(riffs)
    heights = np.where(notes, riffs, 0).sum(axis=1) / notes.sum(axis=1)
    found = {}
    for name, values in (("notes", notes.sum(axis=1)), ("height", heights)):
        told = torch.from_numpy(values - values.mean()).float()
        direction = told @ codes
        found[f"axis.{name}"] = (direction / direction.norm()).half()
    return found


def named(net: MelodyVae) -> dict[str, Tensor]:
    shipped = {name: tensor for name, tensor in net.state_dict().items() if not name.startswith("encoder.spread")}
    shipped["encoder.embedding"] = shipped.pop("encoder.embedding.weight")
    shipped["decoder.logits.weight"] = shipped["decoder.logits.weight"][:, :, 0]
    return {name: tensor.detach().half().contiguous() for name, tensor in shipped.items()}


@torch.no_grad()
def golden_sample(net: MelodyVae, tensors: dict[str, Tensor]) -> dict:
    """What the shipped (f16) numbers make in f32 of some test riffs."""
    state = {name: tensor.float() for name, tensor in tensors.items() if not name.startswith("axis.")}
    state["encoder.embedding.weight"] = state.pop("encoder.embedding")
    state["decoder.logits.weight"] = state["decoder.logits.weight"][:, :, None]
    net.load_state_dict(net.state_dict() | state)
    riffs = tune_riffs("test")[:: len(tune_riffs("test")) // GOLDEN][:GOLDEN]
    codes = encoded(net, riffs)
    logits = net.decoder(codes)
    rounded = lambda tensor: [[round(value, 4) for value in row] for row in tensor.tolist()]
    return {
        "riffs": riffs.tolist(),
        "codes": rounded(codes),
        "decoded": logits.argmax(-1).tolist(),
        "logitsAt": [0, 7, STEPS - 1],
        "logits": [rounded(each[[0, 7, STEPS - 1]]) for each in logits],
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("checkpoint", type=Path)
    options.add_argument("--to", type=Path, default=HERE)
    args = options.parse_args()
    export(args.checkpoint, args.to)


if __name__ == "__main__":
    main()
