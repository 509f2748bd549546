#include "core/recording/json-text.h"

#include "core/recording/recording-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* A stack holds thousands. */
#define MAX_DEPTH 32

static gboolean
fail (GError **error, const char *what)
{
  g_set_error_literal (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED, what);
  return FALSE;
}

/* The end of the string that begins at @at, one past its quote, or NULL. */
static const char *
skip_string (const char *at, const char *end)
{
  for (at++; at < end; at++)
    {
      if (*at == '"')
        return at + 1;
      if (*at == '\\')
        at++;
    }
  return NULL;
}

/* Comments and single quotes, which json-glib knows, would hide brackets from the count. */
static gboolean
may_stand_outside_strings (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("{}[]:,+-. \t\r\n", c) != NULL);
}

static gboolean
check_text (const char *text, const char *end, GError **error)
{
  guint depth = 0;

  for (const char *at = text; at < end;)
    {
      if (*at == '"')
        {
          at = skip_string (at, end);
          if (at == NULL)
            return fail (error, _ ("a text in quotes does not end."));
          continue;
        }
      if (!may_stand_outside_strings (*at))
        return fail (error, _ ("it is not JSON."));
      if ((*at == '{' || *at == '[') && ++depth > MAX_DEPTH)
        return fail (error, _ ("its values are nested too deeply."));
      if ((*at == '}' || *at == ']') && depth-- == 0)
        return fail (error, _ ("it closes more brackets than it opens."));
      at++;
    }
  return TRUE;
}

/* Of two members of one name json-glib keeps the last: fewer are kept than were said. */
static void
count_said_cb (gsize *n_said)
{
  (*n_said)++;
}

static void
count_kept_cb (gsize *n_kept, JsonObject *object)
{
  *n_kept += json_object_get_size (object);
}

JsonNode *
ecg_json_parse (const char *text, gssize n, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) local = NULL;
  gsize     n_said = 0, n_kept = 0;
  JsonNode *root;

  g_return_val_if_fail (text != NULL, NULL);

  if (n < 0)
    n = (gssize) strlen (text);
  if (!g_utf8_validate (text, n, NULL))
    {
      fail (error, _ ("it is not a text in UTF-8."));
      return NULL;
    }
  if (!check_text (text, text + n, error))
    return NULL;
  g_signal_connect_swapped (parser, "object-member", G_CALLBACK (count_said_cb), &n_said);
  g_signal_connect_swapped (parser, "object-end", G_CALLBACK (count_kept_cb), &n_kept);
  if (!json_parser_load_from_data (parser, text, n, &local))
    {
      fail (error, local->message);
      return NULL;
    }
  if (n_said != n_kept)
    {
      fail (error, _ ("it says one name twice in the same object."));
      return NULL;
    }
  root = json_parser_steal_root (parser);
  if (root == NULL)
    fail (error, _ ("it is empty, where JSON was expected."));
  return root;
}
