#pragma once

#include <glib.h>

/**
 * ecg_comment_value:
 * @comments: (nullable): NULL-terminated lines, without the leading `#`
 * @key: what stands before a `:` or `=`, in any letter case
 *
 * Finds what the comments of a file say of one thing: `subject: 01  sex age: M 36` says `01` of
 * `subject`. A value ends at two blanks or with its line; the first one counts.
 *
 * Returns: (transfer full) (nullable): the value, never empty
 */
char *ecg_comment_value (const char *const *comments, const char *key) G_GNUC_WARN_UNUSED_RESULT;
