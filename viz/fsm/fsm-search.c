/* SPDX-License-Identifier: Apache-2.0 */
/* States by what people type. */
#include "config.h"

#include "viz/fsm/fsm-search.h"

#include <string.h>

#define MAX_WORDS 16u

/* Which types each word means, a bit a word. */
static guint16 *
match_types (const BsTrace *trace, char **words, guint n_words)
{
  guint16 *masks = g_new0 (guint16, trace->types->n_types + 1);

  for (guint t = 0; t < trace->types->n_types; t++)
    {
      g_autofree char *name = g_utf8_casefold (trace->types->types[t].name, -1);
      g_autofree char *letter = g_utf8_casefold (trace->types->types[t].letter, -1);

      for (guint w = 0; w < n_words; w++)
        if (strstr (name, words[w]) != NULL || g_str_equal (letter, words[w]))
          masks[t] |= (guint16) (1u << w);
    }

  return masks;
}

static gboolean
is_found (const guint16 *masks, const guint16 *key, guint n_ready, guint n_words, gboolean in_order)
{
  guint seen = 0, next = 0;

  for (guint i = 0; i < n_ready; i++)
    {
      seen |= masks[key[i]];
      if (next < n_words && (masks[key[i]] & (1u << next)) != 0)
        next++;
    }

  return in_order ? next == n_words : seen == (1u << n_words) - 1;
}

guint8 *
bs_fsm_search (const BsTrace *trace, const char *text, guint *n_found)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto (GStrv) parts = g_strsplit_set (folded, " >,/*^\t", -1);
  g_autofree guint16 *masks = NULL;
  gboolean in_order = strchr (text, '>') != NULL;
  char *words[MAX_WORDS];
  guint n_words = 0;
  guint8 *found;

  *n_found = 0;
  for (guint i = 0; parts[i] != NULL && n_words < MAX_WORDS; i++)
    {
      /* A plus separates types where it does not begin the letter of one, such as +2. */
      char *plus = parts[i][0] != '\0' ? strchr (parts[i] + 1, '+') : NULL;

      if (parts[i][0] != '\0' && !g_str_equal (parts[i], "+"))
        words[n_words++] = parts[i];
      while (plus != NULL && n_words < MAX_WORDS)
        {
          *plus++ = '\0';
          if (*plus != '\0')
            words[n_words++] = plus;
          plus = strchr (plus, '+');
        }
    }
  if (n_words == 0)
    return NULL;

  masks = match_types (trace, words, n_words);
  found = g_new0 (guint8, trace->states->n_states + 1);
  for (guint32 s = 0; s < trace->states->n_states; s++)
    {
      guint length;
      const guint16 *key = bs_state_table_get (trace->states, s, &length);

      found[s] = is_found (masks, key, bs_state_n_ready (trace->states->encoding, length), n_words,
                           in_order);
      *n_found += found[s];
    }

  return found;
}
