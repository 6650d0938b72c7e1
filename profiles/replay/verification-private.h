/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the verification share. */
#pragma once

#include "profiles/trace/stages.h"
#include "profiles/replay/verification.h"

G_BEGIN_DECLS

/* A mini-batch, and what is found in it. */
typedef struct
{
  const BsTrace *trace;
  const BsTraceMiniBatch *mini_batch;
  const BsTraceGraph *unpacked;
  guint32 index;
  GCancellable *cancellable;
  BsFinding *finding;
} BsVerifying;

/* Writes a difference down; @expected and @found are taken. @node: or G_MAXUINT32. Returns FALSE. */
gboolean bs_verifying_differs (const BsVerifying *self, guint32 decision, guint32 node,
                               const char *what, char *expected, char *found);

/* The same of numbers, where they differ. Returns: whether they are the same. */
gboolean bs_verifying_compare (const BsVerifying *self, guint32 decision, guint32 node,
                               const char *what, guint64 expected, guint64 found);

/* Whether so many stages of a graph can be built one by one in reasonable time. */
gboolean bs_verifying_can_grow (const BsVerifying *self);

/* Walks through the decisions and recomputes what the graph alone decides. Returns FALSE when
 * cancelled. */
gboolean bs_verifying_check_consistency (const BsVerifying *self);

G_END_DECLS
