/* ECG paper: millimetres and pixels, the grid, the calibration pulse. */
#include "widgets/paper.h"

#include "widgets/axis.h"
#include "widgets/palette.h"

#include <math.h>
#include <string.h>

#define SHEET_ROWS 16

static EcgPaperGrid
choose_grid (const EcgPaperGrid *grids, gsize n, double px_per_unit)
{
  for (gsize i = 0; i < n; i++)
    {
      if (grids[i].fine * px_per_unit >= ECG_PAPER_MIN_PX)
        return grids[i];
      if (grids[i].coarse * px_per_unit >= 5 * ECG_PAPER_MIN_PX)
        return (EcgPaperGrid){ 0, grids[i].coarse };
    }
  return (EcgPaperGrid){ 0, 0 };
}

EcgPaperGrid
ecg_paper_time_grid (double px_per_s)
{
  static const EcgPaperGrid grids[] = {
    { 0.04, 0.2 }, { 0.2, 1 }, { 1, 5 }, { 5, 30 }, { 10, 60 }, { 60, 300 }, { 600, 3600 },
  };

  return choose_grid (grids, G_N_ELEMENTS (grids), px_per_s);
}

EcgPaperGrid
ecg_paper_voltage_grid (double px_per_mv)
{
  static const EcgPaperGrid grids[] = { { 0.1, 0.5 }, { 0.5, 2.5 }, { 1, 5 },
                                        { 5, 25 },    { 10, 50 },   { 100, 500 } };

  return choose_grid (grids, G_N_ELEMENTS (grids), px_per_mv);
}

/* Lines lie on whole pixels. */
static void
append_upright_lines (GtkSnapshot           *snapshot,
                      EcgViewport           *viewport,
                      const graphene_rect_t *area,
                      double                 step,
                      const GdkRGBA         *colour)
{
  double   rate = ecg_viewport_get_rate (viewport);
  double   lo = ecg_viewport_px_to_sample (viewport, 0) / rate;
  double   hi = ecg_viewport_px_to_sample (viewport, area->size.width) / rate;
  EcgTicks ticks = ecg_axis_ticks (lo, hi, step);

  for (guint i = 0; i < ticks.count; i++)
    {
      double x = ecg_viewport_sample_to_px (viewport, (ticks.first + i * step) * rate);

      gtk_snapshot_append_color (snapshot, colour,
                                 &GRAPHENE_RECT_INIT ((float) floor (area->origin.x + x),
                                                      area->origin.y, 1, area->size.height));
    }
}

static void
append_level_lines (GtkSnapshot           *snapshot,
                    const graphene_rect_t *area,
                    double                 baseline,
                    double                 step,
                    double                 px_per_mv,
                    const GdkRGBA         *colour)
{
  double   top = area->origin.y;
  double   bottom = top + area->size.height;
  EcgTicks ticks =
    ecg_axis_ticks ((baseline - bottom) / px_per_mv, (baseline - top) / px_per_mv, step);

  for (guint i = 0; i < ticks.count; i++)
    gtk_snapshot_append_color (
      snapshot, colour,
      &GRAPHENE_RECT_INIT (area->origin.x,
                           (float) floor (baseline - (ticks.first + i * step) * px_per_mv),
                           area->size.width, 1));
}

/* Of the colour of %GDK_MEMORY_DEFAULT, laid over @below. */
static guint32
blend (const GdkRGBA *colour, const GdkRGBA *below)
{
  const float   a = colour->alpha;
  const guint32 r = (guint32) lroundf (255 * (below->red + (colour->red - below->red) * a));
  const guint32 g = (guint32) lroundf (255 * (below->green + (colour->green - below->green) * a));
  const guint32 b = (guint32) lroundf (255 * (below->blue + (colour->blue - below->blue) * a));

  return 0xff000000u | r << 16 | g << 8 | b;
}

/* One row of paper with the thin upright lines. */
static void
print_row (guint32       *row,
           gsize          n,
           EcgViewport   *viewport,
           int            scale,
           double         step,
           const GdkRGBA *paper,
           const GdkRGBA *fine)
{
  const guint32 blank = blend (paper, paper), line = blend (fine, paper);
  double        rate = ecg_viewport_get_rate (viewport);
  double        lo = ecg_viewport_px_to_sample (viewport, 0) / rate;
  double        hi = ecg_viewport_px_to_sample (viewport, (double) n / scale) / rate;
  EcgTicks      ticks = { 0 };

  for (gsize i = 0; i < n; i++)
    row[i] = blank;
  if (step > 0)
    ticks = ecg_axis_ticks (lo, hi, step);
  for (guint i = 0; i < ticks.count; i++)
    {
      double x = ecg_viewport_sample_to_px (viewport, (ticks.first + i * step) * rate);

      for (int k = 0; k < scale; k++)
        if (x >= 0 && (gsize) floor (x) * (gsize) scale + (gsize) k < n)
          row[(gsize) floor (x) * (gsize) scale + (gsize) k] = line;
    }
}

/* As a few rows that repeat: a node for each of some hundred lines, or a path of all, takes cairo
 * longer than the traces. */
static void
append_sheet (GtkSnapshot           *snapshot,
              EcgViewport           *viewport,
              const graphene_rect_t *area,
              int                    scale,
              double                 step,
              const GdkRGBA         *paper,
              const GdkRGBA         *fine)
{
  const gsize           n = (gsize) ceilf (area->size.width) * (gsize) scale;
  const gsize           n_rows = (gsize) (SHEET_ROWS * scale);
  guint32              *pixels = g_new (guint32, n * n_rows);
  const graphene_rect_t strip =
    GRAPHENE_RECT_INIT (area->origin.x, area->origin.y, (float) n / (float) scale, SHEET_ROWS);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, n * n_rows * sizeof *pixels);
  g_autoptr (GdkTexture) texture = NULL;

  print_row (pixels, n, viewport, scale, step, paper, fine);
  for (gsize y = 1; y < n_rows; y++)
    memcpy (pixels + y * n, pixels, n * sizeof *pixels);
  texture =
    gdk_memory_texture_new ((int) n, (int) n_rows, GDK_MEMORY_DEFAULT, bytes, n * sizeof *pixels);
  gtk_snapshot_push_repeat (snapshot, area, &strip);
  gtk_snapshot_append_texture (snapshot, texture, &strip);
  gtk_snapshot_pop (snapshot);
}

void
ecg_paper_append (GtkSnapshot           *snapshot,
                  GtkWidget             *widget,
                  EcgViewport           *viewport,
                  const graphene_rect_t *area,
                  double                 baseline)
{
  double       px_per_mm = ecg_viewport_get_px_per_mm (viewport);
  double       px_per_mv = ecg_viewport_get_gain (viewport) * px_per_mm;
  EcgPaperGrid time = ecg_paper_time_grid (ecg_viewport_get_speed (viewport) * px_per_mm);
  EcgPaperGrid voltage = ecg_paper_voltage_grid (px_per_mv);
  GdkRGBA      paper = ecg_palette_get (widget, ECG_COLOUR_PAPER);
  GdkRGBA      fine = ecg_palette_get (widget, ECG_COLOUR_GRID_FINE);
  GdkRGBA      coarse = ecg_palette_get (widget, ECG_COLOUR_GRID_COARSE);

  append_sheet (snapshot, viewport, area, gtk_widget_get_scale_factor (widget), time.fine, &paper,
                &fine);
  if (voltage.fine > 0)
    append_level_lines (snapshot, area, baseline, voltage.fine, px_per_mv, &fine);
  if (time.coarse > 0)
    append_upright_lines (snapshot, viewport, area, time.coarse, &coarse);
  if (voltage.coarse > 0)
    append_level_lines (snapshot, area, baseline, voltage.coarse, px_per_mv, &coarse);
}

/* The largest of @sizes that fits, in pixels; the last where none does. */
static double
choose_size (const double *sizes, gsize n, double px_per_unit, double room)
{
  for (gsize i = 0; i < n; i++)
    if (sizes[i] * px_per_unit <= room)
      return sizes[i];
  return sizes[n - 1];
}

static void
stroke_pulse (GtkSnapshot           *snapshot,
              const graphene_rect_t *area,
              const GdkRGBA         *ink,
              double                 width,
              double                 height,
              double                 baseline)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, area);
  double   foot = 4;
  double   left = floor (area->origin.x + (area->size.width - width) / 2) + 0.5;

  gdk_cairo_set_source_rgba (cr, ink);
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, left - foot, baseline);
  cairo_line_to (cr, left, baseline);
  cairo_line_to (cr, left, baseline - height);
  cairo_line_to (cr, left + width, baseline - height);
  cairo_line_to (cr, left + width, baseline);
  cairo_line_to (cr, left + width + foot, baseline);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

void
ecg_paper_append_pulse (GtkSnapshot           *snapshot,
                        GtkWidget             *widget,
                        EcgViewport           *viewport,
                        const graphene_rect_t *area,
                        double                 baseline)
{
  static const double widths_s[] = { 0.2, 0.1, 0.05, 0.02, 0.01, 0.005 };
  static const double heights_mv[] = { 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01 };
  double              px_per_mm = ecg_viewport_get_px_per_mm (viewport);
  double              px_per_s = ecg_viewport_get_speed (viewport) * px_per_mm;
  double              px_per_mv = ecg_viewport_get_gain (viewport) * px_per_mm;
  double              room = baseline - area->origin.y - 16;
  double  width = choose_size (widths_s, G_N_ELEMENTS (widths_s), px_per_s, area->size.width - 14);
  double  height = choose_size (heights_mv, G_N_ELEMENTS (heights_mv), px_per_mv, room);
  GdkRGBA ink = ecg_palette_get (widget, ECG_COLOUR_INK);
  g_autofree char *text = width < widths_s[0] ? g_strdup_printf ("%g mV, %g s", height, width)
                                              : g_strdup_printf ("%g mV", height);

  stroke_pulse (snapshot, area, &ink, width * px_per_s, height * px_per_mv, baseline);
  ecg_axis_append_text (snapshot, widget, text, &ink, area->origin.x + area->size.width / 2,
                        baseline + 3, 0.5, 0, 0.75);
}

static GdkMonitor *
find_monitor (GtkWidget *widget)
{
  GtkNative  *native = gtk_widget_get_native (widget);
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;

  if (surface == NULL)
    return NULL;
  return gdk_display_get_monitor_at_surface (gtk_widget_get_display (widget), surface);
}

gboolean
ecg_paper_measure_monitor (GtkWidget *widget, double *px_per_mm)
{
  GdkMonitor  *monitor = find_monitor (widget);
  GdkRectangle geometry;
  double       dpi;
  int          width_mm;

  if (monitor == NULL)
    return FALSE;
  width_mm = gdk_monitor_get_width_mm (monitor);
  gdk_monitor_get_geometry (monitor, &geometry);
  if (width_mm <= 0 || geometry.width <= 0)
    return FALSE;
  dpi = geometry.width * gdk_monitor_get_scale_factor (monitor) * 25.4 / width_mm;
  if (dpi < 40 || dpi > 600 || fabs (dpi - 96) < 0.2)
    return FALSE;
  *px_per_mm = (double) geometry.width / width_mm;
  return TRUE;
}
