#include "core/nn/softmax-xent.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static size_t
find_largest (const float *x, size_t n)
{
  size_t best = 0;

  for (size_t i = 1; i < n; i++)
    if (x[i] > x[best])
      best = i;
  return best;
}

/* Returns log Σ exp logit. */
static double
softmax_row (float *probability, const float *logit, size_t n)
{
  /* Without the largest, no exponential overflows. */
  const double largest = (double) logit[find_largest (logit, n)];
  double       sum = 0.0;

  for (size_t i = 0; i < n; i++)
    sum += exp ((double) logit[i] - largest);
  for (size_t i = 0; i < n; i++)
    probability[i] = (float) (exp ((double) logit[i] - largest) / sum);
  return largest + log (sum);
}

void
ecg_softmax (float *probability, const float *logit, size_t batch, size_t n_classes)
{
  for (size_t b = 0; b < batch; b++)
    (void) softmax_row (probability + b * n_classes, logit + b * n_classes, n_classes);
}

EcgXent
ecg_softmax_xent (
  float *d_logit, const float *logit, const int32_t *labels, size_t batch, size_t n_classes)
{
  EcgXent result = { 0 };
  double  loss = 0.0;

  for (size_t b = 0; b < batch; b++)
    result.n_known += labels[b] >= 0;

  for (size_t b = 0; b < batch; b++, logit += n_classes, d_logit += n_classes)
    {
      if (labels[b] < 0)
        {
          memset (d_logit, 0, n_classes * sizeof *d_logit);
          continue;
        }

      assert ((size_t) labels[b] < n_classes);
      loss += softmax_row (d_logit, logit, n_classes) - (double) logit[labels[b]];
      result.n_correct += find_largest (logit, n_classes) == (size_t) labels[b];
      d_logit[labels[b]] -= 1.0f;
      for (size_t i = 0; i < n_classes; i++)
        d_logit[i] /= (float) result.n_known;
    }

  if (result.n_known > 0)
    result.loss = (float) (loss / (double) result.n_known);
  return result;
}
