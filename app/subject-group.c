/*
 * A subject's branch of the sidebar. Groups outlive a reload of the library, so that what is folded
 * out stays so.
 */

#include "app/subject-group.h"

#include "core/library/session.h"

struct _EcgSubjectGroup
{
  GObject parent_instance;

  char       *subject;
  char       *sort_key;
  GListStore *sessions;
  gboolean    unfolded;
};

G_DEFINE_FINAL_TYPE (EcgSubjectGroup, ecg_subject_group, G_TYPE_OBJECT)

static void
ecg_subject_group_finalize (GObject *object)
{
  EcgSubjectGroup *self = ECG_SUBJECT_GROUP (object);

  g_clear_pointer (&self->subject, g_free);
  g_clear_pointer (&self->sort_key, g_free);
  g_clear_object (&self->sessions);
  G_OBJECT_CLASS (ecg_subject_group_parent_class)->finalize (object);
}

static void
ecg_subject_group_class_init (EcgSubjectGroupClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ecg_subject_group_finalize;
}

static void
ecg_subject_group_init (EcgSubjectGroup *self)
{
  self->sessions = g_list_store_new (ECG_TYPE_SESSION);
}

EcgSubjectGroup *
ecg_subject_group_new (const char *subject)
{
  EcgSubjectGroup *self = g_object_new (ECG_TYPE_SUBJECT_GROUP, NULL);

  self->subject = g_strdup (subject);
  self->sort_key = g_utf8_collate_key_for_filename (subject != NULL ? subject : "", -1);
  return self;
}

const char *
ecg_subject_group_get_subject (EcgSubjectGroup *self)
{
  g_return_val_if_fail (ECG_IS_SUBJECT_GROUP (self), NULL);
  return self->subject;
}

GListModel *
ecg_subject_group_get_sessions (EcgSubjectGroup *self)
{
  g_return_val_if_fail (ECG_IS_SUBJECT_GROUP (self), NULL);
  return G_LIST_MODEL (self->sessions);
}

void
ecg_subject_group_set_sessions (EcgSubjectGroup *self, GPtrArray *sessions)
{
  g_return_if_fail (ECG_IS_SUBJECT_GROUP (self));
  ecg_list_store_update (self->sessions, sessions);
}

int
ecg_subject_group_compare (EcgSubjectGroup *a, EcgSubjectGroup *b)
{
  g_return_val_if_fail (ECG_IS_SUBJECT_GROUP (a), 0);
  g_return_val_if_fail (ECG_IS_SUBJECT_GROUP (b), 0);

  if ((a->subject == NULL) != (b->subject == NULL))
    return a->subject == NULL ? 1 : -1;
  return strcmp (a->sort_key, b->sort_key);
}

void
ecg_subject_group_set_unfolded (EcgSubjectGroup *self, gboolean unfolded)
{
  g_return_if_fail (ECG_IS_SUBJECT_GROUP (self));
  self->unfolded = unfolded;
}

gboolean
ecg_subject_group_get_unfolded (EcgSubjectGroup *self)
{
  g_return_val_if_fail (ECG_IS_SUBJECT_GROUP (self), FALSE);
  return self->unfolded;
}

static gboolean
holds (GListStore *store, guint position, gpointer item)
{
  g_autoptr (GObject) held = g_list_model_get_item (G_LIST_MODEL (store), position);

  return held == item;
}

void
ecg_list_store_update (GListStore *store, GPtrArray *items)
{
  const guint n_old = g_list_model_get_n_items (G_LIST_MODEL (store));
  const guint n_new = items->len;
  guint       head = 0, tail = 0;

  while (head < MIN (n_old, n_new) && holds (store, head, items->pdata[head]))
    head++;
  while (tail < MIN (n_old, n_new) - head &&
         holds (store, n_old - 1 - tail, items->pdata[n_new - 1 - tail]))
    tail++;
  if (n_old - head - tail == 0 && n_new - head - tail == 0)
    return;
  g_list_store_splice (store, head, n_old - head - tail, items->pdata + head, n_new - head - tail);
}
