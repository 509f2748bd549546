/* One viewport for all lanes. Position and speed are stored; everything in pixels follows from
 * them, so that a change of width or of monitor keeps the scale and not the number of samples. */
#include "widgets/viewport.h"

#include <math.h>

#define DEFAULT_SPEED_MM_S 25.0
#define DEFAULT_GAIN_MM_MV 10.0
#define MIN_GAIN_MM_MV 0.1
#define MAX_GAIN_MM_MV 400.0
/* About 101 dpi: what is assumed where the monitor does not say. A millimetre line every 4 px is as
 * dense as the grid may become. */
#define DEFAULT_PX_PER_MM 4.0
#define MAX_PX_PER_SAMPLE 40.0

struct _EcgViewport
{
  GObject parent_instance;

  double   rate_hz;
  gint64   n_samples;
  double   begin;
  int      width_px;
  double   speed_mm_s;
  double   gain_mm_mv;
  double   px_per_mm;
  gboolean calibrated;
  gint64   cursor; /* −1: none */
};

enum
{
  PROP_RATE_HZ = 1,
  PROP_N_SAMPLES,
  PROP_BEGIN,
  PROP_WIDTH_PX,
  PROP_SPEED_MM_S,
  PROP_GAIN_MM_MV,
  PROP_PX_PER_MM,
  PROP_CALIBRATED,
  PROP_CURSOR,
  N_PROPS,
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgViewport, ecg_viewport, G_TYPE_OBJECT)

/* All that can be seen, before and after a change. */
typedef struct
{
  double begin;
  double speed_mm_s;
  double gain_mm_mv;
  double px_per_mm;
  int    width_px;
} View;

static View
get_view (EcgViewport *self)
{
  return (View){
    self->begin, self->speed_mm_s, self->gain_mm_mv, self->px_per_mm, self->width_px,
  };
}

static gboolean
differs (double a, double b)
{
  return a < b || a > b;
}

static void
notify_view (EcgViewport *self, View before)
{
  const struct
  {
    gboolean changed;
    guint    prop;
  } rows[] = {
    { differs (before.begin, self->begin), PROP_BEGIN },
    { differs (before.speed_mm_s, self->speed_mm_s), PROP_SPEED_MM_S },
    { differs (before.gain_mm_mv, self->gain_mm_mv), PROP_GAIN_MM_MV },
    { differs (before.px_per_mm, self->px_per_mm), PROP_PX_PER_MM },
    { before.width_px != self->width_px, PROP_WIDTH_PX },
  };
  gboolean changed = FALSE;

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].changed)
      {
        g_object_notify_by_pspec (G_OBJECT (self), props[rows[i].prop]);
        changed = TRUE;
      }
  g_object_thaw_notify (G_OBJECT (self));
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

static double
clamp_speed (EcgViewport *self, double mm_per_s)
{
  double px_per_s_max = MAX_PX_PER_SAMPLE * self->rate_hz;
  double px_per_s_min = self->rate_hz * MAX (1, self->width_px) / (double) MAX (1, self->n_samples);
  double fastest = px_per_s_max / self->px_per_mm;
  double slowest = px_per_s_min / self->px_per_mm;

  /* A recording shorter than a page can still be seen at the standard speed. */
  slowest = MIN (slowest, DEFAULT_SPEED_MM_S);
  return CLAMP (mm_per_s, MIN (slowest, fastest), fastest);
}

static double
clamp_begin (EcgViewport *self, double begin)
{
  double last = (double) self->n_samples - self->width_px * ecg_viewport_get_samples_per_px (self);

  return CLAMP (begin, 0, MAX (0, last));
}

static void
ecg_viewport_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EcgViewport *self = ECG_VIEWPORT (object);

  switch (id)
    {
    case PROP_RATE_HZ:
      g_value_set_double (value, self->rate_hz);
      break;
    case PROP_N_SAMPLES:
      g_value_set_int64 (value, self->n_samples);
      break;
    case PROP_BEGIN:
      g_value_set_double (value, self->begin);
      break;
    case PROP_WIDTH_PX:
      g_value_set_int (value, self->width_px);
      break;
    case PROP_SPEED_MM_S:
      g_value_set_double (value, self->speed_mm_s);
      break;
    case PROP_GAIN_MM_MV:
      g_value_set_double (value, self->gain_mm_mv);
      break;
    case PROP_PX_PER_MM:
      g_value_set_double (value, self->px_per_mm);
      break;
    case PROP_CALIBRATED:
      g_value_set_boolean (value, self->calibrated);
      break;
    case PROP_CURSOR:
      g_value_set_int64 (value, self->cursor);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static GParamSpec *
readable_double (const char *name)
{
  return g_param_spec_double (name, NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0,
                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static void
ecg_viewport_class_init (EcgViewportClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = ecg_viewport_get_property;
  props[PROP_RATE_HZ] = readable_double ("rate-hz");
  props[PROP_N_SAMPLES] = g_param_spec_int64 ("n-samples", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_BEGIN] = readable_double ("begin");
  props[PROP_WIDTH_PX] = g_param_spec_int ("width-px", NULL, NULL, 0, G_MAXINT, 0, flags);
  props[PROP_SPEED_MM_S] = readable_double ("speed-mm-s");
  props[PROP_GAIN_MM_MV] = readable_double ("gain-mm-mv");
  props[PROP_PX_PER_MM] = readable_double ("px-per-mm");
  props[PROP_CALIBRATED] = g_param_spec_boolean ("calibrated", NULL, NULL, FALSE, flags);
  props[PROP_CURSOR] = g_param_spec_int64 ("cursor", NULL, NULL, -1, G_MAXINT64, -1, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /* EcgViewport::changed: after any property but `cursor`. */
  signals[CHANGED] = g_signal_new ("changed", ECG_TYPE_VIEWPORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
ecg_viewport_init (EcgViewport *self)
{
  self->rate_hz = 250;
  self->speed_mm_s = DEFAULT_SPEED_MM_S;
  self->gain_mm_mv = DEFAULT_GAIN_MM_MV;
  self->px_per_mm = DEFAULT_PX_PER_MM;
  self->cursor = -1;
}

EcgViewport *
ecg_viewport_new (void)
{
  return g_object_new (ECG_TYPE_VIEWPORT, NULL);
}

void
ecg_viewport_set_recording (EcgViewport *self, double rate_hz, gint64 n_samples)
{
  g_return_if_fail (ECG_IS_VIEWPORT (self));
  g_return_if_fail (rate_hz > 0 && n_samples >= 0);

  self->rate_hz = rate_hz;
  self->n_samples = n_samples;
  self->begin = 0;
  self->speed_mm_s = clamp_speed (self, self->speed_mm_s);
  ecg_viewport_set_cursor (self, -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RATE_HZ]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_SAMPLES]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BEGIN]);
  g_signal_emit (self, signals[CHANGED], 0);
}

double
ecg_viewport_get_rate (EcgViewport *self)
{
  g_return_val_if_fail (ECG_IS_VIEWPORT (self), 1);

  return self->rate_hz;
}

gint64
ecg_viewport_get_n_samples (EcgViewport *self)
{
  g_return_val_if_fail (ECG_IS_VIEWPORT (self), 0);

  return self->n_samples;
}

double
ecg_viewport_get_begin (EcgViewport *self)
{
  g_return_val_if_fail (ECG_IS_VIEWPORT (self), 0);

  return self->begin;
}

void
ecg_viewport_set_begin (EcgViewport *self, double sample)
{
  View before;

  g_return_if_fail (ECG_IS_VIEWPORT (self));
  g_return_if_fail (isfinite (sample));

  before = get_view (self);
  self->begin = clamp_begin (self, sample);
  notify_view (self, before);
}

void
ecg_viewport_set_width (EcgViewport *self, int width_px)
{
  View before;

  g_return_if_fail (ECG_IS_VIEWPORT (self));
  g_return_if_fail (width_px >= 0);

  before = get_view (self);
  self->width_px = width_px;
  self->speed_mm_s = clamp_speed (self, self->speed_mm_s);
  self->begin = clamp_begin (self, self->begin);
  notify_view (self, before);
}

double
ecg_viewport_get_speed (EcgViewport *self)
{
  g_return_val_if_fail (ECG_IS_VIEWPORT (self), DEFAULT_SPEED_MM_S);

  return self->speed_mm_s;
}

double
ecg_viewport_get_gain (EcgViewport *self)
{
  g_return_val_if_fail (ECG_IS_VIEWPORT (self), DEFAULT_GAIN_MM_MV);

  return self->gain_mm_mv;
}

void
ecg_viewport_set_gain (EcgViewport *self, double mm_per_mv)
{
  View before;

  g_return_if_fail (ECG_IS_VIEWPORT (self));
  g_return_if_fail (mm_per_mv > 0);

  before = get_view (self);
  self->gain_mm_mv = CLAMP (mm_per_mv, MIN_GAIN_MM_MV, MAX_GAIN_MM_MV);
  notify_view (self, before);
}

double
ecg_viewport_get_px_per_mm (EcgViewport *self)
{
  g_return_val_if_fail (ECG_IS_VIEWPORT (self), DEFAULT_PX_PER_MM);

  return self->px_per_mm;
}

void
ecg_viewport_set_px_per_mm (EcgViewport *self, double px_per_mm, gboolean calibrated)
{
  View     before;
  gboolean news;

  g_return_if_fail (ECG_IS_VIEWPORT (self));
  g_return_if_fail (px_per_mm > 0);

  before = get_view (self);
  news = self->calibrated != !!calibrated;
  self->px_per_mm = px_per_mm;
  self->calibrated = !!calibrated;
  self->speed_mm_s = clamp_speed (self, self->speed_mm_s);
  self->begin = clamp_begin (self, self->begin);
  if (news)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CALIBRATED]);
  notify_view (self, before);
  if (news && !differs (before.px_per_mm, self->px_per_mm))
    g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
ecg_viewport_get_calibrated (EcgViewport *self)
{
  g_return_val_if_fail (ECG_IS_VIEWPORT (self), FALSE);

  return self->calibrated;
}

void
ecg_viewport_zoom (EcgViewport *self, double factor, double anchor_px)
{
  g_return_if_fail (ECG_IS_VIEWPORT (self));
  g_return_if_fail (factor > 0);

  ecg_viewport_set_speed (self, self->speed_mm_s * factor, anchor_px);
}

void
ecg_viewport_set_speed (EcgViewport *self, double mm_per_s, double anchor_px)
{
  View   before;
  double anchor;

  g_return_if_fail (ECG_IS_VIEWPORT (self));
  g_return_if_fail (mm_per_s > 0);

  before = get_view (self);
  anchor = ecg_viewport_px_to_sample (self, anchor_px);
  self->speed_mm_s = clamp_speed (self, mm_per_s);
  self->begin = clamp_begin (self, anchor - anchor_px * ecg_viewport_get_samples_per_px (self));
  notify_view (self, before);
}

void
ecg_viewport_pan (EcgViewport *self, double pages)
{
  g_return_if_fail (ECG_IS_VIEWPORT (self));

  ecg_viewport_set_begin (self, self->begin +
                                  pages * self->width_px * ecg_viewport_get_samples_per_px (self));
}

EcgSpan
ecg_viewport_get_visible (EcgViewport *self)
{
  EcgSpan whole;
  EcgSpan page;

  g_return_val_if_fail (ECG_IS_VIEWPORT (self), ((EcgSpan){ 0, 0 }));

  whole = (EcgSpan){ 0, self->n_samples };
  page.begin = (gint64) floor (self->begin);
  page.end = (gint64) ceil (self->begin + self->width_px * ecg_viewport_get_samples_per_px (self));
  return ecg_span_intersect (whole, page);
}

double
ecg_viewport_get_samples_per_px (EcgViewport *self)
{
  g_return_val_if_fail (ECG_IS_VIEWPORT (self), 1);

  return self->rate_hz / (self->speed_mm_s * self->px_per_mm);
}

double
ecg_viewport_sample_to_px (EcgViewport *self, double sample)
{
  g_return_val_if_fail (ECG_IS_VIEWPORT (self), 0);

  return (sample - self->begin) / ecg_viewport_get_samples_per_px (self);
}

double
ecg_viewport_px_to_sample (EcgViewport *self, double px)
{
  g_return_val_if_fail (ECG_IS_VIEWPORT (self), 0);

  return self->begin + px * ecg_viewport_get_samples_per_px (self);
}

gint64
ecg_viewport_get_cursor (EcgViewport *self)
{
  g_return_val_if_fail (ECG_IS_VIEWPORT (self), -1);

  return self->cursor;
}

void
ecg_viewport_set_cursor (EcgViewport *self, gint64 sample)
{
  g_return_if_fail (ECG_IS_VIEWPORT (self));

  if (sample < 0 || self->n_samples == 0)
    sample = -1;
  sample = MIN (sample, self->n_samples - 1);
  if (self->cursor == sample)
    return;
  self->cursor = sample;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CURSOR]);
}
