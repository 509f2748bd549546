#pragma once

#include "core/recording/recording.h"
#include "core/recording/scale-advice.h"

/*
 * Scales that the user has set, because a file does not say its own or says a false one. Files are
 * never written to: a setting is a sidecar in the user's data folder, found by the beginning, the
 * end and the size of the recording's files, so that it stays with them wherever they go.
 */

/** ecg_scale_setting_folder: Returns: (transfer full): where settings are kept. */
char *ecg_scale_setting_folder (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_scale_setting_apply: Puts the setting of @recording, where there is one, into it. Returns:
 * (transfer full) (nullable): the recording with the scales set, and a warning that says so;
 * @recording itself, referenced, where none is; NULL where the setting cannot be read. */
EcgRecording *ecg_scale_setting_apply (EcgRecording *recording,
                                       GCancellable *cancellable,
                                       GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_scale_setting_exists: Returns: whether the user has set a scale for the recording read from
 * @files, NULL-terminated. */
gboolean ecg_scale_setting_exists (const char *const *files, GCancellable *cancellable);

/**
 * ecg_scale_setting_write:
 * @changes: (array length=n_changes): one for each lead of @recording
 *
 * Sets the scales of @recording from its next opening on. What was set before and is not changed
 * stays.
 */
gboolean ecg_scale_setting_write (EcgRecording         *recording,
                                  const EcgScaleChange *changes,
                                  guint                 n_changes,
                                  GCancellable         *cancellable,
                                  GError              **error);

/** ecg_scale_setting_accept: Sets what the advice of @recording suggests. Returns: FALSE where it
 * suggests nothing, or nothing could be written. */
gboolean ecg_scale_setting_accept (EcgRecording *recording,
                                   GCancellable *cancellable,
                                   GError      **error);

/** ecg_scale_setting_forget: The file's own scales hold again. */
gboolean ecg_scale_setting_forget (EcgRecording *recording,
                                   GCancellable *cancellable,
                                   GError      **error);

/** ecg_scale_change_parse: @change: (out): `200/mV`, `200(1024)/mV`, `200` or `uV`; its unit is to
 * be freed. Returns: FALSE with MALFORMED where @text is none. */
gboolean ecg_scale_change_parse (EcgScaleChange *change, const char *text, GError **error);

/**
 * ecg_scale_changes_parse:
 * @text: `200/mV` for all leads, or `II=200/mV,V1=1000/mV`; `uV` alone sets the unit, and
 * `200(1024)/mV` the count at 0 units, too
 *
 * Returns: (transfer full) (array length=n): as many as @recording has leads; to be freed with
 * ecg_scale_changes_free(); NULL with MALFORMED where @text is none, or names a lead that is not
 * there
 */
EcgScaleChange *ecg_scale_changes_parse (const char   *text,
                                         EcgRecording *recording,
                                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void            ecg_scale_changes_free (EcgScaleChange *changes, guint n);
