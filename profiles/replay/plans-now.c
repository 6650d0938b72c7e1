/* SPDX-License-Identifier: Apache-2.0 */
/* Plans of the cells of a trace that was recorded without. */
#include "config.h"

#include "profiles/replay/plans-now.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "profiles/recording/run-inputs.h"
#include "profiles/recording/trace-model.h"

struct _BsPlansNow
{
  int refs;
  BsModel *model;
  gboolean guessed;
  guint n_types;
  guint *type_cell;                  /* [n_types] */
  BsCellPlan **unplanned, **planned; /* [n_cells] (nullable) */
};

/* More words than this are no language: a trace is not to be trusted with memory. */
#define MAX_WORDS (1u << 18)

/* Returns: (transfer full) (nullable): no inputs, but how many words and labels theirs had; %NULL: the
 * trace does not say. */
static BsCorpus *
make_corpus (const BsTrace *trace, const BsStructure *structure)
{
  g_autoptr (BsCorpus) corpus = bs_corpus_new (structure);

  for (guint i = 0; i < structure->n_vocabularies; i++)
    {
      for (guint k = 0; k < trace->n_vocabularies && corpus->vocabularies[i].n == 0; k++)
        if (g_str_equal (trace->vocabularies[k].name, structure->vocabularies[i]))
          corpus->vocabularies[i].n = trace->vocabularies[k].n;
      if (corpus->vocabularies[i].n == 0 || corpus->vocabularies[i].n > MAX_WORDS)
        return NULL;
    }

  return g_steal_pointer (&corpus);
}

static BsModel *
create_model (const BsTrace *trace, BsModelFile *file, guint32 size, gboolean *guessed,
              GError **error)
{
  g_auto (BsRunInputs) inputs = { .model_file = bs_model_file_ref (file), .model_size = size };
  g_autoptr (BsCorpus) corpus = make_corpus (trace, bs_model_file_get_structure (file));

  *guessed = corpus == NULL;
  if (corpus != NULL)
    return bs_model_file_create_model (file, size, corpus, error);
  if (bs_run_inputs_load (&inputs, NULL) && bs_run_inputs_open (&inputs, NULL))
    return bs_workload_create_model (inputs.opened, size, error);

  return bs_model_file_create_model (file, size, NULL, error);
}

static BsModel *
find_model (const BsTrace *trace, gboolean *guessed, GError **error)
{
  const char *size = bs_trace_get_info (trace, "model_size");
  g_autofree char *why = NULL;
  g_autoptr (GError) failure = NULL;
  g_autoptr (BsModelFile) file = bs_trace_find_model (trace, NULL, &why, &failure);
  guint64 number;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  if (file == NULL)
    {
      /* Translators: %s: why, the end of a sentence about a trace */
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED, _ ("No model of this trace is known: %s"),
                   why);
      return NULL;
    }
  if (size == NULL
      || !g_ascii_string_to_unsigned (size, 10, 1, BS_RUN_MAX_MODEL_SIZE, &number, error))
    {
      if (size == NULL)
        g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                     _ ("This trace does not say how large its model was"));
      return NULL;
    }

  return create_model (trace, file, (guint32) number, guessed, error);
}

BsPlansNow *
bs_plans_now_new (BsTrace *trace, GCancellable *cancellable, GError **error)
{
  gboolean guessed;
  BsModel *model = find_model (trace, &guessed, error);
  g_autoptr (BsPlansNow) self = NULL;

  if (model == NULL)
    return NULL;

  self = g_new0 (BsPlansNow, 1);
  g_atomic_int_set (&self->refs, 1);
  self->model = model;
  self->guessed = guessed;
  self->n_types = trace->types->n_types;
  self->type_cell = g_new (guint, self->n_types + 1);
  self->unplanned = g_new0 (BsCellPlan *, model->n_cells + 1);
  self->planned = g_new0 (BsCellPlan *, model->n_cells + 1);
  for (guint type = 0; type < self->n_types; type++)
    {
      int cell = bs_model_find_cell (model, trace->types->types[type].name);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      self->type_cell[type] = cell >= 0 ? (guint) cell : BS_NO_CELL;
      if (cell < 0 || self->planned[cell] != NULL)
        continue;
      self->unplanned[cell] = bs_cell_plan_new (model, &model->cells[cell], BS_PLANNER_CREATION,
                                                TRUE);
      self->planned[cell] = bs_cell_plan_new (model, &model->cells[cell], BS_PLANS_NOW_PLANNER,
                                              TRUE);
    }

  return g_steal_pointer (&self);
}

BsPlansNow *
bs_plans_now_ref (BsPlansNow *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_plans_now_unref (BsPlansNow *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  for (guint i = 0; i < self->model->n_cells; i++)
    {
      g_clear_pointer (&self->unplanned[i], bs_cell_plan_free);
      g_clear_pointer (&self->planned[i], bs_cell_plan_free);
    }
  g_free (self->unplanned);
  g_free (self->planned);
  g_free (self->type_cell);
  bs_model_unref (self->model);
  g_free (self);
}

gboolean
bs_plans_now_is_guessed (const BsPlansNow *self)
{
  return self->guessed;
}

guint
bs_plans_now_get_cell (const BsPlansNow *self, guint type)
{
  return type < self->n_types ? self->type_cell[type] : BS_NO_CELL;
}

guint
bs_plans_now_get_n_cells (const BsPlansNow *self)
{
  return self->model->n_cells;
}

const BsCellPlan *
bs_plans_now_get_plan (const BsPlansNow *self, guint cell)
{
  return cell < self->model->n_cells ? self->planned[cell] : NULL;
}

const BsCellPlan *
bs_plans_now_get_unplanned (const BsPlansNow *self, guint cell)
{
  return cell < self->model->n_cells ? self->unplanned[cell] : NULL;
}
