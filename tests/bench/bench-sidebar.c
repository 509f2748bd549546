/*
 * The sidebar with ten thousand sessions, all folded out, against an empty one: what a frame costs
 * while it is scrolled, as a list and as a table, and what a key stroke in the search field costs.
 * Skipped without a display.
 */

#include "app/library-page.h"
#include "app/tally-view.h"
#include "tests/support/small-library.h"

#define SKIPPED 77
#define N_SESSIONS 10000
#define N_FRAMES 200

typedef struct
{
  GtkWidget *page;
  GtkWidget *window;
  double     begin_ms; /* of the frame under way */
  double     ms[N_FRAMES];
  guint      n_frames;
} Bench;

/* Of this thread alone: a figure that other programs on the machine do not change. */
static double
get_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
before_paint_cb (Bench *bench)
{
  bench->begin_ms = get_cpu_ms ();
}

static void
after_paint_cb (Bench *bench)
{
  if (bench->n_frames < N_FRAMES)
    bench->ms[bench->n_frames++] = get_cpu_ms () - bench->begin_ms;
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  if (GTK_IS_POPOVER (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
settle (void)
{
  for (const gint64 end_us = g_get_monotonic_time () + G_USEC_PER_SEC;
       g_get_monotonic_time () < end_us;)
    g_main_context_iteration (NULL, FALSE);
}

static void
open_page (Bench *bench, EcgLibrary *library, gboolean as_table)
{
  GdkFrameClock *clock;

  *bench = (Bench){ .page = ecg_library_page_new (), .window = gtk_window_new () };
  gtk_window_set_child (GTK_WINDOW (bench->window), bench->page);
  gtk_window_set_default_size (GTK_WINDOW (bench->window), 260, 760);
  ecg_library_page_set_library (ECG_LIBRARY_PAGE (bench->page), library);
  gtk_widget_activate_action (bench->page, "library.unfold-all", NULL);
  ecg_library_page_set_as_table (ECG_LIBRARY_PAGE (bench->page), as_table);
  gtk_window_present (GTK_WINDOW (bench->window));
  settle ();
  clock = gtk_widget_get_frame_clock (bench->page);
  g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (before_paint_cb), bench);
  g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (after_paint_cb), bench);
}

/* A line further with every frame, as a wheel that is turned without end. */
static void
scroll (Bench *bench)
{
  const gboolean as_table = ecg_library_page_is_table (ECG_LIBRARY_PAGE (bench->page));
  GtkWidget     *within = as_table ? find (bench->page, ECG_TYPE_TALLY_VIEW) : bench->page;
  GtkWidget     *list = find (within, GTK_TYPE_LIST_VIEW);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));

  while (bench->n_frames < N_FRAMES)
    {
      const guint n = bench->n_frames;

      gtk_adjustment_set_value (adjustment, 37.0 * (double) n);
      gtk_widget_queue_draw (bench->page);
      while (bench->n_frames == n)
        g_main_context_iteration (NULL, TRUE);
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
get_quantile (double *values, guint n, double share)
{
  qsort (values, n, sizeof *values, compare);
  return values[MIN ((guint) (share * (double) n), n - 1)];
}

/* Until the list has followed; the frame that shows it comes on top. */
static void
type_words (Bench *bench, double *median, double *worst)
{
  static const char *const texts[] = { "r", "re", "rec", "record-0", "record-04", "record-043",
                                       "",  "s",  "s4",  "s43",      "s433",      "" };
  EcgLibraryFilter        *filter = ecg_library_page_get_filter (ECG_LIBRARY_PAGE (bench->page));
  double                   ms[5 * G_N_ELEMENTS (texts)];

  for (guint i = 0; i < G_N_ELEMENTS (ms); i++)
    {
      const double begin_ms = get_cpu_ms ();

      ecg_library_filter_set_text (filter, texts[i % G_N_ELEMENTS (texts)]);
      ms[i] = get_cpu_ms () - begin_ms;
    }
  *median = get_quantile (ms, G_N_ELEMENTS (ms), 0.5);
  *worst = get_quantile (ms, G_N_ELEMENTS (ms), 1.0);
}

static double
measure (EcgLibrary *library, gboolean as_table, const char *title, double empty)
{
  Bench  bench;
  double median, p99;

  open_page (&bench, library, as_table);
  scroll (&bench);
  median = get_quantile (bench.ms, N_FRAMES, 0.5);
  p99 = get_quantile (bench.ms, N_FRAMES, 0.99);
  g_print ("%-28s median %6.2f ms, 99 %% %6.2f ms, ratio %5.2f\n", title, median, p99,
           empty > 0.0 ? median / empty : 1.0);
  if (empty > 0.0 && !as_table)
    {
      double worst;

      type_words (&bench, &median, &worst);
      g_print ("%-28s median %6.2f ms, worst %5.2f ms, ratio %5.2f\n", "a key stroke in the search",
               median, worst, median / empty);
    }
  gtk_window_destroy (GTK_WINDOW (bench.window));
  return median;
}

int
main (void)
{
  g_autoptr (TestLibrary) empty = NULL;
  g_autoptr (TestLibrary) big = NULL;
  double frame;

  if (!gtk_init_check ())
    return SKIPPED;
  adw_init ();
  empty = test_library_new (0);
  big = test_library_new (0);
  test_library_fill (big, N_SESSIONS);
  frame = measure (empty->library, FALSE, "a frame, no session", 0.0);
  measure (big->library, FALSE, "a frame, scrolled, 10,000", frame);
  measure (big->library, TRUE, "likewise, as a table", frame);
  return 0;
}
