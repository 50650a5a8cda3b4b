"""What a table of counts predicts of a chorale: the figure below which a net has learned something.

    python baselines.py          # nats per voice-step on the test split

Each part's pitch (or rest) at each sixteenth, from the part's own pitch before and, at best, the place in the
beat. Counted on the training split, `ALPHA` added to each of the 47 outcomes.
"""

import math
from collections import Counter, defaultdict

import numpy as np

from data import chorales
from tokens import NOTHING, PARTS

ALPHA = 0.05
OUTCOMES = 47  # pitches 36..81 and the rest


def table_nats(train: list[np.ndarray], test: list[np.ndarray], context) -> float:
    """Nats per voice-step of the table of `context(part, pitch before, step)`."""
    seen: dict[tuple, Counter] = defaultdict(Counter)
    for where, pitch in outcomes(train, context):
        seen[where][pitch] += 1
    nats = [
        -math.log((seen[where][pitch] + ALPHA) / (seen[where].total() + ALPHA * OUTCOMES))
        for where, pitch in outcomes(test, context)
    ]
    return sum(nats) / len(nats)


def outcomes(grids: list[np.ndarray], context):
    for grid in grids:
        before = np.vstack([np.full((1, PARTS), NOTHING), grid[:-1]])
        for step in range(len(grid)):
            for part in range(PARTS):
                yield context(part, int(before[step][part]), step), int(grid[step][part])


CONTEXTS = {
    "unigram": lambda part, before, step: (part,),
    "bigram": lambda part, before, step: (part, before),
    "bigram with beat position": lambda part, before, step: (part, before, step % 4),
}


def hold_share(grids: list[np.ndarray]) -> float:
    """How often a part goes on with its pitch."""
    return float(np.mean(np.concatenate([(grid[1:] == grid[:-1]).ravel() for grid in grids])))


def main() -> None:
    train, test = chorales("train"), chorales("test")
    for name, context in CONTEXTS.items():
        print(f"{name}: {table_nats(train, test, context):.3f} nats per voice-step")
    print(f"hold: {hold_share(test):.3f}")


if __name__ == "__main__":
    main()
