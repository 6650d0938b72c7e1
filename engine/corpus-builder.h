/* SPDX-License-Identifier: Apache-2.0 */
/* Fills a corpus, element by element, in the order of the inputs. Private to readers and
 * generators. */
#pragma once

#include "engine/corpus.h"
#include "engine/scanner.h"

G_BEGIN_DECLS

/* A softmax has a score for each label: more of them is surely the wrong file. */
#define BS_MAX_LABELS 65536u

/**
 * BsCorpusBuilder:
 *
 * An element belongs to the last element, or input, that was added of what owns its set. Fewer
 * than 2^32 - 1 elements a set: readers see to it by the size of a text.
 */
typedef struct
{
  BsCorpus *corpus;
  guint32 lines_room;
  guint32 room[BS_MAX_SETS];        /* elements for which there is memory */
  guint32 owners_room[BS_MAX_SETS]; /* the same for starts */
  GStringChunk *strings;
  GHashTable *ids[BS_MAX_VOCABULARIES];  /* of strings, or of numbers */
  GPtrArray *names[BS_MAX_VOCABULARIES]; /* (nullable) in order of first appearance */
} BsCorpusBuilder;

void bs_corpus_builder_init (BsCorpusBuilder *self, const BsStructure *structure);
void bs_corpus_builder_clear (BsCorpusBuilder *self);

/** bs_corpus_builder_finish: Returns: (transfer full): what was added; clears the builder. */
BsCorpus *bs_corpus_builder_finish (BsCorpusBuilder *self);

/** bs_corpus_builder_add_input: @line: where it begins in the file, or 0. */
void bs_corpus_builder_add_input (BsCorpusBuilder *self, guint32 line);

/**
 * bs_corpus_builder_add:
 * @values: (array): of its attributes
 *
 * Returns: the index of the new element in its set
 */
guint32 bs_corpus_builder_add (BsCorpusBuilder *self, guint set, const guint32 *values);

/** bs_corpus_builder_id: Returns: the id of a string, in order of first appearance. */
guint32 bs_corpus_builder_id (BsCorpusBuilder *self, guint vocabulary, const char *string,
                              gsize length);

/** bs_corpus_builder_number_id: the same for vocabularies of numbers. */
guint32 bs_corpus_builder_number_id (BsCorpusBuilder *self, guint vocabulary, guint32 number);

/** bs_corpus_builder_character_id: the same for vocabularies of characters. */
guint32 bs_corpus_builder_character_id (BsCorpusBuilder *self, guint vocabulary, gunichar c);

/** bs_corpus_builder_special_id: Returns: an id that no string of the file gets. */
guint32 bs_corpus_builder_special_id (BsCorpusBuilder *self, guint vocabulary, const char *name);

/** bs_corpus_builder_check_labels: Returns: whether a vocabulary of labels is not too large;
 * otherwise sets @error. */
gboolean bs_corpus_builder_check_labels (const BsCorpusBuilder *self, guint vocabulary,
                                         const BsScanner *where, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsCorpusBuilder, bs_corpus_builder_clear)

G_END_DECLS
