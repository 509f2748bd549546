/*
 * The dialog in which sessions are chosen. Rows are subjects, columns activities; rows are made for
 * what is in sight.
 */

#include "app/session-chooser.h"

#include <glib/gi18n.h>

/* Room for a check beside the name of an activity. */
#define CHECK_WIDTH 44
#define MIN_COLUMN 64

typedef struct
{
  EcgSessionChoice *choice;
  char            **activities;
  GtkWidget        *head;  /* of rows, the one that stands for everybody */
  GPtrArray        *lines; /* of GtkWidget, borrowed: rows that are made */
  AdwWindowTitle   *title;
  gboolean          updating;
} Chooser;

/* What a row stands for: a subject, NULL for everybody. Its checks are for all activities, then for
 * each. */
#define SUBJECT "ecg-chooser-subject"
#define COLUMN "ecg-chooser-column"

static void
chooser_free (gpointer data)
{
  Chooser *chooser = data;

  g_object_unref (chooser->choice);
  g_strfreev (chooser->activities);
  g_ptr_array_unref (chooser->lines);
  g_free (chooser);
}

static const char *
get_subject (GtkWidget *line)
{
  return g_object_get_data (G_OBJECT (line), SUBJECT);
}

/* Returns: (nullable): NULL for all. */
static const char *
get_activity (Chooser *chooser, GtkWidget *check)
{
  const int column = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (check), COLUMN));

  return column == 0 ? NULL : chooser->activities[column - 1];
}

static char *
describe (const char *subject, const char *activity, guint n)
{
  return g_strdup_printf (ngettext ("%s, %s: %u session", "%s, %s: %u sessions", n),
                          subject != NULL ? subject : _ ("all people"),
                          activity != NULL ? activity : _ ("all activities"), n);
}

/* The checks of rows and columns are inconsistent where only some of theirs are ticked. */
static void
update_check (Chooser *chooser, GtkWidget *line, GtkWidget *check)
{
  const char      *subject = get_subject (line);
  const char      *activity = get_activity (chooser, check);
  guint            chosen;
  const guint      n = ecg_session_choice_count_in (chooser->choice, subject, activity, &chosen);
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autofree char *description = describe (subject, activity, n);
  const char      *label = activity == NULL  ? (subject != NULL ? subject : _ ("All"))
                           : subject != NULL ? number
                                             : activity;

  if (activity == NULL)
    gtk_label_set_text (GTK_LABEL (gtk_check_button_get_child (GTK_CHECK_BUTTON (check))), label);
  else
    gtk_check_button_set_label (GTK_CHECK_BUTTON (check), label);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), n > 0 && chosen == n);
  gtk_check_button_set_inconsistent (GTK_CHECK_BUTTON (check), chosen > 0 && chosen < n);
  gtk_widget_set_sensitive (check, n > 0);
  gtk_widget_set_tooltip_text (check, description);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  description, -1);
}

static void
update_line (Chooser *chooser, GtkWidget *line)
{
  chooser->updating = TRUE;
  for (GtkWidget *check = gtk_widget_get_first_child (line); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    update_check (chooser, line, check);
  chooser->updating = FALSE;
}

static void
update (Chooser *chooser)
{
  const EcgChoiceCount count = ecg_session_choice_count (chooser->choice);
  g_autofree char     *subtitle =
    g_strdup_printf (_ ("%u of %u sessions, %u people, %u activities"), count.chosen,
                     count.labelled, count.subjects, count.activities);

  update_line (chooser, chooser->head);
  for (guint i = 0; i < chooser->lines->len; i++)
    if (get_subject (chooser->lines->pdata[i]) != NULL)
      update_line (chooser, chooser->lines->pdata[i]);
  adw_window_title_set_subtitle (chooser->title, subtitle);
}

static void
toggled_cb (GtkCheckButton *check, Chooser *chooser)
{
  GtkWidget *line = gtk_widget_get_parent (GTK_WIDGET (check));

  if (chooser->updating)
    return;
  ecg_session_choice_set_chosen (chooser->choice, get_subject (line),
                                 get_activity (chooser, GTK_WIDGET (check)),
                                 gtk_check_button_get_active (check));
  update (chooser);
}

static int
measure_column (GtkWidget *widget, const char *activity)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, activity);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return MAX (width + CHECK_WIDTH, MIN_COLUMN);
}

/* Names may be long. */
static void
add_name (GtkWidget *check)
{
  GtkWidget *name = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), name);
}

/* Rows are alike, so that columns stand below one another. */
static GtkWidget *
create_line (Chooser *chooser)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  const int  n = (int) g_strv_length (chooser->activities);

  for (int column = 0; column <= n; column++)
    {
      GtkWidget *check = gtk_check_button_new ();

      g_object_set_data (G_OBJECT (check), COLUMN, GINT_TO_POINTER (column));
      if (column == 0)
        add_name (check);
      gtk_widget_set_hexpand (check, column == 0);
      gtk_widget_set_size_request (
        check, column == 0 ? 160 : measure_column (line, chooser->activities[column - 1]), -1);
      g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), chooser);
      gtk_box_append (GTK_BOX (line), check);
    }
  return line;
}

static void
forget_line (GtkWidget *line, GPtrArray *lines)
{
  g_ptr_array_remove (lines, line);
}

static void
unref_lines (gpointer lines, GClosure *closure)
{
  g_ptr_array_unref (lines);
}

static void
setup_cb (Chooser *chooser, GtkListItem *list_item)
{
  GtkWidget *line = create_line (chooser);

  gtk_list_item_set_child (list_item, line);
  gtk_list_item_set_activatable (list_item, FALSE);
  g_ptr_array_add (chooser->lines, line);
  g_signal_connect_data (line, "destroy", G_CALLBACK (forget_line),
                         g_ptr_array_ref (chooser->lines), unref_lines, 0);
}

static void
bind_cb (Chooser *chooser, GtkListItem *list_item)
{
  GtkWidget *line = gtk_list_item_get_child (list_item);

  g_object_set_data_full (
    G_OBJECT (line), SUBJECT,
    g_strdup (gtk_string_object_get_string (gtk_list_item_get_item (list_item))), g_free);
  update_line (chooser, line);
}

static void
unbind_cb (Chooser *chooser, GtkListItem *list_item)
{
  g_object_set_data (G_OBJECT (gtk_list_item_get_child (list_item)), SUBJECT, NULL);
}

static GtkWidget *
build_list (Chooser *chooser)
{
  g_auto (GStrv) subjects = ecg_session_choice_dup_subjects (chooser->choice);
  GListModel         *model = G_LIST_MODEL (gtk_string_list_new ((const char *const *) subjects));
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget          *list;

  g_signal_connect_swapped (factory, "setup", G_CALLBACK (setup_cb), chooser);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (bind_cb), chooser);
  g_signal_connect_swapped (factory, "unbind", G_CALLBACK (unbind_cb), chooser);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (model)), factory);
  gtk_widget_add_css_class (list, "chooser");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("People"), -1);
  return list;
}

static GtkWidget *
build_table (Chooser *chooser)
{
  GtkWidget *sideways = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  chooser->head = create_line (chooser);
  gtk_widget_add_css_class (chooser->head, "chooser-head");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), build_list (chooser));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), chooser->head);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (sideways), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (sideways), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  return sideways;
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
  chooser->activities = ecg_session_choice_dup_activities (choice);
  chooser->lines = g_ptr_array_new ();
  gtk_box_append (GTK_BOX (box), build_header (chooser));
  gtk_box_append (GTK_BOX (box), build_table (chooser));
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
