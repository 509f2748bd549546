#include "core/recording/excerpt.h"

typedef struct
{
  EcgSeries *lead;
  gint64     begin;
} Part;

static void
free_part (gpointer data)
{
  Part *part = data;

  ecg_series_unref (part->lead);
  g_free (part);
}

static void
read_part (gpointer data, float *values, EcgSpan span)
{
  const Part *part = data;

  ecg_series_read (part->lead, (EcgSpan){ span.begin + part->begin, span.end + part->begin },
                   values);
}

static EcgSeries *
cut_lead (EcgSeries *lead, EcgSpan span)
{
  Part *part = g_new (Part, 1);

  *part = (Part){ ecg_series_ref (lead), span.begin };
  return ecg_series_new_computed (ecg_series_get_name (lead), ecg_series_get_unit (lead),
                                  ecg_series_get_rate (lead), ecg_span_length (span), read_part,
                                  part, free_part);
}

EcgRecording *
ecg_recording_excerpt (EcgRecording *recording, EcgSpan span)
{
  g_autoptr (GPtrArray) leads = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_series_unref);
  EcgRecordingInfo info;

  g_return_val_if_fail (recording != NULL && !ecg_span_is_empty (span), NULL);
  g_return_val_if_fail (span.begin >= 0 && span.end <= ecg_recording_get_length (recording), NULL);

  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    g_ptr_array_add (leads, cut_lead (ecg_recording_get_lead (recording, i), span));
  ecg_recording_describe (recording, &info);
  info.started = NULL;
  info.annotations = NULL;
  info.layout = NULL;
  return ecg_recording_new (&info, (EcgSeries *const *) leads->pdata, leads->len);
}
