#pragma once

#include <adwaita.h>

#include "core/library/library.h"

G_BEGIN_DECLS

#define ECG_TYPE_RESULTS_PAGE (ecg_results_page_get_type ())

/**
 * EcgResultsPage:
 *
 * The page that says what a run is worth: accuracy of both tasks with interval and chance,
 * protocol, both confusion matrices. Evaluates a run that was not evaluated yet, in a job.
 */
G_DECLARE_FINAL_TYPE (EcgResultsPage, ecg_results_page, ECG, RESULTS_PAGE, AdwBin)

GtkWidget *ecg_results_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void       ecg_results_page_set_library (EcgResultsPage *self, EcgLibrary *library);

/** ecg_results_page_show_run: Shows the run called @name. */
void ecg_results_page_show_run (EcgResultsPage *self, const char *name);

G_END_DECLS
