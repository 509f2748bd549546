#include "core/recording/comment.h"

#include <string.h>

static const char *
skip_blanks (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  return text;
}

static const char *
find_value (const char *comment, const char *key)
{
  const gsize length = strlen (key);

  comment = skip_blanks (comment);
  if (g_ascii_strncasecmp (comment, key, length) != 0)
    return NULL;
  comment = skip_blanks (comment + length);
  return *comment == ':' || *comment == '=' ? skip_blanks (comment + 1) : NULL;
}

char *
ecg_comment_value (const char *const *comments, const char *key)
{
  for (guint i = 0; comments != NULL && comments[i] != NULL; i++)
    {
      const char *value = find_value (comments[i], key);
      const char *end = value != NULL ? strstr (value, "  ") : NULL;

      if (value == NULL || *value == '\0')
        continue;
      return g_strchomp (end != NULL ? g_strndup (value, (gsize) (end - value)) : g_strdup (value));
    }
  return NULL;
}
