"""Renders recordings with annotations out of what training never hears, for `npm run eval`.

    python held_out.py --kind band --count 12 --out ../../.cache/beat/eval/band     # steady, with drums
    python held_out.py --kind keyboard --count 8 --out ../../.cache/beat/eval/keyboard
    python held_out.py --kind drums --count 6 --out ../../.cache/beat/eval/drums     # exact onsets

Writes NAME.wav, NAME.beats (seconds, tab, number in the bar), NAME.onsets, NAME.key.
"""

import argparse
import random
import wave
from pathlib import Path

import numpy as np

from arrange import band, drums_alone, harmonise, keyboard
from features import RATE
from perform import perform
from render import FONTS, KITS, Stream, all_scores, copy_score, held_out, load_samples, one_shots, synthesise, tone_events

SECONDS = 45
NAMES = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
ARRANGERS = {"band": band, "keyboard": keyboard, "drums": drums_alone}


def write_wav(path: Path, sound: np.ndarray) -> None:
    peak = max(1e-6, float(np.abs(sound).max()))
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1), out.setsampwidth(2), out.setframerate(RATE)
        out.writeframes((sound / peak * 0.8 * 32767).astype(np.int16).tobytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kind", choices=ARRANGERS, required=True)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--seed", type=int, default=9000)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    rng, sounds = random.Random(args.seed), load_samples(held_out=True)
    scores = [s for book in all_scores()[:4] for s in book if held_out(s) and s.bars_known and s.length >= 32]
    for index in range(args.count):
        score = copy_score(rng, rng.choice(scores))
        if not score.chords:
            harmonise(score, rng)
        arrangement = ARRANGERS[args.kind](rng, score)
        while args.kind == "band" and not arrangement.drums:
            arrangement = band(rng, score)
        if args.kind == "band":
            arrangement.expressive = 0
        performance = perform(rng, arrangement, SECONDS)
        name = f"{args.kind}-{index:02d}-{score.name.replace('/', '-')}"
        stream = Stream(performance.notes, performance.drums, performance.beats, [(0, SECONDS)])
        samples = round((performance.seconds + 0.5) * RATE)
        tones = synthesise(tone_events(stream), rng.choice(FONTS), args.out, samples) if stream.notes else np.zeros(samples)
        drums = np.zeros(samples) if not stream.drums else one_shots(rng, stream, sounds, samples)
        if stream.drums and rng.random() < 0.5:
            hits = [(at, bytes([0x99, drum, velocity])) for at, drum, velocity in stream.drums]
            drums = synthesise([(0.0, bytes([0xC9, rng.choice(KITS)]))] + hits, rng.choice(FONTS), args.out, samples)
        level = lambda x: max(1e-6, float(np.sqrt(np.mean(x ** 2))))
        mixed = tones / level(tones) + drums / level(drums) * 10 ** (rng.uniform(-6, 6) / 20)
        write_wav(args.out / f"{name}.wav", mixed)
        lines = lambda values: "".join(f"{v}\n" for v in values)
        (args.out / f"{name}.beats").write_text(lines(f"{t:.4f}\t{n}" for t, n in performance.beats))
        onsets = sorted([n[0] for n in performance.notes] + [d[0] for d in performance.drums])
        onsets = [t for i, t in enumerate(onsets) if i == 0 or t - onsets[i - 1] > 0.03]
        (args.out / f"{name}.onsets").write_text(lines(f"{t:.4f}" for t in onsets))
        (args.out / f"{name}.key").write_text(f"{NAMES[score.tonic]}\t{'minor' if score.minor else 'major'}\n")
        print(name, round(performance.seconds), flush=True)
    for path in args.out.glob("part.*"):
        path.unlink()


if __name__ == "__main__":
    main()
