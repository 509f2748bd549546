/*
 * Imports as the window sees them: a job, its progress and its end.
 */

#include "app/import-bar.h"

#include "core/jobs/pool.h"
#include "core/synth/cohort.h"

#include <glib/gi18n.h>

struct _EcgImportBar
{
  AdwBin parent_instance;

  /* template children */
  GtkRevealer    *revealer;
  GtkProgressBar *bar;

  /* owned; set while an import is under way */
  EcgLibrary   *library;
  EcgProgress  *progress;
  GCancellable *cancellable;
};

enum
{
  ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgImportBar, ecg_import_bar, ADW_TYPE_BIN)

static void
stop_cb (EcgImportBar *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
progress_cb (EcgImportBar *self)
{
  const double     fraction = ecg_progress_get_fraction (self->progress);
  g_autofree char *text = ecg_progress_dup_text (self->progress);

  if (fraction < 0.0)
    gtk_progress_bar_pulse (self->bar);
  else
    gtk_progress_bar_set_fraction (self->bar, fraction);
  gtk_progress_bar_set_text (self->bar, text);
}

static gboolean
begin (EcgImportBar *self, EcgLibrary *library)
{
  if (self->cancellable != NULL)
    return FALSE;
  self->library = g_object_ref (library);
  self->cancellable = g_cancellable_new ();
  self->progress = ecg_progress_new ();
  g_signal_connect_swapped (self->progress, "notify", G_CALLBACK (progress_cb), self);
  gtk_progress_bar_set_fraction (self->bar, 0.0);
  gtk_progress_bar_set_text (self->bar, _ ("Looking for recordings"));
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  return TRUE;
}

static void
end (EcgImportBar *self, EcgImportReport *report, GError *error)
{
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  g_clear_object (&self->library);
  g_clear_object (&self->cancellable);
  if (self->progress != NULL)
    g_signal_handlers_disconnect_by_data (self->progress, self);
  g_clear_object (&self->progress);
  g_signal_emit (self, signals[ENDED], 0, report, error);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgImportBar) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgImportReport) report =
    ecg_library_import_finish (ECG_LIBRARY (source), result, &error);

  end (self, report, error);
}

static void
import (EcgImportBar *self, const char *const *paths)
{
  ecg_library_import_async (self->library, paths, self->progress, self->cancellable, imported_cb,
                            g_object_ref (self));
}

gboolean
ecg_import_bar_start (EcgImportBar *self, EcgLibrary *library, const char *const *paths)
{
  g_return_val_if_fail (ECG_IS_IMPORT_BAR (self), FALSE);
  g_return_val_if_fail (ECG_IS_LIBRARY (library), FALSE);

  if (!begin (self, library))
    return FALSE;
  import (self, paths);
  return TRUE;
}

/* The job of writing the cohort: the folder, and who is told. */
typedef struct
{
  char        *folder;
  EcgProgress *progress;
} DemoJob;

static void
demo_job_free (DemoJob *job)
{
  g_free (job->folder);
  g_object_unref (job->progress);
  g_free (job);
}

static void
write_cohort (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  DemoJob          *job = task_data;
  EcgCohortSettings settings;
  GError           *error = NULL;

  ecg_cohort_settings_default (&settings);
  if (ecg_cohort_write (&settings, job->folder, job->progress, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
cohort_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EcgImportBar *self = ECG_IMPORT_BAR (source);
  DemoJob      *job = g_task_get_task_data (G_TASK (result));
  const char   *paths[] = { job->folder, NULL };
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    import (self, paths);
  else
    end (self, NULL, error);
}

gboolean
ecg_import_bar_start_demo (EcgImportBar *self, EcgLibrary *library, const char *folder)
{
  g_autoptr (GTask) task = NULL;
  DemoJob *job;

  g_return_val_if_fail (ECG_IS_IMPORT_BAR (self), FALSE);
  g_return_val_if_fail (ECG_IS_LIBRARY (library), FALSE);

  if (!begin (self, library))
    return FALSE;
  job = g_new0 (DemoJob, 1);
  job->folder = g_strdup (folder);
  job->progress = g_object_ref (self->progress);
  task = g_task_new (self, self->cancellable, cohort_written_cb, NULL);
  g_task_set_task_data (task, job, (GDestroyNotify) demo_job_free);
  ecg_pool_run (ECG_POOL_COMPUTE, task, write_cohort);
  return TRUE;
}

static void
ecg_import_bar_dispose (GObject *object)
{
  EcgImportBar *self = ECG_IMPORT_BAR (object);

  g_cancellable_cancel (self->cancellable);
  if (self->progress != NULL)
    g_signal_handlers_disconnect_by_data (self->progress, self);
  g_clear_object (&self->progress);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (ecg_import_bar_parent_class)->dispose (object);
}

static void
ecg_import_bar_class_init (EcgImportBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ecg_import_bar_dispose;

  /**
   * EcgImportBar::ended:
   * @report: (type gpointer) (nullable): the #EcgImportReport
   * @error: (nullable): why there is none
   *
   * The import has ended, in whatever way. Both arguments live as long as the emission.
   */
  signals[ENDED] =
    g_signal_new ("ended", ECG_TYPE_IMPORT_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                  2, G_TYPE_POINTER, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/dt4ecg/ui/import-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgImportBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, EcgImportBar, bar);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
}

static void
ecg_import_bar_init (EcgImportBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ecg_import_bar_new (void)
{
  return g_object_new (ECG_TYPE_IMPORT_BAR, NULL);
}
