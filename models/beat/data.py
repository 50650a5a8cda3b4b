"""Streams for training: kept in order, so that the net's memory runs on, and changed anew each time they are heard."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from features import BANDS, DELAY, FRAMES_A_SECOND, frame_of


@dataclass
class Chunk:
    amplitudes: Tensor  # (n, time, BANDS)
    targets: Tensor  # (n, time, 3): beat, downbeat, onset; 1 at the event, NEIGHBOUR beside it
    weights: Tensor  # (n, time, 3): 0 where nothing is known
    fresh: Tensor  # (n) bool: the row begins a stream


NEIGHBOUR = 0.4


def stretched(rows: np.ndarray, ratio: float) -> np.ndarray:
    """Rows of frames played `ratio` times as fast, interpolated."""
    at = np.arange(0, len(rows) - 1, ratio)
    low = at.astype(int)
    part = (at - low)[:, None].astype(np.float32)
    return rows[low].astype(np.float32) * (1 - part) + rows[low + 1].astype(np.float32) * part


class Listener:
    """One row of the batch: hears random stretches of random streams in a mix, a room and a noise drawn for each."""

    def __init__(self, files: list[Path], seed: int) -> None:
        self.files, self.rng, self.at, self.length = files, np.random.default_rng(seed), 0, 0

    def begin(self) -> None:
        rng = self.rng
        data = np.load(self.files[rng.integers(len(self.files))])
        while not (data["tones"].any() and data["drums"].any()) and rng.random() < 0.9:
            data = np.load(self.files[rng.integers(len(self.files))])
        ratio = float(np.exp(rng.uniform(-0.25, 0.25))) if rng.random() < 0.7 else 1.0
        drums, tones = data["drums"], data["tones"]
        mode = rng.random()
        if not tones.any():  # a sound font that lacks the instruments: only drums can be heard
            mode = 0.15
        gain_drums, gain_tones = 10 ** (rng.uniform(-20, 8) / 20), 1.0
        if mode < 0.12:
            gain_drums = 0.0
        elif mode < 0.2:
            gain_tones = 0.05
        mix = np.sqrt((gain_tones * tones.astype(np.float32)) ** 2 + (gain_drums * drums.astype(np.float32)) ** 2) / 1000
        mix = stretched(mix, ratio)
        self.amplitudes = self.heard(mix)
        frames = len(mix)
        beats = frame_of(data["beats"] / ratio)
        numbers = data["numbers"]
        onsets = np.concatenate([data["tone_onsets"] if gain_tones > 0.1 else [], data["drum_onsets"] if gain_drums else []])
        onsets = frame_of(onsets.astype(np.float32) / ratio)
        self.targets = np.zeros((frames, 3), np.float32)
        for column, events in enumerate((beats, beats[numbers == 1], onsets)):
            for offset, value in ((-1, NEIGHBOUR), (1, NEIGHBOUR), (0, 1.0)):
                spots = events + offset
                spots = spots[(spots >= 0) & (spots < frames)]
                self.targets[spots, column] = np.maximum(self.targets[spots, column], value)
        self.weights = np.ones((frames, 3), np.float32)
        self.mask_unknown_bars(beats, numbers, frames)
        if gain_tones < 0.1:
            self.mask_silent_drums(mix, frames)
        self.at, self.length = int(rng.integers(0, max(1, frames // 2))), frames

    def mask_unknown_bars(self, beats: np.ndarray, numbers: np.ndarray, frames: int) -> None:
        unknown = beats[numbers == 0]
        for frame in unknown:
            self.weights[max(0, frame - 40):frame + 40, 1] = 0

    def mask_silent_drums(self, mix: np.ndarray, frames: int) -> None:
        """Where the drums alone rest for two seconds nobody could hear a beat."""
        loud = np.convolve((mix.max(1) > 0.003).astype(np.float32), np.ones(94), "same") > 0
        self.weights[~loud[:frames], :] = 0

    def heard(self, mix: np.ndarray) -> np.ndarray:
        """What a microphone makes of it: level, tone, room, noise, a lost octave at either end."""
        rng, frames = self.rng, len(mix)
        mix = mix * 10 ** (rng.uniform(-30, 6) / 20)
        points = rng.normal(0, rng.choice([0, 2, 5]), 6)
        mix = mix * 10 ** (np.interp(np.linspace(0, 5, BANDS), np.arange(6), points) / 20).astype(np.float32)
        if rng.random() < 0.25:
            mix[:, : rng.integers(1, 24)] *= 0.03
        if rng.random() < 0.25:
            mix[:, BANDS - rng.integers(1, 24):] *= 0.03
        if rng.random() < 0.3:
            shift = int(rng.integers(-3, 4))
            mix = np.roll(mix, shift, 1)
        if rng.random() < 0.5:
            mix = self.in_a_room(mix)
        if rng.random() < 0.5:
            level = np.quantile(mix.max(1), 0.9) * 10 ** (rng.uniform(-45, -12) / 20)
            tilt = np.interp(np.linspace(0, 1, BANDS), [0, 0.5, 1], 10 ** (rng.normal(0, 8, 3) / 20))
            mix = np.sqrt(mix ** 2 + (level * tilt * rng.rayleigh(0.8, (frames, BANDS))) ** 2)
        return mix.astype(np.float32)

    def in_a_room(self, mix: np.ndarray) -> np.ndarray:
        """Adds a tail of reverberation, in power."""
        rng = self.rng
        fall = float(np.exp(-13.8 / (rng.uniform(0.2, 1.8) * FRAMES_A_SECOND)))
        share, tail = rng.uniform(0.02, 0.4) * (1 - fall), np.zeros(BANDS, np.float32)
        power = mix ** 2
        out = np.empty_like(power)
        for t in range(len(power)):
            out[t] = power[t] + share * tail
            tail = tail * fall + power[t]
        return np.sqrt(out)

    def next(self, frames: int):
        fresh = self.at + frames > self.length
        if fresh:
            self.begin()
        part = slice(self.at, self.at + frames)
        self.at += frames
        return self.amplitudes[part], self.targets[part], self.weights[part], fresh


class Audience:
    """`rows` listeners side by side."""

    def __init__(self, folder: Path, rows: int, seed: int) -> None:
        self.folder, self.files = folder, []
        self.refresh()
        self.listeners = [Listener(self.files, seed + row) for row in range(rows)]

    def refresh(self) -> None:
        """Looks for streams rendered meanwhile."""
        self.files[:] = sorted(p for p in self.folder.glob("*.npz") if ".part" not in p.name)

    def next(self, frames: int) -> Chunk:
        rows = [listener.next(frames) for listener in self.listeners]
        a, t, w, fresh = zip(*rows)
        stack = lambda x: torch.from_numpy(np.stack(x))
        return Chunk(stack(a), stack(t), stack(w), torch.tensor(fresh))
