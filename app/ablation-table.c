/*
 * The table of an ablation.
 */

#include "app/ablation-table.h"

#include "app/run-text.h"
#include "core/learn/ablation.h"

#include <glib/gi18n.h>

struct _EcgAblationTable
{
  AdwBin parent_instance;

  /* owned by the widget tree */
  GtkLabel *title;
  GtkGrid  *grid;
};

G_DEFINE_FINAL_TYPE (EcgAblationTable, ecg_ablation_table, ADW_TYPE_BIN)

static const char *const task_titles[ECG_ABLATION_TASKS] = {
  N_ ("Identity alone"),
  N_ ("Activity alone"),
  N_ ("Both, equal weights"),
  N_ ("Both, GradNorm"),
};
static const char *const sca_titles[ECG_ABLATION_SCAS] = {
  N_ ("No attention"),
  N_ ("Channel"),
  N_ ("Sequence"),
  N_ ("Channel and sequence"),
};

static EcgRun *
find_run (GListModel *runs, const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (runs); i++)
    {
      g_autoptr (EcgRun) run = g_list_model_get_item (runs, i);

      if (g_str_equal (ecg_run_get_name (run), name))
        return g_steal_pointer (&run);
    }
  return NULL;
}

static char *
describe_task (EcgEvaluation *evaluation, EcgTask task)
{
  const EcgFigure *accuracy = ecg_evaluation_get_accuracy (evaluation, task);
  g_autofree char *percent = ecg_figure_dup_percent (accuracy);

  /* Translators: a task and its accuracy: "identity 97.2 %" */
  return g_strdup_printf (task == ECG_TASK_IDENTITY ? _ ("identity %s") : _ ("activity %s"),
                          percent);
}

/* The accuracies of the tasks that were learnt, one a line; a dash where the cell has no result. */
static char *
describe_cell (EcgRun *run)
{
  g_autoptr (EcgEvaluation) evaluation = run == NULL ? NULL : ecg_run_dup_evaluation (run, NULL);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (gsize task = 0; evaluation != NULL && task < ECG_N_TASKS; task++)
    if (evaluation->tasks[task].is_judged)
      g_ptr_array_add (lines, describe_task (evaluation, (EcgTask) task));
  if (lines->len == 0)
    return g_strdup ("–");
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static GtkWidget *
create_heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static GtkWidget *
create_cell (EcgRun *run, gsize task, gsize sca, gboolean is_shown)
{
  g_autofree char *text = describe_cell (run);
  g_autofree char *name =
    g_strdup_printf ("%s, %s: %s", _ (task_titles[task]), _ (sca_titles[sca]), text);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *button = gtk_button_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, is_shown ? "heading" : "body");
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_hexpand (button, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (run != NULL)
    {
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "results.show-run");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", ecg_run_get_name (run));
    }
  else
    gtk_widget_set_sensitive (button, FALSE);
  return button;
}

static void
clear_grid (EcgAblationTable *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
}

static void
fill_grid (EcgAblationTable *self, GListModel *runs, EcgRun *shown, const char *grid)
{
  for (gsize sca = 0; sca < ECG_ABLATION_SCAS; sca++)
    gtk_grid_attach (self->grid, create_heading (_ (sca_titles[sca])), (int) sca + 1, 0, 1, 1);
  for (gsize task = 0; task < ECG_ABLATION_TASKS; task++)
    {
      gtk_grid_attach (self->grid, create_heading (_ (task_titles[task])), 0, (int) task + 1, 1, 1);
      for (gsize sca = 0; sca < ECG_ABLATION_SCAS; sca++)
        {
          g_autofree char *name = ecg_ablation_name (grid, task, sca);
          g_autoptr (EcgRun) run = find_run (runs, name);
          const gboolean is_shown = g_str_equal (ecg_run_get_name (shown), name);

          gtk_grid_attach (self->grid, create_cell (run, task, sca, is_shown), (int) sca + 1,
                           (int) task + 1, 1, 1);
        }
    }
}

void
ecg_ablation_table_show (EcgAblationTable *self, GListModel *runs, EcgRun *shown)
{
  g_autofree char *grid = NULL;
  gsize            task, sca;
  const gboolean   is_cell = runs != NULL && shown != NULL &&
                           ecg_ablation_parse_name (ecg_run_get_name (shown), &grid, &task, &sca);

  g_return_if_fail (ECG_IS_ABLATION_TABLE (self));

  clear_grid (self);
  gtk_widget_set_visible (GTK_WIDGET (self), is_cell);
  if (is_cell)
    {
      g_autofree char *title = g_strdup_printf (_ ("Ablation %s"), grid);

      gtk_label_set_text (self->title, title);
      fill_grid (self, runs, shown, grid);
    }
}

static void
ecg_ablation_table_class_init (EcgAblationTableClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/ablation-table.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgAblationTable, title);
  gtk_widget_class_bind_template_child (widget_class, EcgAblationTable, grid);
}

static void
ecg_ablation_table_init (EcgAblationTable *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ecg_ablation_table_new (void)
{
  return g_object_new (ECG_TYPE_ABLATION_TABLE, NULL);
}
