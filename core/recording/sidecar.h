#pragma once

#include "core/recording/recording.h"

/**
 * EcgSidecarLead:
 * @name: (nullable): where the sidecar says it
 * @unit: (nullable): likewise
 * @scale: of the counts; a gain of 0 where the sidecar does not say
 */
typedef struct
{
  char    *name;
  char    *unit;
  EcgScale scale;
} EcgSidecarLead;

/**
 * EcgSidecar:
 * @path: (nullable): the file, `recording.wav.json`; NULL where there is none
 * @name: (nullable): of the file, for messages
 * @rate_hz: 0 where it does not say
 * @missing: the count that stands for a missing sample; %ECG_COUNT_MISSING where it does not say
 * @leads: (element-type EcgSidecarLead): in the order of the channels; empty where it does not say
 *
 * What a format cannot hold of a recording stands in a JSON file beside it, named after it:
 *
 *   { "rate": 250, "missing": -32768,
 *     "leads": [ { "name": "II", "unit": "mV", "gain": 200, "baseline": 0, "bits": 12 } ],
 *     "subject": "S01", "activity": "sitting", "started": "2024-03-26T15:04:53Z",
 *     "comments": [ "electrode: Ag/AgCl gel" ] }
 *
 * A gain is counts per unit, a baseline the count at 0 units. Every key may be left out. A CSV file
 * that was written here holds the same on one line of its own: `# recipe: { … }`.
 */
typedef struct
{
  char      *path;
  char      *name;
  double     rate_hz;
  gint32     missing;
  GArray    *leads;
  char      *subject;
  char      *activity;
  char     **comments;
  GDateTime *started;
} EcgSidecar;

/** ecg_sidecar_read: Reads the sidecar of @path. Returns: (transfer full) (nullable): an empty one
 * where there is none; NULL with MALFORMED or TOO_LARGE where it is bad. */
EcgSidecar *ecg_sidecar_read (const char   *path,
                              GCancellable *cancellable,
                              GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void        ecg_sidecar_free (EcgSidecar *self);

/** ecg_sidecar_parse: Reads what stands in a file, @name. Returns: (transfer full) (nullable): NULL
 * with MALFORMED. */
EcgSidecar *ecg_sidecar_parse (const char *text,
                               const char *name,
                               GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_sidecar_path: Returns: (transfer full): where the sidecar of @path is. */
char *ecg_sidecar_path (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_sidecar_print:
 * @scales: (nullable): of each lead as it is written, a gain of 0 for one without counts; NULL
 * leaves the leads out
 * @missing: (nullable): the count that stands for a missing sample
 * @pretty: whether it is laid out for people; FALSE for one line
 *
 * Returns: (transfer full): the sidecar of @recording
 */
char *ecg_sidecar_print (EcgRecording   *recording,
                         const EcgScale *scales,
                         const gint32   *missing,
                         gboolean        pretty) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgSidecar, ecg_sidecar_free)
