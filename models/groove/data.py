"""Bars of players as inputs and outputs of the net."""

import numpy as np

from net import HISTORY, INPUTS, STYLES
from patterns import PIECES, STEPS, Player, Wish


def asked(wish: Wish, step: int) -> np.ndarray:
    """What follows the history in the inputs."""
    row = np.zeros(INPUTS - HISTORY, dtype=np.float32)
    row[step] = 1
    row[STEPS + wish.genre] = 1
    row[STEPS + STYLES :] = (wish.parity, wish.density, wish.energy, wish.swing)
    return row


def rows_of(player: Player) -> tuple[np.ndarray, np.ndarray]:
    """Inputs (8 * 16, INPUTS) and bars (8 * 16, pieces, 2) of a player, nothing before the first."""
    line = player.bars.reshape(-1, len(PIECES), 2).astype(np.float32)
    before = np.concatenate([np.zeros((STEPS, len(PIECES)), dtype=np.float32), line[:, :, 0]])
    history = np.stack([before[i : i + STEPS].ravel() for i in range(len(line))])
    wishes = np.stack([asked(wish, step) for wish in player.wishes for step in range(STEPS)])
    return np.concatenate([history, wishes], axis=1), line


def tables(players: list[Player]) -> tuple[np.ndarray, np.ndarray]:
    inputs, outputs = zip(*map(rows_of, players))
    return np.concatenate(inputs), np.concatenate(outputs)
