/* Workers store the latest state under a lock; a source in the creator's context, at most one at a
 * time, tells it. */

#include "core/jobs/progress.h"

struct _EcgProgress
{
  GObject parent_instance;

  GMainContext *context; /* owned */
  GMutex        lock;    /* of everything below */
  double        fraction;
  char         *text;
  double        seconds_left;
  double        range[2]; /* what 0 and 1 mean */
  double        part[2];  /* what the whole range means */
  gboolean      pending;  /* a notification is on its way */
  gboolean      timing;   /* the two below are set */
  gint64        first_time_us;
  double        first_fraction;
};

enum
{
  PROP_FRACTION = 1,
  PROP_TEXT,
  PROP_SECONDS_LEFT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (EcgProgress, ecg_progress, G_TYPE_OBJECT)

static gboolean
notify_cb (gpointer user_data)
{
  EcgProgress *self = user_data;

  g_mutex_lock (&self->lock);
  self->pending = FALSE;
  g_mutex_unlock (&self->lock);

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = PROP_FRACTION; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
  g_object_thaw_notify (G_OBJECT (self));
  return G_SOURCE_REMOVE;
}

static void
queue_notification (EcgProgress *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[ecg] progress");
  g_source_set_callback (source, notify_cb, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}

/* A fraction that falls is the beginning of another stretch of work: its time counts anew. */
static void
estimate (EcgProgress *self, double fraction)
{
  const gint64 now_us = g_get_monotonic_time ();

  if (fraction < 0.0)
    {
      self->timing = FALSE;
      self->seconds_left = -1.0;
    }
  else if (!self->timing || fraction < self->fraction)
    {
      self->timing = TRUE;
      self->first_time_us = now_us;
      self->first_fraction = fraction;
      self->seconds_left = -1.0;
    }
  else if (fraction > self->first_fraction)
    {
      self->seconds_left = 1e-6 * (double) (now_us - self->first_time_us) * (1.0 - fraction) /
                           (fraction - self->first_fraction);
    }
}

void
ecg_progress_set (EcgProgress *self, double fraction, const char *text)
{
  gboolean queue;

  if (self == NULL)
    return;
  g_return_if_fail (ECG_IS_PROGRESS (self));

  g_mutex_lock (&self->lock);
  if (fraction >= 0.0)
    {
      fraction = self->range[0] + MIN (fraction, 1.0) * (self->range[1] - self->range[0]);
      fraction = self->part[0] + fraction * (self->part[1] - self->part[0]);
    }
  else
    fraction = -1.0;
  estimate (self, fraction);
  self->fraction = fraction;
  if (text != NULL && g_strcmp0 (self->text, text) != 0)
    {
      g_free (self->text);
      self->text = g_strdup (text);
    }
  queue = !self->pending;
  self->pending = TRUE;
  g_mutex_unlock (&self->lock);

  if (queue)
    queue_notification (self);
}

void
ecg_progress_set_range (EcgProgress *self, double begin, double end)
{
  if (self == NULL)
    return;
  g_return_if_fail (ECG_IS_PROGRESS (self));
  g_return_if_fail (0.0 <= begin && begin <= end && end <= 1.0);

  g_mutex_lock (&self->lock);
  self->range[0] = begin;
  self->range[1] = end;
  g_mutex_unlock (&self->lock);
}

void
ecg_progress_set_part (EcgProgress *self, double begin, double end)
{
  if (self == NULL)
    return;
  g_return_if_fail (ECG_IS_PROGRESS (self));
  g_return_if_fail (0.0 <= begin && begin <= end && end <= 1.0);

  g_mutex_lock (&self->lock);
  self->part[0] = begin;
  self->part[1] = end;
  g_mutex_unlock (&self->lock);
}

double
ecg_progress_get_fraction (EcgProgress *self)
{
  double fraction;

  g_return_val_if_fail (ECG_IS_PROGRESS (self), -1.0);

  g_mutex_lock (&self->lock);
  fraction = self->fraction;
  g_mutex_unlock (&self->lock);
  return fraction;
}

char *
ecg_progress_dup_text (EcgProgress *self)
{
  char *text;

  g_return_val_if_fail (ECG_IS_PROGRESS (self), NULL);

  g_mutex_lock (&self->lock);
  text = g_strdup (self->text);
  g_mutex_unlock (&self->lock);
  return text;
}

double
ecg_progress_get_seconds_left (EcgProgress *self)
{
  double seconds;

  g_return_val_if_fail (ECG_IS_PROGRESS (self), -1.0);

  g_mutex_lock (&self->lock);
  seconds = self->seconds_left;
  g_mutex_unlock (&self->lock);
  return seconds;
}

static void
ecg_progress_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EcgProgress *self = ECG_PROGRESS (object);

  switch (prop_id)
    {
    case PROP_FRACTION:
      g_value_set_double (value, ecg_progress_get_fraction (self));
      break;
    case PROP_TEXT:
      g_value_take_string (value, ecg_progress_dup_text (self));
      break;
    case PROP_SECONDS_LEFT:
      g_value_set_double (value, ecg_progress_get_seconds_left (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ecg_progress_finalize (GObject *object)
{
  EcgProgress *self = ECG_PROGRESS (object);

  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self->text);

  G_OBJECT_CLASS (ecg_progress_parent_class)->finalize (object);
}

static void
ecg_progress_class_init (EcgProgressClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ecg_progress_get_property;
  object_class->finalize = ecg_progress_finalize;

  /** EcgProgress:fraction: 0 to 1, or −1 while not known. */
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1.0, 1.0, -1.0, flags);
  /** EcgProgress:text: what is being done, maybe empty. */
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  /** EcgProgress:seconds-left: at the pace so far, or −1 while not known. */
  props[PROP_SECONDS_LEFT] =
    g_param_spec_double ("seconds-left", NULL, NULL, -1.0, G_MAXDOUBLE, -1.0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
ecg_progress_init (EcgProgress *self)
{
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->lock);
  self->fraction = -1.0;
  self->range[1] = 1.0;
  self->part[1] = 1.0;
  self->text = g_strdup ("");
  self->seconds_left = -1.0;
}

EcgProgress *
ecg_progress_new (void)
{
  return g_object_new (ECG_TYPE_PROGRESS, NULL);
}
