/* The container: what is written is read; what lies is refused with a sentence. */

#include "core/learn/checkpoint.h"
#include "core/learn/safetensors.h"
#include "core/learn/trainer.h"

#include <glib/gstdio.h>
#include <string.h>

static EcgSafetensors *
parse (const char *header, gsize n_data, GError **error)
{
  const guint64      length = GUINT64_TO_LE ((guint64) strlen (header));
  GByteArray        *file = g_byte_array_new ();
  g_autofree guint8 *data = g_malloc0 (MAX (n_data, 1));
  g_autoptr (GBytes) bytes = NULL;

  g_byte_array_append (file, (const guint8 *) &length, sizeof length);
  g_byte_array_append (file, (const guint8 *) header, (guint) strlen (header));
  g_byte_array_append (file, data, (guint) n_data);
  bytes = g_byte_array_free_to_bytes (file);
  return ecg_safetensors_parse (bytes, "test", error);
}

static const struct
{
  const char *header;
  gsize       n_data;
} hostile[] = {
  { "", 0 },
  { "[]", 0 },
  { "{\"a\":1}", 0 },
  { "{\"a\":{}}", 0 },
  { "{\"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}", 2 },
  { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8 },
  { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4 },
  { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", 8 },
  { "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4 },
  { "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}", 4 },
  { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1],\"data_offsets\":[0,4]}}", 4 },
  { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\","
    "\"shape\":[1],\"data_offsets\":[2,6]}}",
    8 },
  { "{\"__metadata__\":{\"a\":1}}", 0 },
  { "{\"__metadata__\":[]}", 0 },
  { "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 0 },
};

static void
test_hostile (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (hostile[i].header, hostile[i].n_data, &error));
      g_assert_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT);
    }
}

static char *
write_sample (char **folder)
{
  static const float  x[6] = { 1, 2, 3, 4, 5, 6 };
  static const gint64 y[2] = { -1, G_MAXINT64 };
  const EcgTensorView views[] = {
    { .name = "x", .type = ECG_TENSOR_F32, .rank = 2, .shape = { 2, 3 }, .data = x },
    { .name = "y", .type = ECG_TENSOR_I64, .rank = 1, .shape = { 2 }, .data = y }
  };
  g_autoptr (GArray) tensors = g_array_new (FALSE, FALSE, sizeof (EcgTensorView));
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  char *path;

  *folder = g_dir_make_tmp ("dt4ecg-safetensors-XXXXXX", &error);
  path = g_build_filename (*folder, "t.safetensors", NULL);
  g_array_append_vals (tensors, views, G_N_ELEMENTS (views));
  g_hash_table_insert (metadata, (gpointer) "who", (gpointer) "“a” \\ \n");
  ecg_safetensors_write (path, tensors, metadata, &error);
  g_assert_no_error (error);
  return path;
}

static void
test_round_trip (void)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = write_sample (&folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgSafetensors) file = ecg_safetensors_read (path, &error);
  const gsize shape[] = { 2, 3 }, wrong[] = { 3, 2 };
  float       x[6];

  g_assert_no_error (error);
  g_assert_cmpstr (ecg_safetensors_get_metadata (file, "who"), ==, "“a” \\ \n");
  g_assert_true (ecg_safetensors_copy (file, x, "x", ECG_TENSOR_F32, 2, shape, &error));
  g_assert_cmpfloat_with_epsilon (x[5], 6.0f, 1e-9f);
  g_assert_false (ecg_safetensors_copy (file, x, "x", ECG_TENSOR_F32, 2, wrong, &error));
  g_assert_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT);
  g_clear_error (&error);
  g_assert_false (ecg_safetensors_copy (file, x, "z", ECG_TENSOR_F32, 2, shape, &error));
  g_assert_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT);
  g_remove (path);
  g_rmdir (folder);
}

/* Cut at every byte, it is refused at every byte. */
static void
test_truncated (void)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = write_sample (&folder);
  g_autofree char *bytes = NULL;
  gsize            n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  for (gsize cut = 0; cut < n; cut++)
    {
      g_autoptr (GBytes) part = g_bytes_new (bytes, cut);
      g_autoptr (GError) error = NULL;

      g_assert_null (ecg_safetensors_parse (part, "cut", &error));
      g_assert_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT);
    }
  g_remove (path);
  g_rmdir (folder);
}

/* Reads a header without tensors as a checkpoint. */
static void
assert_no_checkpoint (const char *model, const char *leads, const char *part)
{
  g_autofree char *header = g_strdup_printf (
    "{\"__metadata__\":{\"preparation\":\"{\\\"rate_hz\\\":250,\\\"window\\\":1000,\\\"low_hz\\\":"
    "0.5,"
    "\\\"high_hz\\\":40,\\\"mains_hz\\\":50,\\\"normalisation\\\":\\\"window\\\"}\",\"leads\":\"%"
    "s\","
    "\"model\":\"%s\",\"subjects\":\"[\\\"A\\\"]\",\"activities\":\"[\\\"a\\\"]\"}}",
    leads, model);
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgSafetensors) file = parse (header, 0, NULL);

  g_assert_nonnull (file);
  g_assert_null (ecg_checkpoint_parse (file, &error));
  g_assert_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” was expected in: %s", part, error->message);
}

/* Of a gigabyte: the file must hold its weights before memory is taken. */
static void
test_network_too_large (void)
{
  assert_no_checkpoint ("{\\\"widths\\\":[2048,4096],\\\"kernel\\\":7,\\\"stem_kernel\\\":7,"
                        "\\\"embedding\\\":4096,"
                        "\\\"dropout\\\":0,\\\"sca\\\":\\\"full\\\",\\\"pooling\\\":\\\"mean\\\","
                        "\\\"sca_skip\\\":true}",
                        "[\\\"I\\\"]", "stem.weight");
}

/* A list in a list, a hundred thousand times, written so that the header itself has no brackets. */
static void
test_metadata_too_deep (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);

  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "\\u005b");
  assert_no_checkpoint ("{}", deep->str, "leads");
}

static void
test_no_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ecg_safetensors_read ("/dev/zero", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/learn/safetensors/hostile", test_hostile);
  g_test_add_func ("/learn/safetensors/network-too-large", test_network_too_large);
  g_test_add_func ("/learn/safetensors/metadata-too-deep", test_metadata_too_deep);
  g_test_add_func ("/learn/safetensors/no-file", test_no_file);
  g_test_add_func ("/learn/safetensors/round-trip", test_round_trip);
  g_test_add_func ("/learn/safetensors/truncated", test_truncated);
  return g_test_run ();
}
