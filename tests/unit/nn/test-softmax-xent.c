#include "core/nn/softmax-xent.h"

#include <glib.h>
#include <math.h>

/* exp (1000) overflows even a double; the answer is exact all the same. */
static void
test_large_logits (void)
{
  const float   logit[6] = { 1000.0f, 1000.0f, -1000.0f, -5000.0f, 5000.0f, 0.0f };
  const int32_t labels[2] = { 0, 0 };
  float         probability[6], d_logit[6];
  EcgXent       xent;

  ecg_softmax (probability, logit, 2, 3);
  g_assert_cmpfloat_with_epsilon (probability[0], 0.5, 1e-6);
  g_assert_cmpfloat_with_epsilon (probability[2], 0.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (probability[4], 1.0, 1e-6);

  xent = ecg_softmax_xent (d_logit, logit, labels, 2, 3);
  g_assert_cmpfloat_with_epsilon (xent.loss, (log (2.0) + 10000.0) / 2.0, 1e-2);
  g_assert_cmpuint (xent.n_correct, ==, 1); /* of equal logits the first counts */
  g_assert_cmpfloat_with_epsilon (d_logit[3], -0.5, 1e-6);
}

static void
test_unknown (void)
{
  const float   logit[4] = { 1.0f, 2.0f, 3.0f, 4.0f };
  const int32_t labels[2] = { -1, -1 };
  float         d_logit[4] = { 9.0f, 9.0f, 9.0f, 9.0f };
  const EcgXent xent = ecg_softmax_xent (d_logit, logit, labels, 2, 2);

  g_assert_cmpuint (xent.n_known, ==, 0);
  g_assert_cmpuint (xent.n_correct, ==, 0);
  g_assert_cmpfloat_with_epsilon (xent.loss, 0.0, 1e-12);
  for (gsize i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (d_logit[i], 0.0, 1e-12);
}

/* The trainer finds a network that diverged by its loss. */
static void
test_not_finite (void)
{
  const float   logit[2] = { NAN, 1.0f };
  const int32_t label = 1;
  float         d_logit[2];

  g_assert_false (isfinite (ecg_softmax_xent (d_logit, logit, &label, 1, 2).loss));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/softmax-xent/large-logits", test_large_logits);
  g_test_add_func ("/nn/softmax-xent/unknown", test_unknown);
  g_test_add_func ("/nn/softmax-xent/not-finite", test_not_finite);
  return g_test_run ();
}
