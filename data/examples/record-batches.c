/* SPDX-License-Identifier: Apache-2.0 */
/* A runtime of one's own that records its batches: a recurrent network over sentences, whose cells are
 * batched by a greedy rule. The trace opens in Batchscope like its own.
 *
 *   cc record-batches.c $(pkg-config --cflags --libs batchscope-1) -o record-batches
 *   ./record-batches run.bscope && batchscope-cli steps run.bscope */
#include <math.h>
#include <stdio.h>

#include <profiles/recording/recording.h>

#define N_SENTENCES 3
#define MAX_NODES 64

enum
{
  LOOKUP,
  CELL,
  OUTPUT,
  N_TYPES
};

static const char *const words[] = { "the", "cat", "sat", "on", "mat" };
static const guint32 sentences[N_SENTENCES][6] = { { 0, 1, 2 }, { 0, 1, 2, 3, 0, 4 }, { 1, 2 } };
static const guint lengths[N_SENTENCES] = { 3, 6, 2 };

/* What the runtime itself knows of its graph. */
typedef struct
{
  guint type, n_inputs;
  guint32 inputs[2];
  gboolean has_run;
} Node;

static Node nodes[MAX_NODES];
static guint32 n_nodes;

static gboolean
is_ready (const Node *node)
{
  for (guint i = 0; i < node->n_inputs; i++)
    if (!nodes[node->inputs[i]].has_run)
      return FALSE;

  return !node->has_run;
}

static gboolean
add_node (BsRecording *recording, Node node, guint32 sentence, guint32 word, GError **error)
{
  nodes[n_nodes++] = node;

  return bs_recording_add_node (recording, node.type, sentence, word, node.inputs, node.n_inputs,
                                NULL, error);
}

/* For each word a lookup, a cell that reads it and the cell before, and an output of the cell. */
static gboolean
add_sentence (BsRecording *recording, guint32 sentence, GError **error)
{
  for (guint i = 0; i < lengths[sentence]; i++)
    {
      guint32 first = n_nodes;
      Node lookup = { .type = LOOKUP };
      Node cell = { .type = CELL, .n_inputs = i > 0 ? 2 : 1, .inputs = { first, first - 2 } };
      Node output = { .type = OUTPUT, .n_inputs = 1, .inputs = { first + 1 } };

      if (!add_node (recording, lookup, sentence, sentences[sentence][i], error)
          || !add_node (recording, cell, sentence, BS_NO_DATUM, error)
          || !add_node (recording, output, sentence, BS_NO_DATUM, error))
        return FALSE;
    }

  return TRUE;
}

/* Takes the type with the most ready nodes, runs all of them, and says so. */
static gboolean
run_batch (BsRecording *recording, GError **error)
{
  guint32 batch[MAX_NODES];
  double scores[N_TYPES];
  BsRecordingDecision decision = { .nodes = batch, .scores = scores, .start_ns = bs_now_ns () };
  BsEvent event = { .phase = BS_PHASE_FUSED, .lane = 0 };
  guint best = 0;

  for (guint type = 0; type < N_TYPES; type++)
    {
      scores[type] = bs_recording_count_ready (recording, type);
      if (scores[type] > scores[best])
        best = type;
    }
  for (guint32 i = 0; i < n_nodes; i++)
    if (nodes[i].type == best && is_ready (&nodes[i]))
      batch[decision.n_nodes++] = i;
  decision.end_ns = bs_now_ns ();
  if (!bs_recording_decide (recording, &decision, &event.decision, error))
    return FALSE;

  event.start_ns = bs_now_ns ();
  for (guint32 i = 0; i < decision.n_nodes; i++)
    nodes[batch[i]].has_run = TRUE; /* here a runtime would compute */
  event.end_ns = bs_now_ns ();
  event.bytes = 64 * decision.n_nodes;

  return bs_recording_add_event (recording, &event, error);
}

static gboolean
has_ready (const BsRecording *recording)
{
  for (guint type = 0; type < N_TYPES; type++)
    if (bs_recording_count_ready (recording, type) > 0)
      return TRUE;

  return FALSE;
}

static gboolean
record (const char *path, GError **error)
{
  g_autoptr (BsRecording) recording = bs_recording_new (path, "record-batches 1.0", error);

  if (recording == NULL)
    return FALSE;

  bs_recording_set_info (recording, "workload", "chains");
  bs_recording_add_type (recording, "lookup", "L", BS_SHAPE_LOOKUP);
  bs_recording_add_type (recording, "cell", "C", BS_SHAPE_CELL);
  bs_recording_add_type (recording, "output", "O", BS_SHAPE_PROJECTION);
  if (!bs_recording_add_words (recording, LOOKUP, "words", words, G_N_ELEMENTS (words), error)
      || !bs_recording_begin (recording, error))
    return FALSE;
  for (guint32 i = 0; i < N_SENTENCES; i++)
    if (!add_sentence (recording, i, error))
      return FALSE;
  while (has_ready (recording))
    if (!run_batch (recording, error))
      return FALSE;

  return bs_recording_end (recording, NAN, error) && bs_recording_close (recording, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc != 2)
    {
      fprintf (stderr, "Usage: record-batches FILE\n");
      return 2;
    }
  if (record (argv[1], &error))
    return 0;

  fprintf (stderr, "record-batches: %s\n", error->message);
  return 1;
}
