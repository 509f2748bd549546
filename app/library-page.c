/*
 * The sidebar. Sessions pass from the library through a filter into a list, or a table that counts
 * them.
 */

#include "app/library-page-private.h"

#include <glib/gi18n.h>

enum
{
  SESSION_ACTIVATED,
  SESSION_RENEWED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgLibraryPage, ecg_library_page, ADW_TYPE_BIN)

/* What is shown */

static guint
count_all (EcgLibraryPage *self)
{
  return self->library == NULL
           ? 0
           : g_list_model_get_n_items (ecg_library_get_sessions (self->library));
}

static void
show_count (EcgLibraryPage *self)
{
  const guint      n_all = count_all (self);
  const guint      n = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  const gboolean   clear = ecg_library_filter_is_clear (self->filter);
  g_autofree char *text =
    clear
      ? g_strdup_printf (ngettext ("%'u session", "%'u sessions", n_all), n_all)
      : g_strdup_printf (ngettext ("%'u of %'u session", "%'u of %'u sessions", n_all), n, n_all);

  gtk_label_set_text (self->count, n_all == 0 ? "" : text);
  gtk_widget_set_visible (self->show_all, !clear && n_all > 0);
}

static const char *
choose_stack_page (EcgLibraryPage *self)
{
  if (count_all (self) == 0)
    return "empty";
  if (g_list_model_get_n_items (G_LIST_MODEL (self->shown)) == 0)
    return "nothing-found";
  return gtk_toggle_button_get_active (self->as_table) ? "table" : "list";
}

static void
show_page (EcgLibraryPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, choose_stack_page (self));
}

/* The table counts only while it is looked at. */
static void
as_table_cb (EcgLibraryPage *self)
{
  const gboolean active = gtk_toggle_button_get_active (self->as_table);

  ecg_tally_view_set_sessions (self->tally, self->library,
                               active ? G_LIST_MODEL (self->shown) : NULL);
  show_page (self);
}

/* What is open */

static gboolean
is_open (EcgLibraryPage *self, gint64 id)
{
  return self->open != NULL && ecg_session_get_id (self->open) == id;
}

static void
open_session (EcgLibraryPage *self, EcgSession *session)
{
  g_set_object (&self->open, session);
  g_signal_emit (self, signals[SESSION_ACTIVATED], 0, session);
}

static void
selected_cb (EcgLibraryPage *self, EcgSession *session)
{
  if (!is_open (self, ecg_session_get_id (session)))
    open_session (self, session);
}

/* The session that is open may have a newer version, or have gone. */
static void
follow_open (EcgLibraryPage *self)
{
  EcgSession *now = self->open == NULL || self->library == NULL
                      ? NULL
                      : ecg_library_find_session (self->library, ecg_session_get_id (self->open));

  if (now == self->open)
    return;
  if (now == NULL)
    open_session (self, NULL);
  else if (g_set_object (&self->open, now))
    g_signal_emit (self, signals[SESSION_RENEWED], 0, now);
}

static void
updated_cb (EcgLibraryPage *self)
{
  show_count (self);
  show_page (self);
  follow_open (self);
}

static void
filter_changed_cb (EcgLibraryPage *self)
{
  ecg_session_list_set_looking (self->list, !ecg_library_filter_is_clear (self->filter));
}

static void
open_only_session (EcgLibraryPage *self)
{
  g_autoptr (EcgSession) only = g_list_model_get_item (G_LIST_MODEL (self->shown), 0);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->shown)) == 1)
    ecg_library_page_select (self, ecg_session_get_id (only));
}

/* A cell of the table becomes a filter, beside those that are set; one session is opened. */
static void
tally_chosen_cb (EcgLibraryPage *self, const char *subject, const char *activity)
{
  if (subject != NULL)
    ecg_library_filter_set_value (self->filter, ECG_FACET_SUBJECT, subject);
  if (activity != NULL)
    ecg_library_filter_set_value (self->filter, ECG_FACET_ACTIVITY, activity);
  gtk_toggle_button_set_active (self->as_table, FALSE);
  ecg_session_list_focus (self->list);
  open_only_session (self);
}

/* The list's models stay; the library's sessions pass through them. */
static void
build_list (EcgLibraryPage *self)
{
  self->filter = ecg_library_filter_new ();
  /* Heard before the list is filtered: its rows are then made as they are to be. */
  g_signal_connect_swapped (self->filter, "changed", G_CALLBACK (filter_changed_cb), self);
  self->shown = gtk_filter_list_model_new (NULL, GTK_FILTER (g_object_ref (self->filter)));
  ecg_session_list_set_sessions (self->list, G_LIST_MODEL (self->shown));
  ecg_filter_bar_set_filter (self->filter_bar, self->filter);
}

static void
ecg_library_page_dispose (GObject *object)
{
  EcgLibraryPage *self = ECG_LIBRARY_PAGE (object);

  if (self->filter != NULL)
    g_signal_handlers_disconnect_by_data (self->filter, self);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
  g_clear_object (&self->library);
  g_clear_object (&self->open);
  G_OBJECT_CLASS (ecg_library_page_parent_class)->dispose (object);
}

static void
add_signals (void)
{
  /**
   * EcgLibraryPage::session-activated:
   * @session: (nullable): what was chosen
   *
   * The user wants to see a session; or the one that was open has gone from the library.
   */
  signals[SESSION_ACTIVATED] =
    g_signal_new ("session-activated", ECG_TYPE_LIBRARY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, ECG_TYPE_SESSION);

  /**
   * EcgLibraryPage::session-renewed:
   * @session: the session that is open, as it is now
   *
   * Something of the session that is open was edited, here or by another program.
   */
  signals[SESSION_RENEWED] =
    g_signal_new ("session-renewed", ECG_TYPE_LIBRARY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, ECG_TYPE_SESSION);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/library-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, as_table);
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, count);
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, show_all);
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, list);
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, tally);
  gtk_widget_class_bind_template_callback (widget_class, as_table_cb);
  gtk_widget_class_bind_template_callback (widget_class, tally_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_session);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, updated_cb);
  gtk_widget_class_bind_template_callback (widget_class, ecg_library_page_enable_edits);
}

static void
ecg_library_page_class_init (EcgLibraryPageClass *class)
{
  g_type_ensure (ECG_TYPE_FILTER_BAR);
  g_type_ensure (ECG_TYPE_SESSION_LIST);
  g_type_ensure (ECG_TYPE_TALLY_VIEW);

  G_OBJECT_CLASS (class)->dispose = ecg_library_page_dispose;
  add_signals ();
  bind_template (GTK_WIDGET_CLASS (class));
  ecg_library_page_class_install_actions (GTK_WIDGET_CLASS (class));
}

static void
ecg_library_page_init (EcgLibraryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  build_list (self);
  ecg_library_page_enable_edits (self, 0);
  updated_cb (self);
}

GtkWidget *
ecg_library_page_new (void)
{
  return g_object_new (ECG_TYPE_LIBRARY_PAGE, NULL);
}

void
ecg_library_page_set_library (EcgLibraryPage *self, EcgLibrary *library)
{
  GListModel *sessions = library == NULL ? NULL : ecg_library_get_sessions (library);

  g_return_if_fail (ECG_IS_LIBRARY_PAGE (self));

  if (!g_set_object (&self->library, library))
    return;
  ecg_session_list_set_library (self->list, library);
  ecg_filter_bar_set_sessions (self->filter_bar, sessions);
  gtk_filter_list_model_set_model (self->shown, sessions);
  as_table_cb (self);
  updated_cb (self);
}

void
ecg_library_page_select (EcgLibraryPage *self, gint64 id)
{
  EcgSession *session;

  g_return_if_fail (ECG_IS_LIBRARY_PAGE (self));

  session = ecg_library_find_session (self->library, id);
  if (session == NULL)
    return;
  ecg_session_list_select (self->list, id);
  if (!is_open (self, id))
    open_session (self, session);
}

EcgSession *
ecg_library_page_get_selected (EcgLibraryPage *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY_PAGE (self), NULL);

  return self->open;
}

GPtrArray *
ecg_library_page_dup_selection (EcgLibraryPage *self)
{
  GPtrArray *sessions;

  g_return_val_if_fail (ECG_IS_LIBRARY_PAGE (self), NULL);

  sessions = ecg_session_list_dup_selected (self->list);
  if (sessions->len == 0 && self->open != NULL)
    g_ptr_array_add (sessions, g_object_ref (self->open));
  return sessions;
}

void
ecg_library_page_focus_search (EcgLibraryPage *self)
{
  g_return_if_fail (ECG_IS_LIBRARY_PAGE (self));
  ecg_filter_bar_focus (self->filter_bar);
}

EcgLibraryFilter *
ecg_library_page_get_filter (EcgLibraryPage *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY_PAGE (self), NULL);
  return self->filter;
}

void
ecg_library_page_set_as_table (EcgLibraryPage *self, gboolean as_table)
{
  g_return_if_fail (ECG_IS_LIBRARY_PAGE (self));
  gtk_toggle_button_set_active (self->as_table, as_table);
}

gboolean
ecg_library_page_is_table (EcgLibraryPage *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY_PAGE (self), FALSE);
  return gtk_toggle_button_get_active (self->as_table);
}

guint
ecg_library_page_get_n_bound (EcgLibraryPage *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY_PAGE (self), 0);
  return ecg_session_list_get_n_bound (self->list);
}
