#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ECG_TYPE_SESSION (ecg_session_get_type ())

/**
 * EcgSession:
 *
 * One recording in the library, as it was when it was read from there: immutable; an edit makes a
 * new object. All members are properties of the same name, so that lists can bind to them.
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

G_END_DECLS
