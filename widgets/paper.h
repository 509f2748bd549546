#pragma once

#include "widgets/sheet.h"
#include "widgets/viewport.h"

G_BEGIN_DECLS

/** ECG_LANE_MARGIN: what every lane keeps free on its left for its name and scale, in pixels: pixel
 * 0 of the viewport lies there, so that all lanes have one time axis. */
#define ECG_LANE_MARGIN 64

/** ECG_PAPER_MIN_PX: lines of a grid are never closer. */
#define ECG_PAPER_MIN_PX 4.0

/**
 * EcgPaperGrid:
 * @fine: distance of the thin lines, in seconds or millivolts; 0 where there is no room for them
 * @coarse: distance of the strong lines; 0 where there is no room even for those
 *
 * One direction of a grid.
 */
typedef struct
{
  double fine;
  double coarse;
} EcgPaperGrid;

/** ecg_paper_time_grid: Boxes of 40 and 200 ms as on paper, then 0.2 and 1 s, 1 and 5 s, ... as the
 * scale shrinks. */
EcgPaperGrid ecg_paper_time_grid (double px_per_s);

/** ecg_paper_voltage_grid: Boxes of 0.1 and 0.5 mV as on paper, then 0.5 and 2.5 mV, 1 and 5 mV,
 * ...
 */
EcgPaperGrid ecg_paper_voltage_grid (double px_per_mv);

/**
 * ecg_paper_print:
 * @sheet: all of which is covered; pixel 0 of the viewport is its left edge
 * @widget: whose palette is used
 * @baseline: where 0 mV lies, in pixels from the top
 *
 * Prints ECG paper at the scale of @viewport.
 */
void ecg_paper_print (EcgSheet *sheet, GtkWidget *widget, EcgViewport *viewport, double baseline);

/**
 * ecg_paper_append_pulse:
 * @area: the margin of a lane
 *
 * Draws the calibration pulse, 1 mV high and 0.2 s wide. Where that has no room, a part of it that
 * does, and always what it stands for.
 */
void ecg_paper_append_pulse (GtkSnapshot           *snapshot,
                             GtkWidget             *widget,
                             EcgViewport           *viewport,
                             const graphene_rect_t *area,
                             double                 baseline);

/**
 * ecg_paper_measure_monitor:
 * @px_per_mm: (out): application pixels per millimetre
 *
 * Asks the monitor that @widget is on for its size. Not believed: none at all, under 40 or over 600
 * dpi, and the 96.0 dpi that X servers make up when they do not know.
 *
 * Returns: whether the size is known; FALSE leaves @px_per_mm as it is
 */
gboolean ecg_paper_measure_monitor (GtkWidget *widget, double *px_per_mm);

G_END_DECLS
