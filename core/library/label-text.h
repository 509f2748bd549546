#pragma once

#include "core/library/label.h"
#include "core/recording/annotation.h"

G_BEGIN_DECLS

/*
 * Labels as annotations, for files that know places and texts only. A label becomes a note whose
 * text begins with the activity; what else is said of it follows, two blanks apart:
 *
 *   walking  layer: anna  author: anna  created: 2026-11-25T21:00:00Z  confidence: 0.8
 *
 * A label without an activity begins with `text: `. Within a value, a blank that would end it, a
 * line's end and a backslash are written with a backslash before.
 */

/** ecg_label_to_annotations: @lengths: whether the file knows how long an annotation is; where it
 * does not, the text says `samples: 250`. Appends the note of @label: where a file's texts are
 * limited to @limit bytes (0 for none) several at one place, told apart by their signal. */
void ecg_label_to_annotations (const EcgLabel *label,
                               gboolean        lengths,
                               gsize           limit,
                               EcgAnnotations *annotations);

/**
 * ecg_labels_from_annotations:
 * @factor: samples of the session for each sample of @annotations
 *
 * Takes annotations for labels: notes that ecg_label_to_annotations() made as what they were; of
 * others, what lasts becomes an activity, and a moment a text: its own, or the mnemonic.
 *
 * Returns: (transfer full) (element-type EcgLabel)
 */
GPtrArray *ecg_labels_from_annotations (const EcgAnnotations *annotations,
                                        double                factor) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
