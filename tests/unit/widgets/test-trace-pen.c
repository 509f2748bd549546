/* Ink on a sheet, against lengths worked out by hand and against cairo's own line. */
#include "widgets/trace-pen.h"

#include "core/base/rng.h"

#include <math.h>

#define WIDTH 400
#define HEIGHT 120

static const GdkRGBA black = { 0, 0, 0, 1 };

static void
begin_white (EcgSheet *sheet)
{
  ecg_sheet_begin (sheet, WIDTH, HEIGHT, 1, TRUE);
  ecg_sheet_fill (sheet, 0xffffffff);
}

static void
end_sheet (EcgSheet *sheet)
{
  cairo_surface_destroy (sheet->surface);
}

/* How much of the pixel is black. */
static double
ink_at (const EcgSheet *sheet, int x, int y)
{
  return 1.0 - (sheet->pixels[(gsize) y * sheet->stride + (gsize) x] & 0xff) / 255.0;
}

/* Of one column: how much ink, and where its middle is; NaN where there is none. */
static double
measure_column (const EcgSheet *sheet, int x, double *middle)
{
  double sum = 0, moment = 0;

  for (int y = 0; y < HEIGHT; y++)
    {
      sum += ink_at (sheet, x, y);
      moment += ink_at (sheet, x, y) * (y + 0.5);
    }
  *middle = moment / sum;
  return sum;
}

static void
test_strokes (void)
{
  EcgStroke strokes[WIDTH];
  EcgSheet  sheet;
  EcgRng    rng;

  ecg_rng_init (&rng, 1, 0);
  for (int x = 0; x < WIDTH; x++)
    {
      strokes[x].top = (float) (ecg_rng_uniform (&rng) * (HEIGHT + 20) - 10);
      strokes[x].bottom = strokes[x].top + (float) (ecg_rng_uniform (&rng) * 30 - 5);
    }
  strokes[0] = (EcgStroke){ HEIGHT - 0.5f, HEIGHT };
  strokes[1] = (EcgStroke){ 10.25f, 10.5f };
  begin_white (&sheet);
  ecg_sheet_stroke (&sheet, strokes, WIDTH, &black);
  for (int x = 0; x < WIDTH; x++)
    {
      const double top = CLAMP ((double) strokes[x].top, 0, HEIGHT);
      const double bottom = CLAMP ((double) strokes[x].bottom, 0, HEIGHT);
      const double length = MAX (bottom - top, 0);
      double       middle;
      const double ink = measure_column (&sheet, x, &middle);

      /* Two ends, each rounded to a 255th. */
      g_assert_cmpfloat_with_epsilon (ink, length, 0.01);
      /* A part c of a pixel lies in its middle: c (1 - c) / 2 from where it would be. */
      if (length > 1)
        g_assert_cmpfloat_with_epsilon (middle, (top + bottom) / 2, 2 * 0.125 / length + 0.01);
    }
  end_sheet (&sheet);
}

/* Against the same in floats. */
static void
test_blend (void)
{
  EcgRng rng;

  ecg_rng_init (&rng, 2, 0);
  for (guint i = 0; i < 100000; i++)
    {
      const guint32 below = (guint32) ecg_rng_below (&rng, (guint64) 1 << 32);
      const GdkRGBA colour = { (float) ecg_rng_uniform (&rng), (float) ecg_rng_uniform (&rng),
                               (float) ecg_rng_uniform (&rng), 1 };
      const guint32 pixel = ecg_sheet_colour (&colour, ecg_rng_uniform (&rng));
      const guint32 blended = ecg_sheet_blend (pixel, below);

      for (guint k = 0; k < 32; k += 8)
        {
          const double wanted =
            (pixel >> k & 0xff) + (below >> k & 0xff) * (255.0 - (pixel >> 24)) / 255.0;

          if (wanted <= 255)
            g_assert_cmpfloat_with_epsilon ((double) (blended >> k & 0xff), wanted, 0.51);
          else
            k = 32; /* what is below is no colour */
        }
    }
}

static void
read_values (gpointer data, float *values, EcgSpan span)
{
  for (gint64 i = span.begin; i < span.end; i++)
    values[i - span.begin] = ((const float *) data)[i];
}

/* Not in memory, as far as an envelope knows. */
static EcgEnvelope *
make_envelope (const float *values, gsize n, gboolean in_memory)
{
  g_autoptr (EcgSeries) series =
    in_memory
      ? ecg_series_new_physical ("I", "mV", 250.0, g_memdup2 (values, n * sizeof *values), n)
      : ecg_series_new_computed ("I", "mV", 250.0, (gint64) n, read_values,
                                 g_memdup2 (values, n * sizeof *values), g_free);

  return ecg_envelope_new (series, NULL, NULL);
}

static EcgTracePen
make_pen (double begin, double samples_per_px)
{
  return (EcgTracePen){ .begin = begin,
                        .samples_per_px = samples_per_px,
                        .width = WIDTH,
                        .height = HEIGHT,
                        .baseline = 100,
                        .px_per_unit = 80,
                        .line_width = 1.6,
                        .device_scale = 1 };
}

/* A spike of one sample, from all of the recording on the page to one sample on 20 pixels. */
static void
test_spike (gconstpointer in_memory)
{
  enum
  {
    N = 200000,
    SPIKE = 123457
  };
  g_autofree float *values = g_new0 (float, N);
  g_autoptr (EcgEnvelope) envelope = NULL;

  values[SPIKE] = 1;
  envelope = make_envelope (values, N, in_memory != NULL);
  for (double step = (double) N / WIDTH; step > 0.05; step *= 0.83)
    {
      const EcgTracePen pen = make_pen (MAX (SPIKE - step * 150.3, 0), step);
      EcgSheet          sheet;
      gboolean          top = FALSE, foot = FALSE;

      begin_white (&sheet);
      ecg_trace_pen_draw (&pen, &sheet, &black, envelope);
      cairo_surface_flush (sheet.surface);
      for (int x = 0; x < WIDTH; x++)
        {
          top |= ink_at (&sheet, x, 21) > 0.3;
          foot |= ink_at (&sheet, x, 60) > 0.3;
        }
      g_assert_true (top && foot);
      /* Nothing is above it and its dot. */
      for (int x = 0; x < WIDTH; x++)
        g_assert_cmpfloat (ink_at (&sheet, x, 16), <=, 0);
      end_sheet (&sheet);
    }
}

static void
stroke_by_cairo (EcgSheet *sheet, const EcgTracePen *pen, const float *values, gsize n)
{
  cairo_t *cr = cairo_create (sheet->surface);

  for (gsize i = 0; i < n; i++)
    cairo_line_to (cr, ((double) i - pen->begin) / pen->samples_per_px,
                   pen->baseline - (double) values[i] * pen->px_per_unit);
  cairo_set_line_width (cr, pen->line_width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
  cairo_destroy (cr);
  cairo_surface_flush (sheet->surface);
}

/* Where a line is drawn as strokes, it is the line that cairo would have drawn, up to 45 degrees to
 * a fifth of a pixel in place and a twentieth in ink. */
static void
test_dense_line (void)
{
  enum
  {
    N = 1000
  };
  float values[N];
  g_autoptr (EcgEnvelope) envelope = NULL;

  for (gsize i = 0; i < N; i++)
    values[i] = (float) (0.5 + 0.15 * sin ((double) i / 31));
  envelope = make_envelope (values, N, TRUE);
  for (double step = 0.41; step < 2.0; step += 0.13)
    {
      const EcgTracePen pen = make_pen (20.3, step);
      EcgSheet          sheet, cairos;

      begin_white (&sheet);
      begin_white (&cairos);
      ecg_trace_pen_draw (&pen, &sheet, &black, envelope);
      stroke_by_cairo (&cairos, &pen, values, N);
      for (int x = 0; x < WIDTH; x++)
        {
          double       middle, wanted_middle;
          const double ink = measure_column (&sheet, x, &middle);
          const double wanted = measure_column (&cairos, x, &wanted_middle);

          g_assert_cmpfloat_with_epsilon (middle, wanted_middle, 0.2);
          g_assert_cmpfloat_with_epsilon (ink, wanted, wanted / 20);
        }
      end_sheet (&sheet);
      end_sheet (&cairos);
    }
}

/* Missing samples leave paper, one that stands alone is a dot. */
static void
test_gap (void)
{
  enum
  {
    N = 1000
  };
  float values[N];
  g_autoptr (EcgEnvelope) envelope = NULL;

  for (gsize i = 0; i < N; i++)
    values[i] = (i > 200 && i < 400 && i != 300) ? NAN : 0.5f;
  envelope = make_envelope (values, N, TRUE);
  for (double step = 0.3; step < 2.3; step += 0.4)
    {
      const EcgTracePen pen = make_pen (180, step);
      EcgSheet          sheet;

      begin_white (&sheet);
      ecg_trace_pen_draw (&pen, &sheet, &black, envelope);
      cairo_surface_flush (sheet.surface);
      for (int x = 0; x < WIDTH; x++)
        {
          const double left = 180 + x * step, right = left + step;
          double       middle;
          const double ink = measure_column (&sheet, x, &middle);
          /* A round cap is as wide as the line. */
          const double cap = 2 * step;

          if ((left > 200 + cap && right < 300 - cap) || (left > 300 + cap && right < 400 - cap))
            g_assert_cmpfloat (ink, <=, 0);
          if (right < 200 - cap || (left <= 300 && right > 300) || left > 400 + cap)
            g_assert_cmpfloat (ink, >, 0.5);
        }
      end_sheet (&sheet);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sheet/strokes", test_strokes);
  g_test_add_func ("/sheet/blend", test_blend);
  g_test_add_data_func ("/trace-pen/spike/in-memory", "", test_spike);
  g_test_add_data_func ("/trace-pen/spike/in-file", NULL, test_spike);
  g_test_add_func ("/trace-pen/dense-line", test_dense_line);
  g_test_add_func ("/trace-pen/gap", test_gap);
  return g_test_run ();
}
