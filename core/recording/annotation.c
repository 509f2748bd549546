#include "core/recording/annotation.h"

#include <string.h>

/* ecgcodes.h and ecgmap.h of the WFDB library. */
static const struct
{
  const char *mnemonic;
  gboolean    beat;
} codes[ECG_N_ANNOTATION_CODES] = {
  { NULL, FALSE }, { "N", TRUE },  { "L", TRUE },   { "R", TRUE },  { "a", TRUE },
  { "V", TRUE },   { "F", TRUE },  { "J", TRUE },   { "A", TRUE },  { "S", TRUE },
  { "E", TRUE },   { "j", TRUE },  { "/", TRUE },   { "Q", TRUE },  { "~", FALSE },
  { NULL, FALSE }, { "|", FALSE }, { NULL, FALSE }, { "s", FALSE }, { "T", FALSE },
  { "*", FALSE },  { "D", FALSE }, { "\"", FALSE }, { "=", FALSE }, { "p", FALSE },
  { "B", TRUE },   { "^", FALSE }, { "t", FALSE },  { "+", FALSE }, { "u", FALSE },
  { "?", TRUE },   { "!", TRUE },  { "[", FALSE },  { "]", FALSE }, { "e", TRUE },
  { "n", TRUE },   { "@", FALSE }, { "x", FALSE },  { "f", TRUE },  { "(", FALSE },
  { ")", FALSE },  { "r", TRUE },
};

static void
clear_annotation (EcgAnnotation *annotation)
{
  g_free (annotation->aux);
}

EcgAnnotations *
ecg_annotations_new (void)
{
  EcgAnnotations *self = g_new0 (EcgAnnotations, 1);

  self->definitions = g_ptr_array_new_with_free_func (g_free);
  self->items = g_array_new (FALSE, FALSE, sizeof (EcgAnnotation));
  g_array_set_clear_func (self->items, (GDestroyNotify) clear_annotation);
  return self;
}

void
ecg_annotations_free (EcgAnnotations *self)
{
  g_ptr_array_unref (self->definitions);
  g_array_unref (self->items);
  g_free (self);
}

EcgAnnotations *
ecg_annotations_copy (const EcgAnnotations *self)
{
  EcgAnnotations *copy = ecg_annotations_new ();

  copy->rate_hz = self->rate_hz;
  for (guint i = 0; i < self->definitions->len; i++)
    g_ptr_array_add (copy->definitions, g_strdup (self->definitions->pdata[i]));
  for (guint i = 0; i < self->items->len; i++)
    ecg_annotations_add (copy, ecg_annotations_get (self, i));
  return copy;
}

void
ecg_annotations_add (EcgAnnotations *self, const EcgAnnotation *annotation)
{
  EcgAnnotation copy = *annotation;

  copy.aux = g_strdup (annotation->aux);
  g_array_append_val (self->items, copy);
}

const EcgAnnotation *
ecg_annotations_get (const EcgAnnotations *self, guint index)
{
  g_return_val_if_fail (index < self->items->len, NULL);

  return &g_array_index (self->items, EcgAnnotation, index);
}

char *
ecg_annotations_mnemonic (const EcgAnnotations *self, guint code)
{
  const char      *named = ecg_annotation_mnemonic (code);
  g_autofree char *number = g_strdup_printf ("%u", code);

  for (guint i = 0; i < self->definitions->len; i++)
    {
      g_auto (GStrv) words = g_strsplit (self->definitions->pdata[i], " ", 3);

      if (g_strv_length (words) >= 2 && strcmp (words[0], number) == 0)
        return g_strdup (words[1]);
    }
  return named != NULL ? g_strdup (named) : g_strdup_printf ("[%u]", code);
}

const char *
ecg_annotation_mnemonic (guint code)
{
  return code < G_N_ELEMENTS (codes) ? codes[code].mnemonic : NULL;
}

guint
ecg_annotation_code (const char *mnemonic)
{
  g_return_val_if_fail (mnemonic != NULL, 0);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].mnemonic != NULL && strcmp (codes[i].mnemonic, mnemonic) == 0)
      return i;
  return 0;
}

gboolean
ecg_annotation_is_beat (guint code)
{
  return code < G_N_ELEMENTS (codes) && codes[code].beat;
}
