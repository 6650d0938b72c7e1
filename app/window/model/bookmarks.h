/* SPDX-License-Identifier: Apache-2.0 */
/* The bookmarks of a trace: decisions to come back to, with or without a name. A list model, by
 * decision; kept with the trace. */
#pragma once

#include "app/window/model/notebook.h"
#include "app/window/model/undo.h"

G_BEGIN_DECLS

#define BS_TYPE_BOOKMARK_ITEM (bs_bookmark_item_get_type ())
G_DECLARE_FINAL_TYPE (BsBookmarkItem, bs_bookmark_item, BS, BOOKMARK_ITEM, GObject)

guint32 bs_bookmark_item_get_decision (BsBookmarkItem *self);

/** bs_bookmark_item_get_name: Returns: (transfer none) (nullable). */
const char *bs_bookmark_item_get_name (BsBookmarkItem *self);

#define BS_TYPE_BOOKMARKS (bs_bookmarks_get_type ())
G_DECLARE_FINAL_TYPE (BsBookmarks, bs_bookmarks, BS, BOOKMARKS, GObject)

/** bs_bookmarks_new: Signal: `changed` when there are others, or names are. */
BsBookmarks *bs_bookmarks_new (BsNotebook *notebook, BsUndo *undo);

/* What people do; each can be undone. */

/** bs_bookmarks_toggle: Returns: whether there is one at @decision now. */
gboolean bs_bookmarks_toggle (BsBookmarks *self, guint32 decision);

/** bs_bookmarks_rename: @name: (nullable). */
void bs_bookmarks_rename (BsBookmarks *self, BsBookmarkItem *item, const char *name);

/** bs_bookmarks_at: Returns: (transfer none) (nullable): the one at @decision. */
BsBookmarkItem *bs_bookmarks_at (BsBookmarks *self, guint32 decision);

/** bs_bookmarks_get_decisions: Returns: (transfer none) (element-type guint32): ascending. */
GArray *bs_bookmarks_get_decisions (BsBookmarks *self);

G_END_DECLS
