/* Labels between the store and files. */

#include "core/library/label-exchange.h"

#include "core/library/label-file.h"
#include "core/library/store-labels.h"
#include "core/recording/annotation-file.h"
#include "core/recording/secrets.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

void
ecg_label_export_free (EcgLabelExport *self)
{
  g_strfreev (self->warnings);
  g_clear_pointer (&self->removals, g_array_unref);
  g_free (self);
}

void
ecg_label_import_free (EcgLabelImport *self)
{
  g_strfreev (self->warnings);
  g_free (self);
}

/* De-identification */

/* What stays of a label: place, activity, confidence, and a text that is an activity's name. */
static GPtrArray *
disguise_labels (GPtrArray *labels, const char *const *activities, GArray *removals)
{
  GPtrArray *disguised = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_label_free);
  guint      n_texts = 0, n_authors = 0;

  for (guint i = 0; i < labels->len; i++)
    {
      EcgLabel label = *(const EcgLabel *) labels->pdata[i];

      n_authors += label.author != NULL;
      label.layer = label.author = label.created = NULL;
      if (label.text != NULL && !g_strv_contains (activities, label.text))
        {
          n_texts++;
          label.text = NULL;
        }
      if (label.activity != NULL || label.text != NULL)
        g_ptr_array_add (disguised, ecg_label_copy (&label));
    }
  ecg_removals_note (
    removals, "label authors", n_authors,
    g_strdup_printf (ngettext ("Author, layer and time of %u label were removed.",
                               "Authors, layers and times of %u labels were removed.", n_authors),
                     n_authors));
  ecg_removals_note (removals, "label texts", n_texts,
                     g_strdup_printf (ngettext ("%u text of a label was removed.",
                                                "%u texts of labels were removed.", n_texts),
                                      n_texts));
  return disguised;
}

static gboolean
check_name (const GPtrArray *secrets, const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *shown = g_filename_display_name (name);
  g_autoptr (GPtrArray) found = ecg_secrets_find (secrets, (const guint8 *) name, strlen (name));

  if (found->len == 0)
    return TRUE;
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
               _ ("“%s” is a name that tells who or what it was made of: a de-identified copy "
                  "needs another."),
               shown);
  return FALSE;
}

/* An activity or a text that names the subject stays behind as well, with its label. */
static void
drop_telling (GPtrArray *labels, const GPtrArray *secrets, GArray *removals)
{
  guint n = 0;

  for (guint i = labels->len; i > 0; i--)
    {
      const EcgLabel  *label = labels->pdata[i - 1];
      g_autofree char *said =
        g_strjoin (" ", label->activity != NULL ? label->activity : "", label->text, NULL);
      g_autoptr (GPtrArray) found =
        ecg_secrets_find (secrets, (const guint8 *) said, strlen (said));

      if (found->len > 0)
        {
          g_ptr_array_remove_index (labels, i - 1);
          n++;
        }
    }
  ecg_removals_note (removals, "labels", n,
                     g_strdup_printf (ngettext ("%u label that names the subject was removed.",
                                                "%u labels that name the subject were removed.", n),
                                      n));
}

static GPtrArray *
make_disguise (EcgStore   *store,
               EcgSession *session,
               GPtrArray  *labels,
               const char *path,
               GArray     *removals,
               GError    **error)
{
  g_auto (GStrv) activities = ecg_store_list_activities (store, error);
  g_autoptr (GPtrArray) secrets = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *source = g_path_get_basename (ecg_session_get_path (session));
  GPtrArray       *disguised;

  if (activities == NULL)
    return NULL;
  ecg_secrets_add_words (secrets, ecg_session_get_subject (session));
  disguised = disguise_labels (labels, (const char *const *) activities, removals);
  drop_telling (disguised, secrets, removals);
  if (strchr (source, '.') != NULL)
    *strchr (source, '.') = '\0';
  if (strspn (source, "0123456789") != strlen (source))
    ecg_secrets_add (secrets, source);
  if (!check_name (secrets, path, error))
    g_clear_pointer (&disguised, g_ptr_array_unref);
  return disguised;
}

/* Out */

EcgLabelExport *
ecg_export_labels (
  EcgStore *store, EcgSession *session, const char *path, gboolean deidentify, GError **error)
{
  const double rate_hz = ecg_session_get_fields (session)->rate_hz;
  g_autoptr (GPtrArray) labels = NULL;
  g_autoptr (GArray) removals = deidentify ? ecg_removals_new () : NULL;
  g_autoptr (GStrvBuilder) warnings = g_strv_builder_new ();
  EcgLabelExport *report;

  labels = ecg_store_list_labels (store, ecg_session_get_id (session), 0, G_MAXINT64, NULL, error);
  if (labels != NULL && deidentify)
    {
      GPtrArray *disguised = make_disguise (store, session, labels, path, removals, error);

      g_ptr_array_unref (labels);
      labels = disguised;
    }
  if (labels == NULL || !ecg_label_file_save (labels, path, rate_hz, warnings, error))
    return NULL;
  report = g_new (EcgLabelExport, 1);
  report->n_labels = labels->len;
  report->warnings = g_strv_builder_end (warnings);
  report->removals = g_steal_pointer (&removals);
  return report;
}

/* The annotations beside a recording are part of it: they are not overwritten. */
static gboolean
check_not_source (EcgRecording *recording, const char *path, GError **error)
{
  const char      *source = ecg_recording_get_path (recording);
  const char      *dot = strrchr (source, '.');
  g_autofree char *stem =
    dot != NULL ? g_strndup (source, (gsize) (dot - source)) : g_strdup (source);
  g_autofree char *marks = g_strconcat (stem, ".atr", NULL);
  g_autofree char *events = g_strconcat (stem, "_events.tsv", NULL);
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *name = g_filename_display_basename (path);
  const char      *own[] = { source, marks, events };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    {
      g_autofree char *other = g_canonicalize_filename (own[i], NULL);

      if (strcmp (whole, other) != 0 || !g_file_test (other, G_FILE_TEST_EXISTS))
        continue;
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   _ ("The recording was read from “%s”: it is not overwritten."), name);
      return FALSE;
    }
  return TRUE;
}

EcgLabelExport *
ecg_export_annotations (
  EcgStore *store, EcgRecording *recording, const char *path, gboolean deidentify, GError **error)
{
  const EcgAnnotations *annotations = ecg_recording_get_annotations (recording);
  g_autofree char      *name = g_filename_display_basename (ecg_recording_get_path (recording));
  g_autoptr (GStrvBuilder) warnings = g_strv_builder_new ();
  g_autoptr (EcgDisguise) disguise = NULL;
  g_auto (GStrv) activities = NULL;
  EcgDeidentification how = { .dates = ECG_DATES_DROP };
  EcgLabelExport     *report;

  if (annotations == NULL)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
                   _ ("Nothing is marked in “%s”."), name);
      return NULL;
    }
  if (deidentify)
    {
      activities = ecg_store_list_activities (store, error);
      if (activities == NULL)
        return NULL;
      how.kept_texts = (const char *const *) activities;
      disguise = ecg_recording_deidentify (recording, &how);
      annotations = ecg_recording_get_annotations (disguise->recording);
      if (!ecg_disguise_check_name (disguise, path, error))
        return NULL;
    }
  if (!check_not_source (recording, path, error) ||
      !ecg_annotation_file_save (annotations, path, ecg_recording_get_rate (recording), warnings,
                                 error))
    return NULL;
  report = g_new (EcgLabelExport, 1);
  report->n_labels = annotations->items->len;
  report->warnings = g_strv_builder_end (warnings);
  report->removals = disguise != NULL ? g_array_ref (disguise->removals) : NULL;
  return report;
}

/* In */

/* All that two labels can have in common; @bare leaves out who made it, which the store adds where
 * a file does not say. */
static char *
print_key (const EcgLabel *label, gboolean bare)
{
  const char *words[] = { label->activity, label->text, bare ? NULL : label->layer,
                          bare ? NULL : label->author, bare ? NULL : label->created };
  GString    *key = g_string_new (bare ? "bare " : "");

  g_string_append_printf (key, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %.17g", label->begin,
                          label->end, isnan (label->confidence) ? -1.0 : label->confidence);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_string_append_printf (key, "\t%s", words[i] != NULL ? words[i] : "\v");
  return g_string_free (key, FALSE);
}

static GHashTable *
list_known (EcgStore *store, gint64 session, GError **error)
{
  g_autoptr (GPtrArray) labels = ecg_store_list_labels (store, session, 0, G_MAXINT64, NULL, error);
  GHashTable *known;

  if (labels == NULL)
    return NULL;
  known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < labels->len; i++)
    {
      g_hash_table_add (known, print_key (labels->pdata[i], FALSE));
      g_hash_table_add (known, print_key (labels->pdata[i], TRUE));
    }
  return known;
}

static gboolean
add_new (EcgStore       *store,
         gint64          session,
         const char     *path,
         GPtrArray      *read,
         EcgLabelImport *report,
         GError        **error)
{
  g_autoptr (GHashTable) known = list_known (store, session, error);
  g_autoptr (GArray) added = g_array_new (FALSE, FALSE, sizeof (EcgLabel));
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = g_strdup_printf (_ ("import of %s"), name);

  if (known == NULL)
    return FALSE;
  for (guint i = 0; i < read->len; i++)
    {
      EcgLabel         label = *(const EcgLabel *) read->pdata[i];
      const gboolean   bare = label.layer == NULL && label.author == NULL && label.created == NULL;
      g_autofree char *key = print_key (&label, bare);

      label.session = session;
      if (g_hash_table_contains (known, key))
        report->n_known++;
      else
        g_array_append_val (added, label);
    }
  report->n_added = added->len;
  return added->len == 0 || ecg_store_add_labels (store, (const EcgLabel *) (void *) added->data,
                                                  added->len, text, error);
}

EcgLabelImport *
ecg_import_labels (
  EcgStore *store, EcgSession *session, const char *path, GCancellable *cancellable, GError **error)
{
  const EcgSessionFields *fields = ecg_session_get_fields (session);
  g_autoptr (GStrvBuilder) warnings = g_strv_builder_new ();
  g_autoptr (GPtrArray) read =
    ecg_label_file_load (path, fields->rate_hz, warnings, cancellable, error);
  g_autoptr (EcgLabelImport) report = NULL;

  if (read == NULL)
    return NULL;
  report = g_new0 (EcgLabelImport, 1);
  if (!add_new (store, fields->id, path, read, report, error))
    return NULL;
  report->warnings = g_strv_builder_end (warnings);
  return g_steal_pointer (&report);
}
