/* The bit layouts of signal.5. Samples that share bytes are a group; a file may end within one. */

#include "core/recording/wfdb-codec.h"

#include "core/recording/reader.h"
#include "core/series/series.h"

static const EcgWfdbCodec codecs[] = {
  { 8, 8, 1, 1, TRUE, ECG_COUNT_MISSING }, { 16, 16, 1, 2, FALSE, -(1 << 15) },
  { 24, 24, 1, 3, FALSE, -(1 << 23) },     { 32, 32, 1, 4, FALSE, G_MININT32 },
  { 61, 16, 1, 2, FALSE, -(1 << 15) },     { 80, 8, 1, 1, FALSE, -(1 << 7) },
  { 160, 16, 1, 2, FALSE, -(1 << 15) },    { 212, 12, 2, 3, FALSE, -(1 << 11) },
  { 310, 10, 3, 4, FALSE, -(1 << 9) },     { 311, 10, 3, 4, FALSE, -(1 << 9) },
  { 508, 8, 1, 0, FALSE, -(1 << 7) },      { 516, 16, 1, 0, FALSE, -(1 << 15) },
  { 524, 24, 1, 0, FALSE, -(1 << 23) },
};

const EcgWfdbCodec *
ecg_wfdb_codec (guint format)
{
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (codecs[i].format == format)
      return &codecs[i];
  return NULL;
}

/* Of the first samples of a group, which is not whole. */
static gint64
partial_bytes (const EcgWfdbCodec *self, gint64 n)
{
  /* 310 spreads its third sample over both byte pairs, 311 fills 32 bits from below. */
  return self->format == 310 ? 2 * n : (n * self->bits + 7) / 8;
}

gint64
ecg_wfdb_codec_bytes (const EcgWfdbCodec *self, gint64 n)
{
  return n / self->group_samples * self->group_bytes +
         partial_bytes (self, n % self->group_samples);
}

gint64
ecg_wfdb_codec_samples (const EcgWfdbCodec *self, gint64 bytes)
{
  gint64 n = bytes / self->group_bytes * self->group_samples;

  for (gint64 more = 1; more < self->group_samples; more++)
    n += partial_bytes (self, more) <= bytes % self->group_bytes;
  return n;
}

static gint32
extend (guint32 value, guint bits)
{
  const guint32 sign = (guint32) 1 << (bits - 1);

  value &= sign | (sign - 1);
  return (gint32) ((gint64) (value ^ sign) - (gint64) sign);
}

static gint32
decode_one (guint format, EcgReader *reader)
{
  const guint8 *b;

  switch (format)
    {
    case 8:
      b = ecg_reader_take (reader, 1);
      return (gint8) *b;
    case 24:
      b = ecg_reader_take (reader, 3);
      return extend (b[0] | b[1] << 8 | (guint32) b[2] << 16, 24);
    case 32:
      return (gint32) ecg_reader_uint32 (reader);
    case 61:
      b = ecg_reader_take (reader, 2);
      return (gint16) (b[0] << 8 | b[1]);
    case 80:
      b = ecg_reader_take (reader, 1);
      return *b - 128;
    case 160:
      b = ecg_reader_take (reader, 2);
      return (b[0] | b[1] << 8) - 32768;
    default:
      return ecg_reader_int16 (reader);
    }
}

static void
decode_310 (gint32 *samples, const guint8 *b)
{
  const guint32 first = b[0] | (guint32) b[1] << 8, second = b[2] | (guint32) b[3] << 8;

  samples[0] = extend (first >> 1, 10);
  samples[1] = extend (second >> 1, 10);
  samples[2] = extend (first >> 11 | second >> 11 << 5, 10);
}

static void
decode_311 (gint32 *samples, const guint8 *b)
{
  const guint32 all = b[0] | b[1] << 8 | (guint32) b[2] << 16 | (guint32) b[3] << 24;

  for (guint i = 0; i < 3; i++)
    samples[i] = extend (all >> 10 * i, 10);
}

/* A group that the end of the file cuts reads as if zeros followed. */
static void
decode_triples (guint format, gint32 *samples, gsize n, EcgReader *reader)
{
  for (gsize i = 0; i < n; i += 3)
    {
      guint8        b[4] = { 0, 0, 0, 0 };
      gint32        three[3];
      const gsize   held = MIN (4, (gsize) (reader->end - reader->at));
      const guint8 *bytes = ecg_reader_take (reader, held);

      for (gsize k = 0; k < held; k++)
        b[k] = bytes[k];
      if (format == 310)
        decode_310 (three, b);
      else
        decode_311 (three, b);
      for (gsize k = 0; k < MIN (3, n - i); k++)
        samples[i + k] = three[k];
    }
}

void
ecg_wfdb_decode (const EcgWfdbCodec *self, gint32 *samples, gsize n, const guint8 *bytes)
{
  EcgReader reader = ecg_reader_over (bytes, (gsize) ecg_wfdb_codec_bytes (self, (gint64) n));

  if (self->group_samples == 3)
    decode_triples (self->format, samples, n, &reader);
  else if (self->group_samples == 2)
    for (gsize i = 0; i < n; i++)
      samples[i] = ecg_reader_int12 (&reader, i % 2 == 1);
  else
    for (gsize i = 0; i < n; i++)
      samples[i] = decode_one (self->format, &reader);
  g_assert (!reader.failed);
}

static void
encode_212 (guint8 *bytes, const gint32 *samples, gsize n)
{
  for (gsize i = 0; i < n; i += 2)
    {
      const guint32 a = (guint32) samples[i] & 0xfff;
      const guint32 b = i + 1 < n ? (guint32) samples[i + 1] & 0xfff : 0;

      *bytes++ = (guint8) (a & 0xff);
      *bytes++ = (guint8) (a >> 8 | b >> 8 << 4);
      if (i + 1 < n)
        *bytes++ = (guint8) (b & 0xff);
    }
}

void
ecg_wfdb_encode (const EcgWfdbCodec *self, guint8 *bytes, const gint32 *samples, gsize n)
{
  if (self->format == 212)
    {
      encode_212 (bytes, samples, n);
      return;
    }
  for (gsize i = 0; i < n; i++)
    for (guint k = 0; k < self->group_bytes; k++)
      *bytes++ = (guint8) ((guint32) samples[i] >> 8 * k & 0xff);
}
