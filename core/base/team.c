/*
 * A parallel-for with one barrier a call. A training step makes some forty calls within a few
 * milliseconds, some with a few hundred microseconds of one thread's work between them, and waking
 * a thread that sleeps takes longer than the shortest of them: whoever waits looks for about half a
 * millisecond before it sleeps, and no longer, since the window's main thread wants a core as well.
 */

#include "core/base/team.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

typedef struct
{
  EcgTeam  *team;
  size_t    index;
  pthread_t thread;
} Worker;

struct _EcgTeam
{
  size_t          width;
  Worker         *workers; /* [width]; workers[0] is whoever calls, and has no thread */
  size_t          n_started;
  pthread_mutex_t lock;
  pthread_cond_t  start;
  pthread_cond_t  done;

  /* Written under the lock, so that nobody falls asleep over a change; looked at without it. */
  atomic_ulong  generation; /* counts the calls; a worker runs once in each */
  atomic_size_t n_running;
  atomic_bool   ending;

  /* Of the call; written before its generation is. */
  EcgTeamFunc func;
  void       *data;
};

#define LOOKS 10000

static void
relax (void)
{
#ifdef __x86_64__
  __builtin_ia32_pause ();
#endif
}

static bool
is_called (EcgTeam *team, unsigned long seen)
{
  return atomic_load (&team->generation) != seen || atomic_load (&team->ending);
}

/* Returns false when the team ends. */
static bool
wait_for_call (EcgTeam *team, unsigned long *seen)
{
  for (int i = 0; i < LOOKS && !is_called (team, *seen); i++)
    relax ();
  if (!is_called (team, *seen))
    {
      pthread_mutex_lock (&team->lock);
      while (!is_called (team, *seen))
        pthread_cond_wait (&team->start, &team->lock);
      pthread_mutex_unlock (&team->lock);
    }
  *seen = atomic_load (&team->generation);
  return !atomic_load (&team->ending);
}

static void
wait_for_workers (EcgTeam *team)
{
  for (int i = 0; i < LOOKS && atomic_load (&team->n_running) > 0; i++)
    relax ();
  if (atomic_load (&team->n_running) == 0)
    return;
  pthread_mutex_lock (&team->lock);
  while (atomic_load (&team->n_running) > 0)
    pthread_cond_wait (&team->done, &team->lock);
  pthread_mutex_unlock (&team->lock);
}

static void *
work (void *data)
{
  Worker       *worker = data;
  EcgTeam      *team = worker->team;
  unsigned long seen = 0;

  while (wait_for_call (team, &seen))
    {
      team->func (team->data, worker->index, team->width);

      pthread_mutex_lock (&team->lock);
      if (atomic_fetch_sub (&team->n_running, 1) == 1)
        pthread_cond_signal (&team->done);
      pthread_mutex_unlock (&team->lock);
    }
  return NULL;
}

static bool
start_workers (EcgTeam *team)
{
  for (size_t i = 1; i < team->width; i++)
    {
      team->workers[i] = (Worker){ .team = team, .index = i };
      if (pthread_create (&team->workers[i].thread, NULL, work, &team->workers[i]) != 0)
        return false;
      team->n_started++;
    }
  return true;
}

EcgTeam *
ecg_team_new (size_t width)
{
  EcgTeam *team;

  assert (width >= 1);

  team = calloc (1, sizeof *team);
  if (team == NULL)
    return NULL;
  pthread_mutex_init (&team->lock, NULL);
  pthread_cond_init (&team->start, NULL);
  pthread_cond_init (&team->done, NULL);
  team->width = width;
  team->workers = calloc (width, sizeof *team->workers);
  if (team->workers == NULL || !start_workers (team))
    {
      ecg_team_free (team);
      return NULL;
    }
  return team;
}

void
ecg_team_free (EcgTeam *team)
{
  if (team == NULL)
    return;
  pthread_mutex_lock (&team->lock);
  atomic_store (&team->ending, true);
  pthread_cond_broadcast (&team->start);
  pthread_mutex_unlock (&team->lock);
  for (size_t i = 1; i <= team->n_started; i++)
    pthread_join (team->workers[i].thread, NULL);

  pthread_cond_destroy (&team->done);
  pthread_cond_destroy (&team->start);
  pthread_mutex_destroy (&team->lock);
  free (team->workers);
  free (team);
}

size_t
ecg_team_width (const EcgTeam *team)
{
  return team == NULL ? 1 : team->width;
}

void
ecg_team_run (EcgTeam *team, EcgTeamFunc func, void *data)
{
  if (ecg_team_width (team) == 1)
    {
      func (data, 0, 1);
      return;
    }

  pthread_mutex_lock (&team->lock);
  team->func = func;
  team->data = data;
  atomic_store (&team->n_running, team->width - 1);
  atomic_fetch_add (&team->generation, 1);
  pthread_cond_broadcast (&team->start);
  pthread_mutex_unlock (&team->lock);

  func (data, 0, team->width);
  wait_for_workers (team);
}

void
ecg_team_slice (size_t n, size_t worker, size_t width, size_t *begin, size_t *end)
{
  const size_t share = n / width;
  const size_t rest = n % width;

  *begin = worker * share + (worker < rest ? worker : rest);
  *end = *begin + share + (worker < rest ? 1 : 0);
}
