#pragma once

#include <glib.h>

/** ECG_NUMBER_SIZE: room for every number as text. */
#define ECG_NUMBER_SIZE G_ASCII_DTOSTR_BUF_SIZE

/** ecg_text_from_double: Writes the shortest decimal that reads as @value again, with a dot in any
 * locale. Returns: @buffer. */
const char *ecg_text_from_double (char buffer[ECG_NUMBER_SIZE], double value);

/** ecg_text_from_float: The same for the shortest that is the same float. */
const char *ecg_text_from_float (char buffer[ECG_NUMBER_SIZE], float value);

/** ecg_writer_int16: Appends a little-endian two's complement number. */
static inline void
ecg_writer_int16 (guint8 **at, gint32 value)
{
  *(*at)++ = (guint8) ((guint32) value & 0xff);
  *(*at)++ = (guint8) ((guint32) value >> 8 & 0xff);
}
