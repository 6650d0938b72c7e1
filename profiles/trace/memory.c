/* SPDX-License-Identifier: Apache-2.0 */
/* What moved in the memory of a run, and what planning saved. */
#include "config.h"

#include "profiles/trace/memory.h"

#include <glib/gi18n-lib.h>

/* Traces may say anything: sums stop at the largest number that tables can say. */
static void
add (guint64 *sum, guint64 value)
{
  if (__builtin_add_overflow (*sum, value, sum) || *sum > G_MAXINT64)
    *sum = G_MAXINT64;
}

static void
add_gathers (BsMoves *moves, const BsGathers *gathers)
{
  add (&moves->gathers, gathers->n_gathers);
  add (&moves->gather_bytes, gathers->gather_bytes);
}

static guint64
times (guint64 bytes, guint32 n)
{
  guint64 product;

  return __builtin_mul_overflow (bytes, n, &product) ? G_MAXINT64 : MIN (product, G_MAXINT64);
}

/* A batch of @n calls of a cell: each copy inside it is one kernel for all of them. */
static void
add_cell (BsMoves *moves, const BsCellPlan *plan, guint32 n)
{
  if (plan == NULL)
    return;

  add (&moves->gathers, plan->n_gathers);
  add (&moves->gather_bytes, times (plan->gather_bytes, n));
  add (&moves->scatters, plan->n_scatters);
  add (&moves->scatter_bytes, times (plan->scatter_bytes, n));
}

static void
add_between (const BsTrace *trace, BsMemoryTotals *totals)
{
  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[i];

      if (!mini_batch->is_planned)
        continue;
      totals->n_planned++;
      add (&totals->n_operands, mini_batch->plan.planned.n_operands);
      add_gathers (&totals->creation, &mini_batch->plan.creation);
      add_gathers (&totals->planned, &mini_batch->plan.planned);
      add_gathers (&totals->bound, &mini_batch->plan.bound);
      totals->value_bytes = MAX (totals->value_bytes, mini_batch->plan.value_bytes);
      totals->place_bytes = MAX (totals->place_bytes, mini_batch->plan.place_bytes);
    }
}

/* The plans of the cells of all types, found once. */
static const BsCellPlan **
find_plans (const BsTrace *trace, BsPlanner planner)
{
  const BsCellPlan **of_cell = g_new0 (const BsCellPlan *, trace->n_cells + 1);
  const BsCellPlan **of_type = g_new0 (const BsCellPlan *, trace->types->n_types + 1);

  for (guint i = 0; i < trace->n_plans; i++)
    if (trace->plans[i].plan.planner == planner)
      of_cell[trace->plans[i].cell] = &trace->plans[i].plan;
  for (guint type = 0; type < trace->types->n_types; type++)
    if (bs_trace_get_cell (trace, type) != BS_NO_CELL)
      of_type[type] = of_cell[bs_trace_get_cell (trace, type)];
  g_free (of_cell);

  return of_type;
}

gboolean
bs_memory_totals (const BsTrace *trace, BsMemoryTotals *totals)
{
  g_autofree const BsCellPlan **creation = find_plans (trace, BS_PLANNER_CREATION);
  g_autofree const BsCellPlan **planned = NULL;
  gboolean known;

  *totals = (BsMemoryTotals){ 0 };
  known = bs_trace_get_planner (trace, &totals->planner);
  planned = find_plans (trace, totals->planner);
  totals->has_cells = known && trace->n_plans > 0;
  add_between (trace, totals);
  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);

      add (&totals->executed.gathers, d->n_gathers);
      add (&totals->executed.scatters, d->n_scatters);
      add (&totals->executed.gather_bytes, d->gather_bytes);
      add (&totals->executed.scatter_bytes, d->scatter_bytes);
      if (d->run_end_ns > 0)
        totals->n_executed++;
      else if (!trace->mini_batches[d->mini_batch].finished)
        continue; /* cut short before it ran */
      add_cell (&totals->inside_creation, creation[d->type], d->size);
      add_cell (&totals->inside_planned, planned[d->type], d->size);
      if (planned[d->type] != NULL)
        totals->peak_bytes = MAX (totals->peak_bytes,
                                  times (planned[d->type]->peak_bytes, d->size));
    }

  return known;
}

static char *
size_text (guint64 bytes)
{
  return g_format_size_full (bytes, G_FORMAT_SIZE_IEC_UNITS);
}

char *
bs_memory_room_text (const BsMemoryTotals *totals)
{
  g_autofree char *values = size_text (totals->value_bytes);
  g_autofree char *places = size_text (totals->place_bytes);
  g_autofree char *peak = size_text (totals->peak_bytes);

  if (totals->n_planned > 0 && totals->has_cells)
    return g_strdup_printf (_ ("At most: values %s in %s of room, inside a batch %s"), values,
                            places, peak);
  if (totals->n_planned > 0)
    return g_strdup_printf (_ ("At most: values %s in %s of room"), values, places);
  if (totals->has_cells)
    return g_strdup_printf (_ ("At most: inside a batch %s"), peak);

  return NULL;
}

BsTypeMoves *
bs_type_moves_new (const BsTrace *trace)
{
  BsTypeMoves *moves = g_new0 (BsTypeMoves, trace->types->n_types + 1);
  g_auto (BsEventIter) iter = { 0 };
  BsEvent event;

  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);
      BsMoves *own = &moves[d->type].moves;

      add (&own->gathers, d->n_gathers);
      add (&own->scatters, d->n_scatters);
      add (&own->gather_bytes, d->gather_bytes);
      add (&own->scatter_bytes, d->scatter_bytes);
    }
  for (bs_event_iter_init (&iter, trace); bs_event_iter_next (&iter, &event);)
    {
      gint64 *ns;

      if (event.decision == 0
          || (event.phase != BS_PHASE_GATHER && event.phase != BS_PHASE_SCATTER))
        continue;
      ns = &moves[bs_trace_decision (trace, event.decision)->type].ns;
      if (__builtin_add_overflow (*ns, event.end_ns - event.start_ns, ns))
        *ns = G_MAXINT64;
    }

  return moves;
}
