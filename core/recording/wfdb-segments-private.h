#pragma once

#include "core/recording/wfdb-segments.h"
#include "core/series/series.h"

/*
 * A record of segments, on the way to being one recording: wfdb-segments.c reads it,
 * wfdb-segments-layout.c finds from the headers alone what there is to read,
 * wfdb-segments-samples.c brings samples of a segment to their place in the record, and
 * wfdb-segments-source.c leaves those of a long record where they are.
 */

/**
 * EcgWfdbPart:
 * @begin: its first frame in the record
 * @header: (nullable): NULL for a gap
 * @places: (nullable): which of the record's signals each of its signals is; −1 for none
 *
 * A segment.
 */
typedef struct
{
  gint64         begin;
  EcgWfdbHeader *header;
  int           *places;
} EcgWfdbPart;

void ecg_wfdb_part_clear (EcgWfdbPart *part);

/**
 * EcgWfdbJob:
 * @header: of the record; gets its signals from a segment
 * @folder: where all files lie
 * @tell: (nullable): told after each segment
 * @data: what becomes of the record
 * @parts: of EcgWfdbPart, in order
 * @variable: whether the first segment is a layout, and signals are found by name
 * @n_absent: segments whose header is not there
 * @sample_files: set of paths
 * @disk_bytes: of these, each once
 * @most_leads: of the record, or of a segment
 * @header_bytes: of all segments
 * @n_untold: warnings beyond the first ones
 *
 * A record, as far as it is known.
 */
typedef struct
{
  EcgWfdbHeader  *header;
  const char     *folder;
  EcgWfdbTellFunc tell;
  gpointer        user_data;

  EcgWfdbData *data;
  GArray      *parts;
  gboolean     variable;
  guint        n_absent;
  GHashTable  *sample_files;
  gint64       disk_bytes;
  gint64       most_leads;
  gint64       header_bytes;
  guint        n_untold;
} EcgWfdbJob;

/** ecg_wfdb_job_warn: Tells a sentence; what is wrong with every segment is told once. */
void ecg_wfdb_job_warn (EcgWfdbJob *job, const char *sentence);

/** ecg_wfdb_job_leave_out: Tells that a segment, or a signal of one, is left out, and why. */
void ecg_wfdb_job_leave_out (EcgWfdbJob *job, const char *segment, const char *why);

/** ecg_wfdb_job_lay_out: Reads all headers: then all of @job is known but the samples. */
gboolean ecg_wfdb_job_lay_out (EcgWfdbJob *job, GCancellable *cancellable, GError **error);

/** ecg_wfdb_signal_scale: Returns: gain, baseline and bits. */
EcgScale ecg_wfdb_signal_scale (const EcgWfdbSignal *signal);

/** ecg_wfdb_part_settle: Finds a place for each signal of a segment, and tells what was odd. */
void ecg_wfdb_part_settle (EcgWfdbPart *part, EcgWfdbJob *job);

/** ecg_wfdb_part_span: Returns: samples of the record, at the rate of its fastest signal, which
 * takes @factor of them in a frame. */
EcgSpan ecg_wfdb_part_span (const EcgWfdbPart *part, guint factor);

/**
 * EcgWfdbCopy:
 * @part: that has a header, settled
 * @from: its samples
 * @scales: of the record's signals
 * @factor: samples of the record in a frame
 * @wanted: samples of the record, within the segment
 */
typedef struct
{
  const EcgWfdbPart *part;
  const EcgWfdbData *from;
  const EcgScale    *scales;
  guint              factor;
  EcgSpan            wanted;
} EcgWfdbCopy;

/** ecg_wfdb_part_copy: Copies all signals that have a place to @counts: of each of the record's
 * signals, that sample which @counts begins with being @first of the record. */
void ecg_wfdb_part_copy (const EcgWfdbCopy *copy, gint32 *const *counts, gint64 first);

/** ecg_wfdb_segments_source_new: Returns: (transfer full): the record's samples, read when they are
 * asked for. @scales: (transfer full): of the record's signals. */
EcgSampleSource *ecg_wfdb_segments_source_new (const EcgWfdbJob *job,
                                               EcgScale         *scales) G_GNUC_WARN_UNUSED_RESULT;
