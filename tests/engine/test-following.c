/* SPDX-License-Identifier: Apache-2.0 */
/* Schedules that begin with what others decided: what is followed stands there as it was given, and
 * a policy goes on as if nobody had intervened, as long as nobody did. */
#include "config.h"

#include <string.h>

#include "tests/engine/fixtures.h"

#define N_NODES 90

static BsSchedule *
run (const char *name, const BsGraph *graph, const BsTypeTable *types)
{
  g_autoptr (BsPolicy) policy = bs_fixture_policy (name, (BsGraph *) graph, types);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);

  return bs_scheduler_run (scheduler, graph, types);
}

/* The same policy, as it was before its first graph. */
static BsPolicy *
copy (BsPolicy *policy, const char *name, const BsGraph *graph, const BsTypeTable *types)
{
  BsFsm *fsm = bs_policy_get_fsm (policy);

  return fsm != NULL ? bs_policy_new_fsm (fsm) : bs_fixture_policy (name, (BsGraph *) graph, types);
}

static void
assert_equal (const BsSchedule *expected, const BsSchedule *found, guint32 given)
{
  g_assert_cmpuint (expected->n_decisions, ==, found->n_decisions);
  for (guint32 i = 0; i < expected->n_decisions; i++)
    {
      const BsDecision *a = &expected->decisions[i], *b = &found->decisions[i];
      guint length, found_length;
      const guint16 *key = bs_state_table_get (expected->states, a->state, &length);
      const guint16 *found_key = bs_state_table_get (found->states, b->state, &found_length);

      g_assert_cmpuint (a->type, ==, b->type);
      g_assert_cmpmem (key, length * sizeof *key, found_key, found_length * sizeof *key);
      g_assert_cmpmem (expected->order + a->first, a->count * sizeof (guint32),
                       found->order + b->first, b->count * sizeof (guint32));
      g_assert_cmpuint (a->n_candidates, ==, b->n_candidates);
      for (guint k = 0; k < a->n_candidates; k++)
        {
          const BsCandidate *candidate = &expected->candidates[a->first_candidate + k];
          const BsCandidate *other = &found->candidates[b->first_candidate + k];

          g_assert_cmpuint (candidate->type, ==, other->type);
          g_assert_cmpuint (candidate->ready, ==, other->ready);
          g_assert_cmpuint (candidate->reachable, ==, other->reachable);
          if (i >= given)
            g_assert_cmpfloat (candidate->score, ==, other->score);
        }
      if (i >= given)
        {
          g_assert_cmpuint (a->reason, ==, b->reason);
          g_assert_cmpuint (a->draw, ==, b->draw);
        }
    }
}

static void
follow (BsScheduler *scheduler, const BsSchedule *schedule, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    {
      const BsDecision *d = &schedule->decisions[i];

      g_assert_true (
          bs_scheduler_follow (scheduler, d->type, schedule->order + d->first, d->count));
    }
}

/* After any number of its own decisions, and one that is called an override. */
static void
check_own (const char *name, const BsGraph *graph, const BsTypeTable *types)
{
  g_autoptr (BsPolicy) first = bs_fixture_policy (name, (BsGraph *) graph, types);
  g_autoptr (BsScheduler) runner = bs_scheduler_new (first, BS_ENCODING_SORT, TRUE);
  g_autoptr (BsSchedule) whole = bs_scheduler_run (runner, graph, types);
  guint32 step = MAX (whole->n_decisions / 7, 1);

  for (guint32 given = 0; given <= whole->n_decisions; given += step)
    for (guint overridden = 0; overridden < 2; overridden++)
      {
        g_autoptr (BsPolicy) policy = copy (first, name, graph, types);
        g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
        g_autoptr (BsSchedule) schedule = NULL;

        bs_scheduler_start (scheduler, graph, types, 0, TRUE);
        follow (scheduler, whole, given);
        if (overridden && given < whole->n_decisions)
          g_assert_true (bs_scheduler_override (scheduler, whole->decisions[given].type));
        while (bs_scheduler_step (scheduler))
          ;
        schedule = bs_scheduler_finish (scheduler);
        bs_fixture_assert_valid (graph, schedule);
        assert_equal (whole, schedule, given + overridden);
      }
}

/* Any ready type at any decision of @other, then the policy @name. */
static void
check_others (const char *name, const char *other, const BsGraph *graph, const BsTypeTable *types)
{
  g_autoptr (BsPolicy) policy = bs_fixture_policy (name, (BsGraph *) graph, types);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_BASE, FALSE);
  g_autoptr (BsSchedule) whole = run (other, graph, types);
  guint32 step = MAX (whole->n_decisions / 5, 1);

  for (guint32 given = 0; given < whole->n_decisions; given += step)
    for (guint type = 0; type < graph->n_types; type++)
      {
        g_autoptr (BsSchedule) schedule = NULL;
        const guint32 *ready, *nodes;
        const BsDecision *last;
        gboolean is_ready;

        bs_scheduler_start (scheduler, graph, types, 0, FALSE);
        follow (scheduler, whole, given);
        ready = bs_scheduler_get_ready (scheduler);
        is_ready = ready[type] > 0;
        g_assert_true (bs_scheduler_override (scheduler, type) == is_ready);
        if (!is_ready)
          continue;
        last = bs_scheduler_get_last (scheduler, &nodes);
        g_assert_cmpuint (last->type, ==, type);
        g_assert_cmpuint (graph->type[nodes[last->count - 1]], ==, type);
        while (bs_scheduler_step (scheduler))
          ;
        schedule = bs_scheduler_finish (scheduler);
        bs_fixture_assert_valid (graph, schedule);
        for (guint32 i = 0; i < given; i++)
          {
            const BsDecision *a = &whole->decisions[i], *b = &schedule->decisions[i];

            g_assert_cmpmem (whole->order + a->first, a->count * sizeof (guint32),
                             schedule->order + b->first, b->count * sizeof (guint32));
          }
        g_assert_cmpuint (schedule->decisions[given].type, ==, type);
      }
}

static void
test_policy (gconstpointer data)
{
  static const char *const others[] = { "agenda", "unbatched", "depth", "random" };
  BsRandom random;

  bs_random_init (&random, 5);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (&random, N_NODES, 2 + 2 * i, 3, types);

      check_own (data, graph, types);
      for (guint k = 0; k < G_N_ELEMENTS (others); k++)
        check_others (data, others[k], graph, types);
    }
}

/* A stage of a graph that has grown: what had run before counts as run. */
static void
test_stages (void)
{
  g_auto (GStrv) names = bs_fixture_policy_names ();
  BsRandom random;

  bs_random_init (&random, 11);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (&random, N_NODES, 4, 3, types);
      g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
      g_autoptr (BsPolicy) policy = bs_fixture_policy (names[i], graph, types);
      g_autoptr (BsPolicy) again = copy (policy, names[i], graph, types);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
      g_autoptr (BsScheduler) other = bs_scheduler_new (again, BS_ENCODING_SORT, TRUE);
      g_autoptr (BsGraph) first = NULL;
      g_autoptr (BsSchedule) begun = NULL;
      g_autoptr (BsSchedule) whole = NULL;
      g_autoptr (BsSchedule) stage = NULL;
      guint32 n_run = N_NODES / 3;

      for (guint32 v = 0; v < n_run; v++)
        bs_graph_builder_add (builder, graph->type[v], 0, BS_NO_DATUM,
                              graph->inputs + graph->input_start[v],
                              graph->input_start[v + 1] - graph->input_start[v]);
      first = bs_graph_builder_finish (builder, NULL);
      bs_scheduler_begin (scheduler);
      begun = bs_scheduler_continue (scheduler, first, types);
      whole = bs_scheduler_continue (scheduler, graph, types);

      bs_policy_skip (again, 1);
      bs_scheduler_start (other, graph, types, n_run, TRUE);
      while (bs_scheduler_step (other))
        ;
      stage = bs_scheduler_finish (other);
      g_assert_cmpuint (begun->n_decisions + stage->n_decisions, ==, whole->n_decisions);
      for (guint32 k = 0; k < stage->n_decisions; k++)
        {
          const BsDecision *a = &whole->decisions[begun->n_decisions + k];
          const BsDecision *b = &stage->decisions[k];

          g_assert_cmpuint (a->type, ==, b->type);
          g_assert_cmpuint (a->reason, ==, b->reason);
          g_assert_cmpuint (a->draw, ==, b->draw);
          g_assert_cmpmem (whole->order + a->first, a->count * sizeof (guint32),
                           stage->order + b->first, b->count * sizeof (guint32));
        }
    }
}

/* What is not ready, of another type, or there twice is refused, and nothing is done. */
static void
test_refused (void)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  BsRandom random;
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsSchedule) whole = NULL;

  bs_random_init (&random, 3);
  graph = bs_fixture_random_graph (&random, N_NODES, 3, 2, types);
  whole = run ("agenda", graph, types);
  for (guint i = 0; i < 2; i++)
    {
      const char *name = i > 0 ? "depth" : "agenda";
      g_autoptr (BsPolicy) policy = bs_fixture_policy (name, graph, types);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
      g_autoptr (BsSchedule) schedule = NULL;
      const BsDecision *d = &whole->decisions[0];
      const guint32 *nodes = whole->order + d->first;
      guint32 twice[2], waiting = 0, far = graph->n_nodes, late;

      while (graph->n_dependencies[waiting] == 0)
        waiting++;
      twice[0] = twice[1] = nodes[0];
      bs_scheduler_start (scheduler, graph, types, 0, TRUE);
      g_assert_false (bs_scheduler_follow (scheduler, graph->type[waiting], &waiting, 1));
      g_assert_false (bs_scheduler_follow (scheduler, graph->n_types, nodes, 1));
      g_assert_false (bs_scheduler_follow (scheduler, d->type, &far, 1));
      g_assert_false (bs_scheduler_follow (scheduler, d->type, nodes, 0));
      g_assert_false (bs_scheduler_follow (scheduler, (d->type + 1) % 3, nodes, 1));
      if (d->count > 1)
        g_assert_false (bs_scheduler_follow (scheduler, d->type, twice, 2));
      g_assert_false (bs_scheduler_override (scheduler, graph->n_types));
      g_assert_true (bs_scheduler_follow (scheduler, d->type, nodes, d->count));
      g_assert_false (bs_scheduler_follow (scheduler, d->type, nodes, 1));
      /* in another order, in pieces, backwards */
      for (guint32 k = 1; k < whole->n_decisions; k++)
        {
          d = &whole->decisions[k];
          for (guint32 n = d->count; n-- > 0;)
            {
              late = whole->order[d->first + n];
              g_assert_true (bs_scheduler_follow (scheduler, d->type, &late, 1));
            }
        }
      g_assert_false (bs_scheduler_step (scheduler));
      schedule = bs_scheduler_finish (scheduler);
      bs_fixture_assert_valid (graph, schedule);
    }
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) names = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  names = bs_fixture_policy_names ();
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/following/", names[i], NULL);

      g_test_add_data_func (path, names[i], test_policy);
    }
  g_test_add_func ("/following/stages", test_stages);
  g_test_add_func ("/following/refused", test_refused);
  status = g_test_run ();

  return status;
}
