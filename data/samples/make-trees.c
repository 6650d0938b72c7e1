/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the sample corpus trees.txt: labelled binary trees of English sentences, made by a small
 * grammar. The same seed writes the same file, byte for byte.
 *
 * Usage: make-trees COUNT SEED
 *
 * Each line is one tree, `(label left right)` or `(label word)`; labels are sentiments from 0 (very
 * bad) to 4 (very good) and follow from the labels of the parts by the rules in sentiment.h. */
#include "config.h"

#include "data/samples/grammar.h"

#include <stdio.h>

/* Many attempts are thrown away: the sentence must be new and near the length drawn for it. */
#define MAX_ATTEMPTS 4000

/* Lengths lean to the short side, as in real corpora, and reach MAX_WORDS. */
static guint
draw_length (Grammar *grammar, guint i)
{
  guint u;

  if (i % 40 == 7)
    return 1;
  if (i % 20 == 11)
    return 3;
  u = grammar_draw (grammar, 100);

  return 4 + u * u * (GRAMMAR_MAX_WORDS - 4) / (99 * 99);
}

int
main (int argc, char **argv)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (Grammar) grammar = NULL;
  guint64 count, seed;

  if (argc != 3 || !g_ascii_string_to_unsigned (argv[1], 10, 1, 100000, &count, NULL)
      || !g_ascii_string_to_unsigned (argv[2], 10, 0, G_MAXUINT64, &seed, NULL))
    {
      fprintf (stderr, "Usage: make-trees COUNT SEED\n");
      return 2;
    }

  grammar = grammar_new (seed);
  for (guint i = 0; i < count; i++)
    {
      guint target = draw_length (grammar, i);
      gboolean found = FALSE;

      for (guint attempt = 0; attempt < MAX_ATTEMPTS && !found; attempt++)
        {
          const Node *root = grammar_sentence (grammar, target);
          /* The longer the search, the further from the target is good enough. */
          guint slack = target / 8 + attempt / 50;
          guint length = node_count_words (root);
          g_autofree char *line = NULL;

          if (length > GRAMMAR_MAX_WORDS || length + slack < target || length > target + slack)
            continue;
          line = node_to_string (root);
          if (g_hash_table_contains (seen, line))
            continue;
          fprintf (stdout, "%s\n", line);
          g_hash_table_add (seen, g_steal_pointer (&line));
          found = TRUE;
        }
      if (!found)
        {
          fprintf (stderr, "make-trees: the grammar has no %u sentences\n", (guint) count);
          return 1;
        }
    }

  return ferror (stdout) || fflush (stdout) != 0;
}
