/*
 * Sessions in words.
 */

#include "app/session-text.h"

#include <glib/gi18n.h>

/* More names than this are told as a number. */
#define MAX_NAMED_LEADS 3

/* Shares of the time with a signal: of a visit of ten minutes, half a minute and two may be lost.
 */
#define GOOD 0.95
#define MEDIUM 0.8

const char *
ecg_session_get_quality_class (EcgSession *session)
{
  const EcgSessionFields *fields = ecg_session_get_fields (session);

  if (!fields->has_quality)
    return "";
  return fields->quality >= GOOD ? "good" : fields->quality >= MEDIUM ? "medium" : "bad";
}

/* Letters as on the ribbon of quality. */
static const char *
get_quality_letter (EcgSession *session)
{
  const char *class = ecg_session_get_quality_class (session);

  return *class == '\0'                  ? NULL
         : g_str_equal (class, "good")   ? C_ ("letter of good quality", "G")
         : g_str_equal (class, "medium") ? C_ ("letter of medium quality", "M")
                                         : C_ ("letter of bad quality", "B");
}

char *
ecg_session_dup_length (EcgSession *session)
{
  const gint64 whole = (gint64) (ecg_session_get_seconds (session) + 0.5);

  if (whole >= 3600)
    return g_strdup_printf (_ ("%d h %02d min"), (int) (whole / 3600), (int) (whole / 60 % 60));
  return g_strdup_printf ("%d:%02d", (int) (whole / 60), (int) (whole % 60));
}

char *
ecg_session_dup_leads (EcgSession *session)
{
  const char *const *leads = ecg_session_get_fields (session)->leads;
  const guint        n = g_strv_length ((char **) leads);

  if (n <= MAX_NAMED_LEADS)
    return g_strjoinv (" ", (char **) leads);
  return g_strdup_printf (ngettext ("%u lead", "%u leads", n), n);
}

/* Something labelled is never 0 %, something missing never 100 %. */
static int
get_labelled_percent (EcgSession *session)
{
  const EcgSessionFields *fields = ecg_session_get_fields (session);
  const double            share =
    fields->n_samples > 0 ? (double) fields->labelled / (double) fields->n_samples : 0.0;
  const int percent = (int) (100.0 * share + 0.5);

  return fields->labelled >= fields->n_samples ? 100
                                               : CLAMP (percent, fields->labelled > 0 ? 1 : 0, 99);
}

char *
ecg_session_dup_marks (EcgSession *session)
{
  const gboolean   has_labels = ecg_session_get_fields (session)->n_labels > 0;
  const char      *letter = get_quality_letter (session);
  g_autofree char *share =
    has_labels ? g_strdup_printf (_ ("%d %%"), get_labelled_percent (session)) : NULL;

  if (share != NULL && letter != NULL)
    return g_strdup_printf ("%s · %s", share, letter);
  return g_strdup (share != NULL ? share : letter != NULL ? letter : "");
}

char *
ecg_session_dup_sentence (EcgSession *session)
{
  const EcgSessionFields *fields = ecg_session_get_fields (session);
  g_autofree char        *length = ecg_session_dup_length (session);
  g_autofree char        *leads = ecg_session_dup_leads (session);
  g_autofree char        *name = g_filename_display_basename (fields->path);
  GString                *text =
    g_string_new (fields->activity != NULL ? fields->activity : _ ("No activity yet"));

  g_string_append_printf (text, ", %s, %s, %s", length, leads, name);
  if (fields->n_labels > 0)
    g_string_append_printf (text,
                            ngettext (", %d %% labelled in %u interval",
                                      ", %d %% labelled in %u intervals", fields->n_labels),
                            get_labelled_percent (session), fields->n_labels);
  if (fields->has_quality)
    g_string_append_printf (text, _ (", signal in %d %% of the time"),
                            (int) (100.0 * fields->quality));
  return g_string_free (text, FALSE);
}

char **
ecg_tags_parse (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (builder, parts[i]);
  return g_strv_builder_end (builder);
}
