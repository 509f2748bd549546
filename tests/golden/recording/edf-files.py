#!/usr/bin/python3
"""Writes edf-files.h: what the EDF and BDF files of ../shared/recordings hold, read here after the
specification (edfplus.info) with exact fractions. Run with Debian's python3 (numpy is not needed):
edf-files.py RECORDINGS > edf-files.h"""

import fractions
import gzip
import hashlib
import struct
import sys

FILES = [
    ("formats/edf-bdf/pyedflib/test_generator.edf.gz", 0),
    ("formats/edf-bdf/pyedflib/test_legacy.edf.gz", 0),
    ("formats/edf-bdf/pyedflib/test_generator.bdf", 0),
    ("formats/edf-bdf/pyedflib/test_generator_datarec_generator_0_5.bdf", 0),
    ("formats/edf-bdf/pyedflib/test_generator_datarec_generator_2.bdf", 0),
    ("formats/edf-bdf/pyedflib/test_subsecond.edf", 0),
    ("formats/edf-bdf/pyedflib/test_utf8.edf", 0),
    ("wrist/edf/s2_walk.edf", 0),
    ("wrist/edf/s6_run.edf", 14),
]


def c_string(text):
    return '"' + "".join(chr(b) if 32 <= b < 127 and b not in b'"\\?' else "\\%03o" % b for b in text.encode()) + '"'


def texts(blob):
    """(onset, duration, text) of every list of annotations."""
    for tal in blob.split(b"\0"):
        head, *parts = tal.split(b"\x14")
        if not head:
            continue
        onset, _, duration = head.partition(b"\x15")
        for text in parts[:-1]:
            yield fractions.Fraction(onset.decode()), duration.decode(), text.decode()


def read(path):
    data = (gzip.open if path.endswith(".gz") else open)(path, "rb").read()
    n = int(data[252:256])
    n_records, seconds = int(data[236:244]), fractions.Fraction(data[244:252].decode().strip())
    at, columns = 256, []
    for width in (16, 80, 8, 8, 8, 8, 8, 80, 8, 32):
        columns.append([data[at + i * width : at + (i + 1) * width].decode("latin1").strip() for i in range(n)])
        at += n * width
    size = 3 if data[0] == 255 else 2
    counts, blobs = [[] for _ in range(n)], []
    for _ in range(n_records):
        for i in range(n):
            length = int(columns[8][i])
            piece = data[at : at + length * size]
            at += len(piece)
            if columns[0][i].endswith("DF Annotations"):
                blobs.append(piece)
            elif size == 2:
                counts[i] += struct.unpack("<%dh" % length, piece)
            else:
                counts[i] += [int.from_bytes(piece[k : k + 3], "little", signed=True) for k in range(0, len(piece), 3)]
    assert at == len(data)
    return columns, seconds, counts, blobs


def main(root):
    rows, notes = [], []
    for path, show in FILES:
        columns, seconds, counts, blobs = read(root + "/" + path)
        signals = [i for i in range(len(counts)) if counts[i]]
        fastest = max(len(counts[i]) for i in signals)
        leads = [i for i in signals if len(counts[i]) == fastest]
        lead = leads[show]
        low, high = (fractions.Fraction(columns[k][lead]) for k in (3, 4))
        dlow, dhigh = (fractions.Fraction(columns[k][lead]) for k in (5, 6))
        gain = (dhigh - dlow) / (high - low)
        baseline = dlow - low * gain
        digest = hashlib.sha1(struct.pack("<%di" % fastest, *counts[lead])).hexdigest()
        start, first = None, len(notes)
        for blob in blobs:
            for k, (onset, duration, text) in enumerate(texts(blob)):
                if k == 0 and text == "":
                    start = onset if start is None else start
                    continue
                rate = int(columns[8][lead]) / seconds
                sample = round((onset - start) * rate)
                length = round(fractions.Fraction(duration or 0) * rate)
                notes.append("  { %d, %d, %s }," % (sample, length, c_string(text)))
        rows.append("  { %s, %d, %d, %r, %d, %s, %s, %r, %r, \"%s\", %d, %d }," % (
            c_string(path), len(leads), show, float(int(columns[8][lead]) / seconds), fastest,
            c_string(columns[0][lead]), c_string(columns[2][lead]), float(gain), float(baseline), digest, first, len(notes) - first))
    print("/* Written by edf-files.py. */\n\n#pragma once\n\n/* clang-format off */")
    print("static const struct { gint64 sample; gint64 length; const char *text; } edf_notes[] = {")
    print("\n".join(notes) + "\n};\n")
    print("/* @digest: SHA-1 of the counts of one lead as little-endian 32-bit numbers. */")
    print("static const struct { const char *path; guint n_leads; guint lead; double rate_hz; gint64 length; const char *label; const char *unit; double gain; double baseline; const char *digest; guint first_note; guint n_notes; } edf_files[] = {")
    print("\n".join(rows) + "\n};\n/* clang-format on */")


main(sys.argv[1])
