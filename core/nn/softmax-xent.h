#pragma once

#include <stddef.h>
#include <stdint.h>

/** ecg_softmax: @probability (out caller-allocates): softmax of each row of @logit, both
 * (B, classes). */
void ecg_softmax (float *probability, const float *logit, size_t batch, size_t n_classes);

/**
 * EcgXent:
 * @loss: mean of −log p[label] over the known examples; 0 if there are none
 * @n_known: examples whose label is not −1
 * @n_correct: of these, those whose label has the largest logit
 */
typedef struct
{
  float  loss;
  size_t n_known;
  size_t n_correct;
} EcgXent;

/**
 * ecg_softmax_xent:
 * @d_logit: (out caller-allocates): ∂loss/∂logit = (p − onehot) / n_known; 0 where unknown
 * @logit: (B, classes)
 * @labels: (B), below @n_classes, or −1 for unknown
 *
 * Softmax cross-entropy and its gradient. Logits that are not finite give a loss that is not.
 */
EcgXent ecg_softmax_xent (
  float *d_logit, const float *logit, const int32_t *labels, size_t batch, size_t n_classes);
