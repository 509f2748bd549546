#include "core/recording/derived-leads.h"

#include "core/recording/lead-name.h"
#include "core/recording/unit.h"

#include <string.h>

/* Of the recorded ones the first two in this order are taken: the bipolar leads before those that
 * an old recorder may itself have computed. */
typedef struct
{
  EcgSeries *limb[ECG_N_LIMB_LEADS]; /* borrowed; NULL where not recorded */
  EcgLead    pair[2];
  guint      n_pair;
} Limbs;

/* A filtered variant stands back where the lead itself is there, too. */
static void
find_limbs (Limbs *limbs, EcgSeries *const *leads, guint n_leads)
{
  for (guint k = 0; k < ECG_N_LIMB_LEADS; k++)
    {
      const char  *name = ecg_lead_name ((EcgLead) k);
      EcgLeadMatch best = ECG_LEAD_MATCH_KIN;

      for (guint i = 0; i < n_leads; i++)
        {
          const EcgLeadMatch match = ecg_lead_match (name, ecg_series_get_name (leads[i]));

          if (match <= best)
            continue;
          best = match;
          limbs->limb[k] = leads[i];
        }
      if (limbs->limb[k] != NULL && limbs->n_pair < 2)
        limbs->pair[limbs->n_pair++] = (EcgLead) k;
    }
}

/* How many of the unit of @a one of @b is; 0 where they cannot be added. */
static double
find_ratio (EcgSeries *a, EcgSeries *b)
{
  const char *unit_a = ecg_series_get_unit (a);
  const char *unit_b = ecg_series_get_unit (b);
  double      millivolts_a, millivolts_b;

  if (ecg_unit_parse (unit_a, &millivolts_a) == ECG_UNIT_VOLTAGE &&
      ecg_unit_parse (unit_b, &millivolts_b) == ECG_UNIT_VOLTAGE)
    return millivolts_b / millivolts_a;
  return strcmp (unit_a, unit_b) == 0 ? 1.0 : 0.0;
}

static EcgSeries *
derive (const Limbs *limbs, EcgLead wanted, double ratio)
{
  EcgSeries       *a = limbs->limb[limbs->pair[0]];
  EcgSeries       *b = limbs->limb[limbs->pair[1]];
  g_autofree char *name = g_strdup_printf ("%s (derived)", ecg_lead_name (wanted));
  double           of_a, of_b;

  if (!ecg_leads_weights (&of_a, &of_b, wanted, limbs->pair[0], limbs->pair[1]))
    return NULL;
  return ecg_series_new_derived (name, ecg_series_get_unit (a), a, of_a, b, of_b * ratio);
}

GPtrArray *
ecg_derived_leads_make (EcgSeries *const *leads, guint n_leads)
{
  GPtrArray *derived = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_series_unref);
  Limbs      limbs = { 0 };
  double     ratio;

  find_limbs (&limbs, leads, n_leads);
  if (limbs.n_pair < 2)
    return derived;
  ratio = find_ratio (limbs.limb[limbs.pair[0]], limbs.limb[limbs.pair[1]]);
  for (guint k = 0; ratio > 0.0 && k < ECG_N_LIMB_LEADS; k++)
    if (limbs.limb[k] == NULL)
      g_ptr_array_add (derived, derive (&limbs, (EcgLead) k, ratio));
  return derived;
}
