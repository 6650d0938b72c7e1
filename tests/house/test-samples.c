/* SPDX-License-Identifier: Apache-2.0 */
/* A sample corpus is what its program writes; trees are as varied as they should be.
 *
 * Arguments: the file, and the command that makes it. */
#include "config.h"

#include <string.h>

#include "tests/house/tree.h"

#define TREES "data/samples/trees.txt"

static const char *file;
static char **command;

static void
test_same (void)
{
  g_autofree char *text = tree_read_file (file);
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, command, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
  /* Not g_assert_cmpstr: no one wants both texts in the log. */
  g_assert_true (g_str_equal (text, out));
}

typedef struct
{
  GHashTable *words;
  guint labels[5];
  guint roots[5];
  guint n_trees, n_words, shortest, longest, deepest;
} Corpus;

/* Reads brackets with a stack of its own, apart from the engine's reader. */
static void
read_tree (Corpus *corpus, const char *line)
{
  guint depth = 0, n_words = 0;
  guint children[256] = { 0 };
  const char *p = line;

  while (*p != '\0')
    {
      if (*p == '(')
        {
          guint label = (guint) (p[1] - '0');

          g_assert_cmpuint (label, <, 5);
          g_assert_cmpint (p[2], ==, ' ');
          corpus->labels[label]++;
          if (depth == 0)
            corpus->roots[label]++;
          depth++;
          g_assert_cmpuint (depth, <, G_N_ELEMENTS (children));
          corpus->deepest = MAX (corpus->deepest, depth);
          children[depth] = 0;
          p += 3;
          if (*p != '(')
            {
              gsize length = strcspn (p, "() ");

              g_assert_cmpuint (length, >, 0);
              g_hash_table_add (corpus->words, g_ascii_strdown (p, (gssize) length));
              p += length;
              n_words++;
              /* A leaf counts as complete. */
              children[depth] = 2;
            }
        }
      else if (*p == ')')
        {
          g_assert_cmpuint (depth, >, 0);
          g_assert_cmpuint (children[depth], ==, 2);
          depth--;
          children[depth]++;
          p++;
        }
      else
        {
          g_assert_cmpint (*p, ==, ' ');
          p++;
        }
    }
  g_assert_cmpuint (depth, ==, 0);
  g_assert_cmpuint (children[0], ==, 1);
  corpus->n_trees++;
  corpus->n_words += n_words;
  corpus->shortest = MIN (corpus->shortest, n_words);
  corpus->longest = MAX (corpus->longest, n_words);
}

static void
test_varied (void)
{
  g_autofree char *text = tree_read_file (TREES);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Corpus corpus = { .shortest = G_MAXUINT };

  corpus.words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (lines[i][0] == '\0')
        continue;
      g_assert_true (g_hash_table_add (seen, lines[i]));
      read_tree (&corpus, lines[i]);
    }
  g_test_message ("%u trees, %u words, %u different, %u to %u a tree, depth %u", corpus.n_trees,
                  corpus.n_words, g_hash_table_size (corpus.words), corpus.shortest, corpus.longest,
                  corpus.deepest);
  g_assert_cmpuint (corpus.n_trees, ==, 400);
  g_assert_cmpuint (g_hash_table_size (corpus.words), >=, 250);
  g_assert_cmpuint (corpus.shortest, ==, 1);
  g_assert_cmpuint (corpus.longest, >=, 50);
  g_assert_cmpuint (corpus.longest, <=, 60);
  g_assert_cmpuint (corpus.deepest, >=, 12);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpuint (corpus.labels[i], >=, 500);
      g_assert_cmpuint (corpus.roots[i], >=, 20);
    }
  g_hash_table_unref (corpus.words);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, >, 2);
  file = argv[1];
  command = argv + 2;
  g_test_add_func ("/house/samples/same", test_same);
  if (g_str_equal (file, TREES))
    g_test_add_func ("/house/samples/varied", test_varied);

  return g_test_run ();
}
