#include "core/recording/json-text.h"

#include "core/recording/recording-error.h"

#include <string.h>

static void
test_reads (void)
{
  static const char *const texts[] = {
    "{}",
    "[]",
    " {\"a\": [1, -2.5e+3, true, null, \"x \\\" ] } // /* \\\\\"]}\n",
    "[{\"a\": 1}, {\"a\": {\"a\": 2}}]",
    "\"µV\"",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = ecg_json_parse (texts[i], -1, &error);

      g_assert_no_error (error);
      g_assert_nonnull (node);
    }
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *text;
    const char *part;
  } rows[] = {
    { "", "empty" },
    { "{\"a\": ", "" },
    { "{\"a\"", "" },
    { "[\"", "does not end" },
    { "[\"\\", "does not end" },
    { "]", "closes" },
    { "[]]", "closes" },
    { "/* \" */ []", "not JSON" },
    { "// \"\n[]", "not JSON" },
    { "['a']", "not JSON" },
    { "\xff", "UTF-8" },
    { "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "too deeply" },
    { "{\"a\": 1, \"b\": 2, \"a\": 1}", "twice" },
    { "[{\"x\": {\"a\": {}, \"\\u0061\": []}}]", "twice" },
    /* Closing brackets in texts close nothing. */
    { "[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\","
      "[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\","
      "[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\",[\"]\"",
      "too deeply" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ecg_json_parse (rows[i].text, -1, &error));
      g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED);
      g_assert_nonnull (strstr (error->message, rows[i].part));
    }
}

static void
test_byte_0 (void)
{
  g_assert_null (ecg_json_parse ("[]\0]", 4, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recording/json-text/reads", test_reads);
  g_test_add_func ("/recording/json-text/refuses", test_refuses);
  g_test_add_func ("/recording/json-text/byte-0", test_byte_0);
  return g_test_run ();
}
