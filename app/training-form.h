#pragma once

#include <adwaita.h>

#include "core/learn/train-settings.h"

G_BEGIN_DECLS

#define ECG_TYPE_TRAINING_FORM (ecg_training_form_get_type ())

/**
 * EcgTrainingForm:
 *
 * Protocol, name and settings of the next run. Begins with the defaults of
 * ecg_train_settings_init().
 */
G_DECLARE_FINAL_TYPE (EcgTrainingForm, ecg_training_form, ECG, TRAINING_FORM, AdwBin)

GtkWidget *ecg_training_form_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_training_form_get_settings: @settings: (out caller-allocates): what the form says. */
void ecg_training_form_get_settings (EcgTrainingForm *self, EcgTrainSettings *settings);
void ecg_training_form_set_settings (EcgTrainingForm *self, const EcgTrainSettings *settings);

/** ecg_training_form_dup_name: Returns: (transfer full) (nullable): of the run; NULL where none is
 * asked for. */
char *ecg_training_form_dup_name (EcgTrainingForm *self);

/** ecg_training_form_clear_name: So that the next run gets a name of its own. */
void ecg_training_form_clear_name (EcgTrainingForm *self);

G_END_DECLS
