#pragma once

#include <gtk/gtk.h>

#include "core/library/session.h"

G_BEGIN_DECLS

/** EcgFacet: what sessions are filtered by, besides text. A session has a value in each; "" where
 * it has none. */
typedef enum
{
  ECG_FACET_SUBJECT,
  ECG_FACET_ACTIVITY,
  ECG_FACET_LABELLED,
  ECG_FACET_QUALITY,
  ECG_FACET_TAG,
  ECG_FACET_FORMAT,
  ECG_N_FACETS,
} EcgFacet;

/** ecg_facet_get_id: Returns: its name in files. */
const char *ecg_facet_get_id (EcgFacet facet);

/** ecg_facet_get_title: Returns: its name for people. */
const char *ecg_facet_get_title (EcgFacet facet);

/** ecg_facet_get_value_title: Returns: (transfer none): what people call @value; valid as long as
 * @value. */
const char *ecg_facet_get_value_title (EcgFacet facet, const char *value);

/** ecg_facet_dup_values: Returns: (transfer full): NULL-terminated, all values that @sessions have
 * in @facet, as people sort them, "" last. */
char **ecg_facet_dup_values (EcgFacet facet, GListModel *sessions) G_GNUC_WARN_UNUSED_RESULT;

#define ECG_TYPE_LIBRARY_FILTER (ecg_library_filter_get_type ())

/**
 * EcgLibraryFilter:
 *
 * Keeps the sessions that hold every word of a text, in whatever of subject, activity, file name,
 * notes or tags, and that have the wanted value in every facet. Letters count without case and
 * accents. What a session is searched by is made once and kept with it, so that ten thousand are
 * filtered between two key strokes. Main thread.
 */
G_DECLARE_FINAL_TYPE (EcgLibraryFilter, ecg_library_filter, ECG, LIBRARY_FILTER, GtkFilter)

EcgLibraryFilter *ecg_library_filter_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_library_filter_set_text: Words, in any order; "" for no matter which. */
void ecg_library_filter_set_text (EcgLibraryFilter *self, const char *text);

/** ecg_library_filter_set_value: @value: (nullable): NULL for no matter which. */
void ecg_library_filter_set_value (EcgLibraryFilter *self, EcgFacet facet, const char *value);
const char *ecg_library_filter_get_value (EcgLibraryFilter *self, EcgFacet facet);

/** ecg_library_filter_clear: Keeps everything from now on. */
void ecg_library_filter_clear (EcgLibraryFilter *self);

/** ecg_library_filter_is_clear: Returns: whether everything is kept. */
gboolean ecg_library_filter_is_clear (EcgLibraryFilter *self);

G_END_DECLS
