#include "core/base/rng.h"
#include "core/recording/wfdb-annotations.h"

#include "tests/support/scratch.h"

#include <string.h>

static void
assert_same (const EcgAnnotations *a, const EcgAnnotations *b)
{
  g_assert_cmpuint (a->items->len, ==, b->items->len);
  g_assert_cmpfloat_with_epsilon (a->rate_hz, b->rate_hz, 1e-12);
  for (guint i = 0; i < a->items->len; i++)
    {
      const EcgAnnotation *x = ecg_annotations_get (a, i), *y = ecg_annotations_get (b, i);

      g_assert_cmpint (x->sample, ==, y->sample);
      g_assert_cmpuint (x->code, ==, y->code);
      g_assert_cmpint (x->subtype, ==, y->subtype);
      g_assert_cmpuint (x->chan, ==, y->chan);
      g_assert_cmpint (x->num, ==, y->num);
      g_assert_cmpstr (x->aux, ==, y->aux);
    }
}

/* Words put together by hand after annot.5. */
static void
test_words (void)
{
  static const guint8 bytes[] = {
    0x12, 0x70, 0x03, 0xfc, '(',  'A',  'F', 0, /* + at 18, aux of 3 bytes and a pad */
    0x01, 0xf0, 0xff, 0xf8,                     /* … num 1, chan 255 */
    0x00, 0xec, 0x01, 0x00, 0x00, 0x00,         /* skip 65536 */
    0x02, 0x14, 0x80, 0xf4,                     /* V 2 later, subtype −128; num and chan stay */
    0x01, 0x04, 0x00, 0x00,                     /* N 1 later, end */
  };
  gboolean complete;
  g_autoptr (EcgAnnotations) read = ecg_wfdb_annotations_parse (bytes, sizeof bytes, &complete);
  const EcgAnnotation *at;

  g_assert_true (complete);
  g_assert_cmpuint (read->items->len, ==, 3);
  at = ecg_annotations_get (read, 0);
  g_assert_cmpint (at->sample, ==, 18);
  g_assert_cmpstr (ecg_annotation_mnemonic (at->code), ==, "+");
  g_assert_cmpstr (at->aux, ==, "(AF");
  at = ecg_annotations_get (read, 1);
  g_assert_cmpint (at->sample, ==, 18 + 65536 + 2);
  g_assert_cmpstr (ecg_annotation_mnemonic (at->code), ==, "V");
  g_assert_cmpint (at->subtype, ==, -128);
  g_assert_cmpuint (at->chan, ==, 255);
  g_assert_cmpint (at->num, ==, 1);
  g_assert_null (at->aux);
  at = ecg_annotations_get (read, 2);
  g_assert_cmpint (at->sample, ==, 18 + 65536 + 3);
  g_assert_cmpint (at->subtype, ==, 0);

  for (gsize n = 0; n < sizeof bytes; n++)
    {
      g_autoptr (EcgAnnotations) cut = ecg_wfdb_annotations_parse (bytes, n, &complete);

      g_assert_false (complete);
      g_assert_cmpuint (cut->items->len, <=, 3);
    }
}

static void
test_round_trip (void)
{
  static const char *const texts[] = { NULL, "(N", "walk", "möglich", "## x", "a\xc2\xb5" };
  g_autoptr (EcgAnnotations) made = ecg_annotations_new ();
  g_autoptr (EcgAnnotations) again = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gboolean complete;
  guint    lost;
  EcgRng   rng;

  ecg_rng_init (&rng, 5, 0);
  made->rate_hz = 360.0 / 7.0;
  g_ptr_array_add (made->definitions, g_strdup ("45 k a kind of ours"));
  for (guint i = 0; i < 2000; i++)
    {
      const EcgAnnotation one = {
        .sample = (gint64) ecg_rng_below (&rng, (guint64) 1 << ecg_rng_below (&rng, 40)),
        .code = (guint8) (1 + ecg_rng_below (&rng, 49)),
        .subtype = (gint8) (guint8) ecg_rng_below (&rng, 256),
        .chan = (guint8) ecg_rng_below (&rng, 256),
        .num = (gint8) (guint8) ecg_rng_below (&rng, 256),
        .aux = (char *) texts[ecg_rng_below (&rng, G_N_ELEMENTS (texts))],
      };

      ecg_annotations_add (made, &one);
    }
  bytes = ecg_wfdb_annotations_print (made, &lost);
  g_assert_cmpuint (lost, ==, 0);
  again = ecg_wfdb_annotations_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                      &complete);
  g_assert_true (complete);
  assert_same (again, made);
  g_assert_cmpuint (again->definitions->len, ==, 1);
  g_assert_cmpstr (again->definitions->pdata[0], ==, "45 k a kind of ours");
}

static void
test_lost (void)
{
  g_autofree char    *text = g_strnfill (254, 'x');
  g_autofree char    *wide = g_strconcat (text, "ö", NULL);
  const EcgAnnotation rows[] = {
    { .code = 22, .aux = wide }, { .code = 50 }, { .code = 1, .length = 3 }, { .code = 1 }
  };
  g_autoptr (EcgAnnotations) made = ecg_annotations_new ();
  g_autoptr (EcgAnnotations) again = NULL;
  g_autoptr (GBytes) bytes = NULL;
  guint lost;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    ecg_annotations_add (made, &rows[i]);
  bytes = ecg_wfdb_annotations_print (made, &lost);
  g_assert_cmpuint (lost, ==, 3);
  again =
    ecg_wfdb_annotations_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  g_assert_cmpuint (again->items->len, ==, 3);
  g_assert_cmpstr (ecg_annotations_get (again, 0)->aux, ==, text);
}

static void
test_mnemonics (void)
{
  for (guint code = 0; code < 64; code++)
    if (ecg_annotation_mnemonic (code) != NULL)
      g_assert_cmpuint (ecg_annotation_code (ecg_annotation_mnemonic (code)), ==, code);
  g_assert_cmpuint (ecg_annotation_code ("r"), ==, 41);
  g_assert_cmpuint (ecg_annotation_code ("none"), ==, 0);
  g_assert_true (ecg_annotation_is_beat (ECG_ANNOTATION_NORMAL));
  g_assert_false (ecg_annotation_is_beat (ECG_ANNOTATION_RHYTHM));
  g_assert_false (ecg_annotation_is_beat (58));
}

static char *
read_gzip (const char *path)
{
  g_autofree char *quoted = g_shell_quote (path);
  g_autofree char *command = g_strconcat ("zcat ", quoted, NULL);
  char            *text = NULL;

  g_assert_true (g_spawn_command_line_sync (command, &text, NULL, NULL, NULL));
  return text;
}

/* A line of rdann without its time: sample, mnemonic, subtype, chan, num, text. */
static void
compare_line (const EcgAnnotations *list, const EcgAnnotation *annotation, const char *line)
{
  /* The clock time may hold blanks within brackets. */
  const char      *after = *line == '[' ? strchr (line, ']') + 1 : line + strspn (line, " ");
  g_autofree char *mnemonic = ecg_annotations_mnemonic (list, annotation->code);
  g_autofree char *aux = g_strdup (annotation->aux != NULL ? annotation->aux : "");
  g_autofree char *text = NULL;
  g_autofree char *ours = NULL;
  g_autofree char *theirs = NULL;

  after += *line == '[' ? 0 : strcspn (after, " ");
  ours = g_strdup_printf ("%9" G_GINT64_FORMAT "%6s%5d%5d%5d", annotation->sample, mnemonic,
                          annotation->subtype, annotation->chan, annotation->num);
  theirs = g_strndup (after, strlen (ours));
  g_assert_cmpstr (ours, ==, theirs);
  after += strlen (ours);
  text = g_strdup (after);
  g_assert_cmpstr (g_strstrip (aux), ==, g_strstrip (text));
}

static void
compare_file (const char *name, const char *expected)
{
  g_autofree char *folder = shared_recording ("formats/wfdb-python");
  g_autofree char *path = NULL;
  g_autofree char *expected_path = NULL;
  g_autofree char *text = NULL;
  g_autoptr (EcgAnnotations) read = NULL;
  g_autoptr (EcgAnnotations) again = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gboolean complete;

  if (folder == NULL)
    return;
  path = g_build_filename (folder, name, NULL);
  expected_path = g_build_filename (folder, "expected", expected, NULL);
  read = ecg_wfdb_annotations_load (path, &complete, NULL, NULL);
  g_assert_nonnull (read);
  g_assert_true (complete);
  text = read_gzip (expected_path);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; i < read->items->len; i++)
    compare_line (read, ecg_annotations_get (read, i), lines[i]);
  g_assert_cmpuint (g_strv_length (lines), ==, read->items->len + 1);

  bytes = ecg_wfdb_annotations_print (read, NULL);
  again =
    ecg_wfdb_annotations_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  assert_same (again, read);
}

static void
test_rdann (void)
{
  compare_file ("100.atr", "ann-1.gz");
  compare_file ("12726.anI", "ann-2.gz");
  compare_file ("1003.atr", "ann-3.gz");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wfdb-annotations/words", test_words);
  g_test_add_func ("/wfdb-annotations/round-trip", test_round_trip);
  g_test_add_func ("/wfdb-annotations/lost", test_lost);
  g_test_add_func ("/wfdb-annotations/mnemonics", test_mnemonics);
  g_test_add_func ("/wfdb-annotations/rdann", test_rdann);
  return g_test_run ();
}
