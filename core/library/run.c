/*
 * A run as a value with identity in lists: its members cannot change, so any thread may read it.
 */

#include "core/library/run.h"

struct _EcgRun
{
  GObject parent_instance;

  EcgRunFields fields; /* every pointer in it is owned */
};

G_DEFINE_FINAL_TYPE (EcgRun, ecg_run, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_PROTOCOL,
  PROP_CREATED,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
ecg_run_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const EcgRunFields *fields = &ECG_RUN (object)->fields;

  switch (id)
    {
    case PROP_ID:
      g_value_set_int64 (value, fields->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, fields->name);
      break;
    case PROP_PROTOCOL:
      g_value_set_string (value, fields->protocol);
      break;
    case PROP_CREATED:
      g_value_set_string (value, fields->created);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ecg_run_finalize (GObject *object)
{
  EcgRunFields *fields = &ECG_RUN (object)->fields;

  g_free ((char *) fields->name);
  g_free ((char *) fields->created);
  g_free ((char *) fields->protocol);
  g_free ((char *) fields->settings);
  g_free ((char *) fields->checkpoint);
  g_free ((char *) fields->curves);
  g_free ((char *) fields->evaluation);
  G_OBJECT_CLASS (ecg_run_parent_class)->finalize (object);
}

static GParamSpec *
new_text_property (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
ecg_run_class_init (EcgRunClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = ecg_run_get_property;
  object_class->finalize = ecg_run_finalize;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] = new_text_property ("name");
  properties[PROP_PROTOCOL] = new_text_property ("protocol");
  properties[PROP_CREATED] = new_text_property ("created");
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
ecg_run_init (EcgRun *self)
{
}

EcgRun *
ecg_run_new (const EcgRunFields *fields)
{
  EcgRun *self = g_object_new (ECG_TYPE_RUN, NULL);

  self->fields = *fields;
  self->fields.name = g_strdup (fields->name);
  self->fields.created = g_strdup (fields->created);
  self->fields.protocol = g_strdup (fields->protocol);
  self->fields.settings = g_strdup (fields->settings);
  self->fields.checkpoint = g_strdup (fields->checkpoint);
  self->fields.curves = g_strdup (fields->curves);
  self->fields.evaluation = g_strdup (fields->evaluation);
  return self;
}

const EcgRunFields *
ecg_run_get_fields (EcgRun *self)
{
  g_return_val_if_fail (ECG_IS_RUN (self), NULL);
  return &self->fields;
}

gint64
ecg_run_get_id (EcgRun *self)
{
  g_return_val_if_fail (ECG_IS_RUN (self), 0);
  return self->fields.id;
}

const char *
ecg_run_get_name (EcgRun *self)
{
  g_return_val_if_fail (ECG_IS_RUN (self), NULL);
  return self->fields.name;
}

const char *
ecg_run_get_protocol (EcgRun *self)
{
  g_return_val_if_fail (ECG_IS_RUN (self), NULL);
  return self->fields.protocol;
}

EcgRunState
ecg_run_get_state (EcgRun *self)
{
  g_return_val_if_fail (ECG_IS_RUN (self), ECG_RUN_FAILED);
  return self->fields.state;
}
