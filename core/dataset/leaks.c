/*
 * The leak checker: marks every sample that a part has seen and refuses to see it again in a later
 * part. It knows nothing of how windows were dealt.
 */

#include "core/dataset/split.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* One byte a sample of the whole dataset: bit p is set where part p has a window over it. */
typedef struct
{
  guint8 *seen;
  gsize  *offsets; /* of each item's first sample */
} Coverage;

static void
coverage_init (Coverage *self, const EcgDataset *dataset)
{
  gsize total = 0;

  self->offsets = g_new (gsize, dataset->n_items);
  for (gsize i = 0; i < dataset->n_items; i++)
    {
      self->offsets[i] = total;
      total += dataset->items[i].features->n_samples;
    }
  self->seen = g_new0 (guint8, MAX (total, 1));
}

static void
coverage_clear (Coverage *self)
{
  g_free (self->seen);
  g_free (self->offsets);
}

static const char *
part_name (EcgPart part)
{
  switch (part)
    {
    case ECG_PART_TRAIN:
      return _ ("training");
    case ECG_PART_VALIDATION:
      return _ ("validation");
    case ECG_PART_TEST:
      return _ ("test");
    default:
      g_return_val_if_reached ("");
    }
}

static gboolean
fail (const EcgDataset *dataset,
      const EcgWindow  *window,
      EcgPart           part,
      EcgPart           earlier,
      gint64            sample,
      GError          **error)
{
  g_autofree char *name =
    g_path_get_basename (ecg_session_get_path (dataset->items[window->item].session));

  g_set_error (error, ECG_SPLIT_ERROR, ECG_SPLIT_ERROR_LEAK,
               _ ("The split leaks: in %s, sample %" PRId64
                  " of the %s window that begins at %" PRId64 " was seen in %s."),
               name, sample, part_name (part), window->start, part_name (earlier));
  return FALSE;
}

static gboolean
check_window (Coverage         *coverage,
              const EcgDataset *dataset,
              const EcgWindow  *window,
              EcgPart           part,
              GError          **error)
{
  guint8      *seen = coverage->seen + coverage->offsets[window->item];
  const gint64 end = window->start + (gint64) dataset->preparation.window;

  for (gint64 i = window->start; i < end; i++)
    {
      for (EcgPart earlier = ECG_PART_TRAIN; earlier < part; earlier++)
        if (seen[i] & (1u << earlier))
          return fail (dataset, window, part, earlier, i, error);
      seen[i] |= (guint8) (1u << part);
    }
  return TRUE;
}

gboolean
ecg_split_check_leaks (const EcgSplit *self, const EcgDataset *dataset, GError **error)
{
  Coverage coverage;
  gboolean clean = TRUE;

  coverage_init (&coverage, dataset);
  for (EcgPart part = ECG_PART_TRAIN; clean && part < ECG_N_PARTS; part++)
    for (guint i = 0; clean && i < self->parts[part]->len; i++)
      clean = check_window (&coverage, dataset, &g_array_index (self->parts[part], EcgWindow, i),
                            part, error);
  coverage_clear (&coverage);
  return clean;
}
