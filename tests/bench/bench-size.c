/*
 * Opens a long recording in the Recording page, in a window of 1920 x 1080, and measures: the time
 * from the opening job's start to the first frame that shows samples; the frames of a walk of pans,
 * zooms and jumps, while the recording is still being gone through and after; resident memory.
 * Argument: the recording. Prints one line, for size.py; exits with 77 where there is no display.
 *
 * A frame is measured twice: as the window draws it, from the step to the end of painting, layout
 * and X server's share included; and offscreen, the same page drawn by cairo into a picture in
 * memory. Each by the clock, and by what the thread has worked.
 */

#include "app/recording-page.h"
#include "core/base/rng.h"
#include "core/jobs/thread.h"
#include "tests/ui/page-window.h"
#include "widgets/trace-view.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SKIPPED 77
#define N_FRAMES 1000
#define WIDTH 1920
#define HEIGHT 1080

/* A moment: by the clock, and by what this thread has worked, for which other programs do not
 * count. */
typedef struct
{
  gint64 clock_us;
  gint64 worked_us;
} Moment;

enum
{
  WINDOW_CLOCK,
  WINDOW_WORKED,
  OFFSCREEN_CLOCK,
  OFFSCREEN_WORKED,
  N_MEASURES
};

typedef struct
{
  EcgRecordingPage *page;
  EcgViewport      *viewport;
  cairo_surface_t  *picture;
  EcgRng            rng;
  Moment            began; /* the frame */
  double            step_ms[2];
  gboolean          wanted;             /* a step and its frame */
  guint             n_painted;          /* frames of the window */
  GArray           *frames[N_MEASURES]; /* of double: ms */
} Walk;

/* So that the file comes from the disk, as far as a program may say so. */
static void
forget_cached (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *member = g_build_filename (folder, name, NULL);
      const int        file = open (member, O_RDONLY);

      if (file < 0)
        continue;
      fdatasync (file);
      posix_fadvise (file, 0, 0, POSIX_FADV_DONTNEED);
      close (file);
    }
}

static double
read_status_mb (const char *key)
{
  g_autofree char *text = NULL;
  const char      *line;

  g_file_get_contents ("/proc/self/status", &text, NULL, NULL);
  line = text == NULL ? NULL : strstr (text, key);
  return line == NULL ? NAN : g_ascii_strtod (line + strlen (key), NULL) / 1024.0;
}

/* A small pan, mostly; now and then another zoom, or another place. */
static void
take_step (Walk *walk)
{
  const double kind = ecg_rng_uniform (&walk->rng);

  if (kind < 0.6)
    ecg_viewport_pan (walk->viewport, (ecg_rng_uniform (&walk->rng) - 0.5) * 0.4);
  else if (kind < 0.9)
    ecg_viewport_zoom (walk->viewport, exp ((ecg_rng_uniform (&walk->rng) - 0.5) * 2.0),
                       ecg_rng_uniform (&walk->rng) * WIDTH);
  else if (kind < 0.95)
    /* From seconds to the whole on the page. */
    ecg_viewport_set_speed (walk->viewport, 25.0 * exp (-10.0 * ecg_rng_uniform (&walk->rng)),
                            0.5 * WIDTH);
  else
    ecg_viewport_set_begin (walk->viewport, ecg_rng_uniform (&walk->rng) *
                                              (double) ecg_viewport_get_n_samples (walk->viewport));
}

static Moment
get_now (void)
{
  struct timespec worked;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &worked);
  return (Moment){ g_get_monotonic_time (),
                   (gint64) worked.tv_sec * G_USEC_PER_SEC + worked.tv_nsec / 1000 };
}

static void
measure_since (Moment began, double ms[2])
{
  const Moment now = get_now ();

  ms[0] = 1e-3 * (double) (now.clock_us - began.clock_us);
  ms[1] = 1e-3 * (double) (now.worked_us - began.worked_us);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Walk        *walk = user_data;
  const Moment began = get_now ();

  if (walk->wanted)
    take_step (walk);
  measure_since (began, walk->step_ms);
  return G_SOURCE_CONTINUE;
}

static void
before_paint_cb (GdkFrameClock *clock, Walk *walk)
{
  walk->began = get_now ();
}

static void
after_paint_cb (GdkFrameClock *clock, Walk *walk)
{
  double ms[2];

  walk->n_painted++;
  if (!walk->wanted)
    return;
  measure_since (walk->began, ms);
  g_array_append_val (walk->frames[WINDOW_CLOCK], ms[0]);
  g_array_append_val (walk->frames[WINDOW_WORKED], ms[1]);
  walk->wanted = FALSE;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
find_percentile (GArray *values, double percent)
{
  g_array_sort (values, compare_doubles);
  return values->len == 0
           ? NAN
           : g_array_index (values, double, (guint) (percent / 100.0 * (values->len - 1)));
}

static void
invalidate (GtkWidget *widget)
{
  gtk_widget_queue_draw (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    invalidate (child);
}

static void
draw_offscreen (Walk *walk)
{
  GtkWidget   *page = GTK_WIDGET (walk->page);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  cairo_t *cr = cairo_create (walk->picture);

  gtk_widget_snapshot_child (gtk_widget_get_parent (page), page, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
}

/* The step is part of the frame; what GTK keeps of the last one is not used. */
static void
measure_offscreen (Walk *walk)
{
  Moment began;
  double ms[2];

  invalidate (GTK_WIDGET (walk->page));
  began = get_now ();
  draw_offscreen (walk);
  measure_since (began, ms);
  for (guint i = 0; i < 2; i++)
    {
      ms[i] += walk->step_ms[i];
      g_array_append_val (walk->frames[OFFSCREEN_CLOCK + i], ms[i]);
    }
}

static void
walk_frames (Walk *walk, guint n, guint seconds)
{
  const gint64 end_us = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  for (guint k = 0; k < N_MEASURES; k++)
    g_array_set_size (walk->frames[k], 0);
  for (guint i = 0; i < n && g_get_monotonic_time () < end_us; i++)
    {
      walk->wanted = TRUE;
      while (walk->wanted && g_get_monotonic_time () < end_us)
        g_main_context_iteration (NULL, TRUE);
      measure_offscreen (walk);
    }
  walk->wanted = FALSE;
}

static void
print_frames (Walk *walk, const char *name)
{
  static const char *const measures[N_MEASURES] = { "window", "window-worked", "offscreen",
                                                    "offscreen-worked" };

  for (guint k = 0; k < N_MEASURES; k++)
    g_print ("%s-%s-50=%.1f %s-%s-99=%.1f ", name, measures[k],
             find_percentile (walk->frames[k], 50.0), name, measures[k],
             find_percentile (walk->frames[k], 99.0));
  g_print ("%s-n=%u ", name, walk->frames[0]->len);
}

/* Whether the lane has samples to draw. */
static gboolean
shows_samples (GtkWidget *trace)
{
  g_autofree char *text = ECG_TIMED_VIEW_GET_CLASS (trace)->describe (ECG_TIMED_VIEW (trace));

  return strstr (text, "nothing") == NULL;
}

static void
run_until_idle (void)
{
  for (guint i = 0; i < 50; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (2000);
    }
}

/* Returns: milliseconds until the window has painted samples; NaN where it never does. */
static double
open_session (Walk *walk, const char *path, GtkWidget **trace)
{
  const char *const      leads[] = { NULL };
  const EcgSessionFields fields = {
    .id = 1, .path = path, .fingerprint = "", .format = "", .rate_hz = 250.0, .leads = leads
  };
  g_autoptr (EcgSession) session = ecg_session_new (&fields);
  const gint64 began_us = g_get_monotonic_time ();
  guint        n_before = 0;
  gboolean     known = FALSE;

  ecg_recording_page_set_session (walk->page, session);
  while (g_get_monotonic_time () < began_us + 60 * G_USEC_PER_SEC)
    {
      g_main_context_iteration (NULL, TRUE);
      if (known && walk->n_painted > n_before)
        return 1e-3 * (double) (g_get_monotonic_time () - began_us);
      *trace = test_find_widget (GTK_WIDGET (walk->page), ECG_TYPE_TRACE_VIEW);
      if (known || *trace == NULL || gtk_widget_get_width (*trace) == 0 || !shows_samples (*trace))
        continue;
      known = TRUE;
      n_before = walk->n_painted;
    }
  return NAN;
}

static void
measure (Walk *walk, const char *path)
{
  GtkWidget   *trace = NULL;
  const gint64 began_us = g_get_monotonic_time ();
  const double first_ms = open_session (walk, path, &trace);

  if (trace == NULL)
    return;
  walk->viewport = ecg_timed_view_get_viewport (ECG_TIMED_VIEW (trace));
  walk_frames (walk, 300, 30);
  g_print ("first=%.0f ", first_ms);
  print_frames (walk, "early");
  while (ecg_recording_page_is_busy (walk->page))
    g_main_context_iteration (NULL, TRUE);
  g_print ("known=%.0f ", 1e-3 * (double) (g_get_monotonic_time () - began_us));
  walk_frames (walk, N_FRAMES, 120);
  print_frames (walk, "late");
  /* All of it, for who wants to look. */
  ecg_viewport_set_speed (walk->viewport, 1e-6, 0.0);
  run_until_idle ();
  draw_offscreen (walk);
  if (g_getenv ("DT4ECG_BENCH_PICTURE") != NULL)
    cairo_surface_write_to_png (walk->picture, g_getenv ("DT4ECG_BENCH_PICTURE"));
  g_print ("rss=%.0f peak=%.0f\n", read_status_mb ("VmRSS:"), read_status_mb ("VmHWM:"));
}

int
main (int argc, char **argv)
{
  Walk           walk = { 0 };
  GtkWidget     *window;
  GdkFrameClock *clock;

  ecg_thread_set_main ();
  if (argc != 2 || !gtk_init_check ())
    return SKIPPED;
  adw_init ();
  test_page_window_use_style ();
  forget_cached (argv[1]);
  for (guint k = 0; k < N_MEASURES; k++)
    walk.frames[k] = g_array_new (FALSE, FALSE, sizeof (double));
  walk.picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  ecg_rng_init (&walk.rng, 1, 0);
  walk.page = ECG_RECORDING_PAGE (ecg_recording_page_new ());
  window = GTK_WIDGET (g_object_new (TEST_TYPE_PAGE_WINDOW, "child", walk.page, "default-width",
                                     WIDTH, "default-height", HEIGHT, NULL));
  gtk_window_present (GTK_WINDOW (window));
  run_until_idle ();
  clock = gtk_widget_get_frame_clock (window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), &walk);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), &walk);
  gtk_widget_add_tick_callback (window, tick_cb, &walk, NULL);
  measure (&walk, argv[1]);
  gtk_window_destroy (GTK_WINDOW (window));
  cairo_surface_destroy (walk.picture);
  for (guint k = 0; k < N_MEASURES; k++)
    g_array_unref (walk.frames[k]);
  return 0;
}
