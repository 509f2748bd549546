#!/usr/bin/python3
"""The DT4ECG network in PyTorch (Debian's python3-torch 1.13, oneDNN), timed on demand: the yardstick of bench-network.c.

Obeys lines on standard input, answers one line each, so that the benchmark can alternate the two in one run:

    train BATCH SECONDS      windows per second of whole steps: both losses, clipping, Adam
    predict BATCH SECONDS    windows per second, evaluation mode
    single SECONDS           milliseconds of one window
    memory                   peak resident set of this process so far, MiB, and what it was before the first network

    /usr/bin/python3 tests/bench/peers/torch-peer.py THREADS [LENGTH]
"""
import os
import resource
import sys
import time

try:
    import torch
except ImportError:
    print('absent', flush=True)
    sys.exit(0)

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'golden', 'nn'))
import make as golden  # the network itself: one definition for the exact figures and for the fast ones

SUBJECTS, ACTIVITIES, LEADS = 25, 5, 3


def build():
    golden.LEADS, golden.WIDTHS, golden.EMBEDDING, golden.CLASSES = LEADS, (32, 64, 128, 256), 128, (SUBJECTS, ACTIVITIES)
    torch.manual_seed(1)
    return golden.Net()


def repeat(seconds, step):
    """Calls per second of step, after a first call that is not counted."""
    step()
    n, begin = 0, time.perf_counter()
    while True:
        step()
        n += 1
        elapsed = time.perf_counter() - begin
        if elapsed >= seconds:
            return n / elapsed


def train(net, length, batch, seconds):
    x = torch.randn(batch, LEADS, length)
    labels = torch.arange(batch) % SUBJECTS, torch.arange(batch) % ACTIVITIES
    net.train()
    optimiser = torch.optim.Adam(net.parameters(), lr=1e-3, weight_decay=1e-4)

    def step():
        optimiser.zero_grad(set_to_none=True)
        loss = sum(torch.nn.functional.cross_entropy(logit, label) for logit, label in zip(net(x), labels))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()

    return batch * repeat(seconds, step)


def predict(net, length, batch, seconds):
    x = torch.randn(batch, LEADS, length)
    net.eval()
    with torch.inference_mode():
        return batch * repeat(seconds, lambda: net(x))


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    torch.set_num_threads(int(sys.argv[1]))
    length = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    before = peak()
    net = build()
    print('ready', flush=True)
    for line in sys.stdin:
        word, *numbers = line.split()
        if word == 'train':
            print(train(net, length, int(numbers[0]), float(numbers[1])), flush=True)
        elif word == 'predict':
            print(predict(net, length, int(numbers[0]), float(numbers[1])), flush=True)
        elif word == 'single':
            print(1000 / predict(net, length, 1, float(numbers[0])), flush=True)
        elif word == 'memory':
            print(peak(), before, flush=True)


main()
