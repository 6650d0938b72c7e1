/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the clock of a trace to the next or previous decision of a kind, and says in words how it
 * went. */
#pragma once

#include "app/window/model/remarks.h"
#include "app/window/model/breakpoints.h"
#include "app/window/model/clock.h"
#include "app/window/model/finder.h"

G_BEGIN_DECLS

typedef enum
{
  BS_RUN_BREAKPOINT,
  BS_RUN_STATE, /* the same as here */
  BS_RUN_TYPE,  /* the same as here */
  BS_RUN_MINI_BATCH,
  BS_RUN_BOOKMARK,
  BS_RUN_MATCH, /* of the search */
  BS_N_RUN_TARGETS
} BsRunTarget;

/** bs_run_target_name: Returns: `breakpoint`, `state`, `type`, `mini-batch`, `bookmark`, `match`. */
const char *bs_run_target_name (BsRunTarget target);

#define BS_TYPE_RUNNER (bs_runner_get_type ())
G_DECLARE_FINAL_TYPE (BsRunner, bs_runner, BS, RUNNER, GObject)

/** bs_runner_new: Signal: `said` when there is another message, or none any more. */
BsRunner *bs_runner_new (BsBreakpoints *breakpoints, BsRemarks *bookmarks, BsFinder *search);

/** bs_runner_set_content: both may be %NULL. */
void bs_runner_set_content (BsRunner *self, BsTrace *trace, BsClock *clock);

/** bs_runner_find: Returns: where bs_runner_run() would go as far as is known now; 0: nowhere. */
guint32 bs_runner_find (BsRunner *self, BsRunTarget target, gboolean forward);

/** bs_runner_run: goes there, or says why not; once it is known, where decisions are still looked
 * for. */
void bs_runner_run (BsRunner *self, BsRunTarget target, gboolean forward);

/** bs_runner_get_message: Returns: (transfer none) (nullable): at which breakpoint the clock stands,
 * or what was not found; until the clock moves. */
const char *bs_runner_get_message (BsRunner *self);

/** bs_runner_get_stopped: Returns: whether the clock stands where a breakpoint stopped it. */
gboolean bs_runner_get_stopped (BsRunner *self);

G_END_DECLS
