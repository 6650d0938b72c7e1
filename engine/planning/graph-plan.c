/* SPDX-License-Identifier: Apache-2.0 */
/* Memory planning between cells: where values are placed, stage by stage. */
#include "config.h"

#include "engine/planning/graph-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/error.h"
#include "engine/planning/graph-plan-private.h"
#include "engine/planning/graph-runs.h"

BsGraphPlan *
bs_graph_plan_new (void)
{
  BsGraphPlan *self = g_new0 (BsGraphPlan, 1);

  g_atomic_int_set (&self->refs, 1);

  return self;
}

BsGraphPlan *
bs_graph_plan_ref (BsGraphPlan *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_graph_plan_unref (BsGraphPlan *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_free (self->calls);
  for (guint port = 0; port < BS_MAX_CELL_OUTPUTS; port++)
    g_free (self->place[port]);
  g_free (self->placed);
  g_free (self->stages);
  g_clear_pointer (&self->runs, bs_graph_runs_free);
  g_free (self);
}

BsGraphPlan *
bs_graph_plan_take (BsGraphPlan *self)
{
  BsGraphPlan *taken = bs_graph_plan_new ();

  taken->n_nodes = self->n_nodes;
  taken->n_numbers = self->n_numbers;
  taken->n_stages = self->n_stages;
  taken->calls = g_steal_pointer (&self->calls);
  for (guint port = 0; port < BS_MAX_CELL_OUTPUTS; port++)
    taken->place[port] = g_steal_pointer (&self->place[port]);
  taken->stages = g_steal_pointer (&self->stages);
  self->node_capacity = self->stage_capacity = 0;
  bs_graph_plan_begin (self);

  return taken;
}

void
bs_graph_plan_begin (BsGraphPlan *self)
{
  self->n_nodes = 0;
  self->n_numbers = 0;
  self->n_stages = 0;
  self->n_decisions = 0;
  if (self->type_capacity > 0)
    memset (self->placed, 0, self->type_capacity * sizeof *self->placed);
}

static void
make_room (BsGraphPlan *self, const BsGraph *graph)
{
  if (graph->n_nodes >= self->node_capacity)
    {
      self->node_capacity = MAX (graph->n_nodes + 1,
                                 MIN (self->node_capacity, G_MAXUINT32 / 2) * 2);
      self->calls = g_renew (guint32, self->calls, self->node_capacity);
      for (guint port = 0; port < BS_MAX_CELL_OUTPUTS; port++)
        self->place[port] = g_renew (guint32, self->place[port], self->node_capacity);
    }
  if (graph->n_types >= self->type_capacity)
    {
      guint n = MAX (graph->n_types + 1, 2 * self->type_capacity);

      self->placed = g_renew (guint32, self->placed, n);
      memset (self->placed + self->type_capacity, 0,
              (n - self->type_capacity) * sizeof *self->placed);
      self->type_capacity = n;
    }
  if (self->n_stages == self->stage_capacity)
    {
      self->stage_capacity = MAX (16, 2 * self->stage_capacity);
      self->stages = g_renew (guint32, self->stages, self->stage_capacity);
    }
}

/* Whether all values fit, however they are packed. */
static gboolean
check_size (const BsGraphPlan *self, const BsGraph *graph, const BsPlanType *types, GError **error)
{
  guint64 numbers = self->n_numbers;

  for (guint type = 0; type < graph->n_types; type++)
    for (guint port = 0; graph->type_count[type] > 0 && port < types[type].n_outputs; port++)
      numbers += (guint64) (graph->type_count[type] - self->placed[type])
                     * bs_graph_plan_align (types[type].length[port])
                 + BS_PLAN_ALIGNMENT;
  if (numbers <= G_MAXUINT32)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
               _ ("The values of a mini-batch of %u nodes are too many; try a smaller one"),
               graph->n_nodes);
  return FALSE;
}

void
bs_graph_plan_place_type (const BsPlanType *type, const guint32 *nodes, guint32 n_nodes,
                          guint32 *const *place, guint64 *end)
{
  for (guint port = 0; port < type->n_outputs; port++)
    {
      guint32 first = bs_graph_plan_align (*end);

      for (guint32 i = 0; i < n_nodes; i++)
        place[port][nodes[i]] = first + i * type->length[port];
      *end = first + (guint64) n_nodes * type->length[port];
    }
}

/* Calls so far move to where their type's part of the order begins now, last first. */
static void
move_calls (BsGraphPlan *self, const BsGraph *graph)
{
  guint32 to = graph->n_nodes, from = self->n_nodes;

  for (guint type = graph->n_types; type-- > 0;)
    {
      to -= graph->type_count[type];
      from -= self->placed[type];
      memmove (self->calls + to, self->calls + from, self->placed[type] * sizeof *self->calls);
    }
}

/* The new nodes of each type, in the order of the schedule; side by side, or, with @runs, only what
 * is in none. Returns: where the values end. */
static guint64
place_in_order (BsGraphPlan *self, const BsGraph *graph, const BsSchedule *schedule,
                const BsPlanType *types, const BsGraphRuns *runs)
{
  guint64 end = self->n_numbers;
  guint32 first = 0;

  for (guint type = 0; type < graph->n_types; first += graph->type_count[type++])
    {
      const guint32 *nodes = schedule->order + first + self->placed[type];
      guint32 n = graph->type_count[type] - self->placed[type];

      if (n == 0)
        continue;
      if (runs == NULL)
        bs_graph_plan_place_type (&types[type], nodes, n, self->place, &end);
      else
        bs_graph_runs_place_others (runs, &types[type], nodes, n, self->place, &end);
    }

  return end;
}

static guint64
plan_stage (BsGraphPlan *self, const BsGraph *graph, const BsSchedule *schedule,
            const BsPlanType *types)
{
  gboolean taken;
  guint64 end = 0;

  if (self->runs == NULL)
    self->runs = bs_graph_runs_new ();
  taken = bs_graph_runs_choose (self->runs, graph, schedule, types, self->n_decisions,
                                self->n_nodes);
  if (!taken || !bs_graph_runs_are_all (self->runs))
    {
      end = place_in_order (self, graph, schedule, types, NULL);
      if (!taken || !bs_graph_runs_save_more (self->runs, self->place))
        return end;
    }

  end = place_in_order (self, graph, schedule, types, self->runs);
  bs_graph_runs_write (self->runs, self->calls, self->place, &end);

  return end;
}

gboolean
bs_graph_plan_grow (BsGraphPlan *self, const BsGraph *graph, const BsSchedule *schedule,
                    const BsPlanType *types, BsPlanner planner, GError **error)
{
  guint64 end;
  guint32 first = 0;

  make_room (self, graph);
  if (!check_size (self, graph, types, error))
    return FALSE;

  if (self->n_nodes > 0)
    move_calls (self, graph);
  for (guint type = 0; type < graph->n_types; first += graph->type_count[type++])
    memcpy (self->calls + first + self->placed[type], schedule->order + first + self->placed[type],
            (graph->type_count[type] - self->placed[type]) * sizeof *self->calls);
  if (planner == BS_PLANNER_FULL)
    end = plan_stage (self, graph, schedule, types);
  else
    end = place_in_order (self, graph, schedule, types, NULL);

  memcpy (self->placed, graph->type_count, graph->n_types * sizeof *self->placed);
  self->n_numbers = bs_graph_plan_align (end);
  self->n_nodes = graph->n_nodes;
  self->n_decisions = schedule->n_decisions;
  self->stages[self->n_stages++] = graph->n_nodes;

  return TRUE;
}
