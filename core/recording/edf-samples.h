#pragma once

#include "core/recording/edf-file.h"
#include "core/recording/edf-library.h"
#include "core/recording/edf-timeline.h"

/**
 * EcgEdfSamples:
 *
 * The samples of the leads of an EDF file where they belong in time: between the runs of its
 * timeline, and where a mark says so, they are missing.
 */
typedef struct _EcgEdfSamples EcgEdfSamples;

/**
 * ecg_edf_samples_new:
 * @file: (transfer none): a reference is kept
 * @library: (transfer full) (nullable): EDFlib's view of it, which is then read; our own reader
 * takes over where it fails
 * @timeline: (transfer full)
 * @signals: (array length=n_leads): of the file; all of one rate
 */
EcgEdfSamples *ecg_edf_samples_new (EcgEdfFile     *file,
                                    EcgEdfLibrary  *library,
                                    EcgEdfTimeline *timeline,
                                    const guint    *signals,
                                    guint           n_leads) G_GNUC_WARN_UNUSED_RESULT;
void           ecg_edf_samples_free (EcgEdfSamples *self);

/** ecg_edf_samples_hide: Makes samples of @lead missing; all leads for %G_MAXUINT. */
void ecg_edf_samples_hide (EcgEdfSamples *self, guint lead, EcgSpan span);

/** ecg_edf_samples_digest: Returns: (transfer full): a text that is the same for samples of one
 * file that lie at the same places, the same of them missing, up to @length. */
char *ecg_edf_samples_digest (EcgEdfSamples *self, gint64 length) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_edf_samples_read: @counts: (out caller-allocates): a row a lead, each with room for @span.
 * For one thread at a time. Returns: FALSE with a %G_IO_ERROR. */
gboolean ecg_edf_samples_read (EcgEdfSamples *self,
                               gint32 *const *counts,
                               EcgSpan        span,
                               GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgEdfSamples, ecg_edf_samples_free)
