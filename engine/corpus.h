/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs of a model, whatever their structure: sets of elements with attributes, as arrays.
 *
 * A structure (tree, lattice, ...) is a row in a table: its sets, their attributes, and a reader.
 * A model file names sets and attributes; nothing else in the engine knows one structure from
 * another. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The value of an attribute of kind ELEMENT that points nowhere, and of an ID that is absent. */
#define BS_NO_ELEMENT G_MAXUINT32

#define BS_MAX_SETS 4
#define BS_MAX_ATTRIBUTES 8
#define BS_MAX_VOCABULARIES 4
#define BS_MAX_FILES 2

/**
 * BsAttributeKind:
 * @BS_ATTRIBUTE_NUMBER: a number; 0 is false in a condition
 * @BS_ATTRIBUTE_ID: an index into a vocabulary, what look-ups and losses take
 * @BS_ATTRIBUTE_ELEMENT: an element of a set of the same input, or %BS_NO_ELEMENT
 */
typedef enum
{
  BS_ATTRIBUTE_NUMBER,
  BS_ATTRIBUTE_ID,
  BS_ATTRIBUTE_ELEMENT
} BsAttributeKind;

typedef struct
{
  const char *name;
  BsAttributeKind kind;
  guint of;            /* the vocabulary of an ID, the set of an ELEMENT */
  const char *summary; /* for the manual and for errors */
} BsAttribute;

typedef struct
{
  const char *name; /* plural: nodes, arcs, words */
  int parent;       /* the set whose elements own these, or -1: the input itself */
  guint n_attributes;
  BsAttribute attributes[BS_MAX_ATTRIBUTES];
  const char *summary;
} BsElementSet;

typedef struct _BsCorpus BsCorpus;

/**
 * BsStructure:
 * @load: (nullable): reads the files; %NULL: they are read whole, and @parse does the rest
 * @parse: the same from memory; @names say what to call the texts in errors
 */
typedef struct
{
  const char *name; /* tree, lattice, tagged, pair, dag */
  const char *summary;
  guint n_files;
  guint n_sets;
  BsElementSet sets[BS_MAX_SETS]; /* a parent comes before its children */
  guint n_vocabularies;
  const char *vocabularies[BS_MAX_VOCABULARIES]; /* words, labels, characters, ... */
  BsCorpus *(*load) (const char *const *files, GError **error);
  BsCorpus *(*parse) (const char *const *names, const char *const *texts, const gsize *lengths,
                      GError **error);
} BsStructure;

/**
 * BsElements:
 *
 * The elements of one set, those of one owner side by side, in the order in which a model's `for`
 * visits them.
 */
typedef struct
{
  guint32 n;
  guint32 *start; /* [owners + 1] owners are inputs, or elements of the parent set */
  guint32 *values[BS_MAX_ATTRIBUTES]; /* [n] each; elements by their index in the whole set */
} BsElements;

/* Strings by id, in order of first appearance. */
typedef struct
{
  guint32 n;
  char **strings; /* (nullable) [n + 1], NULL at the end; NULL: ids are numbers of the file */
} BsVocabulary;

/**
 * BsCorpus:
 *
 * All inputs of the files. Immutable after reading; safe to share between threads.
 */
struct _BsCorpus
{
  const BsStructure *structure;
  guint32 n_inputs; /* at least 1 */
  guint32 *line;    /* [n_inputs] where the input begins in the (first) file, from 1; 0: nowhere */
  BsElements sets[BS_MAX_SETS];
  BsVocabulary vocabularies[BS_MAX_VOCABULARIES];
};

/** bs_structures: Returns: (transfer none) (array length=n): all structures. */
const BsStructure *bs_structures (guint *n);

/** bs_structure_find: Returns: (transfer none) (nullable): the structure @name. */
const BsStructure *bs_structure_find (const char *name);

/** bs_corpus_load: @files: (array zero-terminated=1): as many as the structure has. */
BsCorpus *bs_corpus_load (const BsStructure *structure, const char *const *files, GError **error);
void bs_corpus_free (BsCorpus *self);

/** bs_corpus_new: an empty corpus for a reader to fill; everything it points to is g_malloc()ed. */
BsCorpus *bs_corpus_new (const BsStructure *structure);

/**
 * bs_corpus_generate:
 * @generator: `random-dag` or `perfect-tree`
 * @names: (array length=n): of the numbers that the generator takes
 * @values: (array length=n)
 * @seed: same seed, same inputs
 *
 * Inputs made up instead of read.
 *
 * Returns: (transfer full): the inputs, or %NULL with an error that names what the generator takes
 */
BsCorpus *bs_corpus_generate (const char *generator, const char *const *names,
                              const guint32 *values, guint n, guint64 seed, GError **error);

/** bs_generator_structure: Returns: (transfer none) (nullable): what @generator makes. */
const BsStructure *bs_generator_structure (const char *generator);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsCorpus, bs_corpus_free)

G_END_DECLS
