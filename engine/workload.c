/* SPDX-License-Identifier: Apache-2.0 */
/* Workloads: a model file with its inputs. */
#include "config.h"

#include "engine/workload.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"

struct _BsWorkload
{
  BsModelFile *file;
  BsCorpus *corpus;
};

BsWorkload *
bs_workload_open (BsModelFile *file, const char *const *files, guint64 seed, GError **error)
{
  gboolean generates = bs_model_file_generates (file);
  BsCorpus *corpus;
  BsWorkload *self;

  if (generates && files[0] != NULL)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The model %s generates its inputs and reads no file"),
                   bs_model_file_get_name (file));
      return NULL;
    }
  corpus = generates ? bs_model_file_generate (file, seed, error)
                     : bs_corpus_load (bs_model_file_get_structure (file), files, error);
  if (corpus == NULL)
    return NULL;

  self = g_new0 (BsWorkload, 1);
  self->file = bs_model_file_ref (file);
  self->corpus = corpus;

  return self;
}

void
bs_workload_free (BsWorkload *self)
{
  bs_corpus_free (self->corpus);
  bs_model_file_unref (self->file);
  g_free (self);
}

const char *
bs_workload_get_name (BsWorkload *self)
{
  return bs_model_file_get_name (self->file);
}

BsModelFile *
bs_workload_get_file (BsWorkload *self)
{
  return self->file;
}

const BsCorpus *
bs_workload_get_corpus (BsWorkload *self)
{
  return self->corpus;
}

guint32
bs_workload_get_n_inputs (BsWorkload *self)
{
  return self->corpus->n_inputs;
}

BsModel *
bs_workload_create_model (BsWorkload *self, guint size, GError **error)
{
  return bs_model_file_create_model (self->file, size, self->corpus, error);
}

BsGraph *
bs_workload_build_graph (BsWorkload *self, guint32 first, guint32 count, BsTypeTable *types,
                         GError **error)
{
  g_autoptr (BsGraphMaker) maker = NULL;

  g_return_val_if_fail (count > 0, NULL);

  maker = bs_graph_maker_new (self->file, self->corpus, first, count, types, FALSE);

  return bs_graph_maker_next (maker, error);
}
