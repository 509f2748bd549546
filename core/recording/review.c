#include "core/recording/review.h"

#include "core/recording/events-tsv.h"
#include "core/recording/scale-setting.h"

#include <glib/gi18n.h>

typedef struct
{
  EcgRecording   *recording; /* borrowed */
  char           *name;
  GStrvBuilder   *warnings;
  EcgScaleAdvice *advice;
  EcgAnnotations *events;
} Review;

static void
clear_review (Review *self)
{
  g_free (self->name);
  g_clear_pointer (&self->warnings, g_strv_builder_unref);
  g_clear_pointer (&self->advice, ecg_scale_advice_unref);
  g_clear_pointer (&self->events, ecg_annotations_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Review, clear_review)

static void
doubt_scale (Review *self, EcgSeries *const *leads, guint n_leads)
{
  g_autofree char *einthoven = NULL;
  g_autofree char *whole = NULL;

  self->advice = ecg_scale_advise (leads, n_leads, self->name);
  if (self->advice == NULL)
    {
      einthoven = ecg_einthoven_doubt (leads, n_leads, self->name);
      if (einthoven != NULL)
        g_strv_builder_add (self->warnings, einthoven);
      return;
    }
  whole = g_strconcat (self->advice->doubt, self->advice->suggestion != NULL ? " " : NULL,
                       self->advice->suggestion, NULL);
  g_strv_builder_add (self->warnings, whole);
}

static EcgRecording *
make_anew (Review *self, char **added, EcgSeries *const *leads, guint n_leads)
{
  const char *const *before = ecg_recording_get_warnings (self->recording);
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_auto (GStrv) warnings = NULL;
  EcgRecordingInfo info;

  if (before != NULL)
    g_strv_builder_addv (all, (const char **) before);
  g_strv_builder_addv (all, (const char **) added);
  warnings = g_strv_builder_end (all);
  ecg_recording_describe (self->recording, &info);
  info.warnings = (const char *const *) warnings;
  info.scale_advice = self->advice;
  if (self->events != NULL)
    info.annotations = self->events;
  return ecg_recording_new (&info, leads, n_leads);
}

EcgRecording *
ecg_recording_review (EcgRecording *recording, GCancellable *cancellable, GError **error)
{
  g_autoptr (EcgRecording) set = NULL;
  g_autofree EcgSeries **leads = NULL;
  g_auto (GStrv) added = NULL;
  g_auto (Review) self = { 0 };
  guint n_leads;

  g_return_val_if_fail (recording != NULL, NULL);

  set = ecg_scale_setting_apply (recording, cancellable, error);
  if (set == NULL)
    return NULL;
  self.recording = set;
  self.name = g_filename_display_basename (ecg_recording_get_path (set));
  self.warnings = g_strv_builder_new ();
  n_leads = ecg_recording_get_n_leads (set);
  leads = g_new (EcgSeries *, n_leads);
  for (guint i = 0; i < n_leads; i++)
    leads[i] = ecg_recording_get_lead (set, i);
  doubt_scale (&self, leads, n_leads);
  if (ecg_recording_get_annotations (set) == NULL)
    self.events =
      ecg_events_tsv_take (ecg_recording_get_path (set), ecg_recording_get_rate (set), 0.0,
                           (double) ecg_recording_get_length (set) / ecg_recording_get_rate (set),
                           self.warnings, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  added = g_strv_builder_end (self.warnings);
  if (added[0] == NULL && self.events == NULL)
    return g_steal_pointer (&set);
  return make_anew (&self, added, leads, n_leads);
}
