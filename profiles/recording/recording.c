/* SPDX-License-Identifier: Apache-2.0 */
/* Records what another runtime does, and works out what follows from its graph. */
#include "config.h"

#include "profiles/recording/recording.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/error.h"
#include "engine/ratio.h"
#include "profiles/recording/recorder.h"

#define NONE G_MAXUINT32
/* Nodes and operands that the stages of a graph that grows are gone through for their ratios; beyond it
 * no one works them out. */
#define MAX_STAGE_WORK ((guint64) 1 << 32)

typedef struct
{
  guint32 n_missing;    /* operands that have not run */
  guint32 first_reader; /* into the readers, or NONE */
  guint16 type;
  gboolean done;
} Node;

typedef struct
{
  guint32 node, next; /* next: of the same input, or NONE */
} Reader;

struct _BsRecording
{
  BsRecorder *recorder;
  const BsObserver *observer;
  BsTypeTable *types;
  BsStateTable *states;
  GArray *type_ready;                  /* guint32 a type */
  GArray *type_is_used;                /* gboolean a type */
  GArray *key;                         /* guint16: room for a state */
  guint32 n_mini_batches, n_decisions; /* of those that have ended */
  gint64 lane_ns[256];                 /* the end of the last event of a lane */

  /* The mini-batch at hand. */
  gboolean begun;
  BsGraphBuilder *builder;
  GArray *nodes;      /* Node */
  GArray *readers;    /* Reader */
  GArray *order;      /* guint32 */
  GArray *decisions;  /* BsDecision */
  GArray *candidates; /* BsCandidate */
  GArray *stages;     /* BsStage: those that are over */
  guint64 stage_work;
  guint32 n_inputs;
};

static gboolean G_GNUC_PRINTF (2, 3) refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (BS_ERROR, BS_ERROR_RANGE, format, args);
  va_end (args);

  return FALSE;
}

static Node *
get_node (const BsRecording *self, guint32 node)
{
  return &g_array_index (self->nodes, Node, node);
}

static guint32 *
get_ready (const BsRecording *self, guint type)
{
  return &g_array_index (self->type_ready, guint32, type);
}

static const char *
type_name (const BsRecording *self, guint type)
{
  return self->types->types[type].name;
}

BsRecording *
bs_recording_new (const char *path, const char *runtime, GError **error)
{
  BsRecorder *recorder = bs_recorder_new (path, error);
  BsRecording *self;

  if (recorder == NULL)
    return NULL;

  self = g_atomic_rc_box_new0 (BsRecording);
  self->recorder = recorder;
  self->observer = bs_recorder_get_observer (recorder);
  self->types = bs_type_table_new ();
  self->states = bs_state_table_new (BS_ENCODING_SORT);
  self->type_ready = g_array_new (FALSE, TRUE, sizeof (guint32));
  self->type_is_used = g_array_new (FALSE, TRUE, sizeof (gboolean));
  self->key = g_array_new (FALSE, TRUE, sizeof (guint16));
  self->builder = bs_graph_builder_new ();
  self->nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  self->readers = g_array_new (FALSE, FALSE, sizeof (Reader));
  self->order = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->decisions = g_array_new (FALSE, FALSE, sizeof (BsDecision));
  self->candidates = g_array_new (FALSE, FALSE, sizeof (BsCandidate));
  self->stages = g_array_new (FALSE, FALSE, sizeof (BsStage));
  for (guint lane = 0; lane < G_N_ELEMENTS (self->lane_ns); lane++)
    self->lane_ns[lane] = G_MININT64;
  bs_recording_set_info (self, "program", runtime);

  return self;
}

BsRecording *
bs_recording_ref (BsRecording *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  BsRecording *self = data;

  bs_recorder_free (self->recorder);
  bs_graph_builder_free (self->builder);
  bs_type_table_unref (self->types);
  bs_state_table_unref (self->states);
  g_array_unref (self->type_ready);
  g_array_unref (self->type_is_used);
  g_array_unref (self->key);
  g_array_unref (self->nodes);
  g_array_unref (self->readers);
  g_array_unref (self->order);
  g_array_unref (self->decisions);
  g_array_unref (self->candidates);
  g_array_unref (self->stages);
}

void
bs_recording_free (BsRecording *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

void
bs_recording_set_info (BsRecording *self, const char *key, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  bs_recorder_set_info (self->recorder, key, valid);
}

guint
bs_recording_add_type (BsRecording *self, const char *name, const char *letter, BsShape shape)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  guint type = bs_type_table_intern (self->types, valid, letter, shape);

  g_array_set_size (self->type_ready, self->types->n_types);
  g_array_set_size (self->type_is_used, self->types->n_types);
  g_array_set_size (self->key, self->types->n_types + 1);

  return type;
}

gboolean
bs_recording_add_words (BsRecording *self, guint type, const char *name, const char *const *words,
                        guint32 n, GError **error)
{
  if (type >= self->types->n_types)
    return refuse (error, _ ("There is no type %u: add it first"), type);
  if (g_array_index (self->type_is_used, gboolean, type))
    return refuse (error, _ ("Words of the type “%s” have to be told before its first node"),
                   type_name (self, type));

  bs_recorder_set_type_vocabulary (self->recorder, type_name (self, type),
                                   bs_recorder_add_vocabulary (self->recorder, name, words, n));

  return TRUE;
}

gboolean
bs_recording_begin (BsRecording *self, GError **error)
{
  if (self->begun)
    return refuse (error, _ ("Mini-batch %u has not ended: end it first"), self->n_mini_batches);

  self->begun = TRUE;
  self->stage_work = 0;
  self->n_inputs = 0;
  g_array_set_size (self->nodes, 0);
  g_array_set_size (self->readers, 0);
  g_array_set_size (self->order, 0);
  g_array_set_size (self->decisions, 0);
  g_array_set_size (self->candidates, 0);
  g_array_set_size (self->stages, 0);

  return TRUE;
}

static gboolean
check_begun (const BsRecording *self, GError **error)
{
  return self->begun || refuse (error, "%s", _ ("No mini-batch has begun: begin one first"));
}

/* Counts what each type could reach at the decisions of a stage, whose nodes are all there. */
static gboolean
add_ratios (BsRecording *self, guint32 first_decision, guint32 n_before, GError **error)
{
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsRatio) ratio = NULL;

  self->stage_work += self->nodes->len + self->n_inputs;
  if (self->stage_work > MAX_STAGE_WORK)
    return TRUE;

  graph = bs_graph_builder_snapshot (self->builder, error);
  if (graph == NULL)
    return FALSE;
  ratio = bs_ratio_new (graph);
  for (guint32 node = 0; ratio != NULL && node < n_before; node++)
    bs_ratio_execute (ratio, &node, 1);
  for (guint32 i = first_decision; ratio != NULL && i < self->decisions->len; i++)
    {
      const BsDecision *d = &g_array_index (self->decisions, BsDecision, i);

      for (guint32 k = d->first_candidate; k < d->first_candidate + d->n_candidates; k++)
        {
          BsCandidate *candidate = &g_array_index (self->candidates, BsCandidate, k);

          candidate->reachable = ratio->reachable[candidate->type];
        }
      bs_ratio_execute (ratio, (guint32 *) self->order->data + d->first, d->count);
    }

  return TRUE;
}

/* The stage at hand is over: all of its nodes have run. */
static gboolean
end_stage (BsRecording *self, GError **error)
{
  const BsStage *last = self->stages->len > 0
                            ? &g_array_index (self->stages, BsStage, self->stages->len - 1)
                            : NULL;
  guint32 first = 0;

  /* The decisions of this stage are those that no earlier one had. */
  while (last != NULL && first < self->decisions->len
         && g_array_index (self->decisions, BsDecision, first).first < last->n_nodes)
    first++;
  if (!add_ratios (self, first, last != NULL ? last->n_nodes : 0, error))
    return FALSE;
  g_array_append_val (self->stages, ((BsStage){ self->nodes->len, first }));

  return TRUE;
}

/* Whether decisions were made since the graph grew last. */
static gboolean
is_running (const BsRecording *self)
{
  guint32 n_over = self->stages->len > 0
                       ? g_array_index (self->stages, BsStage, self->stages->len - 1).n_nodes
                       : 0;

  return self->order->len > n_over;
}

gboolean
bs_recording_add_node (BsRecording *self, guint type, guint32 instance, guint32 datum,
                       const guint32 *inputs, guint n_inputs, guint32 *node, GError **error)
{
  guint32 number = self->nodes->len;
  Node own = { .first_reader = NONE, .type = (guint16) type };

  if (!check_begun (self, error))
    return FALSE;
  if (type >= self->types->n_types)
    return refuse (error, _ ("There is no type %u: add it first"), type);
  if (number >= G_MAXINT32 || n_inputs > G_MAXINT32 - self->n_inputs)
    return refuse (error, _ ("The graph of mini-batch %u is too large"), self->n_mini_batches);
  if (instance > number)
    return refuse (error, _ ("Node %u is of input %u, but inputs are numbered from 0"), number,
                   instance);
  for (guint i = 0; i < n_inputs; i++)
    if (inputs[i] >= number)
      return refuse (error, _ ("Node %u reads node %u, which is not there yet"), number, inputs[i]);
  if (is_running (self) && self->order->len < number)
    return refuse (error,
                   _ ("Nodes can be added before the first decision, or when all have run: %u "
                      "have not"),
                   number - self->order->len);
  if (is_running (self) && !end_stage (self, error))
    return FALSE;

  for (guint i = 0; i < n_inputs; i++)
    {
      Node *input = get_node (self, inputs[i]);
      Reader reader = { number, input->first_reader };

      if (input->done)
        continue;
      input->first_reader = self->readers->len;
      g_array_append_val (self->readers, reader);
      own.n_missing++;
    }
  g_array_append_val (self->nodes, own);
  bs_graph_builder_add (self->builder, type, instance, datum, inputs, n_inputs);
  self->n_inputs += n_inputs;
  g_array_index (self->type_is_used, gboolean, type) = TRUE;
  if (own.n_missing == 0)
    ++*get_ready (self, type);
  if (node != NULL)
    *node = number;

  return TRUE;
}

guint32
bs_recording_count_ready (const BsRecording *self, guint type)
{
  return type < self->types->n_types ? *get_ready (self, type) : 0;
}

/* Whether the nodes could be a batch; those before @at are marked as done. */
static gboolean
check_member (const BsRecording *self, const BsRecordingDecision *decision, guint32 at,
              GError **error)
{
  guint32 node = decision->nodes[at];
  guint type = get_node (self, decision->nodes[0])->type;

  if (node >= self->nodes->len)
    return refuse (error, _ ("There is no node %u: %u are there"), node, self->nodes->len);
  if (get_node (self, node)->type != type)
    return refuse (error, _ ("A batch is of one type: node %u is no “%s”"), node,
                   type_name (self, type));
  if (get_node (self, node)->done)
    return refuse (error, _ ("Node %u has run already"), node);
  if (get_node (self, node)->n_missing > 0)
    return refuse (error, _ ("Node %u cannot run: %u of its operands have not"), node,
                   get_node (self, node)->n_missing);

  return TRUE;
}

static gboolean
mark_members (BsRecording *self, const BsRecordingDecision *decision, GError **error)
{
  if (decision->n_nodes == 0)
    return refuse (error, "%s", _ ("A batch has at least one node"));
  if (decision->nodes[0] >= self->nodes->len)
    return refuse (error, _ ("There is no node %u: %u are there"), decision->nodes[0],
                   self->nodes->len);

  for (guint32 i = 0; i < decision->n_nodes; i++)
    {
      if (!check_member (self, decision, i, error))
        {
          while (i-- > 0)
            get_node (self, decision->nodes[i])->done = FALSE;
          return FALSE;
        }
      get_node (self, decision->nodes[i])->done = TRUE;
    }

  return TRUE;
}

/* What was ready, before the batch runs. */
static void
add_candidates (BsRecording *self, const BsRecordingDecision *decision, BsDecision *d)
{
  const guint32 *ready = (const guint32 *) self->type_ready->data;
  guint length;

  d->first_candidate = self->candidates->len;
  for (guint type = 0; type < self->types->n_types; type++)
    {
      double score = decision->scores != NULL ? decision->scores[type] : NAN;
      BsCandidate candidate = { type, ready[type], 0, isnan (score) ? BS_NO_SCORE : score };

      if (ready[type] == 0)
        continue;
      g_array_append_val (self->candidates, candidate);
      d->n_candidates++;
    }
  length = bs_state_encode (self->states->encoding, ready, self->types->n_types, NULL,
                            (guint16 *) self->key->data);
  d->state = bs_state_table_intern (self->states, (guint16 *) self->key->data, length);

  d->reason = decision->reason;
  if (d->n_candidates == 1)
    d->reason = BS_REASON_ONLY;
  else if (d->reason == BS_REASON_ONLY)
    d->reason = BS_REASON_RULE;
}

static void
run_members (BsRecording *self, const BsRecordingDecision *decision)
{
  g_array_append_vals (self->order, decision->nodes, decision->n_nodes);
  for (guint32 i = 0; i < decision->n_nodes; i++)
    {
      guint32 k = get_node (self, decision->nodes[i])->first_reader;

      while (k != NONE)
        {
          const Reader *reader = &g_array_index (self->readers, Reader, k);
          Node *node = get_node (self, reader->node);

          if (--node->n_missing == 0)
            ++*get_ready (self, node->type);
          k = reader->next;
        }
    }
}

gboolean
bs_recording_decide (BsRecording *self, const BsRecordingDecision *decision, guint32 *number,
                     GError **error)
{
  BsDecision d = { .first = self->order->len, .count = decision->n_nodes };

  if (!check_begun (self, error))
    return FALSE;
  if ((guint) decision->reason >= BS_N_REASONS)
    return refuse (error, _ ("There is no reason %d"), (int) decision->reason);
  if (decision->end_ns < decision->start_ns)
    return refuse (error, "%s", _ ("The end of choosing is before its beginning"));
  if (!mark_members (self, decision, error))
    return FALSE;

  d.type = get_node (self, decision->nodes[0])->type;
  d.start_ns = d.end_ns = bs_now_ns ();
  if (decision->end_ns != 0)
    {
      d.start_ns = decision->start_ns;
      d.end_ns = decision->end_ns;
    }
  add_candidates (self, decision, &d);
  *get_ready (self, d.type) -= decision->n_nodes;
  run_members (self, decision);
  g_array_append_val (self->decisions, d);
  if (number != NULL)
    *number = self->n_decisions + self->decisions->len;

  return TRUE;
}

gboolean
bs_recording_add_event (BsRecording *self, const BsEvent *event, GError **error)
{
  BsEvent own = *event;

  if (!check_begun (self, error))
    return FALSE;
  if (event->phase >= BS_N_PHASES)
    return refuse (error, _ ("There is no phase %u"), event->phase);
  if (event->end_ns < event->start_ns || event->end_ns < self->lane_ns[event->lane])
    return refuse (error, _ ("Events of lane %u have to come in the order in which they end"),
                   event->lane);
  if (event->decision > 0
      && (event->decision <= self->n_decisions
          || event->decision - self->n_decisions > self->decisions->len))
    return refuse (error, _ ("Decision %u is none of the mini-batch at hand"), event->decision);

  self->lane_ns[event->lane] = event->end_ns;
  own.mini_batch = (guint16) self->n_mini_batches;
  self->observer->event (self->observer->user_data, &own);

  return TRUE;
}

static BsSchedule *
make_schedule (BsRecording *self)
{
  BsSchedule *schedule = g_new0 (BsSchedule, 1);
  const BsDecision *decisions = (const BsDecision *) self->decisions->data;

  g_atomic_int_set (&schedule->refs, 1);
  schedule->n_decisions = self->decisions->len;
  schedule->n_nodes = self->order->len;
  schedule->n_candidates = self->candidates->len;
  schedule->start_ns = decisions[0].start_ns;
  schedule->end_ns = decisions[schedule->n_decisions - 1].end_ns;
  for (guint32 i = 0; i < schedule->n_decisions; i++)
    {
      schedule->start_ns = MIN (schedule->start_ns, decisions[i].start_ns);
      schedule->end_ns = MAX (schedule->end_ns, decisions[i].end_ns);
    }
  schedule->decisions = g_memdup2 (decisions, schedule->n_decisions * sizeof *decisions);
  schedule->order = g_memdup2 (self->order->data, schedule->n_nodes * sizeof (guint32));
  schedule->candidates = g_memdup2 (self->candidates->data,
                                    schedule->n_candidates * sizeof (BsCandidate));
  schedule->states = bs_state_table_ref (self->states);
  /* Of a graph that did not grow, who writes works them out. */
  schedule->without_ratios = self->stages->len <= 1;

  return schedule;
}

gboolean
bs_recording_end (BsRecording *self, double loss, GError **error)
{
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsSchedule) schedule = NULL;
  BsMiniBatch mini_batch = { 0 };

  if (!check_begun (self, error))
    return FALSE;
  if (self->nodes->len == 0)
    return refuse (error, _ ("Mini-batch %u cannot end: it has no nodes"), self->n_mini_batches);
  if (self->order->len < self->nodes->len)
    return refuse (error, _ ("Mini-batch %u cannot end: %u of its nodes have not run"),
                   self->n_mini_batches, self->nodes->len - self->order->len);
  if (self->stages->len > 0 && is_running (self) && !end_stage (self, error))
    return FALSE;

  graph = bs_graph_builder_finish (self->builder, error);
  if (graph == NULL)
    return FALSE;
  schedule = make_schedule (self);
  mini_batch = (BsMiniBatch){
    .mini_batch = self->n_mini_batches,
    .first_decision = self->n_decisions + 1,
    .types = self->types,
    .graph = graph,
    .schedule = schedule,
    .n_stages = self->stages->len,
    .stages = (const BsStage *) self->stages->data,
  };
  self->observer->scheduled (self->observer->user_data, &mini_batch);
  self->observer->finished (self->observer->user_data, self->n_mini_batches, loss);
  self->n_decisions += schedule->n_decisions;
  self->n_mini_batches++;
  self->begun = FALSE;

  return TRUE;
}

gboolean
bs_recording_close (BsRecording *self, GError **error)
{
  if (self->begun)
    return refuse (error, _ ("Mini-batch %u has not ended: end it first"), self->n_mini_batches);

  return bs_recorder_close (self->recorder, error);
}
