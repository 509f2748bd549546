/*
 * Stages of a network, to choose from.
 */

#include "app/stage-choice.h"

#include <glib/gi18n.h>

void
ecg_stage_choice_fill (GtkDropDown *choice, gsize n_stages)
{
  g_autoptr (GtkStringList) names = NULL;

  if (g_list_model_get_n_items (gtk_drop_down_get_model (choice)) == n_stages)
    return;
  names = gtk_string_list_new (NULL);
  for (gsize i = 0; i < n_stages; i++)
    gtk_string_list_take (names, g_strdup_printf (_ ("Stage %u"), (guint) i + 1));
  gtk_drop_down_set_model (choice, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (choice, (guint) n_stages - 1);
}

guint
ecg_stage_choice_get (GtkDropDown *choice)
{
  const guint stage = gtk_drop_down_get_selected (choice);

  return stage == GTK_INVALID_LIST_POSITION ? 0 : stage;
}
