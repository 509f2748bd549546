/*
 * The window: opens the library and keeps sidebar and pages together. What can be asked of it
 * stands in window-actions.c.
 */

#include "app/window-private.h"

#include "app/refusals.h"
#include "core/jobs/job.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (EcgWindow, ecg_window, ADW_TYPE_APPLICATION_WINDOW)

void
ecg_window_tell (EcgWindow *self, const char *sentence)
{
  AdwToast *toast;

  g_return_if_fail (ECG_IS_WINDOW (self));

  /* A toast's title is markup. */
  g_autofree char *title = g_markup_escape_text (sentence, -1);

  toast = adw_toast_new (title);
  adw_toast_set_timeout (toast, 6);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* With a button that shows @details, where there are any. */
void
ecg_window_tell_details (EcgWindow  *self,
                         const char *sentence,
                         const char *title,
                         GPtrArray  *details)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);
  AdwToast        *toast = adw_toast_new (escaped);

  g_clear_pointer (&self->details, g_ptr_array_unref);
  self->details = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < details->len; i++)
    g_ptr_array_add (self->details, g_strdup (details->pdata[i]));
  g_free (self->details_title);
  self->details_title = g_strdup (title);
  adw_toast_set_timeout (toast, details->len > 0 ? 0 : 6);
  if (details->len > 0)
    {
      adw_toast_set_button_label (toast, _ ("_Details"));
      adw_toast_set_action_name (toast, "win.show-details");
    }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
ecg_window_show_details (EcgWindow *self)
{
  if (self->details != NULL && self->details->len > 0)
    ecg_refusals_present (GTK_WINDOW (self), self->details_title, self->details);
}

static void
hand_out_library (EcgWindow *self, EcgLibrary *library)
{
  ecg_library_page_set_library (self->library_page, library);
  ecg_recording_page_set_library (self->recording_page, library);
  ecg_training_page_set_library (self->training_page, library);
  ecg_results_page_set_library (self->results_page, library);
}

static void
set_library (EcgWindow *self, EcgLibrary *library)
{
  self->library = library;
  g_signal_connect_object (library, "notify::undo-text", G_CALLBACK (ecg_window_update_actions),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "notify::redo-text", G_CALLBACK (ecg_window_update_actions),
                           self, G_CONNECT_SWAPPED);
  hand_out_library (self, library);
  gtk_stack_set_visible_child_name (self->content, "library");
  ecg_window_update_actions (self);
}

/* What was on show, as it is now: it keeps its view. */
static void
session_renewed_cb (EcgWindow *self, EcgSession *session)
{
  ecg_recording_page_set_session (self->recording_page, session);
}

static void
show_failure (EcgWindow *self, const char *sentence)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  adw_status_page_set_description (self->failure, escaped);
  gtk_stack_set_visible_child_name (self->content, "failed");
}

void
ecg_window_select_first (EcgWindow *self)
{
  g_autoptr (EcgSession) first =
    g_list_model_get_item (ecg_library_get_sessions (self->library), 0);

  if (first != NULL)
    ecg_library_page_select (self->library_page, ecg_session_get_id (first));
}

/* How the window was left, and is left */

static void
restore_window (EcgWindow *self)
{
  g_autofree char *path = ecg_window_state_dup_path ();

  ecg_window_state_load (&self->left, path);
  if (self->left.width > 0 && self->left.height > 0)
    gtk_window_set_default_size (GTK_WINDOW (self), self->left.width, self->left.height);
  if (self->left.maximised)
    gtk_window_maximize (GTK_WINDOW (self));
  adw_flap_set_reveal_flap (self->flap, self->left.sidebar);
  ecg_library_page_set_as_table (self->library_page, self->left.table);
  for (EcgFacet facet = 0; facet < ECG_N_FACETS; facet++)
    ecg_library_filter_set_value (ecg_library_page_get_filter (self->library_page), facet,
                                  self->left.facets[facet]);
}

static char *
dup_library_path (EcgWindow *self)
{
  return g_canonicalize_filename (ecg_store_get_path (ecg_library_get_store (self->library)), NULL);
}

/* What was on show, where it is still there; the first session else. */
static void
restore_session (EcgWindow *self)
{
  g_autofree char *path = dup_library_path (self);

  if (g_strcmp0 (path, self->left.library) == 0)
    ecg_library_page_select (self->library_page, self->left.session);
  if (ecg_library_page_get_selected (self->library_page) == NULL)
    ecg_window_select_first (self);
  if (self->left.page != NULL &&
      adw_view_stack_get_child_by_name (self->pages, self->left.page) != NULL)
    adw_view_stack_set_visible_child_name (self->pages, self->left.page);
}

static void
keep_facets (EcgWindow *self, EcgWindowState *state)
{
  for (EcgFacet facet = 0; facet < ECG_N_FACETS; facet++)
    state->facets[facet] = g_strdup (
      ecg_library_filter_get_value (ecg_library_page_get_filter (self->library_page), facet));
}

static void
save_state (EcgWindow *self)
{
  g_autofree char *path = ecg_window_state_dup_path ();
  g_auto (EcgWindowState) state = { 0 };
  g_autoptr (GError) error = NULL;
  EcgSession *session = ecg_library_page_get_selected (self->library_page);

  gtk_window_get_default_size (GTK_WINDOW (self), &state.width, &state.height);
  state.maximised = gtk_window_is_maximized (GTK_WINDOW (self));
  /* Where there is no room for it, the sidebar is not hidden by wish. */
  state.sidebar = adw_flap_get_folded (self->flap) || adw_flap_get_reveal_flap (self->flap);
  state.table = ecg_library_page_is_table (self->library_page);
  state.page = g_strdup (adw_view_stack_get_visible_child_name (self->pages));
  keep_facets (self, &state);
  if (self->library != NULL)
    state.library = dup_library_path (self);
  state.session = session != NULL ? ecg_session_get_id (session) : 0;
  if (!ecg_window_state_save (&state, path, &error))
    g_debug ("The window's state is not kept: %s", error->message);
}

static void
library_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  EcgLibrary *library = ecg_library_open_finish (result, &error);
  g_auto (GStrv) waiting = g_steal_pointer (&self->waiting_paths);

  if (library == NULL)
    {
      if (ecg_error_is_worth_telling (error))
        show_failure (self, error->message);
      return;
    }
  set_library (self, library);
  ecg_window_check_library (self);
  if (waiting != NULL)
    ecg_window_import (self, (const char *const *) waiting, NULL);
  else
    restore_session (self);
}

/* What was on show will be again. */
void
ecg_window_release_library (EcgWindow *self)
{
  EcgSession *session = ecg_library_page_get_selected (self->library_page);

  gtk_stack_set_visible_child_name (self->content, "opening");
  if (self->library == NULL)
    return;
  g_free (self->left.library);
  self->left.library = dup_library_path (self);
  self->left.session = session != NULL ? ecg_session_get_id (session) : 0;
  g_free (self->left.page);
  self->left.page = g_strdup (adw_view_stack_get_visible_child_name (self->pages));
  g_signal_handlers_disconnect_by_data (self->library, self);
  hand_out_library (self, NULL);
  ecg_recording_page_set_session (self->recording_page, NULL);
  ecg_import_bar_forget (self->import_bar);
  g_clear_object (&self->library);
  ecg_window_update_actions (self);
}

void
ecg_window_open_library (EcgWindow *self)
{
  gtk_stack_set_visible_child_name (self->content, "opening");
  ecg_library_open_async (self->library_path, self->opening, library_opened_cb,
                          g_object_ref (self));
}

static void
session_activated_cb (EcgWindow *self, EcgSession *session)
{
  ecg_recording_page_set_session (self->recording_page, session);
  ecg_window_update_actions (self);
  if (session == NULL)
    return;
  adw_view_stack_set_visible_child_name (self->pages, "recording");
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

void
ecg_window_open (EcgWindow *self, const char *const *paths)
{
  g_return_if_fail (ECG_IS_WINDOW (self));

  if (self->library != NULL)
    {
      ecg_window_import (self, paths, NULL);
      return;
    }
  g_strfreev (self->waiting_paths);
  self->waiting_paths = g_strdupv ((char **) paths);
}

static void
close_response_cb (EcgWindow *self, const char *response)
{
  if (!g_str_equal (response, "stop"))
    return;
  ecg_training_page_stop (self->training_page);
  save_state (self);
  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
ecg_window_close_request (GtkWindow *window)
{
  EcgWindow *self = ECG_WINDOW (window);
  GtkWidget *dialog;

  if (!ecg_training_page_is_busy (self->training_page))
    {
      save_state (self);
      return GTK_WINDOW_CLASS (ecg_window_parent_class)->close_request (window);
    }

  dialog = adw_message_dialog_new (
    window, _ ("Stop the Training?"),
    _ ("What was learnt so far is kept as a stopped run, which can be evaluated."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", _ ("_Keep Training"),
                                    "stop", _ ("_Stop and Close"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  g_signal_connect_object (dialog, "response", G_CALLBACK (close_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  return TRUE;
}

static void
ecg_window_dispose (GObject *object)
{
  EcgWindow *self = ECG_WINDOW (object);

  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_object (&self->chooser);
  g_cancellable_cancel (self->exporting);
  g_clear_object (&self->exporting);
  g_clear_object (&self->library);
  g_clear_pointer (&self->library_path, g_free);
  g_clear_pointer (&self->details, g_ptr_array_unref);
  g_clear_pointer (&self->details_title, g_free);
  g_clear_pointer (&self->waiting_paths, g_strfreev);
  ecg_window_state_clear (&self->left);
  G_OBJECT_CLASS (ecg_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/dt4ecg/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, EcgWindow, content);
  gtk_widget_class_bind_template_child (widget_class, EcgWindow, failure);
  gtk_widget_class_bind_template_child (widget_class, EcgWindow, damage);
  gtk_widget_class_bind_template_child (widget_class, EcgWindow, damage_text);
  gtk_widget_class_bind_template_child (widget_class, EcgWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, EcgWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, EcgWindow, library_page);
  gtk_widget_class_bind_template_child (widget_class, EcgWindow, import_bar);
  gtk_widget_class_bind_template_child (widget_class, EcgWindow, recording_page);
  gtk_widget_class_bind_template_child (widget_class, EcgWindow, training_page);
  gtk_widget_class_bind_template_child (widget_class, EcgWindow, results_page);
  gtk_widget_class_bind_template_callback (widget_class, session_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, session_renewed_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "import_ended_cb",
                                                G_CALLBACK (ecg_window_import_ended));
}

static void
ecg_window_class_init (EcgWindowClass *class)
{
  g_type_ensure (ECG_TYPE_LIBRARY_PAGE);
  g_type_ensure (ECG_TYPE_IMPORT_BAR);
  g_type_ensure (ECG_TYPE_RECORDING_PAGE);
  g_type_ensure (ECG_TYPE_TRAINING_PAGE);
  g_type_ensure (ECG_TYPE_RESULTS_PAGE);

  G_OBJECT_CLASS (class)->dispose = ecg_window_dispose;
  GTK_WINDOW_CLASS (class)->close_request = ecg_window_close_request;
  bind_template (GTK_WIDGET_CLASS (class));
  ecg_window_class_install_actions (GTK_WIDGET_CLASS (class));
}

static void
ecg_window_init (EcgWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->opening = g_cancellable_new ();
  ecg_window_accept_drops (self);
  restore_window (self);
  ecg_window_update_actions (self);
}

GtkWidget *
ecg_window_new (EcgApplication *application, const char *library_path)
{
  EcgWindow *self = g_object_new (ECG_TYPE_WINDOW, "application", application, NULL);

  self->library_path = g_strdup (library_path);
  ecg_window_open_library (self);
  return GTK_WIDGET (self);
}
