/* SPDX-License-Identifier: Apache-2.0 */
/* What runs are compared by: their decisions, times and moves, without graphs. */
#include "config.h"

#include "profiles/comparison/compared-run.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "profiles/trace/stages.h"
#include "profiles/trace/state-identity.h"

/* Nodes and operands of all stages of a graph that are made again; as bs_verify() has it. */
#define MAX_STAGE_WORK (G_GUINT64_CONSTANT (1) << 33)

/* Nodes whose facts go into a digest at once. */
#define DIGEST_CHUNK 1024

typedef struct
{
  BsRun *run;
  const BsTrace *trace;
  const BsCostModel *model; /* (nullable) */
  GCancellable *cancellable;
  GArray *decisions;   /* BsRunDecision */
  GArray *states;      /* BsRunState */
  GHashTable *numbers; /* of states, by identity: 1 more than their index */
  guint64 *type_hash;  /* [types of the trace] of their names */
} Builder;

static guint64
mix (guint64 x)
{
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return x ^ (x >> 31);
}

static guint64
hash_name (const char *name)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; *name != '\0'; name++)
    hash = (hash ^ (guint8) *name) * G_GUINT64_CONSTANT (0x100000001b3);

  return mix (hash);
}

/* A sum, so that the order of the nodes is all the same. */
static guint64
hash_members (const guint32 *members, guint32 n)
{
  guint64 hash = 0;

  for (guint32 i = 0; i < n; i++)
    hash += mix (members[i] + 1ull);

  return hash;
}

static void
state_clear (gpointer data)
{
  BsRunState *self = data;

  g_free (self->identity);
  g_free (self->text);
}

static void
builder_init (Builder *self, const char *name, const BsTrace *trace, const BsCostModel *model,
              GCancellable *cancellable)
{
  self->run = g_new0 (BsRun, 1);
  self->run->refs = 1;
  self->run->is_emulated = bs_trace_is_emulated (trace);
  self->trace = trace;
  self->model = model;
  self->cancellable = cancellable;
  self->decisions = g_array_sized_new (FALSE, FALSE, sizeof (BsRunDecision), trace->n_decisions);
  self->states = g_array_new (FALSE, FALSE, sizeof (BsRunState));
  g_array_set_clear_func (self->states, state_clear);
  self->numbers = g_hash_table_new (g_str_hash, g_str_equal);
  self->type_hash = g_new (guint64, MAX (trace->types->n_types, 1));
  for (guint i = 0; i < trace->types->n_types; i++)
    self->type_hash[i] = hash_name (trace->types->types[i].name);

  self->run->name = g_strdup (name);
  self->run->types = bs_type_table_ref (trace->types);
  self->run->n_mini_batches = trace->n_mini_batches;
  self->run->mini_batches = g_new0 (BsRunMiniBatch, MAX (trace->n_mini_batches, 1));
}

static void
builder_clear (Builder *self)
{
  g_clear_pointer (&self->run, bs_run_free);
  g_array_unref (self->decisions);
  g_array_unref (self->states);
  g_hash_table_unref (self->numbers);
  g_free (self->type_hash);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Builder, builder_clear)

static guint32
find_state (Builder *self, const BsStateTable *states, guint32 state)
{
  BsRunState own;
  const guint16 *key;
  gpointer found;
  guint length;

  if (states == NULL || state >= states->n_states)
    return G_MAXUINT32;

  key = bs_state_table_get (states, state, &length);
  own.identity = bs_state_identify (states->encoding, key, length, self->trace->types);
  found = g_hash_table_lookup (self->numbers, own.identity);
  if (found != NULL)
    {
      g_free (own.identity);
      return GPOINTER_TO_UINT (found) - 1;
    }

  own.text = bs_state_to_string (states->encoding, key, length, self->trace->types);
  g_array_append_val (self->states, own);
  g_hash_table_insert (self->numbers, own.identity, GUINT_TO_POINTER (self->states->len));

  return self->states->len - 1;
}

/* Types by name, operands, and how the graph grew. */
static void
make_digest (const Builder *self, const BsTraceGraph *unpacked, guint8 *digest)
{
  const BsGraph *graph = unpacked->graph;
  const BsTraceMiniBatch *mini_batch = unpacked->mini_batch;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint64 *types = g_new (guint64, DIGEST_CHUNK);
  guint32 facts[] = { graph->n_nodes, graph->n_inputs, bs_stages_count (mini_batch) };
  gsize size = BS_RUN_DIGEST_SIZE;

  g_checksum_update (checksum, (const guchar *) facts, sizeof facts);
  for (guint32 first = 0; first < graph->n_nodes; first += DIGEST_CHUNK)
    {
      guint32 n = MIN (graph->n_nodes - first, DIGEST_CHUNK);

      for (guint32 i = 0; i < n; i++)
        types[i] = self->type_hash[graph->type[first + i]];
      g_checksum_update (checksum, (const guchar *) types, (gssize) (n * sizeof *types));
    }
  g_checksum_update (checksum, (const guchar *) graph->input_start,
                     (gssize) ((graph->n_nodes + 1ull) * sizeof (guint32)));
  if (graph->n_inputs > 0)
    {
      g_checksum_update (checksum, (const guchar *) graph->inputs,
                         (gssize) (graph->n_inputs * sizeof (guint32)));
      g_checksum_update (checksum, graph->ports, graph->n_inputs);
    }
  for (guint32 i = 0; i < mini_batch->n_stages; i++)
    g_checksum_update (checksum, (const guchar *) &mini_batch->stages[i].n_nodes, sizeof (guint32));
  g_checksum_get_digest (checksum, digest, &size);
}

static void
add_decision (Builder *self, guint32 type, const guint32 *members, guint32 size, guint32 state,
              double ns, guint64 moved_bytes)
{
  BsRunDecision decision = { .type = type,
                             .size = size,
                             .state = state,
                             .members = hash_members (members, size),
                             .ns = ns,
                             .moved_bytes = moved_bytes,
                             .predicted_ns = self->model != NULL ? bs_cost_model_predict_batch (
                                                 self->model, type, size)
                                                                 : NAN };

  g_array_append_val (self->decisions, decision);
}

/* What is the same however it is scheduled. */
static BsRunMiniBatch *
begin_mini_batch (Builder *self, const BsTraceGraph *unpacked)
{
  const BsTraceMiniBatch *mini_batch = unpacked->mini_batch;
  BsRunMiniBatch *own = &self->run->mini_batches[unpacked->index];

  own->n_nodes = mini_batch->n_nodes;
  own->lower_bound = mini_batch->lower_bound;
  own->first_decision = self->decisions->len;
  own->loss = own->ns = NAN;
  own->is_whole = TRUE;
  make_digest (self, unpacked, own->digest);

  return own;
}

static void
add_recorded (Builder *self, const BsTraceGraph *unpacked)
{
  const BsTraceMiniBatch *mini_batch = unpacked->mini_batch;
  BsRunMiniBatch *own = begin_mini_batch (self, unpacked);

  own->n_decisions = mini_batch->n_decisions;
  own->is_whole = bs_stages_are_whole (self->trace, mini_batch);
  own->loss = mini_batch->loss;
  for (guint32 i = 0; i < mini_batch->n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (self->trace, mini_batch->first_decision + i);
      gboolean ran = d->run_end_ns > 0;

      add_decision (self, d->type, bs_trace_members (unpacked, d), d->size,
                    find_state (self, self->trace->states, d->state),
                    ran ? (double) (d->run_end_ns - d->run_start_ns) : NAN,
                    d->gather_bytes + d->scatter_bytes);
      own->gathers += d->n_gathers;
      own->gather_bytes += d->gather_bytes;
      own->scatters += d->n_scatters;
      own->scatter_bytes += d->scatter_bytes;
      own->is_measured |= ran;
    }
}

static void
add_schedule (Builder *self, const BsTraceGraph *unpacked, const BsSchedule *schedule)
{
  BsRunMiniBatch *own = begin_mini_batch (self, unpacked);

  own->n_decisions = schedule->n_decisions;
  for (guint32 i = 0; i < schedule->n_decisions; i++)
    {
      const BsDecision *d = &schedule->decisions[i];

      add_decision (self, d->type, schedule->order + d->first, d->count,
                    find_state (self, schedule->states, d->state), NAN, 0);
    }
}

/* Adds up the times of the mini-batches that are in the run as they were recorded. */
static void
add_times (Builder *self)
{
  guint32 n = self->run->n_mini_batches, near = 0;
  g_autofree gint64 *start = g_new0 (gint64, MAX (n, 1));
  BsEventIter iter;
  BsEvent event;

  bs_event_iter_init (&iter, self->trace);
  while (bs_event_iter_next (&iter, &event))
    {
      BsRunMiniBatch *own;

      near = bs_trace_event_mini_batch (self->trace, &event, near);
      if (near >= n || !self->run->mini_batches[near].is_measured)
        continue;

      /* events are in order of their start */
      own = &self->run->mini_batches[near];
      if (isnan (own->ns))
        start[near] = event.start_ns;
      own->ns = MAX (isnan (own->ns) ? 0 : own->ns, (double) (event.end_ns - start[near]));
      own->phase_ns[event.phase] += (double) (event.end_ns - event.start_ns);
    }
  bs_event_iter_clear (&iter);
}

static BsRun *
finish (Builder *self)
{
  BsRun *run = g_steal_pointer (&self->run);
  guint32 number = 1;

  run->is_measured = run->n_mini_batches > 0;
  for (guint32 i = 0; i < run->n_mini_batches; i++)
    {
      run->mini_batches[i].first_number = number;
      number += run->mini_batches[i].n_decisions;
      run->is_measured &= run->mini_batches[i].is_measured;
    }
  run->n_decisions = self->decisions->len;
  run->decisions = (BsRunDecision *) g_array_steal (self->decisions, NULL);
  run->n_states = self->states->len;
  run->states = (BsRunState *) g_array_steal (self->states, NULL);

  return run;
}

/* The mini-batch @replaced has @schedule. */
static BsRun *
create_recorded (const char *name, const BsTrace *trace, const BsCostModel *model, guint32 replaced,
                 const BsSchedule *schedule, GCancellable *cancellable, GError **error)
{
  g_auto (Builder) builder = { 0 };

  builder_init (&builder, name, trace, model, cancellable);
  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      g_autoptr (BsTraceGraph) unpacked = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;

      unpacked = bs_trace_open_graph (trace, i);
      if (i == replaced)
        add_schedule (&builder, unpacked, schedule);
      else
        add_recorded (&builder, unpacked);
    }
  add_times (&builder);

  return finish (&builder);
}

BsRun *
bs_run_new_recorded (const char *name, const BsTrace *trace, const BsCostModel *model,
                     GCancellable *cancellable, GError **error)
{
  return create_recorded (name, trace, model, G_MAXUINT32, NULL, cancellable, error);
}

BsRun *
bs_run_new_branched (const char *name, const BsTrace *trace, const BsCostModel *model,
                     guint32 mini_batch, const BsSchedule *schedule, GCancellable *cancellable,
                     GError **error)
{
  return create_recorded (name, trace, model, mini_batch, schedule, cancellable, error);
}

BsEncoding
bs_run_pick_encoding (const BsTrace *trace, BsEncoding wanted, gboolean is_given)
{
  BsEncoding recorded = trace->states->encoding;

  return !is_given && recorded < BS_N_PUBLISHED_ENCODINGS ? recorded : wanted;
}

static BsSchedule *
schedule_graph (const Builder *self, const BsTraceGraph *unpacked, BsScheduler *scheduler,
                GError **error)
{
  const BsTraceMiniBatch *mini_batch = unpacked->mini_batch;
  g_autoptr (BsSchedule) schedule = NULL;

  if (bs_stages_count (mini_batch) > 1 && bs_stages_get_work (mini_batch) > MAX_STAGE_WORK)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("The graph of mini-batch %u grew in too many stages to be scheduled again"),
                   unpacked->index);
      return NULL;
    }

  bs_scheduler_begin (scheduler);
  for (guint32 stage = 0; stage < bs_stages_count (mini_batch); stage++)
    {
      g_autoptr (BsGraph) graph = bs_stages_cut_graph (unpacked, stage);

      g_clear_pointer (&schedule, bs_schedule_unref);
      schedule = bs_scheduler_continue (scheduler, graph, self->trace->types);
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return NULL;
    }
  if (schedule->n_candidates > BS_SCHEDULER_ROOM)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("Too many types are ready in mini-batch %u for it to be scheduled again"),
                   unpacked->index);
      return NULL;
    }

  return g_steal_pointer (&schedule);
}

BsRun *
bs_run_new_scheduled (const char *name, const BsTrace *trace, const BsCostModel *model,
                      BsPolicy *policy, BsEncoding encoding, GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, encoding, TRUE);
  g_auto (Builder) builder = { 0 };

  bs_scheduler_set_room (scheduler, BS_SCHEDULER_ROOM);
  bs_scheduler_set_cancellable (scheduler, cancellable);
  builder_init (&builder, name, trace, model, cancellable);
  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, i);
      g_autoptr (BsSchedule) schedule = schedule_graph (&builder, unpacked, scheduler, error);

      if (schedule == NULL)
        return NULL;
      add_schedule (&builder, unpacked, schedule);
    }

  return finish (&builder);
}

BsRun *
bs_run_ref (BsRun *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

BsRun *
bs_run_rename (BsRun *self, const char *name)
{
  BsRun *run = g_memdup2 (self, sizeof *self);

  run->refs = 1;
  run->name = g_strdup (name);
  run->origin = bs_run_ref (self->origin != NULL ? self->origin : self);

  return run;
}

void
bs_run_free (BsRun *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  if (self->origin != NULL)
    {
      bs_run_free (self->origin);
      g_free (self->name);
      g_free (self);
      return;
    }

  for (guint i = 0; i < self->n_states; i++)
    state_clear (&self->states[i]);
  g_free (self->states);
  g_free (self->decisions);
  g_free (self->mini_batches);
  g_clear_pointer (&self->types, bs_type_table_unref);
  g_free (self->name);
  g_free (self);
}
