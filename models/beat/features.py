"""What the beat net sees: amplitudes of 64 bands, as engine/features/audio computes them.

24 kHz, a periodic Hann window of 1024 samples that ends with the newest one, a hop of 512 (46.875 frames a second);
magnitudes on the scale where a full-scale sine reads 1; bands 30 Hz to 11 kHz evenly in pitch, triangular, never
narrower than a bin; amplitude is the root of the weighted power. At 48 kHz the same with twice the samples.
"""

import numpy as np
import torch
from torch import Tensor

RATE, WINDOW, HOP, BANDS = 24_000, 1024, 512, 64
FRAMES_A_SECOND = RATE / HOP
LOW, HIGH = 30.0, 11_000.0
DELAY = 2  # hops from an event to the frame that tells of it
GAIN = 100.0  # before the logarithm, against the running peak
PEAK_FLOOR, PEAK_RELEASE = 0.001, 8.0  # amplitude; seconds


def filterbank() -> np.ndarray:
    """(BANDS, WINDOW / 2 + 1)"""
    bin_hertz, ratio = RATE / WINDOW, (HIGH / LOW) ** (1 / (BANDS - 1))
    centres = LOW * ratio ** np.arange(BANDS)
    widths = np.maximum(centres * (ratio - 1), bin_hertz)
    hertz = np.arange(WINDOW // 2 + 1) * bin_hertz
    return np.maximum(0, 1 - np.abs(hertz - centres[:, None]) / widths[:, None])


def band_amplitudes(sound: np.ndarray) -> np.ndarray:
    """(samples) -> (frames, BANDS) float16, times 1000."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)
    bank, frames = filterbank().T.astype(np.float32), len(sound) // HOP
    padded = np.pad(sound.astype(np.float32), (WINDOW - HOP, 0))
    rows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][:frames]
    out = np.empty((frames, BANDS), np.float16)
    for at in range(0, frames, 4096):
        power = np.abs(np.fft.rfft(rows[at:at + 4096] * window.astype(np.float32), axis=1) * (4 / WINDOW)) ** 2
        out[at:at + 4096] = np.minimum(6e4, np.sqrt(power.astype(np.float32) @ bank) * 1000)
    return out


def compress(amplitudes: Tensor, peak: Tensor) -> tuple[Tensor, Tensor]:
    """(batch, time, BANDS) amplitudes -> log-compressed against a running peak; and the peak (batch) at the end."""
    loudest, fall = amplitudes.amax(2), 1 - float(np.exp(-1 / (PEAK_RELEASE * FRAMES_A_SECOND)))
    peaks = torch.empty_like(loudest)
    for t in range(loudest.shape[1]):
        peak = torch.where(loudest[:, t] > peak, loudest[:, t], peak + (loudest[:, t] - peak) * fall).clamp_min(PEAK_FLOOR)
        peaks[:, t] = peak
    return torch.log1p(amplitudes * (GAIN / peaks[:, :, None])), peak


def frame_of(seconds: np.ndarray) -> np.ndarray:
    """Index of the frame that tells of an event: frame i ends at (i + 1) hops and tells of DELAY hops before."""
    return np.round(seconds * FRAMES_A_SECOND).astype(int) - 1 + DELAY
