/* Matrices as pixels, at the size at which they are shown: GTK 4.8 would blur a small texture that
 * it enlarges. */
#include "widgets/heatmap-texture.h"

#include <math.h>

/* The cells of an axis of n that the pixel @index of @size covers; at least one. */
static void
find_cells (gsize *begin, gsize *end, int index, int size, gsize n)
{
  *begin = (gsize) index * n / (gsize) size;
  *end = MAX (*begin + 1, ((gsize) index + 1) * n / (gsize) size);
}

static float
mean_of_cells (
  const EcgMatrixData *matrix, gsize row, gsize row_end, gsize column, gsize column_end)
{
  double sum = 0;
  gsize  count = 0;

  for (gsize r = row; r < row_end; r++)
    for (gsize c = column; c < column_end; c++)
      {
        float value = matrix->values[r * matrix->n_columns + c];

        if (isnan (value))
          continue;
        sum += value;
        count++;
      }
  return count > 0 ? (float) (sum / (double) count) : NAN;
}

static void
paint_value (guint8 *pixel, EcgColormap map, double lo, double hi, float value)
{
  EcgRgb colour = ecg_colormap_at (map, (value - lo) / (hi - lo));

  if (isnan (value))
    return; /* zeroed: transparent */
  pixel[0] = colour.r;
  pixel[1] = colour.g;
  pixel[2] = colour.b;
  pixel[3] = 255;
}

static GdkTexture *
wrap_pixels (guint8 *pixels, int width, int height)
{
  gsize stride = (gsize) width * 4;
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, stride * (gsize) height);

  return gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8A8, bytes, stride);
}

GdkTexture *
ecg_heatmap_texture (
  const EcgMatrixData *matrix, int width, int height, EcgColormap map, double lo, double hi)
{
  guint8 *pixels;

  g_return_val_if_fail (width > 0 && height > 0 && lo < hi, NULL);
  g_return_val_if_fail (matrix->n_rows > 0 && matrix->n_columns > 0, NULL);

  pixels = g_malloc0_n ((gsize) width * 4, (gsize) height);
  for (int y = 0; y < height; y++)
    {
      gsize row;
      gsize row_end;

      find_cells (&row, &row_end, y, height, matrix->n_rows);
      for (int x = 0; x < width; x++)
        {
          gsize column;
          gsize column_end;

          find_cells (&column, &column_end, x, width, matrix->n_columns);
          paint_value (pixels + ((gsize) y * (gsize) width + (gsize) x) * 4, map, lo, hi,
                       mean_of_cells (matrix, row, row_end, column, column_end));
        }
    }
  return wrap_pixels (pixels, width, height);
}

GdkTexture *
ecg_colorbar_texture (EcgColormap map)
{
  guint8 *pixels = g_malloc0_n (256, 4);

  for (int y = 0; y < 256; y++)
    paint_value (pixels + (gsize) y * 4, map, 0, 255, (float) (255 - y));
  return wrap_pixels (pixels, 1, 256);
}
