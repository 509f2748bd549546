/*
 * A parallel-for with one barrier a call. Workers sleep on a condition between calls: a training
 * step makes a few hundred calls of well over 10 µs each, and the window's main thread must have
 * its core back in between.
 */

#include "core/base/team.h"

#include <assert.h>
#include <pthread.h>
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

  /* under the lock */
  unsigned long generation; /* counts the calls; a worker runs once in each */
  size_t        n_running;
  bool          ending;
  EcgTeamFunc   func;
  void         *data;
};

/* Returns false when the team ends. */
static bool
wait_for_call (EcgTeam *team, unsigned long *seen)
{
  bool called;

  pthread_mutex_lock (&team->lock);
  while (team->generation == *seen && !team->ending)
    pthread_cond_wait (&team->start, &team->lock);
  called = !team->ending;
  *seen = team->generation;
  pthread_mutex_unlock (&team->lock);
  return called;
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
      if (--team->n_running == 0)
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
  team->ending = true;
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
  team->n_running = team->width - 1;
  team->generation++;
  pthread_cond_broadcast (&team->start);
  pthread_mutex_unlock (&team->lock);

  func (data, 0, team->width);

  pthread_mutex_lock (&team->lock);
  while (team->n_running > 0)
    pthread_cond_wait (&team->done, &team->lock);
  pthread_mutex_unlock (&team->lock);
}

void
ecg_team_slice (size_t n, size_t worker, size_t width, size_t *begin, size_t *end)
{
  const size_t share = n / width;
  const size_t rest = n % width;

  *begin = worker * share + (worker < rest ? worker : rest);
  *end = *begin + share + (worker < rest ? 1 : 0);
}
