/* The only file that sees EDFlib. Its traps, found in its header and by trial (1.23): open and
 * close are not safe in two threads, nor two reads of one file; a name that is open is refused;
 * names are copied into 1024 bytes unchecked; the struct that it fills takes 149 kB; counts beyond
 * the digital range are cut off without a word. */

#include "core/recording/edf-library.h"

#include <edflib.h>
#include <glib/gi18n.h>
#include <string.h>

/* While the lock is held: some milliseconds. */
#define PIECE_SAMPLES 65536

#define PATH_SIZE 1024

struct _EcgEdfLibrary
{
  EcgEdfFile *file;
  int         handle;
  int        *signals; /* EDFlib's number of each of the file; -1 where it has none */
};

static GMutex lock;

static char *
refusal_of (int code)
{
  switch (code)
    {
    case EDFLIB_FILE_CONTAINS_FORMAT_ERRORS:
      return g_strdup (_ ("its header or its size is not what the standard asks for"));
    case EDFLIB_NUMBER_OF_SIGNALS_INVALID:
      return g_strdup (_ ("it has too many signals"));
    default:
      return NULL;
    }
}

/* Numbers the signals as EDFlib does, which passes over annotations, and only in a file that says
 * that it is EDF+. */
static guint
map_signals (EcgEdfLibrary *self, const EcgEdfHeader *header)
{
  guint n = 0;

  self->signals = g_new (int, header->n_signals);
  for (guint i = 0; i < header->n_signals; i++)
    self->signals[i] = header->plus && header->signals[i].annotations ? -1 : (int) n++;
  return n;
}

static gboolean
agrees (const EcgEdfLibrary *self, const struct edf_hdr_struct *theirs, guint n)
{
  const EcgEdfHeader *header = ecg_edf_file_header (self->file);

  if (theirs->edfsignals < 0 || (guint) theirs->edfsignals != n)
    return FALSE;
  for (guint i = 0; i < header->n_signals; i++)
    {
      const EcgEdfSignal            *signal = &header->signals[i];
      const struct edf_param_struct *their_signal;

      if (self->signals[i] < 0)
        continue;
      their_signal = &theirs->signalparam[self->signals[i]];
      if (their_signal->smp_in_datarecord != signal->samples ||
          their_signal->smp_in_file != ecg_edf_file_n_samples (self->file, i) ||
          their_signal->dig_min != signal->range.digital_min ||
          their_signal->dig_max != signal->range.digital_max)
        return FALSE;
    }
  return TRUE;
}

EcgEdfLibrary *
ecg_edf_library_open (EcgEdfFile *file, char **refusal)
{
  g_autofree struct edf_hdr_struct *theirs = g_new0 (struct edf_hdr_struct, 1);
  const char                       *path = ecg_edf_file_path (file);
  EcgEdfLibrary                    *self;
  int                               status;

  if (refusal != NULL)
    *refusal = NULL;
  if (strlen (path) >= PATH_SIZE)
    return NULL;
  g_mutex_lock (&lock);
  status = edfopen_file_readonly (path, theirs, EDFLIB_DO_NOT_READ_ANNOTATIONS);
  g_mutex_unlock (&lock);
  if (status != 0)
    {
      if (refusal != NULL)
        *refusal = refusal_of (theirs->filetype);
      return NULL;
    }
  self = g_new0 (EcgEdfLibrary, 1);
  self->file = ecg_edf_file_ref (file);
  self->handle = theirs->handle;
  if (agrees (self, theirs, map_signals (self, ecg_edf_file_header (file))))
    return self;
  ecg_edf_library_close (self);
  return NULL;
}

void
ecg_edf_library_close (EcgEdfLibrary *self)
{
  g_mutex_lock (&lock);
  edfclose_file (self->handle);
  g_mutex_unlock (&lock);
  ecg_edf_file_unref (self->file);
  g_free (self->signals);
  g_free (self);
}

static gboolean
read_piece (EcgEdfLibrary *self, int signal, gint64 begin, int n, gint32 *counts)
{
  gboolean read;

  G_STATIC_ASSERT (sizeof (int) == sizeof (gint32));
  g_mutex_lock (&lock);
  read = edfseek (self->handle, signal, begin, EDFSEEK_SET) == begin &&
         edfread_digital_samples (self->handle, signal, n, counts) == n;
  g_mutex_unlock (&lock);
  return read;
}

/* Whether none was, or may have been, cut off. */
static gboolean
lies_within (const gint32 *counts, int n, const EcgEdfRange *range)
{
  for (int i = 0; i < n; i++)
    if (counts[i] <= range->digital_min || counts[i] >= range->digital_max)
      return FALSE;
  return TRUE;
}

gboolean
ecg_edf_library_read (EcgEdfLibrary *self, guint signal, gint64 begin, gint64 end, gint32 *counts)
{
  const EcgEdfRange *range = &ecg_edf_file_header (self->file)->signals[signal].range;

  g_return_val_if_fail (self->signals[signal] >= 0, FALSE);

  while (begin < end)
    {
      const int n = (int) MIN (end - begin, PIECE_SAMPLES);

      if (!read_piece (self, self->signals[signal], begin, n, counts) ||
          !lies_within (counts, n, range))
        return FALSE;
      begin += n;
      counts += n;
    }
  return TRUE;
}
