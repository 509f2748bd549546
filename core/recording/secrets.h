#pragma once

#include <gio/gio.h>

/*
 * Texts that tell who a recording is of. Short ones, below three bytes, tell nobody apart and are
 * found everywhere: they are not kept.
 */

/** ecg_secrets_add: Adds @text (nullable) without blanks around it, unless it is short or there
 * already. */
void ecg_secrets_add (GPtrArray *secrets, const char *text);

/** ecg_secrets_add_words: Adds @text (nullable) and each of its words. */
void ecg_secrets_add_words (GPtrArray *secrets, const char *text);

/** ecg_secrets_add_comment: Adds a comment, and what stands in it as `key: value`. */
void ecg_secrets_add_comment (GPtrArray *secrets, const char *comment);

/** ecg_secrets_add_date: Adds a day (nullable) as dates are written: 2024-03-26, 26/03/2024,
 * 26.03.24, 26-MAR-2024, … */
void ecg_secrets_add_date (GPtrArray *secrets, GDateTime *day);

/** ecg_secrets_add_file: Adds what the file @path says of people and devices in places that no
 * recording is read from: the texts of RIFF and FLAC, the fields of EDF and BDF. A file that is
 * none of these, or is not there, adds nothing. */
void ecg_secrets_add_file (GPtrArray *secrets, const char *path);

/**
 * ecg_secrets_find:
 *
 * Searches bytes for the secrets: in any letter case of ASCII, in UTF-8 or Latin-1, with blanks or
 * underscores; those below six bytes as whole words only.
 *
 * Returns: (transfer container) (element-type utf8): those of @secrets that @bytes hold
 */
GPtrArray *ecg_secrets_find (const GPtrArray *secrets,
                             const guint8    *bytes,
                             gsize            n) G_GNUC_WARN_UNUSED_RESULT;
