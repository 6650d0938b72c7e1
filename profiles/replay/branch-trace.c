/* SPDX-License-Identifier: Apache-2.0 */
/* A branch as a trace of its own. */
#include "config.h"

#include "profiles/replay/branch-trace.h"

#include <math.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "engine/error.h"
#include "profiles/recording/trace-writer.h"
#include "profiles/trace/stages.h"

#define EVENTS_AT_ONCE 4096u

typedef struct
{
  const BsTrace *trace;
  const BsBranch *branch;
  const char *name; /* (nullable) */
  BsTraceWriter *writer;
  gint64 shift;    /* of decisions behind the branch */
  guint32 *states; /* of the trace: their numbers in what is written */

  BsEventIter events;
  BsEvent event; /* that comes next */
  gboolean has_event;
  guint32 near; /* mini-batch of the last event */
} Writing;

static void
write_vocabularies (const Writing *self)
{
  const BsTrace *trace = self->trace;

  for (guint i = 0; i < trace->n_vocabularies; i++)
    bs_trace_writer_add_vocabulary (self->writer, trace->vocabularies[i].name,
                                    (const char *const *) trace->vocabularies[i].strings,
                                    trace->vocabularies[i].n);
}

static void
write_types (const Writing *self)
{
  const BsTrace *trace = self->trace;

  for (guint i = 0; i < trace->n_cells; i++)
    bs_trace_writer_add_cell (self->writer, i, trace->cells[i]);
  for (guint i = 0; i < trace->n_plans; i++)
    bs_trace_writer_add_plan (self->writer, i, trace->plans[i].cell, &trace->plans[i].plan);
  for (guint t = 0; t < trace->types->n_types; t++)
    {
      const BsType *type = &trace->types->types[t];
      guint vocabulary = trace->type_vocabulary != NULL ? trace->type_vocabulary[t]
                                                        : BS_NO_VOCABULARY;
      guint cell = bs_trace_get_cell (trace, t);

      bs_trace_writer_add_type (self->writer, type->name, type->letter, type->shape,
                                vocabulary != BS_NO_VOCABULARY ? (int) vocabulary : -1,
                                cell != BS_NO_CELL ? (int) cell : -1);
    }
}

static void
write_info (const Writing *self)
{
  g_autoptr (GPtrArray) keys = bs_trace_get_info_keys (self->trace);
  g_autofree char *search = bs_search_key (self->branch->mini_batch);

  for (guint i = 0; i < keys->len; i++)
    if (!g_str_equal (keys->pdata[i], search))
      bs_trace_writer_set_info (self->writer, keys->pdata[i],
                                bs_trace_get_info (self->trace, keys->pdata[i]));
  if (self->name != NULL)
    bs_trace_writer_set_info (self->writer, "branch", self->name);
}

/* Returns: (transfer full): for each state of @states its number in what is written. */
static guint32 *
write_states (const Writing *self, const BsStateTable *states)
{
  guint32 *map = g_new (guint32, MAX (states->n_states, 1));

  for (guint i = 0; i < states->n_states; i++)
    {
      guint length;
      const guint16 *key = bs_state_table_get (states, i, &length);

      map[i] = bs_trace_writer_add_state (self->writer, states->encoding, key, length);
    }

  return map;
}

/* What was recorded of a decision, but its nodes. */
static void
copy_decision (const BsTrace *trace, guint32 decision, BsDecision *to)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);

  to->state = d->state;
  to->first_candidate = d->first_candidate;
  to->n_candidates = d->n_candidates;
  to->reason = d->reason;
  to->n_tied = d->n_tied;
  to->draw = d->draw;
  to->start_ns = d->start_ns;
  to->end_ns = d->end_ns;
}

static void
write_mini_batch (const Writing *self, BsTraceGraph *unpacked, BsSchedule *schedule,
                  guint32 first_decision, const BsStage *stages, const guint32 *states,
                  guint n_states)
{
  const BsTraceMiniBatch *facts = unpacked->mini_batch;
  const BsMiniBatch mini_batch = { .mini_batch = unpacked->index,
                                   .first_decision = first_decision,
                                   .first_instance = facts->first_instance,
                                   .types = self->trace->types,
                                   .graph = unpacked->graph,
                                   .schedule = schedule,
                                   .n_stages = stages != NULL ? facts->n_stages : 0,
                                   .stages = stages };

  if (facts->instance_names != NULL)
    {
      g_autofree const char **names = g_new (const char *, MAX (facts->n_instances, 1));

      for (guint32 i = 0; i < facts->n_instances; i++)
        names[i] = facts->instance_names[i] != NULL ? facts->instance_names[i] : "";
      bs_trace_writer_name_instances (self->writer, unpacked->index, names, facts->n_instances);
    }
  bs_trace_writer_add_mini_batch (self->writer, &mini_batch, facts->lower_bound, states, n_states);
}

/* Stages with their decisions as the writer wants them: of the mini-batch, from 0. */
static BsStage *
copy_stages (const BsTraceMiniBatch *facts)
{
  BsStage *stages = facts->n_stages > 0 ? g_new (BsStage, facts->n_stages) : NULL;

  for (guint32 i = 0; i < facts->n_stages; i++)
    stages[i] = (BsStage){ facts->stages[i].n_nodes,
                           facts->stages[i].first_decision - facts->first_decision };

  return stages;
}

static void
write_recorded (const Writing *self, guint32 m)
{
  const BsTrace *trace = self->trace;
  const BsTraceMiniBatch *facts = &trace->mini_batches[m];
  g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, m);
  g_autoptr (BsSchedule)
      made = bs_stages_cut_schedule (trace, unpacked, unpacked->graph, facts->n_decisions);
  g_autofree BsStage *stages = copy_stages (facts);
  BsSchedule schedule = *made;
  guint32 first = facts->first_decision;

  for (guint32 i = 0; i < facts->n_decisions; i++)
    copy_decision (trace, facts->first_decision + i, &schedule.decisions[i]);
  schedule.candidates = trace->candidates;
  schedule.n_fallbacks = facts->n_fallbacks;
  schedule.start_ns = facts->start_ns;
  schedule.end_ns = facts->end_ns;
  if (m > self->branch->mini_batch)
    first = (guint32) (first + self->shift);
  write_mini_batch (self, unpacked, &schedule, first, stages, self->states,
                    trace->states->n_states);
  if (facts->is_planned)
    bs_trace_writer_add_graph_plan (self->writer, m, &facts->plan);
  if (facts->finished)
    bs_trace_writer_finish_mini_batch (self->writer, m, facts->loss);
}

/* Decisions, from 0 through the mini-batch, that no branch on the way changed. */
static guint32
count_untouched (const Writing *self)
{
  guint32 n = G_MAXUINT32;

  for (const BsBranch *b = self->branch; b != NULL; b = b->parent)
    n = MIN (n, b->decision - self->trace->mini_batches[b->mini_batch].first_decision);

  return n;
}

/* A stage is over where all of its nodes have run. */
static void
move_stages (BsStage *stages, guint32 n_stages, const BsSchedule *schedule)
{
  guint64 n_executed = 0;
  guint32 stage = 0;

  for (guint32 i = 0; i < schedule->n_decisions; i++)
    {
      n_executed += schedule->decisions[i].count;
      if (stage + 1 < n_stages && n_executed == stages[stage].n_nodes)
        stages[++stage].first_decision = i + 1;
    }
}

static void
write_branch (const Writing *self)
{
  const BsTrace *trace = self->trace;
  guint32 m = self->branch->mini_batch, untouched = count_untouched (self);
  const BsTraceMiniBatch *facts = &trace->mini_batches[m];
  g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, m);
  g_autoptr (BsSchedule)
      made = facts->n_stages > 1 ? bs_schedule_ref (self->branch->schedule)
                                 : bs_schedule_add_ratios (self->branch->schedule, unpacked->graph);
  g_autofree BsStage *stages = copy_stages (facts);
  g_autofree guint32 *states = write_states (self, made->states);
  g_autofree BsDecision *decisions = g_memdup2 (made->decisions,
                                                MAX (made->n_decisions, 1) * sizeof (BsDecision));
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (BsCandidate));
  BsSchedule schedule = *made;
  gint64 ns = facts->start_ns;

  for (guint32 i = 0; i < schedule.n_decisions; i++)
    {
      BsDecision *d = &decisions[i];
      gboolean recorded = i < untouched;
      guint32 state = d->state;
      gint64 took;

      if (recorded)
        copy_decision (trace, facts->first_decision + i, d);
      d->state = state;
      /* Its candidates were appended behind those of others. */
      g_array_append_vals (candidates,
                           (recorded ? trace->candidates : made->candidates) + d->first_candidate,
                           d->n_candidates);
      d->first_candidate = candidates->len - d->n_candidates;
      /* One after the other, from when the mini-batch began. */
      took = MAX (d->end_ns - d->start_ns, 0);
      d->start_ns = recorded ? d->start_ns : ns;
      d->end_ns = d->start_ns + took;
      ns = MAX (ns, d->end_ns);
    }
  schedule.decisions = decisions;
  schedule.candidates = (BsCandidate *) (gpointer) candidates->data;
  schedule.n_candidates = candidates->len;
  schedule.start_ns = facts->start_ns;
  schedule.end_ns = ns;
  move_stages (stages, facts->n_stages, &schedule);
  write_mini_batch (self, unpacked, &schedule, facts->first_decision, stages, states,
                    made->states->n_states);
  bs_trace_writer_finish_mini_batch (self->writer, m, NAN);
}

/* Events up to those of mini-batch @m; what the branch replaces has none. */
static gboolean
write_events (Writing *self, guint32 m, GCancellable *cancellable, GError **error)
{
  g_autofree BsEvent *events = g_new (BsEvent, EVENTS_AT_ONCE);
  guint32 n = 0;

  while (self->has_event)
    {
      guint32 of = bs_trace_event_mini_batch (self->trace, &self->event, self->near);

      if (of > m && of < self->trace->n_mini_batches)
        break;
      self->near = of;
      if (of != self->branch->mini_batch)
        {
          events[n] = self->event;
          if (of > self->branch->mini_batch && self->event.decision > 0)
            events[n].decision = (guint32) (self->event.decision + self->shift);
          n++;
        }
      self->has_event = bs_event_iter_next (&self->events, &self->event);
      if (n == EVENTS_AT_ONCE || !self->has_event)
        {
          bs_trace_writer_add_events (self->writer, events, n);
          n = 0;
          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
        }
    }
  bs_trace_writer_add_events (self->writer, events, n);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
write_all (Writing *self, GCancellable *cancellable, GError **error)
{
  const BsTrace *trace = self->trace;

  write_info (self);
  write_vocabularies (self);
  if (trace->fsm != NULL)
    bs_trace_writer_set_policy (self->writer, trace->fsm, NULL);
  write_types (self);
  self->states = write_states (self, trace->states);
  bs_event_iter_init (&self->events, trace);
  self->has_event = bs_event_iter_next (&self->events, &self->event);
  for (guint32 m = 0; m < trace->n_mini_batches; m++)
    {
      if (m == self->branch->mini_batch)
        write_branch (self);
      else
        write_recorded (self, m);
      if (!write_events (self, m, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_other_file (const char *path, const char *recording, GError **error)
{
  GStatBuf a, b;

  if (recording == NULL || g_stat (path, &a) != 0 || g_stat (recording, &b) != 0
      || a.st_dev != b.st_dev || a.st_ino != b.st_ino)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("%s is the recording itself; choose another name"),
               path);
  return FALSE;
}

gboolean
bs_branch_write (const BsTrace *trace, const BsBranch *branch, const char *name, const char *path,
                 GCancellable *cancellable, GError **error)
{
  Writing self = { .trace = trace,
                   .branch = branch,
                   .name = name,
                   .shift = (gint64) branch->n_batches - branch->n_recorded };
  gboolean written;

  if (!is_other_file (path, trace->path, error))
    return FALSE;

  self.writer = bs_trace_writer_new (path, error);
  if (self.writer == NULL)
    return FALSE;

  written = write_all (&self, cancellable, error);
  /* Only the first error is told. */
  written = bs_trace_writer_close (self.writer, written && trace->complete, written ? error : NULL)
            && written;
  if (!written)
    g_unlink (path);
  bs_event_iter_clear (&self.events);
  g_free (self.states);

  return written;
}

BsTrace *
bs_branch_make_trace (const BsTrace *trace, const BsBranch *branch, GCancellable *cancellable,
                      GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", error);
  g_autofree char *path = NULL;
  BsTrace *made = NULL;

  if (folder == NULL)
    return NULL;

  path = g_build_filename (folder, "branch.bscope", NULL);
  if (bs_branch_write (trace, branch, NULL, path, cancellable, error))
    made = bs_trace_load (path, cancellable, error);
  g_unlink (path);
  g_rmdir (folder);

  return made;
}
