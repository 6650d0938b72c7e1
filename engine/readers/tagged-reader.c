/* SPDX-License-Identifier: Apache-2.0 */
/* Reads tagged sentences. */
#include "config.h"

#include "engine/readers/tagged-reader.h"

#include <glib/gi18n-lib.h>

#include "engine/corpus-builder.h"

/* How much of a token an error shows. */
#define SHOWN 20

typedef struct
{
  BsScanner scanner;
  BsCorpusBuilder builder;
} Reader;

static gboolean
add_token (Reader *self, const char *token, gsize length, GError **error)
{
  const char *end = token + length;
  const char *bar = g_strrstr_len (token, length, "|");
  guint32 values[3] = { 0 };

  if (bar == NULL || bar == token || bar + 1 == end)
    {
      g_autofree char *copy = g_strndup (token, length);
      g_autofree char *shown = g_utf8_substring (copy, 0, MIN (SHOWN, g_utf8_strlen (copy, -1)));
      const char *format = bar == NULL    ? _ ("“%s” has no tag; a token is word|TAG")
                           : bar == token ? _ ("“%s” has no word; a token is word|TAG")
                                          : _ ("“%s” has an empty tag; a token is word|TAG");

      return bs_scanner_fail (&self->scanner, error, format, shown);
    }

  values[BS_TAGGED_ID] = bs_corpus_builder_id (&self->builder, BS_TAGGED_VOCABULARY_WORDS, token,
                                               bar - token);
  values[BS_TAGGED_TAG] = bs_corpus_builder_id (&self->builder, BS_TAGGED_VOCABULARY_LABELS,
                                                bar + 1, end - bar - 1);
  bs_corpus_builder_add (&self->builder, BS_TAGGED_WORDS, values);
  for (const char *p = token; p < bar; p = g_utf8_next_char (p))
    {
      guint32 id = bs_corpus_builder_character_id (&self->builder, BS_TAGGED_VOCABULARY_CHARACTERS,
                                                   g_utf8_get_char (p));

      bs_corpus_builder_add (&self->builder, BS_TAGGED_LETTERS, &id);
    }

  return bs_corpus_builder_check_labels (&self->builder, BS_TAGGED_VOCABULARY_LABELS,
                                         &self->scanner, error);
}

static gboolean
read_sentences (Reader *self, GError **error)
{
  for (; self->scanner.at < self->scanner.end; bs_scanner_next_line (&self->scanner))
    {
      gsize length;
      const char *token = bs_scanner_read_word (&self->scanner, &length);

      if (token != NULL)
        bs_corpus_builder_add_input (&self->builder, self->scanner.line);
      for (; token != NULL; token = bs_scanner_read_word (&self->scanner, &length))
        if (!add_token (self, token, length, error))
          return FALSE;
    }
  if (self->builder.corpus->n_inputs == 0)
    return bs_scanner_fail (
        &self->scanner, error,
        _ ("there is no sentence; a file has a sentence a line, such as The|DET rain|NOUN"));

  return TRUE;
}

static void
count_words (BsCorpus *corpus)
{
  const BsElements *words = &corpus->sets[BS_TAGGED_WORDS];
  g_autofree guint32 *count = g_new0 (guint32, corpus->vocabularies[BS_TAGGED_VOCABULARY_WORDS].n);

  for (guint32 i = 0; i < words->n; i++)
    count[words->values[BS_TAGGED_ID][i]]++;
  for (guint32 i = 0; i < words->n; i++)
    words->values[BS_TAGGED_COUNT][i] = count[words->values[BS_TAGGED_ID][i]];
}

BsCorpus *
bs_tagged_parse (const char *const *names, const char *const *texts, const gsize *lengths,
                 GError **error)
{
  Reader self = { 0 };
  BsCorpus *corpus = NULL;

  bs_scanner_init (&self.scanner, names[0], texts[0], lengths[0]);
  bs_corpus_builder_init (&self.builder, bs_structure_find ("tagged"));
  bs_corpus_builder_special_id (&self.builder, BS_TAGGED_VOCABULARY_CHARACTERS, "<pad>");
  if (bs_scanner_check_text (&self.scanner, _ ("a file has a sentence a line"), error)
      && read_sentences (&self, error))
    {
      corpus = bs_corpus_builder_finish (&self.builder);
      count_words (corpus);
    }
  bs_corpus_builder_clear (&self.builder);

  return corpus;
}
