/* Blocks in slots under one lock, which is held for copies only; the file is read outside it, by
 * one thread after the other in the order in which they came, so that a scan of the whole file
 * never keeps the screen waiting for longer than a block takes. */

#include "core/series/sample-source.h"

#include "core/series/series.h"

#include <string.h>

#define N_SLOTS 32

/* How long a block that could not be read counts as missing before it is tried again: who asks for
 * samples one by one shall not make the file fail as often. */
#define RETRY_AFTER_US (G_USEC_PER_SEC / 2)

typedef struct
{
  gint64  block; /* which; −1 for none */
  guint64 used;  /* when, by the clock of the source */
  gint64  until; /* when, by the monotonic clock, it is tried again; 0 for what was read */
  gint32 *counts;
} Slot;

struct _EcgSampleSource
{
  guint             n_channels;
  gint64            length;
  gint64            block_length; /* samples of each channel */
  EcgSampleReadFunc read;
  gpointer          data;
  GDestroyNotify    destroy;

  GMutex  lock; /* of everything below but @spare and @rows */
  GCond   turn;
  guint64 next_ticket;
  guint64 serving;
  guint64 clock;
  Slot    slots[N_SLOTS];
  GError *error;

  /* of the thread whose turn it is */
  gint32  *spare;
  gint32 **rows;
};

G_DEFINE_BOXED_TYPE (EcgSampleSource,
                     ecg_sample_source,
                     ecg_sample_source_ref,
                     ecg_sample_source_unref)

static gint64
choose_block_length (guint n_channels)
{
  gint64 length = 1;

  while (2 * length * n_channels <= ECG_SOURCE_BLOCK)
    length *= 2;
  return length;
}

EcgSampleSource *
ecg_sample_source_new (
  guint n_channels, gint64 length, EcgSampleReadFunc read, gpointer data, GDestroyNotify destroy)
{
  EcgSampleSource *self;

  g_return_val_if_fail (n_channels > 0 && length >= 0, NULL);
  g_return_val_if_fail (read != NULL, NULL);

  self = g_atomic_rc_box_new0 (EcgSampleSource);
  self->n_channels = n_channels;
  self->length = length;
  self->block_length = choose_block_length (n_channels);
  self->read = read;
  self->data = data;
  self->destroy = destroy;
  self->rows = g_new (gint32 *, n_channels);
  g_mutex_init (&self->lock);
  g_cond_init (&self->turn);
  for (guint i = 0; i < N_SLOTS; i++)
    self->slots[i].block = -1;
  return self;
}

EcgSampleSource *
ecg_sample_source_ref (EcgSampleSource *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_source (EcgSampleSource *self)
{
  if (self->destroy != NULL)
    self->destroy (self->data);
  for (guint i = 0; i < N_SLOTS; i++)
    g_free (self->slots[i].counts);
  g_free (self->spare);
  g_free (self->rows);
  g_clear_error (&self->error);
  g_cond_clear (&self->turn);
  g_mutex_clear (&self->lock);
}

void
ecg_sample_source_unref (EcgSampleSource *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_source);
}

guint
ecg_sample_source_get_n_channels (const EcgSampleSource *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_channels;
}

gint64
ecg_sample_source_get_length (const EcgSampleSource *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->length;
}

gint64
ecg_sample_source_get_block (const EcgSampleSource *self)
{
  g_return_val_if_fail (self != NULL, 1);

  return self->block_length;
}

static EcgSpan
span_of (const EcgSampleSource *self, gint64 block)
{
  const gint64 begin = block * self->block_length;

  return (EcgSpan){ begin, MIN (begin + self->block_length, self->length) };
}

/* What is wanted of one block, which holds all of @span. */
typedef struct
{
  gint64  block;
  guint   channel;
  EcgSpan span;
  gint32 *counts;
} Wish;

static void
copy_from (const EcgSampleSource *self, const gint32 *block, const Wish *wish)
{
  const gint64 skip = wish->span.begin - wish->block * self->block_length;

  memcpy (wish->counts, block + wish->channel * self->block_length + skip,
          (gsize) ecg_span_length (wish->span) * sizeof *wish->counts);
}

/* With the lock held. */
static gboolean
copy_if_held (EcgSampleSource *self, const Wish *wish)
{
  for (guint i = 0; i < N_SLOTS; i++)
    {
      Slot *slot = &self->slots[i];

      if (slot->block != wish->block)
        continue;
      if (slot->until != 0 && slot->until < g_get_monotonic_time ())
        {
          slot->block = -1;
          slot->used = 0;
          return FALSE;
        }
      slot->used = ++self->clock;
      copy_from (self, slot->counts, wish);
      return TRUE;
    }
  return FALSE;
}

/* With the lock held: the spare takes the place of the block that was used longest ago. */
static void
keep_spare (EcgSampleSource *self, gint64 block, gint64 until)
{
  Slot   *oldest = &self->slots[0];
  gint32 *counts;

  for (guint i = 1; i < N_SLOTS; i++)
    if (self->slots[i].used < oldest->used)
      oldest = &self->slots[i];
  counts = oldest->counts;
  *oldest = (Slot){ block, ++self->clock, until, self->spare };
  self->spare = counts;
}

static gboolean
fill_spare (EcgSampleSource *self, gint64 block, GError **error)
{
  if (self->spare == NULL)
    self->spare = g_new (gint32, self->block_length * self->n_channels);
  for (guint i = 0; i < self->n_channels; i++)
    self->rows[i] = self->spare + i * self->block_length;
  return self->read (self->data, self->rows, span_of (self, block), error);
}

static void
empty_spare (EcgSampleSource *self)
{
  for (gint64 i = 0; i < self->block_length * self->n_channels; i++)
    self->spare[i] = ECG_COUNT_MISSING;
}

/* With the lock held, which is let go while the file is read. */
static void
fetch (EcgSampleSource *self, const Wish *wish)
{
  g_autoptr (GError) error = NULL;
  gint64 until = 0;

  g_mutex_unlock (&self->lock);
  if (!fill_spare (self, wish->block, &error))
    {
      empty_spare (self);
      until = g_get_monotonic_time () + RETRY_AFTER_US;
    }
  g_mutex_lock (&self->lock);
  copy_from (self, self->spare, wish);
  keep_spare (self, wish->block, until);
  if (error != NULL && self->error == NULL)
    self->error = g_steal_pointer (&error);
}

static void
serve (EcgSampleSource *self, const Wish *wish)
{
  g_mutex_lock (&self->lock);
  if (!copy_if_held (self, wish))
    {
      const guint64 ticket = self->next_ticket++;

      while (self->serving != ticket)
        g_cond_wait (&self->turn, &self->lock);
      /* Who came before may have wanted the same. */
      if (!copy_if_held (self, wish))
        fetch (self, wish);
      self->serving++;
      g_cond_broadcast (&self->turn);
    }
  g_mutex_unlock (&self->lock);
}

void
ecg_sample_source_read (EcgSampleSource *self, guint channel, EcgSpan span, gint32 *counts)
{
  g_return_if_fail (self != NULL && channel < self->n_channels);
  g_return_if_fail (span.begin >= 0 && span.begin <= span.end && span.end <= self->length);
  g_return_if_fail (counts != NULL || ecg_span_is_empty (span));

  for (gint64 begin = span.begin; begin < span.end;)
    {
      const gint64 block = begin / self->block_length;
      const gint64 end = MIN (span.end, span_of (self, block).end);
      const Wish   wish = { block, channel, { begin, end }, counts };

      serve (self, &wish);
      counts += end - begin;
      begin = end;
    }
}

GError *
ecg_sample_source_dup_error (EcgSampleSource *self)
{
  GError *error;

  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&self->lock);
  error = self->error != NULL ? g_error_copy (self->error) : NULL;
  g_mutex_unlock (&self->lock);
  return error;
}
