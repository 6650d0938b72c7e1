/* SPDX-License-Identifier: Apache-2.0 */
/* Cells as their plans say, for a GPU: the same steps as on the CPU; those of one batch of the plan that do the
 * same are one launch. */
#include "config.h"

#include "engine/backends/cuda/cuda-literal.h"

#include <string.h>

static BsCudaStepKind
get_kind (const BsCellStep *step)
{
  switch (step->kind)
    {
    case BS_STEP_PRODUCT:
      return BS_CUDA_PRODUCT;
    case BS_STEP_MATRIX:
      return BS_CUDA_MATRIX;
    case BS_STEP_APPLY:
      return BS_CUDA_APPLY;
    case BS_STEP_LOSS:
      return BS_CUDA_LOSS;
    case BS_STEP_REDUCE:
      return BS_CUDA_REDUCE;
    case BS_STEP_GATHER:
    case BS_STEP_SCATTER:
      return BS_CUDA_COPY;
    default:
      return step->op == BS_VECTOR_COPY ? BS_CUDA_COPY : BS_CUDA_VECTOR;
    }
}

static BsPhase
get_phase (const BsCellStep *step)
{
  switch (step->kind)
    {
    case BS_STEP_PRODUCT:
    case BS_STEP_MATRIX:
    case BS_STEP_APPLY:
      return BS_PHASE_GEMM;
    case BS_STEP_GATHER:
      return BS_PHASE_GATHER;
    case BS_STEP_SCATTER:
      return BS_PHASE_SCATTER;
    default:
      return BS_PHASE_FUSED;
    }
}

/* Whether both are of one batch of the plan, and do the same to values of one size. Matrices a call are batches of
 * their own already. */
static gboolean
belong_together (const BsCellStep *a, const BsCellStep *b)
{
  BsCudaStepKind kind = get_kind (a);

  return a->batch == b->batch && a->kind == b->kind && get_kind (b) == kind && a->op == b->op
         && (kind == BS_CUDA_COPY || kind == BS_CUDA_VECTOR
             || (kind == BS_CUDA_PRODUCT && a->rows == b->rows && a->k == b->k));
}

static BsCudaPlace
convert (const BsPlace *place, const BsModel *model)
{
  switch (place->home)
    {
    case BS_HOME_SOURCE:
      return (BsCudaPlace){ BS_CUDA_AT_SOURCE, .number = place->number, .within = place->within };
    case BS_HOME_OUTPUT:
      return (BsCudaPlace){ BS_CUDA_AT_OUTPUT, .number = place->number, .within = place->within };
    case BS_HOME_PARAMETER:
      return (BsCudaPlace){
        BS_CUDA_AT_PARAMETER,
        .offset = (guint64) (place->constant - model->values),
        .within = place->within,
      };
    case BS_HOME_LAYOUT:
      return (BsCudaPlace){
        BS_CUDA_AT_WORK,
        .offset = place->offset,
        .within = place->within,
        .length = place->length,
      };
    default:
      return (BsCudaPlace){ BS_CUDA_AT_NONE };
    }
}

static void
lower_job (BsCudaJob *job, const BsCellStep *step, const BsModel *model)
{
  *job = (BsCudaJob){
    .op = step->op,
    .factor = step->factor,
    .mean = step->kind == BS_STEP_REDUCE && step->mean,
    .redirects = step->kind == BS_STEP_GATHER && step->redirects,
    .rows = step->rows,
    .columns = step->columns,
    .k = step->k,
    .result = convert (&step->result, model),
    .n_parts = step->n_parts,
    .parts = g_new0 (BsCudaPart, step->n_parts),
  };
  /* the scratch of a sum is the CPU's */
  for (guint i = 0; step->kind != BS_STEP_REDUCE && i < BS_VECTOR_MAX_OPERANDS; i++)
    job->operands[i] = convert (&step->operands[i], model);
  for (guint i = 0; i < step->n_parts; i++)
    {
      job->parts[i] = (BsCudaPart){
        .place = convert (&step->parts[i].place, model),
        .k = step->parts[i].k,
        .weights = step->parts[i].weights - model->values,
      };
      job->ld = step->parts[i].stride;
    }
}

gboolean
bs_cuda_lower_as_planned (BsCudaCell *self, BsModel *model, const BsCell *cell, BsPlanner planner)
{
  BsCudaSteps *to = &self->variants[BS_CUDA_ALL];
  BsLoweredCell lowered;
  GArray *steps = g_array_new (FALSE, TRUE, sizeof (BsCudaStep));
  gboolean ok = bs_lowered_cell_init (&lowered, model, cell, planner);
  guint end;

  self->flops = lowered.flops;
  to->work_length = lowered.work_length;
  to->n_sources = lowered.n_sources;
  memcpy (to->sources, lowered.sources, sizeof to->sources);
  for (guint i = 0; i < cell->n_outputs; i++)
    to->writes[i] = TRUE;
  for (guint first = 0; ok && first < lowered.n_steps; first = end)
    {
      BsCudaStep step = {
        .kind = get_kind (&lowered.steps[first]),
        .phase = get_phase (&lowered.steps[first]),
      };

      for (end = first + 1; end < lowered.n_steps; end++)
        if (!belong_together (&lowered.steps[first], &lowered.steps[end]))
          break;
      step.n_jobs = end - first;
      step.jobs = g_new (BsCudaJob, step.n_jobs);
      for (guint i = first; i < end; i++)
        lower_job (&step.jobs[i - first], &lowered.steps[i], model);
      to->n_kernels += step.kind != BS_CUDA_COPY;
      g_array_append_val (steps, step);
    }
  bs_lowered_cell_clear (&lowered);
  to->n_steps = steps->len;
  to->steps = (BsCudaStep *) g_array_free (steps, FALSE);

  return ok;
}
