/* SPDX-License-Identifier: Apache-2.0 */
/* What was done to what people keep with a trace, so that it can be undone and done again. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define BS_TYPE_UNDO (bs_undo_get_type ())
G_DECLARE_FINAL_TYPE (BsUndo, bs_undo, BS, UNDO, GObject)

typedef void (*BsUndoFunc) (gpointer data);

/** bs_undo_new: Signals: `changed` when something else, or nothing, can be undone; `told` (const char
 * *message, guint step) when people should know of a step, to take it back at once. */
BsUndo *bs_undo_new (void);

/**
 * bs_undo_push:
 * @label: what was done, translated: `Remove breakpoint`
 * @func: takes it back, and pushes how to do it again
 * @data: (transfer full):
 */
void bs_undo_push (BsUndo *self, const char *label, BsUndoFunc func, gpointer data,
                   GDestroyNotify free_data);

/** bs_undo_tell: of the last step; nothing is said while one is taken back. @message: translated. */
void bs_undo_tell (BsUndo *self, const char *message);

/* Returns: FALSE: there is nothing. */
gboolean bs_undo_undo (BsUndo *self);
gboolean bs_undo_redo (BsUndo *self);

/** bs_undo_undo_step: the same with one step, whatever was done since. Returns: FALSE: it was taken
 * back already, or is forgotten. */
gboolean bs_undo_undo_step (BsUndo *self, guint step);

/** bs_undo_get_label: Returns: (transfer none) (nullable): what would be undone, or done again. */
const char *bs_undo_get_label (BsUndo *self, gboolean redo);

G_END_DECLS
