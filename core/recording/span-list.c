#include "core/recording/span-list.h"

GArray *
ecg_span_list_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (EcgSpan));
}

static EcgSpan
get (const GArray *list, guint index)
{
  return g_array_index (list, EcgSpan, index);
}

GArray *
ecg_span_list_intersect (const GArray *a, const GArray *b)
{
  GArray *both = ecg_span_list_new ();

  for (guint i = 0, k = 0; i < a->len && k < b->len;)
    {
      const EcgSpan common = ecg_span_intersect (get (a, i), get (b, k));

      if (!ecg_span_is_empty (common))
        g_array_append_val (both, common);
      if (get (a, i).end < get (b, k).end)
        i++;
      else
        k++;
    }
  return both;
}

GArray *
ecg_span_list_subtract (const GArray *a, const GArray *b)
{
  GArray *left = ecg_span_list_new ();

  for (guint i = 0, k = 0; i < a->len; i++)
    {
      EcgSpan rest = get (a, i);

      while (k < b->len && get (b, k).end <= rest.begin)
        k++;
      for (guint next = k; next < b->len && get (b, next).begin < rest.end; next++)
        {
          const EcgSpan before = { rest.begin, get (b, next).begin };

          if (!ecg_span_is_empty (before))
            g_array_append_val (left, before);
          rest.begin = MIN (get (b, next).end, rest.end);
        }
      if (!ecg_span_is_empty (rest))
        g_array_append_val (left, rest);
    }
  return left;
}
