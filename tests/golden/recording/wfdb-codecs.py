#!/usr/bin/python3
"""Writes wfdb-codecs.h: the same samples in each plain WFDB format, packed bit by bit after
signal.5. Run with Debian's python3 (numpy is not needed):  wfdb-codecs.py > wfdb-codecs.h"""

import struct


def samples(bits):
    top = 1 << (bits - 1)
    return [0, 1, -1, top - 1, -top + 1, -top, 5, -6, 3, 2, -2][:11]


def pack_212(x):
    out = b""
    for i in range(0, len(x), 2):
        a = x[i] & 0xFFF
        if i + 1 == len(x):
            return out + bytes([a & 255, a >> 8])
        b = x[i + 1] & 0xFFF
        out += bytes([a & 255, a >> 8 | (b >> 8) << 4, b & 255])
    return out


def pack_310(x):
    out = b""
    for i in range(0, len(x), 3):
        t = [v & 0x3FF for v in x[i : i + 3]]
        n = len(t)
        t += [0] * (3 - n)
        low, high = t[2] & 31, t[2] >> 5
        both = struct.pack("<HH", t[0] << 1 | low << 11, t[1] << 1 | high << 11)
        out += both if n == 3 else both[: 2 * n]
    return out


def pack_311(x):
    out = b""
    for i in range(0, len(x), 3):
        t = [v & 0x3FF for v in x[i : i + 3]]
        word = sum(v << 10 * k for k, v in enumerate(t))
        out += struct.pack("<I", word)[: {1: 2, 2: 3, 3: 4}[len(t)]]
    return out


def differences(x):
    return b"".join(struct.pack("b", v) for v in x)


PACK = {
    8: (8, differences),
    16: (16, lambda x: struct.pack("<%dh" % len(x), *x)),
    24: (24, lambda x: b"".join(struct.pack("<i", v)[:3] for v in x)),
    32: (32, lambda x: struct.pack("<%di" % len(x), *x)),
    61: (16, lambda x: struct.pack(">%dh" % len(x), *x)),
    80: (8, lambda x: bytes(v + 128 for v in x)),
    160: (16, lambda x: struct.pack("<%dH" % len(x), *[v + 32768 for v in x])),
    212: (12, pack_212),
    310: (10, pack_310),
    311: (10, pack_311),
}

print("/* Written by wfdb-codecs.py: each format packs the samples in front of it. */\n")
print("#pragma once\n\n/* clang-format off */")
print("static const struct { guint format; gsize n_bytes; guint8 bytes[44]; gint64 samples[11]; } wfdb_codecs[] = {")
for fmt, (bits, pack) in PACK.items():
    x = samples(bits)
    b = pack(x)
    print("  { %d, %d, { %s },\n    { %s } }," % (fmt, len(b), ", ".join(map(str, b)), ", ".join(map(str, x))))
print("};\n/* clang-format on */")
