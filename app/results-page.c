/*
 * The page that says what a run is worth.
 */

#include "app/results-page.h"

#include "app/ablation-table.h"
#include "app/run-text.h"
#include "app/score-card.h"
#include "core/jobs/job.h"
#include "core/jobs/pool.h"
#include "core/learn/experiment.h"
#include "core/learn/run-data.h"
#include "widgets/columns-layout.h"

#include <glib/gi18n.h>

/* Recordings that are named where some were left out. */
#define MOST_LEFT_OUT 3

struct _EcgResultsPage
{
  AdwBin parent_instance;

  /* template children */
  GtkStack         *stack;
  GtkDropDown      *runs;
  GtkLabel         *state;
  GtkLabel         *protocol;
  GtkLabel         *left_out;
  GtkStack         *content;
  AdwStatusPage    *unknown;
  GtkProgressBar   *progress;
  EcgScoreCard     *identity;
  EcgScoreCard     *activity;
  EcgAblationTable *ablation;

  /* owned */
  EcgLibrary  *library;
  char        *wanted;              /* run to show as soon as it is in the list; NULL for none */
  EcgProgress *evaluation_progress; /* NULL while nothing is evaluated */
  gint64       evaluated_id;        /* of the run that is evaluated */

  /* plain state */
  EcgJobSlot slot;
};

G_DEFINE_FINAL_TYPE (EcgResultsPage, ecg_results_page, ADW_TYPE_BIN)

static void
tell (EcgResultsPage *self, const char *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", sentence);
}

/* What is on show */

static void
show_evaluation (EcgResultsPage *self, EcgEvaluation *evaluation)
{
  g_autofree char *sentence =
    g_strdup_printf (ngettext ("%s %u window was judged.", "%s %u windows were judged.",
                               (gulong) evaluation->windows),
                     ecg_protocol_get_sentence (evaluation->protocol), (guint) evaluation->windows);

  ecg_score_card_show (self->identity, evaluation, ECG_TASK_IDENTITY);
  ecg_score_card_show (self->activity, evaluation, ECG_TASK_ACTIVITY);
  gtk_label_set_text (self->protocol, sentence);
}

static void
show_protocol (EcgResultsPage *self, EcgRun *run)
{
  EcgProtocol protocol;

  gtk_label_set_text (self->protocol, ecg_protocol_from_name (ecg_run_get_protocol (run), &protocol)
                                        ? ecg_protocol_get_sentence (protocol)
                                        : "");
}

/* Whoever thinks that a recording was learnt from should know that it was not: a few by name, all
 * of them in the tooltip. */
static void
show_left_out (EcgResultsPage *self, EcgRun *run)
{
  g_auto (GStrv) sentences = ecg_run_data_get_left_out (ecg_run_get_fields (run)->settings);
  g_autofree char *all = g_strjoinv ("\n", sentences);
  g_autoptr (GString) text = g_string_new (NULL);
  const guint n = g_strv_length (sentences);

  for (guint i = 0; i < MIN (n, MOST_LEFT_OUT); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", sentences[i]);
  if (n > MOST_LEFT_OUT)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("and %u more", "and %u more", n - MOST_LEFT_OUT),
                              n - MOST_LEFT_OUT);
    }
  gtk_label_set_text (self->left_out, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->left_out), n > 0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->left_out), n > MOST_LEFT_OUT ? all : NULL);
}

static void
show_content (EcgResultsPage *self, EcgRun *run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgEvaluation) evaluation = ecg_run_dup_evaluation (run, &error);
  const gboolean evaluating =
    self->evaluation_progress != NULL && self->evaluated_id == ecg_run_get_id (run);

  adw_status_page_set_description (
    self->unknown, error != NULL ? _ ("What was stored of its evaluation cannot be read.")
                                 : _ ("The network has not been judged on its test part."));
  if (evaluation != NULL)
    show_evaluation (self, evaluation);
  else
    show_protocol (self, run);
  gtk_stack_set_visible_child_name (self->content, evaluation != NULL ? "known"
                                                   : evaluating       ? "evaluating"
                                                                      : "unknown");
}

static EcgRun *
get_selected (EcgResultsPage *self)
{
  return gtk_drop_down_get_selected_item (self->runs);
}

static void
update (EcgResultsPage *self)
{
  EcgRun          *run = get_selected (self);
  g_autofree char *state = NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "results.evaluate",
                                 run != NULL && self->evaluation_progress == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "results.cancel",
                                 self->evaluation_progress != NULL);
  gtk_stack_set_visible_child_name (self->stack, run != NULL ? "run" : "empty");
  if (run == NULL)
    return;
  /* Translators: protocol and state of a run */
  state = g_strdup_printf (_ ("%s · %s"), ecg_run_get_protocol_title (run),
                           ecg_run_get_state_title (run));
  gtk_label_set_text (self->state, state);
  show_left_out (self, run);
  show_content (self, run);
  ecg_ablation_table_show (self->ablation, ecg_library_get_runs (self->library), run);
}

static void
selected_cb (EcgResultsPage *self)
{
  update (self);
}

/* Shows the run that was asked for, if it is in the list by now. */
static void
select_wanted (EcgResultsPage *self)
{
  GListModel *runs;

  if (self->library == NULL || self->wanted == NULL)
    return;
  runs = ecg_library_get_runs (self->library);
  for (guint i = 0; i < g_list_model_get_n_items (runs); i++)
    {
      g_autoptr (EcgRun) run = g_list_model_get_item (runs, i);

      if (!g_str_equal (ecg_run_get_name (run), self->wanted))
        continue;
      gtk_drop_down_set_selected (self->runs, i);
      g_clear_pointer (&self->wanted, g_free);
      return;
    }
}

static void
runs_changed_cb (EcgResultsPage *self)
{
  select_wanted (self);
  update (self);
}

/* Evaluation */

typedef struct
{
  EcgStore    *store;
  EcgRun      *run;
  EcgProgress *progress;
} EvaluateJob;

static void
evaluate_job_free (gpointer data)
{
  EvaluateJob *job = data;

  g_object_unref (job->store);
  g_object_unref (job->run);
  g_object_unref (job->progress);
  g_free (job);
}

static void
evaluate (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  EvaluateJob *job = task_data;
  GError      *error = NULL;
  g_autoptr (EcgEvaluation) evaluation =
    ecg_experiment_evaluate (job->store, job->run, job->progress, cancellable, &error);

  if (evaluation != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgResultsPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ecg_library_change_finish (ECG_LIBRARY (source), result, &error) &&
      ecg_error_is_worth_telling (error))
    tell (self, error->message);
}

static void
end_evaluation (EcgResultsPage *self)
{
  if (self->evaluation_progress != NULL)
    g_signal_handlers_disconnect_by_data (self->evaluation_progress, self);
  g_clear_object (&self->evaluation_progress);
}

static void
evaluated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EcgResultsPage *self = ECG_RESULTS_PAGE (source);
  g_autoptr (GError) error = NULL;
  EvaluateJob *job = g_task_get_task_data (G_TASK (result));

  g_task_propagate_boolean (G_TASK (result), &error);
  if (job->progress != self->evaluation_progress || self->library == NULL)
    return;
  end_evaluation (self);
  if (error == NULL)
    {
      g_free (self->wanted);
      self->wanted = g_strdup (ecg_run_get_name (job->run));
      ecg_library_reload_async (self->library, reloaded_cb, g_object_ref (self));
    }
  else if (ecg_error_is_worth_telling (error))
    tell (self, error->message);
  update (self);
}

static void
progress_cb (EcgResultsPage *self)
{
  g_autofree char *text = ecg_progress_dup_text (self->evaluation_progress);

  gtk_progress_bar_set_fraction (self->progress,
                                 MAX (ecg_progress_get_fraction (self->evaluation_progress), 0.0));
  gtk_progress_bar_set_text (self->progress, text);
}

static void
evaluate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgResultsPage *self = ECG_RESULTS_PAGE (widget);
  EvaluateJob    *job = g_new0 (EvaluateJob, 1);
  g_autoptr (GTask) task = g_task_new (self, ecg_job_slot_begin (&self->slot), evaluated_cb, NULL);

  self->evaluation_progress = ecg_progress_new ();
  self->evaluated_id = ecg_run_get_id (get_selected (self));
  g_signal_connect_object (self->evaluation_progress, "notify", G_CALLBACK (progress_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_progress_bar_set_fraction (self->progress, 0.0);
  gtk_progress_bar_set_text (self->progress, _ ("Waiting for the training to end"));
  job->store = g_object_ref (ecg_library_get_store (self->library));
  job->run = g_object_ref (get_selected (self));
  job->progress = g_object_ref (self->evaluation_progress);
  g_task_set_task_data (task, job, evaluate_job_free);
  ecg_pool_run (ECG_POOL_TRAIN, task, evaluate);
  update (self);
}

static void
show_run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_results_page_show_run (ECG_RESULTS_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgResultsPage *self = ECG_RESULTS_PAGE (widget);

  ecg_job_slot_cancel (&self->slot);
  end_evaluation (self);
  update (self);
}

/* The object */

static void
ecg_results_page_dispose (GObject *object)
{
  EcgResultsPage *self = ECG_RESULTS_PAGE (object);

  ecg_job_slot_cancel (&self->slot);
  end_evaluation (self);
  g_clear_object (&self->library);
  g_clear_pointer (&self->wanted, g_free);
  G_OBJECT_CLASS (ecg_results_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/results-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgResultsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EcgResultsPage, runs);
  gtk_widget_class_bind_template_child (widget_class, EcgResultsPage, state);
  gtk_widget_class_bind_template_child (widget_class, EcgResultsPage, protocol);
  gtk_widget_class_bind_template_child (widget_class, EcgResultsPage, left_out);
  gtk_widget_class_bind_template_child (widget_class, EcgResultsPage, content);
  gtk_widget_class_bind_template_child (widget_class, EcgResultsPage, unknown);
  gtk_widget_class_bind_template_child (widget_class, EcgResultsPage, progress);
  gtk_widget_class_bind_template_child (widget_class, EcgResultsPage, identity);
  gtk_widget_class_bind_template_child (widget_class, EcgResultsPage, activity);
  gtk_widget_class_bind_template_child (widget_class, EcgResultsPage, ablation);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
ecg_results_page_class_init (EcgResultsPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (ECG_TYPE_COLUMNS_LAYOUT);
  g_type_ensure (ECG_TYPE_SCORE_CARD);
  g_type_ensure (ECG_TYPE_ABLATION_TABLE);

  G_OBJECT_CLASS (class)->dispose = ecg_results_page_dispose;
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "results.evaluate", NULL, evaluate_action);
  gtk_widget_class_install_action (widget_class, "results.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "results.show-run", "s", show_run_action);
}

static void
ecg_results_page_init (EcgResultsPage *self)
{
  g_autoptr (GtkExpression) name = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  name = gtk_property_expression_new (ECG_TYPE_RUN, NULL, "name");
  gtk_drop_down_set_expression (self->runs, name);
  update (self);
}

GtkWidget *
ecg_results_page_new (void)
{
  return g_object_new (ECG_TYPE_RESULTS_PAGE, NULL);
}

void
ecg_results_page_set_library (EcgResultsPage *self, EcgLibrary *library)
{
  g_return_if_fail (ECG_IS_RESULTS_PAGE (self));

  if (self->library == library)
    return;
  if (self->library != NULL)
    g_signal_handlers_disconnect_by_data (ecg_library_get_runs (self->library), self);
  g_clear_object (&self->library);
  if (library != NULL)
    self->library = g_object_ref (library);
  gtk_drop_down_set_model (self->runs, library != NULL ? ecg_library_get_runs (library) : NULL);
  if (library != NULL)
    g_signal_connect_object (ecg_library_get_runs (library), "items-changed",
                             G_CALLBACK (runs_changed_cb), self,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  select_wanted (self);
  update (self);
}

void
ecg_results_page_show_run (EcgResultsPage *self, const char *name)
{
  g_return_if_fail (ECG_IS_RESULTS_PAGE (self));

  g_free (self->wanted);
  self->wanted = g_strdup (name);
  select_wanted (self);
}
