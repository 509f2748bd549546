/*
 * The page on which the network is trained: it starts the job, and shows what the job says.
 */

#include "app/training-page.h"

#include "app/run-list.h"
#include "app/run-text.h"
#include "app/session-chooser.h"
#include "app/training-form.h"
#include "app/training-job.h"
#include "app/training-view.h"
#include "core/jobs/job.h"
#include "core/recording/json-text.h"
#include "widgets/columns-layout.h"

#include <glib/gi18n.h>

struct _EcgTrainingPage
{
  AdwBin parent_instance;

  /* template children */
  GtkStack          *stack;
  GtkScrolledWindow *scroller;
  GtkWidget         *choices;
  AdwActionRow      *sessions;
  EcgTrainingForm   *form;
  EcgRunList        *runs;
  GtkWidget         *watch;
  GtkLabel          *watched;
  EcgTrainingView   *view;
  GtkLabel          *status;
  GtkProgressBar    *progress;
  GtkActionable     *results;

  /* owned */
  EcgLibrary       *library;
  EcgSessionChoice *choice;
  EcgTrainingJob   *job; /* NULL while nothing is trained */

  /* plain state */
  gboolean stopping;
};

G_DEFINE_FINAL_TYPE (EcgTrainingPage, ecg_training_page, ADW_TYPE_BIN)

static void
tell (EcgTrainingPage *self, const char *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", sentence);
}

/* What can be done now */

static char *
describe_choice (const EcgChoiceCount *count)
{
  g_autofree char *sessions =
    g_strdup_printf (ngettext ("%u of %u session", "%u of %u sessions", count->labelled),
                     count->chosen, count->labelled);
  g_autofree char *people =
    g_strdup_printf (ngettext ("%u person", "%u people", count->subjects), count->subjects);
  g_autofree char *activities = g_strdup_printf (
    ngettext ("%u activity", "%u activities", count->activities), count->activities);

  /* Translators: "118 of 120 sessions, 12 people, 5 activities" */
  return g_strdup_printf (C_ ("sessions, people, activities", "%s, %s, %s"), sessions, people,
                          activities);
}

static void
update (EcgTrainingPage *self)
{
  const EcgChoiceCount count =
    self->choice != NULL ? ecg_session_choice_count (self->choice) : (EcgChoiceCount){ 0 };
  g_autofree char *description = describe_choice (&count);
  const gboolean   busy = self->job != NULL;

  gtk_stack_set_visible_child_name (self->stack, count.labelled > 0 || busy ? "work" : "empty");
  adw_action_row_set_subtitle (self->sessions, description);
  gtk_widget_set_sensitive (self->choices, !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "training.train", !busy && count.chosen > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "training.ablate", !busy && count.chosen > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "training.stop", busy && !self->stopping);
}

static void
choose_cb (EcgTrainingPage *self)
{
  ecg_session_chooser_present (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->choice);
}

/* Curves of earlier runs */

static char *
dup_curves_title (EcgRun *run, const GArray *points)
{
  const guint n = points->len;
  const guint last = n > 0 ? g_array_index (points, EcgCurvePoint, n - 1).fold : 0;

  return last == 0 ? g_strdup_printf (_ ("Curves of %s"), ecg_run_get_name (run))
                   : g_strdup_printf (_ ("Curves of %s, the last of %u folds"),
                                      ecg_run_get_name (run), last + 1);
}

static void
show_run (EcgTrainingPage *self, EcgRun *run)
{
  const char *text = ecg_run_get_fields (run)->curves;
  g_autoptr (JsonNode) node = text != NULL ? ecg_json_parse (text, -1, NULL) : NULL;
  g_autoptr (GArray) points = node != NULL ? ecg_curves_from_json (node, NULL) : NULL;
  g_autofree char *title = NULL;

  if (points == NULL)
    {
      g_autofree char *sentence =
        g_strdup_printf (_ ("%s kept no curves."), ecg_run_get_name (run));

      tell (self, sentence);
      return;
    }
  ecg_training_view_clear (self->view);
  ecg_training_view_append (self->view, points);
  title = dup_curves_title (run, points);
  gtk_label_set_text (self->watched, title);
}

static void
run_activated_cb (EcgTrainingPage *self, EcgRun *run)
{
  if (self->job == NULL)
    show_run (self, run);
  else
    tell (self, _ ("The curves on show are those of the training under way."));
}

static void
show_latest_run (EcgTrainingPage *self)
{
  g_autoptr (EcgRun) run = g_list_model_get_item (ecg_library_get_runs (self->library), 0);

  if (run != NULL && ecg_run_get_fields (run)->curves != NULL)
    show_run (self, run);
}

/* Progress */

static void
progress_cb (EcgTrainingPage *self)
{
  EcgProgress     *progress = ecg_training_job_get_progress (self->job);
  const double     fraction = ecg_progress_get_fraction (progress);
  const double     left = ecg_progress_get_seconds_left (progress);
  g_autofree char *text = ecg_progress_dup_text (progress);
  g_autofree char *left_text = left >= 0 ? ecg_seconds_left_dup_text (left) : NULL;
  /* Translators: what a training is doing, and how long it takes still */
  g_autofree char *both =
    left_text != NULL ? g_strdup_printf (_ ("%s · %s"), text, left_text) : g_strdup (text);

  gtk_progress_bar_set_fraction (self->progress, MAX (fraction, 0.0));
  if (!self->stopping)
    gtk_label_set_text (self->status, both);
}

static void
listen_to_progress (EcgTrainingPage *self)
{
  g_signal_connect_object (ecg_training_job_get_progress (self->job), "notify",
                           G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
}

static void
evaluating_cb (EcgTrainingPage *self)
{
  gtk_label_set_text (self->status, _ ("Judging what was learnt"));
  listen_to_progress (self);
}

/* The end of a training */

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgTrainingPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ecg_library_change_finish (ECG_LIBRARY (source), result, &error) &&
      ecg_error_is_worth_telling (error))
    tell (self, error->message);
}

static char *
describe_end (EcgRun *run)
{
  if (run == NULL)
    return g_strdup (_ ("No training under way"));
  if (ecg_run_get_state (run) == ECG_RUN_STOPPED)
    return g_strdup_printf (_ ("%s was stopped; what it learnt is kept"), ecg_run_get_name (run));
  return g_strdup_printf (_ ("%s is trained"), ecg_run_get_name (run));
}

static void
offer_results (EcgTrainingPage *self, EcgRun *run)
{
  gtk_widget_set_visible (GTK_WIDGET (self->results), run != NULL);
  if (run != NULL)
    gtk_actionable_set_action_target (self->results, "s", ecg_run_get_name (run));
}

static void
ended_cb (EcgTrainingPage *self, EcgRun *run, GError *error)
{
  g_autofree char *status = describe_end (run);

  g_signal_handlers_disconnect_by_data (ecg_training_job_get_progress (self->job), self);
  g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
  self->stopping = FALSE;
  gtk_label_set_text (self->status, status);
  gtk_progress_bar_set_fraction (self->progress, run != NULL ? 1.0 : 0.0);
  if (ecg_error_is_worth_telling (error))
    tell (self, error->message);
  if (run != NULL)
    {
      g_autofree char *title = g_strdup_printf (_ ("Curves of %s"), ecg_run_get_name (run));

      gtk_label_set_text (self->watched, title);
      ecg_training_form_clear_name (self->form);
    }
  offer_results (self, run);
  ecg_library_reload_async (self->library, reloaded_cb, g_object_ref (self));
  update (self);
}

/* Starting and stopping */

/* Where curves stand below the settings, they are brought into view. */
static void
scroll_to_curves (EcgTrainingPage *self)
{
  GtkAdjustment   *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  GtkWidget       *content = gtk_widget_get_parent (self->watch);
  graphene_point_t point;

  if (gtk_widget_compute_point (self->watch, content, &GRAPHENE_POINT_INIT (0, 0), &point) &&
      point.y > 0)
    gtk_adjustment_set_value (adjustment, point.y);
}

static void
connect_job (EcgTrainingPage *self)
{
  g_signal_connect_object (self->job, "points", G_CALLBACK (ecg_training_view_append), self->view,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->job, "attention", G_CALLBACK (ecg_training_view_set_attention),
                           self->view, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->job, "notify::evaluating", G_CALLBACK (evaluating_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->job, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
}

/* @job: (transfer full) */
static void
start (EcgTrainingPage *self, EcgTrainingJob *job)
{
  self->job = job;
  connect_job (self);
  ecg_training_view_clear (self->view);
  gtk_label_set_text (self->watched, _ ("The training under way"));
  gtk_label_set_text (self->status, _ ("Reading the recordings"));
  offer_results (self, NULL);
  ecg_training_job_start (self->job);
  listen_to_progress (self);
  update (self);
  scroll_to_curves (self);
}

static void
train_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgTrainingPage *self = ECG_TRAINING_PAGE (widget);
  g_autoptr (GPtrArray) sessions = ecg_session_choice_dup_chosen (self->choice);
  g_autofree char *run_name = ecg_training_form_dup_name (self->form);
  EcgTrainSettings settings;

  ecg_training_form_get_settings (self->form, &settings);
  start (self, ecg_training_job_new (ecg_library_get_store (self->library), sessions, &settings,
                                     run_name));
}

static void
ablate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgTrainingPage *self = ECG_TRAINING_PAGE (widget);
  g_autoptr (GPtrArray) sessions = ecg_session_choice_dup_chosen (self->choice);
  g_autofree char *grid = ecg_training_form_dup_name (self->form);
  EcgTrainSettings settings;

  ecg_training_form_get_settings (self->form, &settings);
  start (self, ecg_training_job_new_grid (ecg_library_get_store (self->library), sessions,
                                          &settings, grid != NULL ? grid : "ablation"));
}

static void
resume_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgTrainingPage *self = ECG_TRAINING_PAGE (widget);
  GListModel      *runs = ecg_library_get_runs (self->library);

  for (guint i = 0; i < g_list_model_get_n_items (runs) && self->job == NULL; i++)
    {
      g_autoptr (EcgRun) run = g_list_model_get_item (runs, i);

      if (g_str_equal (ecg_run_get_name (run), g_variant_get_string (parameter, NULL)))
        start (self, ecg_training_job_new_resumed (ecg_library_get_store (self->library), run));
    }
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_training_page_stop (ECG_TRAINING_PAGE (widget));
}

/* The object */

static void
ecg_training_page_dispose (GObject *object)
{
  EcgTrainingPage *self = ECG_TRAINING_PAGE (object);

  ecg_training_page_stop (self);
  g_clear_object (&self->job);
  g_clear_object (&self->choice);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (ecg_training_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/training-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingPage, choices);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingPage, sessions);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingPage, form);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingPage, runs);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingPage, watch);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingPage, watched);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingPage, view);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingPage, status);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingPage, progress);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingPage, results);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, run_activated_cb);
}

static void
ecg_training_page_class_init (EcgTrainingPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (ECG_TYPE_COLUMNS_LAYOUT);
  g_type_ensure (ECG_TYPE_TRAINING_FORM);
  g_type_ensure (ECG_TYPE_TRAINING_VIEW);
  g_type_ensure (ECG_TYPE_RUN_LIST);

  G_OBJECT_CLASS (class)->dispose = ecg_training_page_dispose;
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "training.train", NULL, train_action);
  gtk_widget_class_install_action (widget_class, "training.ablate", NULL, ablate_action);
  gtk_widget_class_install_action (widget_class, "training.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "training.resume", "s", resume_action);
}

static void
ecg_training_page_init (EcgTrainingPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_text (self->status, _ ("No training under way"));
  update (self);
}

GtkWidget *
ecg_training_page_new (void)
{
  return g_object_new (ECG_TYPE_TRAINING_PAGE, NULL);
}

void
ecg_training_page_set_library (EcgTrainingPage *self, EcgLibrary *library)
{
  g_return_if_fail (ECG_IS_TRAINING_PAGE (self));

  if (self->library == library)
    return;
  g_clear_object (&self->choice);
  g_clear_object (&self->library);
  ecg_run_list_set_library (self->runs, library);
  if (library != NULL)
    {
      self->library = g_object_ref (library);
      self->choice = ecg_session_choice_new (ecg_library_get_sessions (library));
      g_signal_connect_object (self->choice, "changed", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
      show_latest_run (self);
    }
  update (self);
}

gboolean
ecg_training_page_is_busy (EcgTrainingPage *self)
{
  g_return_val_if_fail (ECG_IS_TRAINING_PAGE (self), FALSE);

  return self->job != NULL;
}

void
ecg_training_page_stop (EcgTrainingPage *self)
{
  g_return_if_fail (ECG_IS_TRAINING_PAGE (self));

  if (self->job == NULL || self->stopping)
    return;
  self->stopping = TRUE;
  ecg_training_job_stop (self->job);
  gtk_label_set_text (self->status, _ ("Stopping"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "training.stop", FALSE);
}
