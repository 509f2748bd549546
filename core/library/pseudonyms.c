/* The table of pseudonyms: JSON, rewritten whole under a lock. */

#include "core/library/pseudonyms.h"

#include "core/library/library-error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#define FILE_NAME "pseudonyms.json"
#define LOCK_NAME "pseudonyms.lock"
#define SECRET_BYTES 32
#define PSEUDONYM_LETTERS 6
#define MAX_BYTES (16 << 20)

struct _EcgPseudonyms
{
  char       *path;
  int         lock;
  char       *secret;   /* hexadecimal */
  GHashTable *subjects; /* subject → EcgPseudonym */
};

static void
pseudonym_free (EcgPseudonym *self)
{
  g_free (self->pseudonym);
  g_free (self);
}

static char *
make_path (const char *library_path, const char *name)
{
  g_autofree char *folder = g_path_get_dirname (library_path);

  return g_build_filename (folder, name, NULL);
}

char *
ecg_pseudonyms_dup_path (const char *library_path)
{
  g_return_val_if_fail (library_path != NULL, NULL);

  return make_path (library_path, FILE_NAME);
}

static gboolean
fail (const char *path, const char *reason, GError **error)
{
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_FAILED,
               _ ("The table of pseudonyms %s cannot be used: %s."), path, reason);
  return FALSE;
}

static gboolean
draw (void *bytes, gsize n, const char *path, GError **error)
{
  guint8 *at = bytes;

  while (n > 0)
    {
      const ssize_t drawn = getrandom (at, n, 0);

      if (drawn < 0 && errno != EINTR)
        return fail (path, g_strerror (errno), error);
      at += MAX (drawn, 0);
      n -= (gsize) MAX (drawn, 0);
    }
  return TRUE;
}

/* Letters and digits that are not taken for each other; 32 of them, so that each is as likely. */
static char *
draw_pseudonym (EcgPseudonyms *self, GError **error)
{
  static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  guint8            bytes[PSEUDONYM_LETTERS];
  char              text[PSEUDONYM_LETTERS + 2] = "P";

  if (!draw (bytes, sizeof bytes, self->path, error))
    return NULL;
  for (guint i = 0; i < PSEUDONYM_LETTERS; i++)
    text[i + 1] = letters[bytes[i] % 32];
  return g_strdup (text);
}

/* One to five years back: no date of the copy lies in the future. */
static gboolean
draw_shift (EcgPseudonyms *self, int *days, GError **error)
{
  guint32 number;

  if (!draw (&number, sizeof number, self->path, error))
    return FALSE;
  *days = -(int) (365 + number % (4 * 365));
  return TRUE;
}

/* Reading */

static gboolean
read_subject (EcgPseudonyms *self, JsonNode *node)
{
  JsonObject   *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char   *subject, *pseudonym;
  gint64        days;
  EcgPseudonym *entry;

  if (object == NULL)
    return FALSE;
  subject = json_object_get_string_member_with_default (object, "subject", NULL);
  pseudonym = json_object_get_string_member_with_default (object, "pseudonym", NULL);
  days = json_object_get_int_member_with_default (object, "shift_days", 0);
  if (subject == NULL || pseudonym == NULL || *pseudonym == '\0' || days == 0 || days < -36500 ||
      days > 36500)
    return FALSE;
  entry = g_new (EcgPseudonym, 1);
  entry->pseudonym = g_strdup (pseudonym);
  entry->shift_days = (int) days;
  g_hash_table_insert (self->subjects, g_strdup (subject), entry);
  return TRUE;
}

static gboolean
read_root (EcgPseudonyms *self, JsonNode *root)
{
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode  *subjects = object != NULL ? json_object_get_member (object, "subjects") : NULL;
  JsonArray *entries =
    subjects != NULL && JSON_NODE_HOLDS_ARRAY (subjects) ? json_node_get_array (subjects) : NULL;

  if (entries == NULL)
    return FALSE;
  self->secret = g_strdup (json_object_get_string_member_with_default (object, "secret", NULL));
  if (self->secret == NULL || strlen (self->secret) < 2 * SECRET_BYTES)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (entries); i++)
    if (!read_subject (self, json_array_get_element (entries, i)))
      return FALSE;
  return TRUE;
}

static gboolean
read_table (EcgPseudonyms *self, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local = NULL;
  GStatBuf about;

  /* Before anything is read: nobody else shall read it from now on. */
  if (g_stat (self->path, &about) != 0 || g_chmod (self->path, 0600) != 0)
    return fail (self->path, g_strerror (errno), error);
  if (about.st_size > MAX_BYTES)
    return fail (self->path, _ ("it is too large"), error);
  if (!json_parser_load_from_file (parser, self->path, &local))
    return fail (self->path, local->message, error);
  if (!read_root (self, json_parser_get_root (parser)))
    return fail (self->path, _ ("expected a secret and subjects, each with pseudonym and shift"),
                 error);
  return TRUE;
}

/* Writing */

static char *
print_table (EcgPseudonyms *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  GHashTableIter iter;
  gpointer       subject, entry;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "secret");
  json_builder_add_string_value (builder, self->secret);
  json_builder_set_member_name (builder, "subjects");
  json_builder_begin_array (builder);
  g_hash_table_iter_init (&iter, self->subjects);
  while (g_hash_table_iter_next (&iter, &subject, &entry))
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "subject");
      json_builder_add_string_value (builder, subject);
      json_builder_set_member_name (builder, "pseudonym");
      json_builder_add_string_value (builder, ((EcgPseudonym *) entry)->pseudonym);
      json_builder_set_member_name (builder, "shift_days");
      json_builder_add_int_value (builder, ((EcgPseudonym *) entry)->shift_days);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

static gboolean
write_table (EcgPseudonyms *self, GError **error)
{
  g_autofree char *text = print_table (self);
  g_autoptr (GError) local = NULL;

  /* Durable, since a pseudonym that is in use and in no table leads nowhere. */
  if (g_file_set_contents_full (self->path, text, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &local))
    return TRUE;
  return fail (self->path, local->message, error);
}

static gboolean
make_table (EcgPseudonyms *self, GError **error)
{
  guint8 bytes[SECRET_BYTES];
  g_autoptr (GString) text = g_string_new (NULL);

  if (!draw (bytes, sizeof bytes, self->path, error))
    return FALSE;
  for (guint i = 0; i < sizeof bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  self->secret = g_strdup (text->str);
  return write_table (self, error);
}

static gboolean
take_lock (EcgPseudonyms *self, const char *library_path, GError **error)
{
  g_autofree char *path = make_path (library_path, LOCK_NAME);
  int              taken;

  self->lock = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock < 0)
    return fail (self->path, g_strerror (errno), error);
  do
    taken = flock (self->lock, LOCK_EX);
  while (taken != 0 && errno == EINTR);
  return taken == 0 || fail (self->path, g_strerror (errno), error);
}

EcgPseudonyms *
ecg_pseudonyms_open (const char *library_path, GError **error)
{
  g_autoptr (EcgPseudonyms) self = NULL;

  g_return_val_if_fail (library_path != NULL, NULL);

  self = g_new0 (EcgPseudonyms, 1);
  self->path = ecg_pseudonyms_dup_path (library_path);
  self->lock = -1;
  self->subjects =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) pseudonym_free);
  if (!take_lock (self, library_path, error))
    return NULL;
  if (!(g_file_test (self->path, G_FILE_TEST_EXISTS) ? read_table (self, error)
                                                     : make_table (self, error)))
    return NULL;
  return g_steal_pointer (&self);
}

void
ecg_pseudonyms_free (EcgPseudonyms *self)
{
  if (self->lock >= 0)
    close (self->lock);
  g_free (self->path);
  g_free (self->secret);
  g_hash_table_unref (self->subjects);
  g_free (self);
}

/* Of somebody else than @subject. */
static const EcgPseudonym *
find_pseudonym (EcgPseudonyms *self, const char *pseudonym)
{
  GHashTableIter iter;
  gpointer       entry;

  g_hash_table_iter_init (&iter, self->subjects);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    if (strcmp (((EcgPseudonym *) entry)->pseudonym, pseudonym) == 0)
      return entry;
  return NULL;
}

static EcgPseudonym *
add_subject (EcgPseudonyms *self, const char *subject, GError **error)
{
  EcgPseudonym    *entry;
  g_autofree char *pseudonym = NULL;
  int              days;

  do
    {
      g_free (g_steal_pointer (&pseudonym));
      pseudonym = draw_pseudonym (self, error);
    }
  while (pseudonym != NULL && find_pseudonym (self, pseudonym) != NULL);
  if (pseudonym == NULL || !draw_shift (self, &days, error))
    return NULL;
  entry = g_new (EcgPseudonym, 1);
  entry->pseudonym = g_steal_pointer (&pseudonym);
  entry->shift_days = days;
  g_hash_table_insert (self->subjects, g_strdup (subject), entry);
  return entry;
}

const EcgPseudonym *
ecg_pseudonyms_get (EcgPseudonyms *self, const char *subject, const char *wanted, GError **error)
{
  EcgPseudonym       *entry;
  const EcgPseudonym *own;

  g_return_val_if_fail (self != NULL && subject != NULL, NULL);

  entry = g_hash_table_lookup (self->subjects, subject);
  own = entry == NULL ? find_pseudonym (self, subject) : NULL;
  if (own != NULL)
    return own;
  if (entry != NULL && (wanted == NULL || strcmp (entry->pseudonym, wanted) == 0))
    return entry;
  if (entry == NULL)
    entry = add_subject (self, subject, error);
  if (entry == NULL)
    return NULL;
  if (wanted != NULL)
    {
      g_free (entry->pseudonym);
      entry->pseudonym = g_strdup (wanted);
    }
  return write_table (self, error) ? entry : NULL;
}

char *
ecg_pseudonyms_dup_code (EcgPseudonyms *self, const char *fingerprint)
{
  g_autofree char *whole = NULL;

  g_return_val_if_fail (self != NULL && fingerprint != NULL, NULL);

  whole = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) self->secret,
                                     strlen (self->secret), fingerprint, -1);
  return g_strndup (whole, 10);
}

char *
ecg_pseudonyms_name_copy (const char *library_path,
                          const char *subject,
                          const char *fingerprint,
                          GError    **error)
{
  g_autoptr (EcgPseudonyms) table = ecg_pseudonyms_open (library_path, error);
  const EcgPseudonym *entry = NULL;
  g_autofree char    *code = NULL;

  g_return_val_if_fail (fingerprint != NULL, NULL);

  if (table != NULL && subject != NULL)
    entry = ecg_pseudonyms_get (table, subject, NULL, error);
  if (table == NULL || (subject != NULL && entry == NULL))
    return NULL;
  code = ecg_pseudonyms_dup_code (table, fingerprint);
  return g_strconcat (entry != NULL ? entry->pseudonym : "P", "_", code, NULL);
}
