#pragma once

#include <glib.h>

/**
 * EcgSpan:
 * @begin: first sample
 * @end: one past the last; never before @begin
 *
 * A half-open range of sample indices.
 */
typedef struct
{
  gint64 begin;
  gint64 end;
} EcgSpan;

static inline gint64
ecg_span_length (EcgSpan span)
{
  return span.end - span.begin;
}

static inline gboolean
ecg_span_is_empty (EcgSpan span)
{
  return span.end <= span.begin;
}

static inline gboolean
ecg_span_contains (EcgSpan span, gint64 sample)
{
  return sample >= span.begin && sample < span.end;
}

/** ecg_span_intersect: Returns: what both spans hold; an empty span where they do not meet. */
static inline EcgSpan
ecg_span_intersect (EcgSpan a, EcgSpan b)
{
  EcgSpan both = { MAX (a.begin, b.begin), MIN (a.end, b.end) };

  both.end = MAX (both.begin, both.end);
  return both;
}
