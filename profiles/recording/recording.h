/* SPDX-License-Identifier: Apache-2.0 */
/* Records what another runtime does: its graph, its batches, its times. What is ready at a decision, how
 * often, and in which state the run is follows from the graph and is worked out here, so that a trace
 * cannot contradict itself: what is told in the wrong order is refused, and changes nothing.
 *
 * All calls on a recording come from one thread. See data/examples/record-batches.c. */
#pragma once

#include "engine/observer.h"
#include "engine/schedule.h"
#include "engine/type-table.h"

G_BEGIN_DECLS

/**
 * BsRecording:
 *
 * A trace of what another runtime does, while it is being written. For one thread.
 */
typedef struct _BsRecording BsRecording;

/**
 * bs_recording_new:
 * @path: the trace to write; an existing file is replaced only if it is a trace of ours
 * @runtime: what records: its name, perhaps with a version
 *
 * Returns: (transfer full): a recording, whose writer thread runs, or %NULL with %BS_ERROR_IO
 */
BsRecording *bs_recording_new (const char *path, const char *runtime, GError **error);

/**
 * bs_recording_set_info:
 * @key: a lower-case word such as `seed`, see batchscope-trace(5)
 * @value: what to note
 *
 * Notes where the run comes from.
 */
void bs_recording_set_info (BsRecording *self, const char *key, const char *value);

/**
 * bs_recording_add_type:
 * @name: of all nodes that can share a batch
 * @letter: (nullable): one or two characters that stand for it in pictures; %NULL: of the name
 * @shape: that stands for it in pictures, besides its colour
 *
 * Returns: its number, from 0; that of the type @name where there is one. %BS_MAX_TYPES: there are too
 *   many
 */
guint bs_recording_add_type (BsRecording *self, const char *name, const char *letter,
                             BsShape shape);

/**
 * bs_recording_add_words:
 * @type: from bs_recording_add_type()
 * @name: what they are called together
 * @words: (array length=n): what data of nodes of @type are numbers of
 * @n: number of @words
 *
 * To be told before the first node of the type.
 *
 * Returns: %FALSE with an error, and nothing is changed, when there is no such type, or nodes of it are
 *   there already
 */
gboolean bs_recording_add_words (BsRecording *self, guint type, const char *name,
                                 const char *const *words, guint32 n, GError **error);

/**
 * bs_recording_begin:
 *
 * Begins a mini-batch, which is a graph of its own.
 *
 * Returns: %FALSE with an error, and nothing is changed, when the one before has not ended
 */
gboolean bs_recording_begin (BsRecording *self, GError **error);

/**
 * bs_recording_add_node:
 * @type: from bs_recording_add_type()
 * @instance: the input of the mini-batch that it belongs to, from 0
 * @datum: the number of its word, or %BS_NO_DATUM
 * @inputs: (array length=n_inputs): nodes whose results it reads
 * @n_inputs: number of @inputs
 * @node: (out) (optional): its number, from 0 in each mini-batch
 *
 * Adds a node of the graph. Nodes can be added until the first decision, and again whenever all that
 * are there have run: the graph then grows.
 *
 * Returns: %FALSE with an error that says what is wrong, and nothing is changed
 */
gboolean bs_recording_add_node (BsRecording *self, guint type, guint32 instance, guint32 datum,
                                const guint32 *inputs, guint n_inputs, guint32 *node,
                                GError **error);

/**
 * bs_recording_count_ready:
 * @type: from bs_recording_add_type()
 *
 * Returns: how many nodes of @type could be in the next batch
 */
guint32 bs_recording_count_ready (const BsRecording *self, guint type);

/**
 * BsRecordingDecision:
 * @nodes: (array length=n_nodes): the batch: nodes of one type, all of whose inputs have run
 * @n_nodes: number of @nodes, at least 1
 * @reason: why; as it is, %BS_REASON_RULE: a fixed rule. Where one type alone is ready, it is the
 *   only one whatever is said
 * @scores: (nullable): what the types were compared by, by the numbers of all types; NaN: nothing
 * @start_ns: when choosing began, see bs_now_ns()
 * @end_ns: when it was over; both 0: now
 *
 * A batch, and why it was chosen. Begin with zeros: what is left out is not known.
 */
typedef struct
{
  const guint32 *nodes;
  guint32 n_nodes;
  BsReason reason;
  const double *scores;
  gint64 start_ns, end_ns;
} BsRecordingDecision;

/**
 * bs_recording_decide:
 * @decision: what was chosen, and why; read during the call
 * @number: (out) (optional): of the decision, from 1 through the whole recording, for its events
 *
 * The next batch; its nodes have run from here on.
 *
 * Returns: %FALSE with an error that says what is wrong with the batch, and nothing is changed
 */
gboolean bs_recording_decide (BsRecording *self, const BsRecordingDecision *decision,
                              guint32 *number, GError **error);

/**
 * bs_recording_add_event:
 * @event: something that took time; its mini-batch is filled in. Events of one lane come in the
 *   order in which they end, those of a decision after it
 *
 * Costs little more than storing it.
 *
 * Returns: %FALSE with an error that says what is wrong with the event, which is not recorded
 */
gboolean bs_recording_add_event (BsRecording *self, const BsEvent *event, GError **error);

/**
 * bs_recording_end:
 * @loss: what came out, or NaN
 *
 * Ends a mini-batch, all of whose nodes have run.
 *
 * Returns: %FALSE with an error, and nothing is changed, when nodes have not run
 */
gboolean bs_recording_end (BsRecording *self, double loss, GError **error);

/**
 * bs_recording_close:
 *
 * Ends the recording, between mini-batches, and leaves one complete file. A recording that is freed
 * without it says that it was cut short.
 *
 * Returns: %FALSE with an error if anything could not be written, such as a full disk
 */
gboolean bs_recording_close (BsRecording *self, GError **error);

BsRecording *bs_recording_ref (BsRecording *self);

/** bs_recording_free: drops a reference, the first one or one of bs_recording_ref(). */
void bs_recording_free (BsRecording *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsRecording, bs_recording_free)

G_END_DECLS
