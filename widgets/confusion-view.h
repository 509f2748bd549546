#pragma once

#include "core/series/matrix-data.h"
#include "widgets/cell-view.h"

G_BEGIN_DECLS

#define ECG_TYPE_CONFUSION_VIEW (ecg_confusion_view_get_type ())

/**
 * EcgConfusionView:
 *
 * Draws a confusion matrix: a row is a true class, a column what was predicted. Shades (cividis)
 * are shares of the row, so that rare classes are judged as the frequent ones; counts are written
 * into the cells that have room. Class names stand at both sides, in full as long as they fit. For
 * two classes or forty; below its least size the view wants to be scrolled.
 *
 * The readout says what is under the cursor, or how much is right where there is none.
 *
 * ## Accessibility
 *
 * Role `img`; the label is the title, the description is the readout. Give a table of the same
 * numbers beside.
 */
G_DECLARE_FINAL_TYPE (EcgConfusionView, ecg_confusion_view, ECG, CONFUSION_VIEW, EcgCellView)

GtkWidget *ecg_confusion_view_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_confusion_view_set_title: @title: (nullable): for those who hear it: `Identity: confusion`.
 */
void ecg_confusion_view_set_title (EcgConfusionView *self, const char *title);

/** ecg_confusion_view_set_counts: @counts: (nullable) (transfer none): square, windows; rows and
 * columns have the same names. */
void           ecg_confusion_view_set_counts (EcgConfusionView *self, EcgMatrixData *counts);
EcgMatrixData *ecg_confusion_view_get_counts (EcgConfusionView *self);

G_END_DECLS
