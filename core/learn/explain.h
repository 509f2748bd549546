#pragma once

#include "core/nn/model.h"
#include "core/series/attention.h"

G_BEGIN_DECLS

/**
 * ecg_explain_window:
 * @work: of @model's configuration, for a batch of one at least
 * @class_names: by task, copied
 * @x: one window, (leads, L), as the network sees it
 * @span: what it covers, stored in the result
 *
 * Lets the network read one window and keeps all that it says: both predictions and, of every
 * stage, both attention vectors.
 *
 * Returns: (transfer full): what is shown and printed
 */
EcgAttention *ecg_explain_window (const EcgModel    *model,
                                  EcgModelWork      *work,
                                  char *const *const class_names[ECG_N_TASKS],
                                  const float       *x,
                                  EcgSpan            span) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
