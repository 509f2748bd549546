#include "tests/support/dataset.h"

#include "core/base/rng.h"

#include <math.h>

static EcgSession *
new_session (guint subject, guint activity, guint session)
{
  static const char *const leads[] = { "I", NULL };
  g_autofree char *path = g_strdup_printf ("/nowhere/s%u_a%u_%u.hea", subject, activity, session);
  g_autofree char *who = g_strdup_printf ("s%u", subject);
  g_autofree char *what = g_strdup_printf ("a%u", activity);
  const EcgSessionFields fields = { .id = 1,
                                    .path = path,
                                    .fingerprint = path,
                                    .format = "wfdb",
                                    .rate_hz = 100.0,
                                    .n_samples = 1,
                                    .leads = leads,
                                    .subject = who,
                                    .activity = what };

  return ecg_session_new (&fields);
}

static EcgFeatures *
new_features (guint subject, guint activity, gsize n, EcgRng *rng)
{
  EcgFeatures *features = g_atomic_rc_box_new0 (EcgFeatures);
  const double phase = 6.0 * ecg_rng_uniform (rng);

  features->n_leads = 1;
  features->n_samples = n;
  features->source_rate_hz = 100.0;
  features->values = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    {
      const double t = (double) i / 100.0;

      features->values[i] = (float) ((1.0 + 0.8 * activity * sin (2.0 * G_PI * 1.5 * t)) *
                                       sin (2.0 * G_PI * (4.0 + 6.0 * subject) * t + phase) +
                                     0.1 * ecg_rng_normal (rng));
    }
  return features;
}

static char **
make_names (char letter, guint n)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%c%u", letter, i);

      g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

EcgDataset *
test_dataset_new (
  guint n_subjects, guint n_activities, guint n_sessions, gsize n_samples, gsize window)
{
  EcgDataset *self = g_atomic_rc_box_new0 (EcgDataset);
  EcgRng      rng;

  ecg_rng_init (&rng, 7, 0);
  ecg_preparation_init (&self->preparation, (const char *const[]){ "I", NULL });
  self->preparation.rate_hz = 100.0;
  self->preparation.window = window;
  self->left_out = g_ptr_array_new_with_free_func (g_free);
  self->class_names[0] = make_names ('s', n_subjects);
  self->class_names[1] = make_names ('a', n_activities);
  self->n_classes[0] = n_subjects;
  self->n_classes[1] = n_activities;
  self->items = g_new0 (EcgDatasetItem, n_subjects * n_activities * n_sessions);
  for (guint s = 0; s < n_subjects; s++)
    for (guint a = 0; a < n_activities; a++)
      for (guint r = 0; r < n_sessions; r++)
        self->items[self->n_items++] =
          (EcgDatasetItem){ .session = new_session (s, a, r),
                            .features = new_features (s, a, n_samples, &rng),
                            .subject = (gint32) s,
                            .activity = (gint32) a };
  return self;
}
