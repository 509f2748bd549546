/*
 * Attention of the pinned window, on the fixed scale from 0 to 1.
 */

#include "app/pinned-attention.h"

#include "app/stage-choice.h"
#include "widgets/heatmap-view.h"

#include <glib/gi18n.h>

struct _EcgPinnedAttention
{
  AdwBin parent_instance;

  /* template children */
  GtkDropDown    *stage;
  GtkLabel       *predictions;
  EcgHeatmapView *map;

  /* owned */
  EcgAttention *attention;
};

G_DEFINE_FINAL_TYPE (EcgPinnedAttention, ecg_pinned_attention, ADW_TYPE_BIN)

static void
show_stage (EcgPinnedAttention *self)
{
  const guint stage = ecg_stage_choice_get (self->stage);
  g_autoptr (EcgMatrixData) map = NULL;
  g_autofree char *title = NULL;

  if (self->attention == NULL || stage >= self->attention->n_stages)
    {
      ecg_heatmap_view_set_matrix (self->map, NULL);
      return;
    }
  map = ecg_attention_map (self->attention, stage);
  title = g_strdup_printf (_ ("Attention of the pinned window, stage %u"), stage + 1);
  ecg_heatmap_view_set_titles (self->map, title, _ ("Channel"), _ ("Sample of the window"),
                               _ ("a · b"));
  ecg_heatmap_view_set_column_scale (self->map, 0, (double) self->attention->stages[stage].stride);
  ecg_heatmap_view_set_matrix (self->map, map);
}

static void
stage_cb (EcgPinnedAttention *self)
{
  show_stage (self);
}

static char *
describe_predictions (EcgAttention *attention)
{
  float       identity;
  float       activity;
  const gsize person = ecg_attention_winner (attention, 0, &identity);
  const gsize doing = ecg_attention_winner (attention, 1, &activity);

  /* Translators: what the network takes a window for: "Identity P03 (87 %) · activity walking (92
   * %)" */
  return g_strdup_printf (_ ("Identity %s (%.0f %%) · activity %s (%.0f %%)"),
                          attention->class_names[0][person], 100.0 * identity,
                          attention->class_names[1][doing], 100.0 * activity);
}

static void
ecg_pinned_attention_dispose (GObject *object)
{
  g_clear_pointer (&ECG_PINNED_ATTENTION (object)->attention, ecg_attention_unref);
  G_OBJECT_CLASS (ecg_pinned_attention_parent_class)->dispose (object);
}

static void
ecg_pinned_attention_class_init (EcgPinnedAttentionClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (ECG_TYPE_HEATMAP_VIEW);

  G_OBJECT_CLASS (class)->dispose = ecg_pinned_attention_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/pinned-attention.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgPinnedAttention, stage);
  gtk_widget_class_bind_template_child (widget_class, EcgPinnedAttention, predictions);
  gtk_widget_class_bind_template_child (widget_class, EcgPinnedAttention, map);
  gtk_widget_class_bind_template_callback (widget_class, stage_cb);
}

static void
ecg_pinned_attention_init (EcgPinnedAttention *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ecg_pinned_attention_new (void)
{
  return g_object_new (ECG_TYPE_PINNED_ATTENTION, NULL);
}

void
ecg_pinned_attention_set_attention (EcgPinnedAttention *self, EcgAttention *attention)
{
  g_autofree char *predictions = NULL;

  g_return_if_fail (ECG_IS_PINNED_ATTENTION (self));

  if (self->attention == attention)
    return;
  g_clear_pointer (&self->attention, ecg_attention_unref);
  if (attention != NULL)
    {
      self->attention = ecg_attention_ref (attention);
      ecg_stage_choice_fill (self->stage, attention->n_stages);
      predictions = describe_predictions (attention);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->stage), attention != NULL);
  gtk_label_set_text (self->predictions,
                      predictions != NULL ? predictions : _ ("Shown while the network learns"));
  show_stage (self);
}
