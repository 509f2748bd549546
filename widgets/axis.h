#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EcgTicks:
 * @first: value of the first tick
 * @step: distance; above 0
 * @count: how many
 *
 * Where an axis is marked: first + i · step.
 */
typedef struct
{
  double first;
  double step;
  guint  count;
} EcgTicks;

/** ecg_axis_nice_step: Returns: the least of 1, 2, 5 · 10^k that is not below @least; @least is
 * above 0. */
double ecg_axis_nice_step (double least);

/** ecg_axis_time_step: The same for seconds: 1, 2, 5 · 10^k below a second, then steps that clocks
 * know (1, 2, 5, 10, 15, 30 s, minutes, hours). */
double ecg_axis_time_step (double least);

/** ecg_axis_ticks: Returns: the multiples of @step within [@lo, @hi]. */
EcgTicks ecg_axis_ticks (double lo, double hi, double step);

/** ecg_axis_dup_number: Returns: (transfer full): @value with the decimals that ticks of @step
 * need, in the user's locale. */
char *ecg_axis_dup_number (double value, double step);

/** ecg_axis_dup_time: Returns: (transfer full): @seconds as `0:05.2` or `1:02:03`, with the
 * decimals that @step needs. */
char *ecg_axis_dup_time (double seconds, double step);

/**
 * ecg_axis_append_text:
 * @widget: whose font is used
 * @text: one line
 * @x: where the anchor comes to lie
 * @y: likewise
 * @xalign: which point of the text the anchor is: 0 left, 0.5 middle, 1 right
 * @yalign: likewise, 0 top
 * @scale: of the font's size; 1 as the widget's own
 *
 * Writes on a drawn widget.
 */
void ecg_axis_append_text (GtkSnapshot   *snapshot,
                           GtkWidget     *widget,
                           const char    *text,
                           const GdkRGBA *colour,
                           double         x,
                           double         y,
                           double         xalign,
                           double         yalign,
                           double         scale);

/** ecg_axis_append_text_up: The same, turned to be read from bottom to top; the anchor is the
 * middle of the text. */
void ecg_axis_append_text_up (GtkSnapshot   *snapshot,
                              GtkWidget     *widget,
                              const char    *text,
                              const GdkRGBA *colour,
                              double         x,
                              double         y,
                              double         scale);

/** ecg_axis_text_size: Measures what ecg_axis_append_text() would write, in pixels; both (out) are
 * (optional). */
void ecg_axis_text_size (
  GtkWidget *widget, const char *text, double scale, double *width, double *height);

G_END_DECLS
