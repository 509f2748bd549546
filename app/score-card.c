/*
 * A task's score. No number stands without its interval and its chance level.
 */

#include "app/score-card.h"

#include "app/run-text.h"
#include "widgets/confusion-view.h"
#include "widgets/curve-view.h"

#include <glib/gi18n.h>
#include <math.h>

struct _EcgScoreCard
{
  AdwBin parent_instance;

  /* template children */
  GtkLabel         *title;
  GtkLabel         *accuracy;
  GtkLabel         *detail;
  GtkGrid          *figures;
  GtkWidget        *confusion_box;
  EcgConfusionView *confusion;
  GtkColumnView    *table;
  GtkWidget        *reliability_box;
  EcgCurveView     *reliability;
  GtkWidget        *verification_box;
  EcgCurveView     *verification;

  /* owned */
  EcgEvaluation *evaluation;

  /* plain state */
  EcgTask task;
};

G_DEFINE_FINAL_TYPE (EcgScoreCard, ecg_score_card, ADW_TYPE_BIN)

static const EcgTaskScore *
get_score (EcgScoreCard *self)
{
  return &self->evaluation->tasks[self->task];
}

/* The picture */

static EcgMatrixData *
create_matrix (const EcgTaskScore *score)
{
  const gsize              n = score->n_classes;
  float                   *values = g_new (float, n *n);
  const char *const *const names = (const char *const *) score->class_names;

  for (gsize i = 0; i < n * n; i++)
    values[i] = (float) score->confusion[i];
  return ecg_matrix_data_new (n, n, values, names, names);
}

/* The table: a row a true class, a column a predicted one, after the name and the row's sum. The
 * list's items are the class names; what a cell says follows from its place. */

#define NAME_COLUMN (-2)
#define SUM_COLUMN (-1)

static guint64
sum_row (const EcgTaskScore *score, gsize row)
{
  guint64 sum = 0;

  for (gsize column = 0; column < score->n_classes; column++)
    sum += score->confusion[row * score->n_classes + column];
  return sum;
}

static void
setup_cell_cb (GtkListItemFactory *factory, GtkListItem *item, EcgScoreCard *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1.0f);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cell_cb (GtkListItemFactory *factory, GtkListItem *item, EcgScoreCard *self)
{
  const int           column = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "column"));
  const gsize         row = gtk_list_item_get_position (item);
  const EcgTaskScore *score = get_score (self);
  g_autofree char    *text = NULL;

  if (row >= score->n_classes)
    return;
  if (column == NAME_COLUMN)
    text = g_strdup (score->class_names[row]);
  else
    text = g_strdup_printf ("%" G_GUINT64_FORMAT,
                            column == SUM_COLUMN
                              ? sum_row (score, row)
                              : score->confusion[row * score->n_classes + (gsize) column]);
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static void
add_column (EcgScoreCard *self, const char *title, int column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) view_column = gtk_column_view_column_new (title, factory);

  g_object_set_data (G_OBJECT (factory), "column", GINT_TO_POINTER (column));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cell_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cell_cb), self, 0);
  gtk_column_view_append_column (self->table, view_column);
}

static void
clear_table (EcgScoreCard *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->table);

  gtk_column_view_set_model (self->table, NULL);
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (self->table, column);
    }
}

static void
fill_table (EcgScoreCard *self)
{
  const EcgTaskScore *score = get_score (self);
  GtkStringList      *rows = gtk_string_list_new ((const char *const *) score->class_names);

  add_column (self, _ ("True class"), NAME_COLUMN);
  add_column (self, _ ("Windows"), SUM_COLUMN);
  for (gsize i = 0; i < score->n_classes; i++)
    {
      g_autofree char *title = g_strdup_printf (_ ("as %s"), score->class_names[i]);

      add_column (self, title, (int) i);
    }
  gtk_column_view_set_model (self->table,
                             GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (rows))));
}

/* The numbers */

/* The figures: a row each, its name, its value, what it may as well have been, what chance gives.
 */

enum
{
  COLUMN_NAME,
  COLUMN_VALUE,
  COLUMN_INTERVAL,
  COLUMN_CHANCE,
};

static void
add_cell (EcgScoreCard *self, int column, int row, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == COLUMN_NAME ? 0.0f : 1.0f);
  gtk_label_set_wrap (GTK_LABEL (label), column == COLUMN_NAME);
  gtk_widget_set_hexpand (label, column == COLUMN_NAME);
  gtk_widget_add_css_class (label, "numeric");
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_grid_attach (self->figures, label, column, row, 1, 1);
}

static void
add_figure (EcgScoreCard *self, int *row, const char *name, const EcgFigure *figure)
{
  g_autofree char *value = ecg_figure_dup_percent (figure);
  g_autofree char *interval = NULL;
  g_autofree char *chance = NULL;

  if (!isfinite (figure->value))
    return;
  /* Translators: an interval of percentages */
  interval = isfinite (figure->interval[0])
               ? g_strdup_printf (_ ("%.1f – %.1f"), 100.0 * figure->interval[0],
                                  100.0 * figure->interval[1])
               : g_strdup ("–");
  chance = isfinite (figure->chance) ? g_strdup_printf (_ ("%.1f %%"), 100.0 * figure->chance)
                                     : g_strdup ("–");
  add_cell (self, COLUMN_NAME, *row, name, NULL);
  add_cell (self, COLUMN_VALUE, *row, value, NULL);
  add_cell (self, COLUMN_INTERVAL, *row, interval, "dim-label");
  add_cell (self, COLUMN_CHANCE, *row, chance, "dim-label");
  (*row)++;
}

static void
add_identity (EcgScoreCard *self, int *row)
{
  const EcgEvaluation        *evaluation = self->evaluation;
  const EcgVerificationScore *verification = &evaluation->verification;

  add_figure (self, row, _ ("Among the first five"), &evaluation->cmc[ECG_CMC_RANKS - 1]);
  add_figure (self, row, _ ("Verification: equal error rate"), &verification->eer);
  add_figure (self, row,
              verification->tar_is_reliable[0] ? _ ("TAR at FAR 1 %")
                                               : _ ("TAR at FAR 1 % (few trials)"),
              &verification->tar[0]);
  add_figure (self, row,
              verification->tar_is_reliable[1] ? _ ("TAR at FAR 0.1 %")
                                               : _ ("TAR at FAR 0.1 % (few trials)"),
              &verification->tar[1]);
}

static void
show_figures (EcgScoreCard *self)
{
  static const char *const names[ECG_N_TASK_FIGURES] = {
    N_ ("Accuracy"),
    N_ ("Balanced accuracy"),
    N_ ("Macro-F1"),
    N_ ("Cohen’s kappa"),
    N_ ("Calibration error"),
    N_ ("Recordings, by majority"),
    N_ ("Recordings, by mean"),
  };
  const EcgTaskScore *score = get_score (self);
  GtkWidget          *child;
  int                 row = 1;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->figures))) != NULL)
    gtk_grid_remove (self->figures, child);
  add_cell (self, COLUMN_NAME, 0, _ ("Figure"), "caption-heading");
  add_cell (self, COLUMN_VALUE, 0, _ ("Value"), "caption-heading");
  add_cell (self, COLUMN_INTERVAL, 0, _ ("95 % Interval"), "caption-heading");
  add_cell (self, COLUMN_CHANCE, 0, _ ("Chance"), "caption-heading");
  for (gsize f = 0; f < ECG_N_TASK_FIGURES; f++)
    add_figure (self, &row, _ (names[f]), &score->figures[f]);
  if (self->task == ECG_TASK_IDENTITY)
    add_identity (self, &row);
  else
    add_figure (self, &row, _ ("Both tasks right"), &self->evaluation->both);
}

/* The curves */

enum
{
  SERIES_FOUND,
  SERIES_IDEAL,
};

static const EcgCurveStyle found_style = { ECG_COLOUR_SERIES_1, FALSE, 1.5,
                                           ECG_CURVE_MARKER_CIRCLE };
static const EcgCurveStyle ideal_style = { ECG_COLOUR_SERIES_2, TRUE, 1.0, ECG_CURVE_MARKER_NONE };

static void
prepare_curves (EcgScoreCard *self)
{
  ecg_curve_view_set_titles (self->reliability, _ ("Share that is right, over what was claimed"),
                             _ ("Probability of the answer, %"), _ ("Right, %"));
  ecg_curve_view_set_range (self->reliability, 0.0, 100.0);
  ecg_curve_view_add_series (self->reliability, _ ("Found"), &found_style);
  ecg_curve_view_add_series (self->reliability, _ ("As it should be"), &ideal_style);
  ecg_curve_view_set_titles (self->verification, _ ("Verification"), _ ("False acceptance, %"),
                             _ ("%"));
  ecg_curve_view_set_range (self->verification, 0.0, 100.0);
  ecg_curve_view_add_series (self->verification, _ ("Accepted rightly (ROC)"), &found_style);
  ecg_curve_view_add_series (self->verification, _ ("Rejected wrongly (DET)"), &ideal_style);
}

static void
show_reliability (EcgScoreCard *self)
{
  const EcgTaskScore *score = get_score (self);

  ecg_curve_view_clear (self->reliability);
  for (gsize b = 0; b < ECG_RELIABILITY_BINS; b++)
    {
      const EcgReliabilityBin *bin = &score->reliability[b];

      if (bin->n > 0.0)
        ecg_curve_view_append (self->reliability, SERIES_FOUND,
                               100.0 * bin->sum_confidence / bin->n, 100.0 * bin->n_right / bin->n);
    }
  ecg_curve_view_append (self->reliability, SERIES_IDEAL, 0.0, 0.0);
  ecg_curve_view_append (self->reliability, SERIES_IDEAL, 100.0, 100.0);
}

static void
show_verification (EcgScoreCard *self)
{
  const GArray *curve = self->evaluation->verification.curve;

  gtk_widget_set_visible (self->verification_box,
                          self->task == ECG_TASK_IDENTITY && curve->len > 0);
  ecg_curve_view_clear (self->verification);
  for (guint i = 0; i < curve->len; i++)
    {
      const EcgRocPoint *point = &g_array_index (curve, EcgRocPoint, i);

      ecg_curve_view_append (self->verification, SERIES_FOUND, 100.0 * point->far,
                             100.0 * (1.0 - point->frr));
      ecg_curve_view_append (self->verification, SERIES_IDEAL, 100.0 * point->far,
                             100.0 * point->frr);
    }
}

static void
show_numbers (EcgScoreCard *self)
{
  const EcgFigure *headline = ecg_evaluation_get_accuracy (self->evaluation, self->task);
  const gboolean   identity = self->task == ECG_TASK_IDENTITY;
  const gboolean   judged = get_score (self)->is_judged;
  g_autofree char *percent = ecg_figure_dup_percent (headline);
  g_autofree char *accuracy = g_strdup_printf (
    self->evaluation->protocol == ECG_PROTOCOL_RANDOM ? _ ("%s (optimistic)") : "%s", percent);
  g_autofree char *size = g_strdup_printf (
    ngettext ("%u class, %u recordings", "%u classes, %u recordings", get_score (self)->n_classes),
    (guint) get_score (self)->n_classes, (guint) self->evaluation->recordings);
  g_autofree char *balance = ecg_evaluation_dup_balance (self->evaluation, self->task);
  g_autofree char *detail =
    balance == NULL ? g_strdup (size) : g_strdup_printf ("%s\n%s", size, balance);

  gtk_label_set_text (self->title,
                      identity ? _ ("Identity: Who Is It?") : _ ("Activity: What Are They Doing?"));
  gtk_label_set_text (self->accuracy, judged ? accuracy : _ ("Not judged"));
  gtk_label_set_text (
    self->detail, judged ? detail : _ ("No answer can be right: what is asked was never learnt."));
  gtk_widget_set_visible (self->confusion_box, judged);
  gtk_widget_set_visible (self->reliability_box, judged);
  show_figures (self);
  ecg_confusion_view_set_title (self->confusion, identity ? _ ("Confusion of identities")
                                                          : _ ("Confusion of activities"));
}

static void
ecg_score_card_dispose (GObject *object)
{
  g_clear_pointer (&ECG_SCORE_CARD (object)->evaluation, ecg_evaluation_unref);
  G_OBJECT_CLASS (ecg_score_card_parent_class)->dispose (object);
}

static void
ecg_score_card_class_init (EcgScoreCardClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (ECG_TYPE_CONFUSION_VIEW);
  g_type_ensure (ECG_TYPE_CURVE_VIEW);

  G_OBJECT_CLASS (class)->dispose = ecg_score_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/dt4ecg/ui/score-card.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgScoreCard, title);
  gtk_widget_class_bind_template_child (widget_class, EcgScoreCard, accuracy);
  gtk_widget_class_bind_template_child (widget_class, EcgScoreCard, detail);
  gtk_widget_class_bind_template_child (widget_class, EcgScoreCard, figures);
  gtk_widget_class_bind_template_child (widget_class, EcgScoreCard, confusion_box);
  gtk_widget_class_bind_template_child (widget_class, EcgScoreCard, confusion);
  gtk_widget_class_bind_template_child (widget_class, EcgScoreCard, table);
  gtk_widget_class_bind_template_child (widget_class, EcgScoreCard, reliability_box);
  gtk_widget_class_bind_template_child (widget_class, EcgScoreCard, reliability);
  gtk_widget_class_bind_template_child (widget_class, EcgScoreCard, verification_box);
  gtk_widget_class_bind_template_child (widget_class, EcgScoreCard, verification);
}

static void
ecg_score_card_init (EcgScoreCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  prepare_curves (self);
}

GtkWidget *
ecg_score_card_new (void)
{
  return g_object_new (ECG_TYPE_SCORE_CARD, NULL);
}

void
ecg_score_card_show (EcgScoreCard *self, EcgEvaluation *evaluation, EcgTask task)
{
  g_autoptr (EcgMatrixData) matrix = NULL;

  g_return_if_fail (ECG_IS_SCORE_CARD (self));
  g_return_if_fail (evaluation != NULL);

  clear_table (self);
  ecg_evaluation_ref (evaluation);
  g_clear_pointer (&self->evaluation, ecg_evaluation_unref);
  self->evaluation = evaluation;
  self->task = task;
  matrix = create_matrix (get_score (self));
  ecg_confusion_view_set_counts (self->confusion, matrix);
  show_numbers (self);
  show_reliability (self);
  show_verification (self);
  fill_table (self);
}
