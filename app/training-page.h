#pragma once

#include <adwaita.h>

#include "core/library/library.h"

G_BEGIN_DECLS

#define ECG_TYPE_TRAINING_PAGE (ecg_training_page_get_type ())

/**
 * EcgTrainingPage:
 *
 * The page on which the network is trained: what it learns from, settings, the Train button,
 * progress, live curves, and the attention of one pinned window while it learns.
 *
 * Sentences for the user go to the action `win.tell` (s); a finished run to `win.show-run` (s, the
 * run's name).
 */
G_DECLARE_FINAL_TYPE (EcgTrainingPage, ecg_training_page, ECG, TRAINING_PAGE, AdwBin)

GtkWidget *ecg_training_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void       ecg_training_page_set_library (EcgTrainingPage *self, EcgLibrary *library);

/** ecg_training_page_is_busy: Returns: whether a training is under way, so that closing can ask for
 * it to be stopped. */
gboolean ecg_training_page_is_busy (EcgTrainingPage *self);

/** ecg_training_page_stop: Asks the training under way to stop; it is kept as a stopped run. */
void ecg_training_page_stop (EcgTrainingPage *self);

G_END_DECLS
