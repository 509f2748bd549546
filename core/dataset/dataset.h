#pragma once

#include "core/dataset/scaler.h"
#include "core/jobs/progress.h"
#include "core/library/session.h"

G_BEGIN_DECLS

#define ECG_TYPE_DATASET (ecg_dataset_get_type ())

/**
 * EcgDatasetItem:
 * @session: where it came from
 * @features: prepared
 * @subject: class of the identity task; −1 for none
 * @activity: class of the activity task; −1 for none
 */
typedef struct
{
  EcgSession  *session;
  EcgFeatures *features;
  gint32       subject;
  gint32       activity;
} EcgDatasetItem;

/**
 * EcgDataset:
 * @preparation: how the features were made
 * @items: (array length=n_items): one a recording
 * @class_names: by task, NULL-terminated, sorted: the classes
 * @n_classes: by task
 * @left_out: (element-type utf8): a sentence for each session that could not take part, and one for
 * all that say neither who nor what
 *
 * The labelled sessions that a run learns from, prepared and in memory. Immutable, shared by count.
 */
typedef struct
{
  EcgPreparation  preparation;
  EcgDatasetItem *items;
  gsize           n_items;
  char          **class_names[2];
  gsize           n_classes[2];
  GPtrArray      *left_out;
} EcgDataset;

GType ecg_dataset_get_type (void) G_GNUC_CONST;

/**
 * ecg_dataset_new:
 * @sessions: (element-type EcgSession): in any order; those without subject or activity are left
 * out
 * @preparation: with leads NULL: those that all sessions share, in the order of the first; where
 * there are none, the lead that most have, with all that just as many have
 *
 * Reads and prepares all recordings. Blocks. A recording whose samples are those of another is left
 * out, since it would be trained and tested on.
 *
 * Returns: (transfer full) (nullable): NULL where nothing is left, and on cancellation
 */
EcgDataset *ecg_dataset_new (GPtrArray            *sessions,
                             const EcgPreparation *preparation,
                             EcgProgress          *progress,
                             GCancellable         *cancellable,
                             GError              **error) G_GNUC_WARN_UNUSED_RESULT;
EcgDataset *ecg_dataset_ref (EcgDataset *self);
void        ecg_dataset_unref (EcgDataset *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgDataset, ecg_dataset_unref)

G_END_DECLS
