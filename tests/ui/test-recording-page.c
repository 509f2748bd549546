/* Browsing a recording that is not in memory, and one that is. */
#include "app/recording-page.h"
#include "core/base/rng.h"
#include "core/jobs/thread.h"
#include "core/recording/loader.h"
#include "tests/support/scratch.h"
#include "tests/support/synthetic-ecg.h"
#include "tests/ui/page-window.h"
#include "widgets/trace-view.h"

#include <math.h>
#include <string.h>

#define N_LEADS 3
#define RATE_HZ 250.0
/* Of the second lead, in mV. */
#define SPIKE_AT 1234567
#define SPIKE_MV 9.0

/* A lead of an hour is made once and repeated. */
static gint32 *
make_counts (guint lead, gsize n)
{
  const TestEcg ecg = { RATE_HZ, 600.0, 70.0, 0.5 + 0.3 * lead, 0.01, 0.1, lead + 1 };
  gint32       *counts = g_new (gint32, n);
  gsize         n_part;
  g_autoptr (GArray) peaks = NULL;
  g_autofree float *part = test_ecg_make (&ecg, &n_part, &peaks);

  for (gsize i = 0; i < n; i++)
    counts[i] = (gint32) lrint (200.0 * (double) part[i % n_part]);
  if (lead == 1 && n > SPIKE_AT)
    counts[SPIKE_AT] = (gint32) (200.0 * SPIKE_MV);
  return counts;
}

/* @annotations: (nullable); @missing: of all leads */
static char *
write_annotated (
  const Scratch *scratch, const char *name, gsize n, EcgAnnotations *annotations, EcgSpan missing)
{
  static const char *const names[] = { "I", "II", "V1" };
  const EcgScale           scale = { 200.0, 0.0, 16 };
  const EcgRecordingInfo   info = { .format = "none", .path = "/none", .annotations = annotations };
  g_autoptr (GPtrArray) leads = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_series_unref);
  g_autoptr (EcgRecording) recording = NULL;
  char *path = scratch_path (scratch, name);

  for (guint i = 0; i < N_LEADS; i++)
    {
      gint32 *counts = make_counts (i, n);

      for (gint64 k = missing.begin; k < missing.end; k++)
        counts[k] = ECG_COUNT_MISSING;
      g_ptr_array_add (leads, ecg_series_new_digital (names[i], "mV", RATE_HZ, counts, n, &scale));
    }
  recording = ecg_recording_new (&info, (EcgSeries *const *) leads->pdata, N_LEADS);
  g_assert_true (ecg_recording_save (recording, path, NULL, NULL, NULL, NULL));
  return path;
}

static char *
write_recording (const Scratch *scratch, const char *name, gsize n)
{
  return write_annotated (scratch, name, n, NULL, (EcgSpan){ 0, 0 });
}

static void
open_session (EcgRecordingPage *page, gint64 id, const char *path)
{
  const char *const      leads[] = { NULL };
  const EcgSessionFields fields = {
    .id = id, .path = path, .fingerprint = "", .format = "wfdb", .rate_hz = RATE_HZ, .leads = leads
  };
  g_autoptr (EcgSession) session = ecg_session_new (&fields);

  ecg_recording_page_set_session (page, session);
}

static void
run_for (guint ms)
{
  const gint64 end_us = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end_us)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

static void
run_until_known (EcgRecordingPage *page)
{
  const gint64 end_us = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;

  while (ecg_recording_page_is_busy (page) && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (ecg_recording_page_is_busy (page));
  run_for (50);
}

static EcgTraceView *
find_lane (GtkWidget *page, const char *label)
{
  GtkWidget *first = test_find_widget (page, ECG_TYPE_TRACE_VIEW);
  GtkWidget *lanes;

  g_assert_nonnull (first);
  /* Each lies in an overlay of the box of lanes. */
  lanes = gtk_widget_get_parent (gtk_widget_get_parent (first));
  for (GtkWidget *lane = gtk_widget_get_first_child (lanes); lane != NULL;
       lane = gtk_widget_get_next_sibling (lane))
    {
      GtkWidget *trace = test_find_widget (lane, ECG_TYPE_TRACE_VIEW);

      if (g_strcmp0 (ecg_timed_view_get_label (ECG_TIMED_VIEW (trace)), label) == 0)
        return ECG_TRACE_VIEW (trace);
    }
  g_assert_not_reached ();
}

/* The greatest amplitude on the page, by what a screen reader is told. */
static double
greatest_mv (EcgTraceView *trace)
{
  g_autofree char *text = ECG_TIMED_VIEW_GET_CLASS (trace)->describe (ECG_TIMED_VIEW (trace));
  const char      *to = strstr (text, " mV");

  while (to != NULL && to > text && to[-1] != ' ')
    to--;
  return to != NULL ? g_ascii_strtod (to, NULL) : NAN;
}

/* Draws the lane; returns the rows of its tallest column of ink, of any colour but the paper's. */
static gsize
tallest_column (EcgTraceView *trace)
{
  const int        width = gtk_widget_get_width (GTK_WIDGET (trace));
  const int        height = gtk_widget_get_height (GTK_WIDGET (trace));
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t         *cr = cairo_create (surface);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  const guint8 *pixels;
  gsize         tallest = 0;

  /* Now, whether the window has come to draw it or not. */
  gtk_widget_snapshot_child (gtk_widget_get_parent (GTK_WIDGET (trace)), GTK_WIDGET (trace),
                             snapshot);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  gsk_render_node_draw (node, cr);
  cairo_surface_flush (surface);
  pixels = cairo_image_surface_get_data (surface);
  for (int x = width / 4; x < width; x++)
    {
      gsize n = 0;

      for (int y = 0; y < height; y++)
        {
          guint32 pixel;

          memcpy (&pixel, pixels + y * cairo_image_surface_get_stride (surface) + 4 * x, 4);
          /* The trace is dark. */
          n += (pixel >> 16 & 0xff) < 0x40 && (pixel & 0xff) < 0x60;
        }
      tallest = MAX (tallest, n);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return tallest;
}

typedef struct
{
  Scratch           scratch;
  EcgRecordingPage *page;
  TestPageWindow   *window;
} Case;

static void
open_case (Case *self)
{
  scratch_open (&self->scratch);
  self->page = ECG_RECORDING_PAGE (ecg_recording_page_new ());
  self->window = test_page_window_present (GTK_WIDGET (self->page));
  run_for (100);
}

static void
close_case (Case *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  run_for (50);
  scratch_close (&self->scratch);
}

static void
check_spike (EcgRecordingPage *page)
{
  EcgTraceView *trace = find_lane (GTK_WIDGET (page), "II");
  EcgTraceView *other = find_lane (GTK_WIDGET (page), "I");
  EcgViewport  *viewport = ecg_timed_view_get_viewport (ECG_TIMED_VIEW (trace));

  /* From the whole recording to a few seconds around it; the filter leaves a third of the spike. */
  for (double speed = 1e-9; speed < 60.0;
       speed = MAX (2.5 * speed, 2.5 * ecg_viewport_get_speed (viewport)))
    {
      EcgSpan page_span;

      ecg_viewport_set_speed (viewport, speed, 0.0);
      page_span = ecg_viewport_get_visible (viewport);
      ecg_viewport_set_begin (viewport, SPIKE_AT - 0.5 * (double) ecg_span_length (page_span));
      /* What is near is read meanwhile. */
      run_for (150);
      g_assert_cmpfloat (greatest_mv (trace), >, 2.5);
      g_assert_cmpfloat (greatest_mv (other), <, 1.5);
      g_assert_cmpuint (tallest_column (trace), >, 2 * tallest_column (other));
    }
}

/* In each of the formats that are read where they are looked at. */
static void
test_large (gconstpointer name)
{
  Case self;

  open_case (&self);

  g_autofree char *path = write_recording (&self.scratch, name, 1500000);
  g_autofree char *cache = g_build_filename (g_get_user_cache_dir (), "dt4ecg", "envelopes", NULL);
  const Scratch    cached = { cache };
  guint            n_cached;

  g_assert_cmpint (g_mkdir_with_parents (cache, 0700), ==, 0);
  n_cached = scratch_count (&cached);
  open_session (self.page, 1, path);
  run_until_known (self.page);
  g_assert_null (test_page_window_get_told (self.window));
  /* It follows from the two that were recorded. */
  g_assert_cmpfloat (greatest_mv (find_lane (GTK_WIDGET (self.page), "III (derived)")), >, 0.2);
  check_spike (self.page);
  /* Raw and filtered are kept, and what was kept is shown the same. */
  g_assert_cmpuint (scratch_count (&cached), ==, n_cached + 2);
  open_session (self.page, 2, path);
  run_until_known (self.page);
  check_spike (self.page);
  g_assert_cmpuint (scratch_count (&cached), ==, n_cached + 2);
  close_case (&self);
}

static void
test_in_memory (void)
{
  Case self;

  open_case (&self);

  g_autofree char *path = write_recording (&self.scratch, "small.hea", 10000);

  open_session (self.page, 3, path);
  run_until_known (self.page);
  g_assert_cmpfloat (greatest_mv (find_lane (GTK_WIDGET (self.page), "I")), >, 0.2);
  close_case (&self);
}

/* Another is opened while the first is still gone through. */
static void
test_interrupted (void)
{
  Case self;

  open_case (&self);

  g_autofree char *large = write_recording (&self.scratch, "first.hea", 1500000);
  g_autofree char *small = write_recording (&self.scratch, "second.hea", 10000);

  for (gint64 i = 0; i < 6; i++)
    {
      open_session (self.page, 10 + i, i % 2 == 0 ? large : small);
      run_for ((guint) (20 * i));
    }
  run_until_known (self.page);
  g_assert_cmpfloat (greatest_mv (find_lane (GTK_WIDGET (self.page), "I")), >, 0.2);
  ecg_recording_page_set_session (self.page, NULL);
  close_case (&self);
}

/* The file is cut while it is open: the user is told, and what is there is shown. */
static void
test_cut (void)
{
  Case self;

  open_case (&self);

  g_autofree char *path = write_recording (&self.scratch, "cut.hea", 1500000);
  g_autofree char *data = scratch_path (&self.scratch, "cut.dat");
  g_autoptr (GFile) file = g_file_new_for_path (data);
  g_autoptr (GFileIOStream) stream = g_file_open_readwrite (file, NULL, NULL);

  open_session (self.page, 20, path);
  while (test_find_widget (GTK_WIDGET (self.page), ECG_TYPE_TRACE_VIEW) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_seekable_truncate (G_SEEKABLE (stream), 300000, NULL, NULL));
  run_until_known (self.page);
  g_assert_nonnull (test_page_window_get_told (self.window));
  g_assert_nonnull (strstr (test_page_window_get_told (self.window), "cut"));
  close_case (&self);
}

/* An EDF+ file whose glance does not see that samples are missing: the page comes to know. */
static void
test_glance (void)
{
  const EcgSpan missing = { 1000010, 1000210 };
  g_autoptr (EcgAnnotations) annotations = ecg_annotations_new ();
  Case         self;
  EcgViewport *viewport;

  for (gint64 i = 0; i < 20000; i++)
    ecg_annotations_add (annotations,
                         &(EcgAnnotation){ .sample = 60 * i, .code = ECG_ANNOTATION_NORMAL });
  open_case (&self);

  g_autofree char *path = write_annotated (&self.scratch, "gap.edf", 1500100, annotations, missing);
  g_autoptr (EcgRecording) glance = ecg_recording_glance (path, NULL, NULL, NULL);
  g_autoptr (EcgRecording) whole = ecg_recording_load (path, NULL, NULL, NULL);
  g_autofree char *text = NULL;
  EcgTraceView    *trace;

  g_assert_true (ecg_recording_is_glanced (glance));
  g_assert_false (ecg_recording_lies_as (glance, whole));
  open_session (self.page, 30, path);
  run_until_known (self.page);
  trace = find_lane (GTK_WIDGET (self.page), "V1");
  viewport = ecg_timed_view_get_viewport (ECG_TIMED_VIEW (trace));
  g_assert_cmpint (ecg_viewport_get_n_samples (viewport), ==, 1500100);
  ecg_viewport_set_speed (viewport, 2000.0, 0.0);
  ecg_viewport_set_begin (viewport, (double) missing.begin + 1.0);
  run_for (300);
  text = ECG_TIMED_VIEW_GET_CLASS (trace)->describe (ECG_TIMED_VIEW (trace));
  g_assert_nonnull (strstr (text, "nothing"));
  close_case (&self);
}

/* Keys go to the lane that was pressed, not to what had the focus before. */
static void
test_press (void)
{
  Case             self;
  graphene_point_t point;

  open_case (&self);

  g_autofree char *path = write_recording (&self.scratch, "press.hea", 5000);
  GtkWidget       *trace, *lanes;
  g_autoptr (GListModel) controllers = NULL;

  open_session (self.page, 40, path);
  run_until_known (self.page);
  trace = GTK_WIDGET (find_lane (GTK_WIDGET (self.page), "II"));
  lanes = gtk_widget_get_parent (gtk_widget_get_parent (trace));
  g_assert_true (
    gtk_widget_compute_point (trace, lanes, &GRAPHENE_POINT_INIT (90.0f, 9.0f), &point));
  controllers = gtk_widget_observe_controllers (lanes);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_DRAG (controller))
        g_signal_emit_by_name (controller, "drag-begin", (double) point.x, (double) point.y);
    }
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (self.window)) == trace);
  close_case (&self);
}

int
main (int argc, char **argv)
{
  Scratch cache;
  int     status;

  ecg_thread_set_main ();
  scratch_open (&cache);
  /* Of its own; not all folders, for then GTK finds no settings. */
  g_setenv ("XDG_CACHE_HOME", cache.folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  test_page_window_use_style ();
  g_test_add_data_func ("/recording-page/large/wfdb", "large.hea", test_large);
  g_test_add_data_func ("/recording-page/large/edf", "large.edf", test_large);
  g_test_add_data_func ("/recording-page/large/flac", "large.flac", test_large);
  g_test_add_func ("/recording-page/glance", test_glance);
  g_test_add_func ("/recording-page/in-memory", test_in_memory);
  g_test_add_func ("/recording-page/interrupted", test_interrupted);
  g_test_add_func ("/recording-page/cut", test_cut);
  g_test_add_func ("/recording-page/press", test_press);
  status = g_test_run ();
  scratch_close (&cache);
  return status;
}
