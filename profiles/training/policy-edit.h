/* SPDX-License-Identifier: Apache-2.0 */
/* A policy whose table people change by hand: state by state, with undo. */
#pragma once

#include "engine/fsm.h"

G_BEGIN_DECLS

typedef struct _BsPolicyEdit BsPolicyEdit;

/** bs_policy_edit_new: @fsm: is left as it is. */
BsPolicyEdit *bs_policy_edit_new (BsFsm *fsm);
void bs_policy_edit_free (BsPolicyEdit *self);

/** bs_policy_edit_copy: Returns: (transfer full): the same without its steps, for another thread. */
BsPolicyEdit *bs_policy_edit_copy (const BsPolicyEdit *self);

/** bs_policy_edit_get_original: Returns: (transfer none): as it was before any change. */
BsFsm *bs_policy_edit_get_original (BsPolicyEdit *self);

/** bs_policy_edit_make: Returns: (transfer full): the table as it is now, sharing nothing. Visits stay
 * as they were learned; the type that was chosen has the largest Q of its state. */
BsFsm *bs_policy_edit_make (BsPolicyEdit *self);

/** bs_policy_edit_get_learned: Returns: the type that was taken before any change. */
guint bs_policy_edit_get_learned (BsPolicyEdit *self, guint32 state);

/** bs_policy_edit_get_action: Returns: the type that is taken in @state. */
guint bs_policy_edit_get_action (BsPolicyEdit *self, guint32 state);
gboolean bs_policy_edit_is_changed (BsPolicyEdit *self, guint32 state);
guint bs_policy_edit_count_changed (BsPolicyEdit *self);

/** bs_policy_edit_set_action: @type: ready in @state. Returns: whether that is a change. */
gboolean bs_policy_edit_set_action (BsPolicyEdit *self, guint32 state, guint type);

/** bs_policy_edit_reset: every state as it was; one step to undo. */
void bs_policy_edit_reset (BsPolicyEdit *self);

/* Returns: whether there was anything to be undone or done again. */
gboolean bs_policy_edit_undo (BsPolicyEdit *self);
gboolean bs_policy_edit_redo (BsPolicyEdit *self);
gboolean bs_policy_edit_can_undo (BsPolicyEdit *self);
gboolean bs_policy_edit_can_redo (BsPolicyEdit *self);

/** bs_policy_edit_describe: Returns: (transfer full) (nullable): the changes, for the record; %NULL:
 * none. */
char *bs_policy_edit_describe (BsPolicyEdit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsPolicyEdit, bs_policy_edit_free)

G_END_DECLS
