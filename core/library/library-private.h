#pragma once

#include "core/library/library.h"

G_BEGIN_DECLS

/* What the files of the library for the window share. */
struct _EcgLibrary
{
  GObject parent_instance;

  EcgStore   *store;
  GListStore *sessions;
  GListStore *runs;
  char      **subjects;
  char      **activities;
  GPtrArray  *subject_entries;
  GPtrArray  *activity_entries;
  char       *undo_text;
  char       *redo_text;
  guint       poll_id; /* looks whether another program has written */
  gboolean    polling;
};

enum
{
  ECG_LIBRARY_SESSION_CHANGED,
  ECG_LIBRARY_LABELS_CHANGED,
  ECG_LIBRARY_NAMES_CHANGED,
  ECG_LIBRARY_N_SIGNALS,
};

extern guint ecg_library_signals[ECG_LIBRARY_N_SIGNALS];

/** EcgContents: all that the window shows of the store, read at once. Members that a partial
 * reading leaves out are NULL. */
typedef struct
{
  GPtrArray *sessions;
  GPtrArray *runs;
  char     **subjects;
  char     **activities;
  GPtrArray *subject_entries;
  GPtrArray *activity_entries;
  char      *undo_text;
  char      *redo_text;
} EcgContents;

void ecg_contents_free (EcgContents *contents);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgContents, ecg_contents_free)

/** ecg_contents_read: Reads all of it, in %ECG_POOL_STORE. */
EcgContents *ecg_contents_read (EcgStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_contents_read_names: Reads names and history only. */
EcgContents *ecg_contents_read_names (EcgStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_library_take: Brings the lists up to date and notifies. @told: the session of which the
 * caller tells itself, or 0. */
void ecg_library_take (EcgLibrary *self, EcgContents *contents, gint64 told);

/** ecg_library_take_session: The same after an edit of labels: of all sessions, only @session has
 * changed, and neither the order nor which there are. */
void ecg_library_take_session (EcgLibrary *self, EcgContents *contents, EcgSession *session);

G_END_DECLS
