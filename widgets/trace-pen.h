#pragma once

#include "core/series/envelope.h"
#include "widgets/sheet.h"

G_BEGIN_DECLS

/**
 * EcgTracePen:
 * @begin: sample at the left edge, may be fractional
 * @samples_per_px: of time
 * @width: pixels to draw, from x = 0
 * @height: likewise, from y = 0
 * @baseline: y of the value @offset
 * @offset: value that lies on the baseline
 * @px_per_unit: of amplitude, upwards
 * @line_width: of the stroke, in pixels
 * @device_scale: pixels of the screen per pixel, 1 or 2
 *
 * How a signal becomes a line: scale and stroke.
 */
typedef struct
{
  double begin;
  double samples_per_px;
  double width;
  double height;
  double baseline;
  double offset;
  double px_per_unit;
  double line_width;
  int    device_scale;
} EcgTracePen;

/**
 * ecg_trace_pen_draw:
 * @sheet: of the pen's size and scale
 *
 * Draws what @envelope holds there. Where several samples share a pixel column, one stroke from
 * their least to their greatest, joined to its neighbour: a spike of one sample is seen at every
 * zoom. Else a line through the samples, with dots once they are far apart; but strokes, too, where
 * the samples are not in memory: drawing never reads a file. Breaks at missing samples.
 */
void ecg_trace_pen_draw (const EcgTracePen *self,
                         EcgSheet          *sheet,
                         const GdkRGBA     *colour,
                         const EcgEnvelope *envelope);

G_END_DECLS
