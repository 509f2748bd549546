#pragma once

#include "core/learn/train-settings.h"
#include "core/library/store.h"

G_BEGIN_DECLS

/*
 * The options of the commands that train, and the settings that they mean. Main thread.
 */

/** ecg_train_options: What is parsed, to a last entry without a name. */
extern const GOptionEntry ecg_train_options[];

/** ecg_train_option_resume: (nullable): the run that is gone on with. */
extern char *ecg_train_option_resume;

/** ecg_train_option_repeat: (nullable): the file that says what is trained anew. */
extern char *ecg_train_option_repeat;

/** ecg_train_option_name: (nullable): of the run. */
extern char *ecg_train_option_name;

/** ecg_train_options_read: Makes @settings of what was parsed. Returns: FALSE with a usage error
 * where an option means nothing. */
gboolean ecg_train_options_read (EcgTrainSettings *settings, GError **error);

/** ecg_train_options_read_weights: Takes static weights, where they are asked for, as given or from
 * the curves of an earlier run in @store. */
gboolean ecg_train_options_read_weights (EcgTrainSettings *settings,
                                         EcgStore         *store,
                                         GError          **error);

G_END_DECLS
