/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps a widget in step with what a debugger shows and with its clock: words change once a frame. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

typedef struct _BsFollower BsFollower;

typedef void (*BsFollowFunc) (gpointer user_data);

/**
 * bs_follower_new:
 * @content: (nullable): the pictures and the clock are others; called at once, too
 * @moved: (nullable): the clock stands elsewhere
 * @update: (nullable): after either, once before the next frame: what needs layout; called at once,
 *   too
 *
 * Returns: (transfer full): to be freed when @user_data goes or follows another debugger
 */
BsFollower *bs_follower_new (BsDebugger *debugger, BsFollowFunc content, BsFollowFunc moved,
                             BsFollowFunc update, gpointer user_data);
void bs_follower_free (BsFollower *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsFollower, bs_follower_free)

G_END_DECLS
