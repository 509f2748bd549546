/*
 * Edits of a subject or an activity. Each row writes one thing; all of them are the same kind of
 * job, told apart by the function of the store that it calls.
 */

#include "app/name-editor.h"

#include "app/activity-style.h"
#include "core/jobs/job.h"

#include <glib/gi18n.h>

struct _EcgNameEditor
{
  AdwBin parent_instance;

  /* children */
  GtkBox      *box;
  AdwEntryRow *name;
  AdwEntryRow *second; /* pseudonym, or letter */
  GtkWidget   *attributes;
  GPtrArray   *attribute_rows; /* of GtkWidget, borrowed */
  GtkWidget   *colour;
  GtkWidget   *up;
  GtkWidget   *down;
  GtkDropDown *into;
  GtkWidget   *merge;

  /* owned */
  EcgLibrary *library;

  /* plain state */
  EcgNameKind kind;
  gint64      id;
  gboolean    showing; /* the program changes what the rows say */
};

enum
{
  EDITED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgNameEditor, ecg_name_editor, ADW_TYPE_BIN)

/* What is edited */

static EcgSubject *
find_subject (EcgNameEditor *self)
{
  GPtrArray *entries = ecg_library_get_subject_entries (self->library);

  for (guint i = 0; i < entries->len; i++)
    if (((EcgSubject *) entries->pdata[i])->id == self->id)
      return entries->pdata[i];
  return NULL;
}

static EcgActivity *
find_activity (EcgNameEditor *self, guint *position)
{
  GPtrArray *entries = ecg_library_get_activity_entries (self->library);

  for (*position = 0; *position < entries->len; (*position)++)
    if (((EcgActivity *) entries->pdata[*position])->id == self->id)
      return entries->pdata[*position];
  return NULL;
}

static const char *
get_name (EcgNameEditor *self)
{
  guint        position;
  EcgSubject  *subject = self->kind == ECG_NAME_SUBJECT ? find_subject (self) : NULL;
  EcgActivity *activity = self->kind == ECG_NAME_ACTIVITY ? find_activity (self, &position) : NULL;

  return subject != NULL ? subject->name : activity != NULL ? activity->name : NULL;
}

/* Edits */

typedef gboolean (*NameCall) (EcgStore *store, const char *name, const char *value, GError **error);

typedef struct
{
  NameCall call; /* NULL where an attribute is set, or a place */
  char    *name;
  char    *attribute; /* NULL where a place is set */
  char    *value;
  guint    position;
} NameEdit;

static void
name_edit_free (gpointer data)
{
  NameEdit *edit = data;

  g_free (edit->name);
  g_free (edit->attribute);
  g_free (edit->value);
  g_free (edit);
}

static gboolean
run_edit (EcgStore *store, gpointer data, GError **error)
{
  const NameEdit *edit = data;

  if (edit->call != NULL)
    return edit->call (store, edit->name, edit->value, error);
  if (edit->attribute != NULL)
    return ecg_store_set_attribute (store, edit->name, edit->attribute, edit->value, error);
  return ecg_store_move_activity (store, edit->name, edit->position, error);
}

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgNameEditor) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ecg_library_change_finish (ECG_LIBRARY (source), result, &error) &&
      ecg_error_is_worth_telling (error))
    g_signal_emit (self, signals[EDITED], 0, error->message, TRUE);
}

static void
merged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgNameEditor) self = g_object_ref (user_data);

  edited_cb (source, result, user_data);
  if (!g_task_had_error (G_TASK (result)))
    g_signal_emit (self, signals[EDITED], 0, _ ("Merged into one"), FALSE);
}

static void
submit (EcgNameEditor *self, const NameEdit *edit, GAsyncReadyCallback callback)
{
  NameEdit *copy;

  if (get_name (self) == NULL || self->showing)
    return;
  copy = g_memdup2 (edit, sizeof *edit);
  copy->name = g_strdup (get_name (self));
  copy->attribute = g_strdup (edit->attribute);
  copy->value = g_strdup (edit->value);
  ecg_library_edit_async (self->library, run_edit, copy, name_edit_free, callback,
                          g_object_ref (self));
}

void
ecg_name_editor_rename (EcgNameEditor *self, const char *to)
{
  const NameEdit edit = { .call = self->kind == ECG_NAME_SUBJECT ? ecg_store_rename_subject
                                                                 : ecg_store_rename_activity,
                          .value = (char *) to };

  g_return_if_fail (ECG_IS_NAME_EDITOR (self));
  submit (self, &edit, edited_cb);
}

void
ecg_name_editor_merge (EcgNameEditor *self, const char *into)
{
  const NameEdit edit = { .call = self->kind == ECG_NAME_SUBJECT ? ecg_store_merge_subjects
                                                                 : ecg_store_merge_activities,
                          .value = (char *) into };

  g_return_if_fail (ECG_IS_NAME_EDITOR (self));
  submit (self, &edit, merged_cb);
}

static void
apply_name_cb (EcgNameEditor *self, GtkEditable *row)
{
  ecg_name_editor_rename (self, gtk_editable_get_text (row));
}

static void
apply_second_cb (EcgNameEditor *self, GtkEditable *row)
{
  const NameEdit edit = { .call = self->kind == ECG_NAME_SUBJECT ? ecg_store_set_pseudonym
                                                                 : ecg_store_set_letter,
                          .value = (char *) gtk_editable_get_text (row) };

  submit (self, &edit, edited_cb);
}

static void
apply_attribute_cb (EcgNameEditor *self, GtkEditable *row)
{
  const NameEdit edit = { .attribute = g_object_get_data (G_OBJECT (row), "attribute"),
                          .value = (char *) gtk_editable_get_text (row) };

  submit (self, &edit, edited_cb);
}

/* “age: 34” */
static void
add_attribute_cb (EcgNameEditor *self, GtkEditable *row)
{
  g_auto (GStrv) parts = g_strsplit (gtk_editable_get_text (row), ":", 2);
  NameEdit edit = { 0 };

  if (g_strv_length (parts) < 2 || *g_strstrip (parts[0]) == '\0' || *g_strstrip (parts[1]) == '\0')
    {
      g_signal_emit (self, signals[EDITED], 0,
                     _ ("Write an attribute as name and value, for instance “age: 34”."), TRUE);
      return;
    }
  edit.attribute = parts[0];
  edit.value = parts[1];
  submit (self, &edit, edited_cb);
}

static void
set_colour_cb (EcgNameEditor *self)
{
  GdkRGBA          colour;
  g_autofree char *text = NULL;

  gtk_color_chooser_get_rgba (GTK_COLOR_CHOOSER (self->colour), &colour);
  text =
    g_strdup_printf ("#%02x%02x%02x", (guint) (colour.red * 255.0f + 0.5f),
                     (guint) (colour.green * 255.0f + 0.5f), (guint) (colour.blue * 255.0f + 0.5f));
  submit (self, &(NameEdit){ .call = ecg_store_set_colour, .value = text }, edited_cb);
}

static void
usual_colour_cb (EcgNameEditor *self)
{
  submit (self, &(NameEdit){ .call = ecg_store_set_colour, .value = NULL }, edited_cb);
}

static void
move (EcgNameEditor *self, int by)
{
  guint position;

  if (find_activity (self, &position) != NULL)
    submit (self, &(NameEdit){ .position = (guint) MAX ((int) position + by, 0) }, edited_cb);
}

static void
up_cb (EcgNameEditor *self)
{
  move (self, -1);
}

static void
down_cb (EcgNameEditor *self)
{
  move (self, 1);
}

static void
merge_cb (EcgNameEditor *self)
{
  GtkStringObject *into = gtk_drop_down_get_selected_item (self->into);

  if (into != NULL)
    ecg_name_editor_merge (self, gtk_string_object_get_string (into));
}

/* Rows */

static GtkWidget *
add_group (EcgNameEditor *self, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gtk_box_append (self->box, group);
  return group;
}

static GtkWidget *
add_entry (EcgNameEditor *self, GtkWidget *group, const char *title, GCallback apply)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_swapped (row, "apply", apply, self);
  g_object_set_data (G_OBJECT (row), "editor", self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

/* A text that the program sets is not one to be applied. */
static void
set_text (AdwEntryRow *row, const char *text)
{
  text = text != NULL ? text : "";
  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (row)), text))
    return;
  adw_entry_row_set_show_apply_button (row, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  adw_entry_row_set_show_apply_button (row, TRUE);
}

static GtkWidget *
add_action_row (GtkWidget *group, const char *title)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

static GtkWidget *
add_button (
  EcgNameEditor *self, GtkWidget *row, const char *icon, const char *label, GCallback callback)
{
  GtkWidget *button =
    icon != NULL ? gtk_button_new_from_icon_name (icon) : gtk_button_new_with_mnemonic (label);

  if (icon != NULL)
    {
      gtk_widget_set_tooltip_text (button, label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                      -1);
    }
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", callback, self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return button;
}

static void
build_colour (EcgNameEditor *self, GtkWidget *group)
{
  GtkWidget *row = add_action_row (group, _ ("Colour"));

  add_button (self, row, NULL, _ ("_Usual"), G_CALLBACK (usual_colour_cb));
  self->colour = gtk_color_button_new ();
  gtk_color_button_set_title (GTK_COLOR_BUTTON (self->colour), _ ("Colour of the Activity"));
  gtk_widget_set_valign (self->colour, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->colour), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Colour"), -1);
  g_signal_connect_swapped (self->colour, "color-set", G_CALLBACK (set_colour_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->colour);
}

static void
build_order (EcgNameEditor *self, GtkWidget *group)
{
  GtkWidget *row = add_action_row (group, _ ("Place in the order"));

  self->up = add_button (self, row, "go-up-symbolic", _ ("Move up"), G_CALLBACK (up_cb));
  self->down = add_button (self, row, "go-down-symbolic", _ ("Move down"), G_CALLBACK (down_cb));
}

static void
build_merge (EcgNameEditor *self)
{
  GtkWidget *group = add_group (self, _ ("Merge"), _ ("All that is of this becomes the other's."));
  GtkWidget *row = add_action_row (group, _ ("Into"));
  g_autoptr (GtkExpression) name =
    gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  self->into = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_drop_down_set_expression (self->into, name);
  gtk_drop_down_set_enable_search (self->into, TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->into), GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (GTK_WIDGET (self->into), 140, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->into));
  self->merge = add_button (self, row, NULL, _ ("_Merge"), G_CALLBACK (merge_cb));
}

static void
build (EcgNameEditor *self)
{
  const gboolean of_subject = self->kind == ECG_NAME_SUBJECT;
  GtkWidget     *group = add_group (self, of_subject ? _ ("Subject") : _ ("Activity"),
                                    _ ("Enter applies; Ctrl+Z takes it back."));

  self->name = ADW_ENTRY_ROW (add_entry (self, group, _ ("Name"), G_CALLBACK (apply_name_cb)));
  self->second = ADW_ENTRY_ROW (add_entry (
    self, group, of_subject ? _ ("Pseudonym, where data leaves the house") : _ ("Letter"),
    G_CALLBACK (apply_second_cb)));
  if (of_subject)
    {
      self->attributes = add_group (self, _ ("Attributes"), NULL);
      add_entry (self, self->attributes, _ ("New attribute, as “age: 34”"),
                 G_CALLBACK (add_attribute_cb));
    }
  else
    {
      build_colour (self, group);
      build_order (self, group);
    }
  build_merge (self);
}

/* Showing */

static void
offer_others (EcgNameEditor *self, const char *name)
{
  g_autoptr (GtkStringList) others = gtk_string_list_new (NULL);
  const gboolean of_subject = self->kind == ECG_NAME_SUBJECT;
  GPtrArray     *entries = of_subject ? ecg_library_get_subject_entries (self->library)
                                      : ecg_library_get_activity_entries (self->library);

  for (guint i = 0; i < entries->len; i++)
    {
      const char *other = of_subject ? ((EcgSubject *) entries->pdata[i])->name
                                     : ((EcgActivity *) entries->pdata[i])->name;

      if (!g_str_equal (other, name))
        gtk_string_list_append (others, other);
    }
  gtk_widget_set_sensitive (self->merge, g_list_model_get_n_items (G_LIST_MODEL (others)) > 0);
  gtk_drop_down_set_model (self->into, G_LIST_MODEL (others));
}

static void
show_attributes (EcgNameEditor *self, EcgSubject *subject)
{
  for (guint i = 0; i < self->attribute_rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->attributes),
                                  self->attribute_rows->pdata[i]);
  g_ptr_array_set_size (self->attribute_rows, 0);
  for (guint i = 0; subject->attributes != NULL && subject->attributes[i] != NULL; i += 2)
    {
      GtkWidget *row =
        add_entry (self, self->attributes, subject->attributes[i], G_CALLBACK (apply_attribute_cb));

      g_object_set_data_full (G_OBJECT (row), "attribute", g_strdup (subject->attributes[i]),
                              g_free);
      set_text (ADW_ENTRY_ROW (row), subject->attributes[i + 1]);
      g_ptr_array_add (self->attribute_rows, row);
    }
}

static void
show_subject (EcgNameEditor *self, EcgSubject *subject)
{
  set_text (self->name, subject->name);
  set_text (self->second, subject->pseudonym);
  show_attributes (self, subject);
  offer_others (self, subject->name);
}

static void
show_activity (EcgNameEditor *self, EcgActivity *activity, guint position)
{
  const guint      n = ecg_library_get_activity_entries (self->library)->len;
  EcgActivityStyle style;

  ecg_activity_style_look_up (&style, self->library, activity->name);
  set_text (self->name, activity->name);
  set_text (self->second, style.letter);
  gtk_color_chooser_set_rgba (GTK_COLOR_CHOOSER (self->colour), &style.colour);
  gtk_widget_set_sensitive (self->up, position > 0);
  gtk_widget_set_sensitive (self->down, position + 1 < n);
  offer_others (self, activity->name);
}

void
ecg_name_editor_show (EcgNameEditor *self, gint64 id)
{
  guint        position = 0;
  EcgSubject  *subject;
  EcgActivity *activity;

  g_return_if_fail (ECG_IS_NAME_EDITOR (self));

  self->id = id;
  subject = self->kind == ECG_NAME_SUBJECT ? find_subject (self) : NULL;
  activity = self->kind == ECG_NAME_ACTIVITY ? find_activity (self, &position) : NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->box), subject != NULL || activity != NULL);
  self->showing = TRUE;
  if (subject != NULL)
    show_subject (self, subject);
  if (activity != NULL)
    show_activity (self, activity, position);
  self->showing = FALSE;
}

static void
ecg_name_editor_dispose (GObject *object)
{
  EcgNameEditor *self = ECG_NAME_EDITOR (object);

  g_clear_object (&self->library);
  g_clear_pointer (&self->attribute_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (ecg_name_editor_parent_class)->dispose (object);
}

static void
ecg_name_editor_class_init (EcgNameEditorClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ecg_name_editor_dispose;

  /**
   * EcgNameEditor::edited:
   * @sentence: for the user
   * @failed: whether it says why nothing was done; else it can be undone
   *
   * There is something to say of an edit.
   */
  signals[EDITED] = g_signal_new ("edited", ECG_TYPE_NAME_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
ecg_name_editor_init (EcgNameEditor *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->attribute_rows = g_ptr_array_new ();
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  gtk_widget_set_margin_top (GTK_WIDGET (self->box), 18);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->box), 18);
  gtk_widget_set_margin_start (GTK_WIDGET (self->box), 18);
  gtk_widget_set_margin_end (GTK_WIDGET (self->box), 18);
  gtk_widget_set_visible (GTK_WIDGET (self->box), FALSE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->box));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

GtkWidget *
ecg_name_editor_new (EcgLibrary *library, EcgNameKind kind)
{
  EcgNameEditor *self = g_object_new (ECG_TYPE_NAME_EDITOR, NULL);

  self->library = g_object_ref (library);
  self->kind = kind;
  build (self);
  return GTK_WIDGET (self);
}
