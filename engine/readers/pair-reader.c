/* SPDX-License-Identifier: Apache-2.0 */
/* Reads parallel text, line by line from both files. */
#include "config.h"

#include "engine/readers/pair-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/corpus-builder.h"

typedef struct
{
  BsScanner scanners[2];
  BsCorpusBuilder builder;
} Reader;

static gboolean
is_empty_line (const BsScanner *scanner)
{
  BsScanner ahead = *scanner;
  gsize length;

  return bs_scanner_read_word (&ahead, &length) == NULL;
}

static void
add_word (Reader *self, guint side, const char *word, gsize length, guint32 *previous)
{
  guint32 values[2];

  values[BS_PAIR_ID] = bs_corpus_builder_id (&self->builder, side, word, length);
  values[BS_PAIR_PREVIOUS] = *previous;
  bs_corpus_builder_add (&self->builder, side, values);
  *previous = values[BS_PAIR_ID];
}

static void
add_side (Reader *self, guint side)
{
  BsScanner *scanner = &self->scanners[side];
  guint32 previous = BS_PAIR_START;
  const char *word;
  gsize length;

  add_word (self, side, "<s>", strlen ("<s>"), &previous);
  while ((word = bs_scanner_read_word (scanner, &length)) != NULL)
    add_word (self, side, word, length, &previous);
  add_word (self, side, "</s>", strlen ("</s>"), &previous);
}

static gboolean
read_pairs (Reader *self, GError **error)
{
  BsScanner *source = &self->scanners[BS_PAIR_SOURCE], *target = &self->scanners[BS_PAIR_TARGET];

  while (source->at < source->end && target->at < target->end)
    {
      if (!is_empty_line (source) && !is_empty_line (target))
        {
          bs_corpus_builder_add_input (&self->builder, source->line);
          add_side (self, BS_PAIR_SOURCE);
          add_side (self, BS_PAIR_TARGET);
        }
      bs_scanner_next_line (source);
      bs_scanner_next_line (target);
    }
  if (source->at < source->end || target->at < target->end)
    {
      const BsScanner *longer = source->at < source->end ? source : target;
      const BsScanner *shorter = longer == source ? target : source;

      return bs_scanner_fail (longer, error,
                              _ ("this line has no partner: %s has %u lines only; files of pairs "
                                 "have the same number of lines"),
                              shorter->name, shorter->line - 1);
    }
  if (self->builder.corpus->n_inputs == 0)
    return bs_scanner_fail (source, error,
                            _ ("there is no pair of sentences; two files have a sentence a line"));

  return TRUE;
}

BsCorpus *
bs_pair_parse (const char *const *names, const char *const *texts, const gsize *lengths,
               GError **error)
{
  Reader self = { 0 };
  BsCorpus *corpus = NULL;
  gboolean valid = TRUE;

  bs_corpus_builder_init (&self.builder, bs_structure_find ("pair"));
  bs_corpus_builder_special_id (&self.builder, BS_PAIR_TARGET, "<start>");
  for (guint i = 0; i < 2 && valid; i++)
    {
      bs_scanner_init (&self.scanners[i], names[i], texts[i], lengths[i]);
      valid = bs_scanner_check_text (&self.scanners[i], _ ("a file has a sentence a line"), error);
    }
  if (valid && read_pairs (&self, error))
    corpus = bs_corpus_builder_finish (&self.builder);
  bs_corpus_builder_clear (&self.builder);

  return corpus;
}
