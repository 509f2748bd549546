/*
 * A label as a value.
 */

#include "core/library/label.h"

EcgLabel *
ecg_label_copy (const EcgLabel *label)
{
  EcgLabel *copy;

  g_return_val_if_fail (label != NULL, NULL);

  copy = g_memdup2 (label, sizeof *label);
  copy->activity = g_strdup (label->activity);
  copy->text = g_strdup (label->text);
  copy->layer = g_strdup (label->layer);
  copy->author = g_strdup (label->author);
  copy->created = g_strdup (label->created);
  return copy;
}

void
ecg_label_free (EcgLabel *label)
{
  g_return_if_fail (label != NULL);

  g_free ((char *) label->activity);
  g_free ((char *) label->text);
  g_free ((char *) label->layer);
  g_free ((char *) label->author);
  g_free ((char *) label->created);
  g_free (label);
}
