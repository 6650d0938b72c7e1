/* SPDX-License-Identifier: Apache-2.0 */
/* States as text that is the same in every trace and policy: by the names of their types. */
#pragma once

#include "engine/state.h"

G_BEGIN_DECLS

/**
 * bs_state_identify:
 *
 * Where the order of the types of a state says nothing but how they are numbered, they are put in
 * order of their names.
 *
 * Returns: (transfer full): of two states, the same text when and only when they are the same
 */
char *bs_state_identify (BsEncoding encoding, const guint16 *key, guint length,
                         const BsTypeTable *types);

G_END_DECLS
