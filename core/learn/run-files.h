#pragma once

#include "core/library/run.h"
#include "core/library/store.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * What a run has on the disk: a checkpoint for each fold, and while it is trained a lock. Any
 * thread.
 */

/** ecg_run_files_check_name: Returns: FALSE with INVALID where @name, which becomes a file's,
 * cannot. */
gboolean ecg_run_files_check_name (const char *name, GError **error);

/** ecg_run_files_make_path: Returns: (transfer full) (nullable): a path for the checkpoint of a new
 * run @name, in a folder that is there by now, where no other run's is: another library of the
 * folder may have a run of that name. */
char *ecg_run_files_make_path (EcgStore   *store,
                               const char *name,
                               GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_run_files_get_checkpoint: Returns: (transfer full): the path of @fold's: of the first the
 * run's own, @checkpoint; the others' beside it. */
char *ecg_run_files_get_checkpoint (const char *checkpoint, guint fold) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_run_files_list: Returns: (transfer full): an array of objects, `path` and `sha256` of the
 * checkpoint of each fold that has one: by the latter whoever repeats a run sees that it is the
 * same.
 */
JsonNode *ecg_run_files_list (EcgRun *run) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_run_files_lock: Held while a run is trained, and let go by the system when the program ends,
 * however it ends. Returns: −1 with an error where another program has it. */
int ecg_run_files_lock (const char *checkpoint, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_run_files_unlock: Lets @lock go. */
void ecg_run_files_unlock (const char *checkpoint, int lock);

G_END_DECLS
