#include "app/session-text.h"

static EcgSession *
create_session (gint64 n_samples, gint64 labelled, double quality)
{
  const char *const leads[] = { "I", "II", NULL };

  return ecg_session_new (&(EcgSessionFields){ .id = 1,
                                               .path = "/r/rec.hea",
                                               .fingerprint = "f",
                                               .format = "wfdb",
                                               .rate_hz = 100,
                                               .n_samples = n_samples,
                                               .leads = leads,
                                               .activity = "walking",
                                               .has_quality = quality >= 0.0,
                                               .quality = quality,
                                               .n_labels = labelled > 0 ? 2 : 0,
                                               .labelled = labelled });
}

static void
assert_text (EcgSession *session, char *(*dup_text) (EcgSession *), const char *expected)
{
  g_autofree char *text = dup_text (session);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_length (void)
{
  static const struct
  {
    gint64      n_samples;
    const char *text;
  } cases[] = {
    { 0, "0:00" },       { 5949, "0:59" },         { 5950, "1:00" },
    { 359949, "59:59" }, { 360000, "1 h 00 min" }, { 9000000, "25 h 00 min" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EcgSession) session = create_session (cases[i].n_samples, 0, -1.0);

      assert_text (session, ecg_session_dup_length, cases[i].text);
    }
}

/* A little is not nothing, and nearly all is not all. */
static void
test_marks (void)
{
  static const struct
  {
    gint64      labelled;
    double      quality;
    const char *marks;
  } cases[] = {
    { 0, -1.0, "" },          { 0, 0.95, "G" },          { 1, -1.0, "1 %" },
    { 500, 0.8, "50 % · M" }, { 999, 0.79, "99 % · B" }, { 1000, 1.0, "100 % · G" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EcgSession) session = create_session (1000, cases[i].labelled, cases[i].quality);

      assert_text (session, ecg_session_dup_marks, cases[i].marks);
    }
}

static void
test_sentence (void)
{
  g_autoptr (EcgSession) session = create_session (1000, 500, 0.5);

  assert_text (session, ecg_session_dup_leads, "I II");
  assert_text (
    session, ecg_session_dup_sentence,
    "walking, 0:10, I II, rec.hea, 50 % labelled in 2 intervals, signal in 50 % of the time");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-text/length", test_length);
  g_test_add_func ("/session-text/marks", test_marks);
  g_test_add_func ("/session-text/sentence", test_sentence);
  return g_test_run ();
}
