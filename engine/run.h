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
  guint32 batch_size;   /* inputs a mini-batch */
  guint32 n_batches;    /* mini-batches */
  BsEncoding encoding;  /* of the states that are recorded where the policy has none */
  gboolean incremental; /* steps of a model that grows wait for the values of those before */
} BsRunOptions;

/* Totals of a mini-batch, for those who need no trace. */
typedef struct
{
  guint32 n_nodes;
  guint32 n_batches;
  guint32 lower_bound; /* 0 in a run that is executed: it takes time */
  guint32 n_fallbacks;
  guint32 n_stages;                             /* 1: the graph did not grow */
  gint64 construct_ns, schedule_ns, execute_ns; /* execute_ns: with planning and reading */
  BsBackendCounters counters;                   /* zero without a backend */
  double loss;                                  /* NaN without a backend */
} BsRunTotals;

/**
 * bs_run:
 * @types: types are added as they appear
 * @backend: (nullable): where to execute; %NULL to schedule only
 * @observer: (nullable): hears of decisions and events
 * @cancellable: (nullable): looked at between batches
 * @totals: (out caller-allocates) (optional): room for @options->n_batches entries
 *
 * With @options->incremental each mini-batch is scheduled and executed in stages: the next steps
 * are appended once the losses of those before were read.
 *
 * Returns: %FALSE with an error when a graph cannot be built, executed, or when cancelled
 */
gboolean bs_run (BsWorkload *workload, BsTypeTable *types, BsPolicy *policy, BsBackend *backend,
                 const BsRunOptions *options, const BsObserver *observer, GCancellable *cancellable,
                 BsRunTotals *totals, GError **error);

/**
 * bs_run_graphs:
 * @graphs: (array length=n_graphs): graphs from elsewhere, a mini-batch each
 * @types: their types
 * @encoding: of the states that are recorded where the policy has none
 * @observer: (nullable): hears of decisions
 * @cancellable: (nullable): looked at between graphs
 * @totals: (out caller-allocates) (optional): room for @n_graphs entries
 *
 * Schedules and reports graphs without numerics.
 *
 * Returns: %FALSE with an error when cancelled
 */
gboolean bs_run_graphs (BsGraph *const *graphs, guint32 n_graphs, const BsTypeTable *types,
                        BsPolicy *policy, BsEncoding encoding, const BsObserver *observer,
                        GCancellable *cancellable, BsRunTotals *totals, GError **error);

G_END_DECLS
