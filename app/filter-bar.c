/*
 * Sets a session filter. What the facets offer is collected when the choices are opened: only then
 * does it need to be true.
 */

#include "app/filter-bar.h"

#include <glib/gi18n.h>

/* So many values are found faster by typing than by scrolling. */
#define SEARCHABLE 12

struct _EcgFilterBar
{
  AdwBin parent_instance;

  /* template children */
  GtkSearchEntry *search;
  GtkMenuButton  *button;
  GtkGrid        *choices;
  GtkDropDown    *drop_downs[ECG_N_FACETS]; /* made in init */

  /* owned */
  EcgLibraryFilter *filter;
  GListModel       *sessions;
  char            **values[ECG_N_FACETS]; /* what is offered after "Any" */

  /* plain state */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (EcgFilterBar, ecg_filter_bar, ADW_TYPE_BIN)

static gboolean
has_facet (EcgFilterBar *self)
{
  for (EcgFacet facet = 0; facet < ECG_N_FACETS; facet++)
    if (ecg_library_filter_get_value (self->filter, facet) != NULL)
      return TRUE;
  return FALSE;
}

/* The button tells that sessions are hidden by more than the text beside it. */
static void
show_button (EcgFilterBar *self)
{
  if (self->filter != NULL && has_facet (self))
    gtk_widget_add_css_class (GTK_WIDGET (self->button), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->button), "suggested-action");
}

static void
search_changed_cb (EcgFilterBar *self)
{
  if (self->filter != NULL)
    ecg_library_filter_set_text (self->filter, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static void
selected_cb (EcgFilterBar *self, GParamSpec *pspec, GtkDropDown *drop_down)
{
  const guint selected = gtk_drop_down_get_selected (drop_down);

  if (self->updating || self->filter == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  for (EcgFacet facet = 0; facet < ECG_N_FACETS; facet++)
    if (self->drop_downs[facet] == drop_down)
      ecg_library_filter_set_value (self->filter, facet,
                                    selected == 0 ? NULL : self->values[facet][selected - 1]);
}

/* A value that is set is offered, also where no session has it any more. */
static void
offer (EcgFilterBar *self, EcgFacet facet)
{
  const char *set = ecg_library_filter_get_value (self->filter, facet);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  guint selected = 0, n = 0;

  g_strfreev (self->values[facet]);
  self->values[facet] = ecg_facet_dup_values (facet, self->sessions);
  if (set != NULL && !g_strv_contains ((const char *const *) self->values[facet], set))
    {
      n = g_strv_length (self->values[facet]);
      self->values[facet] = g_renew (char *, self->values[facet], n + 2);
      self->values[facet][n] = g_strdup (set);
      self->values[facet][n + 1] = NULL;
    }
  gtk_string_list_append (titles, _ ("Any"));
  for (n = 0; self->values[facet][n] != NULL; n++)
    {
      gtk_string_list_append (titles, ecg_facet_get_value_title (facet, self->values[facet][n]));
      if (g_strcmp0 (self->values[facet][n], set) == 0)
        selected = n + 1;
    }
  gtk_drop_down_set_model (self->drop_downs[facet], G_LIST_MODEL (titles));
  gtk_drop_down_set_enable_search (self->drop_downs[facet], n > SEARCHABLE);
  gtk_drop_down_set_selected (self->drop_downs[facet], selected);
}

static void
offer_all (EcgFilterBar *self)
{
  if (self->filter == NULL || self->sessions == NULL)
    return;
  self->updating = TRUE;
  for (EcgFacet facet = 0; facet < ECG_N_FACETS; facet++)
    offer (self, facet);
  self->updating = FALSE;
}

static void
stop_search_cb (EcgFilterBar *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))),
                          GTK_DIR_TAB_FORWARD);
}

static void
add_choice (EcgFilterBar *self, EcgFacet facet)
{
  GtkWidget *label = gtk_label_new (ecg_facet_get_title (facet));
  GtkWidget *drop_down = gtk_drop_down_new (NULL, NULL);
  g_autoptr (GtkExpression) title =
    gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_drop_down_set_expression (GTK_DROP_DOWN (drop_down), title);
  gtk_widget_set_hexpand (drop_down, TRUE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  label, NULL, -1);
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_grid_attach (self->choices, label, 0, (int) facet, 1, 1);
  gtk_grid_attach (self->choices, drop_down, 1, (int) facet, 1, 1);
  self->drop_downs[facet] = GTK_DROP_DOWN (drop_down);
}

static void
ecg_filter_bar_dispose (GObject *object)
{
  EcgFilterBar *self = ECG_FILTER_BAR (object);

  if (self->filter != NULL)
    g_signal_handlers_disconnect_by_data (self->filter, self);
  g_clear_object (&self->filter);
  g_clear_object (&self->sessions);
  for (int facet = 0; facet < ECG_N_FACETS; facet++)
    g_clear_pointer (&self->values[facet], g_strfreev);
  G_OBJECT_CLASS (ecg_filter_bar_parent_class)->dispose (object);
}

static void
ecg_filter_bar_class_init (EcgFilterBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ecg_filter_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/dt4ecg/ui/filter-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgFilterBar, search);
  gtk_widget_class_bind_template_child (widget_class, EcgFilterBar, button);
  gtk_widget_class_bind_template_child (widget_class, EcgFilterBar, choices);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, offer_all);
}

static void
ecg_filter_bar_init (EcgFilterBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (EcgFacet facet = 0; facet < ECG_N_FACETS; facet++)
    add_choice (self, facet);
}

void
ecg_filter_bar_set_filter (EcgFilterBar *self, EcgLibraryFilter *filter)
{
  g_return_if_fail (ECG_IS_FILTER_BAR (self));

  if (!g_set_object (&self->filter, filter))
    return;
  g_signal_connect_swapped (filter, "changed", G_CALLBACK (show_button), self);
  show_button (self);
}

void
ecg_filter_bar_set_sessions (EcgFilterBar *self, GListModel *sessions)
{
  g_return_if_fail (ECG_IS_FILTER_BAR (self));
  g_set_object (&self->sessions, sessions);
}

void
ecg_filter_bar_clear (EcgFilterBar *self)
{
  g_return_if_fail (ECG_IS_FILTER_BAR (self));

  ecg_library_filter_clear (self->filter);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

void
ecg_filter_bar_focus (EcgFilterBar *self)
{
  g_return_if_fail (ECG_IS_FILTER_BAR (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

GtkWidget *
ecg_filter_bar_get_entry (EcgFilterBar *self)
{
  g_return_val_if_fail (ECG_IS_FILTER_BAR (self), NULL);
  return GTK_WIDGET (self->search);
}
