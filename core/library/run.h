#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** EcgRunState: what became of a training run. */
typedef enum
{
  ECG_RUN_RUNNING,
  ECG_RUN_FINISHED,
  ECG_RUN_STOPPED, /* by the user; it can be evaluated */
  ECG_RUN_FAILED,
} EcgRunState;

#define ECG_TYPE_RUN (ecg_run_get_type ())

/**
 * EcgRun:
 *
 * One training run in the library, as it was when it was read: immutable; a change makes a new
 * object.
 */
G_DECLARE_FINAL_TYPE (EcgRun, ecg_run, ECG, RUN, GObject)

/**
 * EcgRunFields:
 * @id: in the library; 0 before it is stored
 * @name: unique; what people type
 * @created: ISO 8601, UTC
 * @state: what became of it
 * @protocol: name of the split protocol
 * @settings: JSON: all that repeats the run (ecg_train_settings_to_json())
 * @checkpoint: absolute path of its .safetensors file
 * @curves: (nullable): JSON: the points of the training curves
 * @evaluation: (nullable): JSON, as `dt4ecg evaluate --json` prints it
 */
typedef struct
{
  gint64      id;
  const char *name;
  const char *created;
  EcgRunState state;
  const char *protocol;
  const char *settings;
  const char *checkpoint;
  const char *curves;
  const char *evaluation;
} EcgRunFields;

/** ecg_run_new: Copies @fields. */
EcgRun *ecg_run_new (const EcgRunFields *fields) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_run_get_fields: Returns: (transfer none): valid as long as @self. */
const EcgRunFields *ecg_run_get_fields (EcgRun *self);

gint64      ecg_run_get_id (EcgRun *self);
const char *ecg_run_get_name (EcgRun *self);
const char *ecg_run_get_protocol (EcgRun *self);
EcgRunState ecg_run_get_state (EcgRun *self);

G_END_DECLS
