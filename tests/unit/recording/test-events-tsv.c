#include "core/recording/events-tsv.h"
#include "core/recording/recording-error.h"

#include "tests/support/scratch.h"

#include <math.h>
#include <string.h>

/* The example of the BIDS specification's page on task events, cut to its columns of note. */
static void
test_parse (void)
{
  static const char text[] = "onset\tduration\ttrial_type\tresponse_time\tstim_file\r\n"
                             "1.23\t0.65\tstart\t1.435\timages/red_square.jpg\r\n"
                             "5.65\t0.65\tstop\tn/a\timages/blue_square.jpg\r\n"
                             "12.1\t2.35\tn/a\tn/a\tn/a\r\n";
  g_autoptr (EcgEvents) events = ecg_events_tsv_parse (text, "x", NULL);

  g_assert_nonnull (events);
  g_assert_cmpuint (events->items->len, ==, 3);
  g_assert_cmpuint (events->columns->len, ==, 2);
  g_assert_cmpstr (events->columns->pdata[1], ==, "stim_file");
  g_assert_cmpfloat_with_epsilon (ecg_events_get (events, 1)->onset_s, 5.65, 1e-15);
  g_assert_cmpfloat_with_epsilon (ecg_events_get (events, 2)->duration_s, 2.35, 1e-15);
  g_assert_cmpstr (ecg_events_get (events, 0)->type, ==, "start");
  g_assert_null (ecg_events_get (events, 2)->type);
  g_assert_cmpstr (ecg_events_get (events, 0)->values[0], ==, "1.435");
  g_assert_null (ecg_events_get (events, 1)->values[0]);
  g_assert_cmpstr (ecg_events_get (events, 1)->values[1], ==, "images/blue_square.jpg");
}

static void
test_any_order (void)
{
  g_autoptr (EcgEvents) events =
    ecg_events_tsv_parse ("note\tTrial_Type\tonset\n\nx\twalk\t-3\ny", "x", NULL);

  g_assert_nonnull (events);
  g_assert_cmpuint (events->items->len, ==, 2);
  g_assert_cmpfloat_with_epsilon (ecg_events_get (events, 0)->onset_s, -3.0, 1e-15);
  g_assert_true (isnan (ecg_events_get (events, 0)->duration_s));
  g_assert_cmpstr (ecg_events_get (events, 0)->type, ==, "walk");
  g_assert_true (isnan (ecg_events_get (events, 1)->onset_s));
  g_assert_cmpstr (ecg_events_get (events, 1)->values[0], ==, "y");
}

static void
test_bad (void)
{
  static const struct
  {
    const char *text;
    int         code;
    const char *says;
  } rows[] = {
    { "", ECG_RECORDING_ERROR_EMPTY, "x" },
    { "\n\r\n", ECG_RECORDING_ERROR_EMPTY, "x" },
    { "1.0\t2.0\twalk\n", ECG_RECORDING_ERROR_MALFORMED, "line 1: a line of names" },
    { "onset\n1\n2,5\n", ECG_RECORDING_ERROR_MALFORMED, "line 3: onset and duration" },
    { "onset\tduration\n1\t-1\n", ECG_RECORDING_ERROR_MALFORMED, "line 2: the duration" },
    { "onset\n\n\"1\n\"\n", ECG_RECORDING_ERROR_MALFORMED, "line 3: onset" },
    { "onset\tname\n1\t\"a\nb\"\n1\t2\t3\n", ECG_RECORDING_ERROR_MALFORMED,
      "line 4: there are more values" },
    { "onset\ninf\n", ECG_RECORDING_ERROR_MALFORMED, "line 2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ecg_events_tsv_parse (rows[i].text, "x", &error));
      g_assert_error (error, ECG_RECORDING_ERROR, rows[i].code);
      if (strstr (error->message, rows[i].says) == NULL)
        g_error ("“%s” does not say “%s”", error->message, rows[i].says);
    }
}

/* A header of many columns makes every short row large. */
static void
test_too_large (void)
{
  g_autoptr (GString) text = g_string_new ("onset");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 200; i++)
    g_string_append (text, "\tc");
  for (guint i = 0; i < (1 << 24) / 200; i++)
    g_string_append (text, "\n1");
  g_assert_null (ecg_events_tsv_parse (text->str, "x", &error));
  g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE);
}

static void
test_round_trip (void)
{
  static const char *const texts[] = { "walk",  "n/a", "N/A",     "\"",  "a\tb",    "a\nb\r\nc",
                                       " lead", "x ",  "\"q\" r", "µ ∑", "a \"b\"", "\"\"\"" };
  g_autoptr (EcgEvents) events = ecg_events_new ();
  g_autoptr (EcgEvents) again = NULL;
  g_autofree char *printed = NULL;

  ecg_events_add_column (events, "a\tb");
  ecg_events_add_column (events, "confidence");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      char          *values[] = { NULL, (char *) texts[i] };
      const EcgEvent event = { (double) i / 3.0, i % 2 == 0 ? 0.1 : NAN, (char *) texts[i],
                               i % 3 == 0 ? NULL : values };

      ecg_events_add (events, &event);
    }
  printed = ecg_events_tsv_print (events);
  again = ecg_events_tsv_parse (printed, "x", NULL);
  g_assert_nonnull (again);
  g_assert_cmpuint (again->items->len, ==, G_N_ELEMENTS (texts));
  g_assert_cmpstr (again->columns->pdata[0], ==, "a\tb");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const EcgEvent *a = ecg_events_get (again, i), *b = ecg_events_get (events, i);

      g_assert_cmpmem (&a->onset_s, sizeof (double), &b->onset_s, sizeof (double));
      g_assert_true (isnan (b->duration_s) ? isnan (a->duration_s)
                                           : !(a->duration_s < 0.1 || a->duration_s > 0.1));
      g_assert_cmpstr (a->type, ==, texts[i]);
      g_assert_true ((a->values == NULL) == (b->values == NULL));
      if (a->values != NULL)
        g_assert_cmpstr (a->values[1], ==, texts[i]);
    }
}

static void
test_beside (void)
{
  static const struct
  {
    const char *recording;
    const char *events;
  } rows[] = {
    { "sub-01_task-rest_recording-ecg_physio.tsv.gz", "sub-01_task-rest_events.tsv" },
    { "sub-01_task-rest_run-1_physio.tsv.gz", "sub-01_task-rest_run-1_events.tsv" },
    { "sub-01_ses-2_task-rest_ecg.edf", "sub-01_ses-2_task-rest_events.tsv" },
    { "sub-01_task-rest.edf", "sub-01_task-rest_events.tsv" },
    { "rec_1.hea", "rec_1_events.tsv" },
    { "plain", "plain_events.tsv" },
  };
  Scratch scratch;

  scratch_open (&scratch);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *recording = scratch_path (&scratch, rows[i].recording);
      g_autofree char *wanted = scratch_path (&scratch, rows[i].events);
      g_autofree char *path = ecg_events_tsv_path (recording);

      g_assert_cmpstr (path, ==, wanted);
    }
  g_autofree char *recording = scratch_path (&scratch, rows[4].recording);

  g_assert_null (ecg_events_tsv_beside (recording));
  g_autofree char *written = scratch_write (&scratch, rows[4].events, "onset\n", -1);
  g_autofree char *found = ecg_events_tsv_beside (recording);

  g_assert_cmpstr (found, ==, written);
  scratch_close (&scratch);
}

static void
test_to_annotations (void)
{
  g_autoptr (EcgEvents) events =
    ecg_events_tsv_parse ("onset\tduration\ttrial_type\tvalue\n"
                          "0.002\t1\twalk\tn/a\n" /* 0.5 samples: to the even one, as rint */
                          "-1\t3\tsit\tn/a\n"     /* two of its seconds are within */
                          "-2\t1\tgone\tn/a\n"
                          "n/a\t1\tgone\tn/a\n"
                          "1e300\t1\tgone\tn/a\n"
                          "10\tn/a\tn/a\t7\n",
                          "x", NULL);
  guint n_lost = 99;
  g_autoptr (EcgAnnotations) annotations = ecg_events_to_annotations (events, 250.0, &n_lost);

  g_assert_cmpuint (n_lost, ==, 3);
  g_assert_cmpuint (annotations->items->len, ==, 3);
  g_assert_cmpint (ecg_annotations_get (annotations, 0)->sample, ==, 0);
  g_assert_cmpint (ecg_annotations_get (annotations, 0)->length, ==, 250);
  g_assert_cmpint (ecg_annotations_get (annotations, 0)->code, ==, ECG_ANNOTATION_NOTE);
  g_assert_cmpstr (ecg_annotations_get (annotations, 0)->aux, ==, "walk");
  g_assert_cmpint (ecg_annotations_get (annotations, 1)->sample, ==, 0);
  g_assert_cmpint (ecg_annotations_get (annotations, 1)->length, ==, 500);
  g_assert_cmpint (ecg_annotations_get (annotations, 2)->sample, ==, 2500);
  g_assert_cmpstr (ecg_annotations_get (annotations, 2)->aux, ==, "value: 7");
}

static void
test_annotations_round_trip (void)
{
  static const double        rates_hz[] = { 250.0, 360.0, 1000.0 / 7.0 };
  static const EcgAnnotation some[] = {
    { 0, 0, ECG_ANNOTATION_NORMAL, 0, 0, 0, NULL },
    { 77, 0, 5, -3, 2, 1, (char *) "aside" },
    { 1234567890123, 33333, ECG_ANNOTATION_NOTE, 0, 0, 0, (char *) "stairs\tup" },
    { 99, 0, ECG_ANNOTATION_RHYTHM, 0, 1, 0, (char *) "(AFIB" },
    { 98, 0, 50, 127, 255, -128, NULL },
    { 98, 1, ECG_ANNOTATION_NOTE, 0, 0, 0, NULL },
  };
  g_autoptr (EcgAnnotations) list = ecg_annotations_new ();

  for (guint i = 0; i < G_N_ELEMENTS (some); i++)
    ecg_annotations_add (list, &some[i]);
  for (guint r = 0; r < G_N_ELEMENTS (rates_hz); r++)
    {
      g_autoptr (EcgEvents) events = ecg_events_from_annotations (list, rates_hz[r]);
      g_autofree char *printed = ecg_events_tsv_print (events);
      g_autoptr (EcgEvents) read = ecg_events_tsv_parse (printed, "x", NULL);
      g_autoptr (EcgAnnotations) again = ecg_events_to_annotations (read, rates_hz[r], NULL);

      g_assert_cmpuint (again->items->len, ==, G_N_ELEMENTS (some));
      for (guint i = 0; i < G_N_ELEMENTS (some); i++)
        {
          const EcgAnnotation *a = ecg_annotations_get (again, i), *b = &some[i];

          g_assert_cmpint (a->sample, ==, b->sample);
          g_assert_cmpint (a->length, ==, b->length);
          g_assert_cmpint (a->code, ==, b->code);
          g_assert_cmpint (a->subtype, ==, b->subtype);
          g_assert_cmpint (a->chan, ==, b->chan);
          g_assert_cmpint (a->num, ==, b->num);
          g_assert_cmpstr (a->aux, ==, b->aux);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/events-tsv/parse", test_parse);
  g_test_add_func ("/events-tsv/any-order", test_any_order);
  g_test_add_func ("/events-tsv/bad", test_bad);
  g_test_add_func ("/events-tsv/too-large", test_too_large);
  g_test_add_func ("/events-tsv/round-trip", test_round_trip);
  g_test_add_func ("/events-tsv/beside", test_beside);
  g_test_add_func ("/events-tsv/to-annotations", test_to_annotations);
  g_test_add_func ("/events-tsv/annotations-round-trip", test_annotations_round_trip);
  return g_test_run ();
}
