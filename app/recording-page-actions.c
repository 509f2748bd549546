/*
 * What keys and buttons ask of the Recording page: mostly, to move the one viewport.
 */

#include "app/recording-page-private.h"

#include "widgets/paper.h"

static double
get_anchor (EcgRecordingPage *self)
{
  const gint64 cursor = ecg_viewport_get_cursor (self->viewport);

  if (cursor >= 0)
    return ecg_viewport_sample_to_px (self->viewport, (double) cursor);
  return 0.5 * (double) MAX (gtk_widget_get_width (GTK_WIDGET (self->ruler)) - ECG_LANE_MARGIN, 1);
}

static void
pan_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_viewport_pan (ECG_RECORDING_PAGE (widget)->viewport, g_variant_get_double (parameter));
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgRecordingPage *self = ECG_RECORDING_PAGE (widget);

  ecg_viewport_zoom (self->viewport, g_variant_get_double (parameter), get_anchor (self));
}

static void
gain_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgRecordingPage *self = ECG_RECORDING_PAGE (widget);

  ecg_viewport_set_gain (
    self->viewport,
    CLAMP (ecg_viewport_get_gain (self->viewport) * g_variant_get_double (parameter), 0.1, 400.0));
}

static void
reset_speed_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgRecordingPage *self = ECG_RECORDING_PAGE (widget);

  ecg_viewport_set_speed (self->viewport, 25.0, get_anchor (self));
}

static void
reset_gain_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_viewport_set_gain (ECG_RECORDING_PAGE (widget)->viewport, 10.0);
}

static void
go_to_start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_viewport_set_begin (ECG_RECORDING_PAGE (widget)->viewport, 0.0);
}

static void
go_to_end_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgViewport *viewport = ECG_RECORDING_PAGE (widget)->viewport;

  ecg_viewport_set_begin (viewport, (double) ecg_viewport_get_n_samples (viewport));
}

/* As its file and the user's settings have it now. */
static void
reload_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgRecordingPage *self = ECG_RECORDING_PAGE (widget);

  if (self->session == NULL)
    return;
  ecg_recording_page_forget (self);
  ecg_recording_page_open (self);
}

static void
bind_key (GtkWidgetClass *widget_class, guint key, const char *action, double value)
{
  gtk_widget_class_add_binding_action (widget_class, key, 0, action, "d", value);
}

/* However a keyboard spells them: plus without Shift is the equals sign on some. */
static void
bind_plus_and_minus (GtkWidgetClass *widget_class, GdkModifierType modifiers, const char *action)
{
  static const guint plus[] = { GDK_KEY_plus, GDK_KEY_equal, GDK_KEY_KP_Add };
  static const guint minus[] = { GDK_KEY_minus, GDK_KEY_KP_Subtract };

  for (gsize i = 0; i < G_N_ELEMENTS (plus); i++)
    gtk_widget_class_add_binding_action (widget_class, plus[i], modifiers, action, "d", 1.25);
  for (gsize i = 0; i < G_N_ELEMENTS (minus); i++)
    gtk_widget_class_add_binding_action (widget_class, minus[i], modifiers, action, "d", 0.8);
}

static void
bind_keys (GtkWidgetClass *widget_class)
{
  bind_key (widget_class, GDK_KEY_Left, "recording.pan", -0.1);
  bind_key (widget_class, GDK_KEY_Right, "recording.pan", 0.1);
  bind_key (widget_class, GDK_KEY_Page_Up, "recording.pan", -1.0);
  bind_key (widget_class, GDK_KEY_Page_Down, "recording.pan", 1.0);
  bind_plus_and_minus (widget_class, GDK_CONTROL_MASK, "recording.zoom");
  bind_plus_and_minus (widget_class, 0, "recording.gain");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0, GDK_CONTROL_MASK,
                                       "recording.reset-speed", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0, GDK_CONTROL_MASK | GDK_ALT_MASK,
                                       "recording.reset-gain", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Home, 0, "recording.start", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_End, 0, "recording.end", NULL);
}

void
ecg_recording_page_class_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "recording.reload", NULL, reload_action);
  gtk_widget_class_install_action (widget_class, "recording.pan", "d", pan_action);
  gtk_widget_class_install_action (widget_class, "recording.zoom", "d", zoom_action);
  gtk_widget_class_install_action (widget_class, "recording.gain", "d", gain_action);
  gtk_widget_class_install_action (widget_class, "recording.reset-speed", NULL, reset_speed_action);
  gtk_widget_class_install_action (widget_class, "recording.reset-gain", NULL, reset_gain_action);
  gtk_widget_class_install_action (widget_class, "recording.start", NULL, go_to_start_action);
  gtk_widget_class_install_action (widget_class, "recording.end", NULL, go_to_end_action);
  bind_keys (widget_class);
}
