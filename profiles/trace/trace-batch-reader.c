/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what was ready at decisions, and how their batches ran. */
#include "config.h"

#include "profiles/trace/trace-batch-reader.h"

#include <glib/gi18n-lib.h>

#include "profiles/format/schema.h"

/* What a row costs in memory. */
#define CANDIDATE_COST (sizeof (BsCandidate) + sizeof (guint32))

typedef struct
{
  guint32 decision;
  guint32 n_gathers, n_scatters;
  gint64 start_ns, end_ns, gather_bytes, scatter_bytes, flops;
} Batch;

struct _BsTraceBatchReader
{
  GArray *candidates; /* BsCandidate */
  GArray *owners;     /* guint32: the decision of each */
  GArray *batches;    /* Batch */
  GError *error;
  GThread *thread; /* (nullable) */
  char *path;
  GCancellable *cancellable;
};

typedef struct
{
  BsTraceBatchReader *self;
  guint32 last_decision;
  gint64 last_type;
} CandidateWalk;

static void
read_candidate (BsTraceCursor *row, gpointer user_data)
{
  CandidateWalk *walk = user_data;
  BsTraceBatchReader *self = walk->self;
  BsTraceFile *file = row->file;
  guint32 decision = (guint32) bs_trace_cursor_integer (row, 0, 1, G_MAXUINT32);
  BsCandidate candidate = { .type = bs_trace_cursor_u32 (row, 1, BS_MAX_TYPES),
                            .ready = bs_trace_cursor_u32 (row, 2, G_MAXUINT32),
                            .reachable = bs_trace_cursor_u32 (row, 3, G_MAXUINT32),
                            .score = bs_trace_cursor_is_null (row, 4)
                                         ? BS_NO_SCORE
                                         : bs_trace_cursor_real (row, 4) };

  if (file->error != NULL || !bs_trace_file_allow (file, CANDIDATE_COST))
    return;
  if (decision != walk->last_decision)
    walk->last_type = -1;
  if (decision < walk->last_decision || candidate.type <= walk->last_type || candidate.ready == 0
      || (candidate.reachable != 0 && candidate.reachable < candidate.ready))
    {
      bs_trace_file_corrupt (file, _ ("the candidates of decision %u are not valid"), decision);
      return;
    }

  walk->last_decision = decision;
  walk->last_type = candidate.type;
  g_array_append_val (self->candidates, candidate);
  g_array_append_val (self->owners, decision);
}

static void
read_batch (BsTraceCursor *row, gpointer user_data)
{
  BsTraceBatchReader *self = user_data;
  Batch batch = { .start_ns = bs_trace_cursor_integer (row, 0, 0, G_MAXINT64),
                  .end_ns = bs_trace_cursor_integer (row, 1, 0, G_MAXINT64),
                  .gather_bytes = bs_trace_cursor_integer (row, 2, 0, G_MAXINT64),
                  .flops = bs_trace_cursor_integer (row, 3, 0, G_MAXINT64),
                  .n_gathers = bs_trace_cursor_u32 (row, 4, G_MAXUINT32),
                  .n_scatters = bs_trace_cursor_u32 (row, 5, G_MAXUINT32),
                  .scatter_bytes = bs_trace_cursor_integer (row, 6, 0, G_MAXINT64) };

  if (row->file->error != NULL || !bs_trace_file_allow (row->file, sizeof batch))
    return;
  if (row->id < 1 || row->id > G_MAXUINT32 || batch.end_ns < batch.start_ns)
    {
      bs_trace_file_corrupt (row->file, _ ("batch %lld is not valid"), row->id);
      return;
    }
  batch.decision = (guint32) row->id;
  g_array_append_val (self->batches, batch);
}

static void
read_rows (BsTraceBatchReader *self, BsTraceFile *file)
{
  CandidateWalk walk = { self, 0, -1 };

  bs_trace_file_walk (file, "candidate", "decision, type, ready, reachable, score", FALSE,
                      read_candidate, &walk);
  bs_trace_file_walk (file, "batch",
                      "start_ns, end_ns, gather_bytes, flops, gathers, scatters, scatter_bytes, "
                      "rowid",
                      TRUE, read_batch, self);
}

static gpointer
read_in_thread (gpointer data)
{
  BsTraceBatchReader *self = data;
  g_autoptr (BsTraceFile) file = bs_trace_file_open (self->path, self->cancellable, &self->error);

  if (file == NULL)
    return NULL;

  read_rows (self, file);
  self->error = g_steal_pointer (&file->error);

  return NULL;
}

BsTraceBatchReader *
bs_trace_batch_reader_start (BsTraceFile *file)
{
  BsTraceBatchReader *self = g_new0 (BsTraceBatchReader, 1);

  self->candidates = g_array_new (FALSE, FALSE, sizeof (BsCandidate));
  self->owners = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->batches = g_array_new (FALSE, FALSE, sizeof (Batch));
  /* One of an earlier format was copied, and is only there; one that is recorded would be another. */
  if (file->error != NULL || file->version <= BS_LAST_DRAFT_VERSION || file->has_log)
    return self;

  self->path = g_strdup (file->path);
  self->cancellable = g_cancellable_new ();
  /* Without a thread they are read when they are asked for. */
  self->thread = g_thread_try_new ("trace batches", read_in_thread, self, NULL);

  return self;
}

/* The candidates of each decision are a slice of all. */
static void
give_candidates (BsTraceBatchReader *self, BsTrace *trace, BsTraceFile *file)
{
  const guint32 *owners = (const guint32 *) (gpointer) self->owners->data;
  guint32 at = 0, n = self->owners->len;

  trace->n_candidates = n;
  trace->candidates = (gpointer) g_array_free (g_steal_pointer (&self->candidates), FALSE);
  for (guint32 id = 1; id <= trace->n_decisions; id++)
    {
      BsTraceDecision *decision = &trace->decisions[id - 1];
      guint32 first = at;
      gboolean chosen = FALSE, valid = TRUE;

      for (; at < n && owners[at] == id; at++)
        {
          const BsCandidate *candidate = &trace->candidates[at];

          valid &= candidate->type < trace->types->n_types;
          chosen |= candidate->type == decision->type;
          trace->has_scores |= candidate->score != BS_NO_SCORE;
        }
      if (!valid || at - first > G_MAXUINT16)
        bs_trace_file_corrupt (file, _ ("the candidates of decision %u are not valid"), id);
      else if (at > first && !chosen)
        bs_trace_file_corrupt (file, _ ("the type of decision %u was not ready"), id);
      if (file->error != NULL)
        return;
      decision->first_candidate = first;
      decision->n_candidates = (guint16) (at - first);
    }
  if (at < n)
    bs_trace_file_corrupt (file, _ ("there are candidates of decision %u, but no such decision"),
                           owners[at]);
}

static void
give_batches (BsTraceBatchReader *self, BsTrace *trace, BsTraceFile *file)
{
  for (guint i = 0; i < self->batches->len; i++)
    {
      const Batch *batch = &g_array_index (self->batches, Batch, i);
      BsTraceDecision *decision;

      if (batch->decision > trace->n_decisions)
        {
          bs_trace_file_corrupt (file, _ ("batch %lld is not valid"), (long long) batch->decision);
          return;
        }

      decision = &trace->decisions[batch->decision - 1];
      decision->run_start_ns = batch->start_ns;
      decision->run_end_ns = batch->end_ns;
      decision->gather_bytes = (guint64) batch->gather_bytes;
      decision->flops = (guint64) batch->flops;
      decision->n_gathers = batch->n_gathers;
      decision->n_scatters = batch->n_scatters;
      decision->scatter_bytes = (guint64) batch->scatter_bytes;
    }
}

void
bs_trace_batch_reader_finish (BsTraceBatchReader *self, BsTrace *trace, BsTraceFile *file)
{
  if (self->thread != NULL)
    {
      if (file->error != NULL)
        g_cancellable_cancel (self->cancellable);
      g_thread_join (self->thread);
      if (self->error != NULL && file->error == NULL)
        file->error = g_steal_pointer (&self->error);
    }
  else if (file->error == NULL)
    read_rows (self, file);

  if (file->error == NULL)
    give_candidates (self, trace, file);
  if (file->error == NULL)
    give_batches (self, trace, file);

  g_clear_pointer (&self->candidates, g_array_unref);
  g_array_unref (self->owners);
  g_array_unref (self->batches);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  g_free (self->path);
  g_free (self);
}
