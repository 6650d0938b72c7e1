/* SPDX-License-Identifier: Apache-2.0 */
/* What people put at decisions of a trace: bookmarks, to come back to, with or without a name, and
 * notes. A list model of one kind, by decision; kept with the trace. */
#pragma once

#include "app/window/model/item-list.h"
#include "app/window/model/notebook.h"
#include "app/window/model/undo.h"

G_BEGIN_DECLS

#define BS_TYPE_REMARK (bs_remark_get_type ())
G_DECLARE_FINAL_TYPE (BsRemark, bs_remark, BS, REMARK, GObject)

typedef enum
{
  BS_REMARK_BOOKMARK, /* its text is a name: one line, or none */
  BS_REMARK_NOTE,     /* its text is never empty */
  BS_N_REMARK_KINDS
} BsRemarkKind;

BsRemarkKind bs_remark_get_kind (BsRemark *self);
guint32 bs_remark_get_decision (BsRemark *self);

/** bs_remark_get_text: Returns: (transfer none) (nullable). */
const char *bs_remark_get_text (BsRemark *self);

/** bs_remark_get_words: Returns: (transfer full): as much of the text as a tooltip or a row can hold. */
char *bs_remark_get_words (BsRemark *self);

#define BS_TYPE_REMARKS (bs_remarks_get_type ())
G_DECLARE_FINAL_TYPE (BsRemarks, bs_remarks, BS, REMARKS, BsItemList)

/**
 * bs_remarks_new:
 *
 * Signal: `changed` when there are others, or texts are. Notes that are not about a decision are
 * neither listed nor touched.
 */
BsRemarks *bs_remarks_new (BsRemarkKind kind, BsNotebook *notebook, BsUndo *undo);

/* What people do; each can be undone. */

/**
 * bs_remarks_write:
 * @text: (nullable): blanks around it are left out
 *
 * Changes the text of the first one at @decision, or adds one. A bookmark without a text stays, a
 * note goes.
 */
void bs_remarks_write (BsRemarks *self, guint32 decision, const char *text);

/** bs_remarks_edit: the same with one that is there. */
void bs_remarks_edit (BsRemarks *self, BsRemark *remark, const char *text);
void bs_remarks_remove (BsRemarks *self, BsRemark *remark);

/** bs_remarks_toggle: of bookmarks. Returns: whether there is one at @decision now. */
gboolean bs_remarks_toggle (BsRemarks *self, guint32 decision);

/** bs_remarks_at: Returns: (transfer none) (nullable): the first one at @decision. */
BsRemark *bs_remarks_at (BsRemarks *self, guint32 decision);

/** bs_remarks_get_decisions: Returns: (transfer none) (element-type guint32): ascending. */
GArray *bs_remarks_get_decisions (BsRemarks *self);

G_END_DECLS
