#pragma once

#include <glib.h>

/**
 * EcgPseudonyms:
 *
 * Who stands behind which pseudonym: `pseudonyms.json` beside a library, readable by its owner only
 * (0600), outside the database and outside everything that is exported. It also holds a secret of
 * its own, by which copies are named. Locked from open to free, against other programs too. Blocks.
 */
typedef struct _EcgPseudonyms EcgPseudonyms;

/** ecg_pseudonyms_open: @library_path: the database. Returns: (transfer full) (nullable): the
 * table, made where there is none; NULL with %ECG_LIBRARY_ERROR or a %G_IO_ERROR. */
EcgPseudonyms *ecg_pseudonyms_open (const char *library_path,
                                    GError    **error) G_GNUC_WARN_UNUSED_RESULT;
void           ecg_pseudonyms_free (EcgPseudonyms *self);

/** ecg_pseudonyms_dup_path: Returns: (transfer full): where the table of a library is. */
char *ecg_pseudonyms_dup_path (const char *library_path) G_GNUC_WARN_UNUSED_RESULT;

/**
 * EcgPseudonym:
 * @pseudonym: says nothing of the subject
 * @shift_days: by how much dates of the subject are moved; never 0
 */
typedef struct
{
  char *pseudonym;
  int   shift_days;
} EcgPseudonym;

/**
 * ecg_pseudonyms_get:
 * @subject: who
 * @wanted: (nullable): the pseudonym that was chosen elsewhere; NULL for the one of the table
 *
 * Looks a subject up. One that is not there is given a pseudonym and a shift by chance, which are
 * on disk when the call returns. A subject that is itself a pseudonym of the table is its own.
 *
 * Returns: (transfer none) (nullable): NULL where the table cannot be written
 */
const EcgPseudonym *ecg_pseudonyms_get (EcgPseudonyms *self,
                                        const char    *subject,
                                        const char    *wanted,
                                        GError       **error);

/** ecg_pseudonyms_dup_code: Returns: (transfer full): ten hexadecimal digits that are the same for
 * the same @fingerprint, and say nothing of it to who does not have the table. */
char *ecg_pseudonyms_dup_code (EcgPseudonyms *self,
                               const char    *fingerprint) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_pseudonyms_name_copy:
 * @library_path: the database
 * @subject: (nullable): whose recording it is
 *
 * Names a de-identified copy, without a suffix: the pseudonym and the code of @fingerprint. Opens
 * the table for it.
 *
 * Returns: (transfer full) (nullable): NULL where the table cannot be read or written
 */
char *ecg_pseudonyms_name_copy (const char *library_path,
                                const char *subject,
                                const char *fingerprint,
                                GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgPseudonyms, ecg_pseudonyms_free)
