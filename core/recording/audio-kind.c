/* Kinds of audio. */

#include "core/recording/audio-kind.h"

#include <string.h>

typedef struct
{
  const char *suffix;
  int         major;
} Container;

static const Container containers[] = {
  { ".wav", SF_FORMAT_WAV },   { ".flac", SF_FORMAT_FLAC }, { ".w64", SF_FORMAT_W64 },
  { ".rf64", SF_FORMAT_RF64 }, { ".aif", SF_FORMAT_AIFF },  { ".aiff", SF_FORMAT_AIFF },
  { ".caf", SF_FORMAT_CAF },
};

gboolean
ecg_audio_probe (const char *path, const guint8 *head, gsize n_head)
{
  static const struct
  {
    const char *first; /* four bytes */
    const char *third; /* the third four */
  } heads[] = {
    { "RIFF", "WAVE" }, { "RIFX", "WAVE" }, { "RF64", "WAVE" }, { "FORM", "AIFF" },
    { "FORM", "AIFC" }, { "riff", NULL },   { "fLaC", NULL },   { "caff", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    if (n_head >= 12 && memcmp (head, heads[i].first, 4) == 0 &&
        (heads[i].third == NULL || memcmp (head + 8, heads[i].third, 4) == 0))
      return TRUE;
  return FALSE;
}

static gboolean
has_container (int format)
{
  const int major = format & SF_FORMAT_TYPEMASK;

  for (guint i = 0; i < G_N_ELEMENTS (containers); i++)
    if (containers[i].major == major)
      return TRUE;
  return major == SF_FORMAT_WAVEX;
}

guint
ecg_audio_bits (int format)
{
  switch (format & SF_FORMAT_SUBMASK)
    {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
      return 8;
    case SF_FORMAT_PCM_16:
      return 16;
    case SF_FORMAT_PCM_24:
      return 24;
    case SF_FORMAT_PCM_32:
      return 32;
    default:
      return 0;
    }
}

gboolean
ecg_audio_is_floating (int format)
{
  const int subtype = format & SF_FORMAT_SUBMASK;

  return subtype == SF_FORMAT_FLOAT || subtype == SF_FORMAT_DOUBLE;
}

gboolean
ecg_audio_is_known (int format)
{
  return has_container (format) && (ecg_audio_bits (format) > 0 || ecg_audio_is_floating (format));
}

int
ecg_audio_container (const char *path)
{
  g_autofree char *folded = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (containers); i++)
    if (g_str_has_suffix (folded, containers[i].suffix))
      return containers[i].major;
  return SF_FORMAT_WAV;
}

int
ecg_audio_subtype (guint bits)
{
  return bits == 0    ? SF_FORMAT_FLOAT
         : bits == 16 ? SF_FORMAT_PCM_16
         : bits == 24 ? SF_FORMAT_PCM_24
                      : SF_FORMAT_PCM_32;
}
