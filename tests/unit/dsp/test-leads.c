#include "core/dsp/leads.h"

#include <glib.h>
#include <math.h>

#define N 5

/* The definitions by electrodes: right arm, left arm, left leg. */
static void
lead_of (float *out, EcgLead lead)
{
  static const double ra[N] = { 0.1, -0.3, 0.2, 0, 1 };
  static const double la[N] = { 0.4, 0.2, -0.7, 1, 0 };
  static const double ll[N] = { 0.9, -0.5, 0.6, 0, 0 };

  for (gsize i = 0; i < N; i++)
    {
      const double values[ECG_N_LIMB_LEADS] = {
        [ECG_LEAD_I] = la[i] - ra[i],
        [ECG_LEAD_II] = ll[i] - ra[i],
        [ECG_LEAD_III] = ll[i] - la[i],
        [ECG_LEAD_AVR] = ra[i] - (la[i] + ll[i]) / 2,
        [ECG_LEAD_AVL] = la[i] - (ra[i] + ll[i]) / 2,
        [ECG_LEAD_AVF] = ll[i] - (ra[i] + la[i]) / 2,
      };

      out[i] = (float) values[lead];
    }
}

static void
test_derive (void)
{
  for (int a = 0; a < ECG_N_LIMB_LEADS; a++)
    for (int b = 0; b < ECG_N_LIMB_LEADS; b++)
      for (int wanted = 0; wanted < ECG_N_LIMB_LEADS; wanted++)
        {
          float x[N], y[N], expected[N], out[N];

          lead_of (x, (EcgLead) a);
          lead_of (y, (EcgLead) b);
          lead_of (expected, (EcgLead) wanted);
          g_assert_cmpint (
            ecg_leads_derive (out, (EcgLead) wanted, x, (EcgLead) a, y, (EcgLead) b, N), ==,
            a != b);
          for (gsize i = 0; a != b && i < N; i++)
            g_assert_cmpfloat_with_epsilon (out[i], expected[i], 1e-6);
        }
}

static void
test_residual (void)
{
  float one[N], two[N], three[N], out[N];

  lead_of (one, ECG_LEAD_I);
  lead_of (two, ECG_LEAD_II);
  lead_of (three, ECG_LEAD_III);
  two[1] -= 0.25f;
  three[2] = NAN;
  ecg_leads_residual (out, one, two, three, N);
  g_assert_cmpfloat_with_epsilon (out[0], 0, 1e-6);
  g_assert_cmpfloat_with_epsilon (out[1], 0.25, 1e-6);
  g_assert_true (isnan (out[2]));
}

static void
test_names (void)
{
  EcgLead lead = ECG_LEAD_AVF;

  for (int i = 0; i < ECG_N_LIMB_LEADS; i++)
    {
      g_assert_true (ecg_lead_from_name (&lead, ecg_lead_name ((EcgLead) i)));
      g_assert_cmpint (lead, ==, i);
    }
  g_assert_true (ecg_lead_from_name (&lead, "ECG iii"));
  g_assert_cmpint (lead, ==, ECG_LEAD_III);
  g_assert_true (ecg_lead_from_name (&lead, "AVR"));
  g_assert_false (ecg_lead_from_name (&lead, "V1"));
  g_assert_false (ecg_lead_from_name (&lead, ""));
  g_assert_cmpint (lead, ==, ECG_LEAD_AVR);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dsp/leads/derive", test_derive);
  g_test_add_func ("/dsp/leads/residual", test_residual);
  g_test_add_func ("/dsp/leads/names", test_names);
  return g_test_run ();
}
