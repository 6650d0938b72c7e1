/* SPDX-License-Identifier: Apache-2.0 */
/* Pauses and stops learning from another thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BsTrainingControl:
 *
 * Holds what others want of a thread that learns, see #BsTrainingWatch. Safe from any thread.
 */
typedef struct _BsTrainingControl BsTrainingControl;

/** bs_training_control_new: makes a control for one training. Returns: (transfer full): neither paused
 * nor stopped; to be dropped with bs_training_control_unref() */
BsTrainingControl *bs_training_control_new (void);
BsTrainingControl *bs_training_control_ref (BsTrainingControl *self);
void bs_training_control_unref (BsTrainingControl *self);

/**
 * bs_training_control_pause:
 *
 * Asks learning to wait behind the episode, or the change, at hand. Returns at once; when it does wait
 * bs_training_control_is_waiting() says so.
 */
void bs_training_control_pause (BsTrainingControl *self);

/** bs_training_control_resume: lets learning go on; nothing where it was not paused. */
void bs_training_control_resume (BsTrainingControl *self);

/**
 * bs_training_control_stop:
 *
 * Ends learning behind the episode, or the change, at hand, also where it pauses. It keeps the best
 * table so far. There is no way back.
 */
void bs_training_control_stop (BsTrainingControl *self);

/** bs_training_control_get_paused: Returns: whether learning is asked to wait. */
gboolean bs_training_control_get_paused (BsTrainingControl *self);

/** bs_training_control_is_waiting: Returns: whether learning waits now. */
gboolean bs_training_control_is_waiting (BsTrainingControl *self);

/**
 * bs_training_control_pass:
 * @waited_ns: (inout): ns; grows by the time that was waited
 *
 * For the thread that learns, between episodes: waits while it is to pause. Costs a load where nothing
 * is to be done.
 *
 * Returns: %FALSE when learning is to stop
 */
gboolean bs_training_control_pass (BsTrainingControl *self, gint64 *waited_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTrainingControl, bs_training_control_unref)

G_END_DECLS
