/* SPDX-License-Identifier: Apache-2.0 */
/* Walks through the decisions of a trace and recomputes what its graph alone decides: who could be
 * in a batch, what else was ready, what the policy saw. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "engine/ratio.h"
#include "profiles/replay/verification-private.h"

/* Where the walk is. */
typedef struct
{
  const BsVerifying *at;
  const BsGraph *graph;
  guint32 decision; /* from 1 through the whole trace */
  guint32 *pending; /* [n_nodes] inputs that have not run */
  guint32 *run_by;  /* [n_nodes] the decision that ran it; 0: none */
  guint32 *ready;   /* [n_types] */
  guint n_ready_types;
  guint32 n_there, n_executed;
  guint32 stage;
  guint16 *rank;  /* (nullable) [n_types] the order of types in states */
  guint16 *key;   /* room for a state */
  BsRatio *ratio; /* (nullable) */
  gboolean knows_ratio;
} Walk;

/* A learned table has an order of types of its own; what it does not know stands behind. */
static guint16 *
find_rank (const BsTrace *trace, guint n_types)
{
  guint16 *rank;

  if (trace->fsm == NULL)
    return NULL;

  rank = g_new (guint16, n_types + 1);
  for (guint type = 0; type < n_types; type++)
    {
      int own = bs_type_table_lookup (trace->fsm->types, trace->types->types[type].name);

      rank[type] = MIN (own >= 0 ? (guint) own : trace->fsm->types->n_types + type, G_MAXUINT16);
    }

  return rank;
}

static void
walk_init (Walk *self, const BsVerifying *at)
{
  const BsGraph *graph = at->unpacked->graph;

  *self = (Walk){
    .at = at,
    .graph = graph,
    .pending = g_new (guint32, MAX (graph->n_nodes, 1)),
    .run_by = g_new0 (guint32, MAX (graph->n_nodes, 1)),
    .ready = g_new0 (guint32, MAX (graph->n_types, 1)),
    .rank = find_rank (at->trace, graph->n_types),
    .key = g_new (guint16, bs_state_max_length (at->trace->states->encoding, graph->n_types) + 1),
    .knows_ratio = bs_verifying_can_grow (at),
  };
  memcpy (self->pending, graph->n_dependencies, graph->n_nodes * sizeof (guint32));
}

static void
walk_clear (Walk *self)
{
  g_clear_pointer (&self->ratio, bs_ratio_free);
  g_free (self->pending);
  g_free (self->run_by);
  g_free (self->ready);
  g_free (self->rank);
  g_free (self->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

static gboolean
differs (const Walk *self, guint32 node, const char *what, char *expected, char *found)
{
  return bs_verifying_differs (self->at, self->decision, node, what, expected, found);
}

static char *
number (guint64 value)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, value);
}

static char *
type_name (const Walk *self, guint type)
{
  const BsTypeTable *types = self->at->trace->types;

  return type < types->n_types ? g_strdup (types->types[type].name) : number (type);
}

static void
add_ready (Walk *self, guint32 node)
{
  if (self->ready[self->graph->type[node]]++ == 0)
    self->n_ready_types++;
}

/* The ratios where a stage begins: what has run before is taken out in topological order. */
static void
begin_ratio (Walk *self)
{
  g_autoptr (BsGraph) graph = NULL;

  g_clear_pointer (&self->ratio, bs_ratio_free);
  if (!self->knows_ratio || self->at->trace->n_candidates == 0)
    return;
  graph = bs_stages_cut_graph (self->at->unpacked, self->stage);
  self->ratio = bs_ratio_new (graph);
  for (guint32 v = 0; self->ratio != NULL && v < graph->n_nodes; v++)
    if (self->run_by[v] != 0)
      bs_ratio_execute (self->ratio, &v, 1);
}

/* A stage begins once all nodes of those before have run. */
static gboolean
begin_stage (Walk *self)
{
  guint32 n_before = self->n_there;

  if (self->n_executed < n_before)
    return differs (self, G_MAXUINT32, "stage", number (n_before), number (self->n_executed));

  self->n_there = bs_stages_get_nodes (self->at->mini_batch, self->stage);
  for (guint32 v = n_before; v < self->n_there; v++)
    if (self->pending[v] == 0)
      add_ready (self, v);
  begin_ratio (self);

  return TRUE;
}

/* Numbers of a type, with its name where they differ. */
static gboolean
compare_of_type (const Walk *self, guint type, const char *what, guint32 expected, guint32 found)
{
  const char *name = self->at->trace->types->types[type].name;

  return expected == found
         || differs (self, G_MAXUINT32, what, g_strdup_printf ("%s %u", name, expected),
                     g_strdup_printf ("%s %u", name, found));
}

static gboolean
check_candidates (const Walk *self, const BsTraceDecision *d)
{
  const BsCandidate *candidates = self->at->trace->candidates + d->first_candidate;

  for (guint i = 0; i < d->n_candidates; i++)
    {
      guint type = candidates[i].type;
      gboolean known = type < self->graph->n_types;

      if (!compare_of_type (self, type, "ready", known ? self->ready[type] : 0,
                            candidates[i].ready))
        return FALSE;
      if (self->knows_ratio
          && !compare_of_type (self, type, "reachable",
                               self->ratio != NULL ? self->ratio->reachable[type] : 0,
                               candidates[i].reachable))
        return FALSE;
    }

  return bs_verifying_compare (self->at, self->decision, G_MAXUINT32, "candidates",
                               self->n_ready_types, d->n_candidates);
}

/* Marks are up to the policy: a marked state has to be of ready types here, and is compared when
 * decisions are made again. */
static gboolean
check_state (const Walk *self, const BsTraceDecision *d)
{
  const BsStateTable *states = self->at->trace->states;
  BsEncoding encoding = states->encoding;
  guint length, n;
  const guint16 *key = bs_state_table_get (states, d->state, &length);
  gboolean same = length > 0;

  if (encoding == BS_ENCODING_MARKED)
    {
      for (guint i = 0; i < bs_state_n_types (encoding, length); i++)
        same = same && key[i] < self->graph->n_types && self->ready[key[i]] > 0;
      encoding = BS_ENCODING_BASE;
    }
  n = bs_state_encode (encoding, self->ready, self->graph->n_types, self->rank, self->key);
  if (encoding == states->encoding)
    same = n == length && memcmp (key, self->key, n * sizeof *key) == 0;

  return same
         || differs (self, G_MAXUINT32, "state",
                     bs_state_to_string (encoding, self->key, n, self->at->trace->types),
                     bs_trace_state_text (self->at->trace, self->decision));
}

/* The first input of a node that has not run. */
static guint32
find_missing_input (const Walk *self, guint32 node)
{
  guint32 k = self->graph->input_start[node];

  while (self->run_by[self->graph->inputs[k]] != 0)
    k++;

  return self->graph->inputs[k];
}

static gboolean
check_member (const Walk *self, const BsTraceDecision *d, guint32 node)
{
  if (node >= self->n_there)
    return differs (self, node, "node", g_strdup_printf ("< %u", self->n_there), number (node));
  if (self->graph->type[node] != d->type)
    return differs (self, node, "node_type", type_name (self, d->type),
                    type_name (self, self->graph->type[node]));
  if (self->run_by[node] != 0)
    return differs (self, node, "executed", number (1), number (2));
  if (self->pending[node] > 0)
    return differs (self, node, "waits_for", g_strdup ("-"),
                    number (find_missing_input (self, node)));

  return TRUE;
}

/* Checks the batch, and runs it. */
static gboolean
check_members (Walk *self, const BsTraceDecision *d)
{
  const guint32 *members = bs_trace_members (self->at->unpacked, d);

  if (d->size == 0 || d->first_member != self->n_executed
      || d->size > self->graph->n_nodes - self->n_executed)
    return differs (self, G_MAXUINT32, "size",
                    g_strdup_printf ("1 .. %u", self->graph->n_nodes - self->n_executed),
                    number (d->size));

  /* Twice in one batch is twice, too; none makes another one of its batch ready. */
  for (guint32 i = 0; i < d->size; i++)
    {
      if (!check_member (self, d, members[i]))
        return FALSE;
      self->run_by[members[i]] = self->decision;
    }
  for (guint32 i = 0; i < d->size; i++)
    for (guint32 k = self->graph->output_start[members[i]];
         k < self->graph->output_start[members[i] + 1]; k++)
      {
        guint32 reader = self->graph->outputs[k];

        if (--self->pending[reader] == 0 && reader < self->n_there)
          add_ready (self, reader);
      }
  self->n_executed += d->size;
  self->ready[d->type] -= d->size;
  self->n_ready_types -= self->ready[d->type] == 0;
  if (self->ratio != NULL)
    bs_ratio_execute (self->ratio, members, d->size);

  return TRUE;
}

static gboolean
check_decision (Walk *self)
{
  const BsTrace *trace = self->at->trace;
  const BsTraceDecision *d = bs_trace_decision (trace, self->decision);
  guint32 i = self->decision - self->at->mini_batch->first_decision;

  for (; self->stage < bs_stages_count (self->at->mini_batch)
         && (self->stage == 0 || bs_stages_get_end (self->at->mini_batch, self->stage - 1) == i);
       self->stage++)
    if (!begin_stage (self))
      return FALSE;

  /* A recording says all of this of every decision, or of none. */
  if (trace->n_candidates > 0 && (!check_candidates (self, d) || !check_state (self, d)))
    return FALSE;

  return check_members (self, d);
}

static gboolean
check_end (Walk *self)
{
  guint32 missing = 0;

  self->decision = 0;
  if (!bs_verifying_compare (self->at, 0, G_MAXUINT32, "lower_bound",
                             bs_graph_lower_bound (self->graph), self->at->mini_batch->lower_bound))
    return FALSE;
  if (self->n_executed == self->graph->n_nodes || !self->at->trace->complete)
    return TRUE;

  while (self->run_by[missing] != 0)
    missing++;

  return differs (self, missing, "executed", number (1), number (0));
}

gboolean
bs_verifying_check_consistency (const BsVerifying *self)
{
  const BsTraceMiniBatch *mini_batch = self->mini_batch;
  g_auto (Walk) walk = { 0 };

  walk_init (&walk, self);
  for (guint32 i = 0; i < mini_batch->n_decisions; i++)
    {
      if (g_cancellable_is_cancelled (self->cancellable))
        return FALSE;
      walk.decision = mini_batch->first_decision + i;
      if (!check_decision (&walk))
        return TRUE;
    }
  if (!check_end (&walk))
    return TRUE;

  if (walk.n_executed < mini_batch->n_nodes)
    self->finding->reason = g_strdup_printf (
        _ ("the recording was cut short: only the first %u decisions are there"),
        mini_batch->n_decisions);
  else if (!walk.knows_ratio)
    self->finding->reason = g_strdup (_ ("the graph has too many stages for its ratios"));

  return TRUE;
}
