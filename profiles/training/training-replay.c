/* SPDX-License-Identifier: Apache-2.0 */
/* A table as it was while it was learned. */
#include "config.h"

#include "profiles/training/training-replay.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"

typedef struct
{
  guint32 wanted, last;
  guint graph;
  BsFsm *table; /* (nullable) */
  BsTrainingControl *control;
} Replay;

static void
episode_cb (const BsTrainingEpisode *episode, gpointer user_data)
{
  Replay *self = user_data;

  self->last = episode->episode;
  if (self->last == self->wanted)
    self->graph = episode->graph;
}

static gboolean
wants_table_cb (gpointer user_data)
{
  const Replay *self = user_data;

  return self->last == self->wanted && self->table == NULL;
}

static void
table_cb (BsFsm *fsm, gpointer user_data)
{
  Replay *self = user_data;

  self->table = fsm;
  bs_training_control_stop (self->control);
}

BsFsm *
bs_training_replay (BsTrainingMaterial *material, const BsTrainingOptions *options,
                    const BsFsm *start, guint32 episode, guint *graph, GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (BsTrainingControl) control = bs_training_control_new ();
  Replay self = { .wanted = episode, .control = control };
  const BsTrainingWatch watch = { .episode = episode_cb,
                                  .wants_table = wants_table_cb,
                                  .table = table_cb,
                                  .user_data = &self,
                                  .control = control,
                                  .cancellable = cancellable };
  BsTrainingResult *result = bs_train_watched (bs_training_material_get_graphs (material),
                                               material->n_training, material->types, options,
                                               start, &watch, error);

  if (result == NULL)
    return NULL;
  bs_training_result_free (result);
  if (self.table == NULL && !g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("Episode %u was not learned; the last is %u"),
                 episode, self.last);
  *graph = self.graph;

  return self.table;
}
