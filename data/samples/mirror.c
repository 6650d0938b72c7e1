/* SPDX-License-Identifier: Apache-2.0 */
/* Mirror: phrases are turned around, the mark stays last. It has no articles, says "not" and "never"
 * with a word before and one after the phrase, and makes every other word of syllables that follow
 * from the letters of the English one. */
#include "config.h"

#include "data/samples/mirror.h"

static void
append_word (const char *word, GString *out)
{
  if (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_append_c (out, ' ');
  g_string_append (out, word);
}

static void
append_made_up (const char *english, GString *out)
{
  static const char consonants[] = "bdfgklmnprstvz";
  static const char vowels[] = "aeiou";
  g_autofree char *lower = g_ascii_strdown (english, -1);
  g_autoptr (GString) word = g_string_new (NULL);
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);
  guint n_syllables;

  /* FNV-1a, so that one word is the same wherever it is. */
  for (const char *p = lower; *p != '\0'; p++)
    hash = (hash ^ (guint8) *p) * G_GUINT64_CONSTANT (1099511628211);
  n_syllables = 2 + (hash >> 60) % 3;
  for (guint i = 0; i < n_syllables; i++)
    {
      g_string_append_c (word, consonants[hash % (sizeof consonants - 1)]);
      hash /= sizeof consonants - 1;
      g_string_append_c (word, vowels[hash % (sizeof vowels - 1)]);
      hash /= sizeof vowels - 1;
    }
  append_word (word->str, out);
}

static gboolean
is_article (const Node *leaf)
{
  static const char *const articles[] = { "a", "an", "the", NULL };
  g_autofree char *lower = g_ascii_strdown (leaf->word, -1);

  return leaf->tag == TAG_DET && g_strv_contains (articles, lower);
}

static void
append (const Node *node, GString *out)
{
  if (node->word == NULL && node->left->word != NULL && node->left->tag == TAG_PART
      && g_ascii_tolower (node->left->word[0]) == 'n')
    {
      append_word ("na", out);
      append (node->right, out);
      append_made_up (node->left->word, out);
    }
  else if (node->word == NULL && node->right->word != NULL && node->right->tag == TAG_PUNCT)
    {
      append (node->left, out);
      append (node->right, out);
    }
  else if (node->word == NULL)
    {
      append (node->right, out);
      append (node->left, out);
    }
  else if (node->tag == TAG_PUNCT)
    append_word (node->word, out);
  else if (!is_article (node))
    append_made_up (node->word, out);
}

void
mirror_write (const Node *sentence, GString *out)
{
  append (sentence, out);
}
