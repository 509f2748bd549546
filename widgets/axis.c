/* Ticks and the text beside them: shared by all drawn widgets. */
#include "widgets/axis.h"

#include <math.h>

double
ecg_axis_nice_step (double least)
{
  double power;

  g_return_val_if_fail (least > 0 && isfinite (least), 1);

  power = pow (10, floor (log10 (least)));
  for (guint i = 0; i < 3; i++)
    {
      double step = ((const double[]){ 1, 2, 5 })[i] * power;

      /* Rounding must not push 0.2 up to 0.5. */
      if (step >= least * (1 - 1e-9))
        return step;
    }
  return 10 * power;
}

double
ecg_axis_time_step (double least)
{
  static const double clock[] = { 1,   2,   5,    10,   15,   30,    60,    120,   300,
                                  600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400 };

  g_return_val_if_fail (least > 0 && isfinite (least), 1);

  if (least <= 0.5)
    return ecg_axis_nice_step (least);
  for (guint i = 0; i < G_N_ELEMENTS (clock); i++)
    if (clock[i] >= least)
      return clock[i];
  return 86400 * ecg_axis_nice_step (least / 86400);
}

EcgTicks
ecg_axis_ticks (double lo, double hi, double step)
{
  /* A tick exactly at the border belongs to the axis, however it was rounded. */
  double slack = 1e-9;
  double first = ceil (lo / step - slack);
  double last = floor (hi / step + slack);

  g_return_val_if_fail (step > 0, ((EcgTicks){ 0, 1, 0 }));

  return (EcgTicks){ first * step, step, last >= first ? (guint) (last - first) + 1 : 0 };
}

static int
decimals_of (double step)
{
  /* 0.25 needs two places, 0.5 one. */
  for (int places = 0; places < 6; places++)
    {
      double scaled = step * pow (10, places);

      if (fabs (scaled - round (scaled)) < 1e-6 * scaled)
        return places;
    }
  return 6;
}

char *
ecg_axis_dup_number (double value, double step)
{
  /* No "−0.0". */
  if (fabs (value) < step * 1e-6)
    value = 0;
  return g_strdup_printf ("%.*f", decimals_of (step), value);
}

char *
ecg_axis_dup_time (double seconds, double step)
{
  int         places = step < 1 ? decimals_of (step) : 0;
  double      unit = pow (10, places);
  double      total = round (fabs (seconds) * unit) / unit;
  gint64      minutes = (gint64) floor (total / 60);
  double      rest = total - 60.0 * (double) minutes;
  const char *sign = seconds < 0 && total > 0 ? "−" : "";
  int         width = places > 0 ? places + 3 : 2;

  if (minutes >= 60)
    return g_strdup_printf ("%s%" G_GINT64_FORMAT ":%02d:%0*.*f", sign, minutes / 60,
                            (int) (minutes % 60), width, places, rest);
  return g_strdup_printf ("%s%d:%0*.*f", sign, (int) minutes, width, places, rest);
}

static PangoLayout *
create_layout (GtkWidget *widget, const char *text, double scale)
{
  PangoLayout   *layout = gtk_widget_create_pango_layout (widget, text);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  return layout;
}

static void
measure_layout (PangoLayout *layout, double *width, double *height)
{
  int w;
  int h;

  pango_layout_get_size (layout, &w, &h);
  if (width != NULL)
    *width = (double) w / PANGO_SCALE;
  if (height != NULL)
    *height = (double) h / PANGO_SCALE;
}

void
ecg_axis_append_text (GtkSnapshot   *snapshot,
                      GtkWidget     *widget,
                      const char    *text,
                      const GdkRGBA *colour,
                      double         x,
                      double         y,
                      double         xalign,
                      double         yalign,
                      double         scale)
{
  g_autoptr (PangoLayout) layout = create_layout (widget, text, scale);
  double width;
  double height;

  measure_layout (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) round (x - xalign * width),
                                                          (float) round (y - yalign * height)));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

void
ecg_axis_append_text_up (GtkSnapshot   *snapshot,
                         GtkWidget     *widget,
                         const char    *text,
                         const GdkRGBA *colour,
                         double         x,
                         double         y,
                         double         scale)
{
  g_autoptr (PangoLayout) layout = create_layout (widget, text, scale);
  double width;
  double height;

  measure_layout (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot, &GRAPHENE_POINT_INIT ((float) round (x - height / 2), (float) round (y + width / 2)));
  gtk_snapshot_rotate (snapshot, -90);
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

void
ecg_axis_text_size (
  GtkWidget *widget, const char *text, double scale, double *width, double *height)
{
  g_autoptr (PangoLayout) layout = create_layout (widget, text, scale);

  measure_layout (layout, width, height);
}
