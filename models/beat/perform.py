"""Plays an arrangement in time: a tempo curve, swing, and players who are not machines."""

import math
import random
from dataclasses import dataclass, field

import numpy as np

from arrange import Arrangement

GRID = 8  # points of the tempo curve a beat


@dataclass
class Performance:
    notes: list[tuple[float, float, int, int, int]]  # start and length in seconds, program, pitch, velocity
    drums: list[tuple[float, int, int]]  # seconds, General MIDI drum, velocity
    beats: list[tuple[float, int]]  # seconds, number in the bar from 1 (0 where bars are not known)
    beats_per_bar: int = 0
    seconds: float = 0.0
    programs: set[int] = field(default_factory=set)


def tempo_curve(rng: random.Random, arrangement: Arrangement, beats: int) -> np.ndarray:
    """Seconds at each GRID-th of a beat."""
    low, high = arrangement.tempo
    tempo = math.exp(rng.uniform(math.log(low), math.log(high)))
    free, n = arrangement.expressive, beats * GRID + 1
    noise = np.random.default_rng(rng.getrandbits(32))
    curve = np.zeros(n)
    if free:
        walk, value, pull = np.zeros(n), 0.0, rng.uniform(0.005, 0.03)
        for i in range(n):
            value += -pull * value + noise.normal() * 0.03 * free
            walk[i] = value
        curve += walk
        bar = arrangement.score.beats_per_bar
        phrase, depth = bar * rng.choice([2, 4, 4, 8]), free * rng.uniform(0, 0.25)
        at = np.arange(n) / GRID % phrase / phrase
        curve += depth * (0.5 - 2 * (at - 0.45) ** 2) - free * rng.uniform(0, 0.5) * np.maximum(0, at - 0.85) / 0.15
        curve += np.repeat(noise.normal(size=beats + 1) * 0.05 * free, GRID)[:n]  # beat by beat
    if rng.random() < 0.1:  # another tempo from somewhere on
        curve[rng.randrange(n):] += rng.uniform(-0.3, 0.3)
    if rng.random() < 0.1:  # a long drift
        curve += np.linspace(0, rng.uniform(-0.3, 0.3), n)
    steps = 60 / (tempo * np.exp(np.clip(curve, -0.9, 0.7))) / GRID
    if free > 0.4 and rng.random() < 0.3:  # a fermata or a breath
        steps[rng.randrange(n // 4, n)] += rng.uniform(0.1, 0.8)
    return np.concatenate([[0], np.cumsum(steps)])[:n]


def perform(rng: random.Random, arrangement: Arrangement, limit: float) -> Performance:
    """The arrangement's first `limit` seconds."""
    score = arrangement.score
    beats = int(math.ceil(score.length)) + 2
    curve = tempo_curve(rng, arrangement, beats)
    swing = rng.uniform(0.05, 0.17) if score.division == 2 and rng.random() < 0.15 else 0
    loose = rng.choice([0, 0.003, 0.006, 0.01]) + 0.012 * arrangement.expressive

    def seconds(beat: float) -> float:
        if swing:
            whole, part = divmod(beat, 1)
            beat = whole + (part * (1 + 2 * swing) if part < 0.5 else 1 - (1 - part) * (1 - 2 * swing))
        return float(np.interp(beat * GRID, np.arange(len(curve)), curve))

    notes = []
    for part in arrangement.parts:
        for start, length, pitch, velocity in part.notes:
            at = max(0, seconds(start) + rng.gauss(0, loose * part.loose) - part.ahead)
            if at < limit:
                notes.append((at, max(0.04, seconds(start + length) - seconds(start)), part.program, pitch, velocity))
    drums = [(max(0, seconds(t) + rng.gauss(0, loose / 2)), d, v) for t, d, v in arrangement.drums if seconds(t) < limit]
    last = max([n[0] for n in notes] + [d[0] for d in drums] + [0])
    first = min([n[0] for n in notes] + [d[0] for d in drums] + [last])
    marks, pickup = [], score.pickup % 1
    for k in range(int(score.length - pickup) + 1):
        at = float(seconds(k + pickup))
        if first - 0.05 <= at <= min(limit, last + 0.05):
            number = int(round(k + pickup - score.pickup)) % score.beats_per_bar + 1 if score.bars_known else 0
            marks.append((at, number))
    return Performance(notes, drums, marks, score.beats_per_bar, min(limit, last + 0.5), {n[2] for n in notes})
