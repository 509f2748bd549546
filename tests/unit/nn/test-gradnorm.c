/* GradNorm's exact fixed points, with gradients and losses held still. */

#include "core/nn/gradnorm.h"

#include <glib.h>
#include <math.h>

static const size_t classes[ECG_N_TASKS] = { 10, 4 };

static void
settle (EcgGradNorm *self, double alpha, const float loss[2], const float norm[2])
{
  ecg_gradnorm_init (self, ECG_BALANCE_GRADNORM, alpha, classes, NULL);
  for (int i = 0; i < 4000; i++)
    {
      /* A smaller step at the end: the sign keeps it oscillating by about a step around the point.
       */
      self->learning_rate = i < 2000 ? 0.02 : 0.0005;
      ecg_gradnorm_update (self, loss, norm);
    }
}

static void
test_alpha_0 (void)
{
  EcgGradNorm self;

  settle (&self, 0.0, (const float[]){ 1.0f, 0.3f }, (const float[]){ 2.0f, 3.0f });
  g_assert_cmpfloat_with_epsilon (self.weight[0] / self.weight[1], 3.0 / 2.0, 0.01);
  g_assert_cmpfloat_with_epsilon (self.weight[0] + self.weight[1], 2.0, 1e-9);
}

/* w_i proportional to r_i / g_i. */
static void
test_alpha_1 (void)
{
  EcgGradNorm  self;
  const double r0 = 1.0 / log (10.0), r1 = 0.9 / log (4.0);

  settle (&self, 1.0, (const float[]){ 1.0f, 0.9f }, (const float[]){ 2.0f, 3.0f });
  g_assert_cmpfloat_with_epsilon (self.weight[0] / self.weight[1], (r0 / 2.0) / (r1 / 3.0), 0.01);
}

/* The weight stays at its floor however long it is pressed there, and leaves it at once. */
static void
test_floor (void)
{
  EcgGradNorm self;

  settle (&self, 0.0, (const float[]){ 1.0f, 1.0f }, (const float[]){ 1.0f, 1e4f });
  g_assert_cmpfloat_with_epsilon (self.weight[1], 0.05, 1e-9);
  g_assert_cmpfloat_with_epsilon (self.weight[0], 1.95, 1e-9);

  self.learning_rate = 0.02;
  for (gsize i = 0; i < 200; i++)
    ecg_gradnorm_update (&self, (const float[]){ 1.0f, 1.0f }, (const float[]){ 1e4f, 1.0f });
  g_assert_cmpfloat (self.weight[1], >, 0.1);
}

/* Batches without a task's classes, and batches that diverged, leave the state as it is. */
static void
test_missing_task (void)
{
  EcgGradNorm self, kept;

  settle (&self, 0.5, (const float[]){ 1.0f, 0.3f }, (const float[]){ 2.0f, 3.0f });
  kept = self;
  ecg_gradnorm_update (&self, (const float[]){ 1.0f, 0.0f }, (const float[]){ 2.0f, 0.0f });
  ecg_gradnorm_update (&self, (const float[]){ 1.0f, NAN }, (const float[]){ 2.0f, 3.0f });
  ecg_gradnorm_update (&self, (const float[]){ 1.0f, 0.3f }, (const float[]){ INFINITY, 3.0f });
  g_assert_cmpmem (&self, sizeof self, &kept, sizeof kept);
}

/* A task that learns more slowly is given more: the exponent is α, not −α. */
static void
test_slow_task_gains (void)
{
  EcgGradNorm self;

  settle (&self, 0.5, (const float[]){ 2.2f, 0.1f }, (const float[]){ 1.0f, 1.0f });
  g_assert_cmpfloat (self.rate[0], >, 1.0);
  g_assert_cmpfloat (self.weight[0], >, 1.0);
}

static void
test_equal_and_static (void)
{
  const double given[2] = { 0.4, 1.6 };
  EcgGradNorm  self;

  ecg_gradnorm_init (&self, ECG_BALANCE_EQUAL, 0.5, classes, NULL);
  ecg_gradnorm_update (&self, (const float[]){ 1.0f, 1.0f }, (const float[]){ 1.0f, 5.0f });
  g_assert_cmpfloat_with_epsilon (self.weight[0], 1.0, 1e-12);
  ecg_gradnorm_init (&self, ECG_BALANCE_STATIC, 0.5, classes, given);
  ecg_gradnorm_update (&self, (const float[]){ 1.0f, 1.0f }, (const float[]){ 1.0f, 5.0f });
  g_assert_cmpfloat_with_epsilon (self.weight[0], 0.4, 1e-12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/gradnorm/alpha-0", test_alpha_0);
  g_test_add_func ("/nn/gradnorm/alpha-1", test_alpha_1);
  g_test_add_func ("/nn/gradnorm/floor", test_floor);
  g_test_add_func ("/nn/gradnorm/missing-task", test_missing_task);
  g_test_add_func ("/nn/gradnorm/slow-task-gains", test_slow_task_gains);
  g_test_add_func ("/nn/gradnorm/equal-and-static", test_equal_and_static);
  return g_test_run ();
}
