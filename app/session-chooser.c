/*
 * The dialog in which sessions are chosen. Rows are subjects, columns activities; the checks of
 * rows and columns are inconsistent where only some of theirs are ticked.
 */

#include "app/session-chooser.h"

#include <glib/gi18n.h>

/* A check and what it stands for; NULL stands for all. */
typedef struct
{
  GtkCheckButton *button; /* borrowed: its data */
  char           *subject;
  char           *activity;
} Cell;

typedef struct
{
  EcgSessionChoice *choice;
  GPtrArray        *cells; /* of Cell */
  GtkWidget        *grid;
  AdwWindowTitle   *title;
  gboolean          updating;
} Chooser;

static void
cell_free (gpointer data)
{
  Cell *cell = data;

  g_free (cell->subject);
  g_free (cell->activity);
  g_free (cell);
}

static void
chooser_free (gpointer data)
{
  Chooser *chooser = data;

  g_object_unref (chooser->choice);
  g_ptr_array_unref (chooser->cells);
  g_free (chooser);
}

static void
update_cell (Chooser *chooser, Cell *cell)
{
  guint       chosen;
  const guint n =
    ecg_session_choice_count_in (chooser->choice, cell->subject, cell->activity, &chosen);

  gtk_check_button_set_active (cell->button, n > 0 && chosen == n);
  gtk_check_button_set_inconsistent (cell->button, chosen > 0 && chosen < n);
  gtk_widget_set_sensitive (GTK_WIDGET (cell->button), n > 0);
}

static void
update (Chooser *chooser)
{
  const EcgChoiceCount count = ecg_session_choice_count (chooser->choice);
  g_autofree char     *subtitle =
    g_strdup_printf (_ ("%u of %u sessions, %u people, %u activities"), count.chosen,
                     count.labelled, count.subjects, count.activities);

  chooser->updating = TRUE;
  for (guint i = 0; i < chooser->cells->len; i++)
    update_cell (chooser, chooser->cells->pdata[i]);
  chooser->updating = FALSE;
  adw_window_title_set_subtitle (chooser->title, subtitle);
}

static void
toggled_cb (GtkCheckButton *button, Chooser *chooser)
{
  const Cell *cell = g_object_get_data (G_OBJECT (button), "cell");

  if (chooser->updating)
    return;
  ecg_session_choice_set_chosen (chooser->choice, cell->subject, cell->activity,
                                 gtk_check_button_get_active (button));
  update (chooser);
}

static char *
describe_cell (Chooser *chooser, const Cell *cell)
{
  const guint n =
    ecg_session_choice_count_in (chooser->choice, cell->subject, cell->activity, NULL);

  return g_strdup_printf (ngettext ("%s, %s: %u session", "%s, %s: %u sessions", n),
                          cell->subject != NULL ? cell->subject : _ ("all people"),
                          cell->activity != NULL ? cell->activity : _ ("all activities"), n);
}

static void
add_cell (Chooser    *chooser,
          const char *subject,
          const char *activity,
          const char *label,
          int         column,
          int         row)
{
  GtkWidget       *button = gtk_check_button_new_with_label (label);
  Cell            *cell = g_new0 (Cell, 1);
  g_autofree char *description = NULL;

  cell->button = GTK_CHECK_BUTTON (button);
  cell->subject = g_strdup (subject);
  cell->activity = g_strdup (activity);
  description = describe_cell (chooser, cell);
  g_ptr_array_add (chooser->cells, cell);
  g_object_set_data (G_OBJECT (button), "cell", cell);
  gtk_widget_set_tooltip_text (button, description);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  description, -1);
  g_signal_connect (button, "toggled", G_CALLBACK (toggled_cb), chooser);
  gtk_grid_attach (GTK_GRID (chooser->grid), button, column, row, 1, 1);
}

static void
fill_grid (Chooser *chooser)
{
  g_auto (GStrv) subjects = ecg_session_choice_dup_subjects (chooser->choice);
  g_auto (GStrv) activities = ecg_session_choice_dup_activities (chooser->choice);

  add_cell (chooser, NULL, NULL, _ ("All"), 0, 0);
  for (int column = 0; activities[column] != NULL; column++)
    add_cell (chooser, NULL, activities[column], activities[column], column + 1, 0);
  for (int row = 0; subjects[row] != NULL; row++)
    {
      add_cell (chooser, subjects[row], NULL, subjects[row], 0, row + 1);
      for (int column = 0; activities[column] != NULL; column++)
        {
          const guint n =
            ecg_session_choice_count_in (chooser->choice, subjects[row], activities[column], NULL);
          g_autofree char *label = g_strdup_printf ("%u", n);

          add_cell (chooser, subjects[row], activities[column], label, column + 1, row + 1);
        }
    }
}

static GtkWidget *
build_grid (Chooser *chooser)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  chooser->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (chooser->grid), 4);
  gtk_grid_set_column_spacing (GTK_GRID (chooser->grid), 18);
  gtk_widget_set_halign (chooser->grid, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (chooser->grid, 18);
  gtk_widget_set_margin_bottom (chooser->grid, 18);
  gtk_widget_set_margin_start (chooser->grid, 18);
  gtk_widget_set_margin_end (chooser->grid, 18);
  fill_grid (chooser);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), chooser->grid);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static void
none_cb (Chooser *chooser)
{
  ecg_session_choice_set_chosen (chooser->choice, NULL, NULL, FALSE);
  update (chooser);
}

static void
all_cb (Chooser *chooser)
{
  ecg_session_choice_set_chosen (chooser->choice, NULL, NULL, TRUE);
  update (chooser);
}

static GtkWidget *
build_header (Chooser *chooser)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *all = gtk_button_new_with_mnemonic (_ ("Choose _All"));
  GtkWidget *none = gtk_button_new_with_mnemonic (_ ("Choose _None"));

  chooser->title = ADW_WINDOW_TITLE (adw_window_title_new (_ ("Choose Sessions"), NULL));
  g_signal_connect_swapped (all, "clicked", G_CALLBACK (all_cb), chooser);
  g_signal_connect_swapped (none, "clicked", G_CALLBACK (none_cb), chooser);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), GTK_WIDGET (chooser->title));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), all);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), none);
  return header;
}

static void
close_on_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                      gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
}

void
ecg_session_chooser_present (GtkWindow *parent, EcgSessionChoice *choice)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Chooser   *chooser = g_new0 (Chooser, 1);

  chooser->choice = g_object_ref (choice);
  chooser->cells = g_ptr_array_new_with_free_func (cell_free);
  gtk_box_append (GTK_BOX (box), build_header (chooser));
  gtk_box_append (GTK_BOX (box), build_grid (chooser));
  adw_window_set_content (ADW_WINDOW (window), box);
  update (chooser);

  g_object_set_data_full (G_OBJECT (window), "chooser", chooser, chooser_free);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Choose Sessions"));
  gtk_window_set_default_size (GTK_WINDOW (window), 720, 520);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  close_on_escape (window);
  gtk_window_present (GTK_WINDOW (window));
}
