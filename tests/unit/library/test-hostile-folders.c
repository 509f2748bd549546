/* What an import finds in a folder of others, and what it is told of it. */

#include "core/library/importer.h"
#include "core/library/records-table.h"
#include "core/library/relocate.h"

#include "tests/support/scratch.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static Scratch scratch;

static void
write_text (const char *name, const char *text)
{
  g_free (scratch_write (&scratch, name, text, -1));
}

static void
make_folder (const char *name)
{
  g_autofree char *path = scratch_path (&scratch, name);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
}

static void
make_link (const char *target, const char *name)
{
  g_autofree char *path = scratch_path (&scratch, name);

  g_assert_cmpint (symlink (target, path), ==, 0);
}

static EcgImportReport *
import (const char *name)
{
  g_autofree char *library = scratch_path (&scratch, "library.db");
  g_autofree char *path = scratch_path (&scratch, name);
  g_autoptr (EcgStore) store = ecg_store_open (library, NULL);
  const char *paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  EcgImportReport *report = ecg_import (store, paths, NULL, NULL, &error);

  g_assert_no_error (error);
  return report;
}

/* Twenty links of a folder to itself are 20 to the power of 16 ways through it. */
static void
test_links_to_itself (void)
{
  g_autoptr (EcgImportReport) report = NULL;
  g_autofree char *library = scratch_path (&scratch, "library.db");
  g_autofree char *folder = scratch_path (&scratch, "loops");
  g_autofree char *file = scratch_path (&scratch, "loops/a.csv");
  g_autoptr (EcgStore) store = NULL;
  EcgRelocation found;

  make_folder ("loops");
  write_text ("loops/a.csv", "1\n2\n");
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("loops/l%u", i);

      make_link (".", name);
    }
  make_link ("nowhere", "loops/broken.csv");
  report = import ("loops");
  g_assert_cmpuint (report->added, ==, 1);
  g_assert_cmpuint (report->known, ==, 0);
  g_assert_cmpuint (report->refused->len, ==, 1);

  /* So is one in which a file is looked for that is gone. */
  store = ecg_store_open (library, NULL);
  g_assert_cmpint (g_unlink (file), ==, 0);
  g_assert_true (ecg_relocate (store, folder, &found, NULL, NULL, NULL));
  g_assert_cmpuint (found.n_missing, ==, 1);
  g_assert_cmpuint (found.n_found, ==, 0);
}

static void
test_pipes_and_devices (void)
{
  static const char *const pipes[] = { "pipes/a.csv", "pipes/records.csv", "pipes/b.csv.json",
                                       "pipes/c.hea" };
  g_autoptr (EcgImportReport) report = NULL;

  make_folder ("pipes");
  for (guint i = 0; i < G_N_ELEMENTS (pipes); i++)
    {
      g_autofree char *path = scratch_path (&scratch, pipes[i]);

      g_assert_cmpint (mkfifo (path, 0600), ==, 0);
    }
  write_text ("pipes/b.csv", "3\n4\n");
  write_text ("pipes/d.csv", "5\n6\n");
  make_link ("/dev/zero", "pipes/e.csv");
  report = import ("pipes");
  g_assert_cmpuint (report->added, ==, 1);
  g_assert_cmpuint (report->refused->len, ==, 4);
  for (guint i = 0; i < report->refused->len; i++)
    g_assert_nonnull (strstr (report->refused->pdata[i], "is not a regular file"));
}

static void
assert_labels (EcgRecordsTables *tables,
               const char       *name,
               const char       *subject,
               const char       *activity)
{
  g_autofree char *path = scratch_path (&scratch, name);
  g_autofree char *found_subject = NULL;
  g_autofree char *found_activity = NULL;

  ecg_records_tables_look_up (tables, path, &found_subject, &found_activity);
  g_assert_cmpstr (found_subject, ==, subject);
  g_assert_cmpstr (found_activity, ==, activity);
}

static void
test_records_table (void)
{
  g_autoptr (EcgRecordsTables) tables = ecg_records_tables_new ();
  g_autoptr (GString) table =
    g_string_new ("\xef\xbb\xbfnote, Subject ,record,activity,record\r\n"
                  "x,S1,a,walk,b\r\n,S2,\"b\",\"run, fast\"\r\n\r\nx,S3,a,rest\r\n,,c\r\n,");

  for (guint i = 0; i < 300; i++)
    g_string_append_c (table, 'S');
  g_string_append (table, ",d,sit\n");
  make_folder ("table");
  make_folder ("table/below");
  write_text ("table/records.csv", table->str);
  assert_labels (tables, "table/a.hea", "S1", "walk");
  assert_labels (tables, "table/below/b.hea", "S2", "run, fast");
  assert_labels (tables, "table/c.hea", NULL, NULL);
  assert_labels (tables, "table/d.hea", NULL, "sit");
  assert_labels (tables, "table/e.hea", NULL, NULL);
  /* It is not read again: the import of a thousand files reads one table. */
  write_text ("table/records.csv", "record,subject\na,S9\n");
  assert_labels (tables, "table/a.hea", "S1", "walk");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  scratch_open (&scratch);
  g_test_add_func ("/library/hostile-folders/links-to-itself", test_links_to_itself);
  g_test_add_func ("/library/hostile-folders/pipes-and-devices", test_pipes_and_devices);
  g_test_add_func ("/library/hostile-folders/records-table", test_records_table);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
