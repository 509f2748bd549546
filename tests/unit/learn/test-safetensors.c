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

#define F32(name, offsets)                                                                         \
  "\"" name "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[" offsets "]}"

static const struct
{
  const char *header;
  gsize       n_data;
} hostile[] = {
  { "{" F32 ("a", "0,4") "}", 5 },                        /* a byte too many */
  { "{" F32 ("a", "4,8") "}", 8 },                        /* before the first */
  { "{" F32 ("a", "0,4") "," F32 ("b", "8,12") "}", 12 }, /* between */
  { "{" F32 ("a", "0,4") "," F32 ("b", "0,4") "}", 4 },   /* the same */
  { "{" F32 ("a", "0,4") "," F32 ("a", "0,4") "}", 4 },   /* twice */
  { "{\"__metadata__\":{\"a\":\"b\",\"a\":\"c\"}}", 0 },
  { "{\"__metadata__\":{},\"__metadata__\":{}}", 0 },

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

/* The metadata of a checkpoint without tensors, each a JSON text within a JSON text. */
typedef struct
{
  const char *version;
  const char *leads;
  const char *model;
  const char *subjects;
} Metadata;

#define MODEL(skip)                                                                                \
  "{\\\"widths\\\":[2048,4096],\\\"kernel\\\":7,\\\"stem_kernel\\\":7,\\\"embedding\\\":4096,"     \
  "\\\"dropout\\\":0,\\\"sca\\\":\\\"full\\\",\\\"pooling\\\":\\\"mean\\\",\\\"sca_skip\\\":" skip \
  "}"

static const Metadata plain = { "1", "[\\\"I\\\"]", MODEL ("true"), "[\\\"A\\\"]" };

static void
assert_no_checkpoint (const Metadata *metadata, const char *part)
{
  g_autofree char *header = g_strdup_printf (
    "{\"__metadata__\":{\"format_version\":\"%s\",\"preparation\":\"{\\\"rate_hz\\\":250,"
    "\\\"window\\\":1000,\\\"low_hz\\\":0.5,\\\"high_hz\\\":40,\\\"mains_hz\\\":50,"
    "\\\"normalisation\\\":\\\"window\\\"}\",\"leads\":\"%s\",\"model\":\"%s\","
    "\"subjects\":\"%s\",\"activities\":\"[\\\"a\\\"]\"}}",
    metadata->version, metadata->leads, metadata->model, metadata->subjects);
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
  assert_no_checkpoint (&plain, "stem.weight");
}

/* All else in order, the first thing that is not is named. */
static void
test_metadata_not_in_order (void)
{
  Metadata metadata;

  metadata = plain;
  metadata.version = "2";
  assert_no_checkpoint (&metadata, "“2”");
  metadata = plain;
  metadata.model = MODEL ("\\\"yes\\\"");
  assert_no_checkpoint (&metadata, "sca_skip");
  metadata = plain;
  metadata.leads = "[\\\"I\\\",\\\"I\\\"]";
  assert_no_checkpoint (&metadata, "leads");
  metadata = plain;
  metadata.subjects = "[\\\"A\\\",\\\"B\\\",\\\"A\\\"]";
  assert_no_checkpoint (&metadata, "subjects");
  metadata.subjects = "[]";
  assert_no_checkpoint (&metadata, "subjects");
}

/* A list in a list, a hundred thousand times, written so that the header itself has no brackets. */
static void
test_metadata_too_deep (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  Metadata metadata = plain;

  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "\\u005b");
  metadata.leads = deep->str;
  assert_no_checkpoint (&metadata, "leads");
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
  g_test_add_func ("/learn/safetensors/metadata-not-in-order", test_metadata_not_in_order);
  g_test_add_func ("/learn/safetensors/metadata-too-deep", test_metadata_too_deep);
  g_test_add_func ("/learn/safetensors/no-file", test_no_file);
  g_test_add_func ("/learn/safetensors/round-trip", test_round_trip);
  g_test_add_func ("/learn/safetensors/truncated", test_truncated);
  return g_test_run ();
}
