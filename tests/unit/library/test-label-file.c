/* Labels that leave in any form come back as they were. */

#include "core/library/label-file.h"
#include "core/library/label-text.h"
#include "core/recording/annotation-file.h"
#include "core/recording/recording-error.h"

#include "core/base/rng.h"
#include "tests/support/scratch.h"

#include <math.h>
#include <string.h>

static Scratch scratch;

/* Words that each form could trip over. */
static const char *const words[] = {
  "walking",
  "hand bike",
  "Gehen (schnell), „bergauf“",
  "a  b",
  " led by a blank",
  "ends in one ",
  "back\\slash",
  "C:\\",
  "layer: x",
  "two\nlines",
  "tab\tbed",
  "\"quoted\"",
  "n/a",
  "心電図",
  "# no comment",
  "comma, comma",
  "text: y",
  "activity: z  author: w",
  "\\n",
};

static const char *
draw_word (EcgRng *rng)
{
  return words[ecg_rng_below (rng, G_N_ELEMENTS (words))];
}

static EcgLabel *
draw_label (EcgRng *rng, gint64 begin)
{
  g_autofree char *lengthy = g_strnfill (1 + (gsize) ecg_rng_below (rng, 900), 'm');
  EcgLabel         label = { .begin = begin, .end = begin, .confidence = NAN };

  if (ecg_rng_below (rng, 4) > 0)
    label.end += (gint64) ecg_rng_below (rng, 100000);
  if (ecg_rng_below (rng, 3) > 0)
    label.activity = draw_word (rng);
  if (label.activity == NULL || ecg_rng_below (rng, 3) == 0)
    label.text = ecg_rng_below (rng, 5) == 0 ? lengthy : draw_word (rng);
  if (ecg_rng_below (rng, 4) > 0)
    {
      label.layer = draw_word (rng);
      label.author = draw_word (rng);
      label.created = "2026-11-25T21:00:00Z";
    }
  if (ecg_rng_below (rng, 2) == 0)
    label.confidence = (double) ecg_rng_below (rng, 1001) / 1000.0;
  return ecg_label_copy (&label);
}

static void
assert_same_label (const EcgLabel *a, const EcgLabel *b)
{
  g_assert_cmpint (a->begin, ==, b->begin);
  g_assert_cmpint (a->end, ==, b->end);
  g_assert_cmpstr (a->activity, ==, b->activity);
  g_assert_cmpstr (a->text, ==, b->text);
  g_assert_cmpstr (a->layer, ==, b->layer);
  g_assert_cmpstr (a->author, ==, b->author);
  g_assert_cmpstr (a->created, ==, b->created);
  g_assert_true (isnan (a->confidence)
                   ? isnan (b->confidence)
                   : a->confidence >= b->confidence && a->confidence <= b->confidence);
}

static void
check_round_trip (gconstpointer suffix)
{
  static const double rates[] = { 250.0, 360.0, 257.3, 1000.0 / 3.0 };
  g_autofree char    *name = g_strconcat ("labels", suffix, NULL);
  g_autofree char    *path = scratch_path (&scratch, name);
  EcgRng              rng;

  ecg_rng_init (&rng, 7, 0);
  for (guint i = 0; i < 60; i++)
    {
      const double rate_hz = rates[i % G_N_ELEMENTS (rates)];
      g_autoptr (GPtrArray) labels =
        g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_label_free);
      g_autoptr (GPtrArray) read = NULL;
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      g_auto (GStrv) warnings = NULL;
      g_autoptr (GError) error = NULL;
      gint64 at = 0;

      for (guint k = 0; k < 1 + i % 30; k++)
        {
          at += (gint64) ecg_rng_below (&rng, 3) * (gint64) ecg_rng_below (&rng, 3000000);
          g_ptr_array_add (labels, draw_label (&rng, at));
        }
      ecg_label_file_save (labels, path, rate_hz, builder, &error);
      g_assert_no_error (error);
      read = ecg_label_file_load (path, rate_hz, builder, NULL, &error);
      g_assert_no_error (error);
      warnings = g_strv_builder_end (builder);
      g_assert_cmpuint (g_strv_length (warnings), ==, 0);
      g_assert_cmpuint (read->len, ==, labels->len);
      for (guint k = 0; k < read->len; k++)
        assert_same_label (read->pdata[k], labels->pdata[k]);
    }
}

/* Annotations of others become labels that say as much. */
static void
test_foreign (void)
{
  static const char events[] = "onset\tduration\ttrial_type\n2\t3.5\trunning\n4\t0\tflash\n";
  g_autofree char  *path = scratch_write (&scratch, "foreign_events.tsv", events, -1);
  g_autofree char  *atr = scratch_path (&scratch, "foreign.atr");
  g_autoptr (GPtrArray) labels = ecg_label_file_load (path, 100.0, NULL, NULL, NULL);
  g_autoptr (GPtrArray) beats = NULL;
  g_autoptr (EcgAnnotations) annotations = ecg_annotations_new ();
  const EcgAnnotation      marks[] = { { .sample = 10, .code = 5 },
                                       { .sample = 20, .code = 28, .aux = (char *) "(AFIB" },
                                       { .sample = 30, .code = 22, .aux = (char *) "C:\\" },
                                       { .sample = 30, .code = 22, .aux = (char *) "other" } };
  static const char *const texts[] = { "V", "(AFIB", "C:\\", "other" };

  g_assert_cmpuint (labels->len, ==, 2);
  assert_same_label (
    labels->pdata[0],
    &(EcgLabel){ .begin = 200, .end = 550, .activity = "running", .confidence = NAN });
  assert_same_label (labels->pdata[1],
                     &(EcgLabel){ .begin = 400, .end = 400, .text = "flash", .confidence = NAN });

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    ecg_annotations_add (annotations, &marks[i]);
  annotations->rate_hz = 1000.0;
  g_assert_true (ecg_annotation_file_save (annotations, atr, 250.0, NULL, NULL));
  beats = ecg_label_file_load (atr, 250.0, NULL, NULL, NULL);
  g_assert_cmpuint (beats->len, ==, G_N_ELEMENTS (texts));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_cmpstr (((EcgLabel *) beats->pdata[i])->text, ==, texts[i]);
      /* 10 samples at 1000 Hz are 2.5 at 250 Hz, to even. */
      g_assert_cmpint (((EcgLabel *) beats->pdata[i])->begin, ==,
                       (gint64) rint ((double) marks[i].sample / 4.0));
    }
}

static void
test_bad (void)
{
  static const struct
  {
    const char *text;
    const char *part;
  } rows[] = {
    { "", "no line of names" },
    { "a,b\n1,2\n", "“sample” or “onset”" },
    { "begin,end,activity\n5,4,walking\n", "row 1: begin and end" },
    { "begin,end,activity\n-5,4,walking\n", "row 1: begin and end" },
    { "begin,end,activity\n1,2,walking\n1,2,\n", "row 2: it says neither" },
    { "begin,end,activity,confidence\n1,2,walking,1.5\n", "row 1: the confidence" },
    { "begin,end,activity\n1,2,\"walking\n", "line 2: a quote is not closed" },
    { "begin,end,activity\n1,2,\"walking\"x\n", "line 2: a comma was expected" },
    { "begin,end,activity\n1,2,walking,3\n", "line 2: there are more values" },
    { "sample,code\n1,99\n", "row 1: “99” is not" },
    { "sample,code\n,5\n", "row 1: it does not say when" },
    { "onset\nnan\n", "row 1: “nan” is not" },
    { "sample\n99999999999999999\n", "row 1: “99999999999999999” is not" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = scratch_write (&scratch, "bad.csv", rows[i].text, -1);
      g_autoptr (GError) error = NULL;

      g_assert_null (ecg_label_file_load (path, 250.0, NULL, NULL, &error));
      if (strstr (error->message, rows[i].part) == NULL)
        g_error ("“%s” does not say “%s”", error->message, rows[i].part);
    }
}

static void
test_unknown_suffix (void)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autofree char *path = scratch_path (&scratch, "labels.xls");
  g_autoptr (GError) error = NULL;

  g_assert_false (ecg_label_file_save (none, path, 250.0, NULL, &error));
  g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, ".atr"));
}

/* Annotations themselves, of every kind, as a seeded draw. */
static void
check_annotations (gconstpointer suffix)
{
  g_autofree char *name = g_strconcat ("marks", suffix, NULL);
  g_autofree char *path = scratch_path (&scratch, name);
  const gboolean   lasting = strcmp (suffix, ".atr") != 0;
  EcgRng           rng;

  ecg_rng_init (&rng, 9, 0);
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (EcgAnnotations) annotations = ecg_annotations_new ();
      g_autoptr (EcgAnnotations) read = NULL;
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      g_autoptr (GError) error = NULL;
      gint64 at = 0;

      for (guint k = 0; k < 50; k++)
        {
          EcgAnnotation mark = { .code = (guint8) (1 + ecg_rng_below (&rng, 49)),
                                 .subtype = (gint8) ((int) ecg_rng_below (&rng, 256) - 128),
                                 .chan = (guint8) ecg_rng_below (&rng, 256),
                                 .num = (gint8) ((int) ecg_rng_below (&rng, 256) - 128) };

          at += (gint64) ecg_rng_below (&rng, 2000);
          mark.sample = at;
          mark.length = lasting ? (gint64) ecg_rng_below (&rng, 500) : 0;
          mark.aux = ecg_rng_below (&rng, 2) == 0 ? (char *) draw_word (&rng) : NULL;
          ecg_annotations_add (annotations, &mark);
        }
      ecg_annotation_file_save (annotations, path, 257.3, builder, &error);
      g_assert_no_error (error);
      read = ecg_annotation_file_load (path, 257.3, builder, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (read->items->len, ==, annotations->items->len);
      for (guint k = 0; k < 50; k++)
        {
          const EcgAnnotation *a = ecg_annotations_get (annotations, k);
          const EcgAnnotation *b = ecg_annotations_get (read, k);

          g_assert_cmpint (a->sample, ==, b->sample);
          g_assert_cmpint (a->length, ==, b->length);
          g_assert_cmpuint (a->code, ==, b->code);
          g_assert_cmpint (a->subtype, ==, b->subtype);
          g_assert_cmpuint (a->chan, ==, b->chan);
          g_assert_cmpint (a->num, ==, b->num);
          g_assert_cmpstr (a->aux, ==, b->aux);
        }
    }
}

int
main (int argc, char **argv)
{
  static const char *const suffixes[] = { ".csv", "_events.tsv", ".atr", ".edf" };
  int                      status;

  g_test_init (&argc, &argv, NULL);
  scratch_open (&scratch);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *of_labels = g_strconcat ("/label-file/round-trip/", suffixes[i], NULL);
      g_autofree char *of_marks = g_strconcat ("/label-file/annotations/", suffixes[i], NULL);

      g_test_add_data_func (of_labels, suffixes[i], check_round_trip);
      g_test_add_data_func (of_marks, suffixes[i], check_annotations);
    }
  g_test_add_func ("/label-file/foreign", test_foreign);
  g_test_add_func ("/label-file/bad", test_bad);
  g_test_add_func ("/label-file/unknown-suffix", test_unknown_suffix);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
