#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The .safetensors container: an 8-byte little-endian length, a JSON header, raw little-endian
 * data. Written so that any tool of the field reads it; read as if whoever wrote it were hostile.
 */

#define ECG_TENSOR_MAX_RANK 4

typedef enum
{
  ECG_TENSOR_F32,
  ECG_TENSOR_F64,
  ECG_TENSOR_I64,
  ECG_TENSOR_U8,
} EcgTensorType;

/** ecg_tensor_type_size: Returns: bytes of one value. */
gsize ecg_tensor_type_size (EcgTensorType type);

/**
 * EcgTensorView:
 * @name: of the tensor
 * @type: of its values
 * @rank: 0 to %ECG_TENSOR_MAX_RANK
 * @shape: row-major
 * @data: the values, borrowed
 */
typedef struct
{
  const char   *name;
  EcgTensorType type;
  gsize         rank;
  gsize         shape[ECG_TENSOR_MAX_RANK];
  gconstpointer data;
} EcgTensorView;

/** ecg_tensor_view_bytes: Returns: the size of its data; 0 where it does not fit a size. */
gsize ecg_tensor_view_bytes (const EcgTensorView *view);

/**
 * ecg_safetensors_write:
 * @tensors: (element-type EcgTensorView): in file order; names unique
 * @metadata: (nullable) (element-type utf8 utf8): becomes `__metadata__`, sorted by key
 *
 * Writes the file whole or not at all: to a temporary file beside it, synced, renamed.
 */
gboolean ecg_safetensors_write (const char *path,
                                GArray     *tensors,
                                GHashTable *metadata,
                                GError    **error);

/**
 * EcgSafetensors:
 *
 * A file that was read and found to be in order: every name, type, shape and offset agrees with the
 * file's size, no name stands twice, and every byte of data belongs to one tensor.
 */
typedef struct _EcgSafetensors EcgSafetensors;

/** ecg_safetensors_read: Returns: (transfer full) (nullable): NULL with %ECG_LEARN_ERROR_CHECKPOINT
 * or a %G_IO_ERROR. */
EcgSafetensors *ecg_safetensors_read (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_safetensors_parse: The same from @bytes; @name stands in messages. */
EcgSafetensors *ecg_safetensors_parse (GBytes     *bytes,
                                       const char *name,
                                       GError    **error) G_GNUC_WARN_UNUSED_RESULT;
void            ecg_safetensors_free (EcgSafetensors *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgSafetensors, ecg_safetensors_free)

/** ecg_safetensors_get_metadata: Returns: (transfer none) (nullable): the text under @key. */
const char *ecg_safetensors_get_metadata (const EcgSafetensors *self, const char *key);

/** ecg_safetensors_find: Returns: (transfer none) (nullable): valid as long as @self; its data may
 * be unaligned. */
const EcgTensorView *ecg_safetensors_find (const EcgSafetensors *self, const char *name);

/** ecg_safetensors_check: Returns: FALSE with %ECG_LEARN_ERROR_CHECKPOINT where there is no tensor
 * of this name, type and shape. */
gboolean ecg_safetensors_check (const EcgSafetensors *self,
                                const char           *name,
                                EcgTensorType         type,
                                gsize                 rank,
                                const gsize          *shape,
                                GError              **error);

/**
 * ecg_safetensors_copy:
 * @out: (out caller-allocates): the values of a tensor that must be there with just this type and
 * shape
 *
 * Returns: FALSE with %ECG_LEARN_ERROR_CHECKPOINT that names what is lacking or different
 */
gboolean ecg_safetensors_copy (const EcgSafetensors *self,
                               gpointer              out,
                               const char           *name,
                               EcgTensorType         type,
                               gsize                 rank,
                               const gsize          *shape,
                               GError              **error);

G_END_DECLS
