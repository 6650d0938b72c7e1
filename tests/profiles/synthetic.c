/* SPDX-License-Identifier: Apache-2.0 */
/* Runs made up for tests. */
#include "config.h"

#include "tests/profiles/synthetic.h"

#include "engine/model-builder.h"
#include "profiles/comparison/comparison-tables.h"
#include "profiles/files/fsm-export.h"
#include "profiles/files/graph-export.h"
#include "profiles/report/inspection.h"
#include "profiles/report/report.h"
#include "profiles/format/schema.h"
#include "profiles/tables/table-list.h"

/* Words that need care: quotes, a line break, wide letters, an escape for terminals. */
static const char *const words[] = {
  "plain", "with, comma", "with \"quotes\"", "two\nlines", "漢字", "\033[31mred", ""
};

/* Cells that the first types call, and one that none does. */
static BsModel *
make_model (void)
{
  static const char *const names[] = { "typé-1", "type-2", "unused" };
  const guint32 square[] = { 8, 8 }, vector[] = { 8 };
  BsModelBuilder *builder = bs_model_builder_new ("synthetic", 8);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      guint x, h, gates[3];

      bs_model_builder_cell (builder, names[i], "", BS_SHAPE_CELL);
      x = bs_model_builder_input (builder, 0, 8, 1, BS_NO_PARAMETER);
      h = bs_model_builder_input (builder, 1, 8, 1, BS_NO_PARAMETER);
      for (guint k = 0; k < G_N_ELEMENTS (gates); k++)
        {
          g_autofree char *w = g_strdup_printf ("W%u.%u", i, k);
          g_autofree char *u = g_strdup_printf ("U%u.%u", i, k);
          g_autofree char *b = g_strdup_printf ("b%u.%u", i, k);
          guint a = bs_model_builder_product (
              builder, bs_model_builder_parameter (builder, w, square, 2), x);
          guint c = bs_model_builder_product (
              builder, bs_model_builder_parameter (builder, u, square, 2), h);

          gates[k] = bs_model_builder_unary (
              builder, BS_OP_SIGMOID,
              bs_model_builder_bias (builder, bs_model_builder_parameter (builder, b, vector, 1),
                                     bs_model_builder_binary (builder, BS_OP_ADD, a, c)));
        }
      for (guint k = 0; k < 1 + i; k++)
        gates[0] = bs_model_builder_binary (builder, BS_OP_MULTIPLY, gates[0], gates[1 + k % 2]);
      bs_model_builder_output (builder, gates[0]);
      bs_model_builder_output (builder, gates[2]);
    }

  return bs_model_builder_finish (builder);
}

/* Numbers for a mini-batch. */
static BsGraphPlanReport
make_report (const BsGraph *graph)
{
  return (BsGraphPlanReport){ .creation = { graph->n_inputs, graph->n_inputs, 640 },
                              .planned = { graph->n_inputs, 5, 320 },
                              .bound = { graph->n_inputs, 2, 64 },
                              .value_bytes = 64 * (guint64) graph->n_nodes,
                              .place_bytes = 80 * (guint64) graph->n_nodes };
}

static BsGraph *
make_graph (GRand *rand, guint32 n_nodes, guint n_types)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (GError) error = NULL;
  BsGraph *graph;

  for (guint32 i = 0; i < n_nodes; i++)
    {
      guint32 inputs[4];
      const guint8 ports[] = { i % 2, i % 3, 0, i % 4 };
      guint n_inputs = i == 0 ? 0 : (guint) g_rand_int_range (rand, 0, 4);
      guint type = n_inputs == 0 ? 0 : 1 + (guint) g_rand_int_range (rand, 0, (gint32) n_types - 1);
      guint32 datum = type == 0 ? (guint32) g_rand_int_range (rand, 0, G_N_ELEMENTS (words))
                                : BS_NO_DATUM;

      /* Repeated operands happen. */
      for (guint k = 0; k < n_inputs; k++)
        inputs[k] = (guint32) g_rand_int_range (rand, MAX (0, (gint32) i - 40), (gint32) i);
      bs_graph_builder_call (builder, type, i % 7, datum, inputs, ports, n_inputs);
    }

  graph = bs_graph_builder_finish (builder, &error);
  g_assert_no_error (error);

  return graph;
}

/* The nodes of one stage by themselves: what they read of earlier ones has been computed. */
static BsGraph *
cut_stage (const BsGraph *graph, guint32 first, guint32 end)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  BsGraph *stage;

  for (guint32 v = first; v < end; v++)
    {
      guint32 inputs[4];
      guint n = 0;

      for (guint32 k = graph->input_start[v]; k < graph->input_start[v + 1]; k++)
        if (graph->inputs[k] >= first)
          inputs[n++] = graph->inputs[k] - first;
      bs_graph_builder_add (builder, graph->type[v], graph->instance[v], graph->datum[v], inputs,
                            n);
    }
  stage = bs_graph_builder_finish (builder, NULL);
  g_assert_nonnull (stage);

  return stage;
}

/* Schedules a graph that grows: a stage after all of the one before has run. */
static BsSchedule *
run_stages (BsScheduler *scheduler, const BsGraph *graph, const BsTypeTable *types,
            guint32 n_stages, GArray *stages)
{
  BsSchedule *all = g_new0 (BsSchedule, 1);
  g_autoptr (GArray) decisions = g_array_new (FALSE, FALSE, sizeof (BsDecision));
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (BsCandidate));
  guint32 first = 0;

  g_atomic_int_set (&all->refs, 1);
  all->n_nodes = graph->n_nodes;
  all->order = g_new (guint32, graph->n_nodes);
  for (guint32 i = 1; i <= n_stages; i++)
    {
      BsStage stage = { (guint32) ((guint64) graph->n_nodes * i / n_stages), decisions->len };
      g_autoptr (BsGraph) own = cut_stage (graph, first, stage.n_nodes);
      g_autoptr (BsSchedule) part = bs_scheduler_run (scheduler, own, types);

      for (guint32 k = 0; k < part->n_decisions; k++)
        {
          BsDecision decision = part->decisions[k];

          decision.first += first;
          decision.first_candidate += candidates->len;
          g_array_append_val (decisions, decision);
        }
      g_array_append_vals (candidates, part->candidates, part->n_candidates);
      for (guint32 k = 0; k < part->n_nodes; k++)
        all->order[first + k] = first + part->order[k];
      if (all->states == NULL && part->states != NULL)
        all->states = bs_state_table_ref (part->states);
      all->start_ns = i == 1 ? part->start_ns : all->start_ns;
      all->end_ns = part->end_ns;
      all->n_fallbacks += part->n_fallbacks;
      g_array_append_val (stages, stage);
      first = stage.n_nodes;
    }
  all->n_decisions = decisions->len;
  all->decisions = g_memdup2 (decisions->data, decisions->len * sizeof (BsDecision));
  all->n_candidates = candidates->len;
  all->candidates = g_memdup2 (candidates->data, candidates->len * sizeof (BsCandidate));

  return all;
}

static void
add_event (Synthetic *self, gint64 *now, guint32 mini_batch, guint32 decision, BsPhase phase)
{
  BsEvent event = { .start_ns = *now,
                    .end_ns = *now + 100 + decision,
                    .bytes = phase == BS_PHASE_GATHER || phase == BS_PHASE_SCATTER ? 64 * decision
                                                                                   : 0,
                    .flops = phase == BS_PHASE_GEMM ? 1000 * decision : 0,
                    .decision = decision,
                    .mini_batch = (guint16) mini_batch,
                    .phase = phase,
                    .lane = phase == BS_PHASE_GEMM ? decision % 3 : 0 };

  *now = event.end_ns + 10;
  g_array_append_val (self->events, event);
}

Synthetic *
synthetic_new (const SyntheticOptions *options)
{
  Synthetic *self = g_new0 (Synthetic, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (options->seed);
  g_autoptr (BsPolicy) policy = NULL;
  g_autoptr (BsScheduler) scheduler = NULL;
  g_autoptr (GError) error = NULL;
  guint32 first_decision = 1;
  gint64 now = 1000000;

  self->options = *options;
  self->model = make_model ();
  self->types = bs_type_table_new ();
  self->graphs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_graph_unref);
  self->schedules = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_schedule_unref);
  self->stages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->events = g_array_new (FALSE, FALSE, sizeof (BsEvent));
  self->losses = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < options->n_types; i++)
    {
      g_autofree char *name = g_strdup_printf (i == 1 ? "typé-%u" : "type-%u", i);

      bs_type_table_intern (self->types, name, NULL,
                            i == 0 ? BS_SHAPE_LOOKUP : (BsShape) (i % BS_N_SHAPES));
    }
  for (guint32 i = 0; i < options->n_mini_batches; i++)
    g_ptr_array_add (self->graphs, make_graph (rand, options->n_nodes + i, options->n_types));

  if (g_str_equal (options->policy, "fsm"))
    {
      BsTrainingOptions training;

      bs_training_options_init (&training);
      if (options->encoding != BS_ENCODING_MARKED)
        bs_training_options_init_published (&training, options->encoding);
      training.n_trials = 100;
      training.seed = options->seed;
      training.max_episodes = 60;
      training.check_every = 20;
      self->training = bs_train ((BsGraph *const *) self->graphs->pdata, 1, self->types, &training,
                                 NULL, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      self->fsm = bs_fsm_ref (self->training->fsm);
      policy = bs_policy_new_fsm (self->fsm);
    }
  else
    policy = bs_policy_new (options->policy, NULL, &error);
  g_assert_no_error (error);

  scheduler = bs_scheduler_new (policy, options->encoding, options->reasons);
  for (guint32 i = 0; i < options->n_mini_batches; i++)
    {
      const BsGraph *graph = g_ptr_array_index (self->graphs, i);
      GArray *stages = g_array_new (FALSE, FALSE, sizeof (BsStage));
      BsSchedule *schedule = options->n_stages > 1
                                 ? run_stages (scheduler, graph, self->types, options->n_stages,
                                               stages)
                                 : bs_scheduler_run (scheduler, graph, self->types);
      double loss = options->executed ? 1.0 / (3.0 + i) : NAN;

      g_ptr_array_add (self->schedules, schedule);
      g_ptr_array_add (self->stages, stages);
      g_array_append_val (self->losses, loss);
      if (options->executed)
        {
          add_event (self, &now, i, 0, BS_PHASE_SCHEDULE);
          for (guint32 k = 0; k < schedule->n_decisions; k++)
            for (BsPhase phase = BS_PHASE_GATHER; phase <= BS_PHASE_SCATTER; phase++)
              add_event (self, &now, i, first_decision + k, phase);
          add_event (self, &now, i, 0, BS_PHASE_READ);
        }
      first_decision += schedule->n_decisions;
    }
  if (options->device)
    self->device = synthetic_device_new (self->events);

  return self;
}

void
synthetic_free (Synthetic *self)
{
  bs_model_unref (self->model);
  bs_type_table_unref (self->types);
  g_ptr_array_unref (self->graphs);
  g_ptr_array_unref (self->schedules);
  g_ptr_array_unref (self->stages);
  g_array_unref (self->events);
  g_array_unref (self->losses);
  g_clear_pointer (&self->fsm, bs_fsm_unref);
  g_clear_pointer (&self->training, bs_training_result_free);
  g_clear_pointer (&self->device, synthetic_device_free);
  g_free (self);
}

void
synthetic_play (Synthetic *self, const BsObserver *observer, guint32 n_mini_batches)
{
  guint32 first_decision = 1;
  guint at = 0;

  for (guint32 i = 0; i < n_mini_batches; i++)
    {
      GArray *stages = g_ptr_array_index (self->stages, i);
      guint32 last_stage =
          stages->len > 1
              ? first_decision + g_array_index (stages, BsStage, stages->len - 1).first_decision
              : 0;
      BsMiniBatch mini_batch = { .mini_batch = i,
                                 .first_decision = first_decision,
                                 .first_instance = 7 * i,
                                 .types = self->types,
                                 .graph = g_ptr_array_index (self->graphs, i),
                                 .schedule = g_ptr_array_index (self->schedules, i),
                                 .n_stages = stages->len,
                                 .stages = (const BsStage *) (gpointer) stages->data };

      /* What ran before the graph was whole is told before the graph. */
      for (; at < self->events->len
             && g_array_index (self->events, BsEvent, at).mini_batch == (guint16) i
             && g_array_index (self->events, BsEvent, at).decision < last_stage;
           at++)
        observer->event (observer->user_data, &g_array_index (self->events, BsEvent, at));
      observer->scheduled (observer->user_data, &mini_batch);
      for (; at < self->events->len
             && g_array_index (self->events, BsEvent, at).mini_batch == (guint16) i;
           at++)
        observer->event (observer->user_data, &g_array_index (self->events, BsEvent, at));
      if (self->options.executed)
        {
          BsGraphPlanReport report = make_report (mini_batch.graph);
          BsPlacement placement = { .mini_batch = i, .report = &report };

          observer->planned (observer->user_data, &placement);
        }
      observer->finished (observer->user_data, i, g_array_index (self->losses, double, i));
      first_decision += mini_batch.schedule->n_decisions;
    }
}

void
synthetic_record (Synthetic *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRecorder) recorder = bs_recorder_new (path, &error);

  g_assert_no_error (error);
  bs_recorder_set_info (recorder, "policy", self->options.policy);
  bs_recorder_set_info (recorder, "seed", "1");
  bs_recorder_set_type_vocabulary (
      recorder, "type-0",
      bs_recorder_add_vocabulary (recorder, "words", words, G_N_ELEMENTS (words)));
  if (self->options.executed)
    bs_recorder_set_plans (recorder, self->model, BS_PLANNER_PUBLISHED);
  if (self->fsm != NULL)
    bs_recorder_set_policy (recorder, self->fsm, self->training);
  synthetic_play (self, bs_recorder_get_observer (recorder), self->options.n_mini_batches);
  if (self->device != NULL)
    synthetic_device_record (self->device, recorder);
  bs_recorder_close (recorder, &error);
  g_assert_no_error (error);
}

static void
record_learned (const char *path, gboolean device)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = NULL;

  options.policy = "fsm";
  options.n_stages = 3;
  options.device = device;
  run = synthetic_new (&options);
  synthetic_record (run, path);
}

void
synthetic_record_default (const char *path)
{
  record_learned (path, FALSE);
}

void
synthetic_record_on_device (const char *path)
{
  record_learned (path, TRUE);
}

static void
assert_graphs_equal (const BsGraph *a, const BsGraph *b)
{
  g_assert_cmpuint (a->n_nodes, ==, b->n_nodes);
  g_assert_cmpuint (a->n_inputs, ==, b->n_inputs);
  g_assert_cmpuint (a->n_outputs, ==, b->n_outputs);
  g_assert_cmpuint (a->n_instances, ==, b->n_instances);
  g_assert_cmpuint (a->n_types, ==, b->n_types);
  g_assert_cmpmem (a->type, a->n_nodes * sizeof *a->type, b->type, b->n_nodes * sizeof *b->type);
  g_assert_cmpmem (a->instance, a->n_nodes * sizeof (guint32), b->instance,
                   b->n_nodes * sizeof (guint32));
  g_assert_cmpmem (a->datum, a->n_nodes * sizeof (guint32), b->datum,
                   b->n_nodes * sizeof (guint32));
  g_assert_cmpmem (a->input_start, (a->n_nodes + 1) * sizeof (guint32), b->input_start,
                   (b->n_nodes + 1) * sizeof (guint32));
  g_assert_cmpmem (a->inputs, a->n_inputs * sizeof (guint32), b->inputs,
                   b->n_inputs * sizeof (guint32));
  g_assert_cmpmem (a->ports, a->n_inputs, b->ports, b->n_inputs);
}

static void
assert_stages_equal (const BsTraceMiniBatch *mini_batch, const GArray *stages)
{
  g_assert_cmpuint (mini_batch->n_stages, ==, stages->len);
  for (guint i = 0; i < stages->len; i++)
    {
      const BsStage *stage = &g_array_index (stages, BsStage, i);

      g_assert_cmpuint (mini_batch->stages[i].n_nodes, ==, stage->n_nodes);
      g_assert_cmpuint (mini_batch->stages[i].first_decision, ==,
                        mini_batch->first_decision + stage->first_decision);
    }
}

static void
assert_tuple_equal (const BsCellPlan *a, const BsPlanTuple *x, const BsCellPlan *b,
                    const BsPlanTuple *y, guint32 n)
{
  g_assert_cmpint (x->access, ==, y->access);
  g_assert_cmpint (x->conflict, ==, y->conflict);
  g_assert_cmpuint (x->bytes, ==, y->bytes);
  g_assert_cmpmem (a->members + x->first_member, n * sizeof (guint16), b->members + y->first_member,
                   n * sizeof (guint16));
}

void
synthetic_assert_plans_equal (const BsCellPlan *a, const BsCellPlan *b)
{
  g_assert_cmpint (a->planner, ==, b->planner);
  g_assert_cmpuint (a->n_variables, ==, b->n_variables);
  g_assert_cmpuint (a->n_batches, ==, b->n_batches);
  g_assert_cmpuint (a->n_constraints, ==, b->n_constraints);
  g_assert_true (a->minimal == b->minimal);
  g_assert_cmpuint (a->n_gathers, ==, b->n_gathers);
  g_assert_cmpuint (a->n_scatters, ==, b->n_scatters);
  g_assert_cmpuint (a->gather_bytes, ==, b->gather_bytes);
  g_assert_cmpuint (a->scatter_bytes, ==, b->scatter_bytes);
  g_assert_cmpuint (a->total_bytes, ==, b->total_bytes);
  g_assert_cmpuint (a->peak_bytes, ==, b->peak_bytes);
  g_assert_cmpmem (a->layout, a->n_layout * sizeof (guint16), b->layout,
                   b->n_layout * sizeof (guint16));
  for (guint i = 0; i < a->n_variables; i++)
    {
      const BsPlanVariable *x = &a->variables[i], *y = &b->variables[i];

      g_assert_cmpint (x->kind, ==, y->kind);
      g_assert_cmpuint (x->op, ==, y->op);
      g_assert_cmpuint (x->parameter, ==, y->parameter);
      g_assert_cmpuint (x->length, ==, y->length);
      g_assert_cmpint (x->offset, ==, y->offset);
      g_assert_cmpuint (x->first, ==, y->first);
      g_assert_cmpuint (x->last, ==, y->last);
      g_assert_cmpstr (x->name, ==, y->name);
    }
  for (guint i = 0; i < a->n_batches; i++)
    {
      const BsPlanBatch *x = &a->batches[i], *y = &b->batches[i];

      g_assert_cmpint (x->kind, ==, y->kind);
      g_assert_cmpuint (x->n_operands, ==, y->n_operands);
      g_assert_cmpmem (a->ops + x->first_op, x->n * sizeof (guint16), b->ops + y->first_op,
                       y->n * sizeof (guint16));
      assert_tuple_equal (a, &x->result, b, &y->result, x->n);
      for (guint k = 0; k < x->n_operands; k++)
        assert_tuple_equal (a, &x->operands[k], b, &y->operands[k], x->n);
    }
  for (guint i = 0; i < a->n_constraints; i++)
    {
      const BsPlanConstraint *x = &a->constraints[i], *y = &b->constraints[i];

      g_assert_cmpint (x->step, ==, y->step);
      g_assert_cmpuint (x->batch, ==, y->batch);
      g_assert_cmpint (x->operand, ==, y->operand);
      g_assert_true (x->accepted == y->accepted);
      g_assert_cmpint (x->conflict, ==, y->conflict);
      g_assert_cmpmem (a->members + x->first_member, x->n_members * sizeof (guint16),
                       b->members + y->first_member, y->n_members * sizeof (guint16));
      g_assert_cmpuint (x->bytes, ==, y->bytes);
      g_assert_cmpstr (x->templates, ==, y->templates);
      g_assert_cmpstr (x->tree, ==, y->tree);
    }
}

/* The plans of the cells that were called, and of no others. */
static void
assert_plans (Synthetic *self, const BsTrace *trace)
{
  guint n_called = 0;

  for (guint type = 0; type < trace->types->n_types; type++)
    {
      int own = self->options.executed
                    ? bs_model_find_cell (self->model, trace->types->types[type].name)
                    : -1;
      guint cell = bs_trace_get_cell (trace, type);

      if (own < 0)
        {
          g_assert_cmpuint (cell, ==, BS_NO_CELL);
          continue;
        }
      n_called++;
      g_assert_cmpstr (trace->cells[cell], ==, self->model->cells[own].name);
      for (BsPlanner planner = BS_PLANNER_CREATION; planner <= BS_PLANNER_PUBLISHED; planner++)
        {
          g_autoptr (BsCellPlan)
              plan = bs_cell_plan_new (self->model, &self->model->cells[own], planner, TRUE);
          const BsCellPlan *read = bs_trace_get_plan (trace, cell, planner);

          g_assert_nonnull (read);
          synthetic_assert_plans_equal (read, plan);
        }
      g_assert_null (bs_trace_get_plan (trace, cell, BS_PLANNER_FULL));
    }
  g_assert_cmpuint (trace->n_cells, ==, n_called);
  g_assert_cmpuint (trace->n_plans, ==, 2 * n_called);
  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, i);
      BsGraphPlanReport report = make_report (unpacked->graph);

      g_assert_true (trace->mini_batches[i].is_planned == self->options.executed);
      if (self->options.executed)
        g_assert_cmpmem (&trace->mini_batches[i].plan, sizeof report, &report, sizeof report);
    }
}

static void
assert_tables_equal (const BsTypeTable *a, const BsTypeTable *b)
{
  g_assert_cmpuint (a->n_types, ==, b->n_types);
  for (guint i = 0; i < a->n_types; i++)
    {
      g_assert_cmpstr (a->types[i].name, ==, b->types[i].name);
      g_assert_cmpstr (a->types[i].letter, ==, b->types[i].letter);
      g_assert_cmpint (a->types[i].shape, ==, b->types[i].shape);
    }
}

static void
assert_state_equal (const BsStateTable *a, guint32 i, const BsStateTable *b, guint32 j)
{
  guint n, m;
  const guint16 *key = bs_state_table_get (a, i, &n);
  const guint16 *other = bs_state_table_get (b, j, &m);

  g_assert_cmpmem (key, n * sizeof *key, other, m * sizeof *other);
}

static void
assert_decision_equal (Synthetic *self, const BsTrace *trace, const BsTraceGraph *unpacked,
                       guint32 id, const BsSchedule *schedule, const BsDecision *expected)
{
  guint32 index = unpacked->index;
  const BsTraceDecision *d = bs_trace_decision (trace, id);
  const BsCandidate *candidates = bs_trace_candidates (trace, id);

  g_assert_cmpuint (d->mini_batch, ==, index);
  g_assert_cmpuint (d->type, ==, expected->type);
  g_assert_cmpuint (d->size, ==, expected->count);
  g_assert_cmpuint (d->reason, ==, expected->reason);
  g_assert_cmpuint (d->n_tied, ==, expected->n_tied);
  g_assert_cmpuint (d->draw, ==, expected->draw);
  g_assert_cmpint (d->start_ns, ==, expected->start_ns);
  g_assert_cmpint (d->end_ns, ==, expected->end_ns);
  g_assert_cmpmem (bs_trace_members (unpacked, d), d->size * sizeof (guint32),
                   schedule->order + expected->first, expected->count * sizeof (guint32));
  g_assert_cmpuint (d->n_candidates, ==, expected->n_candidates);
  for (guint i = 0; i < d->n_candidates; i++)
    {
      const BsCandidate *candidate = &schedule->candidates[expected->first_candidate + i];

      g_assert_cmpuint (candidates[i].type, ==, candidate->type);
      g_assert_cmpuint (candidates[i].ready, ==, candidate->ready);
      g_assert_cmpuint (candidates[i].reachable, ==, candidate->reachable);
      g_assert_true (candidates[i].score == candidate->score);
    }
  if (schedule->states != NULL)
    assert_state_equal (trace->states, d->state, schedule->states, expected->state);

  if (!self->options.executed)
    {
      g_assert_cmpint (d->run_end_ns, ==, 0);
      return;
    }
  g_assert_cmpuint (d->gather_bytes, ==, 64 * id);
  g_assert_cmpuint (d->flops, ==, 1000 * id);
  g_assert_cmpint (d->run_end_ns - d->run_start_ns, ==, 4 * (100 + (gint64) id) + 3 * 10);
}

void
synthetic_assert_equal (Synthetic *self, const BsTrace *trace)
{
  g_autoptr (GArray) events = NULL;
  gboolean has_scores = FALSE;
  guint32 id = 1;

  g_assert_true (trace->complete);
  g_assert_cmpuint (trace->diagnostics->len, ==, self->device != NULL ? 3 : 0);
  g_assert_cmpuint (trace->n_dropped, ==, 0);
  g_assert_cmpuint (trace->n_mini_batches, ==, self->options.n_mini_batches);
  g_assert_cmpstr (bs_trace_get_info (trace, "policy"), ==, self->options.policy);
  assert_tables_equal (trace->types, self->types);
  g_assert_cmpuint (trace->n_vocabularies, ==, 1);
  g_assert_cmpstr (trace->vocabularies[0].name, ==, "words");
  g_assert_cmpuint (trace->vocabularies[0].n, ==, G_N_ELEMENTS (words));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_cmpstr (trace->vocabularies[0].strings[i], ==, words[i]);
  for (guint i = 0; i < trace->types->n_types; i++)
    g_assert_cmpuint (trace->type_vocabulary[i], ==, i == 0 ? 0 : BS_NO_VOCABULARY);

  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[i];
      const BsSchedule *schedule = g_ptr_array_index (self->schedules, i);
      double loss = g_array_index (self->losses, double, i);
      g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, i);

      assert_graphs_equal (unpacked->graph, g_ptr_array_index (self->graphs, i));
      assert_stages_equal (mini_batch, g_ptr_array_index (self->stages, i));
      g_assert_cmpuint (mini_batch->first_instance, ==, 7 * i);
      g_assert_cmpuint (mini_batch->lower_bound, ==,
                        bs_graph_lower_bound (g_ptr_array_index (self->graphs, i)));
      g_assert_cmpuint (mini_batch->first_decision, ==, id);
      g_assert_cmpuint (mini_batch->n_decisions, ==, schedule->n_decisions);
      g_assert_true (isnan (loss) ? isnan (mini_batch->loss) : loss == mini_batch->loss);
      for (guint32 k = 0; k < schedule->n_decisions; k++)
        assert_decision_equal (self, trace, unpacked, id++, schedule, &schedule->decisions[k]);
    }
  g_assert_cmpuint (trace->n_decisions, ==, id - 1);
  for (guint32 i = 0; i < trace->n_candidates; i++)
    has_scores = has_scores || trace->candidates[i].score != BS_NO_SCORE;
  g_assert_true (trace->has_scores == has_scores);

  assert_plans (self, trace);
  events = synthetic_read_events (trace);
  g_assert_cmpuint (trace->n_events, ==, events->len);
  g_assert_cmpmem (events->data, events->len * sizeof (BsEvent), self->events->data,
                   self->events->len * sizeof (BsEvent));
  if (self->fsm == NULL)
    {
      g_assert_null (trace->fsm);
      return;
    }

  assert_tables_equal (trace->fsm->types, self->fsm->types);
  g_assert_cmpint (trace->fsm->states->encoding, ==, self->fsm->states->encoding);
  g_assert_cmpuint (trace->fsm->states->n_states, ==, self->fsm->states->n_states);
  for (guint32 i = 0; i < trace->fsm->states->n_states; i++)
    {
      guint n, m;
      const BsFsmAction *a = bs_fsm_get_actions (trace->fsm, i, &n);
      const BsFsmAction *b = bs_fsm_get_actions (self->fsm, i, &m);

      assert_state_equal (trace->fsm->states, i, self->fsm->states, i);
      g_assert_cmpuint (n, ==, m);
      for (guint k = 0; k < n; k++)
        {
          g_assert_cmpuint (a[k].type, ==, b[k].type);
          g_assert_true (a[k].q == b[k].q);
          g_assert_cmpuint (a[k].visits, ==, b[k].visits);
        }
    }
  g_assert_cmpuint (trace->history->len, ==, self->training->history->len);
  for (guint i = 0; i < trace->history->len; i++)
    {
      const BsTrainingPoint *a = &g_array_index (trace->history, BsTrainingPoint, i);
      const BsTrainingPoint *b = &g_array_index (self->training->history, BsTrainingPoint, i);

      g_assert_cmpuint (a->episode, ==, b->episode);
      g_assert_cmpuint (a->batches, ==, b->batches);
      g_assert_cmpuint (a->best, ==, b->best);
      g_assert_cmpuint (a->states, ==, b->states);
      g_assert_true (a->epsilon == b->epsilon);
    }
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const BsEvent *x = a, *y = b;

  return x->start_ns < y->start_ns ? -1 : x->start_ns > y->start_ns;
}

void
synthetic_replace_events (BsTrace *trace, GArray *events)
{
  BsEventStore *store = bs_event_store_new ();
  g_autofree guint8 *packed = g_malloc (bs_event_block_bound (BS_EVENT_BLOCK_EVENTS));
  gint64 t0, t1;

  g_array_sort (events, compare_starts);
  for (guint i = 0; i < events->len; i += BS_EVENT_BLOCK_EVENTS)
    {
      guint32 n = MIN (events->len - i, BS_EVENT_BLOCK_EVENTS);
      gsize size = bs_event_block_pack (&g_array_index (events, BsEvent, i), n, packed);

      g_assert_true (bs_event_store_add (store, packed, size, n, &t0, &t1));
    }
  g_assert_true (bs_event_store_finish (store));
  bs_trace_take_events (trace, store);
}

GArray *
synthetic_read_events (const BsTrace *trace)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (BsEvent));
  g_auto (BsEventIter) iter = { 0 };
  BsEvent event;

  for (bs_event_iter_init (&iter, trace); bs_event_iter_next (&iter, &event);)
    g_array_append_val (events, event);

  return events;
}

/* The trace beside itself. */
static void
exercise_comparison (const BsTrace *trace, GString *out)
{
  g_autoptr (BsCostModel) model = bs_cost_model_new (trace, NULL);
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_run_free);
  g_autoptr (BsComparison) comparison = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 2; i++)
    g_ptr_array_add (runs, bs_run_new_recorded ("run", trace, model, NULL, NULL));
  comparison = bs_comparison_new (runs, NULL, NULL);
  g_assert_nonnull (comparison);
  g_assert_cmpuint (comparison->pairings[1].detours->len, ==, 0);
  for (guint part = 0; part < BS_N_COMPARISON_PARTS; part++)
    {
      g_autoptr (BsTable) table = bs_comparison_tabulate (comparison, part, part % 2 == 0);

      bs_table_print (table, BS_TABLE_TEXT, out);
    }
  text = bs_comparison_describe (comparison, 1);
}

void
synthetic_exercise (const BsTrace *trace)
{
  const char *const *tables = bs_table_list_get_names ();
  g_autoptr (GString) out = g_string_new (NULL);
  g_auto (BsTextSink) sink = { 0 };

  bs_text_sink_init (&sink, NULL, NULL);
  for (guint i = 0; trace->n_decisions > 0 && tables[i] != NULL; i++)
    for (guint format = BS_TABLE_TEXT; format <= BS_TABLE_JSON; format++)
      bs_table_list_append (trace, tables[i], trace->n_decisions, format, &sink);
  if (trace->n_decisions > 0)
    {
      bs_fsm_export_json (trace, 1, &sink);
      bs_fsm_export_dot (trace, trace->n_decisions, &sink);
    }
  for (guint32 id = 1; id <= trace->n_decisions; id += 1 + trace->n_decisions / 10)
    for (guint format = BS_TABLE_TEXT; format <= BS_TABLE_JSON; format++)
      bs_inspection_print (trace, id, format, out);
  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      bs_graph_export_json (trace, i, 1, &sink);
      bs_graph_export_dot (trace, i, 1, TRUE, &sink);
    }
  bs_report_print_text (trace, out);
  exercise_comparison (trace, out);
}
