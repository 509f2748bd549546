#pragma once

#include "core/library/label.h"
#include "core/library/store.h"

G_BEGIN_DECLS

/*
 * Labels in the store. Every call that changes something is one undo step. Blocks: in
 * %ECG_POOL_STORE.
 */

/** EcgLabelFit: what becomes of labels of the same layer that a new or moved one covers. */
typedef enum
{
  ECG_LABEL_OVERLAP, /* they stay as they are */
  ECG_LABEL_CUT,     /* they give way: are shortened, split or removed, in the same step */
} EcgLabelFit;

/**
 * ecg_store_list_labels:
 * @begin: first sample of what is visible
 * @end: the sample after the last
 * @layer: (nullable): NULL for all
 *
 * Lists what overlaps a span. The cost follows what is found, not what the session holds.
 *
 * Returns: (transfer full) (nullable) (element-type EcgLabel): by begin, then longest first
 */
GPtrArray *ecg_store_list_labels (EcgStore   *self,
                                  gint64      session,
                                  gint64      begin,
                                  gint64      end,
                                  const char *layer,
                                  GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_store_get_label: Returns: (transfer full) (nullable): NULL with NOT_FOUND. */
EcgLabel *ecg_store_get_label (EcgStore *self, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_store_find_label:
 * @position: where to look from
 * @forward: whether to look for the first that begins after @position, else the last before it
 * @layer: (nullable): NULL for all
 * @found: (out) (transfer full) (nullable): NULL where there is none
 *
 * Finds the next or the previous label.
 */
gboolean ecg_store_find_label (EcgStore   *self,
                               gint64      session,
                               gint64      position,
                               gboolean    forward,
                               const char *layer,
                               EcgLabel  **found,
                               GError    **error);

/** ecg_store_list_layers: Returns: (transfer full) (nullable): names of the layers of a session. */
char **ecg_store_list_layers (EcgStore *self, gint64 session, GError **error);

/**
 * ecg_store_add_label:
 * @label: id is not read; author, layer and created may be NULL: the user, the author, now
 *
 * Returns: the label's id, or 0 (INVALID where it is not within its session)
 */
gint64 ecg_store_add_label (EcgStore *self, const EcgLabel *label, EcgLabelFit fit, GError **error);

/** ecg_store_add_labels: Adds @n labels in one undo step that people read as @text. */
gboolean ecg_store_add_labels (
  EcgStore *self, const EcgLabel *labels, gsize n, const char *text, GError **error);

/** ecg_store_edit_label: Sets span, activity, text, layer, author and confidence of label->id. */
gboolean ecg_store_edit_label (EcgStore       *self,
                               const EcgLabel *label,
                               EcgLabelFit     fit,
                               GError        **error);

/** ecg_store_split_label: Makes two of one; @position, which lies within, begins the second. */
gboolean ecg_store_split_label (EcgStore *self, gint64 id, gint64 position, GError **error);

/** ecg_store_remove_labels: Removes @n labels in one step. */
gboolean ecg_store_remove_labels (EcgStore *self, const gint64 *ids, gsize n, GError **error);

/** ecg_store_merge_layers: Moves all labels of a session's layer @from to the layer @into. */
gboolean ecg_store_merge_layers (
  EcgStore *self, gint64 session, const char *from, const char *into, GError **error);

G_END_DECLS
