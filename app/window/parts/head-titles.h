/* SPDX-License-Identifier: Apache-2.0 */
/* The title of a view and what it says of itself: side by side, or where that has no room, in two
 * rows of one height. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BS_TYPE_HEAD_TITLES (bs_head_titles_get_type ())
G_DECLARE_FINAL_TYPE (BsHeadTitles, bs_head_titles, BS, HEAD_TITLES, GtkWidget)

/** bs_head_titles_set_title: @title: (nullable): %NULL where it stands elsewhere */
void bs_head_titles_set_title (BsHeadTitles *self, const char *title);

/** bs_head_titles_set_subtitle: @brief: (nullable): the same in fewer words, where all of
 * @subtitle has no room */
void bs_head_titles_set_subtitle (BsHeadTitles *self, const char *subtitle, const char *brief);

/** bs_head_titles_get_subtitle: Returns: (transfer none): not the brief one */
const char *bs_head_titles_get_subtitle (BsHeadTitles *self);

/** bs_head_titles_get_narrow: Returns: how many pixels of width two rows need for @subtitle, which
 * need not be the one that is shown. */
int bs_head_titles_get_narrow (BsHeadTitles *self, const char *subtitle);

G_END_DECLS
