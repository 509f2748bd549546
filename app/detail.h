#pragma once

#include "app/analysis.h"

G_BEGIN_DECLS

#define ECG_TYPE_DETAIL (ecg_detail_get_type ())

/** ECG_DETAIL_SAMPLES: most samples of all leads together in a detail. */
#define ECG_DETAIL_SAMPLES ((gint64) 1 << 21)

/**
 * EcgDetail:
 * @span: of the recording
 * @n_leads: of the recording
 * @raw: (array length=n_leads): envelopes of the samples of @span, in memory
 * @filtered: (array length=n_leads): likewise, filtered
 *
 * A part of a recording as it is drawn from near. Immutable, shared by count.
 */
typedef struct
{
  EcgSpan       span;
  guint         n_leads;
  EcgEnvelope **raw;
  EcgEnvelope **filtered;
} EcgDetail;

GType      ecg_detail_get_type (void) G_GNUC_CONST;
EcgDetail *ecg_detail_ref (EcgDetail *self);
void       ecg_detail_unref (EcgDetail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgDetail, ecg_detail_unref)

/** ecg_detail_async: Reads and filters @span of all leads, in %ECG_POOL_IO, which no long
 * computation keeps waiting. */
void       ecg_detail_async (EcgAnalysis        *analysis,
                             EcgSpan             span,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
EcgDetail *ecg_detail_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
