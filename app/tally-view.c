/*
 * The table of subject and activity: a head, and a list of lines below it that scrolls with it
 * sideways.
 */

#include "app/tally-view.h"

#include "app/session-tally.h"
#include "app/tally-line.h"

#include <glib/gi18n.h>

struct _EcgTallyView
{
  AdwBin parent_instance;

  /* template children */
  EcgTallyLine      *head;
  GtkScrolledWindow *head_scroller;
  GtkScrolledWindow *scroller;
  GtkListView       *list;

  /* owned */
  EcgLibrary         *library;
  EcgSessionTally    *tally;
  GArray             *columns; /* of EcgTallyColumn: never changed, but replaced */
  GtkSingleSelection *selection;

  /* plain state */
  int cursor; /* column that keys choose */
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgTallyView, ecg_tally_view, ADW_TYPE_BIN)

static void
clear_column (gpointer data)
{
  g_free (((EcgTallyColumn *) data)->title);
}

static GArray *
create_columns (EcgTallyView *self)
{
  GArray            *columns = g_array_new (FALSE, TRUE, sizeof (EcgTallyColumn));
  const char *const *names = ecg_session_tally_get_columns (self->tally);
  const guint       *totals = ecg_session_tally_get_totals (self->tally);

  g_array_set_clear_func (columns, clear_column);
  for (guint i = 0; names[i] != NULL; i++)
    {
      EcgTallyColumn column = { .total = totals[i] };

      ecg_activity_style_look_up (&column.style, self->library, names[i]);
      column.title = g_strdup (*names[i] != '\0' ? names[i] : _ ("no activity yet"));
      g_array_append_val (columns, column);
    }
  return columns;
}

static void
columns_changed_cb (EcgTallyView *self)
{
  g_clear_pointer (&self->columns, g_array_unref);
  self->columns = create_columns (self);
  ecg_tally_line_show (self->head, _ ("Subject"), self->columns, NULL);
}

static void
choose (EcgTallyView *self, EcgTallyRow *row, int column)
{
  const char *const *names = ecg_session_tally_get_columns (self->tally);
  const char        *subject = row == NULL ? NULL : ecg_tally_row_get_subject (row);

  if (row != NULL && subject == NULL)
    subject = "";
  g_signal_emit (self, signals[CHOSEN], 0, subject, column < 0 ? NULL : names[column]);
}

static void
head_chosen_cb (EcgTallyView *self, int column)
{
  if (column >= 0)
    choose (self, NULL, column);
}

static void
cell_chosen_cb (EcgTallyLine *line, int column, GtkListItem *list_item)
{
  EcgTallyView *self =
    ECG_TALLY_VIEW (gtk_widget_get_ancestor (GTK_WIDGET (line), ECG_TYPE_TALLY_VIEW));

  self->cursor = column;
  choose (self, gtk_list_item_get_item (list_item), column);
}

static void
activate_cb (EcgTallyView *self, guint position)
{
  g_autoptr (EcgTallyRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (row != NULL)
    choose (self, row, self->cursor);
}

/* Lines */

static void
show_cursor (EcgTallyView *self, GtkListItem *list_item)
{
  EcgTallyLine    *line = ECG_TALLY_LINE (gtk_list_item_get_child (list_item));
  const gboolean   selected = gtk_list_item_get_selected (list_item);
  GtkWidget       *item = gtk_widget_get_parent (GTK_WIDGET (line));
  g_autofree char *text = NULL;

  ecg_tally_line_set_cursor (line, selected ? self->cursor : -1);
  if (item == NULL || gtk_list_item_get_item (list_item) == NULL)
    return;
  text = ecg_tally_line_dup_text (line, selected ? self->cursor : -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
selected_cb (GtkListItem *list_item, GParamSpec *pspec, EcgTallyView *self)
{
  show_cursor (self, list_item);
}

static void
setup_line_cb (EcgTallyView *self, GtkListItem *list_item)
{
  GtkWidget *line = ecg_tally_line_new ();

  gtk_list_item_set_child (list_item, line);
  g_signal_connect (line, "cell-chosen", G_CALLBACK (cell_chosen_cb), list_item);
  g_signal_connect_object (list_item, "notify::selected", G_CALLBACK (selected_cb), self, 0);
}

static void
bind_line_cb (EcgTallyView *self, GtkListItem *list_item)
{
  EcgTallyLine *line = ECG_TALLY_LINE (gtk_list_item_get_child (list_item));
  EcgTallyRow  *row = gtk_list_item_get_item (list_item);
  const char   *subject = ecg_tally_row_get_subject (row);
  guint         n;
  const guint  *counts = ecg_tally_row_get_counts (row, &n);

  /* Between new columns and the rows that follow them. */
  if (n != self->columns->len)
    return;
  ecg_tally_line_show (line, subject != NULL ? subject : _ ("No subject yet"), self->columns,
                       counts);
  show_cursor (self, list_item);
}

static void
renew_cursor (EcgTallyView *self)
{
  const guint position = gtk_single_selection_get_selected (self->selection);

  if (position == GTK_INVALID_LIST_POSITION)
    return;
  /* The line hears of its selection, and with it of the cursor. */
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_single_selection_set_selected (self->selection, position);
}

void
ecg_tally_view_move (EcgTallyView *self, int columns)
{
  g_return_if_fail (ECG_IS_TALLY_VIEW (self));

  if (self->columns == NULL)
    return;
  self->cursor = CLAMP (self->cursor + columns, -1, (int) self->columns->len - 1);
  renew_cursor (self);
}

static gboolean
key_cb (EcgTallyView *self, guint keyval, guint keycode, GdkModifierType state)
{
  const int forward = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? -1 : 1;

  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left)
    ecg_tally_view_move (self, -forward);
  else if (keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right)
    ecg_tally_view_move (self, forward);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
build_list (EcgTallyView *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (factory, "setup", G_CALLBACK (setup_line_cb), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (bind_line_cb), self);
  gtk_list_view_set_factory (self->list, factory);
  g_signal_connect_swapped (self->list, "activate", G_CALLBACK (activate_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  gtk_scrolled_window_set_hadjustment (self->head_scroller,
                                       gtk_scrolled_window_get_hadjustment (self->scroller));
}

static void
forget_tally (EcgTallyView *self)
{
  if (self->tally != NULL)
    g_signal_handlers_disconnect_by_data (self->tally, self);
  g_clear_object (&self->tally);
  g_clear_object (&self->selection);
}

static void
ecg_tally_view_dispose (GObject *object)
{
  EcgTallyView *self = ECG_TALLY_VIEW (object);

  forget_tally (self);
  g_clear_object (&self->library);
  g_clear_pointer (&self->columns, g_array_unref);
  G_OBJECT_CLASS (ecg_tally_view_parent_class)->dispose (object);
}

static void
ecg_tally_view_class_init (EcgTallyViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (ECG_TYPE_TALLY_LINE);
  G_OBJECT_CLASS (class)->dispose = ecg_tally_view_dispose;

  /**
   * EcgTallyView::chosen:
   * @subject: (nullable): whose sessions; "" for those of nobody yet, NULL for everybody's
   * @activity: (nullable): likewise
   *
   * The user wants to see what a cell counts.
   */
  signals[CHOSEN] = g_signal_new ("chosen", ECG_TYPE_TALLY_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/dt4ecg/ui/tally-view.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgTallyView, head);
  gtk_widget_class_bind_template_child (widget_class, EcgTallyView, head_scroller);
  gtk_widget_class_bind_template_child (widget_class, EcgTallyView, scroller);
  gtk_widget_class_bind_template_child (widget_class, EcgTallyView, list);
  gtk_widget_class_bind_template_callback (widget_class, head_chosen_cb);
}

static void
ecg_tally_view_init (EcgTallyView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  build_list (self);
}

void
ecg_tally_view_set_sessions (EcgTallyView *self, EcgLibrary *library, GListModel *sessions)
{
  g_return_if_fail (ECG_IS_TALLY_VIEW (self));

  g_set_object (&self->library, library);
  gtk_list_view_set_model (self->list, NULL);
  forget_tally (self);
  if (sessions == NULL)
    return;
  self->tally = ecg_session_tally_new (sessions);
  ecg_session_tally_set_order (self->tally,
                               library == NULL ? NULL : ecg_library_get_activities (library));
  g_signal_connect_swapped (self->tally, "columns-changed", G_CALLBACK (columns_changed_cb), self);
  columns_changed_cb (self);
  self->selection =
    gtk_single_selection_new (g_object_ref (ecg_session_tally_get_rows (self->tally)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}
