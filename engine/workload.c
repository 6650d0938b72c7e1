/* SPDX-License-Identifier: Apache-2.0 */
/* Workloads by name. */
#include "config.h"

#include "engine/workload.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "engine/readers/tree-reader.h"
#include "engine/tree-lstm.h"

struct _BsWorkload
{
  const char *name;
  BsTreeCorpus *trees;
};

static const char *const names[] = { "tree-lstm", NULL };

/* Labels of sentiment trees; a corpus with more of them gets more. */
#define LEAST_LABELS 5

const char *const *
bs_workload_names (void)
{
  return names;
}

BsWorkload *
bs_workload_open (const char *name, const char *const *files, GError **error)
{
  g_autoptr (BsTreeCorpus) trees = NULL;
  BsWorkload *self;

  if (!g_strv_contains (names, name))
    {
      g_autofree char *known = g_strjoinv (", ", (char **) names);

      g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND, _ ("There is no workload “%s”; known: %s"),
                   name, known);
      return NULL;
    }
  if (g_strv_length ((char **) files) != 1)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The workload %s reads one file, not %u"), name,
                   g_strv_length ((char **) files));
      return NULL;
    }

  trees = bs_tree_corpus_load (files[0], error);
  if (trees == NULL)
    return NULL;

  self = g_new0 (BsWorkload, 1);
  self->name = names[0];
  self->trees = g_steal_pointer (&trees);

  return self;
}

void
bs_workload_free (BsWorkload *self)
{
  bs_tree_corpus_free (self->trees);
  g_free (self);
}

const char *
bs_workload_get_name (BsWorkload *self)
{
  return self->name;
}

guint32
bs_workload_get_n_inputs (BsWorkload *self)
{
  return self->trees->n_trees;
}

const char *const *
bs_workload_get_vocabulary (BsWorkload *self, guint32 *n_words)
{
  *n_words = self->trees->n_words;

  return (const char *const *) self->trees->words;
}

guint32
bs_workload_get_input_line (BsWorkload *self, guint32 input)
{
  g_return_val_if_fail (input < self->trees->n_trees, 0);

  return self->trees->line[input];
}

BsModel *
bs_workload_create_model (BsWorkload *self, guint size)
{
  return bs_tree_lstm_create_model (size, MAX (LEAST_LABELS, self->trees->n_labels));
}

BsGraph *
bs_workload_build_graph (BsWorkload *self, guint32 first, guint32 count, BsTypeTable *types,
                         GError **error)
{
  g_return_val_if_fail (count > 0, NULL);

  return bs_tree_lstm_build_graph (self->trees, first, count, types, error);
}
