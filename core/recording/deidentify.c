/* A recording under nothing that tells who it is of. What stays is listed here; all else goes, so
 * that a field which nobody thought of goes as well. */

#include "core/recording/deidentify.h"

#include "core/recording/file-input.h"
#include "core/recording/lead-name.h"
#include "core/recording/secrets.h"

#include <glib/gi18n.h>
#include <string.h>

#define CHUNK (1 << 20)
#define OVERLAP 4096 /* longer than any field */

gboolean
ecg_dates_from_name (const char *name, EcgDates *dates)
{
  static const char *const names[] = { "shift", "time", "fixed", "drop" };

  g_return_val_if_fail (name != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i]) == 0)
      {
        *dates = (EcgDates) i;
        return TRUE;
      }
  return FALSE;
}

static void
clear_removal (EcgRemoval *removal)
{
  g_free (removal->sentence);
}

GArray *
ecg_removals_new (void)
{
  GArray *removals = g_array_new (FALSE, FALSE, sizeof (EcgRemoval));

  g_array_set_clear_func (removals, (GDestroyNotify) clear_removal);
  return removals;
}

void
ecg_removals_note (GArray *removals, const char *field, guint count, char *sentence)
{
  const EcgRemoval removal = { field, count, sentence };

  if (count > 0)
    g_array_append_val (removals, removal);
  else
    g_free (sentence);
}

static void
note_removal (EcgDisguise *self, const char *field, guint count, char *sentence)
{
  ecg_removals_note (self->removals, field, count, sentence);
}

/* Leads: a name or a unit is kept where it is one of those that are known. */

static gboolean
is_known (const char *const *known, guint n, const char *text)
{
  for (guint i = 0; i < n; i++)
    if (g_ascii_strcasecmp (known[i], text) == 0)
      return TRUE;
  return FALSE;
}

/* Signals beside the leads that core/recording/lead-name knows; and `ECG 1` to `ECG 256`. */
static gboolean
is_known_name (const char *name)
{
  static const char *const known[] = { "PPG", "ABP", "ART", "BP",    "RESP",  "PLETH", "CO2",
                                       "EMG", "EEG", "EOG", "acc x", "acc y", "acc z", "ECG" };
  const char              *bare = g_ascii_strncasecmp (name, "ECG ", 4) == 0 ? name + 4 : name;
  guint64                  number;

  return is_known (known, G_N_ELEMENTS (known), name) ||
         g_ascii_string_to_unsigned (bare, 10, 0, 256, &number, NULL);
}

/* What is kept of a name: itself, where the lead that it stands for says all of it; that lead,
 * where more is said; or its number. */
static char *
choose_name (const char *name, guint index)
{
  const EcgLeadId  id = ecg_lead_id (name);
  g_autofree char *shown = ecg_lead_display_name (name);
  const char      *bare = g_ascii_strncasecmp (name, "ECG ", 4) == 0 ? name + 4 : name;

  if (is_known_name (name) ||
      (id != ECG_LEAD_ID_NONE && (g_ascii_strcasecmp (bare, ecg_lead_id_name (id)) == 0 ||
                                  g_ascii_strcasecmp (name, shown) == 0)))
    return g_strdup (name);
  return id != ECG_LEAD_ID_NONE ? g_steal_pointer (&shown) : g_strdup_printf ("ECG %u", index + 1);
}

static gboolean
is_known_unit (const char *unit)
{
  static const char *const known[] = { "mV",    "uV",     "µV",  "μV",   "nV",    "V",
                                       "count", "counts", "adu", "NU",   "%",     "bpm",
                                       "/min",  "mmHg",   "g",   "m/s2", "m/s^2", "Ohm",
                                       "Ω",     "kOhm",   "s",   "ms" };

  return is_known (known, G_N_ELEMENTS (known), unit);
}

/* The same samples under another name or unit. */
static EcgSeries *
rename_lead (EcgSeries *lead, const char *name, const char *unit)
{
  const gint64  n = ecg_series_get_length (lead);
  const EcgSpan all = { 0, n };
  EcgScale      scale;

  if (ecg_series_get_scale (lead, &scale))
    {
      gint32 *counts = g_new (gint32, n);

      ecg_series_read_counts (lead, all, counts);
      return ecg_series_new_digital (name, unit, ecg_series_get_rate (lead), counts, (gsize) n,
                                     &scale);
    }

  float *values = g_new (float, n);

  ecg_series_read (lead, all, values);
  return ecg_series_new_physical (name, unit, ecg_series_get_rate (lead), values, (gsize) n);
}

static GPtrArray *
disguise_leads (EcgDisguise *self, EcgRecording *source)
{
  GPtrArray *leads = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_series_unref);
  guint      n_names = 0, n_units = 0;

  for (guint i = 0; i < ecg_recording_get_n_leads (source); i++)
    {
      EcgSeries       *lead = ecg_recording_get_lead (source, i);
      const char      *name = ecg_series_get_name (lead), *unit = ecg_series_get_unit (lead);
      g_autofree char *kept = choose_name (name, i);
      const gboolean   keeps_name = strcmp (kept, name) == 0, keeps_unit = is_known_unit (unit);

      n_names += !keeps_name;
      n_units += !keeps_unit;
      if (!keeps_name)
        ecg_secrets_add (self->secrets, name);
      if (!keeps_unit)
        ecg_secrets_add (self->secrets, unit);
      g_ptr_array_add (leads, keeps_name && keeps_unit
                                ? ecg_series_ref (lead)
                                : rename_lead (lead, kept, keeps_unit ? unit : "NU"));
    }
  note_removal (self, "lead names", n_names,
                g_strdup_printf (ngettext ("%u name of a lead was replaced.",
                                           "%u names of leads were replaced.", n_names),
                                 n_names));
  note_removal (self, "units", n_units,
                g_strdup_printf (ngettext ("%u unit that is not known was removed.",
                                           "%u units that are not known were removed.", n_units),
                                 n_units));
  return leads;
}

/* Annotations */

static gboolean
is_rhythm (const char *text)
{
  static const char *const known[] = { "(AB", "(AFIB", "(AFL", "(B",    "(BII", "(IVR",
                                       "(N",  "(NOD",  "(P",   "(PREX", "(SBR", "(SVTA",
                                       "(T",  "(VFL",  "(VT",  "(PM",   "(SR" };

  return is_known (known, G_N_ELEMENTS (known), text);
}

static gboolean
says_any (const GPtrArray *secrets, const char *text)
{
  g_autoptr (GPtrArray) found = ecg_secrets_find (secrets, (const guint8 *) text, strlen (text));

  return found->len > 0;
}

/* What tells of the subject is kept by no list. */
static gboolean
is_kept_text (const EcgDeidentification *how,
              const GPtrArray           *of_subject,
              const char                *activity,
              const char                *text)
{
  if (is_rhythm (text))
    return TRUE;
  return ((activity != NULL && strcmp (activity, text) == 0) ||
          (how->kept_texts != NULL && g_strv_contains (how->kept_texts, text))) &&
         !says_any (of_subject, text);
}

/* A note without its text says nothing: it goes. */
static EcgAnnotations *
disguise_annotations (EcgDisguise               *self,
                      EcgRecording              *source,
                      const EcgDeidentification *how,
                      const GPtrArray           *of_subject,
                      const char                *activity)
{
  const EcgAnnotations *before = ecg_recording_get_annotations (source);
  EcgAnnotations       *after;
  guint                 n_texts = 0;

  if (before == NULL)
    return NULL;
  after = ecg_annotations_new ();
  after->rate_hz = before->rate_hz;
  for (guint i = 0; i < before->items->len; i++)
    {
      EcgAnnotation annotation = *ecg_annotations_get (before, i);

      if (annotation.aux != NULL && !is_kept_text (how, of_subject, activity, annotation.aux))
        {
          n_texts++;
          ecg_secrets_add (self->secrets, annotation.aux);
          annotation.aux = NULL;
          if (annotation.code == ECG_ANNOTATION_NOTE)
            continue;
        }
      ecg_annotations_add (after, &annotation);
    }
  for (guint i = 0; i < before->definitions->len; i++)
    ecg_secrets_add (self->secrets, before->definitions->pdata[i]);
  note_removal (self, "annotation texts", n_texts,
                g_strdup_printf (ngettext ("%u text of an annotation was removed.",
                                           "%u texts of annotations were removed.", n_texts),
                                 n_texts));
  note_removal (self, "annotation definitions", before->definitions->len,
                g_strdup_printf (ngettext ("%u definition of an annotation code was removed.",
                                           "%u definitions of annotation codes were removed.",
                                           before->definitions->len),
                                 before->definitions->len));
  return after;
}

/* Words */

static GDateTime *
disguise_start (EcgDisguise *self, GDateTime *started, const EcgDeidentification *how)
{
  const EcgDates dates =
    how->dates == ECG_DATES_SHIFT && how->shift_days == 0 ? ECG_DATES_FIXED : how->dates;
  g_autoptr (GDateTime) utc = started != NULL ? g_date_time_to_utc (started) : NULL;

  if (started == NULL)
    return NULL;
  ecg_secrets_add_date (self->secrets, started);
  ecg_secrets_add_date (self->secrets, utc);
  switch (dates)
    {
    case ECG_DATES_SHIFT:
      note_removal (self, "start", 1,
                    g_strdup (_ ("The date was moved by days that are the subject's secret.")));
      return g_date_time_add_days (utc, how->shift_days);
    case ECG_DATES_TIME:
      note_removal (self, "start", 1,
                    g_strdup (_ ("The date was replaced by 1 January 2001; the time of day was "
                                 "kept.")));
      return g_date_time_new_utc (2001, 1, 1, g_date_time_get_hour (utc),
                                  g_date_time_get_minute (utc), g_date_time_get_seconds (utc));
    case ECG_DATES_FIXED:
      note_removal (self, "start", 1,
                    g_strdup (_ ("Date and time were replaced by 1 January 2001, midnight.")));
      return g_date_time_new_utc (2001, 1, 1, 0, 0, 0.0);
    case ECG_DATES_DROP:
    default:
      note_removal (self, "start", 1, g_strdup (_ ("Date and time were removed.")));
      return NULL;
    }
}

static void
disguise_subject (EcgDisguise *self, const char *subject, const char *pseudonym)
{
  if (subject == NULL)
    return;
  ecg_secrets_add_words (self->secrets, subject);
  note_removal (self, "subject", 1,
                pseudonym != NULL
                  ? g_strdup_printf (_ ("The subject was replaced by %s."), pseudonym)
                  : g_strdup (_ ("The subject was removed.")));
}

static void
disguise_comments (EcgDisguise *self, const char *const *comments)
{
  const guint n = comments != NULL ? g_strv_length ((char **) comments) : 0;

  for (guint i = 0; i < n; i++)
    ecg_secrets_add_comment (self->secrets, comments[i]);
  note_removal (
    self, "comments", n,
    g_strdup_printf (ngettext ("%u comment was removed.", "%u comments were removed.", n), n));
}

/* A name of digits alone tells nobody apart, and stands in any table. */
static void
disguise_files (EcgDisguise *self, EcgRecording *source)
{
  const char *const *files = ecg_recording_get_files (source);
  const guint        before = self->secrets->len;

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    {
      g_autofree char *name = g_path_get_basename (files[i]);

      if (strchr (name, '.') != NULL)
        *strchr (name, '.') = '\0';
      if (strspn (name, "0123456789") != strlen (name))
        ecg_secrets_add (self->secrets, name);
      ecg_secrets_add_file (self->secrets, files[i]);
    }
  note_removal (self, "file fields", self->secrets->len - before,
                g_strdup (_ ("Names of files, and what they say of people and devices in places "
                             "that are not read, were left behind.")));
}

/* What stays on purpose is no secret, nor is what is part of it. */
static void
forgive (EcgDisguise *self, const char *text)
{
  g_autoptr (GPtrArray) found = NULL;

  if (text == NULL)
    return;
  found = ecg_secrets_find (self->secrets, (const guint8 *) text, strlen (text));
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_remove (self->secrets, found->pdata[i]);
}

static void
forgive_all (EcgDisguise *self, const EcgDeidentification *how)
{
  const EcgAnnotations *annotations = ecg_recording_get_annotations (self->recording);

  /* As formats write it, which know comments only. */
  if (ecg_recording_get_activity (self->recording) != NULL)
    {
      g_autofree char *comment =
        g_strconcat ("activity: ", ecg_recording_get_activity (self->recording), NULL);

      forgive (self, comment);
    }
  forgive (self, how->pseudonym);
  for (guint i = 0; i < ecg_recording_get_n_leads (self->recording); i++)
    forgive (self, ecg_series_get_name (ecg_recording_get_lead (self->recording, i)));
  for (guint i = 0; annotations != NULL && i < annotations->items->len; i++)
    forgive (self, ecg_annotations_get (annotations, i)->aux);
}

/* An activity that names the subject is no activity. */
static const char *
choose_activity (EcgDisguise *self, const GPtrArray *of_subject, const char *activity)
{
  if (activity == NULL || !says_any (of_subject, activity))
    return activity;
  note_removal (self, "activity", 1,
                g_strdup (_ ("The activity names the subject: it was removed.")));
  return NULL;
}

EcgDisguise *
ecg_recording_deidentify (EcgRecording *recording, const EcgDeidentification *how)
{
  EcgDisguise     *self;
  EcgRecordingInfo info = { .path = "" };
  g_autoptr (GPtrArray) leads = NULL;
  g_autoptr (GDateTime) started = NULL;
  g_autoptr (EcgAnnotations) annotations = NULL;
  g_autoptr (GPtrArray) of_subject = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (recording != NULL && how != NULL, NULL);

  self = g_new0 (EcgDisguise, 1);
  self->removals = ecg_removals_new ();
  self->secrets = g_ptr_array_new_with_free_func (g_free);
  ecg_secrets_add_words (of_subject, ecg_recording_get_subject (recording));
  disguise_subject (self, ecg_recording_get_subject (recording), how->pseudonym);
  info.activity = choose_activity (self, of_subject, ecg_recording_get_activity (recording));
  disguise_comments (self, ecg_recording_get_comments (recording));
  started = disguise_start (self, ecg_recording_get_started (recording), how);
  annotations = disguise_annotations (self, recording, how, of_subject, info.activity);
  leads = disguise_leads (self, recording);
  disguise_files (self, recording);
  info.format = ecg_recording_get_format (recording);
  info.subject = ecg_recording_get_subject (recording) != NULL ? how->pseudonym : NULL;
  info.started = started;
  info.annotations = annotations;
  self->recording = ecg_recording_new (&info, (EcgSeries *const *) leads->pdata, leads->len);
  forgive_all (self, how);
  return self;
}

void
ecg_disguise_free (EcgDisguise *self)
{
  ecg_recording_unref (self->recording);
  g_array_unref (self->removals);
  g_ptr_array_unref (self->secrets);
  g_free (self);
}

gboolean
ecg_disguise_check_name (const EcgDisguise *self, const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *shown = g_filename_display_name (name);
  g_autoptr (GPtrArray) found =
    ecg_secrets_find (self->secrets, (const guint8 *) name, strlen (name));

  if (found->len == 0)
    return TRUE;
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
               _ ("“%s” is a name that tells who or what it was made of: a de-identified copy "
                  "needs another."),
               shown);
  return FALSE;
}

/* Chunk by chunk; each begins with the end of the one before. */
GPtrArray *
ecg_disguise_find_leaks (const EcgDisguise *self,
                         const char        *path,
                         gint64            *searched,
                         GCancellable      *cancellable,
                         GError           **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autofree guint8 *bytes = g_malloc (OVERLAP + CHUNK);
  g_autoptr (GInputStream) stream = NULL;
  gsize  kept = 0, n = CHUNK;
  gint64 size;

  stream = ecg_file_open (path, &size, cancellable, error);
  if (stream == NULL)
    return NULL;
  while (n == CHUNK)
    {
      g_autoptr (GPtrArray) found = NULL;

      if (!g_input_stream_read_all (stream, bytes + kept, CHUNK, &n, cancellable, error))
        return NULL;
      found = ecg_secrets_find (self->secrets, bytes, kept + n);
      for (guint i = 0; i < found->len; i++)
        if (!g_ptr_array_find (all, found->pdata[i], NULL))
          g_ptr_array_add (all, found->pdata[i]);
      if (searched != NULL)
        *searched += (gint64) n;
      memmove (bytes, bytes + kept + n - MIN (OVERLAP, kept + n), MIN (OVERLAP, kept + n));
      kept = MIN (OVERLAP, kept + n);
    }
  return g_steal_pointer (&all);
}
