/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs of a model, whatever their structure: sets of elements with attributes, as arrays.
 *
 * A structure (tree, lattice, ...) is a row in a table: its sets, their attributes, and a reader.
 * A model file names sets and attributes; nothing else in the engine knows one structure from
 * another. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** BS_NO_ELEMENT: the value of an attribute of kind ELEMENT that points nowhere, and of an ID that is
 * absent. */
#define BS_NO_ELEMENT G_MAXUINT32

/** BS_MAX_SETS: the most sets of elements that a structure has. */
#define BS_MAX_SETS 4

/** BS_MAX_ATTRIBUTES: the most attributes that the elements of a set have. */
#define BS_MAX_ATTRIBUTES 8

/** BS_MAX_VOCABULARIES: the most vocabularies that a structure has. */
#define BS_MAX_VOCABULARIES 4

/** BS_MAX_FILES: the most files that inputs of a structure are read from. */
#define BS_MAX_FILES 2

/**
 * BsAttributeKind:
 * @BS_ATTRIBUTE_NUMBER: a number; 0 is false in a condition
 * @BS_ATTRIBUTE_ID: an index into a vocabulary, what look-ups and losses take
 * @BS_ATTRIBUTE_ELEMENT: an element of a set of the same input, or %BS_NO_ELEMENT
 *
 * What the value of an attribute means.
 */
typedef enum
{
  BS_ATTRIBUTE_NUMBER,
  BS_ATTRIBUTE_ID,
  BS_ATTRIBUTE_ELEMENT
} BsAttributeKind;

/**
 * BsAttribute:
 *
 * A number that each element of a set has, by the name that model files know it by.
 */
typedef struct
{
  const char *name;     /* such as left, word or label */
  BsAttributeKind kind; /* what its values mean */
  guint of;             /* the vocabulary of an ID, the set of an ELEMENT */
  const char *summary;  /* for the manual and for errors, in English */
} BsAttribute;

/**
 * BsElementSet:
 *
 * A set of elements that inputs of a structure have, such as the nodes of a tree.
 */
typedef struct
{
  const char *name;                          /* plural: nodes, arcs, words */
  int parent;                                /* the set whose elements own these; -1: the input */
  guint n_attributes;                        /* at most BS_MAX_ATTRIBUTES */
  BsAttribute attributes[BS_MAX_ATTRIBUTES]; /* [n_attributes] */
  const char *summary;                       /* which they are and in which order, as above */
} BsElementSet;

typedef struct _BsCorpus BsCorpus;

/**
 * BsStructure:
 * @load: (nullable): reads the files, @n_files names; returns (transfer full) the inputs, or %NULL with
 *   an error; %NULL: they are read whole, and @parse does the rest
 * @parse: the same from memory: @n_files texts of so many bytes; @names say what to call them in errors
 *
 * What inputs are made of and how they are read: a row of a table that is never freed.
 */
typedef struct
{
  const char *name;               /* tree, lattice, tagged, pair, dag */
  const char *summary;            /* the form of its files, in a line of English */
  guint n_files;                  /* that a corpus is read from, at most BS_MAX_FILES */
  guint n_sets;                   /* at most BS_MAX_SETS */
  BsElementSet sets[BS_MAX_SETS]; /* [n_sets] a parent comes before its children */
  guint n_vocabularies;           /* at most BS_MAX_VOCABULARIES */
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
  guint32 n;                          /* elements of all inputs */
  guint32 *start;                     /* [owners + 1] owners are inputs, or the parent's elements */
  guint32 *values[BS_MAX_ATTRIBUTES]; /* [n] each; elements by their index in the whole set */
} BsElements;

/**
 * BsVocabulary:
 *
 * Strings by id, in order of first appearance; some begin with one that no file has, such as `<pad>`.
 */
typedef struct
{
  guint32 n;      /* ids are below it */
  char **strings; /* (nullable) [n + 1], NULL at the end; NULL: ids are numbers of the file */
} BsVocabulary;

/**
 * BsCorpus:
 *
 * All inputs of the files. Immutable after reading; safe to share between threads.
 */
struct _BsCorpus
{
  const BsStructure *structure; /* which sets, attributes and vocabularies the arrays are of */
  guint32 n_inputs;             /* at least 1 */
  guint32 *line; /* [n_inputs] where the input begins in the (first) file, from 1; 0: nowhere */
  BsElements sets[BS_MAX_SETS];                   /* [n_sets of the structure] */
  BsVocabulary vocabularies[BS_MAX_VOCABULARIES]; /* [n_vocabularies of the structure] */
};

/**
 * bs_structures:
 * @n: (out): how many there are
 *
 * All structures of inputs, as `batchscope-model(5)` describes them.
 *
 * Returns: (transfer none) (array length=n): the structures; never freed
 */
const BsStructure *bs_structures (guint *n);

/**
 * bs_structure_find:
 * @name: such as `lattice`
 *
 * The structure that has a name.
 *
 * Returns: (transfer none) (nullable): the structure, %NULL where none has the name
 */
const BsStructure *bs_structure_find (const char *name);

/**
 * bs_corpus_load:
 * @structure: what the files hold
 * @files: (array zero-terminated=1): paths, as many as @structure has
 *
 * Reads inputs; blocks until it is done.
 *
 * Returns: (transfer full): the inputs, or %NULL with %BS_ERROR_UNSUPPORTED for another number of files,
 *   a #GFileError for one that cannot be read, and an error that names file and line, mostly
 *   %BS_ERROR_SYNTAX, for what is not of the form
 */
BsCorpus *bs_corpus_load (const BsStructure *structure, const char *const *files, GError **error);
void bs_corpus_free (BsCorpus *self);

/**
 * bs_corpus_new:
 * @structure: of its inputs
 *
 * Makes a corpus without inputs for a reader to fill; everything it is made to point to is to be
 * g_malloc()ed, since bs_corpus_free() frees it.
 *
 * Returns: (transfer full): the corpus, all zeros but for the structure
 */
BsCorpus *bs_corpus_new (const BsStructure *structure);

/**
 * bs_corpus_generate:
 * @generator: `random-dag` or `perfect-tree`
 * @names: (array length=n): of the numbers that the generator takes: `random-dag` takes `inputs`,
 *   `nodes` of each, `kinds` and `operands`; `perfect-tree` takes `inputs` and `depth`
 * @values: (array length=n): these numbers; all are needed
 * @n: how many
 * @seed: same seed, same inputs
 *
 * Inputs made up instead of read: random graphs, in which a node reads up to so many earlier ones,
 * mostly near ones, and trees of 2^depth leaves.
 *
 * Returns: (transfer full): the inputs, or %NULL with an error that names what the generator takes:
 *   %BS_ERROR_NOT_FOUND for a name, %BS_ERROR_SYNTAX where a number is missing or there twice, and
 *   %BS_ERROR_RANGE for one out of bounds
 */
BsCorpus *bs_corpus_generate (const char *generator, const char *const *names,
                              const guint32 *values, guint n, guint64 seed, GError **error);

/**
 * bs_generator_structure:
 * @generator: as of bs_corpus_generate()
 *
 * The structure of the inputs that a generator makes.
 *
 * Returns: (transfer none) (nullable): the structure, %NULL where there is no such generator
 */
const BsStructure *bs_generator_structure (const char *generator);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsCorpus, bs_corpus_free)

G_END_DECLS
