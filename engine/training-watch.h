/* SPDX-License-Identifier: Apache-2.0 */
/* What watches learning: calls back behind each episode, check and copy of the table, and waits where it
 * is to pause. Private to the engine. */
#pragma once

#include "engine/training.h"

G_BEGIN_DECLS

typedef struct
{
  const BsTrainingWatch *watch; /* (nullable) */
  gint64 waited_ns;             /* paused, and in @watch */
} BsTrainingWatcher;

/** bs_training_watcher_check: a row of the history. */
static inline void
bs_training_watcher_check (BsTrainingWatcher *self, const BsTrainingPoint *point)
{
  if (self->watch != NULL && self->watch->check != NULL)
    self->watch->check (point, self->watch->user_data);
}

/** bs_training_watcher_episode: an episode, or a change. */
static inline void
bs_training_watcher_episode (BsTrainingWatcher *self, const BsTrainingEpisode *episode)
{
  if (self->watch != NULL && self->watch->episode != NULL)
    self->watch->episode (episode, self->watch->user_data);
}

/** bs_training_watcher_wants_table: Returns: whether a copy is wanted now. */
static inline gboolean
bs_training_watcher_wants_table (BsTrainingWatcher *self)
{
  return self->watch != NULL && self->watch->wants_table != NULL
         && self->watch->wants_table (self->watch->user_data);
}

/** bs_training_watcher_goes_on: waits where it is to pause. Returns: %FALSE: it is to stop. */
static inline gboolean
bs_training_watcher_goes_on (BsTrainingWatcher *self)
{
  return self->watch == NULL
         || ((self->watch->control == NULL
              || bs_training_control_pass (self->watch->control, &self->waited_ns))
             && !g_cancellable_is_cancelled (self->watch->cancellable));
}

G_END_DECLS
