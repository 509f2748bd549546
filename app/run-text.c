/*
 * Runs and protocols in words. A number of a random split never stands without its warning.
 */

#include "app/run-text.h"
#include "core/recording/json-text.h"

#include <glib/gi18n.h>
#include <math.h>

static const struct
{
  const char *title;
  const char *sentence;
} protocols[] = {
  [ECG_PROTOCOL_RANDOM] = {
    N_ ("Random (optimistic)"),
    N_ ("Windows are dealt at random within recordings, as most papers do. Optimistic: neighbours "
        "of the test windows were trained on."),
  },
  [ECG_PROTOCOL_BLOCKED] = {
    N_ ("Blocked in time"),
    N_ ("Each recording is cut in time: its first part trains, its last part tests, with a gap "
        "between them."),
  },
  [ECG_PROTOCOL_SESSIONS] = {
    N_ ("Whole sessions"),
    N_ ("Whole recordings are held out: people are recognised in a recording that was never "
        "trained on."),
  },
  [ECG_PROTOCOL_SUBJECTS] = {
    N_ ("People never seen"),
    N_ ("People are held out: activities are told of people that were never trained on; who they "
        "are can only be verified."),
  },
  [ECG_PROTOCOL_ACTIVITIES] = {
    N_ ("An activity never seen"),
    N_ ("An activity is held out: people are recognised while they do what was never trained on."),
  },
};

const char *
ecg_protocol_get_title (EcgProtocol protocol)
{
  g_return_val_if_fail (protocol < G_N_ELEMENTS (protocols), NULL);

  return _ (protocols[protocol].title);
}

const char *
ecg_protocol_get_sentence (EcgProtocol protocol)
{
  g_return_val_if_fail (protocol < G_N_ELEMENTS (protocols), NULL);

  return _ (protocols[protocol].sentence);
}

const char *
ecg_run_get_protocol_title (EcgRun *self)
{
  EcgProtocol protocol;

  if (ecg_protocol_from_name (ecg_run_get_protocol (self), &protocol))
    return ecg_protocol_get_title (protocol);
  return ecg_run_get_protocol (self);
}

const char *
ecg_run_get_state_title (EcgRun *self)
{
  switch (ecg_run_get_state (self))
    {
    case ECG_RUN_RUNNING:
      return C_ ("state of a run", "not finished");
    case ECG_RUN_FINISHED:
      return C_ ("state of a run", "finished");
    case ECG_RUN_STOPPED:
      return C_ ("state of a run", "stopped early");
    case ECG_RUN_FAILED:
      return C_ ("state of a run", "failed");
    default:
      g_return_val_if_reached ("");
    }
}

EcgEvaluation *
ecg_run_dup_evaluation (EcgRun *self, GError **error)
{
  const char *text = ecg_run_get_fields (self)->evaluation;
  g_autoptr (JsonNode) node = NULL;

  if (text == NULL)
    return NULL;
  node = ecg_json_parse (text, -1, error);
  return node != NULL ? ecg_evaluation_from_json (node, error) : NULL;
}

char *
ecg_figure_dup_percent (const EcgFigure *figure)
{
  return isfinite (figure->value) ? g_strdup_printf (_ ("%.1f %%"), 100.0 * figure->value)
                                  : g_strdup ("–");
}

char *
ecg_run_dup_summary (EcgRun *self)
{
  g_autoptr (EcgEvaluation) evaluation = ecg_run_dup_evaluation (self, NULL);
  g_autofree char *identity = NULL;
  g_autofree char *activity = NULL;

  if (evaluation == NULL)
    /* Translators: protocol and state of a run */
    return g_strdup_printf (_ ("%s · %s"), ecg_run_get_protocol_title (self),
                            ecg_run_get_state_title (self));
  identity = ecg_figure_dup_percent (ecg_evaluation_get_accuracy (evaluation, ECG_TASK_IDENTITY));
  activity = ecg_figure_dup_percent (ecg_evaluation_get_accuracy (evaluation, ECG_TASK_ACTIVITY));
  return g_strdup_printf (_ ("%s · %s · identity %s, activity %s"),
                          ecg_run_get_protocol_title (self), ecg_run_get_state_title (self),
                          identity, activity);
}

char *
ecg_seconds_left_dup_text (double seconds)
{
  const guint whole = (guint) CLAMP (seconds + 0.5, 1.0, 1e6);

  if (whole < 60)
    return g_strdup_printf (ngettext ("about %u s left", "about %u s left", whole), whole);
  if (whole < 3600)
    return g_strdup_printf (ngettext ("about %u min left", "about %u min left", (whole + 30) / 60),
                            (whole + 30) / 60);
  return g_strdup_printf (_ ("about %u h %02u min left"), whole / 3600, whole / 60 % 60);
}
