#pragma once

#include <glib.h>

/**
 * EcgWfdbSignal:
 * @file: name of the file in the header's folder that holds the samples
 * @format: how: 16, 212 and so on
 * @frame_samples: samples per frame
 * @skew: frames by which it lags
 * @offset: bytes before the first sample
 * @gain: counts per @unit; never 0
 * @baseline: count at 0 @unit
 * @bits: resolution of the converter; 0 where the header says so
 * @checksum: low 16 bits of the sum of all samples
 *
 * One signal line of a WFDB header (header.5), with the defaults put in.
 */
typedef struct
{
  char    *file;
  guint    format;
  guint    frame_samples;
  gint64   skew;
  gint64   offset;
  double   gain;
  double   baseline;
  char    *unit;
  guint    bits;
  gint64   initial;
  gboolean has_checksum;
  gint64   checksum;
  char    *name;
} EcgWfdbSignal;

/**
 * EcgWfdbSegment:
 * @name: of the record that it is; `~` for a gap
 * @n_samples: its frames
 */
typedef struct
{
  char  *name;
  gint64 n_samples;
} EcgWfdbSegment;

/**
 * EcgWfdbHeader:
 * @n_segments: 0 for a record that is no sequence of others
 * @segments: (array length=n_segments): in the order of time; the first of a variable layout has
 * no samples and names all signals
 * @rate_hz: frames per second
 * @n_samples: per signal; 0 where the header does not say
 * @started: (nullable): in UTC, for the header names no zone
 * @comments: (element-type utf8): ends with NULL once read; without the `#`
 * @ends_in_line: whether the text had no line break at its end: it may have been cut off
 */
typedef struct
{
  char           *name;
  gint64          n_segments;
  guint           n_signals;
  double          rate_hz;
  gint64          n_samples;
  GDateTime      *started;
  EcgWfdbSignal  *signals;
  EcgWfdbSegment *segments;
  GPtrArray      *comments;
  gboolean        ends_in_line;
} EcgWfdbHeader;

/**
 * ecg_wfdb_header_parse:
 * @text: the header, with LF or CR LF
 * @name: of the file, for messages
 *
 * Returns: (transfer full) (nullable): NULL with MALFORMED, EMPTY, TOO_LARGE or UNSUPPORTED
 */
EcgWfdbHeader *ecg_wfdb_header_parse (const char *text,
                                      const char *name,
                                      GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_wfdb_header_print: Returns: (transfer full): the header as text that parses as the same. */
char *ecg_wfdb_header_print (const EcgWfdbHeader *self) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_wfdb_header_warning: Returns: (transfer full): what to say of a header that @ends_in_line.
 */
char *ecg_wfdb_header_warning (const char *path) G_GNUC_WARN_UNUSED_RESULT;

EcgWfdbHeader *ecg_wfdb_header_new (void) G_GNUC_WARN_UNUSED_RESULT;
void           ecg_wfdb_header_free (EcgWfdbHeader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgWfdbHeader, ecg_wfdb_header_free)
