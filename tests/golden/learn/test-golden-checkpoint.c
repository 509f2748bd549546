/*
 * A checkpoint that PyTorch wrote (make-checkpoint.py) is read by its names and gives PyTorch's
 * logits. The other way round, PyTorch reads what the program wrote: tests/unit/app/test-torch.
 */

#include "core/learn/predictor.h"
#include "core/learn/safetensors.h"

#define BATCH 6

static void
compare (const EcgSafetensors *file, const char *name, const float *got, gsize n_classes)
{
  const gsize       shape[] = { BATCH, n_classes };
  g_autofree float *expected = g_new (float, BATCH *n_classes);
  g_autoptr (GError) error = NULL;

  ecg_safetensors_copy (file, expected, name, ECG_TENSOR_F32, 2, shape, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < BATCH * n_classes; i++)
    g_assert_cmpfloat_with_epsilon (got[i], expected[i], 1e-4f);
}

static void
test_logits (void)
{
  const char      *folder = g_getenv ("G_TEST_SRCDIR");
  g_autofree char *path = g_build_filename (folder, "golden", "learn", "torch.safetensors", NULL);
  const gsize      shape[] = { BATCH, 2, 100 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgPredictor) predictor = ecg_predictor_load (path, &error);
  g_autoptr (EcgSafetensors) file = NULL;
  float          x[BATCH * 2 * 100], identity[BATCH * 5], activity[BATCH * 3];
  EcgModelOutput output = { .logit = { identity, activity } };
  EcgModelWork  *work;

  g_assert_no_error (error);
  file = ecg_safetensors_read (path, &error);
  g_assert_no_error (error);
  ecg_safetensors_copy (file, x, "test.x", ECG_TENSOR_F32, 3, shape, &error);
  g_assert_no_error (error);
  work =
    ecg_model_work_new (ecg_model_config (ecg_predictor_get_model (predictor)), BATCH, false, NULL);
  ecg_model_predict (ecg_predictor_get_model (predictor), work, &output, x, BATCH);
  compare (file, "test.identity", identity, 5);
  compare (file, "test.activity", activity, 3);
  ecg_model_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/learn/golden-checkpoint/logits", test_logits);
  return g_test_run ();
}
