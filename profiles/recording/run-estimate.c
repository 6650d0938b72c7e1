/* SPDX-License-Identifier: Apache-2.0 */
/* About how large a run and its trace will be. */
#include "config.h"

#include "profiles/recording/run-estimate.h"

#include <string.h>

#include "engine/clock.h"
#include "profiles/recording/run-request.h"

/* Fitted to runs of the models that come with the program, see tests/bench/bench-estimates.c; another
 * machine is faster or slower. */
#define BYTES_EMPTY 1130000.0
#define BYTES_A_NODE 9.0
#define BYTES_A_DECISION 250.0

/* Multiplications and additions a nanosecond of a thread, and what a batch and a call cost besides. */
#define FLOPS_A_NS_CPU 40.0
#define FLOPS_A_NS_REFERENCE 1.6
#define NS_A_BATCH 4000.0
#define NS_A_NODE 300.0

/* To make a trace and to end it. */
#define NS_A_TRACE 12e6

/* Larger models are like this one, but for the square of the size. */
#define SIZE_LOOKED_AT 64

/* Of matrix products in a call of @cell. */
static double
count_flops (const BsModel *model, const BsCell *cell)
{
  double flops = 0.0;

  for (guint i = 0; i < cell->n_ops; i++)
    {
      const BsOp *op = &cell->ops[i];

      if (op->kind == BS_OP_PRODUCT)
        flops += 2.0 * op->columns * model->parameters[op->parameter].dims[0]
                 * model->parameters[op->parameter].dims[1];
      else if (op->kind == BS_OP_APPLY)
        flops += 2.0 * op->columns * op->rows * cell->ops[op->a].columns;
    }

  return flops;
}

static double
estimate_execution_ns (const BsModel *model, double scale, const BsGraph *graph,
                       const BsTypeTable *types, double n_decisions, gboolean reference,
                       guint n_threads)
{
  g_autofree guint32 *n_nodes = g_new0 (guint32, types->n_types);
  double rate = reference ? FLOPS_A_NS_REFERENCE : FLOPS_A_NS_CPU * MAX (n_threads, 1);
  double flops = 0.0;

  for (guint32 v = 0; v < graph->n_nodes; v++)
    n_nodes[graph->type[v]]++;
  for (guint t = 0; t < types->n_types; t++)
    {
      int cell = bs_model_find_cell (model, types->types[t].name);

      if (cell >= 0)
        flops += n_nodes[t] * count_flops (model, &model->cells[cell]) * scale;
    }

  return flops / rate + n_decisions * NS_A_BATCH + graph->n_nodes * NS_A_NODE;
}

/* How many graphs like the first one have as many nodes as all that were imported. */
static double
count_like_first (const BsRunInputs *inputs, const BsGraph *first)
{
  double n_nodes = 0.0;

  for (guint32 i = 0; i < inputs->n_batches; i++)
    n_nodes += g_array_index (inputs->imported->graphs, BsImportedGraph, i).graph->n_nodes;

  return first->n_nodes > 0 ? n_nodes / first->n_nodes : inputs->n_batches;
}

gboolean
bs_run_estimate (BsRunInputs *inputs, BsPolicy *policy, const char *backend, guint n_threads,
                 GCancellable *cancellable, BsRunEstimate *estimate, GError **error)
{
  gint64 start_ns = bs_now_ns ();
  g_autoptr (BsGraph) graph = bs_run_inputs_build_graph (inputs, 0, error);
  g_autoptr (BsPolicy) rule = policy != NULL ? bs_policy_ref (policy)
                                             : bs_policy_new ("sufficient", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (rule, BS_ENCODING_SORT, FALSE);
  g_autoptr (BsSchedule) schedule = NULL;
  double n = inputs->n_batches, ns;

  if (graph == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  bs_scheduler_set_cancellable (scheduler, cancellable);
  schedule = bs_scheduler_run (scheduler, graph, inputs->types);
  ns = (double) (bs_now_ns () - start_ns);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  if (backend != NULL && inputs->opened != NULL)
    {
      guint size = MIN (inputs->model_size, SIZE_LOOKED_AT);
      double scale = (double) inputs->model_size / size;
      g_autoptr (BsModel) model = bs_workload_create_model (inputs->opened, size, error);

      if (model == NULL)
        return FALSE;
      ns += estimate_execution_ns (model, scale * scale, graph, inputs->types,
                                   schedule->n_decisions, strcmp (backend, BS_RUN_REFERENCE) == 0,
                                   n_threads);
    }

  if (inputs->imported != NULL)
    n = count_like_first (inputs, graph);
  *estimate = (BsRunEstimate){
    .n_nodes = (guint64) (graph->n_nodes * n),
    .n_decisions = (guint64) (schedule->n_decisions * n),
    .lower_bound = inputs->imported == NULL ? (guint64) (bs_graph_lower_bound (graph) * n) : 0,
    .seconds = (NS_A_TRACE + n * ns) / 1e9,
    .bytes = (guint64) (BYTES_EMPTY + n * graph->n_nodes * BYTES_A_NODE
                        + n * schedule->n_decisions * BYTES_A_DECISION),
  };

  return TRUE;
}
