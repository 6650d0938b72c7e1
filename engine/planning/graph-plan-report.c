/* SPDX-License-Identifier: Apache-2.0 */
/* What a plan between cells saves: gathers counted from places alone, whoever chose them. */
#include "config.h"

#include "engine/planning/graph-plan.h"

#include <string.h>

#include "engine/planning/graph-bound.h"
#include "engine/planning/graph-plan-private.h"

/* Operand @k of the calls of a batch. */
typedef struct
{
  const BsGraph *graph;
  const BsPlanType *types;
  const guint32 *calls;
  guint32 n_calls;
  guint k;
} Tuple;

typedef struct
{
  guint32 node;
  guint port;
  guint32 length;
} Value;

static Value
get_value (const Tuple *tuple, guint32 i)
{
  guint32 index = tuple->graph->input_start[tuple->calls[i]] + tuple->k;
  Value value = { tuple->graph->inputs[index], tuple->graph->ports[index], 0 };

  value.length = bs_plan_type_length (&tuple->types[tuple->graph->type[value.node]], value.port);

  return value;
}

static guint64
count_numbers (const Tuple *tuple)
{
  guint64 numbers = 0;

  for (guint32 i = 0; i < tuple->n_calls; i++)
    numbers += get_value (tuple, i).length;

  return numbers;
}

static gboolean
is_contiguous (const Tuple *tuple, guint32 *const *place)
{
  Value value = get_value (tuple, 0);
  guint32 length = value.length;
  guint64 next;

  if (length == 0)
    return FALSE;
  next = (guint64) place[value.port][value.node] + length;
  for (guint32 i = 1; i < tuple->n_calls; i++, next += length)
    {
      value = get_value (tuple, i);
      if (value.length != length || place[value.port][value.node] != next)
        return FALSE;
    }

  return TRUE;
}

static void
count_tuple (const Tuple *tuple, guint32 *const *place, BsGathers *gathers)
{
  guint64 numbers = count_numbers (tuple);

  if (numbers == 0)
    return;
  gathers->n_operands++;
  if (tuple->n_calls == 1 || is_contiguous (tuple, place))
    return;
  gathers->n_gathers++;
  gathers->gather_bytes += numbers * sizeof (float);
}

static void
count_gathers (const BsGraph *graph, const BsSchedule *schedule, const BsPlanType *types,
               const guint32 *calls, guint32 *const *place, BsGathers *gathers)
{
  for (guint32 d = 0; d < schedule->n_decisions; d++)
    {
      Tuple tuple = { graph, types, calls + schedule->decisions[d].first,
                      schedule->decisions[d].count, 0 };
      guint n = bs_graph_plan_count_tuples (graph, tuple.calls, tuple.n_calls);

      for (; tuple.k < n; tuple.k++)
        count_tuple (&tuple, place, gathers);
    }
}

/* Places without a plan, stage by stage as the graph grew: nodes of a stage have run before those
 * of the next. */
static void
place_in_order (const BsGraphPlan *self, const BsGraph *graph, const BsSchedule *schedule,
                const BsPlanType *types, guint32 *const *place)
{
  g_autofree guint32 *done = g_new0 (guint32, graph->n_types + 1);
  guint64 end = 0;

  for (guint stage = 0; stage < self->n_stages; stage++)
    {
      guint32 first = 0;

      for (guint type = 0; type < graph->n_types; first += graph->type_count[type++])
        {
          guint32 begin = first + done[type], n = 0;

          while (done[type] + n < graph->type_count[type]
                 && schedule->order[begin + n] < self->stages[stage])
            n++;
          if (n > 0)
            bs_graph_plan_place_type (&types[type], schedule->order + begin, n, place, &end);
          done[type] += n;
        }
      end = bs_graph_plan_align (end);
    }
}

void
bs_graph_plan_report (const BsGraphPlan *self, const BsGraph *graph, const BsSchedule *schedule,
                      const BsPlanType *types, BsGraphPlanReport *report)
{
  guint32 *scratch[BS_MAX_CELL_OUTPUTS];

  memset (report, 0, sizeof *report);
  for (guint port = 0; port < BS_MAX_CELL_OUTPUTS; port++)
    scratch[port] = g_new0 (guint32, graph->n_nodes + 1);
  bs_graph_bound (graph, schedule, types, &report->bound);
  place_in_order (self, graph, schedule, types, scratch);
  count_gathers (graph, schedule, types, schedule->order, scratch, &report->creation);
  count_gathers (graph, schedule, types, self->calls, self->place, &report->planned);
  for (guint port = 0; port < BS_MAX_CELL_OUTPUTS; port++)
    g_free (scratch[port]);

  for (guint type = 0; type < graph->n_types; type++)
    for (guint port = 0; graph->type_count[type] > 0 && port < types[type].n_outputs; port++)
      report->value_bytes += (guint64) graph->type_count[type] * types[type].length[port]
                             * sizeof (float);
  report->place_bytes = self->n_numbers * sizeof (float);
}
