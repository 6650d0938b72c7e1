/* SPDX-License-Identifier: Apache-2.0 */
/* Reads lattices. Memory grows with what was read, never with what a count promises. */
#include "config.h"

#include "engine/readers/lattice-reader.h"

#include <glib/gi18n-lib.h>

#include "engine/corpus-builder.h"

typedef struct
{
  BsScanner scanner;
  BsCorpusBuilder builder;
  GArray *tags; /* guint32, of the sentence being read */
} Reader;

/* Ends of lines are blanks like any other. */
static gboolean
read_number (Reader *self, const char *what, guint32 *number, GError **error)
{
  bs_scanner_skip_space (&self->scanner);
  if (self->scanner.at == self->scanner.end)
    return bs_scanner_fail (&self->scanner, error, _ ("the file ends where %s should be"),
                            _ (what));
  if (!bs_scanner_read_number (&self->scanner, what, number, error))
    return FALSE;
  if (self->scanner.at < self->scanner.end && !g_ascii_isspace (*self->scanner.at))
    return bs_scanner_fail (&self->scanner, error, _ ("%s should be a number and nothing else"),
                            _ (what));

  return TRUE;
}

static gboolean
read_arc (Reader *self, guint32 sentence, guint32 node, guint32 first, GError **error)
{
  guint32 values[3], from, id;

  if (!read_number (self, N_ ("the node where an arc begins"), &from, error))
    return FALSE;
  if (from >= node)
    return bs_scanner_fail (
        &self->scanner, error,
        _ ("node %u of sentence %u has an arc from node %u; arcs come from earlier nodes, from 0 "
           "to %u"),
        node, sentence, from, node - 1);
  if (!read_number (self, N_ ("the number of a character or word"), &id, error))
    return FALSE;
  values[BS_LATTICE_FROM] = from == 0 ? BS_NO_ELEMENT : first + from - 1;
  values[BS_LATTICE_ID] = bs_corpus_builder_number_id (&self->builder, BS_LATTICE_IDS, id);
  values[BS_LATTICE_CHARACTER] = from == node - 1;
  bs_corpus_builder_add (&self->builder, BS_LATTICE_ARCS, values);

  return TRUE;
}

static gboolean
read_tags (Reader *self, guint32 n_nodes, GError **error)
{
  g_array_set_size (self->tags, 0);
  for (guint32 i = 0; i < n_nodes; i++)
    {
      guint32 tag, label;

      if (!read_number (self, N_ ("a tag"), &tag, error))
        return FALSE;
      label = bs_corpus_builder_number_id (&self->builder, BS_LATTICE_LABELS, tag);
      g_array_append_val (self->tags, label);
      if (!bs_corpus_builder_check_labels (&self->builder, BS_LATTICE_LABELS, &self->scanner,
                                           error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_sentence (Reader *self, guint32 sentence, GError **error)
{
  guint32 first = self->builder.corpus->sets[BS_LATTICE_NODES].n;
  guint32 line, n_nodes, n_arcs;

  bs_scanner_skip_space (&self->scanner);
  line = self->scanner.line;
  if (!read_number (self, N_ ("the number of nodes of a sentence"), &n_nodes, error))
    return FALSE;
  if (n_nodes < 2)
    return bs_scanner_fail (
        &self->scanner, error,
        _ ("sentence %u has %u nodes; it needs two at least, the start and one behind a character"),
        sentence, n_nodes);
  bs_corpus_builder_add_input (&self->builder, line);
  if (!read_tags (self, n_nodes, error))
    return FALSE;

  for (guint32 node = 0; node < n_nodes; node++)
    {
      if (!read_number (self, N_ ("the number of arcs of a node"), &n_arcs, error))
        return FALSE;
      if (node == 0 && n_arcs > 0)
        return bs_scanner_fail (
            &self->scanner, error,
            _ ("node 0 of sentence %u is its start and has no arcs, but here it has %u"), sentence,
            n_arcs);
      if (node > 0 && n_arcs == 0)
        return bs_scanner_fail (&self->scanner, error,
                                _ ("node %u of sentence %u has no arc that leads to it"), node,
                                sentence);
      bs_corpus_builder_add (&self->builder, node == 0 ? BS_LATTICE_STARTS : BS_LATTICE_NODES,
                             &g_array_index (self->tags, guint32, node));
      for (guint32 i = 0; i < n_arcs; i++)
        if (!read_arc (self, sentence, node, first, error))
          return FALSE;
    }

  return TRUE;
}

static gboolean
read_lattices (Reader *self, GError **error)
{
  guint32 n_sentences;

  if (!read_number (self, N_ ("the number of sentences"), &n_sentences, error))
    return FALSE;
  if (n_sentences == 0)
    return bs_scanner_fail (&self->scanner, error, _ ("the file has no sentences"));
  for (guint32 i = 1; i <= n_sentences; i++)
    {
      bs_scanner_skip_space (&self->scanner);
      if (self->scanner.at == self->scanner.end)
        return bs_scanner_fail (&self->scanner, error,
                                _ ("the file ends after %u sentences, but its first line says %u"),
                                i - 1, n_sentences);
      if (!read_sentence (self, i, error))
        return FALSE;
    }
  bs_scanner_skip_space (&self->scanner);
  if (self->scanner.at < self->scanner.end)
    return bs_scanner_fail (&self->scanner, error,
                            _ ("there is more after the last of %u sentences"), n_sentences);

  return TRUE;
}

BsCorpus *
bs_lattice_parse (const char *const *names, const char *const *texts, const gsize *lengths,
                  GError **error)
{
  Reader self = { 0 };
  BsCorpus *corpus = NULL;

  bs_scanner_init (&self.scanner, names[0], texts[0], lengths[0]);
  bs_corpus_builder_init (&self.builder, bs_structure_find ("lattice"));
  self.tags = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (bs_scanner_check_text (&self.scanner, _ ("a file of lattices has numbers only"), error)
      && read_lattices (&self, error))
    corpus = bs_corpus_builder_finish (&self.builder);
  bs_corpus_builder_clear (&self.builder);
  g_array_unref (self.tags);

  return corpus;
}
