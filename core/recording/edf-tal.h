#pragma once

#include <glib.h>

/**
 * EcgEdfTal:
 * @onset: seconds after the start that the header gives
 * @duration: seconds; below 0 where it is not said
 * @text: UTF-8
 * @keeps_time: whether it is the first of its bytes and without text: the onset of a data record
 *
 * One annotation of a time-stamped annotation list (EDF+ 2.2.2).
 */
typedef struct
{
  double      onset;
  double      duration;
  const char *text;
  gboolean    keeps_time;
} EcgEdfTal;

/** EcgEdfTalFunc: @tal: (borrowed): until it returns */
typedef void (*EcgEdfTalFunc) (const EcgEdfTal *tal, gpointer user_data);

/** ecg_edf_tal_parse: Tells @func of each annotation in the bytes that one data record holds of a
 * signal of annotations. Texts that are not UTF-8 are taken as Latin-1. Returns: how many lists
 * were not understood and left out. */
guint ecg_edf_tal_parse (const guint8 *bytes, gsize n, EcgEdfTalFunc func, gpointer user_data);

/** ecg_edf_tal_print: Appends a list of one annotation, to a tenth of a microsecond; control
 * characters of @tal's text but tab and line end become spaces. */
void ecg_edf_tal_print (GByteArray *out, const EcgEdfTal *tal);
