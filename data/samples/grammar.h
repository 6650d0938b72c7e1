/* SPDX-License-Identifier: Apache-2.0 */
/* A small grammar of English about weather, tools, meals and journeys. */
#pragma once

#include "data/samples/sentiment.h"

/* No sentence should be longer. */
#define GRAMMAR_MAX_WORDS 60

typedef struct _Grammar Grammar;

Grammar *grammar_new (guint64 seed);
void grammar_free (Grammar *self);

/* Returns: a number below @bound, the next of the seed's stream */
guint grammar_draw (Grammar *self, guint bound);

/* Returns: (transfer none): a sentence of roughly @target words, valid until the next call */
Node *grammar_sentence (Grammar *self, guint target);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Grammar, grammar_free)
