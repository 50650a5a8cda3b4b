"""Gives a score its instruments: parts of notes with program, velocity and place in beats."""

import random
from dataclasses import dataclass, field

from scores import Note, Score, harmonise

PIANOS, GUITARS, BASSES = [0, 0, 0, 1, 2, 3, 6], [24, 25, 26, 27, 28, 29, 30], [32, 33, 34, 35, 36, 38, 39]
PADS, KEYS = [48, 49, 50, 51, 52, 88, 89, 90, 91, 95], [4, 5, 7, 11, 16, 17, 18, 62, 63, 80, 81]
LEADS = [40, 41, 56, 57, 60, 64, 65, 66, 68, 71, 73, 74, 75, 78, 80, 81, 82, 84, 85, 87, 105, 107, 109, 110, 111]
PLUCKED, WINDS, BOWED = [6, 7, 8, 9, 10, 11, 12, 13, 15, 24, 25, 45, 46, 104, 105, 106, 107, 108], \
    [19, 20, 21, 22, 23, 68, 69, 70, 71, 72, 73, 74, 75], [40, 41, 42, 44, 48, 49, 110]
KICK, SNARE, RIM, CLAP, SHUT, OPEN, RIDE, CRASH, TOMS = 36, 38, 37, 39, 42, 46, 51, 49, (41, 43, 45, 47, 48, 50)
SHAKERS = (54, 56, 62, 63, 64, 69, 70, 75, 82)


@dataclass
class Part:
    program: int  # General MIDI
    notes: list[tuple[float, float, int, int]]  # start and length in beats, pitch, velocity
    loose: float = 1.0  # how far from the beat it plays, in shares of the performance's looseness
    ahead: float = 0.0  # seconds that it leads


@dataclass
class Arrangement:
    score: Score
    parts: list[Part]
    drums: list[tuple[float, int, int]] = field(default_factory=list)  # beats, General MIDI drum, velocity
    expressive: float = 0.0  # 0 is a machine's time, 1 a free soloist's
    tempo: tuple[float, float] = (70, 190)  # beats a minute


def accent(rng: random.Random, score: Score, start: float, base: int, depth: float) -> int:
    """Velocity of a note at `start`: bars and beats are a little stronger."""
    bar = (start - score.pickup) % score.beats_per_bar
    strong = 1 if bar < 0.01 else 0.5 if start % 1 < 0.01 else 0
    return max(15, min(127, round(base + 25 * depth * strong + rng.gauss(0, 8))))


def melody_part(rng: random.Random, score: Score, program: int, depth: float, shift: int = 0, voice: int = 0) -> Part:
    base, legato = rng.randint(60, 95), rng.uniform(0.45, 1.02)
    notes = [(n.start, max(0.08, n.length * legato), n.pitch + shift, accent(rng, score, n.start, base, depth))
             for n in score.notes if n.voice == voice]
    return Part(program, notes)


def spans(score: Score):
    """Each chord with its end, none longer than a bar."""
    for chord, following in zip(score.chords, [*score.chords[1:], None]):
        end = following.start if following else score.length
        at = chord.start
        while at < end - 0.01:
            stop = min(end, at + score.beats_per_bar)
            yield chord, at, stop
            at = stop


def bass_part(rng: random.Random, score: Score) -> Part:
    style = rng.choice(["roots", "beats", "eighths", "octaves", "walking", "off", "pattern"])
    base, notes = rng.randint(75, 110), []
    pattern = sorted({0, *rng.sample([k / 4 for k in range(1, score.beats_per_bar * 4)], rng.randint(1, 4))})
    step = {"roots": 99, "beats": 1, "walking": 1, "octaves": 1 / score.division}.get(style, 1 / score.division)
    for chord, at, stop in spans(score):
        starts = [at + p for p in pattern] if style == "pattern" else [at + k * step for k in range(99)]
        starts = [s for s in starts if s < stop - 0.01]
        for index, s in enumerate(starts):
            low = 36 + (chord.root - 4) % 12 - 8
            tone = chord.tones[index % len(chord.tones)] if style == "walking" else \
                12 * (index % 2) if style == "octaves" else 0
            if style == "off" and s % 1 < 0.01 and rng.random() < 0.8:
                continue
            length = min(stop, starts[index + 1] if index + 1 < len(starts) else stop) - s
            notes.append((s, length * 0.9, low + tone, accent(rng, score, s, base, 0.4)))
    return Part(rng.choice(BASSES), notes)


def comping_part(rng: random.Random, score: Score, program: int) -> Part:
    """Chords: held, on the beats, after them, in a rhythm of their own, or broken."""
    style = rng.choice(["held", "beats", "after", "pattern", "broken", "broken"])
    base, notes = rng.randint(50, 85), []
    pattern = sorted(rng.sample([k / 2 for k in range(score.beats_per_bar * 2)], rng.randint(1, score.beats_per_bar)))
    grid = 1 / (score.division * rng.choice([1, 2]))
    for chord, at, stop in spans(score):
        pitches = [48 + (chord.root + t - 7) % 12 + 7 for t in chord.tones]
        starts = {"held": [0.0], "beats": [float(k) for k in range(12)], "pattern": pattern,
                  "after": [k + 0.5 for k in range(12)], "broken": [k * grid for k in range(96)]}[style]
        starts = [at + s for s in starts if at + s < stop - 0.01]
        for index, s in enumerate(starts):
            length = (starts[index + 1] if index + 1 < len(starts) else stop) - s
            chosen = [sorted(pitches)[index % len(pitches)]] if style == "broken" else pitches
            velocity = accent(rng, score, s, base, 0.5)
            notes += [(s, length * 0.85, p, velocity) for p in chosen]
    return Part(program, notes)


def keyboard_left_hand(rng: random.Random, score: Score) -> list[Part]:
    """Accompaniments of the keyboard's literature, a new one every few bars."""
    notes: list[tuple[float, float, int, int]] = []
    base, style, grid, left = rng.randint(40, 70), "alberti", 0.5, 0.0
    for chord, at, stop in spans(score):
        if at >= left:
            style = rng.choice(["alberti", "arpeggio", "waltz", "block", "octaves", "tremolo", "held", "wide", "rest"])
            grid = 1 / (score.division * rng.choice([1, 2, 2, 3]))
            left = at + score.beats_per_bar * rng.choice([2, 4, 8])
        root = 36 + (chord.root - 3) % 12 + 3
        tones = sorted(48 + (chord.root + t - 7) % 12 + 3 for t in chord.tones)[:3]
        low, middle, high = tones if len(tones) == 3 else (tones * 3)[:3]
        figure = {
            "alberti": [low, high, middle, high], "arpeggio": [root, *tones, high + 5, high, middle],
            "wide": [root, root + 7, root + 12, *tones, high + 12, *tones[::-1], root + 12, root + 7],
            "tremolo": [root, root + 12], "octaves": [root, root + 12],
        }.get(style)
        if figure:
            count = round((stop - at) / grid)
            notes += [(at + k * grid, grid, figure[k % len(figure)], accent(rng, score, at + k * grid, base, 0.4))
                      for k in range(count)]
        elif style == "held":
            notes += [(at, stop - at, p, base) for p in (root, low, high)]
        elif style != "rest":
            for k in range(int(stop - at)):
                chosen = [root, root - 12] if style == "waltz" and k == 0 else tones
                notes += [(at + k, 0.7, p, accent(rng, score, at + k, base, 0.5)) for p in chosen]
    return [Part(0, notes)]


def ornament(rng: random.Random, score: Score, density: float) -> None:
    """Divides some long melody notes into runs of steps, as classical writing does."""
    divided: list[Note] = []
    for n in score.notes:
        if n.voice == 0 and n.length >= 0.5 and rng.random() < density:
            parts = score.division * rng.choice([1, 2]) * max(1, round(n.length))
            direction = rng.choice([-1, 1])
            walk = [0, 2, 4, 5, 7, 9, 11, 12][: max(2, parts)]
            for k in range(parts):
                step = walk[k % len(walk)] if rng.random() < 0.7 else walk[(k * 2) % len(walk)]
                divided.append(Note(n.start + k * n.length / parts, n.length / parts, n.pitch + direction * step))
        else:
            divided.append(n)
    score.notes = divided


def drum_pattern(rng: random.Random, beats: int, division: int) -> list[tuple[float, int, int]]:
    """One bar of drums in a style drawn at random; beats, General MIDI drum, velocity."""
    style, hits = rng.choice(["rock", "rock", "four", "break", "half", "shuffle", "latin", "sparse", "random"]), []
    back = [b for b in range(beats) if b % 2 == 1] if beats % 2 == 0 else list(range(1, beats))
    snare = rng.choice([SNARE, SNARE, SNARE, RIM, CLAP, 40])
    hat, sub = rng.choice([SHUT, SHUT, RIDE, OPEN, *SHAKERS]), division * rng.choice([1, 1, 2])
    if style == "four":
        hits += [(b, KICK, 115) for b in range(beats)] + [(b, snare, 105) for b in back]
        hits += [(b + 0.5, rng.choice([OPEN, SHUT]), 85) for b in range(beats)]
    elif style == "half":
        hits += [(0, KICK, 115), (beats / 2, snare, 110)]
    elif style == "sparse":
        hits += [(0, KICK, 100)] + ([(back[-1], snare, 95)] if rng.random() < 0.7 else [])
    elif style == "latin":
        hits += [(t, rng.choice([RIM, 75, 76]), 95) for t in (0, 0.75, 1.5, 2.5, 3) if t < beats]
        hits += [(b, KICK, 100) for b in range(0, beats, 2)] + [(b + 0.75, KICK, 85) for b in range(beats)]
    elif style == "random":
        hits += [(k / sub, rng.choice([KICK, snare, *TOMS, *SHAKERS]), rng.randint(60, 115))
                 for k in range(beats * sub) if rng.random() < (0.8 if k % sub == 0 else 0.35)]
    else:
        hits += [(0, KICK, 115)] + [(b, snare, 108) for b in back]
        free = [k / (2 * division) for k in range(1, beats * 2 * division)]
        hits += [(t, KICK, 95) for t in rng.sample(free, rng.randint(1, 3) + (style == "break"))]
        if style == "break":
            hits += [(t, snare, 60) for t in rng.sample(free, 3)]
    if rng.random() < 0.85:
        hits += [(k / sub, hat, 90 if k % sub == 0 else 70) for k in range(beats * sub)]
    return [(float(t), d, v) for t, d, v in hits if t < beats]


def drum_track(rng: random.Random, score: Score) -> list[tuple[float, int, int]]:
    """Drums for the whole score: one or two patterns, fills, crashes, bars of rest."""
    patterns = [drum_pattern(rng, score.beats_per_bar, score.division) for _ in range(2)]
    phrase, hits, at, bar = rng.choice([2, 4, 4, 8]), [], score.pickup, 0
    enters = rng.choice([0, 0, 0, 2, 4]) * score.beats_per_bar
    while at < score.length:
        last = bar % phrase == phrase - 1
        if at - score.pickup >= enters and rng.random() > 0.02:
            pattern = patterns[(bar // phrase) % 2 if rng.random() < 0.8 else 0]
            fill = last and rng.random() < 0.5
            hits += [(at + t, d, min(127, max(20, v + rng.randint(-12, 6)))) for t, d, v in pattern
                     if not (fill and t >= score.beats_per_bar / 2)]
            if fill:
                start = score.beats_per_bar - rng.choice([1, 2])
                hits += [(at + start + k / 4, rng.choice([SNARE, *TOMS]), rng.randint(70, 115))
                         for k in range((score.beats_per_bar - start) * 4) if rng.random() < 0.8]
            if bar % phrase == 0 and rng.random() < 0.4:
                hits.append((at, CRASH, 105))
        at, bar = at + score.beats_per_bar, bar + 1
    return hits


def band(rng: random.Random, score: Score) -> Arrangement:
    """Drums, bass, chords and a lead, some of them left out; steady time."""
    shift = 12 * rng.choice([-1, 0, 0, 1])
    parts = [bass_part(rng, score)] if rng.random() < 0.85 else []
    for _ in range(rng.choice([0, 1, 1, 2])):
        parts.append(comping_part(rng, score, rng.choice(rng.choice([PIANOS, GUITARS, PADS, KEYS]))))
    if rng.random() < 0.7 or not parts:
        parts.append(melody_part(rng, score, rng.choice(rng.choice([LEADS, KEYS, GUITARS])), 0.5, shift))
    compound = score.division == 3
    return Arrangement(score, parts, drum_track(rng, score), rng.choice([0, 0, 0.05, 0.15]),
                       (45, 110) if compound else (60, 200))


def keyboard(rng: random.Random, score: Score) -> Arrangement:
    """A solo on a keyboard, in free time."""
    if rng.random() < 0.6:
        ornament(rng, score, rng.uniform(0.1, 0.7))
    right = melody_part(rng, score, 0, 0.5, 12 * rng.choice([0, 0, 1]))
    right.ahead = rng.choice([0, 0.01, 0.02])
    parts = [right, *keyboard_left_hand(rng, score)]
    if rng.random() < 0.25:  # melody in chords
        thick = rng.choice([(-12,), (-3, -12), (-4, -7), (-5, -9, -12)])
        parts.append(Part(0, [(s, d, p + t, v - 8) for s, d, p, v in right.notes for t in thick]))
    program = rng.choice(PIANOS)
    for part in parts:
        part.program = program
    return Arrangement(score, parts, expressive=rng.uniform(0.2, 1), tempo=(30, 110) if score.division == 3 else (40, 180))


def ensemble(rng: random.Random, score: Score) -> Arrangement:
    """Voices without drums: strings, winds, plucked strings, an organ, a choir."""
    family = rng.choice([PLUCKED, WINDS, BOWED, [52, 53], [19, 20], PIANOS])
    voices = sorted({n.voice for n in score.notes})
    same = rng.choice(family)
    parts = [melody_part(rng, score, same if rng.random() < 0.6 else rng.choice(family), 0.4, voice=v) for v in voices]
    if len(voices) == 1 and rng.random() < 0.7:
        parts.append(comping_part(rng, score, rng.choice(PLUCKED + GUITARS + PADS)))
        if rng.random() < 0.5:
            parts.append(bass_part(rng, score))
    return Arrangement(score, parts, expressive=rng.uniform(0, 0.8), tempo=(40, 110) if score.division == 3 else (45, 170))


def drums_alone(rng: random.Random, score: Score) -> Arrangement:
    return Arrangement(score, [], drum_track(rng, score), rng.choice([0, 0, 0.1]), (60, 200))


def arrange(rng: random.Random, score: Score) -> Arrangement:
    """The score in one of the ways above; chorales keep their voices."""
    if not score.chords and score.bars_known:
        harmonise(score, rng)
    if len({n.voice for n in score.notes}) > 1:
        return ensemble(rng, score) if rng.random() < 0.5 else voices_on_keyboard(rng, score)
    return rng.choices([band, keyboard, ensemble, drums_alone], [45, 33, 15, 7])[0](rng, score)


def voices_on_keyboard(rng: random.Random, score: Score) -> Arrangement:
    parts = [melody_part(rng, score, 0, 0.3, voice=v) for v in sorted({n.voice for n in score.notes})]
    return Arrangement(score, parts, expressive=rng.uniform(0.2, 1), tempo=(40, 130))
