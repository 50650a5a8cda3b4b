"""Makes the shipped files of the music net: f16 safetensors and golden samples of them.

    python export.py .cache/music/checkpoint.pt      # -> weights.safetensors, golden.weights.json

Tensors, all f16, as engine/inference/transformer/decoder-config.ts names them; linear weights are (in, out):
    embedding (vocabulary, width)
    <i>.norm1.scale, <i>.norm1.bias, <i>.qkv.weight, <i>.qkv.bias, <i>.out.weight, <i>.out.bias
    <i>.norm2.scale, <i>.norm2.bias, <i>.up.weight, <i>.up.bias, <i>.down.weight, <i>.down.bias
    norm.scale, norm.bias, logits.weight (width, vocabulary), logits.bias
The file's metadata has the extents of the net and the step of its training.
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from data import HERE, chorales
from evaluate import WINDOW, load_net, nats_per_voice_step
from net import Extents, MusicNet
from tokens import VOCABULARY, encode

GOLDEN_TOKENS = 24
GOLDEN_LOGITS = 16  # of the last step
LARGEST = 4_000_000  # bytes


def export(checkpoint: Path, folder: Path) -> list[Path]:
    """Writes weights.safetensors and golden.weights.json into `folder`."""
    net, state = load_net(checkpoint)
    tensors = named(net)
    weights, golden = folder / "weights.safetensors", folder / "golden.weights.json"
    extents = state["config"]["extents"] | {"vocabulary": VOCABULARY}
    save_file(tensors, weights, {"extents": json.dumps(extents), "step": str(state["step"])})
    weights.chmod(0o644)
    if weights.stat().st_size > LARGEST:
        raise ValueError(f"{weights.name} must be under {LARGEST} bytes, got {weights.stat().st_size}; narrow the net.")
    golden.write_text(json.dumps(golden_sample(net.extents, tensors), indent=1) + "\n")
    return [weights, golden]


def named(net: MusicNet) -> dict[str, Tensor]:
    tensors = {}
    for name, tensor in net.state_dict().items():
        name = name.removeprefix("layers.")
        if "norm" in name:
            name = name.replace(".weight", ".scale")
        elif name == "embedding.weight":
            name = "embedding"
        elif name.endswith(".weight"):
            tensor = tensor.T
        tensors[name] = tensor.detach().half().contiguous()
    return tensors


def from_named(extents: Extents, tensors: dict[str, Tensor]) -> MusicNet:
    """The net that computes what a shipped file says."""
    net = MusicNet(extents).eval()
    state = {}
    for name in net.state_dict():
        short = name.removeprefix("layers.")
        if "norm" in short:
            state[name] = tensors[short.replace(".weight", ".scale")].float()
        elif short == "embedding.weight":
            state[name] = tensors["embedding"].float()
        else:
            state[name] = tensors[short].float().T if short.endswith(".weight") else tensors[short].float()
    net.load_state_dict(state)
    return net


@torch.no_grad()
def golden_sample(extents: Extents, tensors: dict[str, Tensor]) -> dict:
    """By the shipped (f16) numbers in f32: the logits after the first tokens of a scale in four parts, and the nats
    per voice-step of the first test chorale that fits in one window."""
    net = from_named(extents, tensors)
    rows = [[72 + step, 67, 60 + step, 48] for step in (0, 0, 2, 2, 4, 4, 5, 5, 7, 7, 5, 5, 4, 4, 2, 2)]
    tokens = encode(torch.tensor(rows).numpy())[:GOLDEN_TOKENS]
    logits = net(torch.tensor([tokens]))[0, -1]
    places = [i * (VOCABULARY // GOLDEN_LOGITS) for i in range(GOLDEN_LOGITS)]
    piece, grid = next((i, grid) for i, grid in enumerate(chorales("test")) if len(encode(grid)) <= WINDOW)
    return {
        "tokens": tokens,
        "places": places,
        "logits": [round(logits[i].item(), 5) for i in places],
        "piece": piece,
        "nats": round(nats_per_voice_step(net, [grid]), 5),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("checkpoint", type=Path)
    options.add_argument("--to", type=Path, default=HERE)
    args = options.parse_args()
    for path in export(args.checkpoint, args.to):
        print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
