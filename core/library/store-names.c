/*
 * Names in the store, of either kind. A name that is merged away stays as a row that is not shown,
 * like any that nothing uses.
 */

#include "core/library/store-names-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
find_any (EcgStore *self, const EcgStoreNames *names, const char *name, gint64 *id, GError **error)
{
  return ecg_store_query_int (self, id, 0, error, names->find, "s", name);
}

static gboolean
is_shown (EcgStore *self, const EcgStoreNames *names, gint64 id, gboolean *shown, GError **error)
{
  gint64 value;

  if (!ecg_store_query_int (self, &value, 0, error, names->shown, "i", id))
    return FALSE;
  *shown = value != 0;
  return TRUE;
}

gboolean
ecg_store_names_find (
  EcgStore *self, const EcgStoreNames *names, const char *name, gint64 *id, GError **error)
{
  gboolean shown = FALSE;

  if (!find_any (self, names, name, id, error) || !is_shown (self, names, *id, &shown, error))
    return FALSE;
  if (shown)
    return TRUE;
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND, _ (names->missing), name);
  return FALSE;
}

static gboolean
fail_exists (const char *name, GError **error)
{
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_EXISTS,
               _ ("The library has “%s” already: the two could be merged."), name);
  return FALSE;
}

gboolean
ecg_store_names_check (const char *name, GError **error)
{
  if (*name != '\0' && strchr (name, '\n') == NULL && g_utf8_validate (name, -1, NULL))
    return TRUE;
  g_set_error_literal (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID,
                       _ ("A name is one line of text that is not empty."));
  return FALSE;
}

const char *
ecg_store_names_or_null (const char *text)
{
  return text == NULL || *text == '\0' ? NULL : text;
}

static gboolean
add_name (EcgStore *self, const EcgStoreNames *names, const char *name, GError **error)
{
  gint64   id;
  gboolean shown = FALSE;

  if (!ecg_store_names_check (name, error) || !find_any (self, names, name, &id, error) ||
      !is_shown (self, names, id, &shown, error))
    return FALSE;
  if (shown)
    return fail_exists (name, error);
  return names->use (self, name, error) && find_any (self, names, name, &id, error) &&
         ecg_store_run (self, error, names->keep, "i", id);
}

gboolean
ecg_store_names_add (EcgStore *self, const EcgStoreNames *names, const char *name, GError **error)
{
  g_auto (EcgStep) step = { .kind = "names", .text = g_strdup_printf (_ ("addition of %s"), name) };

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step, add_name (self, names, name, error), error);
}

static gboolean
join (EcgStore *self, const EcgStoreNames *names, gint64 from, gint64 into, GError **error)
{
  for (gsize i = 0; names->merge[i] != NULL; i++)
    if (!ecg_store_run (self, error, names->merge[i], "ii", from, into))
      return FALSE;
  return TRUE;
}

static gboolean
hand_on (
  EcgStore *self, const EcgStoreNames *names, const char *from, const char *into, GError **error)
{
  return names->hand_on == NULL || names->hand_on (self, from, into, error);
}

/* A name that is not shown any more is free: what lies under it is joined. */
static gboolean
rename_name (
  EcgStore *self, const EcgStoreNames *names, const char *name, const char *to, GError **error)
{
  gint64   id, other;
  gboolean shown = FALSE;

  if (!ecg_store_names_check (to, error) || !ecg_store_names_find (self, names, name, &id, error) ||
      !find_any (self, names, to, &other, error))
    return FALSE;
  if (other == id)
    return TRUE;
  if (other == 0)
    return ecg_store_run (self, error, names->rename, "si", to, id);
  if (!is_shown (self, names, other, &shown, error))
    return FALSE;
  if (shown)
    return fail_exists (to, error);
  return ecg_store_run (self, error, names->keep, "i", other) &&
         join (self, names, id, other, error);
}

gboolean
ecg_store_names_rename (
  EcgStore *self, const EcgStoreNames *names, const char *name, const char *to, GError **error)
{
  g_auto (EcgStep)
    step = { .kind = "names", .text = g_strdup_printf (_ ("renaming of %s to %s"), name, to) };

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step,
                       rename_name (self, names, name, to, error) &&
                         hand_on (self, names, name, to, error),
                       error);
}

static gboolean
merge_names (
  EcgStore *self, const EcgStoreNames *names, const char *from, const char *into, GError **error)
{
  gint64 from_id, into_id;

  if (!ecg_store_names_find (self, names, from, &from_id, error) ||
      !ecg_store_names_find (self, names, into, &into_id, error))
    return FALSE;
  if (from_id != into_id)
    return join (self, names, from_id, into_id, error);
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID,
               _ ("“%s” cannot be merged into itself."), from);
  return FALSE;
}

gboolean
ecg_store_names_merge (
  EcgStore *self, const EcgStoreNames *names, const char *from, const char *into, GError **error)
{
  g_auto (EcgStep)
    step = { .kind = "names", .text = g_strdup_printf (_ ("merge of %s into %s"), from, into) };

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step,
                       merge_names (self, names, from, into, error) &&
                         hand_on (self, names, from, into, error),
                       error);
}

static gboolean
set_value (EcgStore *self, const EcgStoreNames *names, const EcgStoreValue *value, GError **error)
{
  gint64 id;

  return ecg_store_names_find (self, names, value->name, &id, error) &&
         ecg_store_run (self, error, value->sql, "si", ecg_store_names_or_null (value->value), id);
}

gboolean
ecg_store_names_set (EcgStore            *self,
                     const EcgStoreNames *names,
                     const EcgStoreValue *value,
                     GError             **error)
{
  g_auto (EcgStep) step = { .kind = "names", .text = g_strdup (value->step_text) };

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step, set_value (self, names, value, error), error);
}
