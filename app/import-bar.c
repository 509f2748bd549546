/*
 * Imports as the window sees them: a job, its progress and its end. What was asked for is kept, so
 * that an import that was stopped can go on: files that are in the library already are passed over
 * by their fingerprints.
 */

#include "app/import-bar.h"

#include "app/refusals.h"
#include "app/run-text.h"
#include "core/jobs/job.h"
#include "core/jobs/pool.h"
#include "core/synth/cohort.h"

#include <glib/gi18n.h>

/* What was asked for. */
typedef struct
{
  char          **paths;
  EcgImportManner manner;
} Request;

struct _EcgImportBar
{
  AdwBin parent_instance;

  /* template children */
  GtkRevealer    *revealer;
  GtkStack       *stack;
  GtkLabel       *doing;
  GtkProgressBar *bar;
  GtkLabel       *left;
  GtkLabel       *done;
  GtkWidget      *resume;
  GtkWidget      *details;

  /* owned; set while an import is under way */
  EcgProgress  *progress;
  GCancellable *cancellable;

  /* owned; of the import that is under way, or was last */
  EcgLibrary *library;
  Request    *request;
  char       *demo_folder; /* to be written first; NULL where it is, or none is wanted */
  GPtrArray  *refused;     /* sentences; NULL where all was read */

  /* owned; asked for meanwhile */
  GQueue waiting; /* of Request */
};

enum
{
  ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgImportBar, ecg_import_bar, ADW_TYPE_BIN)

static Request *
request_new (const char *const *paths, const EcgImportManner *manner)
{
  Request *request = g_new0 (Request, 1);

  request->paths = g_strdupv ((char **) paths);
  if (manner != NULL)
    request->manner = *manner;
  return request;
}

static void
request_free (Request *request)
{
  g_strfreev (request->paths);
  g_free (request);
}

static void start_next (EcgImportBar *self);
static void start (EcgImportBar *self);

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgImportBar *self = ECG_IMPORT_BAR (widget);

  g_queue_clear_full (&self->waiting, (GDestroyNotify) request_free);
  g_cancellable_cancel (self->cancellable);
}

static void
dismiss_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_revealer_set_reveal_child (ECG_IMPORT_BAR (widget)->revealer, FALSE);
}

static void
resume_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgImportBar *self = ECG_IMPORT_BAR (widget);

  if (self->cancellable == NULL && self->library != NULL)
    start (self);
}

static void
details_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgImportBar *self = ECG_IMPORT_BAR (widget);

  if (self->refused != NULL)
    ecg_refusals_present (GTK_WINDOW (gtk_widget_get_root (widget)),
                          _ ("Files That Could Not Be Read"), self->refused);
}

static void
progress_cb (EcgImportBar *self)
{
  const double     fraction = ecg_progress_get_fraction (self->progress);
  const double     seconds = ecg_progress_get_seconds_left (self->progress);
  g_autofree char *text = ecg_progress_dup_text (self->progress);
  g_autofree char *left = seconds >= 0.0 ? ecg_seconds_left_dup_text (seconds) : g_strdup ("");

  if (fraction < 0.0)
    gtk_progress_bar_pulse (self->bar);
  else
    gtk_progress_bar_set_fraction (self->bar, fraction);
  if (*text != '\0')
    gtk_label_set_text (self->doing, text);
  gtk_label_set_text (self->left, left);
}

static void
begin (EcgImportBar *self)
{
  self->cancellable = g_cancellable_new ();
  self->progress = ecg_progress_new ();
  g_clear_pointer (&self->refused, g_ptr_array_unref);
  g_signal_connect_swapped (self->progress, "notify", G_CALLBACK (progress_cb), self);
  gtk_progress_bar_set_fraction (self->bar, 0.0);
  gtk_label_set_text (self->doing, _ ("Looking for recordings"));
  gtk_label_set_text (self->left, "");
  gtk_stack_set_visible_child_name (self->stack, "running");
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

static void
show_end (EcgImportBar *self, const char *text, gboolean can_resume)
{
  gtk_label_set_text (self->done, text);
  gtk_widget_set_visible (self->resume, can_resume);
  gtk_widget_set_visible (self->details, self->refused != NULL);
  gtk_stack_set_visible_child_name (self->stack, "done");
}

static void
show_stopped (EcgImportBar *self)
{
  const double     fraction = ecg_progress_get_fraction (self->progress);
  g_autofree char *text =
    g_strdup_printf (_ ("Import stopped at %d %%"), (int) (100.0 * CLAMP (fraction, 0.0, 1.0)));

  show_end (self, text, TRUE);
}

static void
show_refused (EcgImportBar *self, GPtrArray *refused)
{
  g_autofree char *text = g_strdup_printf (
    ngettext ("%u file could not be read", "%u files could not be read", refused->len),
    refused->len);

  self->refused = g_ptr_array_ref (refused);
  show_end (self, text, FALSE);
}

/* A report that holds nothing to do about is told by whoever hears of the end. */
static void
end (EcgImportBar *self, EcgImportReport *report, GError *error)
{
  if (report == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_stopped (self);
  else if (report != NULL && report->refused->len > 0)
    show_refused (self, report->refused);
  else
    gtk_revealer_set_reveal_child (self->revealer, FALSE);
  g_clear_object (&self->cancellable);
  g_signal_handlers_disconnect_by_data (self->progress, self);
  g_clear_object (&self->progress);
  g_signal_emit (self, signals[ENDED], 0, report, error);
  start_next (self);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgImportBar) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgImportReport) report =
    ecg_library_import_finish (ECG_LIBRARY (source), result, &error);

  /* The bar may have gone from the window meanwhile. */
  if (self->progress != NULL)
    end (self, report, error);
}

static void
import (EcgImportBar *self)
{
  ecg_library_import_async (self->library, (const char *const *) self->request->paths,
                            &self->request->manner, self->progress, self->cancellable, imported_cb,
                            g_object_ref (self));
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
  g_autoptr (GError) error = NULL;
  const gboolean written = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->progress == NULL)
    return;
  if (!written)
    {
      end (self, NULL, error);
      return;
    }
  g_clear_pointer (&self->demo_folder, g_free);
  import (self);
}

static void
write_demo (EcgImportBar *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, cohort_written_cb, NULL);
  DemoJob *job = g_new0 (DemoJob, 1);

  job->folder = g_strdup (self->demo_folder);
  job->progress = g_object_ref (self->progress);
  g_task_set_task_data (task, job, (GDestroyNotify) demo_job_free);
  ecg_pool_run (ECG_POOL_COMPUTE, task, write_cohort);
}

static void
start (EcgImportBar *self)
{
  begin (self);
  if (self->demo_folder != NULL)
    write_demo (self);
  else
    import (self);
}

static void
start_next (EcgImportBar *self)
{
  Request *request = self->cancellable == NULL ? g_queue_pop_head (&self->waiting) : NULL;

  if (request == NULL)
    return;
  g_clear_pointer (&self->request, request_free);
  self->request = request;
  g_clear_pointer (&self->demo_folder, g_free);
  start (self);
}

void
ecg_import_bar_start (EcgImportBar          *self,
                      EcgLibrary            *library,
                      const char *const     *paths,
                      const EcgImportManner *manner)
{
  g_return_if_fail (ECG_IS_IMPORT_BAR (self));
  g_return_if_fail (ECG_IS_LIBRARY (library));

  g_set_object (&self->library, library);
  g_queue_push_tail (&self->waiting, request_new (paths, manner));
  start_next (self);
}

gboolean
ecg_import_bar_start_demo (EcgImportBar *self, EcgLibrary *library, const char *folder)
{
  g_return_val_if_fail (ECG_IS_IMPORT_BAR (self), FALSE);
  g_return_val_if_fail (ECG_IS_LIBRARY (library), FALSE);

  if (self->cancellable != NULL)
    return FALSE;
  g_set_object (&self->library, library);
  g_clear_pointer (&self->request, request_free);
  self->request = request_new ((const char *[]){ folder, NULL }, NULL);
  g_free (self->demo_folder);
  self->demo_folder = g_strdup (folder);
  start (self);
  return TRUE;
}

void
ecg_import_bar_forget (EcgImportBar *self)
{
  g_return_if_fail (ECG_IS_IMPORT_BAR (self));
  g_return_if_fail (self->cancellable == NULL);

  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  g_clear_object (&self->library);
}

gboolean
ecg_import_bar_is_busy (EcgImportBar *self)
{
  g_return_val_if_fail (ECG_IS_IMPORT_BAR (self), FALSE);
  return self->cancellable != NULL;
}

const char *
ecg_import_bar_get_text (EcgImportBar *self)
{
  g_return_val_if_fail (ECG_IS_IMPORT_BAR (self), NULL);
  return gtk_label_get_text (self->cancellable != NULL ? self->doing : self->done);
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
  g_clear_pointer (&self->request, request_free);
  g_clear_pointer (&self->demo_folder, g_free);
  g_clear_pointer (&self->refused, g_ptr_array_unref);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) request_free);
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
  gtk_widget_class_bind_template_child (widget_class, EcgImportBar, stack);
  gtk_widget_class_bind_template_child (widget_class, EcgImportBar, doing);
  gtk_widget_class_bind_template_child (widget_class, EcgImportBar, bar);
  gtk_widget_class_bind_template_child (widget_class, EcgImportBar, left);
  gtk_widget_class_bind_template_child (widget_class, EcgImportBar, done);
  gtk_widget_class_bind_template_child (widget_class, EcgImportBar, resume);
  gtk_widget_class_bind_template_child (widget_class, EcgImportBar, details);
  gtk_widget_class_install_action (widget_class, "import.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "import.resume", NULL, resume_action);
  gtk_widget_class_install_action (widget_class, "import.details", NULL, details_action);
  gtk_widget_class_install_action (widget_class, "import.dismiss", NULL, dismiss_action);
}

static void
ecg_import_bar_init (EcgImportBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_queue_init (&self->waiting);
}

GtkWidget *
ecg_import_bar_new (void)
{
  return g_object_new (ECG_TYPE_IMPORT_BAR, NULL);
}
