/*
 * Attention of the windows on the screen: all of them on the strip, the one under the cursor here.
 */

#include "app/attention-panel.h"

#include "app/explain-job.h"
#include "app/stage-choice.h"
#include "core/jobs/job.h"
#include "core/library/run.h"
#include "widgets/axis.h"
#include "widgets/heatmap-view.h"

#include <glib/gi18n.h>

struct _EcgAttentionPanel
{
  AdwBin parent_instance;

  /* template children */
  GtkDropDown    *run;
  GtkDropDown    *stage;
  GtkLabel       *prediction;
  EcgHeatmapView *heatmap;
  GtkLabel       *readout;

  /* owned */
  EcgViewport       *viewport;
  EcgAttentionStrip *strip;
  EcgRecording      *recording;
  GPtrArray         *windows; /* EcgAttention, of what is or was visible */

  /* request under way */
  EcgJobSlot explaining;

  /* plain state */
  const EcgAttention *shown; /* borrowed from @windows; NULL for none */
};

G_DEFINE_FINAL_TYPE (EcgAttentionPanel, ecg_attention_panel, ADW_TYPE_BIN)

/* The window under the cursor, or else in the middle of the screen. */
static const EcgAttention *
find_window (EcgAttentionPanel *self)
{
  const EcgSpan visible = ecg_viewport_get_visible (self->viewport);
  const gint64  cursor = ecg_viewport_get_cursor (self->viewport);
  const gint64  sample = cursor >= 0 ? cursor : (visible.begin + visible.end) / 2;

  for (guint i = 0; self->windows != NULL && i < self->windows->len; i++)
    {
      const EcgAttention *window = self->windows->pdata[i];

      if (ecg_span_contains (window->span, sample))
        return window;
    }
  return NULL;
}

static char *
describe_prediction (EcgAttentionPanel *self, const EcgAttention *window)
{
  const double     rate = ecg_recording_get_rate (self->recording);
  float            identity, activity;
  const gsize      who = ecg_attention_winner (window, 0, &identity);
  const gsize      what = ecg_attention_winner (window, 1, &activity);
  g_autofree char *begin = ecg_axis_dup_time ((double) window->span.begin / rate, 0.1);
  g_autofree char *end = ecg_axis_dup_time ((double) window->span.end / rate, 0.1);

  return g_strdup_printf (_ ("Window %s to %s\nIdentity: %s, %.0f %%\nActivity: %s, %.0f %%"),
                          begin, end, window->class_names[0][who], 100.0 * (double) identity,
                          window->class_names[1][what], 100.0 * (double) activity);
}

static void
show_map (EcgAttentionPanel *self, const EcgAttention *window, guint stage)
{
  const double rate = ecg_recording_get_rate (self->recording);
  const double seconds = (double) ecg_span_length (window->span) / rate;
  g_autoptr (EcgMatrixData) map = ecg_attention_map (window, stage);

  ecg_heatmap_view_set_column_scale (self->heatmap, (double) window->span.begin / rate,
                                     seconds / (double) window->stages[stage].n_steps);
  ecg_heatmap_view_set_matrix (self->heatmap, map);
}

static void
show_window (EcgAttentionPanel *self)
{
  const EcgAttention *window = find_window (self);
  const guint         stage = ecg_stage_choice_get (self->stage);
  g_autofree char    *text = NULL;

  self->shown = window;
  if (window == NULL || stage >= window->n_stages)
    {
      ecg_heatmap_view_set_matrix (self->heatmap, NULL);
      gtk_label_set_text (self->prediction, "");
      return;
    }
  show_map (self, window, stage);
  text = describe_prediction (self, window);
  gtk_label_set_text (self->prediction, text);
}

/* The map is made anew for another window only: a pointer moves more often than that. */
static void
cursor_moved_cb (EcgAttentionPanel *self)
{
  if (find_window (self) != self->shown)
    show_window (self);
}

static void
show_windows (EcgAttentionPanel *self)
{
  ecg_attention_strip_set_stage (self->strip, ecg_stage_choice_get (self->stage));
  ecg_attention_strip_set_windows (self->strip, self->windows);
  show_window (self);
}

static void
explained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgAttentionPanel) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) windows = ecg_explain_finish (result, &error);

  if (!ecg_job_slot_is_current (&self->explaining, result))
    return;
  g_clear_pointer (&self->windows, g_ptr_array_unref);
  self->windows = g_steal_pointer (&windows);
  if (self->windows != NULL && self->windows->len > 0)
    ecg_stage_choice_fill (self->stage, ((const EcgAttention *) self->windows->pdata[0])->n_stages);
  show_windows (self);
  if (error != NULL)
    gtk_label_set_text (self->prediction, error->message);
}

static void
run_changed_cb (EcgAttentionPanel *self)
{
  ecg_attention_panel_refresh (self);
}

static void
stage_changed_cb (EcgAttentionPanel *self)
{
  show_windows (self);
}

static char *
name_run (EcgRun *run)
{
  return g_strdup (run == NULL ? "" : ecg_run_get_name (run));
}

static void
ecg_attention_panel_dispose (GObject *object)
{
  EcgAttentionPanel *self = ECG_ATTENTION_PANEL (object);

  ecg_job_slot_cancel (&self->explaining);
  if (self->viewport != NULL)
    g_signal_handlers_disconnect_by_data (self->viewport, self);
  g_clear_object (&self->viewport);
  g_clear_object (&self->strip);
  g_clear_pointer (&self->recording, ecg_recording_unref);
  g_clear_pointer (&self->windows, g_ptr_array_unref);
  G_OBJECT_CLASS (ecg_attention_panel_parent_class)->dispose (object);
}

static void
ecg_attention_panel_class_init (EcgAttentionPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (ECG_TYPE_HEATMAP_VIEW);

  G_OBJECT_CLASS (class)->dispose = ecg_attention_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/attention-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgAttentionPanel, run);
  gtk_widget_class_bind_template_child (widget_class, EcgAttentionPanel, stage);
  gtk_widget_class_bind_template_child (widget_class, EcgAttentionPanel, prediction);
  gtk_widget_class_bind_template_child (widget_class, EcgAttentionPanel, heatmap);
  gtk_widget_class_bind_template_child (widget_class, EcgAttentionPanel, readout);
  gtk_widget_class_bind_template_callback (widget_class, run_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stage_changed_cb);
}

static void
ecg_attention_panel_init (EcgAttentionPanel *self)
{
  g_autoptr (GtkExpression) name =
    gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (name_run), NULL, NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_expression (self->run, name);
  ecg_heatmap_view_set_titles (self->heatmap, _ ("Attention of the window under the cursor"),
                               _ ("Channel"), _ ("Time (s)"), _ ("a · b"));
  g_object_bind_property (self->heatmap, "readout", self->readout, "label", G_BINDING_SYNC_CREATE);
}

void
ecg_attention_panel_attach (EcgAttentionPanel *self,
                            EcgViewport       *viewport,
                            EcgAttentionStrip *strip)
{
  g_return_if_fail (ECG_IS_ATTENTION_PANEL (self));
  g_return_if_fail (self->viewport == NULL);

  self->viewport = g_object_ref (viewport);
  self->strip = g_object_ref (strip);
  g_signal_connect_swapped (viewport, "notify::cursor", G_CALLBACK (cursor_moved_cb), self);
}

void
ecg_attention_panel_set_runs (EcgAttentionPanel *self, GListModel *runs)
{
  g_return_if_fail (ECG_IS_ATTENTION_PANEL (self));
  gtk_drop_down_set_model (self->run, runs);
}

void
ecg_attention_panel_set_recording (EcgAttentionPanel *self, EcgRecording *recording)
{
  g_return_if_fail (ECG_IS_ATTENTION_PANEL (self));

  if (self->recording == recording)
    return;
  g_clear_pointer (&self->recording, ecg_recording_unref);
  if (recording != NULL)
    {
      self->recording = ecg_recording_ref (recording);
      return;
    }
  ecg_job_slot_cancel (&self->explaining);
  g_clear_pointer (&self->windows, g_ptr_array_unref);
  show_windows (self);
}

void
ecg_attention_panel_refresh (EcgAttentionPanel *self)
{
  EcgRun *run;

  g_return_if_fail (ECG_IS_ATTENTION_PANEL (self));

  run = gtk_drop_down_get_selected_item (self->run);
  gtk_widget_set_visible (GTK_WIDGET (self->strip), run != NULL);
  if (run == NULL || self->recording == NULL)
    {
      ecg_job_slot_cancel (&self->explaining);
      return;
    }
  ecg_explain_async (ecg_run_get_fields (run)->checkpoint, self->recording,
                     ecg_viewport_get_visible (self->viewport),
                     ecg_job_slot_begin (&self->explaining), explained_cb, g_object_ref (self));
}
