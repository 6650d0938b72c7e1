/* SPDX-License-Identifier: Apache-2.0 */
/* A runtime of one's own that records its batches: a recurrent network over sentences, whose cells are
 * batched by a greedy rule. The trace opens in Batchscope like its own.
 *
 *   cc record-batches.c $(pkg-config --cflags --libs batchscope-1) -o record-batches
 *   ./record-batches run.bscope && batchscope-cli steps run.bscope */
#include <math.h>
#include <stdio.h>

#include <profiles/recording.h>

#define N_SENTENCES 3
#define MAX_NODES 64

static const char *const words[] = { "the", "cat", "sat", "on", "mat" };
static const guint32 sentences[N_SENTENCES][6] = { { 0, 1, 2 }, { 0, 1, 2, 3, 0, 4 }, { 1, 2 } };
static const guint lengths[N_SENTENCES] = { 3, 6, 2 };

/* What the runtime itself knows of its graph. */
static guint type_of[MAX_NODES];
static guint32 inputs_of[MAX_NODES][2];
static guint n_inputs_of[MAX_NODES];
static gboolean has_run[MAX_NODES];
static guint32 n_nodes;

static gboolean
is_ready (guint32 node)
{
  for (guint i = 0; i < n_inputs_of[node]; i++)
    if (!has_run[inputs_of[node][i]])
      return FALSE;

  return !has_run[node];
}

static gboolean
add_node (BsRecording *recording, guint type, guint32 sentence, guint32 word, GError **error)
{
  type_of[n_nodes] = type;

  return bs_recording_add_node (recording, type, sentence, word, inputs_of[n_nodes],
                                n_inputs_of[n_nodes], &n_nodes, error)
         && ++n_nodes > 0;
}

/* A lookup a word, and a cell that reads it and the cell before. */
static gboolean
add_sentence (BsRecording *recording, guint lookup, guint cell, guint32 sentence, GError **error)
{
  for (guint i = 0; i < lengths[sentence]; i++)
    {
      if (!add_node (recording, lookup, sentence, sentences[sentence][i], error))
        return FALSE;
      inputs_of[n_nodes][n_inputs_of[n_nodes]++] = n_nodes - 1;
      if (i > 0)
        inputs_of[n_nodes][n_inputs_of[n_nodes]++] = n_nodes - 2;
      if (!add_node (recording, cell, sentence, BS_NO_DATUM, error))
        return FALSE;
    }

  return TRUE;
}

/* Takes the type with more ready nodes, runs all of them, and says so. */
static gboolean
run_batch (BsRecording *recording, guint lookup, guint cell, GError **error)
{
  const double scores[] = { bs_recording_count_ready (recording, 0),
                            bs_recording_count_ready (recording, 1) };
  guint type = scores[lookup] >= scores[cell] ? lookup : cell;
  guint32 batch[MAX_NODES];
  BsRecordingDecision decision = { .nodes = batch, .scores = scores, .start_ns = bs_now_ns () };
  BsEvent event = { .phase = BS_PHASE_FUSED, .lane = 0 };

  for (guint32 node = 0; node < n_nodes; node++)
    if (type_of[node] == type && is_ready (node))
      batch[decision.n_nodes++] = node;
  decision.end_ns = bs_now_ns ();
  if (!bs_recording_decide (recording, &decision, &event.decision, error))
    return FALSE;

  event.start_ns = bs_now_ns ();
  for (guint32 i = 0; i < decision.n_nodes; i++)
    has_run[batch[i]] = TRUE; /* here a runtime would compute */
  event.end_ns = bs_now_ns ();
  event.bytes = 64 * decision.n_nodes;

  return bs_recording_add_event (recording, &event, error);
}

static gboolean
record (const char *path, GError **error)
{
  g_autoptr (BsRecording) recording = bs_recording_new (path, "record-batches 1.0", error);
  guint lookup, cell;

  if (recording == NULL)
    return FALSE;

  bs_recording_set_info (recording, "workload", "chains");
  lookup = bs_recording_add_type (recording, "lookup", "L", BS_SHAPE_LOOKUP);
  cell = bs_recording_add_type (recording, "cell", NULL, BS_SHAPE_CELL);
  if (!bs_recording_add_words (recording, lookup, "words", words, G_N_ELEMENTS (words), error)
      || !bs_recording_begin (recording, error))
    return FALSE;
  for (guint32 i = 0; i < N_SENTENCES; i++)
    if (!add_sentence (recording, lookup, cell, i, error))
      return FALSE;
  while (bs_recording_count_ready (recording, lookup) + bs_recording_count_ready (recording, cell)
         > 0)
    if (!run_batch (recording, lookup, cell, error))
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
