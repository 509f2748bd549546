#pragma once

#include <glib.h>

/**
 * EcgReader:
 * @at: next byte
 * @end: one past the last
 * @failed: whether a read went past the end; it stays so, and reads give 0
 *
 * A cursor over bytes that came from a file. This, and the functions on text below, are the only
 * place where the bytes of a file become numbers. The bytes are borrowed. A whole run may be read
 * before @failed is looked at once.
 */
typedef struct
{
  const guint8 *at;
  const guint8 *end;
  gboolean      failed;
} EcgReader;

static inline EcgReader
ecg_reader_over (const guint8 *bytes, gsize n)
{
  return (EcgReader){ bytes, bytes + n, FALSE };
}

/** ecg_reader_take: Returns: (nullable): the next @n bytes, or NULL, and failed, where fewer are
 * left. */
static inline const guint8 *
ecg_reader_take (EcgReader *reader, gsize n)
{
  const guint8 *taken = reader->at;

  if ((gsize) (reader->end - reader->at) < n)
    {
      reader->failed = TRUE;
      return NULL;
    }
  reader->at += n;
  return taken;
}

/** ecg_reader_int16: Returns: a little-endian two's complement number. */
static inline gint32
ecg_reader_int16 (EcgReader *reader)
{
  const guint8 *b = ecg_reader_take (reader, 2);

  return b != NULL ? (gint16) (b[0] | b[1] << 8) : 0;
}

/** ecg_reader_int24: Returns: a little-endian two's complement number of three bytes. */
static inline gint32
ecg_reader_int24 (EcgReader *reader)
{
  const guint8 *b = ecg_reader_take (reader, 3);
  gint32        bits;

  if (b == NULL)
    return 0;
  bits = b[0] | b[1] << 8 | b[2] << 16;
  return bits >= 0x800000 ? bits - 0x1000000 : bits;
}

/** ecg_reader_uint32: Returns: a little-endian number. */
static inline guint32
ecg_reader_uint32 (EcgReader *reader)
{
  const guint8 *b = ecg_reader_take (reader, 4);

  return b != NULL ? b[0] | b[1] << 8 | b[2] << 16 | (guint32) b[3] << 24 : 0;
}

/** ecg_reader_uint32_be: Returns: a big-endian number. */
static inline guint32
ecg_reader_uint32_be (EcgReader *reader)
{
  const guint8 *b = ecg_reader_take (reader, 4);

  return b != NULL ? (guint32) b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3] : 0;
}

/** ecg_reader_int12: Reads one 12-bit sample of WFDB's format 212 (signal.5): low byte, then the
 * low half of the next, whose high half belongs to the sample after. @odd says which of the two
 * this is; an even one leaves the cursor on the shared byte. */
static inline gint32
ecg_reader_int12 (EcgReader *reader, gboolean odd)
{
  const guint8 *b = ecg_reader_take (reader, 2);
  gint32        bits;

  if (b == NULL)
    return 0;
  if (odd)
    bits = (b[0] & 0xf0) << 4 | b[1];
  else
    {
      bits = b[0] | (b[1] & 0x0f) << 8;
      reader->at--;
    }
  return bits >= 0x800 ? bits - 0x1000 : bits;
}

/** ecg_text_read_integer: Reads digits with an optional sign at *@text and moves past them.
 * Returns: FALSE, *@text unmoved, where there are none or the number does not fit. */
gboolean ecg_text_read_integer (const char **text, gint64 *value);

/** ecg_text_read_decimal: The same for a finite number with a decimal point and an optional
 * exponent, in any locale; neither hexadecimal nor `inf`. */
gboolean ecg_text_read_decimal (const char **text, double *value);
