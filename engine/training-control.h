/* SPDX-License-Identifier: Apache-2.0 */
/* Pauses and stops learning from another thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _BsTrainingControl BsTrainingControl;

/** bs_training_control_new: Returns: (transfer full): neither paused nor stopped. */
BsTrainingControl *bs_training_control_new (void);
BsTrainingControl *bs_training_control_ref (BsTrainingControl *self);
void bs_training_control_unref (BsTrainingControl *self);

/* Any thread may call these at any time. Learning pauses, goes on or stops behind the episode, or the
 * change, at hand; stopped, it keeps the best table so far. */
void bs_training_control_pause (BsTrainingControl *self);
void bs_training_control_resume (BsTrainingControl *self);
void bs_training_control_stop (BsTrainingControl *self);

/** bs_training_control_get_paused: Returns: whether it is to pause. */
gboolean bs_training_control_get_paused (BsTrainingControl *self);

/** bs_training_control_is_waiting: Returns: whether it does pause now. */
gboolean bs_training_control_is_waiting (BsTrainingControl *self);

/**
 * bs_training_control_pass:
 * @waited_ns: grows by the time that was waited
 *
 * For the thread that learns: waits while it is to pause. Costs a load where nothing is to be done.
 *
 * Returns: %FALSE when learning is to stop
 */
gboolean bs_training_control_pass (BsTrainingControl *self, gint64 *waited_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTrainingControl, bs_training_control_unref)

G_END_DECLS
