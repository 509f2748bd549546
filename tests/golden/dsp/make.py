#!/usr/bin/python3
"""Writes golden.txt: what SciPy says of filters, spectra and intervals.

Made with SciPy 1.10.1 and NumPy 1.24.2 of Debian 12 (the versions are not in the file, so that a
repeat gives the same bytes):  /usr/bin/python3 make.py
"""
import os

import numpy as np
from scipy import signal

RATE = 250.0
KINDS = ["lowpass", "highpass", "bandpass"]
# kind, order, low, high, rate: as test-golden-dsp.c reads them.
DESIGNS = [
    (0, 1, 0.0, 40.0, 250.0),
    (0, 4, 0.0, 40.0, 250.0),
    (0, 10, 0.0, 100.0, 250.0),
    (1, 1, 0.5, 0.0, 250.0),
    (1, 3, 0.5, 0.0, 500.0),
    (1, 2, 0.05, 0.0, 1000.0),
    (2, 1, 0.5, 40.0, 250.0),
    (2, 2, 0.5, 40.0, 250.0),
    (2, 2, 0.05, 150.0, 1000.0),
    (2, 3, 5.0, 15.0, 360.0),
    (2, 10, 8.0, 20.0, 250.0),
    (2, 5, 49.0, 51.0, 250.0),
]


def design(kind, order, low, high, rate):
    corners = [high, low, [low, high]][kind]
    return signal.butter(order, corners, KINDS[kind], output="sos", fs=rate)


def main():
    lines = []

    def put(name, values):
        values = np.ravel(values)
        lines.append(" ".join([name, str(len(values))] + ["%.12g" % v for v in values]))

    for i, case in enumerate(DESIGNS):
        rate = case[4]
        frequencies = np.concatenate([np.geomspace(0.01, 0.4 * rate, 12), [0.45 * rate]])
        _, response = signal.sosfreqz(design(*case), worN=frequencies, fs=rate)
        put("design.%d" % i, case)
        put("design.%d.frequencies" % i, frequencies)
        put("design.%d.magnitude" % i, np.abs(response))

    b, a = signal.iirnotch(50.0, 30.0, fs=RATE)
    put("notch.b", b)
    put("notch.a", a)

    rng = np.random.default_rng(20250216)
    t = np.arange(400) / RATE
    x = 0.8 + 0.3 * t + np.sin(2 * np.pi * 7 * t) + 0.2 * np.sin(2 * np.pi * 50 * t)
    x = np.float32(x + 0.1 * rng.standard_normal(len(t)))
    put("x", x)

    band = design(2, 2, 0.5, 40.0, RATE)
    chain = np.vstack([band, np.hstack([b, a])])
    put("causal.rest", signal.sosfilt(chain, x))
    put("causal.primed", signal.sosfilt(chain, x, zi=signal.sosfilt_zi(chain) * x[0])[0])
    for pad in (0, 100, 399):
        put("zero_phase.%d" % pad, signal.sosfiltfilt(chain, x, padlen=pad))
    slow = design(2, 2, 0.05, 150.0, 1000.0)
    put("zero_phase.slow", signal.sosfiltfilt(slow, x, padlen=300))

    gapped = x.copy()
    gapped[:5] = np.nan
    gapped[200:230] = np.nan
    gapped[390:] = np.nan
    present = ~np.isnan(gapped)
    index = np.arange(len(x))
    bridged = np.interp(index, index[present], gapped[present].astype(float))
    put("gapped", gapped)
    put("gapped.bridged", bridged)
    filtered = signal.sosfiltfilt(chain, bridged, padlen=100)
    put("gapped.zero_phase", np.where(present, filtered, np.nan))

    for n_fft in (200, 256):
        _, density = signal.welch(
            x, RATE, "hann", nperseg=200, noverlap=100, nfft=n_fft, detrend="constant"
        )
        put("welch.%d" % n_fft, density)
    put("hann.periodic", signal.get_window("hann", 16, fftbins=True))
    put("hann.symmetric", signal.get_window("hann", 15, fftbins=False))

    peaks = np.cumsum([100] + list(rng.integers(180, 260, 40)))
    rr = np.diff(peaks) / RATE * 1000
    put("hrv.peaks", peaks)
    put("hrv", [rr.mean(), 60000 / rr.mean(), rr.std(ddof=1), np.sqrt(np.mean(np.diff(rr) ** 2))])

    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden.txt"), "w") as out:
        out.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
