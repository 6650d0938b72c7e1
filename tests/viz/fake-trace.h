/* SPDX-License-Identifier: Apache-2.0 */
/* Traces made from nothing, for tests of pictures. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

typedef enum
{
  BS_FAKE_TREES, /* leaf, internal, proj, loss, reduce */
  BS_FAKE_MIXED  /* any graph of many types */
} BsFakeKind;

typedef struct
{
  BsFakeKind kind;
  guint32 seed;
  guint32 n_mini_batches;
  guint32 n_instances;
  guint32 max_leaves; /* or nodes an instance */
  guint n_types;      /* of a mixed graph */
  BsEncoding encoding;
  gboolean random;                       /* choose at random, else the least mean depth */
  gboolean grows;                        /* nodes appear when they are ready */
  gboolean twice;                        /* trees read two outputs of each child */
  BsGraph *(*make) (BsTypeTable *types); /* (nullable): the graph of every mini-batch instead */
} BsFakeOptions;

/** bs_fake_trace_new: Returns: (transfer full): the same trace for the same options. */
BsTrace *bs_fake_trace_new (const BsFakeOptions *options);

G_END_DECLS
