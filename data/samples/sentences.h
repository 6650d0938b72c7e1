/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences of the grammar, one after another, no two the same. */
#pragma once

#include "data/samples/sentiment.h"

typedef struct _Sentences Sentences;

/* @longest: words of a sentence, at most those of the grammar */
Sentences *sentences_new (guint64 seed, guint longest);
void sentences_free (Sentences *self);

/* Returns: (transfer none) (nullable): the next sentence, valid until the next call, or NULL when
 *   the grammar seems to have no other */
Node *sentences_next (Sentences *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sentences, sentences_free)
