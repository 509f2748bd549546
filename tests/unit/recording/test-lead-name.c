#include "core/recording/lead-name.h"

#include "core/recording/unit.h"

#include <math.h>

/* Names as they stand in the headers of PhysioNet, in EDF+ files and in what people write. */
static void
test_ids (void)
{
  static const struct
  {
    const char *name;
    EcgLeadId   id;
    const char *display;
  } rows[] = {
    { "I", ECG_LEAD_ID_I, "I" },
    { "i", ECG_LEAD_ID_I, "I" },
    { "ECG I", ECG_LEAD_ID_I, "I" },
    { "ECG I filtered", ECG_LEAD_ID_I, "I (filtered)" },
    { "ECG_II", ECG_LEAD_ID_II, "II" },
    { "EKG II", ECG_LEAD_ID_II, "II" },
    { "ecgii", ECG_LEAD_ID_II, "II" },
    { "Lead II", ECG_LEAD_ID_II, "II" },
    { "lead2", ECG_LEAD_ID_II, "II" },
    { "ECG Lead 3", ECG_LEAD_ID_III, "III" },
    { "D2", ECG_LEAD_ID_II, "II" },
    { "DIII", ECG_LEAD_ID_III, "III" },
    { "III (derived)", ECG_LEAD_ID_III, "III (derived)" },
    { "Abl. II", ECG_LEAD_ID_II, "II" },
    { "avr", ECG_LEAD_ID_AVR, "aVR" },
    { "AVL", ECG_LEAD_ID_AVL, "aVL" },
    { "aV F", ECG_LEAD_ID_AVF, "aVF" },
    { "V1", ECG_LEAD_ID_V1, "V1" },
    { "ECG V6 (mV)", ECG_LEAD_ID_V6, "V6" },
    { "v3r", ECG_LEAD_ID_V3R, "V3R" },
    { "ECG C4", ECG_LEAD_ID_V4, "V4" },
    { "C4", ECG_LEAD_ID_NONE, "C4" },
    { "MLII", ECG_LEAD_ID_MLII, "MLII" },
    { "ML II", ECG_LEAD_ID_MLII, "MLII" },
    { "ML2", ECG_LEAD_ID_MLII, "MLII" },
    { "MCL1", ECG_LEAD_ID_MCL1, "MCL1" },
    { "vx", ECG_LEAD_ID_VX, "VX" },
    { "Frank Y", ECG_LEAD_ID_VY, "VY" },
    { "x", ECG_LEAD_ID_NONE, "x" },
    { "chest_ecg", ECG_LEAD_ID_CHEST, "Chest" },
    { "chest strap lead", ECG_LEAD_ID_CHEST, "Chest" },
    { "chest", ECG_LEAD_ID_NONE, "chest" },
    { "EKG", ECG_LEAD_ID_ECG, "ECG" },
    { "ecg", ECG_LEAD_ID_ECG, "ECG" },
    { "ECG 1", ECG_LEAD_ID_ECG, "ECG 1" },
    { "ekg12", ECG_LEAD_ID_ECG, "ECG 12" },
    { "-aVR", ECG_LEAD_ID_NONE, "-aVR" },
    { "", ECG_LEAD_ID_NONE, "" },
    { "2", ECG_LEAD_ID_NONE, "2" },
    { "lead", ECG_LEAD_ID_NONE, "lead" },
    { "IV", ECG_LEAD_ID_NONE, "IV" },
    { "RESP", ECG_LEAD_ID_NONE, "RESP" },
    { "ecg ecg ecg ecg ecg ecg ecg ecg ecg ecg ecg ecg ecg ecg ecg ecg I", ECG_LEAD_ID_NONE,
      "ecg ecg ecg ecg ecg ecg ecg ecg ecg ecg ecg ecg ecg ecg ecg ecg I" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *display = ecg_lead_display_name (rows[i].name);

      g_test_message ("%s", rows[i].name);
      g_assert_cmpint (ecg_lead_id (rows[i].name), ==, rows[i].id);
      g_assert_cmpstr (display, ==, rows[i].display);
    }
}

/* What we write is what we read. */
static void
test_own_names (void)
{
  for (guint id = ECG_LEAD_ID_I; id < ECG_N_LEAD_IDS; id++)
    if (id != ECG_LEAD_ID_CHEST)
      g_assert_cmpint (ecg_lead_id (ecg_lead_id_name ((EcgLeadId) id)), ==, id);
  for (guint k = 0; k < ECG_N_LIMB_LEADS; k++)
    {
      EcgLead lead;

      g_assert_true (ecg_lead_id_is_limb (ecg_lead_id (ecg_lead_name ((EcgLead) k)), &lead));
      g_assert_cmpint (lead, ==, k);
    }
}

static void
test_match (void)
{
  g_assert_cmpint (ecg_lead_match ("II", "ii"), ==, ECG_LEAD_MATCH_EXACT);
  g_assert_cmpint (ecg_lead_match ("II", "ECG II"), ==, ECG_LEAD_MATCH_SAME);
  g_assert_cmpint (ecg_lead_match ("Lead 2", "D2"), ==, ECG_LEAD_MATCH_SAME);
  g_assert_cmpint (ecg_lead_match ("I", "ECG I filtered"), ==, ECG_LEAD_MATCH_VARIANT);
  g_assert_cmpint (ecg_lead_match ("II", "MLII"), ==, ECG_LEAD_MATCH_KIN);
  g_assert_cmpint (ecg_lead_match ("II", "III"), ==, ECG_LEAD_MATCH_NONE);
  g_assert_cmpint (ecg_lead_match ("ECG 1", "ecg1"), ==, ECG_LEAD_MATCH_SAME);
  g_assert_cmpint (ecg_lead_match ("ECG 1", "ECG 2"), ==, ECG_LEAD_MATCH_NONE);
  g_assert_cmpint (ecg_lead_match ("ECG", "I"), ==, ECG_LEAD_MATCH_NONE);
  g_assert_cmpint (ecg_lead_match ("pleth", "PLETH"), ==, ECG_LEAD_MATCH_EXACT);
  g_assert_cmpint (ecg_lead_match ("x", "y"), ==, ECG_LEAD_MATCH_NONE);
}

static void
test_kinds (void)
{
  static const char *const ecg[] = { "I", "MLII", "chest_ecg", "ECG 3" };
  static const char *const other[] = { "PLETH", "RESP", "ABP",          "wrist_ppg",
                                       "acc x", "SpO2", "wrist_gyro_x", "pulse" };
  static const char *const unknown[] = { "x", "strip", "chan 1", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (ecg); i++)
    g_assert_cmpint (ecg_lead_kind (ecg[i]), ==, ECG_LEAD_KIND_ECG);
  for (gsize i = 0; i < G_N_ELEMENTS (other); i++)
    g_assert_cmpint (ecg_lead_kind (other[i]), ==, ECG_LEAD_KIND_OTHER);
  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    g_assert_cmpint (ecg_lead_kind (unknown[i]), ==, ECG_LEAD_KIND_UNKNOWN);
}

static void
test_units (void)
{
  static const struct
  {
    const char *unit;
    EcgUnitKind kind;
    double      millivolts;
    const char *display;
  } rows[] = {
    { "mV", ECG_UNIT_VOLTAGE, 1.0, "mV" },         { "MV", ECG_UNIT_VOLTAGE, 1.0, "mV" },
    { "uV", ECG_UNIT_VOLTAGE, 1e-3, "µV" },        { "\xc2\xb5V", ECG_UNIT_VOLTAGE, 1e-3, "µV" },
    { "\xce\xbcV", ECG_UNIT_VOLTAGE, 1e-3, "µV" }, { "microvolts", ECG_UNIT_VOLTAGE, 1e-3, "µV" },
    { "V", ECG_UNIT_VOLTAGE, 1e3, "V" },           { "Volts", ECG_UNIT_VOLTAGE, 1e3, "V" },
    { " nV ", ECG_UNIT_VOLTAGE, 1e-6, "nV" },      { "adu", ECG_UNIT_COUNTS, 1.0, "adu" },
    { "count", ECG_UNIT_COUNTS, 1.0, "count" },    { "NU", ECG_UNIT_COUNTS, 1.0, "NU" },
    { "mmHg", ECG_UNIT_OTHER, 1.0, "mmHg" },       { "", ECG_UNIT_OTHER, 1.0, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double millivolts = NAN;

      g_assert_cmpint (ecg_unit_parse (rows[i].unit, &millivolts), ==, rows[i].kind);
      g_assert_cmpfloat_with_epsilon (millivolts, rows[i].millivolts, 1e-9 * rows[i].millivolts);
      g_assert_cmpstr (ecg_unit_display (rows[i].unit), ==, rows[i].display);
    }
}

static void
test_stand_ins (void)
{
  g_assert_cmpstr (ecg_lead_stands_in_for ("MLII"), ==, "II");
  g_assert_cmpstr (ecg_lead_stands_in_for ("ml2"), ==, "II");
  g_assert_cmpstr (ecg_lead_stands_in_for ("MCL1"), ==, "V1");
  g_assert_null (ecg_lead_stands_in_for ("II"));
  g_assert_null (ecg_lead_stands_in_for ("ABP"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lead-name/ids", test_ids);
  g_test_add_func ("/lead-name/own-names", test_own_names);
  g_test_add_func ("/lead-name/match", test_match);
  g_test_add_func ("/lead-name/stand-ins", test_stand_ins);
  g_test_add_func ("/lead-name/kinds", test_kinds);
  g_test_add_func ("/lead-name/units", test_units);
  return g_test_run ();
}
