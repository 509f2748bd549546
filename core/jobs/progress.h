#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ECG_TYPE_PROGRESS (ecg_progress_get_type ())

/**
 * EcgProgress:
 *
 * How far a job has come: told from any thread, read and notified in the main context of its
 * creator. Keeps the latest only and has at most one notification pending. Properties: `fraction`
 * (0 to 1, or −1 while not known), `text`, `seconds-left` (−1 while not known; estimated from the
 * fraction).
 */
G_DECLARE_FINAL_TYPE (EcgProgress, ecg_progress, ECG, PROGRESS, GObject)

EcgProgress *ecg_progress_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_progress_set: Tells. Any thread. @self may be NULL; @text NULL keeps the text. */
void ecg_progress_set (EcgProgress *self, double fraction, const char *text);

/** ecg_progress_set_range: From now on the fractions 0 to 1 that are told mean @begin to @end: a
 * part of the work can tell of itself alone. @self may be NULL. Any thread. */
void ecg_progress_set_range (EcgProgress *self, double begin, double end);

/** ecg_progress_set_part: From now on all of the above is a part of something larger, from @begin
 * to
 * @end of it: for who calls what sets ranges of its own. @self may be NULL. Any thread. */
void ecg_progress_set_part (EcgProgress *self, double begin, double end);

double ecg_progress_get_fraction (EcgProgress *self);

/** ecg_progress_dup_text: Returns: (transfer full): the latest text, maybe empty. */
char  *ecg_progress_dup_text (EcgProgress *self);
double ecg_progress_get_seconds_left (EcgProgress *self);

G_END_DECLS
