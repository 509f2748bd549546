#pragma once

#include "app/export-job.h"
#include "app/import-bar.h"
#include "app/library-page.h"
#include "app/recording-page.h"
#include "app/results-page.h"
#include "app/training-page.h"
#include "app/window-state.h"
#include "app/window.h"

G_BEGIN_DECLS

/* Shared by window.c (what is shown), window-actions.c (what can be asked of it), and what stands
 * behind the larger questions: window-import.c, window-export.c, window-backup.c. */
struct _EcgWindow
{
  AdwApplicationWindow parent_instance;

  /* template children */
  AdwToastOverlay  *toasts;
  GtkStack         *content;
  AdwStatusPage    *failure;
  GtkInfoBar       *damage;
  GtkLabel         *damage_text;
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
  GPtrArray            *details;   /* sentences behind the latest toast that has any */
  char                 *details_title;
  EcgWindowState        left; /* how the window was left the last time */
};

/** ecg_window_tell: Shows a sentence as a toast. */
void ecg_window_tell (EcgWindow *self, const char *sentence);

/** ecg_window_open_library: Opens the library, or tries again. */
void ecg_window_open_library (EcgWindow *self);

/** ecg_window_release_library: Lets go of the library: of this program's, nothing but jobs that end
 * soon has it open afterwards. */
void ecg_window_release_library (EcgWindow *self);

/** ecg_window_check_library: Looks at all of the library, and says so where it is damaged. */
void ecg_window_check_library (EcgWindow *self);

/** ecg_window_choose_backup: Shows the backups that can be restored. */
void ecg_window_choose_backup (EcgWindow *self);

/** ecg_window_restore: Puts the copy at @backup in the place of the library, and opens it. */
void ecg_window_restore (EcgWindow *self, const char *backup);

/** ecg_window_back_up: Makes a backup now. */
void ecg_window_back_up (EcgWindow *self);

/** ecg_window_tell_details: Likewise; where there are @details (element-type utf8), a button shows
 * them under @title, and the toast stays. */
void ecg_window_tell_details (EcgWindow  *self,
                              const char *sentence,
                              const char *title,
                              GPtrArray  *details);

/** ecg_window_show_details: Shows the details that were told of last. */
void ecg_window_show_details (EcgWindow *self);

/** ecg_window_select_first: Opens the first session of the library, if there is one. */
void ecg_window_select_first (EcgWindow *self);

/** ecg_window_import: Takes @paths into the library. @manner: (nullable): as they are. */
void ecg_window_import (EcgWindow *self, const char *const *paths, const EcgImportManner *manner);

/** ecg_window_choose_import: Asks which files, or @folders, are imported and how, and does. */
void ecg_window_choose_import (EcgWindow *self, gboolean folders);

/** ecg_window_import_ended: Says what has become of an import. */
void ecg_window_import_ended (EcgWindow *self, EcgImportReport *report, GError *error);

/** ecg_window_accept_drops: Part of the initialisation: files and folders can be dropped. */
void ecg_window_accept_drops (EcgWindow *self);

/** ecg_window_import_labels: Adds the labels of the file @path to @session. */
void ecg_window_import_labels (EcgWindow *self, EcgSession *session, const char *path);

/** ecg_window_choose_labels: Asks which labels are imported into the session on show, and does. */
void ecg_window_choose_labels (EcgWindow *self);

/** ecg_window_choose_export: Asks how and where to what is selected is exported, and does. */
void ecg_window_choose_export (EcgWindow *self, EcgExportWhat what);

/** ecg_window_export: Exports @sessions (element-type EcgSession) to @target, as
 * ecg_export_sessions_async() does; a toast shows how far it has come, another what has become of
 * it. Only while nothing is being exported. */
void ecg_window_export (EcgWindow            *self,
                        GPtrArray            *sessions,
                        const char           *target,
                        const EcgExportOrder *order);

/** ecg_window_class_install_actions: Part of the class's own initialisation. */
void ecg_window_class_install_actions (GtkWidgetClass *widget_class);

/** ecg_window_update_actions: Enables what is possible now. */
void ecg_window_update_actions (EcgWindow *self);

G_END_DECLS
