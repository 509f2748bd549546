#pragma once

#include "app/import-bar.h"
#include "core/library/exporter.h"
#include "app/library-page.h"
#include "app/recording-page.h"
#include "app/results-page.h"
#include "app/training-page.h"
#include "app/window-state.h"
#include "app/window.h"

G_BEGIN_DECLS

/* Shared by window.c (what is shown) and window-actions.c (what can be asked of it). */
struct _EcgWindow
{
  AdwApplicationWindow parent_instance;

  /* template children */
  AdwToastOverlay  *toasts;
  GtkStack         *content;
  AdwStatusPage    *failure;
  AdwFlap          *flap;
  AdwViewStack     *pages;
  EcgLibraryPage   *library_page;
  EcgImportBar     *import_bar;
  EcgRecordingPage *recording_page;
  EcgTrainingPage  *training_page;
  EcgResultsPage   *results_page;

  /* owned */
  EcgLibrary           *library; /* NULL until it is open */
  char                 *library_path;
  char                **waiting_paths; /* asked for before the library was open */
  GCancellable         *opening;
  GtkFileChooserNative *chooser;
  GCancellable         *exporting; /* NULL while nothing is */
  EcgWindowState        left;      /* how the window was left the last time */
};

/** ecg_window_tell: Shows a sentence as a toast. */
void ecg_window_tell (EcgWindow *self, const char *sentence);

/** ecg_window_open_library: Opens the library, or tries again. */
void ecg_window_open_library (EcgWindow *self);

/** ecg_window_import: Takes @paths into the library. */
void ecg_window_import (EcgWindow *self, const char *const *paths);

/** ecg_window_choose_export: Asks where to export the selected session to, and does. */
void ecg_window_choose_export (EcgWindow *self);

/** ecg_window_export: Exports @session to @path; a toast shows how far it has come, another what
 * has become of it. Only while nothing is being exported. */
void ecg_window_export (EcgWindow               *self,
                        EcgSession              *session,
                        const char              *path,
                        const EcgExportSettings *settings);

/** ecg_window_class_install_actions: Part of the class's own initialisation. */
void ecg_window_class_install_actions (GtkWidgetClass *widget_class);

/** ecg_window_update_actions: Enables what is possible now. */
void ecg_window_update_actions (EcgWindow *self);

G_END_DECLS
