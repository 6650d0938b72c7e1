/* SPDX-License-Identifier: Apache-2.0 */
/* Memory plans replayed: every tree on the way and the layout in the end are those of the planner, for
 * every cell of every model that comes with the program; damaged plans do no harm. */
#include "config.h"

#include <string.h>

#include "engine/planning/cell-liveness.h"
#include "engine/shipped.h"
#include "profiles/replay/plan-replay.h"
#include "tests/engine/fixtures.h"

#define SIZE 16

/* Trees as the planner writes them. */

static void
append_node (GString *out, const BsPlanTree *tree, guint index, const BsCellPlan *plan)
{
  const BsPlanNode *node = &tree->nodes[index];
  const char *name = plan->variables[node->variable].name;

  if (out->len > 0 && !strchr ("{[", out->str[out->len - 1]))
    g_string_append_c (out, ' ');
  if (node->kind == BS_PQ_LEAF)
    {
      g_string_append_printf (out, strpbrk (name, " {}[]") != NULL ? "\"%s\"" : "%s", name);
      return;
    }
  g_string_append_c (out, node->kind == BS_PQ_Q ? '[' : '{');
  for (guint i = 0; i < node->n_children; i++)
    append_node (out, tree, node->first_child + i, plan);
  g_string_append_c (out, node->kind == BS_PQ_Q ? ']' : '}');
}

static char *
tree_to_string (const BsPlanTree *tree, const BsCellPlan *plan)
{
  GString *out = g_string_new (NULL);

  append_node (out, tree, 0, plan);

  return g_string_free (out, FALSE);
}

static void
check_tree (const BsPlanTree *tree)
{
  for (guint i = 0; i < tree->n_nodes; i++)
    {
      const BsPlanNode *node = &tree->nodes[i];
      guint n = 0;

      g_assert_cmpuint (node->first_leaf + node->n_leaves, <=, tree->n_leaves);
      for (guint k = 0; k < node->n_children; k++)
        {
          const BsPlanNode *child = &tree->nodes[node->first_child + k];

          g_assert_cmpuint (child->parent, ==, i);
          g_assert_cmpuint (child->first_leaf, ==, node->first_leaf + n);
          n += child->n_leaves;
        }
      if (node->kind == BS_PQ_LEAF)
        g_assert_cmpuint (tree->order[node->first_leaf], ==, node->variable);
      else
        g_assert_cmpuint (n, ==, node->n_leaves);
    }
}

/* Which variables the planner kept beside the next one: those of tuples that lie in the order of
 * their batch. */
static void
link_tuple (const BsCellPlan *plan, guint n, const BsPlanTuple *tuple, const guint16 *places,
            gboolean *linked)
{
  const guint16 *members = plan->members + tuple->first_member;
  guint distinct = n;

  if (tuple->access == BS_ACCESS_PARAMETER || tuple->access == BS_ACCESS_GATHER
      || tuple->access == BS_ACCESS_SCATTER)
    return;
  for (guint i = n; i-- > 1;)
    if (members[i] == members[0])
      distinct = i;
  for (guint i = 0; i < distinct; i++)
    if (plan->variables[members[i]].offset < 0
        || (i > 0 && places[members[i]] != places[members[i - 1]] + 1))
      return;
  for (guint i = 1; i < distinct; i++)
    linked[places[members[i - 1]]] = TRUE;
}

/* The places that the planner makes of the order of a tree are those of the plan. */
static void
check_places (const BsCellPlan *plan, const BsPlanTree *tree)
{
  BsCellPlan again = *plan;
  g_autofree BsPlanVariable *variables = g_memdup2 (plan->variables,
                                                    plan->n_variables * sizeof *plan->variables);
  g_autofree guint16 *layout = g_memdup2 (tree->order, tree->n_leaves * sizeof *tree->order);
  g_autofree guint16 *places = g_new0 (guint16, plan->n_variables + 1);
  g_autofree gboolean *linked = g_new0 (gboolean, plan->n_variables + 1);

  again.variables = variables;
  again.layout = layout;
  g_assert_cmpuint (tree->n_leaves, ==, plan->n_layout);
  for (guint i = 0; i < tree->n_leaves; i++)
    places[tree->order[i]] = i;
  for (guint i = 0; i < plan->n_batches; i++)
    if (plan->batches[i].n > 1)
      {
        link_tuple (plan, plan->batches[i].n, &plan->batches[i].result, places, linked);
        for (guint k = 0; k < plan->batches[i].n_operands; k++)
          link_tuple (plan, plan->batches[i].n, &plan->batches[i].operands[k], places, linked);
      }
  bs_cell_liveness_place (&again);
  if (plan->planner == BS_PLANNER_FULL)
    bs_cell_liveness_reuse (&again, linked);
  for (guint i = 0; i < plan->n_variables; i++)
    g_assert_cmpint (variables[i].offset, ==, plan->variables[i].offset);
}

static guint
check_plan (const BsCellPlan *plan)
{
  g_autoptr (BsPlanReplay) replay = bs_plan_replay_new (plan);
  const BsPlanTree *tree = bs_plan_replay_get_tree (replay, G_MAXUINT32);
  guint32 n = bs_plan_replay_get_n (replay), accepted, rejected, checked = 0;

  g_assert_true (bs_plan_replay_is_faithful (replay));
  for (guint32 i = 0; i < n; i++)
    {
      const BsReduction *reduction = bs_plan_replay_get (replay, i);
      const BsPlanConstraint *last =
          &plan->constraints[reduction->constraint + reduction->n_constraints - 1];
      const BsPlanTree *after = bs_plan_replay_get_tree (replay, i + 1);
      g_autofree char *text = tree_to_string (after, plan);

      check_tree (after);
      g_assert_cmpstr (text, ==, last->tree);
      g_assert_cmpint (reduction->fate == BS_REDUCTION_REJECTED, ==,
                       last->templates != NULL && bs_plan_replay_get_tree (replay, i) == after
                           && reduction->fate != BS_REDUCTION_ACCEPTED);
      checked++;
    }
  bs_plan_replay_count (replay, &accepted, &rejected);
  g_assert_cmpuint (accepted + rejected, ==, n);
  if (tree == NULL)
    {
      g_assert_cmpuint (plan->n_layout, ==, 0);
      return checked;
    }
  check_places (plan, tree);

  return checked;
}

static BsModel *
load_model (const char *name)
{
  g_autoptr (BsWorkload) workload = bs_fixture_sample_workload (name);
  g_autoptr (GError) error = NULL;
  BsModel *model = bs_workload_create_model (workload, SIZE, &error);

  g_assert_no_error (error);

  return model;
}

static void
test_models (void)
{
  g_auto (GStrv) names = bs_shipped_models ();

  g_assert_nonnull (names[0]);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (BsModel) model = load_model (names[i]);

      for (guint c = 0; c < model->n_cells; c++)
        for (guint planner = 0; planner < BS_N_PLANNERS; planner++)
          {
            g_autoptr (BsCellPlan)
                plan = bs_cell_plan_new (model, &model->cells[c], (BsPlanner) planner, TRUE);

            g_test_message ("%s, %s, %s: %u trees", names[i], model->cells[c].name,
                            bs_planner_to_string ((BsPlanner) planner), check_plan (plan));
          }
    }
}

/* Damage. */

static guint32
draw (guint32 *state, guint32 n)
{
  *state = *state * 1664525 + 1013904223;

  return (guint32) (((guint64) *state * n) >> 32);
}

static void
damage (BsCellPlan *plan, guint n_members, guint32 *state)
{
  for (guint i = 0; i < 4; i++)
    {
      BsPlanBatch *batch = &plan->batches[draw (state, plan->n_batches)];
      BsPlanConstraint *constraint = &plan->constraints[draw (state, plan->n_constraints)];
      BsPlanVariable *variable = &plan->variables[draw (state, plan->n_variables)];

      switch (draw (state, 6))
        {
        case 0:
          plan->members[draw (state, n_members)] = draw (state, plan->n_variables);
          break;
        case 1:
          variable->offset = (gint64) draw (state, 4000) - 1;
          break;
        case 2:
          constraint->step = draw (state, BS_N_PLAN_STEPS);
          constraint->accepted = draw (state, 2);
          break;
        case 3:
          constraint->n_members = draw (state, constraint->n_members + 1);
          break;
        case 4:
          batch->operands[0].access = draw (state, BS_N_ACCESSES);
          break;
        default:
          constraint->batch = draw (state, plan->n_batches);
          break;
        }
    }
}

static void
test_damage (void)
{
  g_autoptr (BsModel) model = load_model ("lattice-lstm");
  guint n_faithful = 0;

  for (guint32 seed = 1; seed <= 400; seed++)
    {
      guint32 state = seed * 2654435761u, n_members = 0;
      g_autoptr (BsCellPlan)
          plan = bs_cell_plan_new (model, &model->cells[seed % 2],
                                   seed % 4 < 2 ? BS_PLANNER_PUBLISHED : BS_PLANNER_FULL, TRUE);
      g_autoptr (BsPlanReplay) replay = NULL;

      for (guint i = 0; i < plan->n_constraints; i++)
        n_members = MAX (n_members,
                         plan->constraints[i].first_member + plan->constraints[i].n_members);
      damage (plan, n_members, &state);
      replay = bs_plan_replay_new (plan);
      n_faithful += bs_plan_replay_is_faithful (replay);
      for (guint32 i = 0; i <= bs_plan_replay_get_n (replay); i++)
        check_tree (bs_plan_replay_get_tree (replay, i));
    }
  /* Most damage is seen. */
  g_test_message ("%u of 400 are still possible", n_faithful);
  g_assert_cmpuint (n_faithful, <, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-replay/models", test_models);
  g_test_add_func ("/plan-replay/damage", test_damage);

  return g_test_run ();
}
