/* SPDX-License-Identifier: Apache-2.0 */
/* What a fuzz target provides. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* libFuzzer's entry. Must not crash, whatever the bytes. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Seeds: good inputs, which the driver mutates. */
GPtrArray *bs_fuzz_seeds (void); /* of GBytes */

/* How many mutations to try, and pieces of text worth inserting. */
extern const guint bs_fuzz_rounds;
extern const char *const bs_fuzz_words[]; /* NULL at the end */

G_END_DECLS
