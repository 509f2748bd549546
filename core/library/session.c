/*
 * A session as a value with identity in lists: its members cannot change, so any thread may read
 * it.
 */

#include "core/library/session.h"

#include <string.h>

struct _EcgSession
{
  GObject parent_instance;

  EcgSessionFields fields; /* every pointer in it is owned */
};

G_DEFINE_FINAL_TYPE (EcgSession, ecg_session, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ID,
  PROP_PATH,
  PROP_NAME,
  PROP_SUBJECT,
  PROP_ACTIVITY,
  PROP_NOTES,
  PROP_SECONDS,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
ecg_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EcgSession             *self = ECG_SESSION (object);
  const EcgSessionFields *fields = &self->fields;

  switch (id)
    {
    case PROP_ID:
      g_value_set_int64 (value, fields->id);
      break;
    case PROP_PATH:
      g_value_set_string (value, fields->path);
      break;
    case PROP_NAME:
      g_value_take_string (value, g_path_get_basename (fields->path));
      break;
    case PROP_SUBJECT:
      g_value_set_string (value, fields->subject);
      break;
    case PROP_ACTIVITY:
      g_value_set_string (value, fields->activity);
      break;
    case PROP_NOTES:
      g_value_set_string (value, fields->notes);
      break;
    case PROP_SECONDS:
      g_value_set_double (value, ecg_session_get_seconds (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ecg_session_finalize (GObject *object)
{
  EcgSessionFields *fields = &ECG_SESSION (object)->fields;

  g_free ((char *) fields->path);
  g_free ((char *) fields->fingerprint);
  g_free ((char *) fields->format);
  g_strfreev ((char **) fields->leads);
  g_free ((char *) fields->subject);
  g_free ((char *) fields->activity);
  g_free ((char *) fields->notes);
  g_strfreev ((char **) fields->tags);
  g_free ((char *) fields->imported);
  g_free ((char *) fields->importer);
  g_free ((char *) fields->origin);
  g_strfreev ((char **) fields->original_names);
  g_free ((char *) fields->device);
  g_free ((char *) fields->started);
  g_strfreev ((char **) fields->files);
  G_OBJECT_CLASS (ecg_session_parent_class)->finalize (object);
}

static GParamSpec *
new_text_property (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
ecg_session_class_init (EcgSessionClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = ecg_session_get_property;
  object_class->finalize = ecg_session_finalize;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PATH] = new_text_property ("path");
  properties[PROP_NAME] = new_text_property ("name");
  properties[PROP_SUBJECT] = new_text_property ("subject");
  properties[PROP_ACTIVITY] = new_text_property ("activity");
  properties[PROP_NOTES] = new_text_property ("notes");
  properties[PROP_SECONDS] = g_param_spec_double ("seconds", NULL, NULL, 0.0, G_MAXDOUBLE, 0.0,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
ecg_session_init (EcgSession *self)
{
}

/* A label that is empty is none. */
static char *
dup_label (const char *text)
{
  return text == NULL || *text == '\0' ? NULL : g_strdup (text);
}

static const char *const *
dup_names (const char *const *names)
{
  return (const char *const *) g_strdupv ((char **) names);
}

EcgSession *
ecg_session_new (const EcgSessionFields *fields)
{
  EcgSession *self = g_object_new (ECG_TYPE_SESSION, NULL);

  self->fields = *fields;
  self->fields.path = g_strdup (fields->path);
  self->fields.fingerprint = g_strdup (fields->fingerprint);
  self->fields.format = g_strdup (fields->format);
  self->fields.leads = (const char *const *) g_strdupv ((char **) fields->leads);
  self->fields.subject = dup_label (fields->subject);
  self->fields.activity = dup_label (fields->activity);
  self->fields.notes = dup_label (fields->notes);
  self->fields.tags = dup_names (fields->tags);
  self->fields.imported = g_strdup (fields->imported);
  self->fields.importer = g_strdup (fields->importer);
  self->fields.origin = g_strdup (fields->origin);
  self->fields.original_names = dup_names (fields->original_names);
  self->fields.device = dup_label (fields->device);
  self->fields.started = dup_label (fields->started);
  self->fields.files = dup_names (fields->files);
  return self;
}

const EcgSessionFields *
ecg_session_get_fields (EcgSession *self)
{
  g_return_val_if_fail (ECG_IS_SESSION (self), NULL);
  return &self->fields;
}

gint64
ecg_session_get_id (EcgSession *self)
{
  g_return_val_if_fail (ECG_IS_SESSION (self), 0);
  return self->fields.id;
}

const char *
ecg_session_get_path (EcgSession *self)
{
  g_return_val_if_fail (ECG_IS_SESSION (self), NULL);
  return self->fields.path;
}

const char *
ecg_session_get_subject (EcgSession *self)
{
  g_return_val_if_fail (ECG_IS_SESSION (self), NULL);
  return self->fields.subject;
}

const char *
ecg_session_get_activity (EcgSession *self)
{
  g_return_val_if_fail (ECG_IS_SESSION (self), NULL);
  return self->fields.activity;
}

double
ecg_session_get_seconds (EcgSession *self)
{
  g_return_val_if_fail (ECG_IS_SESSION (self), 0.0);
  return (double) self->fields.n_samples / self->fields.rate_hz;
}

static gboolean
same_names (const char *const *a, const char *const *b)
{
  return a == NULL || b == NULL ? a == b : g_strv_equal (a, b);
}

static gboolean
same_double (double a, double b)
{
  return memcmp (&a, &b, sizeof a) == 0;
}

/* How the bytes are read is not in their fingerprint: a recipe may change it. */
static gboolean
same_reading (const EcgSessionFields *x, const EcgSessionFields *y)
{
  return same_double (x->rate_hz, y->rate_hz) && x->n_samples == y->n_samples &&
         x->has_quality == y->has_quality &&
         (!x->has_quality || same_double (x->quality, y->quality)) &&
         same_names (x->leads, y->leads);
}

/* What else makes a recording is in its fingerprint. */
gboolean
ecg_session_equal (EcgSession *a, EcgSession *b)
{
  const EcgSessionFields *x = ecg_session_get_fields (a);
  const EcgSessionFields *y = ecg_session_get_fields (b);

  return x->id == y->id && x->mtime_us == y->mtime_us && x->size == y->size &&
         x->n_labels == y->n_labels && x->labelled == y->labelled && same_reading (x, y) &&
         g_strcmp0 (x->path, y->path) == 0 && g_strcmp0 (x->fingerprint, y->fingerprint) == 0 &&
         g_strcmp0 (x->subject, y->subject) == 0 && g_strcmp0 (x->activity, y->activity) == 0 &&
         g_strcmp0 (x->notes, y->notes) == 0 && same_names (x->tags, y->tags);
}
