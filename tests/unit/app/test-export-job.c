/* Exports as the window makes them: off the main thread, told of, stopped, of one and of many. */

#include "app/export-job.h"
#include "core/jobs/thread.h"
#include "core/library/label-file.h"
#include "core/recording/loader.h"
#include "tests/support/small-library.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

typedef struct
{
  gboolean          ended;
  EcgExportOutcome *outcome;
  GError           *error;
} Story;

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Story *story = user_data;

  g_assert_true (ecg_thread_is_main ());
  story->outcome = ecg_export_sessions_finish (result, &story->error);
  story->ended = TRUE;
}

static gboolean
has_ended (gpointer data)
{
  return ((Story *) data)->ended;
}

/* The first @n sessions of the library. */
static GPtrArray *
take_sessions (TestLibrary *library, guint n)
{
  GPtrArray *sessions = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (sessions,
                     g_list_model_get_item (ecg_library_get_sessions (library->library), i));
  return sessions;
}

static EcgExportOrder
make_order (EcgExportWhat what, const char *suffix, gboolean deidentify)
{
  guint                n;
  const EcgExportForm *forms = ecg_export_list_forms (what, &n);
  EcgExportOrder       order = { .what = what, .settings = { .deidentify = deidentify } };

  for (guint i = 0; i < n; i++)
    if (strcmp (forms[i].suffix, suffix) == 0)
      order.form = &forms[i];
  g_assert_nonnull (order.form);
  return order;
}

/* Returns: (transfer full): the outcome; NULL with story->error. */
static EcgExportOutcome *export(TestLibrary          *library,
                                GPtrArray            *sessions,
                                const char           *target,
                                const EcgExportOrder *order,
                                GCancellable         *cancellable,
                                GError              **error)
{
  g_autoptr (EcgProgress) progress = ecg_progress_new ();
  Story story = { FALSE };

  ecg_export_sessions_async (library->library, sessions, target, order, progress, cancellable,
                             exported_cb, &story);
  test_wait_until (has_ended, &story);
  if (story.error != NULL)
    g_propagate_error (error, story.error);
  return story.outcome;
}

static void
test_deidentified (void)
{
  g_autoptr (TestLibrary) library = test_library_new (1);
  g_autoptr (GPtrArray) sessions = take_sessions (library, 1);
  const EcgExportOrder order = make_order (ECG_EXPORT_SIGNALS, ".edf", TRUE);
  g_autofree char     *path = g_build_filename (library->folder, "copy.edf", NULL);
  g_autofree char     *sentence = NULL;
  g_autoptr (EcgExportOutcome) outcome = NULL;
  g_autoptr (EcgRecording) copy = NULL;
  g_autoptr (GError) error = NULL;

  outcome = export(library, sessions, path, &order, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (outcome->n_written, ==, 1);
  g_assert_cmpuint (outcome->n_secrets, >, 0);
  copy = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_cmpstr (ecg_recording_get_subject (copy), !=,
                   ecg_session_get_subject (sessions->pdata[0]));
  g_assert_cmpstr (ecg_recording_get_activity (copy), ==,
                   ecg_session_get_activity (sessions->pdata[0]));
  sentence = ecg_export_describe (outcome, &order, path);
  g_assert_nonnull (strstr (sentence, "copy.edf"));
}

static void
test_stopped (void)
{
  g_autoptr (TestLibrary) library = test_library_new (1);
  g_autoptr (GPtrArray) sessions = take_sessions (library, 2);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const EcgExportOrder order = make_order (ECG_EXPORT_SIGNALS, ".csv", FALSE);
  g_autofree char     *folder = g_build_filename (library->folder, "out", NULL);
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;

  g_mkdir (folder, 0700);
  g_cancellable_cancel (cancellable);
  g_assert_null (export(library, sessions, folder, &order, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  dir = g_dir_open (folder, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
}

static void
add_label (TestLibrary *library, EcgSession *session)
{
  const EcgLabel label = { .session = ecg_session_get_id (session),
                           .begin = 250,
                           .end = 5000,
                           .activity = "walking",
                           .text = "Marlies Quendt, room 4",
                           .author = "dr-vogelsang",
                           .confidence = NAN };
  g_autoptr (GError) error = NULL;

  ecg_store_add_label (ecg_library_get_store (library->library), &label, ECG_LABEL_OVERLAP, &error);
  g_assert_no_error (error);
}

static gboolean
holds (const char *path, const char *text)
{
  g_autofree char *bytes = NULL;
  gsize            n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  return memmem (bytes, n, text, strlen (text)) != NULL;
}

/* All that could tell whose labels these are, or who set them, and when. */
static GPtrArray *
list_secrets (EcgSession *session)
{
  static const char *const texts[] = { "Marlies", "Quendt", "room 4", "vogelsang" };
  static const char *const dates[] = { "%Y-%m-%d", "%d.%m.%y", "%d-%b-%Y" };
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  GPtrArray *secrets = g_ptr_array_new_with_free_func (g_free);
  char      *stem = g_path_get_basename (ecg_session_get_path (session));

  *strchr (stem, '.') = '\0';
  g_ptr_array_add (secrets, stem);
  g_ptr_array_add (secrets, g_strdup (ecg_session_get_subject (session)));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (secrets, g_strdup (texts[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (dates); i++)
    g_ptr_array_add (secrets, g_date_time_format (now, dates[i]));
  return secrets;
}

/* Byte by byte, whatever the letter case. */
static guint
count_secrets (const char *path, GPtrArray *secrets)
{
  g_autofree char *bytes = NULL;
  gsize            n;
  guint            found = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  for (guint i = 0; i < secrets->len; i++)
    {
      const char *secret = secrets->pdata[i];
      const gsize length = strlen (secret);

      for (gsize at = 0; at + length <= n; at++)
        if (g_ascii_strncasecmp (bytes + at, secret, length) == 0)
          {
            found++;
            break;
          }
    }
  return found;
}

/* In every format, as they are and without those who made them: no byte of the file tells. */
static void
test_labels (gconstpointer suffix)
{
  g_autoptr (TestLibrary) library = test_library_new (1);
  g_autoptr (GPtrArray) sessions = take_sessions (library, 1);
  g_autoptr (GPtrArray) secrets = NULL;
  g_autofree char *name = g_strconcat ("copy", suffix, NULL);
  g_autofree char *path = g_build_filename (library->folder, name, NULL);

  secrets = list_secrets (sessions->pdata[0]);
  add_label (library, sessions->pdata[0]);
  for (guint deidentify = 0; deidentify < 2; deidentify++)
    {
      const EcgExportOrder order = make_order (ECG_EXPORT_LABELS, suffix, deidentify == 1);
      g_autoptr (GError) error = NULL;
      g_autoptr (EcgExportOutcome) outcome = export(library, sessions, path, &order, NULL, &error);
      g_autoptr (GPtrArray) labels = NULL;

      g_assert_no_error (error);
      g_assert_cmpuint (outcome->notes->len, ==, 0);
      labels = ecg_label_file_load (path, 250.0, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (labels->len, ==, 1);
      g_assert_cmpint (((EcgLabel *) labels->pdata[0])->begin, ==, 250);
      g_assert_cmpint (((EcgLabel *) labels->pdata[0])->end, ==, 5000);
      g_assert_cmpstr (((EcgLabel *) labels->pdata[0])->activity, ==, "walking");
      if (deidentify == 0) /* the search finds what is there: four texts at least */
        g_assert_cmpuint (count_secrets (path, secrets), >=, 4);
      else
        g_assert_cmpuint (count_secrets (path, secrets), ==, 0);
    }
}

static char *
list_names (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, (gpointer) name);
  g_ptr_array_sort (names, (GCompareFunc) (void (*) (void)) g_strcmp0);
  g_ptr_array_set_size (names, (int) names->len + 1);
  return g_strjoinv (" ", (char **) names->pdata);
}

static guint
count_files (const char *folder, const char *suffix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint       n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, suffix);
  return n;
}

/* Of several, one whose file has gone is told of, and the others are exported; nothing that is
 * there is overwritten. */
static void
test_many (void)
{
  g_autoptr (TestLibrary) library = test_library_new (2);
  g_autoptr (GPtrArray) sessions = take_sessions (library, 4);
  const EcgExportOrder order = make_order (ECG_EXPORT_SIGNALS, ".edf", FALSE);
  g_autofree char     *folder = g_build_filename (library->folder, "out", NULL);
  g_autofree char     *sentence = NULL;
  g_autofree char     *names = NULL;
  g_autoptr (GError) error = NULL;

  g_mkdir (folder, 0700);
  g_remove (ecg_session_get_path (sessions->pdata[1]));
  for (guint round = 1; round <= 2; round++)
    {
      g_autoptr (EcgExportOutcome) outcome =
        export(library, sessions, folder, &order, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (outcome->n_written, ==, 3);
      g_assert_cmpuint (outcome->refused->len, ==, 1);
      g_assert_cmpuint (count_files (folder, ".edf"), ==, 3 * round);
      g_free (sentence);
      sentence = ecg_export_describe (outcome, &order, folder);
    }
  g_assert_cmpstr (sentence, ==, "3 sessions exported to “out”; 1 could not be");
  g_assert_cmpuint (count_files (folder, "-2.edf"), ==, 3);
}

/* Copies are named after pseudonyms, signals and labels alike. */
static void
test_many_deidentified (void)
{
  g_autoptr (TestLibrary) library = test_library_new (2);
  g_autoptr (GPtrArray) sessions = take_sessions (library, 4);
  const EcgExportOrder signals = make_order (ECG_EXPORT_SIGNALS, ".flac", TRUE);
  const EcgExportOrder labels = make_order (ECG_EXPORT_LABELS, "_events.tsv", TRUE);
  g_autofree char     *folder = g_build_filename (library->folder, "out", NULL);
  g_autofree char     *names = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgExportOutcome) first = NULL;
  g_autoptr (EcgExportOutcome) second = NULL;

  g_mkdir (folder, 0700);
  first = export(library, sessions, folder, &signals, NULL, &error);
  g_assert_no_error (error);
  second = export(library, sessions, folder, &labels, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (first->n_written + second->n_written, ==, 8);
  g_assert_cmpuint (count_files (folder, ".flac"), ==, 4);
  g_assert_cmpuint (count_files (folder, "_events.tsv"), ==, 4);
  names = list_names (folder);
  for (guint i = 0; i < sessions->len; i++)
    {
      g_autofree char *stem = g_path_get_basename (ecg_session_get_path (sessions->pdata[i]));

      *strchr (stem, '.') = '\0';
      g_assert_null (strstr (names, stem));
    }
}

/* What the file marks itself: nothing, then what was put beside it. */
static void
test_marks (void)
{
  g_autoptr (TestLibrary) library = test_library_new (1);
  g_autoptr (GPtrArray) sessions = take_sessions (library, 1);
  const EcgExportOrder beside = make_order (ECG_EXPORT_LABELS, ".atr", FALSE);
  const EcgExportOrder order = make_order (ECG_EXPORT_MARKS, "_labels.csv", FALSE);
  g_autoptr (GPtrArray) secrets = list_secrets (sessions->pdata[0]);
  guint                n_forms;
  const EcgExportForm *forms = ecg_export_list_forms (ECG_EXPORT_MARKS, &n_forms);
  g_autofree char     *path = g_build_filename (library->folder, "marks.csv", NULL);
  g_autofree char     *atr = g_strdup (ecg_session_get_path (sessions->pdata[0]));
  g_autoptr (EcgExportOutcome) outcome = NULL;
  g_autoptr (EcgExportOutcome) marks = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (export(library, sessions, path, &order, NULL, &error));
  g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY);
  g_clear_error (&error);

  memcpy (strrchr (atr, '.'), ".atr", 4);
  add_label (library, sessions->pdata[0]);
  outcome = export(library, sessions, atr, &beside, NULL, &error);
  g_assert_no_error (error);
  marks = export(library, sessions, path, &order, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (holds (path, "Quendt"));

  for (guint i = 0; i < n_forms; i++)
    {
      const EcgExportOrder hidden = make_order (ECG_EXPORT_MARKS, forms[i].suffix, TRUE);
      g_autofree char     *name = g_strconcat ("hidden", forms[i].suffix, NULL);
      g_autofree char     *hidden_path = g_build_filename (library->folder, name, NULL);
      g_autoptr (EcgExportOutcome) told =
        export(library, sessions, hidden_path, &hidden, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (count_secrets (hidden_path, secrets), ==, 0);
    }
}

int
main (int argc, char **argv)
{
  static const char *const suffixes[] = { ".atr", "_labels.edf", "_events.tsv", "_labels.csv" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export-job/deidentified", test_deidentified);
  g_test_add_func ("/export-job/stopped", test_stopped);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat ("/export-job/labels/", suffixes[i], NULL);

      g_test_add_data_func (path, suffixes[i], test_labels);
    }
  g_test_add_func ("/export-job/marks", test_marks);
  g_test_add_func ("/export-job/many", test_many);
  g_test_add_func ("/export-job/many-deidentified", test_many_deidentified);
  return g_test_run ();
}
