/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a trace file. Used by one thread at a time. The first thing that goes wrong is
 * remembered, nothing is written after it, and closing reports it. */
#pragma once

#include "engine/observer.h"
#include "engine/planning/cell-plan.h"
#include "engine/training.h"
#include "profiles/device/device.h"

G_BEGIN_DECLS

typedef struct _BsTraceWriter BsTraceWriter;

/**
 * bs_trace_writer_new:
 * @path: replaced if it is a trace; anything else there is an error and stays as it is
 */
BsTraceWriter *bs_trace_writer_new (const char *path, GError **error);

void bs_trace_writer_set_info (BsTraceWriter *self, const char *key, const char *value);

/** bs_trace_writer_add_vocabulary: @strings: (nullable) (array length=n): %NULL: numbers. */
void bs_trace_writer_add_vocabulary (BsTraceWriter *self, const char *name,
                                     const char *const *strings, guint32 n);
void bs_trace_writer_set_policy (BsTraceWriter *self, BsFsm *fsm, const BsTrainingResult *training);

/** bs_trace_writer_name_instances: @names: (array length=n): an empty one is none. */
void bs_trace_writer_name_instances (BsTraceWriter *self, guint32 mini_batch,
                                     const char *const *names, guint32 n);

/** bs_trace_writer_add_type: @vocabulary: what data of its nodes are ids of, or -1; @cell: that they
 * call, or -1. */
void bs_trace_writer_add_type (BsTraceWriter *self, const char *name, const char *letter,
                               BsShape shape, int vocabulary, int cell);

/** bs_trace_writer_add_cell: @id: from 0, without gaps. */
void bs_trace_writer_add_cell (BsTraceWriter *self, guint id, const char *name);

/** bs_trace_writer_add_plan: @id: from 0, without gaps; @cell: as it was added. */
void bs_trace_writer_add_plan (BsTraceWriter *self, guint id, guint cell, const BsCellPlan *plan);

/** bs_trace_writer_add_graph_plan: what planning between cells saves; after its mini-batch. */
void bs_trace_writer_add_graph_plan (BsTraceWriter *self, guint32 mini_batch,
                                     const BsGraphPlanReport *report);

/** bs_trace_writer_add_state: Returns: the number of the state in the trace. */
guint32 bs_trace_writer_add_state (BsTraceWriter *self, BsEncoding encoding, const guint16 *key,
                                   guint length);

/**
 * bs_trace_writer_add_mini_batch:
 * @mini_batch: its types are not looked at: they may be growing in another thread
 * @lower_bound: of its batches
 * @states: (nullable) (array): state in the trace for each state of the schedule
 */
void bs_trace_writer_add_mini_batch (BsTraceWriter *self, const BsMiniBatch *mini_batch,
                                     guint32 lower_bound, const guint32 *states, guint n_states);

/** bs_trace_writer_add_events: also of decisions of the mini-batch that is added next. */
void bs_trace_writer_add_events (BsTraceWriter *self, const BsEvent *events, guint32 n_events);
void bs_trace_writer_finish_mini_batch (BsTraceWriter *self, guint32 mini_batch, double loss);

void bs_trace_writer_set_device (BsTraceWriter *self, const BsDevice *device);
void bs_trace_writer_add_lane (BsTraceWriter *self, const BsLane *lane);

/** bs_trace_writer_add_kernel: @id: from 0, without gaps. */
void bs_trace_writer_add_kernel (BsTraceWriter *self, guint32 id, const BsKernel *kernel);

/** bs_trace_writer_add_launches, bs_trace_writer_add_idles: @first: how many were added before. */
void bs_trace_writer_add_launches (BsTraceWriter *self, const BsLaunch *launches, guint32 n,
                                   guint64 first);
void bs_trace_writer_add_idles (BsTraceWriter *self, const BsIdle *idles, guint32 n, guint64 first);

/** bs_trace_writer_set_diagnostic: @name: see the table diagnostic. */
void bs_trace_writer_set_diagnostic (BsTraceWriter *self, const char *name, gint64 value);

/** bs_trace_writer_set_reached: all that was reported before @ns has been given to the writer. */
void bs_trace_writer_set_reached (BsTraceWriter *self, gint64 ns);

/** bs_trace_writer_commit: makes what was written so far safe from a crash of the program. */
void bs_trace_writer_commit (BsTraceWriter *self);

/** bs_trace_writer_commit_if_due: the same when the last time was 50 ms ago or more. */
void bs_trace_writer_commit_if_due (BsTraceWriter *self);

/**
 * bs_trace_writer_close:
 * @complete: whether to mark the recording as complete
 *
 * Frees @self and leaves one file.
 */
gboolean bs_trace_writer_close (BsTraceWriter *self, gboolean complete, GError **error);

G_END_DECLS
