#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ECG_TYPE_CELL_VIEW (ecg_cell_view_get_type ())

/**
 * EcgCell:
 * @row: from the top; −1 for no cell
 * @column: from the left; −1 likewise
 */
typedef struct
{
  int row;
  int column;
} EcgCell;

#define ECG_NO_CELL ((EcgCell){ -1, -1 })

/**
 * EcgCellView:
 *
 * What views of coloured cells have in common: a cursor on one of the cells, which follows the
 * pointer and the keys, and a readout that says what is under it. Abstract.
 *
 * Arrows, Home, End, Page Up and Page Down move the cursor, Escape takes it away.
 *
 * Properties: `readout` (read-only): a sentence, maybe empty; bind it to a label beside.
 *
 * ## Accessibility
 *
 * Role `img`; label and description are the subclass's.
 */
G_DECLARE_DERIVABLE_TYPE (EcgCellView, ecg_cell_view, ECG, CELL_VIEW, GtkWidget)

/**
 * EcgCellViewClass:
 * @find: the cell at a point of the widget; may be none, or one that is not there
 * @describe: (transfer full): the readout
 * @tell: gives assistive technology label and description, for which the readout is up to date
 */
struct _EcgCellViewClass
{
  GtkWidgetClass parent_class;

  EcgCell (*find) (EcgCellView *self, double x, double y);
  char *(*describe) (EcgCellView *self);
  void (*tell) (EcgCellView *self);
};

/** ecg_cell_view_set_cursor: Puts the cursor on a cell; %ECG_NO_CELL, or one that is not there,
 * takes it away. */
void    ecg_cell_view_set_cursor (EcgCellView *self, EcgCell cell);
EcgCell ecg_cell_view_get_cursor (EcgCellView *self);

/** ecg_cell_view_has_cursor: Returns: whether the cursor is on a cell. */
gboolean ecg_cell_view_has_cursor (EcgCellView *self);

/** ecg_cell_view_get_readout: Returns: (transfer none): see the property. */
const char *ecg_cell_view_get_readout (EcgCellView *self);

/** ecg_cell_view_set_size: For subclasses, before ecg_cell_view_changed(): how many cells there
 * are. The cursor stays where it is, if there still is such a cell. */
void ecg_cell_view_set_size (EcgCellView *self, gsize n_rows, gsize n_columns);

/** ecg_cell_view_changed: For subclasses: what is shown is another; draws and describes anew. */
void ecg_cell_view_changed (EcgCellView *self);

G_END_DECLS
