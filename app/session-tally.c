/*
 * The library as a table of subject and activity. One pass over the list counts everything; rows
 * whose counts are what they were stay the same objects.
 */

#include "app/session-tally.h"

#include "app/subject-group.h"

/* Rows */

struct _EcgTallyRow
{
  GObject parent_instance;

  char  *subject;
  char  *sort_key;
  guint *counts;
  guint  n_counts;
};

G_DEFINE_FINAL_TYPE (EcgTallyRow, ecg_tally_row, G_TYPE_OBJECT)

static void
ecg_tally_row_finalize (GObject *object)
{
  EcgTallyRow *self = ECG_TALLY_ROW (object);

  g_free (self->subject);
  g_free (self->sort_key);
  g_free (self->counts);
  G_OBJECT_CLASS (ecg_tally_row_parent_class)->finalize (object);
}

static void
ecg_tally_row_class_init (EcgTallyRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ecg_tally_row_finalize;
}

static void
ecg_tally_row_init (EcgTallyRow *self)
{
}

const char *
ecg_tally_row_get_subject (EcgTallyRow *self)
{
  g_return_val_if_fail (ECG_IS_TALLY_ROW (self), NULL);
  return self->subject;
}

const guint *
ecg_tally_row_get_counts (EcgTallyRow *self, guint *n)
{
  g_return_val_if_fail (ECG_IS_TALLY_ROW (self), NULL);

  if (n != NULL)
    *n = self->n_counts;
  return self->counts;
}

static EcgTallyRow *
new_row (const char *subject, guint n_counts)
{
  EcgTallyRow *row = g_object_new (ECG_TYPE_TALLY_ROW, NULL);

  row->subject = *subject != '\0' ? g_strdup (subject) : NULL;
  row->sort_key = g_utf8_collate_key_for_filename (subject, -1);
  row->counts = g_new0 (guint, n_counts);
  row->n_counts = n_counts;
  return row;
}

static gboolean
same_row (EcgTallyRow *a, EcgTallyRow *b)
{
  return g_strcmp0 (a->subject, b->subject) == 0 && a->n_counts == b->n_counts &&
         memcmp (a->counts, b->counts, a->n_counts * sizeof *a->counts) == 0;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const EcgTallyRow *x = *(const EcgTallyRow *const *) a, *y = *(const EcgTallyRow *const *) b;

  if ((x->subject == NULL) != (y->subject == NULL))
    return x->subject == NULL ? 1 : -1;
  return strcmp (x->sort_key, y->sort_key);
}

/* The tally */

struct _EcgSessionTally
{
  GObject parent_instance;

  /* owned */
  GListModel *sessions;
  GListStore *rows;
  char      **order;
  char      **columns;
  guint      *totals;
};

enum
{
  COLUMNS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgSessionTally, ecg_session_tally, G_TYPE_OBJECT)

static const char *
get_activity (EcgSession *session)
{
  const char *activity = ecg_session_get_activity (session);

  return activity != NULL ? activity : "";
}

static const char *
get_subject (EcgSession *session)
{
  const char *subject = ecg_session_get_subject (session);

  return subject != NULL ? subject : "";
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

/* What is there and stands in the order; then what else is there. */
static char **
list_columns (EcgSessionTally *self)
{
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray     *columns = g_ptr_array_new ();
  const guint    n = g_list_model_get_n_items (self->sessions);
  GHashTableIter iter;
  gpointer       activity;
  gboolean       has_none;
  guint          n_ordered;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EcgSession) session = g_list_model_get_item (self->sessions, i);

      g_hash_table_add (there, (gpointer) get_activity (session));
    }
  has_none = g_hash_table_remove (there, "");
  for (guint i = 0; self->order != NULL && self->order[i] != NULL; i++)
    if (g_hash_table_remove (there, self->order[i]))
      g_ptr_array_add (columns, g_strdup (self->order[i]));
  n_ordered = columns->len;
  g_hash_table_iter_init (&iter, there);
  while (g_hash_table_iter_next (&iter, &activity, NULL))
    g_ptr_array_add (columns, g_strdup (activity));
  if (columns->len > n_ordered)
    qsort (columns->pdata + n_ordered, columns->len - n_ordered, sizeof (gpointer), compare_names);
  if (has_none)
    g_ptr_array_add (columns, g_strdup (""));
  g_ptr_array_add (columns, NULL);
  return (char **) g_ptr_array_free (columns, FALSE);
}

static GHashTable *
index_columns (char **columns)
{
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; columns[i] != NULL; i++)
    g_hash_table_insert (index, columns[i], GUINT_TO_POINTER (i));
  return index;
}

static EcgTallyRow *
ensure_row (GHashTable *by_subject, GPtrArray *rows, const char *subject, guint n_columns)
{
  EcgTallyRow *row = g_hash_table_lookup (by_subject, subject);

  if (row == NULL)
    {
      row = new_row (subject, n_columns);
      g_ptr_array_add (rows, row);
      g_hash_table_insert (by_subject, g_strdup (subject), row);
    }
  return row;
}

/* Returns: (transfer full): rows, sorted. */
static GPtrArray *
count (EcgSessionTally *self, char **columns, guint *totals)
{
  const guint n_columns = g_strv_length (columns);
  g_autoptr (GHashTable) index = index_columns (columns);
  g_autoptr (GHashTable) by_subject = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray  *rows = g_ptr_array_new_with_free_func (g_object_unref);
  const guint n = g_list_model_get_n_items (self->sessions);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EcgSession) session = g_list_model_get_item (self->sessions, i);
      EcgTallyRow *row = ensure_row (by_subject, rows, get_subject (session), n_columns);
      const guint  column = GPOINTER_TO_UINT (g_hash_table_lookup (index, get_activity (session)));

      row->counts[column]++;
      totals[column]++;
    }
  g_ptr_array_sort (rows, compare_rows);
  return rows;
}

static void
keep_same_rows (EcgSessionTally *self, GPtrArray *rows)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  guint       at = 0;

  /* Both are sorted by the same key. */
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EcgTallyRow) old = g_list_model_get_item (G_LIST_MODEL (self->rows), i);
      gpointer old_pointer = old;

      while (at < rows->len && compare_rows (&rows->pdata[at], &old_pointer) < 0)
        at++;
      if (at < rows->len && same_row (rows->pdata[at], old))
        {
          g_object_unref (rows->pdata[at]);
          rows->pdata[at] = g_steal_pointer (&old);
        }
    }
}

static void
update (EcgSessionTally *self)
{
  char         **columns = list_columns (self);
  guint         *totals = g_new0 (guint, g_strv_length (columns) + 1);
  const gboolean same_columns =
    self->columns != NULL &&
    g_strv_equal ((const char *const *) self->columns, (const char *const *) columns);
  g_autoptr (GPtrArray) rows = count (self, columns, totals);

  g_strfreev (self->columns);
  self->columns = columns;
  g_free (self->totals);
  self->totals = totals;
  g_signal_emit (self, signals[COLUMNS_CHANGED], 0);
  if (same_columns)
    keep_same_rows (self, rows);
  ecg_list_store_update (self->rows, rows);
}

static void
ecg_session_tally_dispose (GObject *object)
{
  EcgSessionTally *self = ECG_SESSION_TALLY (object);

  g_clear_object (&self->sessions);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->order, g_strfreev);
  g_clear_pointer (&self->columns, g_strfreev);
  g_clear_pointer (&self->totals, g_free);
  G_OBJECT_CLASS (ecg_session_tally_parent_class)->dispose (object);
}

static void
ecg_session_tally_class_init (EcgSessionTallyClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ecg_session_tally_dispose;

  /**
   * EcgSessionTally::columns-changed:
   *
   * Columns or totals may be other ones; rows follow.
   */
  signals[COLUMNS_CHANGED] = g_signal_new ("columns-changed", ECG_TYPE_SESSION_TALLY,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ecg_session_tally_init (EcgSessionTally *self)
{
  self->rows = g_list_store_new (ECG_TYPE_TALLY_ROW);
}

EcgSessionTally *
ecg_session_tally_new (GListModel *sessions)
{
  EcgSessionTally *self = g_object_new (ECG_TYPE_SESSION_TALLY, NULL);

  self->sessions = g_object_ref (sessions);
  g_signal_connect_object (sessions, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}

void
ecg_session_tally_set_order (EcgSessionTally *self, const char *const *activities)
{
  g_return_if_fail (ECG_IS_SESSION_TALLY (self));

  if (self->order != NULL && activities != NULL &&
      g_strv_equal ((const char *const *) self->order, activities))
    return;
  g_strfreev (self->order);
  self->order = g_strdupv ((char **) activities);
  update (self);
}

const char *const *
ecg_session_tally_get_columns (EcgSessionTally *self)
{
  g_return_val_if_fail (ECG_IS_SESSION_TALLY (self), NULL);
  return (const char *const *) self->columns;
}

const guint *
ecg_session_tally_get_totals (EcgSessionTally *self)
{
  g_return_val_if_fail (ECG_IS_SESSION_TALLY (self), NULL);
  return self->totals;
}

GListModel *
ecg_session_tally_get_rows (EcgSessionTally *self)
{
  g_return_val_if_fail (ECG_IS_SESSION_TALLY (self), NULL);
  return G_LIST_MODEL (self->rows);
}
