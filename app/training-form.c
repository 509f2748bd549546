/*
 * What can be chosen of a run. Combos stand in the order of their enumerations.
 */

#include "app/training-form.h"

#include "app/run-text.h"

#include <math.h>

struct _EcgTrainingForm
{
  AdwBin parent_instance;

  /* template children */
  AdwPreferencesGroup *group;
  AdwComboRow         *protocol;
  GtkEditable         *name;
  GtkSpinButton       *epochs;
  GtkSpinButton       *seed;
  AdwComboRow         *size;
  GtkSpinButton       *batch;
  GtkSpinButton       *learning_rate;
  AdwComboRow         *balance;
  GtkWidget           *identity_weight_row;
  GtkSpinButton       *identity_weight;
  AdwComboRow         *alpha;
  AdwComboRow         *sca;
  AdwComboRow         *normalisation;
  GtkSwitch           *averaging;
  GtkSwitch           *augment_gain;
  GtkSwitch           *augment_shift;
  GtkSwitch           *augment_noise;
  GtkSwitch           *augment_wander;
  GtkSwitch           *augment_lead_drop;
  GtkSwitch           *augment_tilt;
  GtkSwitch           *augment_stretch;
  GtkSwitch           *augment_high_pass;
  GtkSwitch           *all_folds;
  GtkSwitch           *level_classes;
  AdwComboRow         *tasks;

  /* plain state */
  EcgTrainSettings base; /* also what the form does not show */
};

G_DEFINE_FINAL_TYPE (EcgTrainingForm, ecg_training_form, ADW_TYPE_BIN)

/* The best first. */
static const EcgProtocol protocols[] = { ECG_PROTOCOL_BLOCKED, ECG_PROTOCOL_SESSIONS,
                                         ECG_PROTOCOL_SUBJECTS, ECG_PROTOCOL_ACTIVITIES,
                                         ECG_PROTOCOL_RANDOM };
static const double      alphas[] = { 0.0, 0.12, 0.5, 1.0, 1.5 };

static void
protocol_cb (EcgTrainingForm *self)
{
  const guint selected = adw_combo_row_get_selected (self->protocol);

  if (selected < G_N_ELEMENTS (protocols))
    adw_preferences_group_set_description (self->group,
                                           ecg_protocol_get_sentence (protocols[selected]));
}

static void
fill_protocols (EcgTrainingForm *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    gtk_string_list_append (titles, ecg_protocol_get_title (protocols[i]));
  adw_combo_row_set_model (self->protocol, G_LIST_MODEL (titles));
  protocol_cb (self);
}

/* Each way to balance shows its own number. */
static void
balance_cb (EcgTrainingForm *self)
{
  const EcgBalance balance = (EcgBalance) adw_combo_row_get_selected (self->balance);

  gtk_widget_set_visible (self->identity_weight_row, balance == ECG_BALANCE_STATIC);
  gtk_widget_set_visible (GTK_WIDGET (self->alpha), balance == ECG_BALANCE_GRADNORM);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/training-form.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, group);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, protocol);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, name);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, epochs);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, seed);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, size);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, batch);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, learning_rate);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, balance);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, identity_weight_row);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, identity_weight);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, alpha);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, sca);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, normalisation);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, averaging);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, augment_gain);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, augment_shift);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, augment_noise);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, augment_wander);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, augment_lead_drop);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, augment_tilt);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, augment_stretch);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, augment_high_pass);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, all_folds);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, level_classes);
  gtk_widget_class_bind_template_child (widget_class, EcgTrainingForm, tasks);
  gtk_widget_class_bind_template_callback (widget_class, balance_cb);
  gtk_widget_class_bind_template_callback (widget_class, protocol_cb);
}

static void
ecg_training_form_class_init (EcgTrainingFormClass *class)
{
  bind_template (GTK_WIDGET_CLASS (class));
}

static void
ecg_training_form_init (EcgTrainingForm *self)
{
  EcgTrainSettings settings;

  gtk_widget_init_template (GTK_WIDGET (self));
  fill_protocols (self);
  ecg_train_settings_init (&settings);
  ecg_training_form_set_settings (self, &settings);
}

GtkWidget *
ecg_training_form_new (void)
{
  return g_object_new (ECG_TYPE_TRAINING_FORM, NULL);
}

static guint
find_protocol (EcgProtocol protocol)
{
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (protocols[i] == protocol)
      return i;
  return 0;
}

static guint
find_alpha (double alpha)
{
  guint nearest = 0;

  for (guint i = 1; i < G_N_ELEMENTS (alphas); i++)
    if (fabs (alphas[i] - alpha) < fabs (alphas[nearest] - alpha))
      nearest = i;
  return nearest;
}

/* The form knows whether, the settings how much. */
static double
get_averaging (EcgTrainingForm *self)
{
  EcgTrainSettings defaults;

  if (!gtk_switch_get_active (self->averaging))
    return 0.0;
  ecg_train_settings_init (&defaults);
  return self->base.averaging > 0.0 ? self->base.averaging : defaults.averaging;
}

void
ecg_training_form_get_settings (EcgTrainingForm *self, EcgTrainSettings *settings)
{
  g_return_if_fail (ECG_IS_TRAINING_FORM (self));

  *settings = self->base;
  settings->protocol = protocols[adw_combo_row_get_selected (self->protocol)];
  settings->epochs = (guint) gtk_spin_button_get_value_as_int (self->epochs);
  settings->seed = (guint64) gtk_spin_button_get_value_as_int (self->seed);
  settings->size = (EcgModelSize) adw_combo_row_get_selected (self->size);
  settings->batch = (guint) gtk_spin_button_get_value_as_int (self->batch);
  settings->learning_rate = gtk_spin_button_get_value (self->learning_rate);
  settings->balance = (EcgBalance) adw_combo_row_get_selected (self->balance);
  settings->identity_weight = gtk_spin_button_get_value (self->identity_weight);
  settings->alpha = alphas[adw_combo_row_get_selected (self->alpha)];
  settings->sca = (EcgScaMode) adw_combo_row_get_selected (self->sca);
  settings->normalisation = (EcgNormalisation) adw_combo_row_get_selected (self->normalisation);
  settings->averaging = get_averaging (self);
  settings->augment_gain = gtk_switch_get_active (self->augment_gain);
  settings->augment_shift = gtk_switch_get_active (self->augment_shift);
  settings->augment_noise = gtk_switch_get_active (self->augment_noise);
  settings->augment_wander = gtk_switch_get_active (self->augment_wander);
  settings->augment_lead_drop = gtk_switch_get_active (self->augment_lead_drop);
  settings->augment_tilt = gtk_switch_get_active (self->augment_tilt);
  settings->augment_stretch = gtk_switch_get_active (self->augment_stretch);
  settings->augment_high_pass = gtk_switch_get_active (self->augment_high_pass);
  settings->all_folds = gtk_switch_get_active (self->all_folds);
  settings->level_classes = gtk_switch_get_active (self->level_classes);
  settings->tasks = (EcgTaskChoice) adw_combo_row_get_selected (self->tasks);
}

void
ecg_training_form_set_settings (EcgTrainingForm *self, const EcgTrainSettings *settings)
{
  g_return_if_fail (ECG_IS_TRAINING_FORM (self));

  self->base = *settings;
  adw_combo_row_set_selected (self->protocol, find_protocol (settings->protocol));
  gtk_spin_button_set_value (self->epochs, settings->epochs);
  gtk_spin_button_set_value (self->seed, (double) settings->seed);
  adw_combo_row_set_selected (self->size, settings->size);
  gtk_spin_button_set_value (self->batch, settings->batch);
  gtk_spin_button_set_value (self->learning_rate, settings->learning_rate);
  adw_combo_row_set_selected (self->balance, settings->balance);
  gtk_spin_button_set_value (self->identity_weight, settings->identity_weight);
  adw_combo_row_set_selected (self->alpha, find_alpha (settings->alpha));
  adw_combo_row_set_selected (self->sca, settings->sca);
  adw_combo_row_set_selected (self->normalisation, settings->normalisation);
  gtk_switch_set_active (self->averaging, settings->averaging > 0.0);
  gtk_switch_set_active (self->augment_gain, settings->augment_gain);
  gtk_switch_set_active (self->augment_shift, settings->augment_shift);
  gtk_switch_set_active (self->augment_noise, settings->augment_noise);
  gtk_switch_set_active (self->augment_wander, settings->augment_wander);
  gtk_switch_set_active (self->augment_lead_drop, settings->augment_lead_drop);
  gtk_switch_set_active (self->augment_tilt, settings->augment_tilt);
  gtk_switch_set_active (self->augment_stretch, settings->augment_stretch);
  gtk_switch_set_active (self->augment_high_pass, settings->augment_high_pass);
  gtk_switch_set_active (self->all_folds, settings->all_folds);
  gtk_switch_set_active (self->level_classes, settings->level_classes);
  adw_combo_row_set_selected (self->tasks, settings->tasks);
}

char *
ecg_training_form_dup_name (EcgTrainingForm *self)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (ECG_IS_TRAINING_FORM (self), NULL);

  name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
  return *name != '\0' ? g_steal_pointer (&name) : NULL;
}

void
ecg_training_form_clear_name (EcgTrainingForm *self)
{
  g_return_if_fail (ECG_IS_TRAINING_FORM (self));

  gtk_editable_set_text (self->name, "");
}
