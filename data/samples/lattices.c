/* SPDX-License-Identifier: Apache-2.0 */
/* Lattices of characters and words. The places of a sentence are before, between and behind its
 * letters; a letter leads from a place to the next, a word over all its letters. Tags tell the part
 * of speech of the word that a letter belongs to, and whether it begins it: 2 tag - 1, else 2 tag;
 * the start has 0. */
#include "config.h"

#include "data/samples/lattices.h"

#include <string.h>

#include "data/samples/sentences.h"

#define LONGEST 16

/* Numbers of letters are their codes, those of words begin here. */
#define FIRST_WORD 128

typedef struct
{
  GTree *words; /* to their numbers, in order of the alphabet */
  gsize longest;
  guint n;
} Dictionary;

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return strcmp (a, b);
}

static gboolean
number_word (gpointer word, gpointer number, gpointer user_data)
{
  Dictionary *self = user_data;

  *(guint *) number = FIRST_WORD + self->n++;
  self->longest = MAX (self->longest, strlen (word));

  return FALSE;
}

/* All words of the sentences; those of one letter are that letter. */
static gboolean
collect_words (Dictionary *self, guint count, guint64 seed)
{
  g_autoptr (Sentences) sentences = sentences_new (seed, LONGEST);

  for (guint i = 0; i < count; i++)
    {
      const Node *sentence = sentences_next (sentences);
      g_autoptr (GPtrArray) leaves = NULL;

      if (sentence == NULL)
        return FALSE;
      leaves = node_list_leaves (sentence);
      for (guint k = 0; k < leaves->len; k++)
        {
          const Node *leaf = g_ptr_array_index (leaves, k);

          if (strlen (leaf->word) > 1)
            g_tree_insert (self->words, g_ascii_strdown (leaf->word, -1), g_new0 (guint, 1));
        }
    }
  g_tree_foreach (self->words, number_word, self);

  return TRUE;
}

static void
write_arcs (const Dictionary *dictionary, const char *letters, guint place, GString *out)
{
  g_autoptr (GString) words = g_string_new (NULL);
  guint n_arcs = 1;

  for (guint from = place > dictionary->longest ? place - (guint) dictionary->longest : 0;
       from + 1 < place; from++)
    {
      g_autofree char *word = g_strndup (letters + from, place - from);
      const guint *number = g_tree_lookup (dictionary->words, word);

      if (number == NULL)
        continue;
      g_string_append_printf (words, " %u %u", from, *number);
      n_arcs++;
    }
  g_string_append_printf (out, "%u %u %u%s\n", n_arcs, place - 1, (guint) letters[place - 1],
                          words->str);
}

static void
write_lattice (const Dictionary *dictionary, const Node *sentence, GString *out)
{
  g_autoptr (GPtrArray) leaves = node_list_leaves (sentence);
  g_autoptr (GString) letters = g_string_new (NULL);
  g_autoptr (GString) tags = g_string_new ("0");

  for (guint i = 0; i < leaves->len; i++)
    {
      const Node *leaf = g_ptr_array_index (leaves, i);

      g_string_append (letters, leaf->word);
      for (guint k = 0; leaf->word[k] != '\0'; k++)
        g_string_append_printf (tags, " %u", 2 * leaf->tag - (k == 0));
    }
  g_string_ascii_down (letters);
  g_string_append_printf (out, "%u\n%s\n0\n", (guint) letters->len + 1, tags->str);
  for (guint place = 1; place <= letters->len; place++)
    write_arcs (dictionary, letters->str, place, out);
}

gboolean
lattices_write (guint count, guint64 seed, GString *out)
{
  g_autoptr (Sentences) sentences = sentences_new (seed, LONGEST);
  g_autoptr (GTree) words = g_tree_new_full (compare, NULL, g_free, g_free);
  Dictionary dictionary = { .words = words };

  if (!collect_words (&dictionary, count, seed))
    return FALSE;
  g_string_append_printf (out, "%u\n", count);
  for (guint i = 0; i < count; i++)
    write_lattice (&dictionary, sentences_next (sentences), out);

  return TRUE;
}
