/* Verification: a case by hand, and a draw against what NumPy makes of it. */

#include "core/learn/verification.h"
#include "tests/support/golden.h"

#include <math.h>

/* Thresholds 0.9, 0.8, 0.7, 0.6 (one of each kind), 0.5: FAR 0, 0, 1/3, 2/3, 1; FRR 2/3, 1/3, 1/3,
 * 0, 0. FAR meets FRR at 1/3, the third threshold. */
static void
test_by_hand (void)
{
  EcgTrial        trials[] = { { 0.6f, 1, FALSE }, { 0.9f, 0, TRUE }, { 0.8f, 1, TRUE },
                               { 0.7f, 0, FALSE }, { 0.6f, 1, TRUE }, { 0.5f, 0, FALSE } };
  EcgVerification verification;
  g_autoptr (GArray) curve = NULL;

  ecg_verification_sort (trials, 6);
  ecg_verification_measure (&verification, trials, 6, NULL);
  g_assert_cmpfloat_with_epsilon (verification.eer, 1.0 / 3.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (verification.tar[0], 2.0 / 3.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (verification.tar[1], 2.0 / 3.0, 1e-12);

  curve = ecg_verification_curve (trials, 6, 1000);
  g_assert_cmpuint (curve->len, ==, 6);
  g_assert_cmpfloat_with_epsilon (g_array_index (curve, EcgRocPoint, 4).far, 2.0 / 3.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (g_array_index (curve, EcgRocPoint, 4).frr, 0.0, 1e-12);
}

/* A group that counts twice is as good as its trials written twice; one that counts 0 is not there.
 */
static void
test_weights (void)
{
  const EcgTrial once[] = {
    { 0.9f, 0, TRUE }, { 0.8f, 1, FALSE }, { 0.7f, 0, TRUE }, { 0.6f, 2, TRUE }, { 0.5f, 0, FALSE }
  };
  const EcgTrial  twice[] = { { 0.9f, 0, TRUE }, { 0.9f, 0, TRUE }, { 0.8f, 1, FALSE },
                              { 0.7f, 0, TRUE }, { 0.7f, 0, TRUE }, { 0.5f, 0, FALSE },
                              { 0.5f, 0, FALSE } };
  EcgVerification a, b;

  ecg_verification_measure (&a, once, 5, (const guint[]){ 2, 1, 0 });
  ecg_verification_measure (&b, twice, 7, NULL);
  g_assert_cmpfloat_with_epsilon (a.eer, b.eer, 1e-12);
  g_assert_cmpfloat_with_epsilon (a.tar[0], b.tar[0], 1e-12);
}

static void
test_one_kind (void)
{
  const EcgTrial  trials[] = { { 0.9f, 0, TRUE }, { 0.8f, 0, TRUE } };
  EcgVerification verification;
  g_autoptr (GArray) curve = ecg_verification_curve (trials, 2, 10);

  ecg_verification_measure (&verification, trials, 2, NULL);
  g_assert_true (isnan (verification.eer) && isnan (verification.tar[0]));
  g_assert_cmpuint (curve->len, ==, 0);
}

/* tests/golden/learn/make.py: 400 genuine and 3000 impostor scores in hundredths, so that many are
 * equal; each threshold counted anew. */
static void
test_golden (void)
{
  g_autoptr (GHashTable) golden = test_golden_load ("learn/golden.txt");
  const GArray        *genuine = test_golden_get (golden, "genuine");
  const GArray        *impostor = test_golden_get (golden, "impostor");
  const GArray        *expected = test_golden_get (golden, "eer_tar1_tar01");
  const gsize          n = genuine->len + impostor->len;
  g_autofree EcgTrial *trials = g_new0 (EcgTrial, n);
  EcgVerification      verification;
  double               got[3];

  for (gsize i = 0; i < n; i++)
    {
      const gboolean is_genuine = i < genuine->len;

      trials[i].is_genuine = is_genuine;
      trials[i].score = (float) (is_genuine ? g_array_index (genuine, double, i)
                                            : g_array_index (impostor, double, i - genuine->len));
    }
  ecg_verification_sort (trials, n);
  ecg_verification_measure (&verification, trials, n, NULL);
  got[0] = verification.eer;
  got[1] = verification.tar[0];
  got[2] = verification.tar[1];
  test_assert_close (got, (const double *) (gconstpointer) expected->data, 3, 1e-9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/learn/verification/by-hand", test_by_hand);
  g_test_add_func ("/learn/verification/weights", test_weights);
  g_test_add_func ("/learn/verification/one-kind", test_one_kind);
  g_test_add_func ("/learn/verification/golden", test_golden);
  return g_test_run ();
}
