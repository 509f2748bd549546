#pragma once

#include <adwaita.h>

#include "core/library/library.h"

G_BEGIN_DECLS

/** EcgNameKind: what a name is of. */
typedef enum
{
  ECG_NAME_SUBJECT,
  ECG_NAME_ACTIVITY,
} EcgNameKind;

#define ECG_TYPE_NAME_EDITOR (ecg_name_editor_get_type ())

/**
 * EcgNameEditor:
 *
 * What is known of one subject (name, pseudonym, attributes) or activity (name, letter, colour,
 * place in the order), to be edited, and merged into another. What is applied is an undo step at
 * once. Signal `edited` (sentence, gboolean failed) with what there is to say.
 */
G_DECLARE_FINAL_TYPE (EcgNameEditor, ecg_name_editor, ECG, NAME_EDITOR, AdwBin)

GtkWidget *ecg_name_editor_new (EcgLibrary *library, EcgNameKind kind) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_name_editor_show: @id: of a subject or activity; 0 for none. Shows what the library says of
 * it now. */
void ecg_name_editor_show (EcgNameEditor *self, gint64 id);

/** ecg_name_editor_merge: Merges what is shown into @into, as the button does. */
void ecg_name_editor_merge (EcgNameEditor *self, const char *into);

/** ecg_name_editor_rename: Renames what is shown, as its first row does. */
void ecg_name_editor_rename (EcgNameEditor *self, const char *to);

G_END_DECLS
