/* SPDX-License-Identifier: Apache-2.0 */
/* The Learn page: lessons, and the one that is taken. */
#pragma once

#include <adwaita.h>

#include "app/window/learn/lesson-player.h"

G_BEGIN_DECLS

#define BS_TYPE_LEARN_PAGE (bs_learn_page_get_type ())
G_DECLARE_FINAL_TYPE (BsLearnPage, bs_learn_page, BS, LEARN_PAGE, GtkWidget)

/** bs_learn_page_open: takes the lesson with this id, once lessons are listed. Actions: learn.back,
 * learn.next, learn.present, learn.again, learn.open-trace, learn.sheet(b: with answers),
 * learn.folder, learn.list; and debug.play, debug.step, debug.back, for the clock of the step. */
void bs_learn_page_open (BsLearnPage *self, const char *id);

/** bs_learn_page_get_player: Returns: (transfer none): the lesson that is taken. */
BsLessonPlayer *bs_learn_page_get_player (BsLearnPage *self);

/** bs_learn_page_get_ready: Returns: whether a lesson can be taken now. */
gboolean bs_learn_page_get_ready (BsLearnPage *self);

G_END_DECLS
