/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences of the grammar, one after another. Lengths lean to the short side, as in real
 * corpora. */
#include "config.h"

#include "data/samples/sentences.h"

#include "data/samples/grammar.h"

/* Many attempts are thrown away: the sentence must be new and near the length drawn for it. */
#define MAX_ATTEMPTS 4000

struct _Sentences
{
  Grammar *grammar;
  GHashTable *seen; /* trees in brackets */
  guint longest;
  guint n;
};

Sentences *
sentences_new (guint64 seed, guint longest)
{
  Sentences *self = g_new0 (Sentences, 1);

  self->grammar = grammar_new (seed);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->longest = longest;

  return self;
}

void
sentences_free (Sentences *self)
{
  grammar_free (self->grammar);
  g_hash_table_unref (self->seen);
  g_free (self);
}

static guint
draw_length (Sentences *self)
{
  guint u;

  if (self->n % 40 == 7)
    return 1;
  if (self->n % 20 == 11)
    return 3;
  u = grammar_draw (self->grammar, 100);

  return 4 + u * u * (self->longest - 4) / (99 * 99);
}

Node *
sentences_next (Sentences *self)
{
  guint target = draw_length (self);

  for (guint attempt = 0; attempt < MAX_ATTEMPTS; attempt++)
    {
      Node *root = grammar_sentence (self->grammar, target);
      /* The longer the search, the further from the target is good enough. */
      guint slack = target / 8 + attempt / 50;
      guint length = node_count_words (root);

      if (length <= self->longest && length + slack >= target && length <= target + slack
          && g_hash_table_add (self->seen, node_to_string (root)))
        {
          self->n++;
          return root;
        }
    }

  return NULL;
}
