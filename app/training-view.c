/*
 * Curves of a training. Identity has circles, activity squares; training is a thin whole line,
 * validation a broken one.
 */

#include "app/training-view.h"

#include "app/pinned-attention.h"
#include "widgets/columns-layout.h"
#include "widgets/curve-view.h"

#include <glib/gi18n.h>

/* In the order in which every curve view of this page has its series. */
enum
{
  SERIES_IDENTITY,
  SERIES_ACTIVITY,
  SERIES_IDENTITY_VALIDATION,
  SERIES_ACTIVITY_VALIDATION,
};

/* In the order of the drop-down. */
typedef enum
{
  BALANCE_WEIGHT,
  BALANCE_NORM,
  BALANCE_RATE,
} Balance;

struct _EcgTrainingView
{
  AdwBin parent_instance;

  /* template children */
  EcgCurveView       *loss;
  EcgCurveView       *accuracy;
  EcgCurveView       *balance;
  GtkDropDown        *balance_kind;
  EcgPinnedAttention *pinned;

  /* owned */
  GArray *points; /* of EcgCurvePoint */
};

G_DEFINE_FINAL_TYPE (EcgTrainingView, ecg_training_view, ADW_TYPE_BIN)

static const EcgCurveStyle identity_style = { ECG_COLOUR_SERIES_1, FALSE, 1.0,
                                              ECG_CURVE_MARKER_CIRCLE };
static const EcgCurveStyle activity_style = { ECG_COLOUR_SERIES_2, FALSE, 1.0,
                                              ECG_CURVE_MARKER_SQUARE };
static const EcgCurveStyle identity_validation_style = { ECG_COLOUR_SERIES_1, TRUE, 1.8,
                                                         ECG_CURVE_MARKER_CIRCLE };
static const EcgCurveStyle activity_validation_style = { ECG_COLOUR_SERIES_2, TRUE, 1.8,
                                                         ECG_CURVE_MARKER_SQUARE };

static void
add_task_series (EcgCurveView *view)
{
  ecg_curve_view_add_series (view, _ ("Identity"), &identity_style);
  ecg_curve_view_add_series (view, _ ("Activity"), &activity_style);
}

static void
add_part_series (EcgCurveView *view)
{
  ecg_curve_view_add_series (view, _ ("Identity, training"), &identity_style);
  ecg_curve_view_add_series (view, _ ("Activity, training"), &activity_style);
  ecg_curve_view_add_series (view, _ ("Identity, validation"), &identity_validation_style);
  ecg_curve_view_add_series (view, _ ("Activity, validation"), &activity_validation_style);
}

static void
append_balance (EcgTrainingView *self, const EcgCurvePoint *point)
{
  const double *values = NULL;

  switch ((Balance) gtk_drop_down_get_selected (self->balance_kind))
    {
    case BALANCE_WEIGHT:
      values = point->weight;
      break;
    case BALANCE_NORM:
      values = point->norm;
      break;
    case BALANCE_RATE:
      values = point->rate;
      break;
    default:
      return;
    }
  ecg_curve_view_append (self->balance, SERIES_IDENTITY, point->epoch, values[ECG_TASK_IDENTITY]);
  ecg_curve_view_append (self->balance, SERIES_ACTIVITY, point->epoch, values[ECG_TASK_ACTIVITY]);
}

static void
append_pair (
  EcgCurveView *view, guint first, double epoch, const double values[ECG_N_TASKS], double scale)
{
  ecg_curve_view_append (view, first, epoch, scale * values[ECG_TASK_IDENTITY]);
  ecg_curve_view_append (view, first + 1, epoch, scale * values[ECG_TASK_ACTIVITY]);
}

static void
append_point (EcgTrainingView *self, const EcgCurvePoint *point)
{
  append_pair (self->loss, SERIES_IDENTITY, point->epoch, point->loss, 1);
  append_pair (self->accuracy, SERIES_IDENTITY, point->epoch, point->accuracy, 100);
  append_balance (self, point);
  if (!point->validated)
    return;
  append_pair (self->loss, SERIES_IDENTITY_VALIDATION, point->epoch, point->validation_loss, 1);
  append_pair (self->accuracy, SERIES_IDENTITY_VALIDATION, point->epoch, point->validation_accuracy,
               100);
}

static void
balance_cb (EcgTrainingView *self)
{
  if (self->points == NULL)
    return;
  g_object_freeze_notify (G_OBJECT (self->balance));
  ecg_curve_view_clear (self->balance);
  for (guint i = 0; i < self->points->len; i++)
    append_balance (self, &g_array_index (self->points, EcgCurvePoint, i));
  g_object_thaw_notify (G_OBJECT (self->balance));
}

static void
ecg_training_view_finalize (GObject *object)
{
  g_clear_pointer (&ECG_TRAINING_VIEW (object)->points, g_array_unref);
  G_OBJECT_CLASS (ecg_training_view_parent_class)->finalize (object);
}

static void
ecg_training_view_class_init (EcgTrainingViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (ECG_TYPE_COLUMNS_LAYOUT);
  g_type_ensure (ECG_TYPE_CURVE_VIEW);
  g_type_ensure (ECG_TYPE_PINNED_ATTENTION);

  G_OBJECT_CLASS (class)->finalize = ecg_training_view_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/training-view.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingView, loss);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingView, accuracy);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingView, balance);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingView, balance_kind);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingView, pinned);
  gtk_widget_class_bind_template_callback (widget_class, balance_cb);
}

static void
ecg_training_view_init (EcgTrainingView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->points = g_array_new (FALSE, FALSE, sizeof (EcgCurvePoint));
  add_part_series (self->loss);
  add_part_series (self->accuracy);
  add_task_series (self->balance);
  ecg_curve_view_set_titles (self->loss, _ ("Losses"), _ ("Epoch"), NULL);
  ecg_curve_view_set_titles (self->accuracy, _ ("Accuracies in percent"), _ ("Epoch"), _ ("%"));
  ecg_curve_view_set_titles (self->balance, _ ("Balance of the tasks"), _ ("Epoch"), NULL);
  ecg_curve_view_set_range (self->accuracy, 0, 100);
}

GtkWidget *
ecg_training_view_new (void)
{
  return g_object_new (ECG_TYPE_TRAINING_VIEW, NULL);
}

static void
clear_curves (EcgTrainingView *self)
{
  g_array_set_size (self->points, 0);
  ecg_curve_view_clear (self->loss);
  ecg_curve_view_clear (self->accuracy);
  ecg_curve_view_clear (self->balance);
}

/* Folds begin anew on the same axis: the last one is on show. */
static gboolean
begins_fold (EcgTrainingView *self, const EcgCurvePoint *point)
{
  const guint n = self->points->len;

  return n > 0 && g_array_index (self->points, EcgCurvePoint, n - 1).fold != point->fold;
}

void
ecg_training_view_clear (EcgTrainingView *self)
{
  g_return_if_fail (ECG_IS_TRAINING_VIEW (self));

  clear_curves (self);
  ecg_pinned_attention_set_attention (self->pinned, NULL);
}

void
ecg_training_view_append (EcgTrainingView *self, const GArray *points)
{
  GObject *views[3];

  g_return_if_fail (ECG_IS_TRAINING_VIEW (self));

  views[0] = G_OBJECT (self->loss);
  views[1] = G_OBJECT (self->accuracy);
  views[2] = G_OBJECT (self->balance);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    g_object_freeze_notify (views[i]);
  for (guint i = 0; i < points->len; i++)
    {
      const EcgCurvePoint *point = &g_array_index (points, EcgCurvePoint, i);

      if (begins_fold (self, point))
        clear_curves (self);
      append_point (self, point);
      g_array_append_vals (self->points, point, 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    g_object_thaw_notify (views[i]);
}

guint
ecg_training_view_get_n_points (EcgTrainingView *self)
{
  g_return_val_if_fail (ECG_IS_TRAINING_VIEW (self), 0);

  return self->points->len;
}

void
ecg_training_view_set_attention (EcgTrainingView *self, EcgAttention *attention)
{
  g_return_if_fail (ECG_IS_TRAINING_VIEW (self));

  ecg_pinned_attention_set_attention (self->pinned, attention);
}
