#include "core/recording/edf-identity.h"

#include "core/recording/comment.h"

#include <string.h>

#define UNKNOWN "X"
#define ACTIVITY "activity:"
#define EQUIPMENT "DT4ECG"
#define N_SUBFIELDS 4

/* In the order of the header. */
static const char *const patient_keys[] = { "subject", "sex", "birthdate", "name" };
static const char *const about_keys[] = { NULL, "administration", "technician", "equipment" };

static gboolean
is_known (const char *text)
{
  return text != NULL && *text != '\0' && strcmp (text, UNKNOWN) != 0;
}

/* Says @key in a comment, unless one says so already. */
static void
add_comment (EcgEdfIdentity *self, const char *key, const char *value)
{
  g_autofree char *said = NULL;

  g_ptr_array_add (self->comments, NULL);
  said = ecg_comment_value ((const char *const *) self->comments->pdata, key);
  g_ptr_array_remove_index (self->comments, self->comments->len - 1);
  if (said == NULL)
    g_ptr_array_add (self->comments, g_strdup_printf (" %s: %s", key, value));
}

/* What stands behind the subfields that the standard names; one of ours may be the activity. */
static void
read_rest (EcgEdfIdentity *self, const char *key, char **words)
{
  g_autoptr (GString) rest = g_string_new (NULL);

  for (; *words != NULL; words++)
    if (self->activity == NULL && g_str_has_prefix (*words, ACTIVITY))
      self->activity = g_strdelimit (g_strdup (*words + strlen (ACTIVITY)), "_", ' ');
    else if (is_known (*words))
      g_string_append_printf (rest, "%s%s", rest->len > 0 ? " " : "", *words);
  if (rest->len > 0)
    add_comment (self, key, rest->str);
}

/* Returns the words of a field behind the named ones. */
static char **
read_words (EcgEdfIdentity *self, char **words, const char *const *keys)
{
  guint i = 0;

  for (; i < N_SUBFIELDS && words[i] != NULL; i++)
    {
      if (keys[i] == NULL || !is_known (words[i]))
        continue;
      /* An underscore of a code is its own. */
      if (strcmp (keys[i], "subject") == 0)
        self->subject = g_strdup (words[i]);
      else if (strcmp (words[i], EQUIPMENT) != 0)
        add_comment (self, keys[i], g_strdelimit (words[i], "_", ' '));
      if (self->subject == NULL && strcmp (keys[i], "name") == 0)
        self->subject = g_strdup (words[i]);
    }
  return words + i;
}

static void
read_plus (EcgEdfIdentity *self, const EcgEdfHeader *header)
{
  g_auto (GStrv) patient = g_strsplit (header->patient, " ", -1);
  g_auto (GStrv) about = g_strsplit (header->recording, " ", -1);

  read_rest (self, "patient", read_words (self, patient, patient_keys));
  /* The date stands behind its keyword. */
  if (about[0] != NULL && strcmp (about[0], "Startdate") == 0)
    read_rest (self, "recording", read_words (self, about + 1, about_keys));
  else if (is_known (header->recording))
    add_comment (self, "recording", header->recording);
}

static void
read_plain (EcgEdfIdentity *self, const EcgEdfHeader *header)
{
  const char *about = header->recording;

  if (is_known (header->patient) && strcmp (header->patient, "X X X X") != 0)
    self->subject = g_strdup (header->patient);
  if (g_str_has_prefix (about, ACTIVITY))
    self->activity = g_strdup (about + strlen (ACTIVITY));
  else if (is_known (about) && strcmp (about, "Startdate X X X X") != 0)
    add_comment (self, "recording", about);
}

/* A comment has the last word. */
static void
prefer_comment (char **value, const GPtrArray *comments, const char *key)
{
  char *said = ecg_comment_value ((const char *const *) comments->pdata, key);

  if (said != NULL)
    {
      g_free (*value);
      *value = said;
    }
}

EcgEdfIdentity *
ecg_edf_identity_read (const EcgEdfHeader *header, GPtrArray *comments)
{
  EcgEdfIdentity *self = g_new0 (EcgEdfIdentity, 1);

  self->comments = comments;
  if (header->plus)
    read_plus (self, header);
  else
    read_plain (self, header);
  g_ptr_array_add (self->comments, NULL);
  prefer_comment (&self->subject, self->comments, "subject");
  prefer_comment (&self->activity, self->comments, "activity");
  return self;
}

void
ecg_edf_identity_free (EcgEdfIdentity *self)
{
  g_free (self->subject);
  g_free (self->activity);
  g_ptr_array_unref (self->comments);
  g_free (self);
}

static char *
to_ascii (const char *text)
{
  char *ascii = g_str_to_ascii (text, "C");

  for (char *at = ascii; *at != '\0'; at++)
    if (!g_ascii_isprint (*at))
      *at = ' ';
  return ascii;
}

/* Appends a subfield while there is room for it and for an X in each of the @after that follow. */
static void
append_subfield (GString *out, const char *prefix, const char *value, guint after)
{
  g_autofree char *ascii = is_known (value) ? to_ascii (value) : g_strdup (UNKNOWN);

  if (out->len > 0)
    g_string_append_c (out, ' ');
  if (out->len + strlen (prefix) + strlen (ascii) + 2 * after > ECG_EDF_FIELD)
    g_string_append (out, UNKNOWN);
  else
    g_string_append_printf (out, "%s%s", prefix, g_strdelimit (ascii, " ", '_'));
}

static void
print_plus (EcgRecording *recording, GString *patient, GString *about)
{
  const char *const *comments = ecg_recording_get_comments (recording);
  GDateTime         *started = ecg_recording_get_started (recording);

  for (guint i = 0; i < N_SUBFIELDS; i++)
    {
      g_autofree char *value = ecg_comment_value (comments, patient_keys[i]);

      append_subfield (patient, "", i == 0 ? ecg_recording_get_subject (recording) : value,
                       N_SUBFIELDS - 1 - i);
    }
  g_string_append (about, "Startdate");
  for (guint i = 0; i < N_SUBFIELDS; i++)
    {
      g_autofree char *value = i > 0 ? ecg_comment_value (comments, about_keys[i]) : NULL;

      if (i == 0 && started != NULL)
        {
          g_autofree char *date = ecg_edf_start_date (started);

          g_string_append_printf (about, " %s", date);
        }
      else
        append_subfield (about, "", i == 3 && value == NULL ? EQUIPMENT : value,
                         N_SUBFIELDS - 1 - i);
    }
  if (ecg_recording_get_activity (recording) != NULL)
    append_subfield (about, ACTIVITY, ecg_recording_get_activity (recording), 0);
}

static void
print_plain (EcgRecording *recording, GString *patient, GString *about)
{
  const char *const *comments = ecg_recording_get_comments (recording);
  const char        *subject = ecg_recording_get_subject (recording);
  const char        *activity = ecg_recording_get_activity (recording);
  g_autofree char   *said = ecg_comment_value (comments, "recording");
  g_autofree char   *who = to_ascii (subject != NULL ? subject : "X X X X");
  g_autofree char   *what = to_ascii (activity != NULL ? activity
                                      : said != NULL   ? said
                                                       : "Startdate X X X X");

  g_string_append (patient, who);
  g_string_append_printf (about, "%s%s", activity != NULL ? ACTIVITY : "", what);
}

void
ecg_edf_identity_print (EcgRecording *recording,
                        gboolean      plus,
                        char          patient[ECG_EDF_FIELD + 1],
                        char          about[ECG_EDF_FIELD + 1])
{
  g_autoptr (GString) patient_text = g_string_new (NULL);
  g_autoptr (GString) about_text = g_string_new (NULL);

  if (plus)
    print_plus (recording, patient_text, about_text);
  else
    print_plain (recording, patient_text, about_text);
  g_strlcpy (patient, patient_text->str, ECG_EDF_FIELD + 1);
  g_strlcpy (about, about_text->str, ECG_EDF_FIELD + 1);
}
