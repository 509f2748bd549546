/*
 * Search and filters of the library. A facet is a row of one table; a text is a set of words.
 */

#include "app/library-filter.h"

#include "app/session-text.h"

#include <glib/gi18n.h>

/* Facets */

#define LABELLED "yes"
#define NOT_LABELLED "no"

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static const char *
get_subject (EcgSession *session)
{
  return or_empty (ecg_session_get_subject (session));
}

static const char *
get_activity (EcgSession *session)
{
  return or_empty (ecg_session_get_activity (session));
}

/* An activity may be told for all of the session, or in intervals. */
static const char *
get_labelled (EcgSession *session)
{
  const EcgSessionFields *fields = ecg_session_get_fields (session);

  return fields->subject != NULL && (fields->activity != NULL || fields->n_labels > 0)
           ? LABELLED
           : NOT_LABELLED;
}

static const char *
get_quality (EcgSession *session)
{
  return ecg_session_get_quality_class (session);
}

static const char *
get_format (EcgSession *session)
{
  return or_empty (ecg_session_get_fields (session)->format);
}

static const char *
translate_labelled (const char *value)
{
  return g_str_equal (value, LABELLED) ? _ ("Subject and activity") : _ ("Not yet");
}

static const char *
translate_quality (const char *value)
{
  return g_str_equal (value, "good")     ? _ ("Good")
         : g_str_equal (value, "medium") ? _ ("Medium")
                                         : _ ("Bad");
}

typedef struct
{
  const char *id;
  const char *title;
  const char *none;                               /* what "" is called */
  const char *(*get_value) (EcgSession *session); /* NULL for tags */
  const char *(*translate) (const char *value);   /* NULL: values are shown as they are */
} Facet;

static const Facet facets[ECG_N_FACETS] = {
  [ECG_FACET_SUBJECT] = { "subject", N_ ("Subject"), N_ ("No subject yet"), get_subject, NULL },
  [ECG_FACET_ACTIVITY] = { "activity", N_ ("Activity"), N_ ("No activity yet"), get_activity,
                           NULL },
  [ECG_FACET_LABELLED] = { "labelled", N_ ("Labelled"), "", get_labelled, translate_labelled },
  [ECG_FACET_QUALITY] = { "quality", N_ ("Signal"), N_ ("Not known"), get_quality,
                          translate_quality },
  [ECG_FACET_TAG] = { "tag", N_ ("Tag"), N_ ("No tag"), NULL, NULL },
  [ECG_FACET_FORMAT] = { "format", N_ ("Format"), N_ ("Unknown"), get_format, NULL },
};

/* Returns: (transfer none): NULL-terminated: at least one. @room: for a single value. */
static const char *const *
get_values (EcgFacet facet, EcgSession *session, const char *room[2])
{
  const char *const *tags = ecg_session_get_fields (session)->tags;

  if (facets[facet].get_value == NULL && tags != NULL && tags[0] != NULL)
    return tags;
  room[0] = facets[facet].get_value != NULL ? facets[facet].get_value (session) : "";
  room[1] = NULL;
  return room;
}

static gboolean
has_value (EcgFacet facet, EcgSession *session, const char *value)
{
  const char *room[2];

  return g_strv_contains (get_values (facet, session, room), value);
}

const char *
ecg_facet_get_id (EcgFacet facet)
{
  g_return_val_if_fail (facet < ECG_N_FACETS, NULL);
  return facets[facet].id;
}

const char *
ecg_facet_get_title (EcgFacet facet)
{
  g_return_val_if_fail (facet < ECG_N_FACETS, NULL);
  return _ (facets[facet].title);
}

const char *
ecg_facet_get_value_title (EcgFacet facet, const char *value)
{
  g_return_val_if_fail (facet < ECG_N_FACETS, NULL);
  g_return_val_if_fail (value != NULL, NULL);

  if (*value == '\0')
    return _ (facets[facet].none);
  return facets[facet].translate != NULL ? facets[facet].translate (value) : value;
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  const char      *x = *(const char *const *) a, *y = *(const char *const *) b;
  g_autofree char *x_key = g_utf8_collate_key_for_filename (x, -1);
  g_autofree char *y_key = g_utf8_collate_key_for_filename (y, -1);

  if ((*x == '\0') != (*y == '\0'))
    return *x == '\0' ? 1 : -1;
  return strcmp (x_key, y_key);
}

char **
ecg_facet_dup_values (EcgFacet facet, GListModel *sessions)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray  *values = g_ptr_array_new ();
  const guint n = g_list_model_get_n_items (sessions);

  g_return_val_if_fail (facet < ECG_N_FACETS, NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EcgSession) session = g_list_model_get_item (sessions, i);
      const char        *room[2];
      const char *const *held = get_values (facet, session, room);

      for (guint k = 0; held[k] != NULL; k++)
        if (!g_hash_table_contains (seen, held[k]))
          {
            char *value = g_strdup (held[k]);

            g_hash_table_add (seen, value);
            g_ptr_array_add (values, value);
          }
    }
  g_ptr_array_sort (values, compare_values);
  g_ptr_array_add (values, NULL);
  return (char **) g_ptr_array_free (values, FALSE);
}

/* The filter */

struct _EcgLibraryFilter
{
  GtkFilter parent_instance;

  char  *text;  /* as it was typed */
  char **words; /* folded */
  char  *values[ECG_N_FACETS];
};

G_DEFINE_FINAL_TYPE (EcgLibraryFilter, ecg_library_filter, GTK_TYPE_FILTER)

static GQuark search_key_quark;

/* Without case and accents. */
static char *
fold (const char *text)
{
  g_autofree char *apart = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = g_utf8_casefold (apart != NULL ? apart : "", -1);
  GString         *plain = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar letter = g_utf8_get_char (p);

      if (!g_unichar_ismark (letter))
        g_string_append_unichar (plain, letter);
    }
  return g_string_free (plain, FALSE);
}

/* File names need not be UTF-8. */
static char *
create_search_key (EcgSession *session)
{
  const EcgSessionFields *fields = ecg_session_get_fields (session);
  g_autofree char        *name = g_filename_display_basename (fields->path);
  g_autofree char *tags = fields->tags != NULL ? g_strjoinv ("\n", (char **) fields->tags) : NULL;
  g_autofree char *all = g_strjoin ("\n", or_empty (fields->subject), or_empty (fields->activity),
                                    name, or_empty (fields->notes), or_empty (tags), NULL);

  return fold (all);
}

static const char *
get_search_key (EcgSession *session)
{
  char *key = g_object_get_qdata (G_OBJECT (session), search_key_quark);

  if (key == NULL)
    {
      key = create_search_key (session);
      g_object_set_qdata_full (G_OBJECT (session), search_key_quark, key, g_free);
    }
  return key;
}

static gboolean
has_words (EcgLibraryFilter *self, EcgSession *session)
{
  const char *key;

  if (self->words[0] == NULL)
    return TRUE;
  key = get_search_key (session);
  for (gsize i = 0; self->words[i] != NULL; i++)
    if (strstr (key, self->words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
ecg_library_filter_match (GtkFilter *filter, gpointer item)
{
  EcgLibraryFilter *self = ECG_LIBRARY_FILTER (filter);

  for (EcgFacet facet = 0; facet < ECG_N_FACETS; facet++)
    if (self->values[facet] != NULL && !has_value (facet, item, self->values[facet]))
      return FALSE;
  return has_words (self, item);
}

static GtkFilterMatch
ecg_library_filter_get_strictness (GtkFilter *filter)
{
  return ecg_library_filter_is_clear (ECG_LIBRARY_FILTER (filter)) ? GTK_FILTER_MATCH_ALL
                                                                   : GTK_FILTER_MATCH_SOME;
}

static void
ecg_library_filter_finalize (GObject *object)
{
  EcgLibraryFilter *self = ECG_LIBRARY_FILTER (object);

  g_free (self->text);
  g_strfreev (self->words);
  for (int facet = 0; facet < ECG_N_FACETS; facet++)
    g_free (self->values[facet]);
  G_OBJECT_CLASS (ecg_library_filter_parent_class)->finalize (object);
}

static void
ecg_library_filter_class_init (EcgLibraryFilterClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ecg_library_filter_finalize;
  GTK_FILTER_CLASS (class)->match = ecg_library_filter_match;
  GTK_FILTER_CLASS (class)->get_strictness = ecg_library_filter_get_strictness;
  search_key_quark = g_quark_from_static_string ("ecg-session-search-key");
}

static void
ecg_library_filter_init (EcgLibraryFilter *self)
{
  self->text = g_strdup ("");
  self->words = g_new0 (char *, 1);
}

EcgLibraryFilter *
ecg_library_filter_new (void)
{
  return g_object_new (ECG_TYPE_LIBRARY_FILTER, NULL);
}

static void
take_text (EcgLibraryFilter *self, const char *text)
{
  g_autofree char *folded = fold (text);
  g_auto (GStrv) parts = g_strsplit_set (folded, " \t\n", -1);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (gsize i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (words, parts[i]);
  g_strfreev (self->words);
  self->words = g_strv_builder_end (words);
  g_free (self->text);
  self->text = g_strdup (text);
}

void
ecg_library_filter_set_text (EcgLibraryFilter *self, const char *text)
{
  GtkFilterChange change = GTK_FILTER_CHANGE_DIFFERENT;

  g_return_if_fail (ECG_IS_LIBRARY_FILTER (self));
  g_return_if_fail (text != NULL);

  if (g_str_equal (self->text, text))
    return;
  /* A longer word, or one word more, can only leave out more. */
  if (g_str_has_prefix (text, self->text))
    change = GTK_FILTER_CHANGE_MORE_STRICT;
  else if (g_str_has_prefix (self->text, text))
    change = GTK_FILTER_CHANGE_LESS_STRICT;
  take_text (self, text);
  gtk_filter_changed (GTK_FILTER (self), change);
}

void
ecg_library_filter_set_value (EcgLibraryFilter *self, EcgFacet facet, const char *value)
{
  GtkFilterChange change;

  g_return_if_fail (ECG_IS_LIBRARY_FILTER (self));
  g_return_if_fail (facet < ECG_N_FACETS);

  if (g_strcmp0 (self->values[facet], value) == 0)
    return;
  change = self->values[facet] == NULL ? GTK_FILTER_CHANGE_MORE_STRICT
           : value == NULL             ? GTK_FILTER_CHANGE_LESS_STRICT
                                       : GTK_FILTER_CHANGE_DIFFERENT;
  g_free (self->values[facet]);
  self->values[facet] = g_strdup (value);
  gtk_filter_changed (GTK_FILTER (self), change);
}

const char *
ecg_library_filter_get_value (EcgLibraryFilter *self, EcgFacet facet)
{
  g_return_val_if_fail (ECG_IS_LIBRARY_FILTER (self), NULL);
  g_return_val_if_fail (facet < ECG_N_FACETS, NULL);
  return self->values[facet];
}

void
ecg_library_filter_clear (EcgLibraryFilter *self)
{
  g_return_if_fail (ECG_IS_LIBRARY_FILTER (self));

  if (ecg_library_filter_is_clear (self))
    return;
  take_text (self, "");
  for (int facet = 0; facet < ECG_N_FACETS; facet++)
    g_clear_pointer (&self->values[facet], g_free);
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_LESS_STRICT);
}

gboolean
ecg_library_filter_is_clear (EcgLibraryFilter *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY_FILTER (self), TRUE);

  for (int facet = 0; facet < ECG_N_FACETS; facet++)
    if (self->values[facet] != NULL)
      return FALSE;
  return self->words[0] == NULL;
}
