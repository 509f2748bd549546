#include "core/recording/comment.h"
#include "core/recording/quantise.h"
#include "core/recording/reader.h"
#include "core/recording/writer.h"

#include <math.h>

static void
test_int16 (void)
{
  static const guint8 bytes[] = { 0xff, 0x7f, 0x00, 0x80, 0xff, 0xff, 0x01 };
  EcgReader           reader = ecg_reader_over (bytes, sizeof bytes);

  g_assert_cmpint (ecg_reader_int16 (&reader), ==, 32767);
  g_assert_cmpint (ecg_reader_int16 (&reader), ==, -32768);
  g_assert_cmpint (ecg_reader_int16 (&reader), ==, -1);
  g_assert_false (reader.failed);
  g_assert_cmpint (ecg_reader_int16 (&reader), ==, 0);
  g_assert_true (reader.failed);
}

/* signal.5: 995 and 1011, the first pair of MIT-BIH record 100, are E3 33 F3. */
static void
test_int12 (void)
{
  static const guint8 bytes[] = { 0xe3, 0x33, 0xf3, 0x00, 0x78, 0xff, 0xff, 0x0f };
  EcgReader           reader = ecg_reader_over (bytes, sizeof bytes);

  g_assert_cmpint (ecg_reader_int12 (&reader, FALSE), ==, 995);
  g_assert_cmpint (ecg_reader_int12 (&reader, TRUE), ==, 1011);
  g_assert_cmpint (ecg_reader_int12 (&reader, FALSE), ==, -2048);
  g_assert_cmpint (ecg_reader_int12 (&reader, TRUE), ==, 2047);
  g_assert_cmpint (ecg_reader_int12 (&reader, FALSE), ==, -1);
  g_assert_false (reader.failed);
  g_assert_cmpint (ecg_reader_int12 (&reader, TRUE), ==, 0);
  g_assert_true (reader.failed);
}

static void
test_text_integer (void)
{
  const char *text = "-9223372036854775808x";
  const char *too_great = "9223372036854775808";
  const char *none = "-x";
  gint64      value = 1;

  g_assert_true (ecg_text_read_integer (&text, &value));
  g_assert_cmpint (value, ==, G_MININT64);
  g_assert_cmpstr (text, ==, "x");
  g_assert_false (ecg_text_read_integer (&too_great, &value));
  g_assert_false (ecg_text_read_integer (&none, &value));
  g_assert_cmpstr (none, ==, "-x");
}

static void
test_text_decimal (void)
{
  static const char *const bad[] = { "", "nan", "inf", "0x10", "-", ".", "e5", "1e999", " 1" };
  const char              *good = "-.5e1(";
  double                   value = 0.0;

  g_assert_true (ecg_text_read_decimal (&good, &value));
  g_assert_cmpfloat_with_epsilon (value, -5.0, 1e-12);
  g_assert_cmpstr (good, ==, "(");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      const char *text = bad[i];

      g_assert_false (ecg_text_read_decimal (&text, &value));
    }
}

static void
test_shortest (void)
{
  char buffer[ECG_NUMBER_SIZE];

  g_assert_cmpstr (ecg_text_from_double (buffer, 620.606), ==, "620.606");
  g_assert_cmpstr (ecg_text_from_double (buffer, 250.0), ==, "250");
  g_assert_cmpstr (ecg_text_from_double (buffer, 1.0 / 3.0), ==, "0.3333333333333333");
  g_assert_cmpstr (ecg_text_from_float (buffer, 0.1f), ==, "0.1");
  g_assert_cmpstr (ecg_text_from_float (buffer, 16777215.0f), ==, "16777215");
}

static void
test_comments (void)
{
  static const char *const comments[] = { " age: 5", " subject: 01  sex age: M 36", " subject: 02",
                                          "Activity = hand bike ", NULL };
  g_autofree char         *subject = ecg_comment_value (comments, "subject");
  g_autofree char         *activity = ecg_comment_value (comments, "activity");

  g_assert_cmpstr (subject, ==, "01");
  g_assert_cmpstr (activity, ==, "hand bike");
  g_assert_null (ecg_comment_value (comments, "rate"));
  g_assert_null (ecg_comment_value (NULL, "rate"));
}

static void
test_quantise (void)
{
  float *values = g_new (float, 3);

  values[0] = -2.5f;
  values[1] = NAN;
  values[2] = 0.1234f;

  g_autoptr (EcgSeries) series = ecg_series_new_physical ("x", "mV", 250.0, values, 3);
  EcgScale           scale;
  g_autofree gint32 *counts = ecg_quantise (series, 16, &scale);

  g_assert_cmpfloat_with_epsilon (scale.gain, 10000.0, 1e-9);
  g_assert_cmpint (counts[0], ==, -25000);
  g_assert_cmpint (counts[1], ==, ECG_COUNT_MISSING);
  g_assert_cmpint (counts[2], ==, 1234);
  g_assert_true (ecg_counts_fit (counts, 3, 16));
  g_assert_false (ecg_counts_fit (counts, 3, 15));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reader/int16", test_int16);
  g_test_add_func ("/reader/int12", test_int12);
  g_test_add_func ("/reader/text-integer", test_text_integer);
  g_test_add_func ("/reader/text-decimal", test_text_decimal);
  g_test_add_func ("/reader/shortest", test_shortest);
  g_test_add_func ("/reader/comments", test_comments);
  g_test_add_func ("/reader/quantise", test_quantise);
  return g_test_run ();
}
