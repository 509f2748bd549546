#pragma once

#include "core/dataset/dataset.h"

G_BEGIN_DECLS

#define ECG_SPLIT_ERROR (ecg_split_error_quark ())

typedef enum
{
  ECG_SPLIT_ERROR_TOO_SMALL, /* a part would be empty */
  ECG_SPLIT_ERROR_LEAK,      /* a sample of a test window was seen in training */
} EcgSplitError;

GQuark ecg_split_error_quark (void);

typedef enum
{
  ECG_PROTOCOL_RANDOM,     /* optimistic */
  ECG_PROTOCOL_BLOCKED,    /* the default */
  ECG_PROTOCOL_SESSIONS,   /* whole recordings held out */
  ECG_PROTOCOL_SUBJECTS,   /* people held out: identity is verification only */
  ECG_PROTOCOL_ACTIVITIES, /* an activity held out: it is never the answer */
} EcgProtocol;

#define ECG_N_PROTOCOLS 5

/** ecg_protocol_get_name: Returns: `random`, `blocked`, `sessions`, `subjects` or `activities`. */
const char *ecg_protocol_get_name (EcgProtocol protocol);
gboolean    ecg_protocol_from_name (const char *name, EcgProtocol *protocol);

typedef enum
{
  ECG_PART_TRAIN,
  ECG_PART_VALIDATION,
  ECG_PART_TEST,
} EcgPart;

#define ECG_N_PARTS 3

/** EcgWindow: @item: index in the dataset; @start: first sample, at the model's rate. */
typedef struct
{
  gsize  item;
  gint64 start;
} EcgWindow;

#define ECG_TYPE_SPLIT (ecg_split_get_type ())

/**
 * EcgSplit:
 * @protocol: how it was dealt
 * @seed: of what is random in it
 * @fold: which of ecg_split_count_folds()
 * @parts: (element-type EcgWindow): the windows of each part
 * @scalers: one an item of the dataset, fitted on its training part; on the whole recording where
 * nothing of it trains
 *
 * Which window is for what. Immutable, shared by count.
 */
typedef struct
{
  EcgProtocol protocol;
  guint64     seed;
  guint       fold;
  GArray     *parts[ECG_N_PARTS];
  EcgScaler  *scalers;
} EcgSplit;

GType ecg_split_get_type (void) G_GNUC_CONST;

/** ecg_split_count_folds: Returns: in how many ways the protocol can hold something out, so that
 * everything has been tested once: for `sessions` the most recordings that a person has of one
 * activity, for `subjects` 5 or as many as there are, for `activities` as many as there are;
 * else 1.
 */
guint ecg_split_count_folds (const EcgDataset *dataset, EcgProtocol protocol);

/**
 * ecg_split_new:
 * @fold: below ecg_split_count_folds(); 0 holds the last recordings out
 *
 * Deals the windows: cuts first, windows after. Training windows every half window, test windows
 * never overlapping, at least one window of gap at each border (none for `random`, whose neighbours
 * of test windows train: that is what flatters), no window over a gap in the recording. The result
 * has passed ecg_split_check_leaks().
 *
 * Returns: (transfer full) (nullable)
 */
EcgSplit *ecg_split_new (const EcgDataset *dataset,
                         EcgProtocol       protocol,
                         guint64           seed,
                         guint             fold,
                         GError          **error) G_GNUC_WARN_UNUSED_RESULT;
EcgSplit *ecg_split_ref (EcgSplit *self);
void      ecg_split_unref (EcgSplit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgSplit, ecg_split_unref)

/** ecg_split_dup_digest: Returns: (transfer full): SHA-256, hex, over part, recording's fingerprint
 * and first sample of every window: the same for the same split of the same data. */
char *ecg_split_dup_digest (const EcgSplit   *self,
                            const EcgDataset *dataset) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_split_check_leaks: Returns: FALSE, with LEAK and a sentence that names recording and
 * samples, where a sample of a test or validation window was seen in training, or of a test window
 * in validation. */
gboolean ecg_split_check_leaks (const EcgSplit *self, const EcgDataset *dataset, GError **error);

G_END_DECLS
