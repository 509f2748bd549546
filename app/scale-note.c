/*
 * A suggestion and its button.
 */

#include "app/scale-note.h"

#include "core/dataset/feature-cache.h"
#include "core/jobs/job.h"
#include "core/jobs/pool.h"
#include "core/recording/scale-setting.h"

struct _EcgScaleNote
{
  AdwBin parent_instance;

  /* template children */
  AdwActionRow *row;
  GtkWidget    *button;

  /* owned */
  EcgRecording *recording;
};

G_DEFINE_FINAL_TYPE (EcgScaleNote, ecg_scale_note, ADW_TYPE_BIN)

static void
accept (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (ecg_scale_setting_accept (task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
accepted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EcgScaleNote *self = ECG_SCALE_NOTE (source);
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->button, TRUE);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      /* What was prepared for the network has the old scale. */
      ecg_feature_cache_clear ();
      gtk_widget_activate_action (GTK_WIDGET (self), "recording.reload", NULL);
    }
  else if (ecg_error_is_worth_telling (error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
}

static void
clicked_cb (EcgScaleNote *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->recording == NULL)
    return;
  task = g_task_new (self, NULL, accepted_cb, NULL);
  g_task_set_source_tag (task, clicked_cb);
  g_task_set_task_data (task, ecg_recording_ref (self->recording),
                        (GDestroyNotify) ecg_recording_unref);
  gtk_widget_set_sensitive (self->button, FALSE);
  ecg_pool_run (ECG_POOL_IO, task, accept);
}

static void
ecg_scale_note_dispose (GObject *object)
{
  EcgScaleNote *self = ECG_SCALE_NOTE (object);

  g_clear_pointer (&self->recording, ecg_recording_unref);
  G_OBJECT_CLASS (ecg_scale_note_parent_class)->dispose (object);
}

static void
ecg_scale_note_class_init (EcgScaleNoteClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ecg_scale_note_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/dt4ecg/ui/scale-note.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgScaleNote, row);
  gtk_widget_class_bind_template_child (widget_class, EcgScaleNote, button);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
}

static void
ecg_scale_note_init (EcgScaleNote *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ecg_scale_note_new (void)
{
  return g_object_new (ECG_TYPE_SCALE_NOTE, NULL);
}

void
ecg_scale_note_show (EcgScaleNote *self, EcgRecording *recording)
{
  const EcgScaleAdvice *advice;

  g_return_if_fail (ECG_IS_SCALE_NOTE (self));

  advice = recording != NULL ? ecg_recording_get_scale_advice (recording) : NULL;
  if (advice != NULL && advice->suggestion == NULL)
    advice = NULL;
  g_clear_pointer (&self->recording, ecg_recording_unref);
  if (advice != NULL)
    {
      self->recording = ecg_recording_ref (recording);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), advice->suggestion);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), advice != NULL);
}
