#include "core/base/size.h"

#include <glib.h>

static void
test_overflow_is_refused (void)
{
  gsize out = 5;

  g_assert_true (ecg_size_mul (&out, 6, 7));
  g_assert_cmpuint (out, ==, 42);
  g_assert_false (ecg_size_mul (&out, G_MAXSIZE / 2 + 1, 2));
  g_assert_cmpuint (out, ==, 42);
  g_assert_true (ecg_size_mul (&out, G_MAXSIZE, 1));

  g_assert_true (ecg_size_add (&out, G_MAXSIZE - 1, 1));
  g_assert_cmpuint (out, ==, G_MAXSIZE);
  g_assert_false (ecg_size_add (&out, G_MAXSIZE, 1));
  g_assert_cmpuint (out, ==, G_MAXSIZE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/size/overflow-is-refused", test_overflow_is_refused);
  return g_test_run ();
}
