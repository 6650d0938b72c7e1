/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the session in its file: soon after something changed, whole or not at all, and away from the UI
 * thread. */
#pragma once

#include "app/window/shell/session.h"

G_BEGIN_DECLS

typedef struct _BsSessionKeeper BsSessionKeeper;

/** BsSessionFunc: Returns: (transfer full): what is open now. */
typedef BsSession *(*BsSessionFunc) (gpointer user_data);

/** BsSessionFoundFunc: @session: (nullable): there was none that could be read. */
typedef void (*BsSessionFoundFunc) (BsSession *session, gpointer user_data);

/** bs_session_keeper_new: @path: of the file; @collect: asked whenever it is to be written. Nothing is
 * until bs_session_keeper_load() has looked at what is there. */
BsSessionKeeper *bs_session_keeper_new (const char *path, BsSessionFunc collect,
                                        gpointer user_data);

/** bs_session_keeper_free: what was not written is lost; see bs_session_keeper_finish(). */
void bs_session_keeper_free (BsSessionKeeper *self);

/** bs_session_keeper_load: reads the file in a thread; @found gets the session, which stays there
 * until it returns, and may change it. */
void bs_session_keeper_load (BsSessionKeeper *self, BsSessionFoundFunc found);

/** bs_session_keeper_touch: something changed. */
void bs_session_keeper_touch (BsSessionKeeper *self);

/** bs_session_keeper_save: writes soon, without waiting for more changes. */
void bs_session_keeper_save (BsSessionKeeper *self);

/** bs_session_keeper_rest: writes now, and then nothing more until bs_session_keeper_wake(): what
 * closes while the program ends is still part of the session. */
void bs_session_keeper_rest (BsSessionKeeper *self);
void bs_session_keeper_wake (BsSessionKeeper *self);

/** bs_session_keeper_finish: returns when the file is written, for the end of the program. */
void bs_session_keeper_finish (BsSessionKeeper *self);

/** bs_session_path: Returns: (transfer full): where the program keeps its session. */
char *bs_session_path (void);

G_END_DECLS
