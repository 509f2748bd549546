#pragma once

#include "app/activity-style.h"

G_BEGIN_DECLS

#define ECG_TYPE_TALLY_LINE (ecg_tally_line_get_type ())

/**
 * EcgTallyLine:
 *
 * A line of a table of subject and activity: a title, then a cell for each column; drawn, so that a
 * line is one widget however many columns there are. A line without counts is the head, and shows
 * the columns' badges. Lines of the same width and number of columns stand below one another.
 * Signal `cell-chosen` (int column, −1 for the title).
 */
G_DECLARE_FINAL_TYPE (EcgTallyLine, ecg_tally_line, ECG, TALLY_LINE, GtkWidget)

GtkWidget *ecg_tally_line_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * EcgTallyColumn:
 * @style: letter and colour
 * @title: what it counts, for people
 * @total: of all lines
 */
typedef struct
{
  EcgActivityStyle style;
  char            *title;
  guint            total;
} EcgTallyColumn;

/**
 * ecg_tally_line_show:
 * @title: what the line counts
 * @columns: (element-type EcgTallyColumn): kept by reference
 * @counts: (nullable): one for each of @columns; copied; NULL for the head
 */
void ecg_tally_line_show (EcgTallyLine *self,
                          const char   *title,
                          GArray       *columns,
                          const guint  *counts);

/** ecg_tally_line_set_cursor: @column: which cell keys would choose; −1 for the title. */
void ecg_tally_line_set_cursor (EcgTallyLine *self, int column);

/** ecg_tally_line_dup_text: Returns: (transfer full): what the cell says: `S1, walking: 2
 * sessions`.
 */
char *ecg_tally_line_dup_text (EcgTallyLine *self, int column);

G_END_DECLS
