/* SPDX-License-Identifier: Apache-2.0 */
/* Runs side by side: where schedules part and meet, against a slow and plain way to find out. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "profiles/comparison/comparison-private.h"
#include "profiles/comparison/comparison-tables.h"
#include "profiles/comparison/policy-comparison.h"
#include "profiles/trace/state-identity.h"
#include "tests/profiles/synthetic.h"

typedef struct
{
  BsTrace *trace;
  BsCostModel *model; /* (nullable) */
  BsRun *run;
} Recorded;

static char *folder;

static BsTrace *
record (const SyntheticOptions *options)
{
  g_autoptr (Synthetic) run = synthetic_new (options);
  g_autofree char *path = g_build_filename (folder, "run.bscope", NULL);
  g_autoptr (GError) error = NULL;
  BsTrace *trace;

  synthetic_record (run, path);
  trace = bs_trace_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_remove (path), ==, 0);

  return trace;
}

static void
recorded_init (Recorded *self, const char *policy, guint32 seed, guint32 n_stages)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (GError) error = NULL;

  options.policy = policy;
  options.seed = seed;
  options.n_stages = n_stages;
  self->trace = record (&options);
  self->model = bs_cost_model_new (self->trace, NULL);
  self->run = bs_run_new_recorded (policy, self->trace, self->model, NULL, &error);
  g_assert_no_error (error);
}

static void
recorded_clear (Recorded *self)
{
  g_clear_pointer (&self->run, bs_run_free);
  g_clear_pointer (&self->model, bs_cost_model_free);
  bs_trace_unref (self->trace);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Recorded, recorded_clear)

/* The runs stay those of the caller. */
static BsComparison *
compare (BsRun *base, BsRun *run)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  BsComparison *comparison;

  g_ptr_array_add (runs, base);
  g_ptr_array_add (runs, run);
  comparison = bs_comparison_new (runs, NULL, &error);
  g_assert_no_error (error);

  return comparison;
}

static BsRun *
schedule (const Recorded *recorded, const char *policy_name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsPolicy) policy = bs_policy_new (policy_name, NULL, &error);
  BsRun *run;

  g_assert_no_error (error);
  run = bs_run_new_scheduled (policy_name, recorded->trace, recorded->model, policy,
                              BS_ENCODING_SORT, NULL, &error);
  g_assert_no_error (error);

  return run;
}

static void
assert_same (const BsComparison *comparison)
{
  const BsPairing *pairing = &comparison->pairings[1];
  const BsRun *base = bs_comparison_get_run (comparison, 0);

  g_assert_cmpuint (pairing->n_same_graphs, ==, base->n_mini_batches);
  g_assert_cmpuint (pairing->n_parting, ==, 0);
  g_assert_cmpuint (pairing->detours->len, ==, 0);
  g_assert_null (bs_comparison_first_detour (comparison, 1));
  for (guint32 i = 0; i < base->n_mini_batches; i++)
    {
      g_assert_cmpuint (pairing->alignments[i].n_common, ==, base->mini_batches[i].n_decisions);
      g_assert_cmpuint (pairing->alignments[i].n_in_order, ==, base->mini_batches[i].n_decisions);
    }
}

static void
test_same (void)
{
  g_auto (Recorded) a = { 0 }, b = { 0 };
  g_autoptr (BsComparison) comparison = NULL;
  g_autoptr (BsTable) states = NULL;

  recorded_init (&a, "agenda", 1, 1);
  recorded_init (&b, "agenda", 1, 1);
  comparison = compare (a.run, b.run);
  assert_same (comparison);
  for (guint metric = 0; metric < BS_N_METRICS; metric++)
    {
      BsMeasure measure = bs_comparison_measure (comparison, 1, metric);

      g_assert_cmpfloat (measure.value, ==, measure.base);
      g_assert_cmpfloat (bs_measure_get_relative (&measure), ==, 0);
    }
  g_assert_cmpfloat (bs_comparison_measure (comparison, 1, BS_METRIC_BATCHES).value, ==,
                     a.trace->n_decisions);
  g_assert_cmpfloat (bs_comparison_measure (comparison, 1, BS_METRIC_NS).noise, ==, 0);
  g_assert_null (bs_comparison_explain (comparison, 1));

  states = bs_comparison_tabulate_states (comparison);
  g_assert_cmpuint (bs_table_get_n_rows (states), >, 10);
  for (guint i = 0; i < bs_table_get_n_rows (states); i++)
    {
      g_autofree char *differs = bs_table_get_text (states, i, bs_table_get_n_columns (states) - 1);

      g_assert_cmpstr (differs, ==, "false");
    }
}

static int
compare_nodes (const void *a, const void *b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

/* A batch as text: its nodes in order. */
static char *
batch_text (const BsTrace *trace, const BsTraceGraph *graph, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  g_autofree guint32 *nodes = g_memdup2 (bs_trace_members (graph, d), d->size * sizeof (guint32));
  GString *text = g_string_new (NULL);

  qsort (nodes, d->size, sizeof *nodes, compare_nodes);
  for (guint32 i = 0; i < d->size; i++)
    g_string_append_printf (text, "%u ", nodes[i]);

  return g_string_free (text, FALSE);
}

static GPtrArray *
batch_texts (const BsTrace *trace, guint32 mini_batch)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BsTraceGraph) graph = bs_trace_open_graph (trace, mini_batch);
  const BsTraceMiniBatch *own = &trace->mini_batches[mini_batch];

  for (guint32 i = 0; i < own->n_decisions; i++)
    g_ptr_array_add (texts, batch_text (trace, graph, own->first_decision + i));

  return texts;
}

/* By the usual quadratic table. */
static guint32
longest_common (const GPtrArray *a, const GPtrArray *b)
{
  g_autofree guint32 *row = g_new0 (guint32, b->len + 1);

  for (guint i = 0; i < a->len; i++)
    {
      guint32 diagonal = 0;

      for (guint k = 1; k <= b->len; k++)
        {
          guint32 above = row[k];

          row[k] = strcmp (a->pdata[i], b->pdata[k - 1]) == 0 ? diagonal + 1
                                                              : MAX (above, row[k - 1]);
          diagonal = above;
        }
    }

  return row[b->len];
}

static guint32
count_common (const GPtrArray *a, const GPtrArray *b)
{
  guint32 n = 0;

  for (guint i = 0; i < a->len; i++)
    for (guint k = 0; k < b->len; k++)
      n += strcmp (a->pdata[i], b->pdata[k]) == 0;

  return n;
}

/* Which nodes run in the first @n decisions. */
static char *
executed (const BsTrace *trace, guint32 mini_batch, guint32 n)
{
  g_autoptr (BsTraceGraph) graph = bs_trace_open_graph (trace, mini_batch);
  char *there = g_malloc (graph->graph->n_nodes + 1);

  memset (there, '.', graph->graph->n_nodes);
  there[graph->graph->n_nodes] = '\0';
  for (guint32 i = 0; i < n; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (
          trace, trace->mini_batches[mini_batch].first_decision + i);

      for (guint32 k = 0; k < d->size; k++)
        there[bs_trace_members (graph, d)[k]] = 'x';
    }

  return there;
}

/* Goes through a mini-batch: outside of detours, decisions are the same; at both ends of each, the
 * same nodes have run, and nowhere within it. */
static void
check_detours (const Recorded *a, const Recorded *b, const BsPairing *pairing, guint32 mini_batch)
{
  const BsAlignment *alignment = &pairing->alignments[mini_batch];
  g_autoptr (GPtrArray) base = batch_texts (a->trace, mini_batch);
  g_autoptr (GPtrArray) own = batch_texts (b->trace, mini_batch);
  guint32 i = 0, k = 0;

  g_assert_cmpuint (alignment->n_common, ==, count_common (base, own));
  g_assert_cmpuint (alignment->n_in_order, ==, longest_common (base, own));
  for (guint32 n = 0; n <= alignment->n_detours; n++)
    {
      const BsDetour *detour = n < alignment->n_detours ? &g_array_index (
                                   pairing->detours, BsDetour, alignment->first_detour + n)
                                                        : NULL;
      guint32 end = detour != NULL ? detour->base_first : base->len;

      for (; i < end; i++, k++)
        g_assert_cmpstr (base->pdata[i], ==, own->pdata[k]);
      if (detour == NULL)
        break;

      g_assert_cmpuint (detour->mini_batch, ==, mini_batch);
      g_assert_cmpuint (k, ==, detour->first);
      g_assert_cmpstr (base->pdata[i], !=, own->pdata[k]);
      g_assert_true (detour->meets);
      for (guint32 x = i + 1; x <= detour->base_end; x++)
        {
          g_autofree char *base_nodes = executed (a->trace, mini_batch, x);

          for (guint32 y = k + 1; y <= detour->end; y++)
            {
              g_autofree char *nodes = executed (b->trace, mini_batch, y);
              gboolean at_end = x == detour->base_end && y == detour->end;

              g_assert_true (g_str_equal (base_nodes, nodes) == at_end);
            }
        }
      i = detour->base_end;
      k = detour->end;
    }
  g_assert_cmpuint (k, ==, own->len);
}

/* What detours cost more is what the mini-batch costs more: all else is the same. */
static void
check_costs (const BsComparison *comparison, guint32 mini_batch)
{
  const BsPairing *pairing = &comparison->pairings[1];
  const BsAlignment *alignment = &pairing->alignments[mini_batch];
  const BsRunMiniBatch *a = &bs_comparison_get_run (comparison, 0)->mini_batches[mini_batch];
  const BsRunMiniBatch *b = &bs_comparison_get_run (comparison, 1)->mini_batches[mini_batch];
  gint64 more = 0;

  for (guint32 n = 0; n < alignment->n_detours; n++)
    {
      const BsDetour *detour = &g_array_index (pairing->detours, BsDetour,
                                               alignment->first_detour + n);
      BsDetourCost cost = bs_comparison_cost_detour (comparison, 1, detour);
      const BsRunDecision *own = bs_run_get_decisions (bs_comparison_get_run (comparison, 1),
                                                       mini_batch);
      double ns = 0;

      for (guint32 i = detour->first; i < detour->end; i++)
        ns += own[i].ns;
      g_assert_false (cost.is_predicted);
      g_assert_cmpfloat (cost.ns, ==, ns);
      more += (gint64) cost.batches - cost.base_batches;
    }
  g_assert_cmpint (more, ==, (gint64) b->n_decisions - a->n_decisions);
}

/* The costliest come first, and are rows of all. */
static void
check_costliest (const BsComparison *comparison, const BsTable *all)
{
  g_autoptr (BsTable) table = bs_comparison_tabulate_costliest (comparison, 1, 3);
  guint n = bs_table_get_n_rows (table);

  g_assert_cmpuint (n, ==, MIN (3, bs_table_get_n_rows (all)));
  g_assert_cmpstr (bs_table_get_column_name (table, 7), ==, "more_batches");
  g_assert_cmpstr (bs_table_get_column_name (all, 12), ==, "more_batches");
  for (guint row = 0; row < n; row++)
    {
      gint64 more = bs_table_get_integer (table, row, 7);
      guint larger = 0, found = 0;

      for (guint i = 0; i < bs_table_get_n_rows (all); i++)
        {
          larger += ABS (bs_table_get_integer (all, i, 12)) > ABS (more);
          found += bs_table_get_integer (all, i, 2) == bs_table_get_integer (table, row, 1)
                   && bs_table_get_integer (all, i, 12) == more;
        }
      g_assert_cmpuint (larger, <=, row);
      g_assert_cmpuint (found, ==, 1);
    }
}

static void
test_alignment (void)
{
  static const char *const policies[] = { "depth", "sufficient", "random", "unbatched" };
  g_auto (Recorded) base = { 0 };
  guint n_detours = 0;

  recorded_init (&base, "agenda", 1, 1);
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_auto (Recorded) other = { 0 };
      g_autoptr (BsComparison) comparison = NULL;
      g_autoptr (BsTable) table = NULL;
      const BsPairing *pairing;

      recorded_init (&other, policies[i], 1, 1);
      comparison = compare (base.run, other.run);
      pairing = &comparison->pairings[1];
      g_assert_cmpuint (pairing->n_same_graphs, ==, base.trace->n_mini_batches);
      for (guint32 k = 0; k < pairing->n_pairs; k++)
        {
          check_detours (&base, &other, pairing, k);
          check_costs (comparison, k);
        }
      n_detours += pairing->detours->len;

      table = bs_comparison_tabulate (comparison, BS_COMPARISON_DIVERGENCE, FALSE);
      g_assert_cmpuint (bs_table_get_n_rows (table), ==, pairing->detours->len);
      check_costliest (comparison, table);
    }
  g_assert_cmpuint (n_detours, >, 8);
}

/* What is scheduled again is what was recorded. */
static void
test_scheduled (void)
{
  static const char *const policies[] = { "agenda", "depth", "sufficient-reversed" };

  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_auto (Recorded) recorded = { 0 };
      g_autoptr (BsRun) again = NULL, other = NULL;
      g_autoptr (BsComparison) comparison = NULL, apart = NULL;
      BsMeasure measure;

      recorded_init (&recorded, policies[i], 1, 1);
      again = schedule (&recorded, policies[i]);
      comparison = compare (recorded.run, again);
      assert_same (comparison);
      g_assert_true (recorded.run->is_measured);
      g_assert_false (again->is_measured);

      /* of what did not run only predictions are known */
      measure = bs_comparison_measure (comparison, 1, BS_METRIC_NS);
      g_assert_true (isnan (measure.value) && measure.base > 0);
      measure = bs_comparison_measure (comparison, 1, BS_METRIC_PREDICTED_NS);
      g_assert_cmpfloat (measure.value, >, 0);
      g_assert_cmpfloat_with_epsilon (measure.value, measure.base, 1e-6 * measure.base);
      measure = bs_comparison_measure (comparison, 1, BS_METRIC_LOSSES_DIFFER);
      g_assert_true (isnan (measure.value));

      other = schedule (&recorded, "unbatched");
      apart = compare (recorded.run, other);
      measure = bs_comparison_measure (apart, 1, BS_METRIC_BATCHES);
      g_assert_cmpfloat (measure.value, ==,
                         bs_comparison_measure (apart, 1, BS_METRIC_NODES).value);
      g_assert_cmpfloat (bs_measure_get_relative (&measure), >, 0);
    }
}

/* A graph that grew is scheduled stage by stage: nothing runs before it is there. */
static void
test_stages (void)
{
  g_auto (Recorded) recorded = { 0 };
  g_autoptr (BsRun) again = NULL;
  g_autoptr (BsComparison) comparison = NULL;
  const BsPairing *pairing;

  recorded_init (&recorded, "agenda", 1, 3);
  again = schedule (&recorded, "agenda");
  comparison = compare (recorded.run, again);
  pairing = &comparison->pairings[1];
  g_assert_cmpuint (pairing->n_same_graphs, ==, recorded.trace->n_mini_batches);
  for (guint32 i = 0; i < recorded.trace->n_mini_batches; i++)
    {
      const BsTraceMiniBatch *mini_batch = &recorded.trace->mini_batches[i];
      const BsRunDecision *decisions = bs_run_get_decisions (again, i);
      guint64 done = 0;
      guint32 stage = 0;

      /* batches end where stages do */
      for (guint32 k = 0; k < again->mini_batches[i].n_decisions; k++)
        {
          done += decisions[k].size;
          if (done == mini_batch->stages[stage].n_nodes && stage + 1 < mini_batch->n_stages)
            stage++;
          g_assert_cmpuint (done, <=, mini_batch->stages[stage].n_nodes);
        }
      g_assert_cmpuint (stage + 1, ==, mini_batch->n_stages);
    }
}

static void
test_branched (void)
{
  g_auto (Recorded) recorded = { 0 };
  g_autoptr (BsPolicy) policy = bs_policy_new ("unbatched", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
  g_autoptr (BsTraceGraph) graph = NULL;
  g_autoptr (BsSchedule) branch = NULL;
  g_autoptr (BsRun) run = NULL;
  g_autoptr (BsComparison) comparison = NULL;
  const BsPairing *pairing;

  recorded_init (&recorded, "agenda", 1, 1);
  graph = bs_trace_open_graph (recorded.trace, 1);
  branch = bs_scheduler_run (scheduler, graph->graph, recorded.trace->types);
  run = bs_run_new_branched ("branch", recorded.trace, recorded.model, 1, branch, NULL, NULL);
  comparison = compare (recorded.run, run);
  pairing = &comparison->pairings[1];
  g_assert_cmpuint (pairing->n_parting, ==, 1);
  g_assert_cmpuint (pairing->alignments[0].n_detours, ==, 0);
  g_assert_cmpuint (pairing->alignments[1].n_detours, >, 0);
  g_assert_cmpuint (pairing->alignments[2].n_detours, ==, 0);
  g_assert_cmpuint (run->mini_batches[1].n_decisions, ==, graph->graph->n_nodes);
  g_assert_false (run->is_measured);
  g_assert_true (run->mini_batches[0].is_measured && !run->mini_batches[1].is_measured);
  g_assert_cmpfloat (bs_comparison_measure_mini_batch (comparison, 1, BS_METRIC_NS, 0).value, ==,
                     bs_comparison_measure_mini_batch (comparison, 1, BS_METRIC_NS, 0).base);
  g_assert_true (isnan (bs_comparison_measure_mini_batch (comparison, 1, BS_METRIC_NS, 1).value));
  /* decisions behind the branch count on from it */
  g_assert_cmpuint (run->mini_batches[2].first_number, ==,
                    1 + run->mini_batches[0].n_decisions + run->mini_batches[1].n_decisions);
}

static void
test_other_graphs (void)
{
  g_auto (Recorded) a = { 0 }, b = { 0 };
  g_autoptr (BsComparison) comparison = NULL;
  g_autofree char *why = NULL, *text = NULL;
  g_autofree BsTypeMeasures *types = NULL;
  double nodes = 0, base_nodes = 0;

  recorded_init (&a, "agenda", 1, 1);
  recorded_init (&b, "agenda", 2, 1);
  comparison = compare (a.run, b.run);
  g_assert_cmpuint (comparison->pairings[1].n_pairs, ==, 3);
  g_assert_cmpuint (comparison->pairings[1].n_same_graphs, ==, 0);
  g_assert_cmpuint (comparison->pairings[1].detours->len, ==, 0);
  why = bs_comparison_explain (comparison, 1);
  g_assert_nonnull (why);
  text = bs_comparison_describe (comparison, 1);
  g_assert_nonnull (strstr (text, why));

  types = bs_comparison_measure_types (comparison, 1);
  for (guint i = 0; i < comparison->types->n_types; i++)
    {
      nodes += types[i].nodes.value;
      base_nodes += types[i].nodes.base;
    }
  g_assert_cmpfloat (nodes, ==, bs_comparison_measure (comparison, 1, BS_METRIC_NODES).value);
  g_assert_cmpfloat (base_nodes, ==, bs_comparison_measure (comparison, 1, BS_METRIC_NODES).base);
}

static void
test_tables (void)
{
  g_auto (Recorded) a = { 0 }, b = { 0 };
  g_autoptr (BsComparison) comparison = NULL;

  recorded_init (&a, "agenda", 1, 1);
  recorded_init (&b, "depth", 1, 1);
  comparison = compare (a.run, b.run);
  for (BsComparisonPart part = 0; part < BS_N_COMPARISON_PARTS; part++)
    {
      BsComparisonPart again;

      g_assert_true (bs_comparison_part_from_string (bs_comparison_part_to_string (part), &again));
      g_assert_cmpint (again, ==, part);
      for (guint for_people = 0; for_people < 2; for_people++)
        {
          g_autoptr (BsTable) table = bs_comparison_tabulate (comparison, part, for_people);
          g_autoptr (GString) out = g_string_new (NULL);

          g_assert_cmpuint (bs_table_get_n_rows (table), >, 0);
          for (BsTableFormat format = BS_TABLE_TEXT; format <= BS_TABLE_JSON; format++)
            bs_table_print (table, format, out);
        }
    }
  g_assert_false (bs_comparison_part_from_string ("totals", &(BsComparisonPart){ 0 }));
}

static void
test_noise (void)
{
  double base[] = { 100, 200, 300, 400 }, run[] = { 110, 190, 310, 390 };
  double nodes[] = { 10, 20, 30, 40 }, twice[] = { 200, 400, 600, 800 };
  BsNoise a = { 4, base, nodes }, b = { 4, run, nodes }, c = { 4, twice, nodes };
  BsNoise few = { 2, base, nodes };

  /* of differences 10, -10, 10, -10: a variance of 400 / 3; t is 3.18 with three degrees */
  g_assert_cmpfloat_with_epsilon (bs_noise_find (&a, &b, TRUE), 3.18 * sqrt (4 * 400 / 3.0) / 1000,
                                  0.002);
  /* each node takes as long as any other, so nothing is by chance */
  g_assert_cmpfloat_with_epsilon (bs_noise_find (&a, &c, FALSE), 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (bs_noise_find (&a, &b, FALSE), 3.18 * sqrt (4 * 400 / 3.0) / 1000,
                                  0.002);
  g_assert_true (isnan (bs_noise_find (&a, &few, FALSE)));
  g_assert_true (isnan (bs_noise_find (&few, &few, TRUE)));
}

static void
test_identities (void)
{
  static const struct
  {
    BsEncoding encoding;
    guint16 a[4], b[4]; /* in tables x y z and z y x */
    guint length;
    gboolean same;
  } cases[] = {
    { BS_ENCODING_BASE, { 0, 1, 2 }, { 0, 1, 2 }, 3, TRUE },
    { BS_ENCODING_BASE, { 0, 1 }, { 1, 2 }, 2, TRUE },
    { BS_ENCODING_BASE, { 0, 1 }, { 0, 1 }, 2, FALSE },
    { BS_ENCODING_MAX, { 0, 1, 0 }, { 1, 2, 2 }, 3, TRUE },
    { BS_ENCODING_MAX, { 0, 1, 0 }, { 1, 2, 1 }, 3, FALSE },
    { BS_ENCODING_SORT, { 0, 2 }, { 2, 0 }, 2, TRUE },
    { BS_ENCODING_SORT, { 0, 2 }, { 0, 2 }, 2, FALSE },
    { BS_ENCODING_MARKED, { 0, 2, 1, 3 }, { 0, 2, 3, 1 }, 4, TRUE },
    { BS_ENCODING_MARKED, { 0, 2, 1, 3 }, { 0, 2, 1, 3 }, 4, FALSE },
  };
  g_autoptr (BsTypeTable) a = bs_type_table_new (), b = bs_type_table_new ();

  for (guint i = 0; i < 3; i++)
    {
      const char *const names[] = { "x", "y", "z" };

      bs_type_table_intern (a, names[i], NULL, BS_SHAPE_CELL);
      bs_type_table_intern (b, names[2 - i], NULL, BS_SHAPE_CELL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *x = bs_state_identify (cases[i].encoding, cases[i].a, cases[i].length, a);
      g_autofree char *y = bs_state_identify (cases[i].encoding, cases[i].b, cases[i].length, b);

      g_assert_true (g_str_equal (x, y) == cases[i].same);
    }
}

/* A table of three types, which knows states of pairs of them. */
static BsFsm *
make_table (const char *const *names, const double (*q)[2], guint n_states)
{
  BsFsm *fsm = bs_fsm_new (BS_ENCODING_BASE);

  for (guint i = 0; i < 3; i++)
    bs_type_table_intern (fsm->types, names[i], NULL, BS_SHAPE_CELL);
  for (guint i = 0; i < n_states; i++)
    {
      const guint16 key[] = { i / 2, 1 + (i + 1) / 2 };
      guint n_actions;
      guint32 state = bs_fsm_intern_state (fsm, key, 2);
      BsFsmAction *actions = bs_fsm_get_actions (fsm, state, &n_actions);

      for (guint k = 0; k < 2; k++)
        {
          actions[k].q = q[i][k];
          actions[k].visits = 10 * (i + 1) + k;
        }
    }

  return fsm;
}

static void
test_policies (void)
{
  const char *const names[] = { "x", "y", "z" };
  const double q[][2] = { { -1, -2 }, { -3, -2 }, { -5, -4 } };
  const double other_q[][2] = { { -1, -2 }, { -1, -2 } };
  g_autoptr (BsFsm) base = make_table (names, q, 3);
  g_autoptr (BsFsm) own = make_table (names, other_q, 2);
  g_autoptr (BsTable) table = bs_policy_tabulate (base, own);
  g_autofree char *first = bs_table_get_text (table, 0, 0);
  BsPolicySummary summary = bs_policy_compare (base, own);
  BsPolicySummary self = bs_policy_compare (base, base);

  g_assert_cmpuint (summary.n_base, ==, 3);
  g_assert_cmpuint (summary.n_own, ==, 2);
  g_assert_cmpuint (summary.n_common, ==, 2);
  g_assert_cmpuint (summary.n_same_action, ==, 1);
  g_assert_true (summary.same_encoding);
  g_assert_cmpuint (self.n_same_action, ==, 3);

  /* the state in which they differ comes first, the one that both do the same in last */
  g_assert_cmpuint (bs_table_get_n_rows (table), ==, 6);
  g_assert_cmpstr (first, ==, "x+z");
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *differs = bs_table_get_text (table, i, bs_table_get_n_columns (table) - 1);

      g_assert_cmpstr (differs, ==, i < 2 ? "true" : i < 4 ? "" : "false");
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("batchscope-XXXXXX", &error);
  g_assert_no_error (error);

  g_test_add_func ("/comparison/same", test_same);
  g_test_add_func ("/comparison/alignment", test_alignment);
  g_test_add_func ("/comparison/scheduled", test_scheduled);
  g_test_add_func ("/comparison/stages", test_stages);
  g_test_add_func ("/comparison/branched", test_branched);
  g_test_add_func ("/comparison/other-graphs", test_other_graphs);
  g_test_add_func ("/comparison/tables", test_tables);
  g_test_add_func ("/comparison/noise", test_noise);
  g_test_add_func ("/comparison/identities", test_identities);
  g_test_add_func ("/comparison/policies", test_policies);

  status = g_test_run ();
  g_rmdir (folder);
  g_free (folder);

  return status;
}
