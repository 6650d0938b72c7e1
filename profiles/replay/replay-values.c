/* SPDX-License-Identifier: Apache-2.0 */
/* The values of a mini-batch: how long each is alive, how large it is, and where it lies. */
#include "config.h"

#include "profiles/replay/replay-values.h"

#include <string.h>

#include "profiles/trace/stages.h"

/* Graphs of more stages than can be planned again while somebody waits have no places. */
#define MAX_STAGE_WORK ((guint64) 1 << 28)

/* What the memory plan of a cell tells of its outputs and operands; lengths are numbers a call. */
typedef struct
{
  gboolean is_known;
  guint n_outputs, n_inputs;
  guint32 outputs[BS_MAX_CELL_OUTPUTS];   /* in the order in which they are computed */
  gboolean in_table[BS_MAX_CELL_OUTPUTS]; /* looked up, and so read where the parameter is */
  guint32 inputs[BS_MAX_CELL_INPUTS];
  guint32 all_inputs; /* the length of any operand of a cell that sums them; 0: it does not */
} CellShape;

/* What kinds of operations compute the results of a cell. */
static void
find_kinds (const BsCellPlan *plan, BsOpKind kinds[BS_MAX_OPS])
{
  for (guint i = 0; i < plan->n_batches; i++)
    for (guint32 k = 0; k < plan->batches[i].n; k++)
      {
        guint16 op = plan->ops[plan->batches[i].first_op + k];

        if (op < BS_MAX_OPS)
          kinds[op] = plan->batches[i].kind;
      }
}

static void
read_shape (const BsCellPlan *plan, CellShape *shape)
{
  BsOpKind kinds[BS_MAX_OPS] = { BS_OP_INPUT };

  find_kinds (plan, kinds);
  for (guint i = 0; i < plan->n_variables; i++)
    {
      const BsPlanVariable *variable = &plan->variables[i];
      BsOpKind kind = variable->op < BS_MAX_OPS ? kinds[variable->op] : BS_OP_INPUT;

      if (variable->kind == BS_VARIABLE_PARAMETER)
        continue;
      if (kind == BS_OP_SUM || kind == BS_OP_MEAN)
        shape->all_inputs = variable->length;
      if (variable->kind == BS_VARIABLE_INPUT)
        {
          if (shape->n_inputs == BS_MAX_CELL_INPUTS)
            return;
          shape->inputs[shape->n_inputs++] = variable->length;
        }
      else if (variable->kind == BS_VARIABLE_OUTPUT)
        {
          if (shape->n_outputs == BS_MAX_CELL_OUTPUTS)
            return;
          shape->in_table[shape->n_outputs] = plan->planner == BS_PLANNER_FULL
                                              && kind == BS_OP_LOOKUP;
          shape->outputs[shape->n_outputs++] = variable->length;
        }
    }
  shape->is_known = shape->n_outputs > 0;
}

/* What is known of the cells of all types. */
static CellShape *
read_shapes (const BsTrace *trace, const BsPlansNow *now, guint n_types)
{
  g_autofree CellShape *of_cell = g_new0 (CellShape, trace->n_cells + 1);
  CellShape *of_type = g_new0 (CellShape, n_types + 1);
  BsPlanner planner;

  for (guint type = 0; now != NULL && type < n_types; type++)
    if (bs_plans_now_get_cell (now, type) != BS_NO_CELL)
      read_shape (bs_plans_now_get_plan (now, bs_plans_now_get_cell (now, type)), &of_type[type]);
  if (now != NULL || !bs_trace_get_planner (trace, &planner))
    return of_type;

  for (guint i = 0; i < trace->n_plans; i++)
    if (trace->plans[i].plan.planner == planner)
      read_shape (&trace->plans[i].plan, &of_cell[trace->plans[i].cell]);
  for (guint type = 0; type < n_types; type++)
    if (bs_trace_get_cell (trace, type) != BS_NO_CELL)
      of_type[type] = of_cell[bs_trace_get_cell (trace, type)];

  return of_type;
}

/* Which output is which: a plan lists them as they are computed, a graph counts them as the cell
 * hands them on. Where lengths differ, those who read them tell. */
static gboolean
set_outputs (BsPlanType *type, const CellShape *shape, const guint32 *wanted)
{
  gboolean taken[BS_MAX_CELL_OUTPUTS] = { FALSE };

  type->n_outputs = shape->n_outputs;
  for (guint pass = 0; pass < 2; pass++)
    for (guint port = 0; port < shape->n_outputs; port++)
      {
        guint i = 0;

        if ((wanted[port] == 0) != (pass == 1))
          continue;
        while (i < shape->n_outputs
               && (taken[i] || (wanted[port] != 0 && shape->outputs[i] != wanted[port])))
          i++;
        if (i == shape->n_outputs)
          return FALSE;
        taken[i] = TRUE;
        type->length[port] = shape->in_table[i] ? 0 : shape->outputs[i];
      }

  return TRUE;
}

/* The lengths that readers want, by type and output; 0: nobody says. */
static guint32 *
find_wanted (const BsGraph *graph, const CellShape *shapes)
{
  guint32 *wanted = g_new0 (guint32, (gsize) graph->n_types * BS_MAX_CELL_OUTPUTS + 1);

  for (guint32 node = 0; node < graph->n_nodes; node++)
    {
      const CellShape *reader = &shapes[graph->type[node]];
      guint32 start = graph->input_start[node];

      for (guint32 k = 0; k < graph->input_start[node + 1] - start; k++)
        {
          guint type = graph->type[graph->inputs[start + k]];
          guint32 *length = &wanted[type * BS_MAX_CELL_OUTPUTS + graph->ports[start + k]];

          if (*length == 0)
            *length = reader->all_inputs > 0 ? reader->all_inputs
                      : k < reader->n_inputs ? reader->inputs[k]
                                             : 0;
        }
    }

  return wanted;
}

/* Returns: whether all values have lengths, and are no more than a run could have had. */
static gboolean
find_lengths (BsReplayValues *self)
{
  const BsGraph *graph = self->graph->graph;
  g_autofree CellShape *shapes = read_shapes (self->trace, self->now, graph->n_types);
  g_autofree guint32 *wanted = NULL;
  guint64 numbers = 0;

  for (guint type = 0; type < graph->n_types; type++)
    if (graph->type_count[type] > 0 && !shapes[type].is_known)
      return FALSE;

  wanted = find_wanted (graph, shapes);
  for (guint type = 0; type < graph->n_types; type++)
    if (graph->type_count[type] > 0
        && !set_outputs (&self->types[type], &shapes[type], wanted + type * BS_MAX_CELL_OUTPUTS))
      return FALSE;
  for (guint32 i = 0; i < graph->n_inputs; i++)
    if (graph->ports[i] >= self->types[graph->type[graph->inputs[i]]].n_outputs)
      return FALSE;
  for (guint type = 0; type < graph->n_types; type++)
    for (guint port = 0; port < self->types[type].n_outputs; port++)
      numbers += (guint64) graph->type_count[type] * self->types[type].length[port];

  return numbers <= G_MAXUINT32;
}

/* Without lengths: as many outputs as are read, one at least. */
static void
count_outputs (BsReplayValues *self)
{
  const BsGraph *graph = self->graph->graph;

  for (guint type = 0; type < graph->n_types; type++)
    self->types[type] = (BsPlanType){ .n_outputs = 1 };
  for (guint32 i = 0; i < graph->n_inputs; i++)
    {
      BsPlanType *type = &self->types[graph->type[graph->inputs[i]]];

      type->n_outputs = MAX (type->n_outputs, graph->ports[i] + 1u);
    }
}

/* 0: never. */
static void
find_last (BsReplayValues *self)
{
  const BsGraph *graph = self->graph->graph;
  const guint32 *node_decision = self->graph->node_decision;

  for (guint port = 0; port < self->n_ports; port++)
    self->last[port] = g_new0 (guint32, MAX (graph->n_nodes, 1));
  for (guint32 node = 0; node < graph->n_nodes; node++)
    for (guint32 k = graph->input_start[node]; k < graph->input_start[node + 1]; k++)
      {
        guint32 *last = &self->last[graph->ports[k]][graph->inputs[k]];

        *last = MAX (*last, node_decision[node]);
      }
}

static guint64
value_bytes (const BsPlanType *type, guint port)
{
  return (guint64) type->length[port] * sizeof (float);
}

/* What dies with the batch of a slot is counted at the next. */
static void
count_deaths (BsReplayValues *self, guint32 n_slots)
{
  const BsGraph *graph = self->graph->graph;
  guint32 first_decision = self->graph->mini_batch->first_decision;

  for (guint32 node = 0; node < graph->n_nodes; node++)
    {
      const BsPlanType *type = &self->types[graph->type[node]];

      for (guint port = 0; port < type->n_outputs; port++)
        {
          guint32 last = self->last[port][node], slot = last - first_decision;

          if (last == 0 || last == G_MAXUINT32 || slot + 1 >= n_slots)
            continue;
          self->n_alive[slot + 1]++;
          self->bytes[slot + 1] += value_bytes (type, port);
        }
    }
}

static void
count_alive (BsReplayValues *self, guint32 n_slots)
{
  const BsTraceMiniBatch *mini_batch = self->graph->mini_batch;
  guint64 n = 0, bytes = 0, peak = 0;

  for (guint32 slot = 0; slot <= mini_batch->n_decisions; slot++)
    {
      if (slot > 0)
        {
          const BsTraceDecision *d = bs_trace_decision (self->trace,
                                                        mini_batch->first_decision + slot - 1);

          n += (guint64) d->size * self->types[d->type].n_outputs;
          bytes += bs_replay_values_batch_bytes (self, d->type, d->size);
          peak = MAX (peak, bytes);
        }
      if (slot == n_slots)
        break;
      n -= self->n_alive[slot];
      bytes -= self->bytes[slot];
      self->n_alive[slot] = n;
      self->bytes[slot] = bytes;
      self->peak[slot] = peak;
    }
  self->most_bytes = peak;
}

BsReplayValues *
bs_replay_values_new (const BsTrace *trace, const BsTraceGraph *graph, BsPlansNow *now)
{
  BsReplayValues *self = g_new0 (BsReplayValues, 1);
  guint32 n_slots = MAX (graph->mini_batch->n_decisions, 1);

  self->trace = trace;
  self->graph = graph;
  self->now = now != NULL ? bs_plans_now_ref (now) : NULL;
  self->types = g_new0 (BsPlanType, graph->graph->n_types + 1);
  self->is_sized = find_lengths (self);
  if (!self->is_sized)
    count_outputs (self);
  for (guint type = 0; type < graph->graph->n_types; type++)
    self->n_ports = MAX (self->n_ports, self->types[type].n_outputs);

  find_last (self);
  self->n_alive = g_new0 (guint64, n_slots);
  self->bytes = g_new0 (guint64, n_slots);
  self->peak = g_new0 (guint64, n_slots);
  count_deaths (self, n_slots);
  count_alive (self, n_slots);

  return self;
}

void
bs_replay_values_free (BsReplayValues *self)
{
  g_free (self->types);
  for (guint port = 0; port < self->n_ports; port++)
    g_free (self->last[port]);
  g_free (self->n_alive);
  g_free (self->bytes);
  g_free (self->peak);
  g_clear_pointer (&self->plan, bs_graph_plan_unref);
  g_clear_pointer (&self->now, bs_plans_now_unref);
  g_free (self);
}

guint64
bs_replay_values_batch_bytes (const BsReplayValues *self, guint type, guint32 size)
{
  guint64 bytes = 0;

  for (guint port = 0; port < self->types[type].n_outputs; port++)
    bytes += size * value_bytes (&self->types[type], port);

  return bytes;
}

static gboolean
same_gathers (const BsGathers *a, const BsGathers *b)
{
  return a->n_gathers == b->n_gathers && a->gather_bytes == b->gather_bytes;
}

/* A plan that is not the one that ran would save something else. */
static gboolean
is_recorded_plan (const BsReplayValues *self, const BsGraphPlan *plan, const BsGraph *graph,
                  const BsSchedule *schedule)
{
  const BsGraphPlanReport *recorded = &self->graph->mini_batch->plan;
  BsGraphPlanReport report;

  if (!self->graph->mini_batch->is_planned)
    return TRUE;
  bs_graph_plan_report (plan, graph, schedule, self->types, &report);

  return report.value_bytes == recorded->value_bytes && report.place_bytes == recorded->place_bytes
         && report.planned.n_operands == recorded->planned.n_operands
         && same_gathers (&report.creation, &recorded->creation)
         && same_gathers (&report.planned, &recorded->planned);
}

/* Plans stage after stage, as it was planned when it ran. */
static BsGraphPlan *
plan_again (const BsReplayValues *self, BsPlanner planner, gboolean check, BsSchedule **all)
{
  const BsTraceMiniBatch *mini_batch = self->graph->mini_batch;
  guint32 n_stages = bs_stages_count (mini_batch);
  g_autoptr (BsGraphPlan) plan = bs_graph_plan_new ();

  for (guint32 stage = 0; stage < n_stages; stage++)
    {
      guint32 end = bs_stages_get_end (mini_batch, stage), n_executed = 0;
      g_autoptr (BsGraph) graph = NULL;
      g_autoptr (BsSchedule) schedule = NULL;

      if (end > 0)
        {
          const BsTraceDecision *last = bs_trace_decision (self->trace,
                                                           mini_batch->first_decision + end - 1);

          n_executed = last->first_member + last->size;
        }
      /* A stage begins when all nodes so far have run, or was not recorded by us. */
      if (n_executed != bs_stages_get_nodes (mini_batch, stage))
        return NULL;

      graph = bs_stages_cut_graph (self->graph, stage);
      schedule = bs_stages_cut_schedule (self->trace, self->graph, graph, end);
      if (!bs_graph_plan_grow (plan, graph, schedule, self->types, planner, NULL)
          || (check && stage + 1 == n_stages && !is_recorded_plan (self, plan, graph, schedule)))
        return NULL;
      if (all != NULL && stage + 1 == n_stages)
        *all = g_steal_pointer (&schedule);
    }

  return g_steal_pointer (&plan);
}

static gboolean
can_plan (const BsReplayValues *self)
{
  return self->is_sized && bs_stages_get_work (self->graph->mini_batch) <= MAX_STAGE_WORK;
}

gboolean
bs_replay_values_plan (BsReplayValues *self)
{
  BsPlanner planner;

  if (self->is_planned)
    return self->plan != NULL;

  self->is_planned = TRUE;
  if (can_plan (self) && self->now != NULL)
    self->plan = plan_again (self, BS_PLANS_NOW_PLANNER, FALSE, NULL);
  else if (can_plan (self) && bs_trace_get_planner (self->trace, &planner))
    self->plan = plan_again (self, planner, TRUE, NULL);

  return self->plan != NULL;
}

BsGraphPlan *
bs_replay_values_plan_unplanned (const BsReplayValues *self, BsSchedule **schedule)
{
  *schedule = NULL;

  return can_plan (self) ? plan_again (self, BS_PLANNER_CREATION, FALSE, schedule) : NULL;
}

BsReplayValue
bs_replay_values_get (const BsReplayValues *self, guint32 node, guint output)
{
  guint32 length = self->types[self->graph->graph->type[node]].length[output];
  guint32 last = self->last[output][node];
  gboolean has_place = self->plan != NULL && length > 0;

  return (BsReplayValue){
    .node = node,
    .output = output,
    .length = length,
    .first = self->graph->node_decision[node],
    .last = last > 0 ? last : G_MAXUINT32,
    .offset = has_place ? self->plan->place[output][node] : BS_NO_PLACE,
    .is_result = last == 0,
  };
}
