#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ECG_TYPE_SESSION (ecg_session_get_type ())

/**
 * EcgSession:
 *
 * One recording in the library, as it was when it was read from there: immutable; an edit makes a
 * new object. What lists show is also a property of the same name.
 */
G_DECLARE_FINAL_TYPE (EcgSession, ecg_session, ECG, SESSION, GObject)

/**
 * EcgSessionFields:
 * @id: in the library; 0 before it is stored
 * @path: absolute, the file to open
 * @fingerprint: SHA-256 of its files, hex
 * @format: id in the format table
 * @rate_hz: samples per second
 * @n_samples: length
 * @leads: NULL-terminated names, top first
 * @subject: (nullable): who
 * @activity: (nullable): doing what
 * @notes: (nullable): free text
 * @tags: (nullable): NULL-terminated, sorted
 * @imported: (nullable): when it came into the library, ISO 8601, UTC
 * @importer: (nullable): the program and version that read it
 * @origin: (nullable): the folder that it came from
 * @original_names: (nullable): NULL-terminated names of its files as they were then
 * @device: (nullable): what recorded it, where it tells
 * @started: (nullable): when the recording began, ISO 8601, where it tells
 * @files: (nullable): NULL-terminated: its files now, relative to the folder of @path where they
 * lie in it
 * @size: bytes of all files together; 0 where not known
 * @mtime_us: when the newest of them was written, microseconds since 1970; 0 where not known
 * @has_quality: whether @quality is known
 * @quality: 0 to 1: the share of its time in which a lead carries a signal
 * @n_labels: intervals that are labelled; only read
 * @labelled: samples in them, at most @n_samples; only read
 */
typedef struct
{
  gint64             id;
  const char        *path;
  const char        *fingerprint;
  const char        *format;
  double             rate_hz;
  gint64             n_samples;
  const char *const *leads;
  const char        *subject;
  const char        *activity;
  const char        *notes;
  const char *const *tags;
  const char        *imported;
  const char        *importer;
  const char        *origin;
  const char *const *original_names;
  const char        *device;
  const char        *started;
  const char *const *files;
  gint64             size;
  gint64             mtime_us;
  gboolean           has_quality;
  double             quality;
  guint              n_labels;
  gint64             labelled;
} EcgSessionFields;

/** ecg_session_new: Copies @fields. */
EcgSession *ecg_session_new (const EcgSessionFields *fields) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_session_get_fields: Returns: (transfer none): valid as long as @self. */
const EcgSessionFields *ecg_session_get_fields (EcgSession *self);

gint64      ecg_session_get_id (EcgSession *self);
const char *ecg_session_get_path (EcgSession *self);
const char *ecg_session_get_subject (EcgSession *self);
const char *ecg_session_get_activity (EcgSession *self);
double      ecg_session_get_seconds (EcgSession *self);

/** ecg_session_equal: Returns: whether both were read from the same row in the same state. */
gboolean ecg_session_equal (EcgSession *a, EcgSession *b);

G_END_DECLS
