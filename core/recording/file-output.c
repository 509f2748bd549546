#include "core/recording/file-output.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define CHUNK ((gsize) 1 << 20)

typedef struct
{
  char *temporary; /* NULL once it has been moved */
  char *path;
} Pending;

struct _EcgFileOutput
{
  EcgRecording *recording;
  GArray       *pending; /* of Pending */
};

static void
clear_pending (Pending *pending)
{
  if (pending->temporary != NULL)
    g_unlink (pending->temporary);
  g_free (pending->temporary);
  g_free (pending->path);
}

EcgFileOutput *
ecg_file_output_new (EcgRecording *recording)
{
  EcgFileOutput *self = g_new (EcgFileOutput, 1);

  self->recording = ecg_recording_ref (recording);
  self->pending = g_array_new (FALSE, FALSE, sizeof (Pending));
  g_array_set_clear_func (self->pending, (GDestroyNotify) clear_pending);
  return self;
}

void
ecg_file_output_free (EcgFileOutput *self)
{
  ecg_recording_unref (self->recording);
  g_array_unref (self->pending);
  g_free (self);
}

static gboolean
fail_to_write (GError **error, const char *path, int code)
{
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _ ("“%s” cannot be written: %s."),
               name, g_strerror (code));
  return FALSE;
}

/* By device and inode: a link or another spelling of the name is the same file. */
static gboolean
is_same_file (const char *a, const char *b)
{
  GStatBuf of_a, of_b;

  return g_stat (a, &of_a) == 0 && g_stat (b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
         of_a.st_ino == of_b.st_ino;
}

static gboolean
is_source (EcgFileOutput *self, const char *path)
{
  const char *const *files = ecg_recording_get_files (self->recording);

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    if (is_same_file (files[i], path))
      return TRUE;
  return FALSE;
}

static int
add_pending (EcgFileOutput *self, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  Pending          pending;
  int              fd;

  if (is_source (self, path))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   _ ("The recording was read from “%s”: it is not overwritten."), name);
      return -1;
    }
  pending.temporary = g_strconcat (path, ".XXXXXX", NULL);
  pending.path = g_strdup (path);
  fd = g_mkstemp_full (pending.temporary, O_RDWR | O_CLOEXEC, 0666);
  if (fd < 0)
    {
      fail_to_write (error, path, errno);
      g_free (pending.temporary);
      g_free (pending.path);
      return -1;
    }
  g_array_append_val (self->pending, pending);
  return fd;
}

const char *
ecg_file_output_add (EcgFileOutput *self, const char *path, GError **error)
{
  const int fd = add_pending (self, path, error);

  if (fd < 0 || !g_close (fd, error))
    return NULL;
  return g_array_index (self->pending, Pending, self->pending->len - 1).temporary;
}

static gboolean
write_all (
  int fd, const char *path, const guint8 *bytes, gsize n, GCancellable *cancellable, GError **error)
{
  while (n > 0)
    {
      gssize n_now;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      n_now = write (fd, bytes, MIN (n, CHUNK));
      if (n_now < 0 && errno == EINTR)
        continue;
      if (n_now < 0)
        return fail_to_write (error, path, errno);
      bytes += n_now;
      n -= (gsize) n_now;
    }
  return TRUE;
}

gboolean
ecg_file_output_add_bytes (EcgFileOutput *self,
                           const char    *path,
                           const void    *bytes,
                           gsize          n,
                           GCancellable  *cancellable,
                           GError       **error)
{
  const int fd = add_pending (self, path, error);
  gboolean  written;

  if (fd < 0)
    return FALSE;
  written = write_all (fd, path, bytes, n, cancellable, error);
  return g_close (fd, written ? error : NULL) && written;
}

/* To the disk before the name promises that it is there: a power cut may otherwise leave an empty
 * file where an older one was whole. */
static gboolean
sync_pending (const Pending *pending, GError **error)
{
  const int fd = g_open (pending->temporary, O_RDONLY | O_CLOEXEC, 0);

  if (fd < 0)
    return fail_to_write (error, pending->path, errno);
  if (fsync (fd) != 0)
    {
      fail_to_write (error, pending->path, errno);
      close (fd);
      return FALSE;
    }
  return g_close (fd, error);
}

gboolean
ecg_file_output_commit (EcgFileOutput *self, GError **error)
{
  if (!ecg_recording_check (self->recording, error))
    return FALSE;
  for (guint i = 0; i < self->pending->len; i++)
    if (!sync_pending (&g_array_index (self->pending, Pending, i), error))
      return FALSE;
  for (guint i = 0; i < self->pending->len; i++)
    {
      Pending *pending = &g_array_index (self->pending, Pending, i);

      if (g_rename (pending->temporary, pending->path) != 0)
        return fail_to_write (error, pending->path, errno);
      g_clear_pointer (&pending->temporary, g_free);
    }
  return TRUE;
}
