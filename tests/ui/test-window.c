/* The window's own story: what is dropped on it, and what leaves by its dialogs. */
#include "app/window-private.h"

#include "app/backups-window.h"
#include "app/export-dialog.h"
#include "core/library/backup.h"
#include "core/library/store-private.h"
#include "core/synth/cohort.h"
#include "tests/support/scratch.h"
#include "tests/support/small-library.h"
#include "tests/ui/page-window.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* An empty library, its window, and recordings that are not in it yet. */
typedef struct
{
  Scratch    scratch;
  EcgWindow *window;
  char      *library;
  char      *cohort;
} Story;

static gboolean
is_open (gpointer window)
{
  return ((EcgWindow *) window)->library != NULL;
}

static gboolean
is_idle (gpointer window)
{
  return !ecg_import_bar_is_busy (((EcgWindow *) window)->import_bar);
}

static gboolean
has_exported (gpointer window)
{
  return ((EcgWindow *) window)->exporting == NULL;
}

static void
write_cohort (const char *folder)
{
  EcgCohortSettings settings;
  g_autoptr (GError) error = NULL;

  ecg_cohort_settings_default (&settings);
  settings.n_subjects = 2;
  settings.n_activities = 2;
  settings.n_sessions = 1;
  settings.seconds = 20;
  ecg_cohort_write (&settings, folder, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
open_window (Story *story)
{
  story->window = ECG_WINDOW (ecg_window_new (NULL, story->library));
  gtk_window_present (GTK_WINDOW (story->window));
}

static void
begin (Story *story)
{
  scratch_open (&story->scratch);
  story->library = g_build_filename (story->scratch.folder, "library.db", NULL);
  story->cohort = g_build_filename (story->scratch.folder, "cohort", NULL);
  write_cohort (story->cohort);
  open_window (story);
  test_wait_until (is_open, story->window);
}

static gboolean
is_null (gpointer watched)
{
  return *(gpointer *) watched == NULL;
}

/* Nothing of this program has the library open afterwards. */
static void
close_window (Story *story)
{
  gpointer window = story->window;
  gpointer store =
    story->window->library != NULL ? ecg_library_get_store (story->window->library) : NULL;

  g_object_add_weak_pointer (window, &window);
  if (store != NULL)
    g_object_add_weak_pointer (store, &store);
  gtk_window_destroy (GTK_WINDOW (story->window));
  test_wait_until (is_null, &window);
  test_wait_until (is_null, &store);
}

static void
end (Story *story)
{
  close_window (story);
  g_free (story->library);
  g_free (story->cohort);
  scratch_close (&story->scratch);
}

static guint
count_sessions (Story *story)
{
  return g_list_model_get_n_items (ecg_library_get_sessions (story->window->library));
}

static GtkDropTarget *
find_drop_target (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return GTK_DROP_TARGET (controller);
    }
  g_assert_not_reached ();
}

/* As the target tells of it when something is dropped. */
static gboolean
drop (Story *story, GSList *files)
{
  GtkDropTarget *target = find_drop_target (GTK_WIDGET (story->window));
  GValue         value = G_VALUE_INIT;
  gboolean       taken = FALSE;

  g_assert_true (
    gdk_content_formats_contain_gtype (gtk_drop_target_get_formats (target), GDK_TYPE_FILE_LIST));
  g_assert_cmpint (gtk_drop_target_get_actions (target), ==, GDK_ACTION_COPY);
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, files);
  g_signal_emit_by_name (target, "drop", &value, 10.0, 10.0, &taken);
  g_value_unset (&value);
  return taken;
}

static char *
dup_recording (Story *story, guint i)
{
  g_autoptr (GDir) dir = g_dir_open (story->cohort, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".hea") && i-- == 0)
      return g_build_filename (story->cohort, name, NULL);
  g_assert_not_reached ();
}

static void
test_drop_files (void)
{
  Story            story;
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  g_autoslist (GFile) files = NULL;

  begin (&story);
  a = dup_recording (&story, 0);
  b = dup_recording (&story, 1);
  files = g_slist_prepend (NULL, g_file_new_for_path (b));
  files = g_slist_prepend (files, g_file_new_for_path (a));
  g_assert_true (drop (&story, files));
  test_wait_until (is_idle, story.window);
  g_assert_cmpuint (count_sessions (&story), ==, 2);
  end (&story);
}

/* A folder and one of its own files: nothing twice. */
static void
test_drop_folder (void)
{
  Story            story;
  g_autofree char *a = NULL;
  g_autoslist (GFile) files = NULL;

  begin (&story);
  a = dup_recording (&story, 0);
  files = g_slist_prepend (NULL, g_file_new_for_path (a));
  files = g_slist_prepend (files, g_file_new_for_path (story.cohort));
  g_assert_true (drop (&story, files));
  test_wait_until (is_idle, story.window);
  g_assert_cmpuint (count_sessions (&story), ==, 4);
  end (&story);
}

static void
test_drop_elsewhere (void)
{
  Story story;
  g_autoslist (GFile) files = g_slist_prepend (NULL, g_file_new_for_uri ("http://nowhere/x.hea"));

  begin (&story);
  g_assert_false (drop (&story, files));
  g_assert_true (is_idle (story.window));
  end (&story);
}

static void
import (Story *story, const EcgImportManner *manner)
{
  const char *const paths[] = { story->cohort, NULL };

  ecg_window_import (story->window, paths, manner);
  test_wait_until (is_idle, story->window);
}

/* Copies are taken in, of nobody that the cohort names. */
static void
test_import_deidentified (void)
{
  const EcgImportManner manner = { .deidentify = TRUE, .dates = ECG_DATES_DROP };
  Story                 story;
  g_autofree char      *copies = NULL;

  begin (&story);
  import (&story, &manner);
  copies = g_build_filename (story.scratch.folder, "recordings", NULL);
  g_assert_cmpuint (count_sessions (&story), ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (EcgSession) session =
        g_list_model_get_item (ecg_library_get_sessions (story.window->library), i);

      g_assert_true (g_str_has_prefix (ecg_session_get_path (session), copies));
      g_assert_false (g_str_has_prefix (ecg_session_get_subject (session), "S0"));
    }
  end (&story);
}

static gboolean
is_empty (gpointer window)
{
  return g_list_model_get_n_items (ecg_library_get_sessions (((EcgWindow *) window)->library)) == 0;
}

/* The first of what is new is opened, also where something was open; one step takes all back. */
static void
test_import_selects (void)
{
  Story            story;
  g_autofree char *a = NULL;
  const char      *paths[] = { NULL, NULL };
  gint64           first, selected;

  begin (&story);
  a = dup_recording (&story, 3);
  paths[0] = a;
  ecg_window_import (story.window, paths, NULL);
  test_wait_until (is_idle, story.window);
  first = ecg_session_get_id (ecg_library_page_get_selected (story.window->library_page));
  import (&story, NULL);
  g_assert_cmpuint (count_sessions (&story), ==, 4);
  selected = ecg_session_get_id (ecg_library_page_get_selected (story.window->library_page));
  g_assert_cmpint (selected, !=, first);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (story.window), "win.undo", NULL));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (story.window), "win.undo", NULL));
  test_wait_until (is_empty, story.window);
  end (&story);
}

/* Dialogs that are above the window. */
static GtkWidget *
find_dialog (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (G_OBJECT_TYPE (window) == type)
        return window;
    }
  return NULL;
}

/* Descendants of @type, in their order. */
static void
collect (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    g_ptr_array_add (found, widget);
  else
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      collect (child, type, found);
}

static guint
count_tagged (Story *story, const char *tag)
{
  GListModel *sessions = ecg_library_get_sessions (story->window->library);
  guint       n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (EcgSession) session = g_list_model_get_item (sessions, i);
      const char *const *tags = ecg_session_get_fields (session)->tags;

      n += tags != NULL && g_strv_contains (tags, tag);
    }
  return n;
}

static gboolean
all_are_tagged (gpointer story)
{
  return count_tagged (story, "night") == 4 && count_tagged (story, "pilot") == 4;
}

static gboolean
only_night_is_left (gpointer story)
{
  return count_tagged (story, "night") == 4 && count_tagged (story, "pilot") == 0;
}

static gboolean
none_is_tagged (gpointer story)
{
  return count_tagged (story, "night") + count_tagged (story, "pilot") == 0;
}

/* All that is selected, by the dialog: subject, activity, tags. */
static void
tag_all (Story *story, const char *before, const char *tags)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  GtkWidget *page = GTK_WIDGET (story->window->library_page);
  GtkWidget *list = test_find_widget (page, GTK_TYPE_LIST_VIEW);
  GtkWidget *dialog;

  gtk_widget_activate_action (page, "library.unfold-all", NULL);
  gtk_selection_model_select_all (gtk_list_view_get_model (GTK_LIST_VIEW (list)));
  gtk_widget_activate_action (page, "library.label", NULL);
  dialog = find_dialog (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  collect (dialog, ADW_TYPE_ENTRY_ROW, rows);
  g_assert_cmpuint (rows->len, ==, 3);
  g_assert_cmpstr (gtk_editable_get_text (rows->pdata[2]), ==, before);
  gtk_editable_set_text (rows->pdata[2], tags);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "label");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_tag_many (void)
{
  Story story;

  begin (&story);
  import (&story, NULL);
  tag_all (&story, "", "night, pilot");
  test_wait_until (all_are_tagged, &story);
  tag_all (&story, "night, pilot", "night");
  test_wait_until (only_night_is_left, &story);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (story.window), "win.undo", NULL));
  test_wait_until (all_are_tagged, &story);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (story.window), "win.undo", NULL));
  test_wait_until (none_is_tagged, &story);
  g_assert_cmpuint (count_sessions (&story), ==, 4);
  end (&story);
}

static void
choose (GtkWidget *dialog, guint what, guint form, gboolean deidentify)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (GPtrArray) switches = g_ptr_array_new ();

  collect (dialog, ADW_TYPE_COMBO_ROW, rows);
  collect (dialog, GTK_TYPE_SWITCH, switches);
  g_assert_cmpuint (rows->len, ==, 3);
  g_assert_cmpuint (switches->len, ==, 1);
  gtk_switch_set_active (switches->pdata[0], deidentify);
  adw_combo_row_set_selected (rows->pdata[0], what);
  adw_combo_row_set_selected (rows->pdata[1], form);
  g_assert_cmpint (gtk_widget_get_sensitive (rows->pdata[2]), ==,
                   deidentify && what == ECG_EXPORT_SIGNALS);
}

/* From the action to the question where to; what is chosen in between is what is ordered. */
static void
test_export_dialog (void)
{
  Story          story;
  GtkWidget     *dialog;
  EcgExportOrder order;

  begin (&story);
  gtk_widget_activate_action (GTK_WIDGET (story.window), "win.export", NULL);
  g_assert_null (find_dialog (ECG_TYPE_EXPORT_DIALOG)); /* there is nothing */
  import (&story, NULL);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (story.window), "win.export-labels", NULL));
  dialog = find_dialog (ECG_TYPE_EXPORT_DIALOG);
  g_assert_nonnull (dialog);
  ecg_export_dialog_get_order (ECG_EXPORT_DIALOG (dialog), &order);
  g_assert_cmpint (order.what, ==, ECG_EXPORT_LABELS);
  g_assert_cmpstr (order.form->suffix, ==, ".atr");
  g_assert_false (order.settings.deidentify);
  choose (dialog, ECG_EXPORT_LABELS, 2, TRUE);
  choose (dialog, ECG_EXPORT_SIGNALS, 1, TRUE);
  ecg_export_dialog_get_order (ECG_EXPORT_DIALOG (dialog), &order);
  g_assert_cmpint (order.what, ==, ECG_EXPORT_SIGNALS);
  g_assert_cmpstr (order.form->suffix, ==, ".edf");
  g_assert_true (order.settings.deidentify);
  g_assert_cmpint (order.settings.dates, ==, ECG_DATES_SHIFT);
  g_assert_true (gtk_widget_activate_action (dialog, "export.choose", NULL));
  g_assert_null (find_dialog (ECG_TYPE_EXPORT_DIALOG));
  g_assert_nonnull (story.window->chooser);
  g_clear_object (&story.window->chooser);
  end (&story);
}

static EcgExportOrder
order_labels (const char *suffix)
{
  guint                n;
  const EcgExportForm *forms = ecg_export_list_forms (ECG_EXPORT_LABELS, &n);
  EcgExportOrder       order = { .what = ECG_EXPORT_LABELS };

  for (guint i = 0; i < n; i++)
    if (strcmp (forms[i].suffix, suffix) == 0)
      order.form = &forms[i];
  return order;
}

static gboolean
has_labels (gpointer window)
{
  EcgSession *session = ecg_library_page_get_selected (((EcgWindow *) window)->library_page);

  return ecg_session_get_fields (session)->n_labels == 1;
}

/* What leaves one session as labels comes into another. */
static void
test_labels_there_and_back (void)
{
  Story story;
  g_autoptr (GPtrArray) sessions = NULL;
  EcgLabel label = { .begin = 10, .end = 500, .activity = "walking", .confidence = NAN };
  const EcgExportOrder order = order_labels ("_events.tsv");
  g_autofree char     *path = NULL;
  g_autoptr (GError) error = NULL;
  GListModel *list;

  begin (&story);
  import (&story, NULL);
  list = ecg_library_get_sessions (story.window->library);
  sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (sessions, g_list_model_get_item (list, 3));
  label.session = ecg_session_get_id (sessions->pdata[0]);
  ecg_store_add_label (ecg_library_get_store (story.window->library), &label, ECG_LABEL_OVERLAP,
                       &error);
  g_assert_no_error (error);
  path = g_build_filename (story.scratch.folder, "x_events.tsv", NULL);
  ecg_window_export (story.window, sessions, path, &order);
  test_wait_until (has_exported, story.window);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  g_assert_false (has_labels (story.window));
  ecg_window_import_labels (story.window,
                            ecg_library_page_get_selected (story.window->library_page), path);
  test_wait_until (has_labels, story.window);
  end (&story);
}

/* Backups */

static gboolean
has_backup (gpointer story)
{
  g_autoptr (GPtrArray) backups = ecg_backup_list (((Story *) story)->library);

  return backups->len > 0;
}

/* Returns: (transfer full): where the newest backup that was made for @reason is. */
static char *
dup_backup (Story *story, const char *reason)
{
  g_autoptr (GPtrArray) backups = ecg_backup_list (story->library);

  for (guint i = 0; i < backups->len; i++)
    if (strcmp (((EcgBackup *) backups->pdata[i])->reason, reason) == 0)
      return g_strdup (((EcgBackup *) backups->pdata[i])->path);
  return NULL;
}

static void
back_up (Story *story)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (story->window), "win.back-up", NULL));
  test_wait_until (has_backup, story);
}

static gboolean
lists_backups (gpointer dialog)
{
  return strcmp (test_visible_page (dialog, "looking"), "list") == 0;
}

/* As the user does it: from the list, by its button. */
static void
restore (Story *story, const char *backup)
{
  GtkWidget *dialog;

  g_assert_true (
    gtk_widget_activate_action (GTK_WIDGET (story->window), "win.restore-backup", NULL));
  dialog = find_dialog (ECG_TYPE_BACKUPS_WINDOW);
  g_assert_nonnull (dialog);
  test_wait_until (lists_backups, dialog);
  gtk_widget_activate_action (dialog, "backups.restore", "^ay", backup);
  g_assert_false (is_open (story->window));
  test_wait_until (is_open, story->window);
}

static void
test_restore (void)
{
  Story            story;
  g_autofree char *backup = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;

  begin (&story);
  import (&story, NULL);
  back_up (&story);
  backup = dup_backup (&story, "manual");
  ecg_store_remove_session (ecg_library_get_store (story.window->library), 1, &error);
  g_assert_no_error (error);
  restore (&story, backup);
  g_assert_cmpuint (count_sessions (&story), ==, 4);

  /* And back: what was replaced is a backup itself. */
  kept = dup_backup (&story, "restore");
  g_assert_nonnull (kept);
  restore (&story, kept);
  g_assert_cmpuint (count_sessions (&story), ==, 3);
  end (&story);
}

static gint64
query (const char *library, const char *sql)
{
  g_autoptr (EcgStore) store = ecg_store_connect (library, SQLITE_OPEN_READWRITE, NULL);
  g_autoptr (GError) error = NULL;
  gint64 value;

  ecg_store_query_int (store, &value, 0, &error, sql, "");
  g_assert_no_error (error);
  return value;
}

/* Writes @n bytes over the library at @offset. */
static void
overwrite (const char *library, gsize offset, gsize n)
{
  g_autofree char *bytes = NULL;
  gsize            length;

  g_assert_true (g_file_get_contents (library, &bytes, &length, NULL));
  g_assert_cmpuint (offset + n, <=, length);
  for (gsize i = 0; i < n; i++)
    bytes[offset + i] ^= 1;
  g_assert_true (g_file_set_contents (library, bytes, (gssize) length, NULL));
}

/* A letter of the fingerprint at the end of the index of fingerprints: the page is well-formed,
 * which is all that is looked at when a library is opened, but it lies. */
static void
damage_index (const char *library)
{
  const gint64 page_size = query (library, "PRAGMA page_size");
  const gint64 page = query (library, "SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND "
                                      "tbl_name = 'sessions' AND name LIKE 'sqlite_autoindex%'");

  overwrite (library, (gsize) (page * page_size) - 10, 1);
}

static gboolean
shows_damage (gpointer window)
{
  return gtk_info_bar_get_revealed (((EcgWindow *) window)->damage);
}

static void
test_damage (void)
{
  Story            story;
  g_autofree char *backup = NULL;
  g_auto (GStrv) problems = NULL;

  begin (&story);
  import (&story, NULL);
  back_up (&story);
  backup = dup_backup (&story, "manual");
  close_window (&story);
  damage_index (story.library);

  open_window (&story);
  test_wait_until (shows_damage, story.window);
  g_assert_true (is_open (story.window));
  g_assert_nonnull (strstr (gtk_label_get_text (story.window->damage_text), "damaged"));
  restore (&story, backup);
  g_assert_false (shows_damage (story.window));
  g_assert_cmpuint (count_sessions (&story), ==, 4);
  problems = ecg_backup_check (story.library, TRUE, NULL);
  g_assert_cmpuint (g_strv_length (problems), ==, 0);
  end (&story);
}

static gboolean
has_failed (gpointer window)
{
  return strcmp (gtk_stack_get_visible_child_name (((EcgWindow *) window)->content), "failed") == 0;
}

/* A library that cannot even be opened. */
static void
test_destroyed (void)
{
  Story            story;
  g_autofree char *backup = NULL;

  begin (&story);
  import (&story, NULL);
  back_up (&story);
  backup = dup_backup (&story, "manual");
  close_window (&story);
  overwrite (story.library, 4096, 3 * 4096);

  open_window (&story);
  test_wait_until (has_failed, story.window);
  restore (&story, backup);
  g_assert_cmpuint (count_sessions (&story), ==, 4);
  g_clear_pointer (&backup, g_free);
  backup = dup_backup (&story, "damaged");
  g_assert_nonnull (backup);
  end (&story);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();
  test_page_window_use_style ();
  g_test_add_func ("/window/drop-files", test_drop_files);
  g_test_add_func ("/window/drop-folder", test_drop_folder);
  g_test_add_func ("/window/drop-elsewhere", test_drop_elsewhere);
  g_test_add_func ("/window/import-deidentified", test_import_deidentified);
  g_test_add_func ("/window/import-selects", test_import_selects);
  g_test_add_func ("/window/tag-many", test_tag_many);
  g_test_add_func ("/window/export-dialog", test_export_dialog);
  g_test_add_func ("/window/labels-there-and-back", test_labels_there_and_back);
  g_test_add_func ("/window/restore", test_restore);
  g_test_add_func ("/window/damage", test_damage);
  g_test_add_func ("/window/destroyed", test_destroyed);
  return g_test_run ();
}
