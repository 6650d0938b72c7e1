/* SPDX-License-Identifier: Apache-2.0 */
/* The structures that there are, and corpora of them. */
#include "config.h"

#include "engine/corpus.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/error.h"
#include "engine/readers/dag-reader.h"
#include "engine/readers/lattice-reader.h"
#include "engine/readers/pair-reader.h"
#include "engine/readers/tagged-reader.h"
#include "engine/readers/tree-reader.h"

static const BsStructure structures[] = {
  {
    .name = "tree",
    .summary = N_ ("bracketed trees, one a line: (label left right) or (label word)"),
    .n_files = 1,
    .n_sets = 1,
    .sets = { {
        .name = "nodes",
        .parent = -1,
        .n_attributes = 6,
        .attributes = {
          { "leaf", BS_ATTRIBUTE_NUMBER, 0, N_ ("1 for a word, 0 for an inner node") },
          { "left", BS_ATTRIBUTE_ELEMENT, BS_TREE_NODES, N_ ("the left child of an inner node") },
          { "right", BS_ATTRIBUTE_ELEMENT, BS_TREE_NODES, N_ ("the right child of an inner node") },
          { "word", BS_ATTRIBUTE_ID, BS_TREE_WORDS, N_ ("the word of a leaf") },
          { "label", BS_ATTRIBUTE_ID, BS_TREE_LABELS, N_ ("the label") },
          { "coin", BS_ATTRIBUTE_NUMBER, 0,
            N_ ("0 or 1, drawn from the number of the tree and that of the inner node") },
        },
        .summary = N_ ("all nodes, children first, left to right"),
    } },
    .n_vocabularies = 2,
    .vocabularies = { "words", "labels" },
    .parse = bs_tree_parse,
  },
  {
    .name = "lattice",
    .summary = N_ ("lattices of characters and words, as numbers"),
    .n_files = 1,
    .n_sets = 3,
    .sets = {
      {
        .name = "nodes",
        .parent = -1,
        .n_attributes = 1,
        .attributes = {
          { "label", BS_ATTRIBUTE_ID, BS_LATTICE_LABELS, N_ ("the tag") },
        },
        .summary = N_ ("the places behind each character, the start not among them"),
      },
      {
        .name = "arcs",
        .parent = BS_LATTICE_NODES,
        .n_attributes = 3,
        .attributes = {
          { "from", BS_ATTRIBUTE_ELEMENT, BS_LATTICE_NODES,
            N_ ("the node where the arc begins; none for the start of the sentence") },
          { "id", BS_ATTRIBUTE_ID, BS_LATTICE_IDS, N_ ("the character or word") },
          { "character", BS_ATTRIBUTE_NUMBER, 0,
            N_ ("1 if the arc comes from the node just before, else 0: a word") },
        },
        .summary = N_ ("the characters and words that end at a node"),
      },
      {
        .name = "starts",
        .parent = -1,
        .n_attributes = 1,
        .attributes = {
          { "label", BS_ATTRIBUTE_ID, BS_LATTICE_LABELS, N_ ("its tag") },
        },
        .summary = N_ ("one: the place before the first character, where no arc ends"),
      },
    },
    .n_vocabularies = 2,
    .vocabularies = { "ids", "labels" },
    .parse = bs_lattice_parse,
  },
  {
    .name = "tagged",
    .summary = N_ ("tagged sentences, one a line: word|TAG word|TAG"),
    .n_files = 1,
    .n_sets = 2,
    .sets = {
      {
        .name = "words",
        .parent = -1,
        .n_attributes = 3,
        .attributes = {
          { "id", BS_ATTRIBUTE_ID, BS_TAGGED_VOCABULARY_WORDS, N_ ("the word") },
          { "tag", BS_ATTRIBUTE_ID, BS_TAGGED_VOCABULARY_LABELS, N_ ("its tag") },
          { "count", BS_ATTRIBUTE_NUMBER, 0, N_ ("how often the word occurs in the file") },
        },
        .summary = N_ ("the words of the sentence"),
      },
      {
        .name = "letters",
        .parent = BS_TAGGED_WORDS,
        .n_attributes = 1,
        .attributes = {
          { "id", BS_ATTRIBUTE_ID, BS_TAGGED_VOCABULARY_CHARACTERS,
            N_ ("the character; 0 is the pad that no word has") },
        },
        .summary = N_ ("the characters of a word"),
      },
    },
    .n_vocabularies = 3,
    .vocabularies = { "words", "labels", "characters" },
    .parse = bs_tagged_parse,
  },
  {
    .name = "pair",
    .summary = N_ ("sentences in two languages, one a line, in two files"),
    .n_files = 2,
    .n_sets = 2,
    .sets = {
      {
        .name = "source",
        .parent = -1,
        .n_attributes = 1,
        .attributes = {
          { "id", BS_ATTRIBUTE_ID, BS_PAIR_SOURCE, N_ ("the word") },
        },
        .summary = N_ ("<s>, the words of the sentence in the first file, </s>"),
      },
      {
        .name = "target",
        .parent = -1,
        .n_attributes = 2,
        .attributes = {
          { "id", BS_ATTRIBUTE_ID, BS_PAIR_TARGET, N_ ("the word") },
          { "previous", BS_ATTRIBUTE_ID, BS_PAIR_TARGET,
            N_ ("the word before it; 0, which no word has, before the first") },
        },
        .summary = N_ ("<s>, the words of the sentence in the second file, </s>"),
      },
    },
    .n_vocabularies = 2,
    .vocabularies = { "source-words", "target-words" },
    .parse = bs_pair_parse,
  },
  {
    .name = "dag",
    .summary = N_ ("graphs as text: the number of nodes, then lines of type k input_1 .. input_k"),
    .n_files = 1,
    .n_sets = 2,
    .sets = {
      {
        .name = "nodes",
        .parent = -1,
        .n_attributes = 2,
        .attributes = {
          { "kind", BS_ATTRIBUTE_NUMBER, 0, N_ ("the type of the file, from 0") },
          { "id", BS_ATTRIBUTE_ID, BS_DAG_IDS,
            N_ ("a number, where the node is generated and reads nothing") },
        },
        .summary = N_ ("all nodes, inputs first"),
      },
      {
        .name = "inputs",
        .parent = BS_DAG_NODES,
        .n_attributes = 1,
        .attributes = {
          { "node", BS_ATTRIBUTE_ELEMENT, BS_DAG_NODES, N_ ("an earlier node") },
        },
        .summary = N_ ("what a node reads"),
      },
    },
    .n_vocabularies = 2,
    .vocabularies = { "kinds", "ids" },
    .load = bs_dag_load,
    .parse = bs_dag_parse,
  },
};

const BsStructure *
bs_structures (guint *n)
{
  *n = G_N_ELEMENTS (structures);

  return structures;
}

const BsStructure *
bs_structure_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (structures); i++)
    if (g_str_equal (structures[i].name, name))
      return &structures[i];

  return NULL;
}

static BsCorpus *
read_and_parse (const BsStructure *structure, const char *const *files, GError **error)
{
  char *texts[BS_MAX_FILES] = { NULL };
  gsize lengths[BS_MAX_FILES];
  BsCorpus *corpus = NULL;
  gboolean read = TRUE;

  for (guint i = 0; i < structure->n_files && read; i++)
    read = g_file_get_contents (files[i], &texts[i], &lengths[i], error);
  if (read)
    corpus = structure->parse (files, (const char *const *) texts, lengths, error);
  for (guint i = 0; i < structure->n_files; i++)
    g_free (texts[i]);

  return corpus;
}

BsCorpus *
bs_corpus_load (const BsStructure *structure, const char *const *files, GError **error)
{
  guint n_files = g_strv_length ((char **) files);

  if (n_files != structure->n_files)
    {
      g_set_error (
          error, BS_ERROR, BS_ERROR_UNSUPPORTED,
          g_dngettext (GETTEXT_PACKAGE, "The structure %s is read from %u file (%s), not %u",
                       "The structure %s is read from %u files (%s), not %u", structure->n_files),
          structure->name, structure->n_files, _ (structure->summary), n_files);
      return NULL;
    }

  return structure->load != NULL ? structure->load (files, error)
                                 : read_and_parse (structure, files, error);
}

BsCorpus *
bs_corpus_new (const BsStructure *structure)
{
  BsCorpus *self = g_new0 (BsCorpus, 1);

  self->structure = structure;

  return self;
}

void
bs_corpus_free (BsCorpus *self)
{
  g_free (self->line);
  for (guint i = 0; i < BS_MAX_SETS; i++)
    {
      g_free (self->sets[i].start);
      for (guint k = 0; k < BS_MAX_ATTRIBUTES; k++)
        g_free (self->sets[i].values[k]);
    }
  for (guint i = 0; i < BS_MAX_VOCABULARIES; i++)
    g_strfreev (self->vocabularies[i].strings);
  g_free (self);
}
