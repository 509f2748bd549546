/*
 * Labels in the store: intervals, found by what overlaps a span. An interval of length n lies on
 * the level l with n ≤ 2^l; on each level, what overlaps [begin, end) begins in (begin − 2^l, end),
 * which is a range of an index. So a span costs one look-up for each level, and what it holds.
 */

#include "core/library/store-labels.h"

#include "core/library/store-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#define LABEL_COLUMNS                                                                              \
  "SELECT l.id, l.session, l.from_sample, l.to_sample, a.name, l.text, l.layer, l.author, "        \
  "l.created, l.confidence "
#define LABEL_TABLES "labels l LEFT JOIN activities a ON a.id = l.activity "

static EcgLabel *
new_label (sqlite3_stmt *row)
{
  const EcgLabel label = {
    .id = sqlite3_column_int64 (row, 0),
    .session = sqlite3_column_int64 (row, 1),
    .begin = sqlite3_column_int64 (row, 2),
    .end = sqlite3_column_int64 (row, 3),
    .activity = ecg_store_column_text (row, 4),
    .text = ecg_store_column_text (row, 5),
    .layer = ecg_store_column_text (row, 6),
    .author = ecg_store_column_text (row, 7),
    .created = ecg_store_column_text (row, 8),
    .confidence =
      sqlite3_column_type (row, 9) == SQLITE_NULL ? (double) NAN : sqlite3_column_double (row, 9),
  };

  return ecg_label_copy (&label);
}

static GPtrArray *
read_labels (EcgStore *self, sqlite3_stmt *statement, GError **error)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_label_free);
  gboolean row = TRUE;

  while (statement != NULL && ecg_store_step (self, statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&labels);
      g_ptr_array_add (labels, new_label (statement));
    }
  return NULL;
}

static GPtrArray *
list_labels (
  EcgStore *self, gint64 session, gint64 begin, gint64 end, const char *layer, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = ecg_store_prepare (
    self, error,
    "WITH RECURSIVE levels (level, width) AS (VALUES (0, 1) UNION ALL "
    "SELECT level + 1, width * 2 FROM levels WHERE level < 61) " LABEL_COLUMNS
    "FROM levels CROSS JOIN labels l ON l.session = ?1 AND l.level = levels.level"
    " AND l.from_sample > ?2 - levels.width AND l.from_sample < ?3"
    " LEFT JOIN activities a ON a.id = l.activity "
    "WHERE (l.to_sample > ?2 OR l.from_sample >= ?2) AND (?4 IS NULL OR l.layer = ?4) "
    "ORDER BY l.from_sample, l.to_sample DESC, l.id",
    "iiis", session, begin, end, layer);

  return read_labels (self, statement, error);
}

GPtrArray *
ecg_store_list_labels (
  EcgStore *self, gint64 session, gint64 begin, gint64 end, const char *layer, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return list_labels (self, session, MAX (begin, 0), end, layer, error);
}

static EcgLabel *
get_label (EcgStore *self, gint64 id, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
    ecg_store_prepare (self, error, LABEL_COLUMNS "FROM " LABEL_TABLES "WHERE l.id = ?", "i", id);

  return ecg_store_step_to_row (self, statement, _ ("The library has no label %" PRId64 "."), id,
                                error)
           ? new_label (statement)
           : NULL;
}

EcgLabel *
ecg_store_get_label (EcgStore *self, gint64 id, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return get_label (self, id, error);
}

gboolean
ecg_store_find_label (EcgStore   *self,
                      gint64      session,
                      gint64      position,
                      gboolean    forward,
                      const char *layer,
                      EcgLabel  **found,
                      GError    **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (sqlite3_stmt) statement = ecg_store_prepare (
    self, error,
    forward ? LABEL_COLUMNS
      "FROM " LABEL_TABLES
      "WHERE l.session = ?1 AND l.from_sample > ?2 AND (?3 IS NULL OR l.layer = ?3) "
      "ORDER BY l.from_sample, l.to_sample, l.layer LIMIT 1"
            : LABEL_COLUMNS
      "FROM " LABEL_TABLES
      "WHERE l.session = ?1 AND l.from_sample < ?2 AND (?3 IS NULL OR l.layer = ?3) "
      "ORDER BY l.from_sample DESC, l.to_sample DESC, l.layer DESC LIMIT 1",
    "iis", session, position, layer);
  gboolean row;

  *found = NULL;
  if (statement == NULL || !ecg_store_step (self, statement, &row, error))
    return FALSE;
  if (row)
    *found = new_label (statement);
  return TRUE;
}

char **
ecg_store_list_layers (EcgStore *self, gint64 session, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (sqlite3_stmt) statement = ecg_store_prepare (
    self, error, "SELECT DISTINCT layer FROM labels WHERE session = ? ORDER BY layer", "i",
    session);
  gboolean row = TRUE;

  while (statement != NULL && ecg_store_step (self, statement, &row, error))
    {
      if (!row)
        return g_strv_builder_end (names);
      g_strv_builder_add (names, ecg_store_column_text (statement, 0));
    }
  return NULL;
}

/* Writing */

static gint64
level_of (const EcgLabel *label)
{
  gint64 level = 0;

  while (((gint64) 1 << level) < label->end - label->begin)
    level++;
  return level;
}

static const char *
or_null (const char *text)
{
  return text == NULL || *text == '\0' ? NULL : text;
}

static gboolean
check_label (EcgStore *self, const EcgLabel *label, GError **error)
{
  g_autoptr (EcgSession) session = ecg_store_read_session (self, label->session, error);
  gint64 n_samples;

  if (session == NULL)
    return FALSE;
  n_samples = ecg_session_get_fields (session)->n_samples;
  if (label->begin < 0 || label->end < label->begin || label->end > n_samples)
    g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID,
                 _ ("A label from sample %" PRId64 " to %" PRId64
                    " does not lie within session %" PRId64 ", which has %" PRId64 " samples."),
                 label->begin, label->end, label->session, n_samples);
  else if (or_null (label->activity) == NULL && or_null (label->text) == NULL)
    g_set_error_literal (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID,
                         _ ("A label needs an activity or a text."));
  else if (label->confidence < 0.0 || label->confidence > 1.0)
    g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID,
                 _ ("The confidence of a label lies between 0 and 1; %g does not."),
                 label->confidence);
  else
    return TRUE;
  return FALSE;
}

static gint64
insert_label (EcgStore *self, const EcgLabel *label, GError **error)
{
  const char *author = or_null (label->author) != NULL ? label->author : g_get_user_name ();
  const char *layer = or_null (label->layer) != NULL ? label->layer : author;

  if (!ecg_store_use_activity (self, or_null (label->activity), error) ||
      !ecg_store_run (self, error,
                      "INSERT INTO labels (session, from_sample, to_sample, level, activity, text, "
                      "layer, author, created, confidence) VALUES (?, ?, ?, ?, "
                      "(SELECT id FROM activities WHERE name = ?), ?, ?, ?, "
                      "coalesce (?, strftime ('%Y-%m-%dT%H:%M:%SZ', 'now')), ?)",
                      "iiiisssssd", label->session, label->begin, label->end, level_of (label),
                      or_null (label->activity), or_null (label->text), layer, author,
                      or_null (label->created), label->confidence))
    return 0;
  return sqlite3_last_insert_rowid (self->connection);
}

static gboolean
update_label (EcgStore *self, const EcgLabel *label, GError **error)
{
  return ecg_store_use_activity (self, or_null (label->activity), error) &&
         ecg_store_run (self, error,
                        "UPDATE labels SET from_sample = ?, to_sample = ?, level = ?, "
                        "activity = (SELECT id FROM activities WHERE name = ?), text = ?, "
                        "layer = coalesce (?, layer), author = coalesce (?, author), "
                        "confidence = ? WHERE id = ?",
                        "iiissssdi", label->begin, label->end, level_of (label),
                        or_null (label->activity), or_null (label->text), or_null (label->layer),
                        or_null (label->author), label->confidence, label->id);
}

static gboolean
delete_label (EcgStore *self, gint64 id, GError **error)
{
  return ecg_store_run (self, error, "DELETE FROM labels WHERE id = ?", "i", id);
}

/* Leaves of @under what lies outside of @over: nothing, one piece, or two. */
static gboolean
cut_label (EcgStore *self, EcgLabel *under, const EcgLabel *over, GError **error)
{
  EcgLabel right = *under;

  right.begin = over->end;
  if (under->begin < over->begin)
    {
      under->end = over->begin;
      return update_label (self, under, error) &&
             (right.end <= right.begin || insert_label (self, &right, error) != 0);
    }
  if (right.end > right.begin)
    return update_label (self, &right, error);
  return delete_label (self, under->id, error);
}

static gboolean
make_room (EcgStore *self, const EcgLabel *label, GError **error)
{
  g_autoptr (GPtrArray) under =
    list_labels (self, label->session, label->begin, label->end, label->layer, error);

  for (guint i = 0; under != NULL && i < under->len; i++)
    {
      EcgLabel *other = under->pdata[i];

      if (other->id != label->id && other->end > other->begin &&
          !cut_label (self, other, label, error))
        return FALSE;
    }
  return under != NULL;
}

static char *
describe (const EcgLabel *label)
{
  return g_strdup_printf (_ ("label %s"),
                          or_null (label->activity) != NULL ? label->activity : label->text);
}

/* The label as it will be, with what the caller left out. Borrows from @label. */
static EcgLabel
complete (const EcgLabel *label)
{
  EcgLabel whole = *label;

  if (or_null (whole.author) == NULL)
    whole.author = g_get_user_name ();
  if (or_null (whole.layer) == NULL)
    whole.layer = whole.author;
  return whole;
}

static gint64
add_label (EcgStore *self, const EcgLabel *given, EcgLabelFit fit, EcgStep *step, GError **error)
{
  const EcgLabel label = complete (given);

  if (!check_label (self, &label, error))
    return 0;
  if (step->text == NULL)
    step->text = describe (&label);
  if (fit == ECG_LABEL_CUT && !make_room (self, &label, error))
    return 0;
  return insert_label (self, &label, error);
}

gint64
ecg_store_add_label (EcgStore *self, const EcgLabel *label, EcgLabelFit fit, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = { .kind = "label", .session = label->session };
  gint64 id;

  if (!ecg_step_begin (self, &step, error))
    return 0;
  id = add_label (self, label, fit, &step, error);
  return ecg_step_end (self, &step, id != 0, error) ? id : 0;
}

static gboolean
add_labels (EcgStore *self, const EcgLabel *labels, gsize n, EcgStep *step, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if (add_label (self, &labels[i], ECG_LABEL_OVERLAP, step, error) == 0)
      return FALSE;
  return TRUE;
}

gboolean
ecg_store_add_labels (
  EcgStore *self, const EcgLabel *labels, gsize n, const char *text, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = { .kind = "label", .text = g_strdup (text) };

  for (gsize i = 0; i < n; i++)
    step.session = i == 0 || step.session == labels[i].session ? labels[i].session : 0;
  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step, add_labels (self, labels, n, &step, error), error);
}

static gboolean
edit_label (EcgStore *self, const EcgLabel *given, EcgLabelFit fit, EcgStep *step, GError **error)
{
  g_autoptr (EcgLabel) now = get_label (self, given->id, error);
  EcgLabel label = *given;

  if (now == NULL)
    return FALSE;
  label.session = now->session;
  label.layer = or_null (given->layer) != NULL ? given->layer : now->layer;
  step->session = now->session;
  step->text = describe (&label);
  return check_label (self, &label, error) &&
         (fit == ECG_LABEL_OVERLAP || make_room (self, &label, error)) &&
         update_label (self, &label, error);
}

gboolean
ecg_store_edit_label (EcgStore *self, const EcgLabel *label, EcgLabelFit fit, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = { .kind = "label" };

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step, edit_label (self, label, fit, &step, error), error);
}

static gboolean
split_label (EcgStore *self, gint64 id, gint64 position, EcgStep *step, GError **error)
{
  g_autoptr (EcgLabel) left = get_label (self, id, error);
  EcgLabel right;

  if (left == NULL)
    return FALSE;
  if (position <= left->begin || position >= left->end)
    {
      g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID,
                   _ ("Label %" PRId64 " cannot be cut at sample %" PRId64
                      ": it reaches from %" PRId64 " to %" PRId64 "."),
                   id, position, left->begin, left->end);
      return FALSE;
    }
  step->session = left->session;
  step->text =
    g_strdup_printf (_ ("cut of label %s"), left->activity != NULL ? left->activity : left->text);
  right = *left;
  right.begin = position;
  left->end = position;
  return update_label (self, left, error) && insert_label (self, &right, error) != 0;
}

gboolean
ecg_store_split_label (EcgStore *self, gint64 id, gint64 position, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = { .kind = "label" };

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step, split_label (self, id, position, &step, error), error);
}

static gboolean
remove_labels (EcgStore *self, const gint64 *ids, gsize n, EcgStep *step, GError **error)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (EcgLabel) label = get_label (self, ids[i], error);

      if (label == NULL || !delete_label (self, ids[i], error))
        return FALSE;
      step->session = i == 0 || step->session == label->session ? label->session : 0;
      if (step->text == NULL)
        step->text = n == 1
                       ? g_strdup_printf (_ ("removal of label %s"),
                                          label->activity != NULL ? label->activity : label->text)
                       : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "removal of %u label",
                                                       "removal of %u labels", n),
                                          (guint) n);
    }
  return TRUE;
}

gboolean
ecg_store_remove_labels (EcgStore *self, const gint64 *ids, gsize n, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = { .kind = "label" };

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step, remove_labels (self, ids, n, &step, error), error);
}

static gboolean
merge_layers (
  EcgStore *self, gint64 session, const char *from, const char *into, EcgStep *step, GError **error)
{
  step->text = g_strdup_printf (_ ("merge of layer %s into %s"), from, into);
  return ecg_store_run (self, error, "UPDATE labels SET layer = ? WHERE session = ? AND layer = ?",
                        "sis", into, session, from);
}

gboolean
ecg_store_merge_layers (
  EcgStore *self, gint64 session, const char *from, const char *into, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = { .kind = "label", .session = session };

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step, merge_layers (self, session, from, into, &step, error), error);
}
