/*
 * A letter on a colour, drawn: any colour is possible, where a style sheet would know eight.
 */

#include "app/activity-badge.h"

#define WIDTH 24
#define HEIGHT 20
#define RADIUS 5.0f

struct _EcgActivityBadge
{
  GtkWidget parent_instance;

  EcgActivityStyle style;
};

G_DEFINE_FINAL_TYPE (EcgActivityBadge, ecg_activity_badge, GTK_TYPE_WIDGET)

void
ecg_activity_badge_draw (GtkWidget              *widget,
                         GtkSnapshot            *snapshot,
                         const graphene_rect_t  *area,
                         const EcgActivityStyle *style)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, style->letter);
  g_autoptr (PangoAttrList) bold = pango_attr_list_new ();
  const GdkRGBA  ink = ecg_colour_get_ink (&style->colour);
  GskRoundedRect shape;
  int            width, height;

  pango_attr_list_insert (bold, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, bold);
  pango_layout_get_pixel_size (layout, &width, &height);

  gsk_rounded_rect_init_from_rect (&shape, area, RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, &style->colour, area);
  gtk_snapshot_pop (snapshot);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot, &GRAPHENE_POINT_INIT (area->origin.x + (area->size.width - (float) width) / 2.0f,
                                    area->origin.y + (area->size.height - (float) height) / 2.0f));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}

static void
ecg_activity_badge_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const graphene_rect_t area = GRAPHENE_RECT_INIT (
    0.0f, 0.0f, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget));

  ecg_activity_badge_draw (widget, snapshot, &area, &ECG_ACTIVITY_BADGE (widget)->style);
}

static void
ecg_activity_badge_measure (GtkWidget     *widget,
                            GtkOrientation orientation,
                            int            for_size,
                            int           *minimum,
                            int           *natural,
                            int           *minimum_baseline,
                            int           *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
ecg_activity_badge_class_init (EcgActivityBadgeClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->snapshot = ecg_activity_badge_snapshot;
  widget_class->measure = ecg_activity_badge_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ecg_activity_badge_init (EcgActivityBadge *self)
{
  ecg_activity_style_look_up (&self->style, NULL, NULL);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
ecg_activity_badge_new (void)
{
  return g_object_new (ECG_TYPE_ACTIVITY_BADGE, NULL);
}

void
ecg_activity_badge_set_style (EcgActivityBadge *self, const EcgActivityStyle *style)
{
  g_return_if_fail (ECG_IS_ACTIVITY_BADGE (self));

  if (g_str_equal (self->style.letter, style->letter) &&
      gdk_rgba_equal (&self->style.colour, &style->colour))
    return;
  self->style = *style;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
