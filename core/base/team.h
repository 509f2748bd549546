#pragma once

#include <stddef.h>

/**
 * EcgTeam:
 *
 * A fixed number of threads that work on slices of one thing together: a parallel-for with one
 * barrier per call. The calling thread is worker 0, so a team of width 1 has no thread at all.
 *
 * Which worker gets which slice depends on the width alone; whoever sums the slices' results in the
 * order of the workers gets the same bits on every run.
 */
typedef struct _EcgTeam EcgTeam;

/**
 * EcgTeamFunc:
 * @data: what was given to ecg_team_run()
 * @worker: 0 to @width − 1
 * @width: how many work
 */
typedef void (*EcgTeamFunc) (void *data, size_t worker, size_t width);

/** ecg_team_new: Returns: (transfer full) (nullable): a team of @width >= 1, or NULL where threads
 * cannot be had. */
EcgTeam *ecg_team_new (size_t width) __attribute__ ((warn_unused_result));

/** ecg_team_free: Ends the threads; @team may be NULL. */
void ecg_team_free (EcgTeam *team);

/** ecg_team_width: Returns: how many work; 1 for NULL. */
size_t ecg_team_width (const EcgTeam *team);

/**
 * ecg_team_run:
 * @team: (nullable): NULL runs @func once, as a team of width 1
 *
 * Runs @func once on every worker and returns when all have ended. One caller at a time; @func must
 * not call ecg_team_run() on the same team.
 */
void ecg_team_run (EcgTeam *team, EcgTeamFunc func, void *data);

/**
 * ecg_team_slice:
 * @begin: (out): first item of the slice
 * @end: (out): one past its last
 * @n: how many items there are
 *
 * Cuts @n items into @width slices whose lengths differ by at most one.
 */
void ecg_team_slice (size_t n, size_t worker, size_t width, size_t *begin, size_t *end);
