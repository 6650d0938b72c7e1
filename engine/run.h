/* SPDX-License-Identifier: Apache-2.0 */
/* The run loop: build the graph of each mini-batch, schedule it, execute it, report. */
#pragma once

#include <gio/gio.h>

#include "engine/backend.h"
#include "engine/observer.h"
#include "engine/policy.h"
#include "engine/workload.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 batch_size;  /* inputs a mini-batch */
  guint32 n_batches;   /* mini-batches */
  BsEncoding encoding; /* of the states that are recorded where the policy has none */
} BsRunOptions;

/* Totals of a mini-batch, for those who need no trace. */
typedef struct
{
  guint32 n_nodes;
  guint32 n_batches;
  guint32 lower_bound;
  guint32 n_fallbacks;
  gint64 construct_ns, schedule_ns, execute_ns;
  double loss; /* NaN without a backend */
} BsRunTotals;

/**
 * bs_run:
 * @types: types are added as they appear
 * @backend: (nullable): where to execute; %NULL to schedule only
 * @observer: (nullable): hears of decisions and events
 * @cancellable: (nullable): looked at between batches
 * @totals: (out caller-allocates) (optional): room for @options->n_batches entries
 *
 * Returns: %FALSE with an error when a graph cannot be built, executed, or when cancelled
 */
gboolean bs_run (BsWorkload *workload, BsTypeTable *types, BsPolicy *policy, BsBackend *backend,
                 const BsRunOptions *options, const BsObserver *observer, GCancellable *cancellable,
                 BsRunTotals *totals, GError **error);

G_END_DECLS
