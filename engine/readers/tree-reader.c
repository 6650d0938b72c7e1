/* SPDX-License-Identifier: Apache-2.0 */
/* Reads bracketed trees with a stack of its own, so that no depth of nesting hurts. */
#include "config.h"

#include "engine/readers/tree-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/byte-order-mark.h"
#include "engine/error.h"

#define NO_LABEL G_MAXUINT32
#define LARGEST_NUMERIC_LABEL 999
/* The scores of a node are as many as there are labels. */
#define MAX_LABELS 65536u

/* A bracket that is open. */
typedef struct
{
  guint32 label; /* id of its text, or NO_LABEL */
  guint32 word;  /* or BS_NO_DATUM */
  guint32 first_child;
} Frame;

typedef struct
{
  const char *name;
  const char *at, *end;
  guint32 line;
  guint32 tree_line;
  GArray *frames;   /* Frame */
  GArray *children; /* guint32, finished nodes that wait for their parent */
  GArray *tree_start, *tree_lines, *label, *word, *left, *right;
  GStringChunk *strings;
  GHashTable *label_ids, *word_ids;
  GPtrArray *labels, *words;
} Reader;

#define PUSH(array, value)                                                                         \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint32 pushed = (value);                                                                      \
    g_array_append_val (array, pushed);                                                            \
  }                                                                                                \
  G_STMT_END

static gboolean
fail (const Reader *self, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX, _ ("%s, line %u: %s"), self->name, self->line,
               message);

  return FALSE;
}

/* The id of a string, in order of first appearance. */
static guint32
intern (Reader *self, GHashTable *ids, GPtrArray *names, const char *start, gsize length)
{
  /* Most words were seen before: look them up without a copy that lasts. */
  char small[64];
  g_autofree char *large = length < sizeof small ? NULL : g_strndup (start, length);
  char *key = large != NULL ? large : small;
  gpointer value;

  if (large == NULL)
    {
      memcpy (small, start, length);
      small[length] = '\0';
    }
  if (g_hash_table_lookup_extended (ids, key, NULL, &value))
    return GPOINTER_TO_UINT (value);

  key = g_string_chunk_insert_len (self->strings, start, length);
  g_hash_table_insert (ids, key, GUINT_TO_POINTER (names->len));
  g_ptr_array_add (names, key);

  return names->len - 1;
}

static gboolean
is_delimiter (char c)
{
  return c == '(' || c == ')' || g_ascii_isspace (c);
}

static guint32
add_node (Reader *self, guint32 label, guint32 word, guint32 left, guint32 right)
{
  PUSH (self->label, label);
  PUSH (self->word, word);
  PUSH (self->left, left);
  PUSH (self->right, right);

  return self->label->len - 1;
}

static gboolean
open_bracket (Reader *self, GError **error)
{
  Frame frame = { .label = NO_LABEL, .word = BS_NO_DATUM, .first_child = self->children->len };

  if (self->frames->len == 0)
    self->tree_line = self->line;
  else if (g_array_index (self->frames, Frame, self->frames->len - 1).word != BS_NO_DATUM)
    return fail (self, error, _ ("a node has either a word or children, not both"));
  g_array_append_val (self->frames, frame);

  return TRUE;
}

static gboolean
close_bracket (Reader *self, GError **error)
{
  Frame frame;
  guint32 n_children, node;
  const guint32 *child;

  if (self->frames->len == 0)
    return fail (self, error, _ ("a closing bracket too many"));

  frame = g_array_index (self->frames, Frame, self->frames->len - 1);
  g_array_set_size (self->frames, self->frames->len - 1);
  n_children = self->children->len - frame.first_child;
  child = &g_array_index (self->children, guint32, frame.first_child);

  if (frame.word != BS_NO_DATUM)
    node = add_node (self, frame.label, frame.word, 0, 0);
  else if (n_children == 0)
    return fail (self, error,
                 frame.label == NO_LABEL ? _ ("empty brackets; a leaf is (label word)")
                                         : _ ("a leaf without a word; a leaf is (label word)"));
  else if (n_children == 1)
    {
      node = child[0];
      if (frame.label != NO_LABEL)
        g_array_index (self->label, guint32, node) = frame.label;
    }
  else if (frame.label == NO_LABEL)
    return fail (self, error, _ ("a node without a label; a node is (label left right)"));
  else
    {
      node = child[0];
      for (guint32 i = 1; i < n_children; i++)
        node = add_node (self, frame.label, BS_NO_DATUM, node, child[i]);
    }

  g_array_set_size (self->children, frame.first_child);
  if (self->frames->len > 0)
    PUSH (self->children, node);
  else
    {
      PUSH (self->tree_start, self->label->len);
      PUSH (self->tree_lines, self->tree_line);
    }

  return TRUE;
}

static gboolean
read_token (Reader *self, GError **error)
{
  const char *start = self->at;
  gsize length;
  Frame *frame;

  while (self->at < self->end && !is_delimiter (*self->at))
    self->at++;
  length = self->at - start;
  if (self->frames->len == 0)
    return fail (
        self, error, _ ("a tree should begin here with “(”, not “%.*s”"),
        (int) (g_utf8_offset_to_pointer (start, MIN (20, g_utf8_strlen (start, length))) - start),
        start);

  frame = &g_array_index (self->frames, Frame, self->frames->len - 1);
  if (frame->first_child != self->children->len)
    return fail (self, error, _ ("a node has either a word or children, not both"));
  if (frame->label == NO_LABEL)
    {
      frame->label = intern (self, self->label_ids, self->labels, start, length);
      if (self->labels->len > MAX_LABELS)
        return fail (self, error,
                     _ ("there are more than %u different labels; a leaf is (label word)"),
                     MAX_LABELS);
    }
  else if (frame->word == BS_NO_DATUM)
    frame->word = intern (self, self->word_ids, self->words, start, length);
  else
    return fail (self, error, _ ("a leaf has one word; a leaf is (label word)"));

  return TRUE;
}

static gboolean
start_line (Reader *self, GError **error)
{
  self->line++;
  if (self->frames->len > 0 && self->at < self->end && *self->at == '(')
    return fail (self, error,
                 g_dngettext (GETTEXT_PACKAGE,
                              "a tree begins, but the one of line %u lacks %u closing bracket",
                              "a tree begins, but the one of line %u lacks %u closing brackets",
                              self->frames->len),
                 self->tree_line, self->frames->len);

  return TRUE;
}

static gboolean
read_trees (Reader *self, GError **error)
{
  gboolean finished = FALSE; /* a tree ended on this line */

  while (self->at < self->end)
    {
      char c = *self->at;

      if (c == '\n')
        {
          self->at++;
          finished = FALSE;
          if (!start_line (self, error))
            return FALSE;
        }
      else if (g_ascii_isspace (c))
        self->at++;
      else if (c == ')' && self->frames->len == 0)
        return fail (self, error, _ ("a closing bracket too many"));
      else if (finished)
        return fail (self, error, _ ("there is more on the line after the end of its tree"));
      else if (c == '(')
        {
          self->at++;
          if (!open_bracket (self, error))
            return FALSE;
        }
      else if (c == ')')
        {
          self->at++;
          if (!close_bracket (self, error))
            return FALSE;
          finished = self->frames->len == 0;
        }
      else if (!read_token (self, error))
        return FALSE;

      if (self->label->len > G_MAXINT32)
        return fail (self, error, _ ("the file has too many nodes"));
    }

  if (self->frames->len > 0)
    return fail (self, error,
                 g_dngettext (GETTEXT_PACKAGE,
                              "the file ends, but the tree of line %u lacks %u closing bracket",
                              "the file ends, but the tree of line %u lacks %u closing brackets",
                              self->frames->len),
                 self->tree_line, self->frames->len);
  if (self->tree_lines->len == 0)
    return fail (self, error,
                 _ ("there is no tree; a file has a tree a line, such as (2 (1 not) (3 bad))"));

  return TRUE;
}

/* Numbers stand for themselves; where any label is none, ids in order of appearance serve. */
static guint32
resolve_labels (Reader *self)
{
  g_autofree guint32 *number = g_new (guint32, self->labels->len);
  guint32 n_labels = 0;
  gboolean numeric = TRUE;

  for (guint i = 0; i < self->labels->len; i++)
    {
      guint64 value;

      numeric = numeric
                && g_ascii_string_to_unsigned (g_ptr_array_index (self->labels, i), 10, 0,
                                               LARGEST_NUMERIC_LABEL, &value, NULL);
      if (!numeric)
        return self->labels->len;
      number[i] = value;
      n_labels = MAX (n_labels, value + 1);
    }
  for (guint i = 0; i < self->label->len; i++)
    {
      guint32 *label = &g_array_index (self->label, guint32, i);

      *label = number[*label];
    }

  return n_labels;
}

static void
reader_clear (Reader *self)
{
  GArray **arrays[] = { &self->frames, &self->children, &self->tree_start, &self->tree_lines,
                        &self->label,  &self->word,     &self->left,       &self->right };

  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_clear_pointer (arrays[i], g_array_unref);
  g_hash_table_unref (self->label_ids);
  g_hash_table_unref (self->word_ids);
  g_ptr_array_unref (self->labels);
  g_ptr_array_unref (self->words);
  g_string_chunk_free (self->strings);
}

#define STEAL(array) ((guint32 *) g_array_free (g_steal_pointer (&(array)), FALSE))

static BsTreeCorpus *
make_corpus (Reader *self)
{
  BsTreeCorpus *corpus = g_new0 (BsTreeCorpus, 1);

  corpus->n_trees = self->tree_lines->len;
  corpus->n_labels = resolve_labels (self);
  corpus->tree_start = STEAL (self->tree_start);
  corpus->line = STEAL (self->tree_lines);
  corpus->label = STEAL (self->label);
  corpus->word = STEAL (self->word);
  corpus->left = STEAL (self->left);
  corpus->right = STEAL (self->right);
  corpus->n_words = self->words->len;
  corpus->words = g_new0 (char *, corpus->n_words + 1);
  for (guint i = 0; i < corpus->n_words; i++)
    corpus->words[i] = g_strdup (g_ptr_array_index (self->words, i));

  return corpus;
}

static gboolean
check_text (Reader *self, GError **error)
{
  const char *bad;

  if (g_utf8_validate_len (self->at, self->end - self->at, &bad))
    return TRUE;
  for (const char *p = self->at; p < bad; p++)
    self->line += *p == '\n';

  return fail (self, error, _ ("this is not text in UTF-8 (byte 0x%02x); a file has a tree a line"),
               (guint8) *bad);
}

BsTreeCorpus *
bs_tree_corpus_parse (const char *name, const char *text, gsize length, GError **error)
{
  Reader self = { .name = name, .at = text, .end = text + length, .line = 1 };
  BsTreeCorpus *corpus = NULL;

  self.frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  self.children = g_array_new (FALSE, FALSE, sizeof (guint32));
  self.tree_start = g_array_new (FALSE, FALSE, sizeof (guint32));
  self.tree_lines = g_array_new (FALSE, FALSE, sizeof (guint32));
  self.label = g_array_new (FALSE, FALSE, sizeof (guint32));
  self.word = g_array_new (FALSE, FALSE, sizeof (guint32));
  self.left = g_array_new (FALSE, FALSE, sizeof (guint32));
  self.right = g_array_new (FALSE, FALSE, sizeof (guint32));
  self.strings = g_string_chunk_new (4096);
  self.label_ids = g_hash_table_new (g_str_hash, g_str_equal);
  self.word_ids = g_hash_table_new (g_str_hash, g_str_equal);
  self.labels = g_ptr_array_new ();
  self.words = g_ptr_array_new ();
  PUSH (self.tree_start, 0);

  bs_skip_byte_order_mark (&self.at, self.end);
  if (check_text (&self, error) && read_trees (&self, error))
    corpus = make_corpus (&self);
  reader_clear (&self);

  return corpus;
}

BsTreeCorpus *
bs_tree_corpus_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;

  return bs_tree_corpus_parse (path, text, length, error);
}

void
bs_tree_corpus_free (BsTreeCorpus *self)
{
  g_free (self->tree_start);
  g_free (self->line);
  g_free (self->label);
  g_free (self->word);
  g_free (self->left);
  g_free (self->right);
  g_strfreev (self->words);
  g_free (self);
}
