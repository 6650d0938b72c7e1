/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a sample corpus: sentences made by a small grammar, as trees, tagged words, lattices or
 * pairs, or small graphs. The same seed writes the same file, byte for byte.
 *
 * Usage: make-sample KIND COUNT SEED */
#include "config.h"

#include <stdio.h>

#include "data/samples/grammar.h"
#include "data/samples/graphs.h"
#include "data/samples/lattices.h"
#include "data/samples/mirror.h"
#include "data/samples/sentences.h"

/* Each line is one tree, `(label left right)` or `(label word)`; labels are sentiments from 0 (very
 * bad) to 4 (very good) and follow from the labels of the parts by the rules in sentiment.h. */
static void
write_tree (const Node *sentence, GString *out)
{
  g_autofree char *line = node_to_string (sentence);

  g_string_append (out, line);
}

static void
write_words (const Node *sentence, gboolean tagged, GString *out)
{
  g_autoptr (GPtrArray) leaves = node_list_leaves (sentence);

  for (guint i = 0; i < leaves->len; i++)
    {
      const Node *leaf = g_ptr_array_index (leaves, i);

      g_string_append_printf (out, "%s%s", i > 0 ? " " : "", leaf->word);
      if (tagged)
        g_string_append_printf (out, "|%s", tag_to_string (leaf->tag));
    }
}

/* Each line is one sentence of tokens `word|TAG`. */
static void
write_tagged (const Node *sentence, GString *out)
{
  write_words (sentence, TRUE, out);
}

static void
write_source (const Node *sentence, GString *out)
{
  write_words (sentence, FALSE, out);
}

static const struct
{
  const char *kind;
  gboolean (*write) (guint count, guint64 seed, GString *out); /* all at once, or */
  void (*write_sentence) (const Node *sentence, GString *out);
  guint longest; /* words of a sentence */
} kinds[] = {
  { "trees", NULL, write_tree, GRAMMAR_MAX_WORDS },
  { "tagged", NULL, write_tagged, 40 },
  { "source", NULL, write_source, 25 },
  { "target", NULL, mirror_write, 25 },
  { "lattices", lattices_write, NULL, 0 },
  { "graphs", graphs_write, NULL, 0 },
  { "graph-types", graphs_write_types, NULL, 0 },
};

static gboolean
write_kind (guint kind, guint count, guint64 seed, GString *out)
{
  g_autoptr (Sentences) sentences = NULL;

  if (kinds[kind].write != NULL)
    return kinds[kind].write (count, seed, out);

  sentences = sentences_new (seed, kinds[kind].longest);
  for (guint i = 0; i < count; i++)
    {
      const Node *sentence = sentences_next (sentences);

      if (sentence == NULL)
        return FALSE;
      kinds[kind].write_sentence (sentence, out);
      g_string_append_c (out, '\n');
    }

  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint64 count, seed;
  guint kind = 0;

  while (argc == 4 && kind < G_N_ELEMENTS (kinds) && !g_str_equal (kinds[kind].kind, argv[1]))
    kind++;
  if (argc != 4 || kind == G_N_ELEMENTS (kinds)
      || !g_ascii_string_to_unsigned (argv[2], 10, 1, 100000, &count, NULL)
      || !g_ascii_string_to_unsigned (argv[3], 10, 0, G_MAXUINT64, &seed, NULL))
    {
      fprintf (stderr, "Usage: make-sample KIND COUNT SEED\nKinds:");
      for (kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
        fprintf (stderr, " %s", kinds[kind].kind);
      fprintf (stderr, "\n");
      return 2;
    }
  if (!write_kind (kind, (guint) count, seed, out))
    {
      fprintf (stderr, "make-sample: the grammar has no %u sentences\n", (guint) count);
      return 1;
    }

  return fwrite (out->str, 1, out->len, stdout) != out->len || fflush (stdout) != 0;
}
