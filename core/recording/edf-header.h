#pragma once

#include <gio/gio.h>

#include "core/recording/edf-number.h"

/** ECG_EDF_HEADER: bytes of the first part of a header, and of what each signal adds. */
#define ECG_EDF_HEADER 256

/** ECG_EDF_SIGNALS: most that four digits can say. */
#define ECG_EDF_SIGNALS 9999

/**
 * EcgEdfSignal:
 * @label: without its padding, as UTF-8; so are all texts here
 * @unit: physical dimension
 * @samples: per data record
 * @offset: bytes before them in a data record
 * @annotations: whether it holds texts, no samples
 * @fault: (nullable): a sentence that says why no value follows from its samples
 * @range: of counts and values
 * @scale: what follows of it; unspecified where there is a @fault
 */
typedef struct
{
  char       *label;
  char       *unit;
  gint64      samples;
  gint64      offset;
  gboolean    annotations;
  char       *fault;
  EcgEdfRange range;
  EcgScale    scale;
} EcgEdfSignal;

/**
 * EcgEdfHeader:
 * @sample_bytes: 2 for EDF, 3 for BDF
 * @plus: whether it says EDF+ or BDF+
 * @interrupted: whether its data records need not follow each other in time
 * @patient: the field, untouched but for its padding
 * @recording: likewise
 * @started: (nullable): to the second
 * @bytes: before the first data record
 * @n_records: data records that it promises; -1 where it does not
 * @record_seconds: what a data record lasts
 * @record_bytes: and takes
 * @n_signals: annotations among them
 *
 * The header of an EDF, EDF+, BDF or BDF+ file (edfplus.info/specs; BDF has 24-bit samples).
 */
typedef struct
{
  guint         sample_bytes;
  gboolean      plus;
  gboolean      interrupted;
  char         *patient;
  char         *recording;
  GDateTime    *started;
  gint64        bytes;
  gint64        n_records;
  EcgEdfNumber  record_seconds;
  gint64        record_bytes;
  guint         n_signals;
  EcgEdfSignal *signals;
} EcgEdfHeader;

/** ecg_edf_header_probe: Returns: whether a file that begins with these bytes is one. */
gboolean ecg_edf_header_probe (const guint8 *head, gsize n);

/** ecg_edf_header_size: @head: the first %ECG_EDF_HEADER bytes of the file @name. Returns: bytes of
 * the whole header, by its number of signals; 0 with MALFORMED or EMPTY. */
gsize ecg_edf_header_size (const guint8 *head, const char *name, GError **error);

/**
 * ecg_edf_header_parse:
 * @bytes: as many as ecg_edf_header_size() says
 * @warnings: (nullable): is given a sentence for what was odd
 *
 * What is wrong with one signal is its fault alone; only what the place of samples depends on is an
 * error.
 *
 * Returns: (transfer full) (nullable): NULL with MALFORMED
 */
EcgEdfHeader *ecg_edf_header_parse (const guint8 *bytes,
                                    gsize         n,
                                    const char   *name,
                                    GStrvBuilder *warnings,
                                    GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void          ecg_edf_header_free (EcgEdfHeader *self);

/** ecg_edf_start_date: Returns: (transfer full): the day as EDF+ prints it, `02-MAR-2002`. */
char *ecg_edf_start_date (GDateTime *time) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_edf_header_rate: Returns: samples per second of a signal, rounded once. */
double ecg_edf_header_rate (const EcgEdfHeader *self, guint signal);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgEdfHeader, ecg_edf_header_free)
