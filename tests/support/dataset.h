#pragma once

#include "core/dataset/dataset.h"

G_BEGIN_DECLS

/**
 * test_dataset_new:
 * @n_subjects: people; each has a frequency of their own
 * @n_activities: activities; each has an amplitude modulation of its own
 * @n_sessions: recordings of each
 * @n_samples: of each, at 100 Hz
 * @window: samples of a window
 *
 * Returns: (transfer full): one lead of seeded waves in noise, in memory
 */
EcgDataset *test_dataset_new (guint n_subjects,
                              guint n_activities,
                              guint n_sessions,
                              gsize n_samples,
                              gsize window) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
