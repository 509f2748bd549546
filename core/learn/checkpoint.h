#pragma once

#include "core/learn/predictor.h"
#include "core/learn/safetensors.h"

G_BEGIN_DECLS

#define ECG_CHECKPOINT_VERSION "1"

/**
 * ecg_checkpoint_write:
 * @predictor: the network as it is used, with all that it needs
 * @state: (nullable) (element-type EcgTensorView): what a resumed run needs beside: `optim.` and
 * `run.` tensors
 * @metadata: (nullable) (element-type utf8 utf8): added to what the predictor itself says
 *
 * Writes a checkpoint as .safetensors, whole or not at all: model tensors under their names with
 * PyTorch's layout; `__metadata__` with format version, leads, rate, window, filter, normalisation,
 * sizes and class names.
 */
gboolean ecg_checkpoint_write (
  const char *path, EcgPredictor *predictor, GArray *state, GHashTable *metadata, GError **error);

/** ecg_checkpoint_parse: Builds the network that @file holds. Every number is checked before it
 * sizes anything. Returns: (transfer full) (nullable). */
EcgPredictor *ecg_checkpoint_parse (EcgSafetensors *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
