/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the decisions of a trace again, executes its batches again, and compares. */
#include "config.h"

#include "profiles/replay/verification.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "profiles/replay/verification-private.h"

/* Nodes and operands of all stages together, each of which is a graph of its own. */
#define MAX_STAGE_WORK ((guint64) 1 << 32)

/* Of traces of this version on reasons are what they are now. */
#define REASONS_VERSION 2

/* What can differ, for people. */
static const struct
{
  const char *what, *label;
} labels[] = {
  { "batches", N_ ("number of batches") },
  { "candidates", N_ ("number of ready types") },
  { "draw", N_ ("random draw") },
  { "executed", N_ ("times that the node is executed") },
  { "lower_bound", N_ ("lower bound") },
  { "loss", N_ ("loss") },
  { "member", N_ ("a node of the batch") },
  { "node", N_ ("number of a node of the batch") },
  { "node_type", N_ ("type of a node of the batch") },
  { "operands", N_ ("calls of cells") },
  { "reachable", N_ ("reachable nodes of a type") },
  { "ready", N_ ("ready nodes of a type") },
  { "reason", N_ ("reason") },
  { "score", N_ ("score of a type") },
  { "size", N_ ("nodes in the batch") },
  { "stage", N_ ("nodes executed before the graph grew") },
  { "state", N_ ("state") },
  { "tied", N_ ("types with the same score") },
  { "type", N_ ("type of the batch") },
  { "waits_for", N_ ("a node that it waits for") },
};

const char *
bs_check_to_string (BsCheck check)
{
  static const char *const names[] = { "consistency", "decisions", "loss" };

  return names[check];
}

const char *
bs_finding_kind_to_string (BsFindingKind kind)
{
  static const char *const names[] = { "same", "different", "not checked" };

  return names[kind];
}

gboolean
bs_verifying_differs (const BsVerifying *self, guint32 decision, guint32 node, const char *what,
                      char *expected, char *found)
{
  *self->finding = (BsFinding){
    .kind = BS_FINDING_DIFFERENT,
    .decision = decision,
    .node = node,
    .what = what,
    .expected = expected,
    .found = found,
  };

  return FALSE;
}

gboolean
bs_verifying_compare (const BsVerifying *self, guint32 decision, guint32 node, const char *what,
                      guint64 expected, guint64 found)
{
  return expected == found
         || bs_verifying_differs (self, decision, node, what,
                                  g_strdup_printf ("%" G_GUINT64_FORMAT, expected),
                                  g_strdup_printf ("%" G_GUINT64_FORMAT, found));
}

gboolean
bs_verifying_can_grow (const BsVerifying *self)
{
  return bs_stages_count (self->mini_batch) == 1
         || bs_stages_get_work (self->mini_batch) <= MAX_STAGE_WORK;
}

/* Returns: (transfer full) (nullable): NULL when cancelled. */
static BsSchedule *
schedule_again (const BsVerifying *self, BsScheduler *scheduler)
{
  g_autoptr (BsSchedule) schedule = NULL;
  guint32 n_candidates = 0;

  /* Where there come to be more than were recorded, something differs before. */
  for (guint32 i = 0; i < self->mini_batch->n_decisions; i++)
    n_candidates +=
        bs_trace_decision (self->trace, self->mini_batch->first_decision + i)->n_candidates;
  bs_scheduler_set_room (scheduler, n_candidates);
  bs_scheduler_begin (scheduler);
  for (guint32 stage = 0; stage < bs_stages_count (self->mini_batch); stage++)
    {
      g_autoptr (BsGraph) graph = bs_stages_cut_graph (self->unpacked, stage);

      g_clear_pointer (&schedule, bs_schedule_unref);
      schedule = bs_scheduler_continue (scheduler, graph, self->trace->types);
      if (g_cancellable_is_cancelled (self->cancellable))
        return NULL;
    }
  bs_scheduler_begin (scheduler);

  return g_steal_pointer (&schedule);
}

static char *
real (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (value == BS_NO_SCORE ? "-" : g_ascii_dtostr (text, sizeof text, value));
}

/* Returns: (transfer full): a number of a type, with its name. */
static char *
of_type (const BsVerifying *self, guint type, double value)
{
  g_autofree char *text = real (value);

  return g_strdup_printf ("%s %s", self->trace->types->types[type].name, text);
}

static gboolean
compare_candidate (const BsVerifying *self, guint32 decision, const BsCandidate *expected,
                   const BsCandidate *found)
{
  guint32 none = G_MAXUINT32;

  if (expected->type != found->type || expected->ready != found->ready)
    return bs_verifying_differs (self, decision, none, "ready",
                                 of_type (self, expected->type, expected->ready),
                                 of_type (self, found->type, found->ready));
  if (expected->reachable != found->reachable)
    return bs_verifying_differs (self, decision, none, "reachable",
                                 of_type (self, expected->type, expected->reachable),
                                 of_type (self, found->type, found->reachable));
  if (expected->score != found->score)
    return bs_verifying_differs (self, decision, none, "score",
                                 of_type (self, expected->type, expected->score),
                                 of_type (self, found->type, found->score));

  return TRUE;
}

/* What was on the table. */
static gboolean
compare_candidates (const BsVerifying *self, guint32 decision, const BsDecision *again,
                    const BsSchedule *schedule)
{
  const BsTraceDecision *d = bs_trace_decision (self->trace, decision);
  const BsCandidate *found = self->trace->candidates + d->first_candidate;
  const BsCandidate *expected = schedule->candidates + again->first_candidate;

  if (!bs_verifying_compare (self, decision, G_MAXUINT32, "candidates", again->n_candidates,
                             d->n_candidates))
    return FALSE;
  for (guint i = 0; i < d->n_candidates; i++)
    if (!compare_candidate (self, decision, &expected[i], &found[i]))
      return FALSE;

  return TRUE;
}

static gboolean
compare_states (const BsVerifying *self, guint32 decision, guint32 state,
                const BsStateTable *states)
{
  const BsTrace *trace = self->trace;
  guint n_expected, n_found;
  const guint16 *expected = bs_state_table_get (states, state, &n_expected);
  const guint16 *found = bs_state_table_get (trace->states,
                                             bs_trace_decision (trace, decision)->state, &n_found);

  if (states->encoding == trace->states->encoding && n_expected == n_found
      && memcmp (expected, found, n_found * sizeof *found) == 0)
    return TRUE;

  return bs_verifying_differs (
      self, decision, G_MAXUINT32, "state",
      bs_state_to_string (states->encoding, expected, n_expected, trace->types),
      bs_trace_state_text (trace, decision));
}

static gboolean
compare_members (const BsVerifying *self, guint32 decision, const guint32 *expected)
{
  const BsTraceDecision *d = bs_trace_decision (self->trace, decision);
  const guint32 *found = bs_trace_members (self->unpacked, d);

  for (guint32 i = 0; i < d->size; i++)
    if (!bs_verifying_compare (self, decision, found[i], "member", expected[i], found[i]))
      return FALSE;

  return TRUE;
}

static gboolean
compare_decision (const BsVerifying *self, guint32 index, const BsSchedule *schedule)
{
  const BsTrace *trace = self->trace;
  guint32 decision = self->mini_batch->first_decision + index;
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsDecision *again = &schedule->decisions[index];
  guint32 none = G_MAXUINT32;

  if (trace->n_candidates > 0 && !compare_states (self, decision, again->state, schedule->states))
    return FALSE;
  if (again->type != d->type)
    return bs_verifying_differs (self, decision, none, "type",
                                 g_strdup (trace->types->types[again->type].name),
                                 g_strdup (trace->types->types[d->type].name));
  if (trace->version >= REASONS_VERSION && again->reason != d->reason)
    return bs_verifying_differs (self, decision, none, "reason",
                                 g_strdup (bs_reason_to_string (again->reason)),
                                 g_strdup (bs_reason_to_string (d->reason)));

  return bs_verifying_compare (self, decision, none, "size", again->count, d->size)
         && compare_members (self, decision, schedule->order + again->first)
         && bs_verifying_compare (self, decision, none, "tied", again->n_tied, d->n_tied)
         && bs_verifying_compare (self, decision, none, "draw", again->draw, d->draw)
         && (trace->n_candidates == 0 || compare_candidates (self, decision, again, schedule));
}

/* Returns FALSE when cancelled. */
static gboolean
check_decisions (const BsVerifying *self, BsScheduler *scheduler)
{
  const BsTraceMiniBatch *mini_batch = self->mini_batch;
  g_autoptr (BsSchedule) schedule = schedule_again (self, scheduler);

  if (schedule == NULL)
    return FALSE;

  for (guint32 i = 0; i < MIN (mini_batch->n_decisions, schedule->n_decisions); i++)
    if (!compare_decision (self, i, schedule))
      return TRUE;
  if (!bs_stages_are_whole (self->trace, self->mini_batch)
      && mini_batch->n_decisions <= schedule->n_decisions)
    self->finding->reason = g_strdup_printf (
        _ ("the recording was cut short: only the first %u decisions are there"),
        mini_batch->n_decisions);
  else if (bs_verifying_compare (self, 0, G_MAXUINT32, "batches", schedule->n_decisions,
                                 mini_batch->n_decisions)
           && self->trace->version < REASONS_VERSION)
    self->finding->reason = g_strdup (_ ("reasons had another meaning when it was recorded"));

  return TRUE;
}

/* Runs all batches, stage by stage as they ran when they were recorded. */
static gboolean
execute_again (const BsVerifying *self, BsBackend *backend, GError **error)
{
  guint32 decision = 0;

  for (guint32 stage = 0; stage < bs_stages_count (self->mini_batch); stage++)
    {
      guint32 end = bs_stages_get_end (self->mini_batch, stage);
      g_autoptr (BsGraph) graph = bs_stages_cut_graph (self->unpacked, stage);
      g_autoptr (BsSchedule)
          schedule = bs_stages_cut_schedule (self->trace, self->unpacked, graph, end);

      if (!(stage > 0 ? backend->klass->grow : backend->klass->begin) (
              backend, graph, self->trace->types, schedule, error))
        return FALSE;
      for (; decision < end; decision++)
        {
          if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
            return FALSE;
          backend->klass->execute (backend, decision, self->mini_batch->first_decision, self->index,
                                   NULL);
        }
    }

  return TRUE;
}

static gboolean
set_unchecked (const BsVerifying *self, const char *reason)
{
  self->finding->kind = BS_FINDING_UNCHECKED;
  self->finding->reason = g_strdup (reason);

  return TRUE;
}

/* Returns FALSE when cancelled. */
static gboolean
check_loss (const BsVerifying *self, BsBackend *backend)
{
  g_autoptr (GError) error = NULL;
  double found = self->mini_batch->loss, expected;

  if (!self->mini_batch->finished || !bs_stages_are_whole (self->trace, self->mini_batch))
    return set_unchecked (self, _ ("the mini-batch did not run to its end"));
  if (self->mini_batch->n_nodes == 0)
    return set_unchecked (self, _ ("there is nothing to execute"));

  if (!execute_again (self, backend, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return FALSE;
      if (!g_error_matches (error, BS_ERROR, BS_ERROR_UNSUPPORTED))
        return set_unchecked (self, error->message);
      bs_verifying_differs (self, 0, G_MAXUINT32, "operands",
                            g_strdup (_ ("what the model can execute")), g_strdup (error->message));
      return TRUE;
    }

  /* numbers are compared as bits, but that there are many ways to be no number */
  expected = backend->klass->read_loss (backend);
  if (!bs_backend_check (backend, &error))
    return set_unchecked (self, error->message);
  if (expected != found && !(isnan (expected) && isnan (found)))
    bs_verifying_differs (self, 0, self->mini_batch->n_nodes - 1, "loss", real (expected),
                          real (found));

  return TRUE;
}

/* All checks of one mini-batch. Returns FALSE when cancelled. */
static gboolean
verify_mini_batch (BsVerifying *self, BsFinding *findings, const BsVerificationMeans *means,
                   BsScheduler *scheduler)
{
  gboolean can_grow = bs_verifying_can_grow (self), consistent;
  const char *inconsistent = _ ("the trace contradicts itself");
  const char *stages = _ ("the graph has too many stages");

  self->finding = &findings[BS_CHECK_CONSISTENCY];
  if (!bs_verifying_check_consistency (self))
    return FALSE;
  consistent = self->finding->kind == BS_FINDING_SAME;

  /* In any case: what a policy draws may hang on how often it was asked. */
  self->finding = &findings[BS_CHECK_DECISIONS];
  if (scheduler == NULL || !can_grow)
    set_unchecked (self, scheduler == NULL ? means->no_policy : stages);
  else if (!check_decisions (self, scheduler))
    return FALSE;

  self->finding = &findings[BS_CHECK_LOSS];
  if (means->backend == NULL || !can_grow || !consistent)
    return set_unchecked (self, means->backend == NULL ? means->no_backend
                                : !can_grow            ? stages
                                                       : inconsistent);

  return check_loss (self, means->backend);
}

BsVerification *
bs_verify (const BsTrace *trace, const BsVerificationMeans *means, GCancellable *cancellable,
           GError **error)
{
  g_autoptr (BsVerification) self = g_new0 (BsVerification, 1);
  g_autoptr (BsScheduler) scheduler = NULL;

  self->n_mini_batches = trace->n_mini_batches;
  self->findings = g_malloc0_n (MAX (trace->n_mini_batches, 1), sizeof *self->findings);
  if (means->policy != NULL)
    {
      scheduler = bs_scheduler_new (means->policy, trace->states->encoding, TRUE);
      bs_scheduler_set_cancellable (scheduler, cancellable);
    }
  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, i);
      BsVerifying verifying = {
        .trace = trace,
        .mini_batch = &trace->mini_batches[i],
        .unpacked = unpacked,
        .index = i,
        .cancellable = cancellable,
      };

      for (BsCheck check = 0; check < BS_N_CHECKS; check++)
        self->findings[i][check].node = G_MAXUINT32;
      if (!verify_mini_batch (&verifying, self->findings[i], means, scheduler))
        {
          g_cancellable_set_error_if_cancelled (cancellable, error);
          return NULL;
        }
    }

  return g_steal_pointer (&self);
}

void
bs_verification_free (BsVerification *self)
{
  for (guint32 i = 0; i < self->n_mini_batches; i++)
    for (BsCheck check = 0; check < BS_N_CHECKS; check++)
      {
        g_free (self->findings[i][check].expected);
        g_free (self->findings[i][check].found);
        g_free (self->findings[i][check].reason);
      }
  g_free (self->findings);
  g_free (self);
}

guint
bs_verification_count (const BsVerification *self, BsFindingKind kind)
{
  guint n = 0;

  for (guint32 i = 0; i < self->n_mini_batches; i++)
    for (BsCheck check = 0; check < BS_N_CHECKS; check++)
      n += self->findings[i][check].kind == kind;

  return n;
}

char *
bs_finding_describe (const BsFinding *self, guint32 mini_batch)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, _ ("mini-batch %u"), mini_batch);
  if (self->decision > 0)
    g_string_append_printf (out, _ (", decision %u"), self->decision);
  if (self->node != G_MAXUINT32)
    g_string_append_printf (out, _ (", node %u"), self->node);
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].what, self->what))
      g_string_append_printf (out, _ (": %s: expected %s, found %s"), _ (labels[i].label),
                              self->expected, self->found);

  return g_string_free (out, FALSE);
}
