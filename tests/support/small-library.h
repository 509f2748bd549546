#pragma once

#include "core/library/library.h"

G_BEGIN_DECLS

/**
 * TestLibrary:
 * @folder: temporary; holds everything
 * @library: open
 *
 * A library of its own for a test.
 */
typedef struct
{
  char       *folder;
  EcgLibrary *library;
} TestLibrary;

/** test_library_new: @n_subjects: 0 for an empty library; else so many people of the synthetic
 * cohort, two activities, one session of 80 s each, are imported. */
TestLibrary *test_library_new (guint n_subjects) G_GNUC_WARN_UNUSED_RESULT;

/** test_library_free: Removes the folder as well. */
void test_library_free (TestLibrary *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestLibrary, test_library_free)

/** test_library_fill: Puts @n_sessions without files into the library: ten for each of the people
 * S1, S2, ..., at activities `a0` to `a4` in turn; every hundredth has neither. */
void test_library_fill (TestLibrary *self, guint n_sessions);

/** test_library_reload: After the store has been written to directly. */
void test_library_reload (TestLibrary *self);

/** test_wait_until: Runs the main loop until @done says so; fails after 60 s. */
void test_wait_until (gboolean (*done) (gpointer data), gpointer data);

G_END_DECLS
