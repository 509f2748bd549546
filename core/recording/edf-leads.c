#include "core/recording/edf-leads.h"

#include "core/recording/lead-name.h"
#include "core/recording/limits.h"
#include "core/recording/recording-error.h"
#include "core/recording/warning.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
is_usable (const EcgEdfSignal *signal)
{
  return !signal->annotations && signal->fault == NULL;
}

/* Samples in a data record of the leads; 0 where there are none. */
static gint64
choose_per_record (const EcgEdfHeader *header)
{
  gint64 of_ecg = 0, of_all = 0;

  for (guint i = 0; i < header->n_signals; i++)
    {
      const EcgEdfSignal *signal = &header->signals[i];

      if (!is_usable (signal))
        continue;
      of_all = MAX (of_all, signal->samples);
      if (ecg_lead_kind (signal->label) == ECG_LEAD_KIND_ECG)
        of_ecg = MAX (of_ecg, signal->samples);
    }
  return of_ecg > 0 ? of_ecg : of_all;
}

static void
warn_of_signals (const EcgEdfHeader *header, gint64 per_record, GStrvBuilder *warnings)
{
  g_autoptr (GString) others = g_string_new (NULL);

  for (guint i = 0; i < header->n_signals; i++)
    {
      const EcgEdfSignal *signal = &header->signals[i];

      if (signal->fault != NULL)
        g_strv_builder_add (warnings, signal->fault);
      else if (!signal->annotations && signal->samples != per_record)
        g_string_append_printf (others, "%s%s (%g Hz)", others->len > 0 ? ", " : "", signal->label,
                                ecg_edf_header_rate (header, i));
    }
  if (others->len > 0)
    ecg_warn (warnings, _ ("Signals of other rates than the ECG's were left out: %s."),
              others->str);
}

static gboolean
is_taken (const EcgEdfLeads *self, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (self->names[i], name) == 0)
      return TRUE;
  return FALSE;
}

static guint
count_label (const EcgEdfHeader *header, const EcgEdfLeads *self, guint n, const char *label)
{
  guint count = 0;

  for (guint i = 0; i < n; i++)
    count += strcmp (header->signals[self->signals[i]].label, label) == 0;
  return count;
}

/* The label, or with a number behind where others have it too. */
static char *
name_lead (const EcgEdfHeader *header, const EcgEdfLeads *self, guint index)
{
  const char *label = header->signals[self->signals[index]].label;
  char       *name;
  guint       number;

  if (*label == '\0')
    label = "Signal";
  else if (count_label (header, self, self->n, label) == 1)
    return g_strdup (label);
  number = count_label (header, self, index, label) + 1;
  for (name = g_strdup_printf ("%s %u", label, number); is_taken (self, self->n, name);
       name = g_strdup_printf ("%s %u", label, ++number))
    g_free (name);
  return name;
}

/* Labels that stand alone keep what they have: they are named first. */
static void
name_leads (EcgEdfLeads *self, const EcgEdfHeader *header, GStrvBuilder *warnings)
{
  g_autoptr (GString) told_apart = g_string_new (NULL);

  self->names = g_new0 (char *, self->n);
  for (guint i = 0; i < self->n; i++)
    {
      const char *label = header->signals[self->signals[i]].label;

      if (*label != '\0' && count_label (header, self, self->n, label) == 1)
        self->names[i] = g_strdup (label);
    }
  for (guint i = 0; i < self->n; i++)
    {
      const char *label = header->signals[self->signals[i]].label;

      if (self->names[i] != NULL)
        continue;
      self->names[i] = name_lead (header, self, i);
      if (*label != '\0' && count_label (header, self, i, label) == 0)
        g_string_append_printf (told_apart, "%s“%s”", told_apart->len > 0 ? ", " : "", label);
    }
  if (told_apart->len > 0)
    ecg_warn (warnings, _ ("Several signals are labelled %s: they are told apart by numbers."),
              told_apart->str);
}

static gboolean
fail_none (const EcgEdfHeader *header, const char *name, GError **error)
{
  for (guint i = 0; i < header->n_signals; i++)
    if (header->signals[i].fault != NULL)
      {
        g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                     _ ("“%s” has no signal that can be read: %s"), name, header->signals[i].fault);
        return FALSE;
      }
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
               _ ("“%s” holds annotations, but no signals."), name);
  return FALSE;
}

static gboolean
check_rate (const EcgEdfHeader *header, const char *name, GError **error)
{
  if (header->record_seconds.mantissa > 0)
    return TRUE;
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
               _ ("The header of “%s” gives 0 as the duration of a data record, where signals need "
                  "more."),
               name);
  return FALSE;
}

EcgEdfLeads *
ecg_edf_leads_choose (const EcgEdfHeader *header,
                      const char         *name,
                      GStrvBuilder       *warnings,
                      GError            **error)
{
  const gint64 per_record = choose_per_record (header);
  EcgEdfLeads *self;
  guint        n = 0;

  if (per_record == 0)
    {
      fail_none (header, name, error);
      return NULL;
    }
  if (!check_rate (header, name, error))
    return NULL;
  self = g_new0 (EcgEdfLeads, 1);
  self->per_record = per_record;
  self->signals = g_new (guint, header->n_signals);
  for (guint i = 0; i < header->n_signals; i++)
    if (is_usable (&header->signals[i]) && header->signals[i].samples == per_record &&
        n++ < ECG_LIMIT_LEADS)
      self->signals[self->n++] = i;
  self->rate_hz = ecg_edf_header_rate (header, self->signals[0]);
  warn_of_signals (header, per_record, warnings);
  if (n > self->n)
    ecg_warn (warnings, _ ("“%s” has %u signals of one rate; the first %u were read."), name, n,
              self->n);
  name_leads (self, header, warnings);
  return self;
}

void
ecg_edf_leads_free (EcgEdfLeads *self)
{
  for (guint i = 0; i < self->n; i++)
    g_free (self->names[i]);
  g_free (self->names);
  g_free (self->signals);
  g_free (self);
}
