/* A name is taken apart into words; those that only say that it is an electrocardiogram are laid
 * aside, and what is left is looked up. */

#include "core/recording/lead-name.h"

#include <string.h>

#define MAX_NAME 64

static const char *const id_names[ECG_N_LEAD_IDS] = {
  [ECG_LEAD_ID_NONE] = "",     [ECG_LEAD_ID_I] = "I",         [ECG_LEAD_ID_II] = "II",
  [ECG_LEAD_ID_III] = "III",   [ECG_LEAD_ID_AVR] = "aVR",     [ECG_LEAD_ID_AVL] = "aVL",
  [ECG_LEAD_ID_AVF] = "aVF",   [ECG_LEAD_ID_V1] = "V1",       [ECG_LEAD_ID_V2] = "V2",
  [ECG_LEAD_ID_V3] = "V3",     [ECG_LEAD_ID_V4] = "V4",       [ECG_LEAD_ID_V5] = "V5",
  [ECG_LEAD_ID_V6] = "V6",     [ECG_LEAD_ID_V7] = "V7",       [ECG_LEAD_ID_V8] = "V8",
  [ECG_LEAD_ID_V9] = "V9",     [ECG_LEAD_ID_V3R] = "V3R",     [ECG_LEAD_ID_V4R] = "V4R",
  [ECG_LEAD_ID_V5R] = "V5R",   [ECG_LEAD_ID_V6R] = "V6R",     [ECG_LEAD_ID_MLI] = "MLI",
  [ECG_LEAD_ID_MLII] = "MLII", [ECG_LEAD_ID_MLIII] = "MLIII", [ECG_LEAD_ID_MCL1] = "MCL1",
  [ECG_LEAD_ID_MCL6] = "MCL6", [ECG_LEAD_ID_VX] = "VX",       [ECG_LEAD_ID_VY] = "VY",
  [ECG_LEAD_ID_VZ] = "VZ",     [ECG_LEAD_ID_CHEST] = "Chest", [ECG_LEAD_ID_ECG] = "ECG",
};

/* Spellings beside the names themselves; D is the lead of Romance languages (derivación), C that of
 * IEC 60601-2-25 for the precordial electrodes. */
static const struct
{
  const char *key;
  EcgLeadId   id;
} spellings[] = {
  { "di", ECG_LEAD_ID_I },
  { "d1", ECG_LEAD_ID_I },
  { "li", ECG_LEAD_ID_I },
  { "l1", ECG_LEAD_ID_I },
  { "dii", ECG_LEAD_ID_II },
  { "d2", ECG_LEAD_ID_II },
  { "lii", ECG_LEAD_ID_II },
  { "l2", ECG_LEAD_ID_II },
  { "diii", ECG_LEAD_ID_III },
  { "d3", ECG_LEAD_ID_III },
  { "liii", ECG_LEAD_ID_III },
  { "l3", ECG_LEAD_ID_III },
  { "ml1", ECG_LEAD_ID_MLI },
  { "ml2", ECG_LEAD_ID_MLII },
  { "ml3", ECG_LEAD_ID_MLIII },
  { "modi", ECG_LEAD_ID_MLI },
  { "modii", ECG_LEAD_ID_MLII },
  { "modiii", ECG_LEAD_ID_MLIII },
  { "rv3", ECG_LEAD_ID_V3R },
  { "rv4", ECG_LEAD_ID_V4R },
  { "rv5", ECG_LEAD_ID_V5R },
  { "rv6", ECG_LEAD_ID_V6R },
  { "cheststrap", ECG_LEAD_ID_CHEST },
  { "chestbelt", ECG_LEAD_ID_CHEST },
};

/* Only beside a word that says it is an electrocardiogram or a lead: else an electrode of the head,
 * a respiration belt or an axis of movement. */
static const struct
{
  const char *key;
  EcgLeadId   id;
} told_spellings[] = {
  { "c1", ECG_LEAD_ID_V1 },       { "c2", ECG_LEAD_ID_V2 },       { "c3", ECG_LEAD_ID_V3 },
  { "c4", ECG_LEAD_ID_V4 },       { "c5", ECG_LEAD_ID_V5 },       { "c6", ECG_LEAD_ID_V6 },
  { "x", ECG_LEAD_ID_VX },        { "y", ECG_LEAD_ID_VY },        { "z", ECG_LEAD_ID_VZ },
  { "chest", ECG_LEAD_ID_CHEST }, { "strap", ECG_LEAD_ID_CHEST },
};

/* A key that is one of these, or begins with one, is another signal. */
static const char *const others[] = {
  "abp",    "acc",   "accel", "air",    "art",   "bp",    "cardiac", "co2",   "cvp",
  "eda",    "eeg",   "emg",   "eog",    "etco2", "event", "flow",    "foot",  "gsr",
  "gyro",   "humid", "icp",   "imu",    "light", "mag",   "marker",  "nibp",  "pap",
  "pleth",  "ppg",   "press", "pulse",  "resp",  "skin",  "snor",    "sound", "spo2",
  "status", "step",  "temp",  "thorax", "trig",  "wrist", "gsv",     "hr",
};

typedef enum
{
  VARIANT_NONE,
  VARIANT_FILTERED,
  VARIANT_DERIVED,
} Variant;

typedef struct
{
  EcgLeadId id;
  guint     number; /* of a lead that is only numbered; 0 for none */
  Variant   variant;
  gboolean  other;
} Name;

typedef struct
{
  char     key[MAX_NAME];
  gboolean ecg;  /* there was a word for electrocardiogram */
  gboolean lead; /* or for a lead */
  Variant  variant;
} Words;

static gboolean
is_among (const char *word, const char *const *list, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (word, list[i]) == 0)
      return TRUE;
  return FALSE;
}

static void
take_word (Words *words, const char *word)
{
  static const char *const ecg[] = { "ecg", "ekg", "electrocardiogram", "elektrokardiogramm" };
  static const char *const lead[] = { "lead",       "abl",   "ableitung", "derivation",
                                      "derivacion", "frank", "limb" };
  static const char *const filtered[] = { "filtered", "filt", "clean", "cleaned", "denoised" };
  static const char *const derived[] = { "derived", "computed", "calculated" };
  static const char *const nothing[] = { "raw", "channel", "chan", "ch", "signal", "mv", "uv" };

  if (is_among (word, ecg, G_N_ELEMENTS (ecg)))
    words->ecg = TRUE;
  else if (is_among (word, lead, G_N_ELEMENTS (lead)))
    words->lead = TRUE;
  else if (is_among (word, filtered, G_N_ELEMENTS (filtered)))
    words->variant = VARIANT_FILTERED;
  else if (is_among (word, derived, G_N_ELEMENTS (derived)))
    words->variant = VARIANT_DERIVED;
  else if (is_among (word, nothing, G_N_ELEMENTS (nothing)))
    return;
  else if (strncmp (word, "ecg", 3) == 0 || strncmp (word, "ekg", 3) == 0)
    {
      words->ecg = TRUE;
      take_word (words, word + 3);
    }
  else if (strncmp (word, "lead", 4) == 0)
    {
      words->lead = TRUE;
      take_word (words, word + 4);
    }
  else
    strcat (words->key, word); /* no longer than the name */
}

static void
take_apart (Words *words, const char *name)
{
  char  word[MAX_NAME];
  gsize n = 0;

  for (;; name++)
    {
      const gboolean within = *name != '\0' && strchr (" \t_-.:;,/()[]{}'\"", *name) == NULL;

      if (within)
        word[n++] = g_ascii_tolower (*name);
      else if (n > 0)
        {
          word[n] = '\0';
          take_word (words, word);
          n = 0;
        }
      if (*name == '\0')
        return;
    }
}

static EcgLeadId
look_up (const Words *words)
{
  for (guint id = ECG_LEAD_ID_I; id < ECG_LEAD_ID_CHEST; id++)
    if (g_ascii_strcasecmp (words->key, id_names[id]) == 0)
      return (EcgLeadId) id;
  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++)
    if (strcmp (words->key, spellings[i].key) == 0)
      return spellings[i].id;
  for (gsize i = 0; (words->ecg || words->lead) && i < G_N_ELEMENTS (told_spellings); i++)
    if (strcmp (words->key, told_spellings[i].key) == 0)
      return told_spellings[i].id;
  return ECG_LEAD_ID_NONE;
}

/* A number alone is a lead's where the name says so, else that of a channel. */
static EcgLeadId
look_up_number (const Words *words, guint *number)
{
  const gsize n_digits = strspn (words->key, "0123456789");
  guint       value;

  if (n_digits == 0 || n_digits > 3 || words->key[n_digits] != '\0')
    return ECG_LEAD_ID_NONE;
  value = (guint) g_ascii_strtoull (words->key, NULL, 10);
  if (words->lead && value >= 1 && value <= 3)
    return (EcgLeadId) (ECG_LEAD_ID_I + value - 1);
  if (!words->ecg)
    return ECG_LEAD_ID_NONE;
  *number = value;
  return ECG_LEAD_ID_ECG;
}

static gboolean
is_other (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_has_prefix (key, others[i]))
      return TRUE;
  return FALSE;
}

static Name
parse (const char *name)
{
  Words words = { .key = "" };
  Name  parsed = { 0 };

  /* −aVR of Cabrera's order is not aVR. */
  if (strlen (name) >= MAX_NAME || *name == '-')
    return parsed;
  take_apart (&words, name);
  parsed.variant = words.variant;
  if (*words.key == '\0')
    parsed.id = words.ecg ? ECG_LEAD_ID_ECG : ECG_LEAD_ID_NONE;
  else
    parsed.id = look_up (&words);
  if (parsed.id == ECG_LEAD_ID_NONE)
    parsed.id = look_up_number (&words, &parsed.number);
  parsed.other = parsed.id == ECG_LEAD_ID_NONE && !words.ecg && is_other (words.key);
  return parsed;
}

EcgLeadId
ecg_lead_id (const char *name)
{
  g_return_val_if_fail (name != NULL, ECG_LEAD_ID_NONE);

  return parse (name).id;
}

const char *
ecg_lead_id_name (EcgLeadId id)
{
  g_return_val_if_fail ((guint) id < ECG_N_LEAD_IDS, "");

  return id_names[id];
}

gboolean
ecg_lead_id_is_limb (EcgLeadId id, EcgLead *lead)
{
  if (id < ECG_LEAD_ID_I || id > ECG_LEAD_ID_AVF)
    return FALSE;
  *lead = (EcgLead) (id - ECG_LEAD_ID_I);
  return TRUE;
}

char *
ecg_lead_display_name (const char *name)
{
  static const char *const variants[] = { "", " (filtered)", " (derived)" };
  Name                     parsed;

  g_return_val_if_fail (name != NULL, NULL);

  parsed = parse (name);
  if (parsed.id == ECG_LEAD_ID_NONE)
    return g_strdup (name);
  if (parsed.number > 0)
    return g_strdup_printf ("%s %u%s", id_names[parsed.id], parsed.number,
                            variants[parsed.variant]);
  return g_strconcat (id_names[parsed.id], variants[parsed.variant], NULL);
}

EcgLeadKind
ecg_lead_kind (const char *name)
{
  Name parsed;

  g_return_val_if_fail (name != NULL, ECG_LEAD_KIND_UNKNOWN);

  parsed = parse (name);
  return parsed.id != ECG_LEAD_ID_NONE ? ECG_LEAD_KIND_ECG
         : parsed.other                ? ECG_LEAD_KIND_OTHER
                                       : ECG_LEAD_KIND_UNKNOWN;
}

/* A standard lead, and the modified one that stands in for it. */
static const EcgLeadId kin[][2] = { { ECG_LEAD_ID_I, ECG_LEAD_ID_MLI },
                                    { ECG_LEAD_ID_II, ECG_LEAD_ID_MLII },
                                    { ECG_LEAD_ID_III, ECG_LEAD_ID_MLIII },
                                    { ECG_LEAD_ID_V1, ECG_LEAD_ID_MCL1 },
                                    { ECG_LEAD_ID_V6, ECG_LEAD_ID_MCL6 } };

static gboolean
are_kin (EcgLeadId a, EcgLeadId b)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kin); i++)
    if ((a == kin[i][0] && b == kin[i][1]) || (a == kin[i][1] && b == kin[i][0]))
      return TRUE;
  return FALSE;
}

const char *
ecg_lead_stands_in_for (const char *name)
{
  const EcgLeadId id = ecg_lead_id (name);

  for (gsize i = 0; i < G_N_ELEMENTS (kin); i++)
    if (id == kin[i][1])
      return ecg_lead_id_name (kin[i][0]);
  return NULL;
}

EcgLeadMatch
ecg_lead_match (const char *wanted, const char *name)
{
  Name a, b;

  g_return_val_if_fail (wanted != NULL && name != NULL, ECG_LEAD_MATCH_NONE);

  if (g_ascii_strcasecmp (wanted, name) == 0)
    return ECG_LEAD_MATCH_EXACT;
  a = parse (wanted);
  b = parse (name);
  if (a.id == ECG_LEAD_ID_NONE || b.id == ECG_LEAD_ID_NONE)
    return ECG_LEAD_MATCH_NONE;
  if (a.id == b.id && a.number == b.number)
    return a.variant == b.variant ? ECG_LEAD_MATCH_SAME : ECG_LEAD_MATCH_VARIANT;
  return are_kin (a.id, b.id) ? ECG_LEAD_MATCH_KIN : ECG_LEAD_MATCH_NONE;
}
