/* SPDX-License-Identifier: Apache-2.0 */
/* What holds for every corpus, whoever filled it. */
#pragma once

#include "engine/corpus.h"

G_BEGIN_DECLS

/* Fails the test when @corpus contradicts its structure: ranges, ids, elements of other inputs. */
void bs_check_corpus (const BsCorpus *corpus);

/* Parses texts, each an array of bytes, by the structure @name; checks what is accepted, and that
 * what is refused has an error. Returns: (nullable) (transfer full): the corpus */
BsCorpus *bs_check_parse (const char *name, const char *const *texts, const gsize *lengths,
                          GError **error);

G_END_DECLS
