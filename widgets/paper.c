/* ECG paper: millimetres and pixels, the grid, the calibration pulse. */
#include "widgets/paper.h"

#include "widgets/axis.h"
#include "widgets/palette.h"

#include <math.h>
#include <string.h>

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

/* Colours a row, of pixels of the screen. */
static void
fill_row (guint32 *row, int n, guint32 pixel)
{
  for (int x = 0; x < n; x++)
    row[x] = pixel;
}

/* Upright lines, as far as one row has them. They lie on whole pixels. */
static void
cross_row (guint32 *row, int n, int scale, EcgViewport *viewport, double step, guint32 pixel)
{
  const double rate = ecg_viewport_get_rate (viewport);
  const double lo = ecg_viewport_px_to_sample (viewport, 0) / rate;
  const double hi = ecg_viewport_px_to_sample (viewport, (double) n / scale) / rate;
  EcgTicks     ticks = { 0 };

  if (step > 0)
    ticks = ecg_axis_ticks (lo, hi, step);
  for (guint i = 0; i < ticks.count; i++)
    {
      const double x = ecg_viewport_sample_to_px (viewport, (ticks.first + i * ticks.step) * rate);

      for (int k = 0; k < scale; k++)
        if (x >= 0 && (int) floor (x) * scale + k < n)
          row[(int) floor (x) * scale + k] = pixel;
    }
}

/* Level lines: each is the same row. */
static void
rule_sheet (EcgSheet *sheet, const guint32 *row, double baseline, double step, double px_per_mv)
{
  const double height = (double) sheet->height / sheet->scale;
  EcgTicks     ticks = { 0 };

  if (step > 0)
    ticks = ecg_axis_ticks ((baseline - height) / px_per_mv, baseline / px_per_mv, step);
  for (guint i = 0; i < ticks.count; i++)
    {
      const double y = floor (baseline - (ticks.first + i * ticks.step) * px_per_mv);

      for (int k = 0; k < sheet->scale; k++)
        if (y >= 0 && (int) y * sheet->scale + k < sheet->height)
          memcpy (sheet->pixels + (gsize) ((int) y * sheet->scale + k) * sheet->stride, row,
                  (gsize) sheet->width * sizeof *row);
    }
}

void
ecg_paper_print (EcgSheet *sheet, GtkWidget *widget, EcgViewport *viewport, double baseline)
{
  const double        px_per_mm = ecg_viewport_get_px_per_mm (viewport);
  const double        px_per_mv = ecg_viewport_get_gain (viewport) * px_per_mm;
  const EcgPaperGrid  time = ecg_paper_time_grid (ecg_viewport_get_speed (viewport) * px_per_mm);
  const EcgPaperGrid  voltage = ecg_paper_voltage_grid (px_per_mv);
  const GdkRGBA       paper = ecg_palette_get (widget, ECG_COLOUR_PAPER);
  const GdkRGBA       fine = ecg_palette_get (widget, ECG_COLOUR_GRID_FINE);
  const GdkRGBA       coarse = ecg_palette_get (widget, ECG_COLOUR_GRID_COARSE);
  const guint32       blank = ecg_sheet_colour (&paper, 1.0);
  const guint32       thin = ecg_sheet_blend (ecg_sheet_colour (&fine, 1.0), blank);
  const guint32       strong = ecg_sheet_blend (ecg_sheet_colour (&coarse, 1.0), blank);
  const int           n = sheet->width;
  g_autofree guint32 *row = g_new (guint32, n);

  g_return_if_fail (sheet->pixels != NULL);

  fill_row (row, n, blank);
  cross_row (row, n, sheet->scale, viewport, time.fine, thin);
  cross_row (row, n, sheet->scale, viewport, time.coarse, strong);
  for (int y = 0; y < sheet->height; y++)
    memcpy (sheet->pixels + (gsize) y * sheet->stride, row, (gsize) n * sizeof *row);
  fill_row (row, n, thin);
  cross_row (row, n, sheet->scale, viewport, time.coarse, strong);
  rule_sheet (sheet, row, baseline, voltage.fine, px_per_mv);
  fill_row (row, n, strong);
  rule_sheet (sheet, row, baseline, voltage.coarse, px_per_mv);
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
