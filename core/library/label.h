#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EcgLabel:
 * @id: in the library; 0 before it is stored
 * @session: whose
 * @begin: first sample
 * @end: the sample after the last; equal to @begin for a moment
 * @activity: (nullable): doing what
 * @text: (nullable): free text; one of @activity and @text is there
 * @layer: whose view it is: one layer for each person who labels, others for a model or for what
 * was agreed upon
 * @author: who made it
 * @created: when, ISO 8601, UTC
 * @confidence: 0 to 1; NaN where it is not known
 *
 * An interval of a session and what happens in it. Strings of a label that ecg_label_copy() made
 * are its own.
 */
typedef struct
{
  gint64      id;
  gint64      session;
  gint64      begin;
  gint64      end;
  const char *activity;
  const char *text;
  const char *layer;
  const char *author;
  const char *created;
  double      confidence;
} EcgLabel;

EcgLabel *ecg_label_copy (const EcgLabel *label) G_GNUC_WARN_UNUSED_RESULT;
void      ecg_label_free (EcgLabel *label);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgLabel, ecg_label_free)

G_END_DECLS
