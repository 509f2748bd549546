#pragma once

#include <stdbool.h>
#include <stddef.h>

/**
 * EcgScaShape:
 * @batch: examples in the slice
 * @channels: C
 * @length: T
 * @hidden: units between fc1 and fc2
 * @kernel: of the sequence gate; odd
 * @channel_gate: whether there is one; else a = 1
 * @sequence_gate: whether there is one; else b = 1
 * @mean_max: whether maxima are pooled beside means; both pass the same gate and their logits are
 * summed
 * @skip: whether the input is added to the output
 */
typedef struct
{
  size_t batch;
  size_t channels;
  size_t length;
  size_t hidden;
  size_t kernel;
  bool   channel_gate;
  bool   sequence_gate;
  bool   mean_max;
  bool   skip;
} EcgScaShape;

/** EcgScaWeights: fc1 (hidden, C) and (hidden), fc2 (C, hidden) and (C), conv (K) and (1); unused
 * ones may be NULL. */
typedef struct
{
  const float *fc1;
  const float *fc1_bias;
  const float *fc2;
  const float *fc2_bias;
  const float *conv;
  const float *conv_bias;
} EcgScaWeights;

/** EcgScaGradients: ∂L/∂weights; everything is added to. */
typedef struct
{
  float *fc1;
  float *fc1_bias;
  float *fc2;
  float *fc2_bias;
  float *conv;
  float *conv_bias;
} EcgScaGradients;

/** ecg_sca_saved_size: Returns: floats per example that the forward pass keeps for the backward
 * pass. */
size_t ecg_sca_saved_size (const EcgScaShape *shape);

/** ecg_sca_work_size: Returns: floats of scratch of ecg_sca_backward(), however large the batch. */
size_t ecg_sca_work_size (const EcgScaShape *shape);

/**
 * ecg_sca_forward:
 * @out: (out caller-allocates): (B, T, C); must not overlap @in
 * @channel: (out caller-allocates): a, (B, C)
 * @sequence: (out caller-allocates): b, (B, T)
 * @saved: (out caller-allocates): (B, ecg_sca_saved_size()), for the backward pass
 * @in: F, (B, T, C)
 *
 * Sequence Channel Attention: weighs channels, then time.
 *
 *   z_c = mean_t F[t,c];   a = σ (fc2 (relu (fc1 z)));   F1 = a · F
 *   q_t = mean_c F1[t,c];  b = σ (conv (q));             out = F + b · F1
 */
void ecg_sca_forward (float               *out,
                      float               *channel,
                      float               *sequence,
                      float               *saved,
                      const float         *in,
                      const EcgScaWeights *weights,
                      const EcgScaShape   *shape);

/**
 * ecg_sca_backward:
 * @d_in: (out caller-allocates): (B, T, C); must not overlap @d_out
 * @gradients: (inout): added to
 * @d_out: (B, T, C)
 * @in, @channel, @sequence, @saved: of the forward pass
 * @work: scratch, ecg_sca_work_size() floats
 */
void ecg_sca_backward (float                 *d_in,
                       const EcgScaGradients *gradients,
                       const float           *d_out,
                       const float           *in,
                       const float           *channel,
                       const float           *sequence,
                       const float           *saved,
                       float                 *work,
                       const EcgScaWeights   *weights,
                       const EcgScaShape     *shape);
