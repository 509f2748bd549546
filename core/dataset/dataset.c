/*
 * The labelled sessions of a run, read and prepared. Their order, and with it every window's
 * number, depends on what they are and not on the order in which they were asked for.
 */

#include "core/dataset/dataset.h"

#include "core/dataset/feature-cache.h"
#include "core/recording/lead-name.h"

#include <glib/gi18n-lib.h>

G_DEFINE_BOXED_TYPE (EcgDataset, ecg_dataset, ecg_dataset_ref, ecg_dataset_unref)

EcgDataset *
ecg_dataset_ref (EcgDataset *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_dataset (gpointer data)
{
  EcgDataset *self = data;

  for (gsize i = 0; i < self->n_items; i++)
    {
      g_object_unref (self->items[i].session);
      ecg_features_unref (self->items[i].features);
    }
  g_free (self->items);
  for (gsize task = 0; task < 2; task++)
    g_strfreev (self->class_names[task]);
  g_ptr_array_unref (self->left_out);
  ecg_preparation_clear (&self->preparation);
}

void
ecg_dataset_unref (EcgDataset *self)
{
  g_atomic_rc_box_release_full (self, clear_dataset);
}

static void
leave_out (EcgDataset *self, EcgSession *session, const char *reason)
{
  g_autofree char *name = g_path_get_basename (ecg_session_get_path (session));

  g_ptr_array_add (self->left_out, g_strdup_printf (_ ("%s is left out: %s"), name, reason));
}

static int
compare_sessions (gconstpointer a, gconstpointer b)
{
  EcgSession *x = *(EcgSession *const *) a;
  EcgSession *y = *(EcgSession *const *) b;
  int         order = g_strcmp0 (ecg_session_get_subject (x), ecg_session_get_subject (y));

  if (order == 0)
    order = g_strcmp0 (ecg_session_get_activity (x), ecg_session_get_activity (y));
  if (order == 0)
    order = g_strcmp0 (ecg_session_get_path (x), ecg_session_get_path (y));
  return order;
}

/* Returns: (transfer full): those that say who and what, in the order of the dataset. */
static GPtrArray *
pick_labelled (EcgDataset *self, GPtrArray *sessions)
{
  GPtrArray *labelled = g_ptr_array_new ();
  guint      n_unlabelled;

  for (guint i = 0; i < sessions->len; i++)
    {
      EcgSession *session = sessions->pdata[i];

      if (ecg_session_get_subject (session) != NULL && ecg_session_get_activity (session) != NULL)
        g_ptr_array_add (labelled, session);
    }
  n_unlabelled = sessions->len - labelled->len;
  if (n_unlabelled > 0)
    g_ptr_array_add (
      self->left_out,
      g_strdup_printf (ngettext ("%u session is left out: its subject or activity is not known",
                                 "%u sessions are left out: their subjects or activities are not "
                                 "known",
                                 n_unlabelled),
                       n_unlabelled));
  g_ptr_array_sort (labelled, compare_sessions);
  return labelled;
}

/* By whatever name: `ECG I` is `I`. */
static gboolean
has_lead (const char *const *leads, const char *name)
{
  for (gsize i = 0; leads[i] != NULL; i++)
    if (ecg_lead_match (name, leads[i]) >= ECG_LEAD_MATCH_SAME)
      return TRUE;
  return FALSE;
}

static guint
count_with_lead (GPtrArray *sessions, const char *name)
{
  guint n = 0;

  for (guint i = 0; i < sessions->len; i++)
    n += has_lead (ecg_session_get_fields (sessions->pdata[i])->leads, name) ? 1 : 0;
  return n;
}

/* Those of @names that at least @n_least sessions have. */
static char **
pick_leads (GPtrArray *sessions, const char *const *names, guint n_least)
{
  g_autoptr (GStrvBuilder) picked = g_strv_builder_new ();

  for (gsize i = 0, n = 0; names[i] != NULL && n < ECG_SCALER_MAX_LEADS; i++)
    if (count_with_lead (sessions, names[i]) >= n_least)
      {
        g_strv_builder_add (picked, names[i]);
        n++;
      }
  return g_strv_builder_end (picked);
}

/* The leads that all sessions share; where there are none, those of the lead that most have, so
 * that a few odd recordings cost no more than themselves. */
static char **
find_shared_leads (GPtrArray *sessions)
{
  const char *const *names = ecg_session_get_fields (sessions->pdata[0])->leads;
  g_auto (GStrv) shared = pick_leads (sessions, names, sessions->len);
  guint n_most = 0;

  if (shared[0] != NULL)
    return g_steal_pointer (&shared);
  for (guint i = 0; i < sessions->len; i++)
    {
      const char *const *own = ecg_session_get_fields (sessions->pdata[i])->leads;

      for (gsize k = 0; own[k] != NULL; k++)
        {
          const guint n = count_with_lead (sessions, own[k]);

          if (n <= n_most)
            continue;
          n_most = n;
          names = own;
        }
    }
  return pick_leads (sessions, names, MAX (n_most, 1));
}

/* Takes @features. */
static void
leave_out_short (EcgDataset *self, EcgSession *session, EcgFeatures *features)
{
  const double     rate = self->preparation.rate_hz;
  g_autofree char *reason =
    g_strdup_printf (_ ("it lasts %.1f s, where a window takes %.1f s"),
                     (double) features->n_samples / rate, (double) self->preparation.window / rate);

  leave_out (self, session, reason);
  ecg_features_unref (features);
}

/* A session that cannot be read is left out with its reason; only a cancellation ends the whole. */
static gboolean
prepare_all (EcgDataset   *self,
             GPtrArray    *sessions,
             EcgProgress  *progress,
             GCancellable *cancellable,
             GError      **error)
{
  self->items = g_new0 (EcgDatasetItem, sessions->len);
  for (guint i = 0; i < sessions->len; i++)
    {
      g_autofree char *text =
        g_strdup_printf (_ ("Preparing recording %u of %u"), i + 1, sessions->len);
      g_autoptr (GError) local_error = NULL;
      EcgFeatures *features;

      ecg_progress_set (progress, (double) i / (double) sessions->len, text);
      features =
        ecg_feature_cache_get (sessions->pdata[i], &self->preparation, cancellable, &local_error);
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (features == NULL)
        {
          leave_out (self, sessions->pdata[i], local_error->message);
          continue;
        }
      if (features->n_samples < self->preparation.window)
        {
          leave_out_short (self, sessions->pdata[i], features);
          continue;
        }
      self->items[self->n_items++] =
        (EcgDatasetItem){ .session = g_object_ref (sessions->pdata[i]), .features = features };
    }
  return TRUE;
}

/* By length, by whether any are missing, then by values. */
static int
compare_samples (gconstpointer a, gconstpointer b)
{
  const EcgFeatures *x = (*(const EcgDatasetItem *const *) a)->features;
  const EcgFeatures *y = (*(const EcgDatasetItem *const *) b)->features;

  if (x->n_samples != y->n_samples)
    return x->n_samples < y->n_samples ? -1 : 1;
  if ((x->missing == NULL) != (y->missing == NULL))
    return x->missing == NULL ? -1 : 1;
  return memcmp (x->values, y->values, x->n_leads * x->n_samples * sizeof *x->values);
}

/* The earlier first of those that are the same. */
static int
compare_items (gconstpointer a, gconstpointer b)
{
  const int             order = compare_samples (a, b);
  const EcgDatasetItem *x = *(const EcgDatasetItem *const *) a;
  const EcgDatasetItem *y = *(const EcgDatasetItem *const *) b;

  return order != 0 ? order : (x > y) - (x < y);
}

static void
leave_out_copy (EcgDataset *self, EcgDatasetItem *copy, const EcgDatasetItem *original)
{
  g_autofree char *name = g_path_get_basename (ecg_session_get_path (original->session));
  g_autofree char *reason = g_strdup_printf (_ ("it holds the same samples as %s"), name);

  leave_out (self, copy->session, reason);
  g_clear_object (&copy->session);
  g_clear_pointer (&copy->features, ecg_features_unref);
}

/* A recording that is there twice, in another format or under another name, would train as one and
 * test as the other. */
static void
leave_out_copies (EcgDataset *self)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  EcgDatasetItem *original = NULL;
  gsize           n_kept = 0;

  for (gsize i = 0; i < self->n_items; i++)
    g_ptr_array_add (order, &self->items[i]);
  g_ptr_array_sort (order, compare_items);
  for (guint i = 0; i < order->len; i++)
    {
      EcgDatasetItem *item = order->pdata[i];

      if (original != NULL && compare_samples (&original, &item) == 0)
        leave_out_copy (self, item, original);
      else
        original = item;
    }
  for (gsize i = 0; i < self->n_items; i++)
    if (self->items[i].features != NULL)
      self->items[n_kept++] = self->items[i];
  self->n_items = n_kept;
}

static const char *
get_label (const EcgDatasetItem *item, gsize task)
{
  return task == 0 ? ecg_session_get_subject (item->session)
                   : ecg_session_get_activity (item->session);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static gint32
find_class (const EcgDataset *self, gsize task, const char *name)
{
  for (gsize c = 0; c < self->n_classes[task]; c++)
    if (g_str_equal (self->class_names[task][c], name))
      return (gint32) c;
  return -1;
}

static void
number_classes (EcgDataset *self, gsize task)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; i < self->n_items; i++)
    if (g_hash_table_add (seen, (gpointer) get_label (&self->items[i], task)))
      g_ptr_array_add (names, (gpointer) get_label (&self->items[i], task));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    g_strv_builder_add (builder, names->pdata[i]);
  self->class_names[task] = g_strv_builder_end (builder);
  self->n_classes[task] = names->len;

  for (gsize i = 0; i < self->n_items; i++)
    {
      const gint32 class = find_class (self, task, get_label (&self->items[i], task));

      if (task == 0)
        self->items[i].subject = class;
      else
        self->items[i].activity = class;
    }
}

static gboolean
fail_empty (EcgDataset *self, GError **error)
{
  g_set_error (
    error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
    _ (
      "There is nothing to learn from: no session with subject and activity could be prepared. %s"),
    self->left_out->len > 0 ? (const char *) self->left_out->pdata[0] : "");
  return FALSE;
}

static gboolean
build (EcgDataset           *self,
       GPtrArray            *sessions,
       const EcgPreparation *preparation,
       EcgProgress          *progress,
       GCancellable         *cancellable,
       GError              **error)
{
  g_autoptr (GPtrArray) labelled = pick_labelled (self, sessions);

  if (labelled->len == 0)
    return fail_empty (self, error);
  ecg_preparation_copy (&self->preparation, preparation);
  if (self->preparation.leads == NULL)
    self->preparation.leads = find_shared_leads (labelled);
  if (self->preparation.leads[0] == NULL)
    {
      g_set_error_literal (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
                           _ ("The sessions have no lead in common that the network could read."));
      return FALSE;
    }
  if (!prepare_all (self, labelled, progress, cancellable, error))
    return FALSE;
  if (self->n_items == 0)
    return fail_empty (self, error);
  leave_out_copies (self);
  number_classes (self, 0);
  number_classes (self, 1);
  return TRUE;
}

EcgDataset *
ecg_dataset_new (GPtrArray            *sessions,
                 const EcgPreparation *preparation,
                 EcgProgress          *progress,
                 GCancellable         *cancellable,
                 GError              **error)
{
  g_autoptr (EcgDataset) self = g_atomic_rc_box_new0 (EcgDataset);

  self->left_out = g_ptr_array_new_with_free_func (g_free);
  if (!build (self, sessions, preparation, progress, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}
