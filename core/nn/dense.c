#include "core/nn/dense.h"

#include "core/nn/product.h"
#include "core/nn/sum.h"
#include "core/nn/vectorise.h"

ECG_VECTORISED void
ecg_dense_forward (
  float *out, const float *in, const float *weight, const float *bias, const EcgDenseShape *shape)
{
  for (size_t b = 0; b < shape->batch; b++)
    for (size_t o = 0; o < shape->out; o++)
      out[b * shape->out + o] =
        bias[o] + ecg_dot (in + b * shape->in, weight + o * shape->in, shape->in);
}

void
ecg_dense_backward (float               *d_in,
                    float               *d_weight,
                    float               *d_bias,
                    const float         *d_out,
                    const float         *in,
                    const float         *weight,
                    const EcgDenseShape *shape)
{
  for (size_t b = 0; d_bias != NULL && b < shape->batch; b++)
    for (size_t o = 0; o < shape->out; o++)
      d_bias[o] += d_out[b * shape->out + o];

  /* (out, B) × (B, in) */
  ecg_product (d_weight, d_out, in,
               &(EcgProduct){ .m = shape->out,
                              .n = shape->in,
                              .k = shape->batch,
                              .a_row = 1,
                              .a_column = shape->out,
                              .b_row = shape->in,
                              .b_panel = ECG_PANEL,
                              .c_row = shape->in,
                              .c_panel = ECG_PANEL,
                              .accumulate = true });

  /* (B, out) × (out, in) */
  if (d_in != NULL)
    ecg_product (d_in, d_out, weight,
                 &(EcgProduct){ .m = shape->batch,
                                .n = shape->in,
                                .k = shape->out,
                                .a_row = shape->out,
                                .a_column = 1,
                                .b_row = shape->in,
                                .b_panel = ECG_PANEL,
                                .c_row = shape->in,
                                .c_panel = ECG_PANEL });
}
