#include "core/recording/recording.h"

#include "core/recording/derived-leads.h"
#include "core/recording/lead-name.h"

#include <string.h>

struct _EcgRecording
{
  char           *format;
  char           *path;
  char          **files;
  char           *subject;
  char           *activity;
  char          **comments;
  GDateTime      *started;
  char          **warnings;
  EcgAnnotations *annotations;
  EcgScaleAdvice *scale_advice;
  gboolean        glanced;
  char           *layout;
  guint           n_leads;
  EcgSeries     **leads; /* a reference each */
  GPtrArray      *derived;
};

G_DEFINE_BOXED_TYPE (EcgRecording, ecg_recording, ecg_recording_ref, ecg_recording_unref)

static gboolean
leads_agree (EcgSeries *const *leads, guint n_leads)
{
  for (guint i = 1; i < n_leads; i++)
    {
      const double rate = ecg_series_get_rate (leads[i]);
      const double first_rate = ecg_series_get_rate (leads[0]);

      if (rate < first_rate || rate > first_rate ||
          ecg_series_get_length (leads[i]) != ecg_series_get_length (leads[0]))
        return FALSE;
    }
  return TRUE;
}

EcgRecording *
ecg_recording_new (const EcgRecordingInfo *info, EcgSeries *const *leads, guint n_leads)
{
  EcgRecording *self;

  g_return_val_if_fail (info != NULL && leads != NULL && n_leads > 0, NULL);
  g_return_val_if_fail (leads_agree (leads, n_leads), NULL);

  self = g_atomic_rc_box_new0 (EcgRecording);
  self->format = g_strdup (info->format);
  self->path = g_strdup (info->path);
  self->files = g_strdupv ((char **) info->files);
  self->subject = g_strdup (info->subject);
  self->activity = g_strdup (info->activity);
  self->comments = g_strdupv ((char **) info->comments);
  self->started = info->started != NULL ? g_date_time_ref (info->started) : NULL;
  self->warnings = g_strdupv ((char **) info->warnings);
  if (info->annotations != NULL)
    self->annotations = ecg_annotations_copy (info->annotations);
  if (info->scale_advice != NULL)
    self->scale_advice = ecg_scale_advice_ref (info->scale_advice);
  self->glanced = info->glanced;
  self->layout = g_strdup (info->layout);
  self->n_leads = n_leads;
  self->leads = g_new (EcgSeries *, n_leads);
  for (guint i = 0; i < n_leads; i++)
    self->leads[i] = ecg_series_ref (leads[i]);
  self->derived = ecg_derived_leads_make (leads, n_leads);
  return self;
}

EcgRecording *
ecg_recording_ref (EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_recording (EcgRecording *self)
{
  g_free (self->format);
  g_free (self->path);
  g_strfreev (self->files);
  g_free (self->subject);
  g_free (self->activity);
  g_strfreev (self->comments);
  g_clear_pointer (&self->started, g_date_time_unref);
  g_strfreev (self->warnings);
  g_clear_pointer (&self->annotations, ecg_annotations_free);
  g_clear_pointer (&self->scale_advice, ecg_scale_advice_unref);
  g_free (self->layout);
  for (guint i = 0; i < self->n_leads; i++)
    ecg_series_unref (self->leads[i]);
  g_free (self->leads);
  g_ptr_array_unref (self->derived);
}

void
ecg_recording_unref (EcgRecording *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_recording);
}

void
ecg_recording_describe (const EcgRecording *self, EcgRecordingInfo *info)
{
  g_return_if_fail (self != NULL && info != NULL);

  *info = (EcgRecordingInfo){ .format = self->format,
                              .path = self->path,
                              .files = (const char *const *) self->files,
                              .subject = self->subject,
                              .activity = self->activity,
                              .comments = (const char *const *) self->comments,
                              .started = self->started,
                              .warnings = (const char *const *) self->warnings,
                              .annotations = self->annotations,
                              .scale_advice = self->scale_advice,
                              .glanced = self->glanced,
                              .layout = self->layout };
}

const char *
ecg_recording_get_format (const EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->format;
}

const char *
ecg_recording_get_path (const EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->path;
}

const char *const *
ecg_recording_get_files (const EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->files;
}

const char *
ecg_recording_get_subject (const EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->subject;
}

const char *
ecg_recording_get_activity (const EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->activity;
}

const char *const *
ecg_recording_get_comments (const EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->comments;
}

GDateTime *
ecg_recording_get_started (const EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->started;
}

const char *const *
ecg_recording_get_warnings (const EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->warnings;
}

const EcgAnnotations *
ecg_recording_get_annotations (const EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->annotations;
}

const EcgScaleAdvice *
ecg_recording_get_scale_advice (const EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->scale_advice;
}

gboolean
ecg_recording_is_glanced (const EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->glanced;
}

gboolean
ecg_recording_lies_as (const EcgRecording *self, const EcgRecording *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return ecg_recording_get_length (self) == ecg_recording_get_length (other) &&
         g_strcmp0 (self->layout, other->layout) == 0;
}

double
ecg_recording_get_rate (const EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return ecg_series_get_rate (self->leads[0]);
}

gint64
ecg_recording_get_length (const EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return ecg_series_get_length (self->leads[0]);
}

double
ecg_recording_get_seconds (const EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return (double) ecg_recording_get_length (self) / ecg_recording_get_rate (self);
}

guint
ecg_recording_get_n_leads (const EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_leads;
}

EcgSeries *
ecg_recording_get_lead (const EcgRecording *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->n_leads, NULL);

  return self->leads[index];
}

guint
ecg_recording_get_n_derived (const EcgRecording *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->derived->len;
}

EcgSeries *
ecg_recording_get_derived (const EcgRecording *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->derived->len, NULL);

  return self->derived->pdata[index];
}

/* Which of I, II and III was not recorded; NULL where that is none, or more than one. */
static EcgSeries *
find_third (const EcgRecording *self)
{
  EcgSeries *third = NULL;
  guint      n = 0;

  for (guint i = 0; i < self->derived->len; i++)
    {
      EcgSeries      *lead = self->derived->pdata[i];
      const EcgLeadId id = ecg_lead_id (ecg_series_get_name (lead));

      if (id != ECG_LEAD_ID_I && id != ECG_LEAD_ID_II && id != ECG_LEAD_ID_III)
        continue;
      third = lead;
      n++;
    }
  return n == 1 ? third : NULL;
}

EcgRecording *
ecg_recording_complete (EcgRecording *self)
{
  g_autoptr (GPtrArray) leads = g_ptr_array_new ();
  EcgRecordingInfo info;
  EcgSeries       *third;
  EcgLeadId        id;
  guint            at = 0;

  g_return_val_if_fail (self != NULL, NULL);

  third = find_third (self);
  if (third == NULL)
    return ecg_recording_ref (self);
  id = ecg_lead_id (ecg_series_get_name (third));
  for (guint i = 0; i < self->n_leads; i++)
    {
      const EcgLeadId other = ecg_lead_id (ecg_series_get_name (self->leads[i]));

      g_ptr_array_add (leads, self->leads[i]);
      if (other >= ECG_LEAD_ID_I && other < id)
        at = i + 1;
    }
  g_ptr_array_insert (leads, (int) at, third);
  ecg_recording_describe (self, &info);
  return ecg_recording_new (&info, (EcgSeries *const *) leads->pdata, leads->len);
}

static EcgSeries *
choose_better (EcgSeries *found, EcgSeries *lead, const char *name, EcgLeadMatch *best)
{
  const EcgLeadMatch match = ecg_lead_match (name, ecg_series_get_name (lead));

  if (match <= *best)
    return found;
  *best = match;
  return lead;
}

gboolean
ecg_recording_check (const EcgRecording *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->n_leads; i++)
    if (!ecg_series_check (self->leads[i], error))
      return FALSE;
  return TRUE;
}

EcgSeries *
ecg_recording_find_lead (const EcgRecording *self, const char *name)
{
  EcgLeadMatch best = ECG_LEAD_MATCH_NONE;
  EcgSeries   *found = NULL;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  for (guint i = 0; i < self->n_leads; i++)
    found = choose_better (found, self->leads[i], name, &best);
  for (guint i = 0; i < self->derived->len; i++)
    found = choose_better (found, self->derived->pdata[i], name, &best);
  return found;
}
