/* SPDX-License-Identifier: Apache-2.0 */
/* Binary trees of words, and how the sentiment of a phrase follows from its parts. */
#include "config.h"

#include "data/samples/sentiment.h"

static int
clamp_score (int score)
{
  return CLAMP (score, -2, 2);
}

static int
mix (int left, int right)
{
  if (left == 0 || right == 0 || (left < 0) != (right < 0))
    return clamp_score (left + right);

  return left < 0 ? MIN (left, right) : MAX (left, right);
}

guint
sentiment_apply (Rule rule, guint left, guint right)
{
  int l = (int) left - 2, r = (int) right - 2;
  int sign = r > 0 ? 1 : -1;
  int score = 0;

  switch (rule)
    {
    case RULE_MIX:
      score = mix (l, r);
      break;
    case RULE_NEGATE:
      /* Not wonderful is bad; not bad is good; not awful is neither. */
      score = r > 0 ? -1 : r == -1 ? 1 : 0;
      break;
    case RULE_INTENSIFY:
      score = r == 0 ? 0 : clamp_score (r + sign);
      break;
    case RULE_DIMINISH:
      score = r == 0 ? 0 : sign;
      break;
    case RULE_CONTRAST:
      /* Where the right part says nothing, what was said before is softened. */
      if (r == 0)
        score = l / 2;
      else
        score = l != 0 && (l < 0) != (r < 0) && ABS (l) == 2 ? sign : r;
      break;
    case RULE_RIGHT:
      score = r;
      break;
    case RULE_LEFT:
      score = l;
      break;
    }

  return (guint) (score + 2);
}

const char *
tag_to_string (Tag tag)
{
  static const char *const names[] = { "NONE", "ADJ",  "ADP",  "ADV",   "AUX",   "CCONJ", "DET",
                                       "NOUN", "PART", "PRON", "PUNCT", "SCONJ", "VERB" };

  return names[tag];
}

guint
node_count_words (const Node *node)
{
  if (node->word != NULL)
    return 1;

  return node_count_words (node->left) + node_count_words (node->right);
}

Node *
node_first_leaf (Node *node)
{
  while (node->word == NULL)
    node = node->left;

  return node;
}

static void
append_leaves (const Node *node, GPtrArray *leaves)
{
  if (node->word != NULL)
    {
      g_ptr_array_add (leaves, (gpointer) node);
      return;
    }
  append_leaves (node->left, leaves);
  append_leaves (node->right, leaves);
}

GPtrArray *
node_list_leaves (const Node *node)
{
  GPtrArray *leaves = g_ptr_array_new ();

  append_leaves (node, leaves);

  return leaves;
}

static void
append (const Node *node, GString *out)
{
  g_string_append_printf (out, "(%u ", node->label);
  if (node->word != NULL)
    {
      g_string_append (out, node->word);
    }
  else
    {
      append (node->left, out);
      g_string_append_c (out, ' ');
      append (node->right, out);
    }
  g_string_append_c (out, ')');
}

char *
node_to_string (const Node *node)
{
  GString *out = g_string_new (NULL);

  append (node, out);

  return g_string_free (out, FALSE);
}
