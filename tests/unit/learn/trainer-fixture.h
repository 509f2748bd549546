#pragma once

#include "core/learn/trainer-private.h"
#include "tests/support/dataset.h"

#include <glib/gstdio.h>
#include <string.h>

/* A small network, and waves of two people at two activities that anyone can tell apart. */

#define WINDOW 128

typedef struct
{
  EcgDataset      *dataset;
  EcgSplit        *split;
  EcgTrainSettings settings;
  char            *folder;
} Fixture;

static inline void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->dataset = test_dataset_new (2, 2, 1, 6000, WINDOW);
  self->split = ecg_split_new (self->dataset, ECG_PROTOCOL_BLOCKED, 1, 0, &error);
  g_assert_no_error (error);
  ecg_train_settings_init (&self->settings);
  self->settings.epochs = 3;
  self->settings.batch = 16;
  self->settings.threads = 2;
  self->settings.averaging = 0.9;
  self->folder = g_dir_make_tmp ("dt4ecg-trainer-XXXXXX", &error);
  g_assert_no_error (error);
}

static inline void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  ecg_split_unref (self->split);
  ecg_dataset_unref (self->dataset);
}

static inline EcgTrainer *
new_trainer (Fixture *self)
{
  const EcgModelConfig config = {
    .leads = 1,
    .length = WINDOW,
    .n_stages = 2,
    .widths = { 8, 12 },
    .kernel = 7,
    .stem_kernel = 7,
    .embedding = 16,
    .n_classes = { 2, 2 },
    .dropout = 0.3f,
    .sca_skip = true,
  };
  g_autoptr (GError) error = NULL;
  EcgTrainer *trainer =
    ecg_trainer_new_with_config (self->dataset, self->split, &self->settings, &config, &error);

  g_assert_no_error (error);
  return trainer;
}

static inline char *
place (Fixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static inline void
run (EcgTrainer *trainer, const char *path)
{
  g_autoptr (GError) error = NULL;

  ecg_trainer_run (trainer, path, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static inline void
assert_same_weights (EcgTrainer *a, EcgTrainer *b)
{
  const gsize bytes = ecg_model_params (a->model)->total * sizeof (float);

  g_assert_cmpmem (ecg_model_values (a->model), bytes, ecg_model_values (b->model), bytes);
  g_assert_cmpmem (ecg_model_values (a->best), bytes, ecg_model_values (b->best), bytes);
  g_assert_true ((a->average == NULL) == (b->average == NULL));
  if (a->average != NULL)
    g_assert_cmpmem (ecg_model_values (a->average), bytes, ecg_model_values (b->average), bytes);
  g_assert_cmpmem (a->moments, 2 * bytes, b->moments, 2 * bytes);
  g_assert_cmpmem (a->gradnorm.weight, sizeof a->gradnorm.weight, b->gradnorm.weight,
                   sizeof b->gradnorm.weight);
  g_assert_cmpuint (a->points->len, ==, b->points->len);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)
