/* SPDX-License-Identifier: Apache-2.0 */
/* Reads graphs in the text form, each an input. */
#include "config.h"

#include "engine/readers/dag-reader.h"

#include <glib/gi18n-lib.h>

#include "engine/corpus-builder.h"
#include "engine/graph-text.h"

typedef struct
{
  BsScanner scanner;
  BsCorpusBuilder builder;
  guint32 n_kinds;   /* that there may be */
  guint32 last_kind; /* the largest so far */
  GArray *inputs;    /* guint32, of the node being read */
} Reader;

static gboolean
read_graph (Reader *self, GError **error)
{
  guint32 first = self->builder.corpus->sets[BS_DAG_NODES].n;
  guint32 line = self->scanner.line, n_nodes, type;

  if (!bs_graph_text_read_header (&self->scanner, &n_nodes, error))
    return FALSE;
  bs_corpus_builder_add_input (&self->builder, line);
  for (guint32 node = 0; node < n_nodes; node++)
    {
      guint32 values[] = { [BS_DAG_ID] = BS_NO_ELEMENT };

      if (!bs_graph_text_read_node (&self->scanner, node, self->n_kinds, &type, self->inputs,
                                    error))
        return FALSE;
      values[BS_DAG_KIND] = type - 1;
      self->last_kind = MAX (self->last_kind, type - 1);
      bs_corpus_builder_add (&self->builder, BS_DAG_NODES, values);
      for (guint i = 0; i < self->inputs->len; i++)
        {
          guint32 input = first + g_array_index (self->inputs, guint32, i);

          bs_corpus_builder_add (&self->builder, BS_DAG_INPUTS, &input);
        }
    }

  return TRUE;
}

/* @kinds: (nullable): their names */
static BsCorpus *
parse (const char *name, const char *text, gsize length, char **kinds, GError **error)
{
  Reader self = { .n_kinds = kinds != NULL ? g_strv_length (kinds) : BS_MAX_TYPES };
  BsCorpus *corpus = NULL;
  gboolean valid;

  bs_scanner_init (&self.scanner, name, text, length);
  bs_corpus_builder_init (&self.builder, bs_structure_find ("dag"));
  self.inputs = g_array_new (FALSE, FALSE, sizeof (guint32));
  valid = bs_scanner_check_text (&self.scanner, _ ("a file of graphs has numbers only"), error);
  do
    {
      valid = valid && read_graph (&self, error);
      bs_scanner_skip_space (&self.scanner);
    }
  while (valid && self.scanner.at < self.scanner.end);

  if (valid)
    {
      BsVocabulary *vocabulary;

      corpus = bs_corpus_builder_finish (&self.builder);
      vocabulary = &corpus->vocabularies[BS_DAG_KINDS];
      vocabulary->n = kinds != NULL ? self.n_kinds : self.last_kind + 1;
      vocabulary->strings = g_strdupv (kinds);
    }
  bs_corpus_builder_clear (&self.builder);
  g_array_unref (self.inputs);

  return corpus;
}

BsCorpus *
bs_dag_parse (const char *const *names, const char *const *texts, const gsize *lengths,
              GError **error)
{
  return parse (names[0], texts[0], lengths[0], NULL, error);
}

BsCorpus *
bs_dag_load (const char *const *files, GError **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) kinds = NULL;
  gsize length;

  if (!g_file_get_contents (files[0], &text, &length, error)
      || !bs_graph_text_load_names (files[0], &kinds, error))
    return NULL;

  return parse (files[0], text, length, kinds, error);
}
