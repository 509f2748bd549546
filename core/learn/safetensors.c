/*
 * Reads and writes .safetensors. Nothing in a file is believed: the header's length is checked
 * against the file before it is parsed, every extent against the data before it is looked at.
 */

#include "core/learn/safetensors.h"

#include "core/base/size.h"
#include "core/learn/trainer.h"
#include "core/recording/file-input.h"
#include "core/recording/json-text.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define PREFIX_BYTES 8
/* As the reference reader: no honest header comes near. */
#define MAX_HEADER_BYTES (100u * 1024u * 1024u)

static const struct
{
  const char *name;
  gsize       size;
} types[] = {
  [ECG_TENSOR_F32] = { "F32", 4 },
  [ECG_TENSOR_F64] = { "F64", 8 },
  [ECG_TENSOR_I64] = { "I64", 8 },
  [ECG_TENSOR_U8] = { "U8", 1 },
};

struct _EcgSafetensors
{
  char       *name;
  GBytes     *bytes;
  GHashTable *metadata; /* utf8 → utf8 */
  GHashTable *tensors;  /* utf8 → EcgTensorView */
};

gsize
ecg_tensor_type_size (EcgTensorType type)
{
  g_return_val_if_fail ((gsize) type < G_N_ELEMENTS (types), 0);
  return types[type].size;
}

gsize
ecg_tensor_view_bytes (const EcgTensorView *view)
{
  size_t bytes = ecg_tensor_type_size (view->type);

  for (gsize i = 0; i < view->rank; i++)
    if (!ecg_size_mul (&bytes, bytes, view->shape[i]))
      return 0;
  return bytes;
}

/* Writing */

static int
compare_keys (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_metadata (JsonBuilder *builder, GHashTable *metadata)
{
  g_autofree const char **keys = (const char **) g_hash_table_get_keys_as_array (metadata, NULL);
  const gsize             n = g_hash_table_size (metadata);

  qsort (keys, n, sizeof *keys, compare_keys);
  json_builder_set_member_name (builder, "__metadata__");
  json_builder_begin_object (builder);
  for (gsize i = 0; i < n; i++)
    {
      json_builder_set_member_name (builder, keys[i]);
      json_builder_add_string_value (builder, g_hash_table_lookup (metadata, keys[i]));
    }
  json_builder_end_object (builder);
}

static void
add_entry (JsonBuilder *builder, const EcgTensorView *tensor, gsize begin, gsize end)
{
  json_builder_set_member_name (builder, tensor->name);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "dtype");
  json_builder_add_string_value (builder, types[tensor->type].name);
  json_builder_set_member_name (builder, "shape");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < tensor->rank; i++)
    json_builder_add_int_value (builder, (gint64) tensor->shape[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "data_offsets");
  json_builder_begin_array (builder);
  json_builder_add_int_value (builder, (gint64) begin);
  json_builder_add_int_value (builder, (gint64) end);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static char *
build_header (GArray *tensors, GHashTable *metadata)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  gsize offset = 0;

  json_builder_begin_object (builder);
  if (metadata != NULL)
    add_metadata (builder, metadata);
  for (guint i = 0; i < tensors->len; i++)
    {
      const EcgTensorView *tensor = &g_array_index (tensors, EcgTensorView, i);
      const gsize          bytes = ecg_tensor_view_bytes (tensor);

      add_entry (builder, tensor, offset, offset + bytes);
      offset += bytes;
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  return json_generator_to_data (generator, NULL);
}

gboolean
ecg_safetensors_write (const char *path, GArray *tensors, GHashTable *metadata, GError **error)
{
  g_autofree char *header = build_header (tensors, metadata);
  const gsize      length = strlen (header);
  const gsize      padding = (PREFIX_BYTES - length % PREFIX_BYTES) % PREFIX_BYTES;
  const guint64    prefix = GUINT64_TO_LE ((guint64) (length + padding));
  g_autoptr (GByteArray) file = g_byte_array_new ();

  g_byte_array_append (file, (const guint8 *) &prefix, sizeof prefix);
  g_byte_array_append (file, (const guint8 *) header, (guint) length);
  g_byte_array_append (file, (const guint8 *) "        ", (guint) padding);
  for (guint i = 0; i < tensors->len; i++)
    {
      const EcgTensorView *tensor = &g_array_index (tensors, EcgTensorView, i);
      const gsize          bytes = ecg_tensor_view_bytes (tensor);

      if (bytes > G_MAXINT32 - file->len)
        {
          g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT,
                       _ ("%s would be larger than 2 GiB."), path);
          return FALSE;
        }
      g_byte_array_append (file, tensor->data, (guint) bytes);
    }
  return g_file_set_contents_full (path, (const char *) file->data, (gssize) file->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

/* Reading */

static gboolean G_GNUC_PRINTF (3, 4)
  fail (const EcgSafetensors *self, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list          arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT,
               _ ("%s is not a .safetensors file in order: %s."), self->name, what);
  return FALSE;
}

static gboolean
read_size (JsonNode *node, gsize *size)
{
  gint64 value;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  value = json_node_get_int (node);
  *size = (gsize) value;
  return value >= 0;
}

static gboolean
read_type (JsonNode *node, EcgTensorType *type)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].name, json_node_get_string (node)))
      {
        *type = (EcgTensorType) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_shape (JsonNode *node, EcgTensorView *view)
{
  JsonArray *array =
    node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL || json_array_get_length (array) > ECG_TENSOR_MAX_RANK)
    return FALSE;
  view->rank = json_array_get_length (array);
  for (gsize i = 0; i < view->rank; i++)
    if (!read_size (json_array_get_element (array, (guint) i), &view->shape[i]))
      return FALSE;
  return TRUE;
}

static gboolean
read_offsets (JsonNode *node, gsize *begin, gsize *end)
{
  JsonArray *array =
    node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  return array != NULL && json_array_get_length (array) == 2 &&
         read_size (json_array_get_element (array, 0), begin) &&
         read_size (json_array_get_element (array, 1), end) && *begin <= *end;
}

/* Returns FALSE where the shape's product is no size. */
static gboolean
count_bytes (const EcgTensorView *view, gsize *bytes)
{
  size_t product = ecg_tensor_type_size (view->type);

  for (gsize i = 0; i < view->rank; i++)
    if (!ecg_size_mul (&product, product, view->shape[i]))
      return FALSE;
  *bytes = product;
  return TRUE;
}

static gboolean
read_tensor (EcgSafetensors *self,
             const char     *name,
             JsonNode       *node,
             const guint8   *data,
             gsize           n_data,
             GError        **error)
{
  JsonObject   *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  EcgTensorView view = { 0 };
  gsize         begin, end, bytes;

  if (object == NULL || !read_type (json_object_get_member (object, "dtype"), &view.type))
    return fail (self, error, _ ("tensor “%s” has no type that is known (F32, F64, I64, U8)"),
                 name);
  if (!read_shape (json_object_get_member (object, "shape"), &view) || !count_bytes (&view, &bytes))
    return fail (self, error, _ ("tensor “%s” has no shape of at most %d sizes"), name,
                 ECG_TENSOR_MAX_RANK);
  if (!read_offsets (json_object_get_member (object, "data_offsets"), &begin, &end) || end > n_data)
    return fail (self, error, _ ("tensor “%s” lies outside the file’s %zu bytes of data"), name,
                 n_data);
  if (end - begin != bytes)
    return fail (self, error, _ ("tensor “%s” has %zu bytes where its shape wants %zu"), name,
                 end - begin, bytes);

  view.data = data + begin;
  view.name = g_strdup (name);
  g_hash_table_insert (self->tensors, (gpointer) view.name, g_memdup2 (&view, sizeof view));
  return TRUE;
}

static gboolean
read_metadata (EcgSafetensors *self, JsonNode *node, GError **error)
{
  JsonObjectIter iter;
  const char    *key;
  JsonNode      *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (self, error, _ ("its metadata is not an object of texts"));
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &key, &value))
    {
      if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING)
        return fail (self, error, _ ("its metadata “%s” is not a text"), key);
      g_hash_table_insert (self->metadata, g_strdup (key), g_strdup (json_node_get_string (value)));
    }
  return TRUE;
}

static gboolean
read_header (EcgSafetensors *self, JsonNode *root, const guint8 *data, gsize n_data, GError **error)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    return fail (self, error, _ ("its header is not a JSON object"));
  json_object_iter_init (&iter, json_node_get_object (root));
  while (json_object_iter_next (&iter, &name, &node))
    {
      const gboolean read = g_str_equal (name, "__metadata__")
                              ? read_metadata (self, node, error)
                              : read_tensor (self, name, node, data, n_data, error);

      if (!read)
        return FALSE;
    }
  return TRUE;
}

static int
compare_extents (gconstpointer a, gconstpointer b)
{
  const EcgTensorView *x = *(const EcgTensorView *const *) a;
  const EcgTensorView *y = *(const EcgTensorView *const *) b;
  const gsize          n_x = ecg_tensor_view_bytes (x), n_y = ecg_tensor_view_bytes (y);

  if (x->data != y->data)
    return (const guint8 *) x->data < (const guint8 *) y->data ? -1 : 1;
  return (n_x > n_y) - (n_x < n_y);
}

/* Every byte belongs to one tensor, as the reference reader wants it: shared ones are how a file
 * lies about what it holds, bytes of nobody how it hides something. */
static gboolean
check_extents (EcgSafetensors *self, const guint8 *data, gsize n_data, GError **error)
{
  g_autoptr (GPtrArray) views = g_ptr_array_new ();
  const guint8  *end = data;
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, self->tensors);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (views, value);
  g_ptr_array_sort (views, compare_extents);
  for (guint i = 0; i < views->len; i++)
    {
      const EcgTensorView *view = views->pdata[i];
      const guint8        *begin = view->data;

      if (begin < end)
        return fail (self, error, _ ("tensors “%s” and “%s” overlap"),
                     ((const EcgTensorView *) views->pdata[i - 1])->name, view->name);
      if (begin > end)
        return fail (self, error, _ ("%zu bytes before tensor “%s” belong to none"),
                     (gsize) (begin - end), view->name);
      end = begin + ecg_tensor_view_bytes (view);
    }
  if ((gsize) (end - data) != n_data)
    return fail (self, error, _ ("its last %zu bytes belong to no tensor"),
                 n_data - (gsize) (end - data));
  return TRUE;
}

static gboolean
parse (EcgSafetensors *self, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) json_error = NULL;
  gsize         size;
  const guint8 *file = g_bytes_get_data (self->bytes, &size);
  const guint8 *data;
  gsize         n_data;
  guint64       header;

  if (size < PREFIX_BYTES)
    return fail (self, error, _ ("it has %zu bytes, expected 8 and a header"), size);
  memcpy (&header, file, sizeof header);
  header = GUINT64_FROM_LE (header);
  if (header > size - PREFIX_BYTES || header > MAX_HEADER_BYTES)
    return fail (self, error, _ ("it promises a header of %" PRIu64 " bytes, but has %zu in all"),
                 header, size);
  root = ecg_json_parse ((const char *) file + PREFIX_BYTES, (gssize) header, &json_error);
  if (root == NULL)
    return fail (self, error, _ ("its header is not in order (%s)"), json_error->message);
  data = file + PREFIX_BYTES + header;
  n_data = size - PREFIX_BYTES - header;
  return read_header (self, root, data, n_data, error) && check_extents (self, data, n_data, error);
}

static void
free_view (gpointer data)
{
  EcgTensorView *view = data;

  g_free ((char *) view->name);
  g_free (view);
}

EcgSafetensors *
ecg_safetensors_parse (GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (EcgSafetensors) self = g_new0 (EcgSafetensors, 1);

  self->name = g_strdup (name);
  self->bytes = g_bytes_ref (bytes);
  self->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->tensors = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_view);
  return parse (self, error) ? g_steal_pointer (&self) : NULL;
}

/* A device or a pipe would never end. */
static GBytes *
read_file (const char *path, const char *name, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autofree guint8 *bytes = NULL;
  gint64             size;

  stream = ecg_file_open (path, &size, NULL, error);
  if (stream == NULL)
    return NULL;
  bytes = size <= G_MAXINT32 ? g_try_malloc ((gsize) size + 1) : NULL;
  if (bytes == NULL)
    {
      g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT,
                   _ ("%s is larger than 2 GiB, or than the memory that is left."), name);
      return NULL;
    }
  if (!ecg_file_read_exactly (stream, path, bytes, (gsize) size, NULL, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&bytes), (gsize) size);
}

EcgSafetensors *
ecg_safetensors_read (const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GBytes) bytes = read_file (path, name, error);

  return bytes != NULL ? ecg_safetensors_parse (bytes, name, error) : NULL;
}

void
ecg_safetensors_free (EcgSafetensors *self)
{
  g_free (self->name);
  g_bytes_unref (self->bytes);
  g_hash_table_unref (self->metadata);
  g_hash_table_unref (self->tensors);
  g_free (self);
}

const char *
ecg_safetensors_get_metadata (const EcgSafetensors *self, const char *key)
{
  return g_hash_table_lookup (self->metadata, key);
}

const EcgTensorView *
ecg_safetensors_find (const EcgSafetensors *self, const char *name)
{
  return g_hash_table_lookup (self->tensors, name);
}

gboolean
ecg_safetensors_check (const EcgSafetensors *self,
                       const char           *name,
                       EcgTensorType         type,
                       gsize                 rank,
                       const gsize          *shape,
                       GError              **error)
{
  const EcgTensorView *view = ecg_safetensors_find (self, name);

  if (view == NULL)
    return fail (self, error, _ ("tensor “%s” is missing"), name);
  if (view->type != type || view->rank != rank ||
      (rank > 0 && memcmp (view->shape, shape, rank * sizeof *shape) != 0))
    return fail (self, error, _ ("tensor “%s” has another type or shape than expected"), name);
  return TRUE;
}

gboolean
ecg_safetensors_copy (const EcgSafetensors *self,
                      gpointer              out,
                      const char           *name,
                      EcgTensorType         type,
                      gsize                 rank,
                      const gsize          *shape,
                      GError              **error)
{
  const EcgTensorView *view = ecg_safetensors_find (self, name);

  if (!ecg_safetensors_check (self, name, type, rank, shape, error))
    return FALSE;
  memcpy (out, view->data, ecg_tensor_view_bytes (view));
  return TRUE;
}
