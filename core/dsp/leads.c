#include "core/dsp/leads.h"

#include <assert.h>
#include <math.h>
#include <string.h>
#include <strings.h>

/* Each limb lead as a sum of leads I and II; III = II − I makes two of the six enough. */
typedef struct
{
  const char *name;
  double      of_i;
  double      of_ii;
} Lead;

static const Lead leads[ECG_N_LIMB_LEADS] = {
  [ECG_LEAD_I] = { "I", 1, 0 },        [ECG_LEAD_II] = { "II", 0, 1 },
  [ECG_LEAD_III] = { "III", -1, 1 },   [ECG_LEAD_AVR] = { "aVR", -0.5, -0.5 },
  [ECG_LEAD_AVL] = { "aVL", 1, -0.5 }, [ECG_LEAD_AVF] = { "aVF", -0.5, 1 },
};

const char *
ecg_lead_name (EcgLead lead)
{
  assert ((size_t) lead < ECG_N_LIMB_LEADS);

  return leads[lead].name;
}

bool
ecg_lead_from_name (EcgLead *lead, const char *name)
{
  /* EDF+ writes the type of the signal before the lead. */
  const char *bare = strncasecmp (name, "ECG ", 4) == 0 ? name + 4 : name;

  for (size_t i = 0; i < ECG_N_LIMB_LEADS; i++)
    if (strcasecmp (bare, leads[i].name) == 0)
      {
        *lead = (EcgLead) i;
        return true;
      }
  return false;
}

bool
ecg_leads_weights (double *of_a, double *of_b, EcgLead wanted, EcgLead lead_a, EcgLead lead_b)
{
  const Lead  *w = &leads[wanted];
  const Lead  *p = &leads[lead_a];
  const Lead  *q = &leads[lead_b];
  const double determinant = p->of_i * q->of_ii - p->of_ii * q->of_i;

  if (lead_a == lead_b)
    return false;
  /* Cramer's rule for w = of_a · p + of_b · q; no two of the six are parallel. */
  *of_a = (w->of_i * q->of_ii - w->of_ii * q->of_i) / determinant;
  *of_b = (p->of_i * w->of_ii - p->of_ii * w->of_i) / determinant;
  return true;
}

bool
ecg_leads_derive (float       *out,
                  EcgLead      wanted,
                  const float *a,
                  EcgLead      lead_a,
                  const float *b,
                  EcgLead      lead_b,
                  size_t       n)
{
  double of_a, of_b;

  if (!ecg_leads_weights (&of_a, &of_b, wanted, lead_a, lead_b))
    return false;
  for (size_t i = 0; i < n; i++)
    out[i] = (float) (of_a * a[i] + of_b * b[i]);
  return true;
}

void
ecg_leads_residual (
  float *out, const float *lead_i, const float *lead_ii, const float *lead_iii, size_t n)
{
  for (size_t i = 0; i < n; i++)
    out[i] = (float) ((double) lead_i[i] + (double) lead_iii[i] - (double) lead_ii[i]);
}
