/* SPDX-License-Identifier: Apache-2.0 */
/* What the Memory page has made in threads: cells, the outer memory, plans. */
#pragma once

#include <gio/gio.h>

#include "profiles/replay/cell-memory.h"
#include "profiles/replay/outer-memory.h"

G_BEGIN_DECLS

typedef enum
{
  BS_MEMORY_JOB_CELL,  /* gives a BsCellMemory (nullable) */
  BS_MEMORY_JOB_OUTER, /* a BsOuterMemory */
  BS_MEMORY_JOB_PLANS  /* BsPlansNow */
} BsMemoryJobKind;

typedef struct
{
  BsMemoryJobKind kind;
  BsTrace *trace;
  BsPlansNow *now; /* (nullable): instead of the plans of the run */
  guint cell;
  guint32 mini_batch;
} BsMemoryJob;

/**
 * bs_memory_job_start:
 * @job: copied, with references; the task data of what @callback gets
 * @source: (type GObject)
 *
 * g_task_propagate_pointer () gives the result.
 */
void bs_memory_job_start (const BsMemoryJob *job, gpointer source, GCancellable *cancellable,
                          GAsyncReadyCallback callback);

G_END_DECLS
