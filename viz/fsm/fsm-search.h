/* SPDX-License-Identifier: Apache-2.0 */
/* States by what people type: names of types, their letters, or the text of a state. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/**
 * bs_fsm_search:
 * @text: words; a state is found when each of them is in the name of one of its types or is its letter;
 *   words with `>` between them have to stand in that order
 * @n_found: (out):
 *
 * Returns: (transfer full) (nullable) (array): by state of the trace, 1: found; %NULL when @text says
 *   nothing
 */
guint8 *bs_fsm_search (const BsTrace *trace, const char *text, guint *n_found);

G_END_DECLS
