/* SPDX-License-Identifier: Apache-2.0 */
/* How a part of the window looks at a trace, kept with that: one member of the view of its sidecar. */
#pragma once

#include <json-glib/json-glib.h>

#include "app/window/model/notebook.h"

G_BEGIN_DECLS

/** bs_view_state_get: Returns: (transfer full) (nullable): what is kept as @member; %NULL: nothing. */
JsonNode *bs_view_state_get (const BsSidecar *sidecar, const char *member);

/** bs_view_state_keep: what others keep stays; where nothing can be kept, nothing is.
 * @member: a literal; @state: (transfer full) */
void bs_view_state_keep (BsNotebook *notebook, const char *member, JsonNode *state);

G_END_DECLS
