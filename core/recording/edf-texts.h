#pragma once

#include "core/recording/edf-layout.h"
#include "core/recording/recording.h"

/**
 * EcgEdfTexts:
 * @bytes: that each data record holds, that keep its time among them
 *
 * What the signal of annotations of a file says: the time of each data record, comments,
 * annotations, and which samples only fill their place.
 */
typedef struct _EcgEdfTexts EcgEdfTexts;

/**
 * ecg_edf_texts_new:
 * @start: seconds after the start that the header gives
 * @sample_bytes: of which the size is to be a multiple
 * @warnings: (nullable): is given a sentence for each kind of thing that does not stay as it is
 */
EcgEdfTexts *ecg_edf_texts_new (EcgRecording       *recording,
                                const EcgEdfPlan   *plan,
                                const EcgEdfLayout *layout,
                                double              start,
                                guint               sample_bytes,
                                GStrvBuilder       *warnings) G_GNUC_WARN_UNUSED_RESULT;
void         ecg_edf_texts_free (EcgEdfTexts *self);

/** ecg_edf_texts_size: Returns: bytes in each data record. */
gsize ecg_edf_texts_size (const EcgEdfTexts *self);

/** ecg_edf_texts_print: Fills @bytes with what data record @record says; for all, in their order.
 */
void ecg_edf_texts_print (EcgEdfTexts *self, guint record, guint8 *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgEdfTexts, ecg_edf_texts_free)
