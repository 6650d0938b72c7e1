/* SPDX-License-Identifier: Apache-2.0 */
/* Reads bracketed trees with a stack of its own, so that no depth of nesting hurts. */
#include "config.h"

#include "engine/readers/tree-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/corpus-builder.h"
#include "engine/random.h"

#define NO_LABEL G_MAXUINT32
#define LARGEST_NUMERIC_LABEL 999

/* A bracket that is open. */
typedef struct
{
  guint32 label; /* id of its text, or NO_LABEL */
  guint32 word;  /* or BS_NO_ELEMENT */
  guint32 first_child;
} Frame;

typedef struct
{
  BsScanner scanner;
  BsCorpusBuilder builder;
  guint32 tree_line;
  GArray *frames;   /* Frame */
  GArray *children; /* guint32, finished nodes that wait for their parent */
} Reader;

static gboolean
is_delimiter (char c)
{
  return c == '(' || c == ')' || g_ascii_isspace (c);
}

static guint32
add_node (Reader *self, guint32 label, guint32 word, guint32 left, guint32 right)
{
  const guint32 values[] = {
    [BS_TREE_LEAF] = left == BS_NO_ELEMENT,
    [BS_TREE_LEFT] = left,
    [BS_TREE_RIGHT] = right,
    [BS_TREE_WORD] = word,
    [BS_TREE_LABEL] = label,
    [BS_TREE_COIN] = 0,
  };

  return bs_corpus_builder_add (&self->builder, BS_TREE_NODES, values);
}

static gboolean
open_bracket (Reader *self, GError **error)
{
  Frame frame = { .label = NO_LABEL, .word = BS_NO_ELEMENT, .first_child = self->children->len };

  if (self->frames->len == 0)
    {
      self->tree_line = self->scanner.line;
      bs_corpus_builder_add_input (&self->builder, self->tree_line);
    }
  else if (g_array_index (self->frames, Frame, self->frames->len - 1).word != BS_NO_ELEMENT)
    return bs_scanner_fail (&self->scanner, error,
                            _ ("a node has either a word or children, not both"));
  g_array_append_val (self->frames, frame);

  return TRUE;
}

static gboolean
close_bracket (Reader *self, GError **error)
{
  BsElements *nodes = &self->builder.corpus->sets[BS_TREE_NODES];
  Frame frame;
  guint32 n_children, node;
  const guint32 *child;

  if (self->frames->len == 0)
    return bs_scanner_fail (&self->scanner, error, _ ("a closing bracket too many"));

  frame = g_array_index (self->frames, Frame, self->frames->len - 1);
  g_array_set_size (self->frames, self->frames->len - 1);
  n_children = self->children->len - frame.first_child;
  child = &g_array_index (self->children, guint32, frame.first_child);

  if (frame.word != BS_NO_ELEMENT)
    node = add_node (self, frame.label, frame.word, BS_NO_ELEMENT, BS_NO_ELEMENT);
  else if (n_children == 0)
    return bs_scanner_fail (&self->scanner, error,
                            frame.label == NO_LABEL
                                ? _ ("empty brackets; a leaf is (label word)")
                                : _ ("a leaf without a word; a leaf is (label word)"));
  else if (n_children == 1)
    {
      node = child[0];
      if (frame.label != NO_LABEL)
        nodes->values[BS_TREE_LABEL][node] = frame.label;
    }
  else if (frame.label == NO_LABEL)
    return bs_scanner_fail (&self->scanner, error,
                            _ ("a node without a label; a node is (label left right)"));
  else
    {
      node = child[0];
      for (guint32 i = 1; i < n_children; i++)
        node = add_node (self, frame.label, BS_NO_ELEMENT, node, child[i]);
    }

  g_array_set_size (self->children, frame.first_child);
  if (self->frames->len > 0)
    g_array_append_val (self->children, node);
  else
    bs_tree_toss_coins (self->builder.corpus, self->builder.corpus->n_inputs - 1,
                        nodes->start[self->builder.corpus->n_inputs - 1]);

  return TRUE;
}

static gboolean
read_token (Reader *self, GError **error)
{
  const char *start = self->scanner.at;
  gsize length;
  Frame *frame;

  while (self->scanner.at < self->scanner.end && !is_delimiter (*self->scanner.at))
    self->scanner.at++;
  length = self->scanner.at - start;
  if (self->frames->len == 0)
    return bs_scanner_fail (
        &self->scanner, error, _ ("a tree should begin here with “(”, not “%.*s”"),
        (int) (g_utf8_offset_to_pointer (start, MIN (20, g_utf8_strlen (start, length))) - start),
        start);

  frame = &g_array_index (self->frames, Frame, self->frames->len - 1);
  if (frame->first_child != self->children->len)
    return bs_scanner_fail (&self->scanner, error,
                            _ ("a node has either a word or children, not both"));
  if (frame->label == NO_LABEL)
    {
      frame->label = bs_corpus_builder_id (&self->builder, BS_TREE_LABELS, start, length);
      return bs_corpus_builder_check_labels (&self->builder, BS_TREE_LABELS, &self->scanner, error);
    }
  if (frame->word == BS_NO_ELEMENT)
    frame->word = bs_corpus_builder_id (&self->builder, BS_TREE_WORDS, start, length);
  else
    return bs_scanner_fail (&self->scanner, error,
                            _ ("a leaf has one word; a leaf is (label word)"));

  return TRUE;
}

static gboolean
start_line (Reader *self, GError **error)
{
  self->scanner.line++;
  if (self->frames->len > 0 && self->scanner.at < self->scanner.end && *self->scanner.at == '(')
    return bs_scanner_fail (
        &self->scanner, error,
        g_dngettext (
            GETTEXT_PACKAGE, "a tree begins, but the one of line %u lacks %u closing bracket",
            "a tree begins, but the one of line %u lacks %u closing brackets", self->frames->len),
        self->tree_line, self->frames->len);

  return TRUE;
}

static gboolean
read_trees (Reader *self, GError **error)
{
  gboolean finished = FALSE; /* a tree ended on this line */

  while (self->scanner.at < self->scanner.end)
    {
      char c = *self->scanner.at;

      if (c == '\n')
        {
          self->scanner.at++;
          finished = FALSE;
          if (!start_line (self, error))
            return FALSE;
        }
      else if (g_ascii_isspace (c))
        self->scanner.at++;
      else if (c == ')' && self->frames->len == 0)
        return bs_scanner_fail (&self->scanner, error, _ ("a closing bracket too many"));
      else if (finished)
        return bs_scanner_fail (&self->scanner, error,
                                _ ("there is more on the line after the end of its tree"));
      else if (c == '(')
        {
          self->scanner.at++;
          if (!open_bracket (self, error))
            return FALSE;
        }
      else if (c == ')')
        {
          self->scanner.at++;
          if (!close_bracket (self, error))
            return FALSE;
          finished = self->frames->len == 0;
        }
      else if (!read_token (self, error))
        return FALSE;
    }

  if (self->frames->len > 0)
    return bs_scanner_fail (
        &self->scanner, error,
        g_dngettext (
            GETTEXT_PACKAGE, "the file ends, but the tree of line %u lacks %u closing bracket",
            "the file ends, but the tree of line %u lacks %u closing brackets", self->frames->len),
        self->tree_line, self->frames->len);
  if (self->builder.corpus->n_inputs == 0)
    return bs_scanner_fail (
        &self->scanner, error,
        _ ("there is no tree; a file has a tree a line, such as (2 (1 not) (3 bad))"));

  return TRUE;
}

/* Numbers stand for themselves; where any label is none, ids in order of appearance serve. */
static void
resolve_labels (BsCorpus *corpus)
{
  BsVocabulary *labels = &corpus->vocabularies[BS_TREE_LABELS];
  BsElements *nodes = &corpus->sets[BS_TREE_NODES];
  g_autofree guint32 *number = g_new (guint32, labels->n);
  guint32 n_labels = 0;

  for (guint32 i = 0; i < labels->n; i++)
    {
      guint64 value;

      if (!g_ascii_string_to_unsigned (labels->strings[i], 10, 0, LARGEST_NUMERIC_LABEL, &value,
                                       NULL))
        return;
      number[i] = value;
      n_labels = MAX (n_labels, number[i] + 1);
    }
  for (guint32 i = 0; i < nodes->n; i++)
    nodes->values[BS_TREE_LABEL][i] = number[nodes->values[BS_TREE_LABEL][i]];
  g_clear_pointer (&labels->strings, g_strfreev);
  labels->n = n_labels;
}

/* A parent comes after its children, so its number is known first when going backwards. */
void
bs_tree_toss_coins (BsCorpus *corpus, guint32 tree, guint32 first)
{
  const BsElements *nodes = &corpus->sets[BS_TREE_NODES];
  guint32 *const *values = nodes->values;
  guint32 *coin = values[BS_TREE_COIN];
  guint32 n = nodes->n - first;
  g_autofree guint32 *n_inner = g_new (guint32, n); /* at and below a node */
  g_autofree guint32 *order = g_new0 (guint32, n);  /* among inner nodes, in pre-order */

  for (guint32 i = 0; i < n; i++)
    {
      guint32 left = values[BS_TREE_LEFT][first + i], right = values[BS_TREE_RIGHT][first + i];

      n_inner[i] = left == BS_NO_ELEMENT ? 0 : 1 + n_inner[left - first] + n_inner[right - first];
    }
  for (guint32 i = n; i-- > 0;)
    {
      guint32 left = values[BS_TREE_LEFT][first + i], right = values[BS_TREE_RIGHT][first + i];
      guint64 state = ((guint64) tree << 20) + order[i];

      coin[first + i] = 0;
      if (left == BS_NO_ELEMENT)
        continue;
      coin[first + i] = bs_splitmix64 (&state) & 1;
      order[left - first] = order[i] + 1;
      order[right - first] = order[i] + 1 + n_inner[left - first];
    }
}

BsCorpus *
bs_tree_parse (const char *const *names, const char *const *texts, const gsize *lengths,
               GError **error)
{
  Reader self = { 0 };
  BsCorpus *corpus = NULL;

  bs_scanner_init (&self.scanner, names[0], texts[0], lengths[0]);
  bs_corpus_builder_init (&self.builder, bs_structure_find ("tree"));
  self.frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  self.children = g_array_sized_new (FALSE, FALSE, sizeof (guint32), 1);
  if (bs_scanner_check_text (&self.scanner, _ ("a file has a tree a line"), error)
      && read_trees (&self, error))
    {
      corpus = bs_corpus_builder_finish (&self.builder);
      resolve_labels (corpus);
    }
  bs_corpus_builder_clear (&self.builder);
  g_array_unref (self.frames);
  g_array_unref (self.children);

  return corpus;
}
