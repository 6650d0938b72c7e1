/* SPDX-License-Identifier: Apache-2.0 */
/* What a batch costs, learned from the events of a trace: a launch, and so much for each node, byte
 * and flop, kernel by kernel. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/* Of a kernel: it serves no batch, but its mini-batch as a whole. */
#define BS_COST_NO_TYPE G_MAXUINT32

/* How far predictions were from what was measured. Held out: fitted to one of every two batches of
 * a type that follow each other, tested on the other one. */
typedef struct
{
  guint32 n;          /* batches tested; 0: the other numbers are NaN */
  double median, p90; /* of |predicted - measured| / measured */
  double total;       /* of the sums: (predicted - measured) / measured */
} BsCostError;

/* An amount a batch of n nodes: fixed + n * per_node. */
typedef struct
{
  double fixed, per_node;
} BsCostAmount;

/* ns = events * launch_ns + flops * ns_per_flop + bytes * ns_per_byte + nodes * ns_per_node. None is
 * negative. Nodes stand for work that is counted neither as bytes nor as flops. */
typedef struct
{
  double launch_ns, ns_per_flop, ns_per_byte, ns_per_node;
} BsCostCoefficients;

/* The events of one phase that serve batches of one type. */
typedef struct
{
  guint32 type;    /* or BS_COST_NO_TYPE: then mini-batches are meant where batches are said */
  guint8 phase;    /* BsPhase */
  gboolean is_own; /* FALSE: few batches, or all of one size: what all types take, scaled to it */
  guint64 n_events;
  guint32 n_used;                    /* batches to fit; of very many, some chosen evenly */
  BsCostAmount events, flops, bytes; /* a batch */
  double with_events;                /* part of the nodes that are in batches with such events */
  BsCostCoefficients coefficients;
  double measured_ns, predicted_ns; /* of all its events */
  BsCostError error;                /* of its events in a batch, added up */

  /*< private >*/
  BsCostCoefficients held; /* fitted to half of the batches */
} BsCostKernel;

/* How the kernels of a type add up to the time of its batches. */
typedef struct
{
  gboolean is_known;             /* FALSE: no batch of it ran, or could have */
  guint first_kernel, n_kernels; /* 0 of a known one: its batches have nothing to compute */
  double stretch; /* time of a batch by that of its events; below 1 where lanes overlap, else 1 */
  double gap_ns;  /* in a batch, between its events */
} BsCostType;

/* Immutable once made; safe to share between threads. */
typedef struct
{
  guint n_kernels;
  BsCostKernel *kernels; /* by type, those of no type last, then by phase */
  guint n_types;
  BsCostType *types;  /* [n_types] those of the trace */
  double choose_ns;   /* a decision, outside of its batch: choosing */
  double between_ns;  /* and from the end of a batch to the start of the next one */
  double overhead_ns; /* both */
  BsCostError error;  /* of the time of a batch */
} BsCostModel;

/* What a number of batches takes. */
typedef struct
{
  double run_ns;                /* from the first event to the last of each batch, added up */
  double overhead_ns;           /* of their decisions */
  double total_ns;              /* both */
  double phase_ns[BS_N_PHASES]; /* of events, added up over all lanes */
  gsize n_unknown; /* batches of types of which none ran in the trace: only in overhead_ns */
} BsPrediction;

/**
 * bs_cost_model_new:
 *
 * The same trace has the same model, bit for bit. O(events); of very many batches a part that is
 * evenly chosen is fitted to.
 *
 * Returns: (transfer full): the model; %NULL with %BS_ERROR_UNSUPPORTED when no batch of the trace
 *   ran
 */
BsCostModel *bs_cost_model_new (const BsTrace *trace, GError **error);
void bs_cost_model_free (BsCostModel *self);

/** bs_cost_model_predict_batch: Returns: ns of a batch of @n_nodes, without .overhead_ns; NaN for a
 * type of which no batch ran in the trace. */
double bs_cost_model_predict_batch (const BsCostModel *self, guint32 type, guint32 n_nodes);

/** bs_cost_model_predict_decisions: @types, @sizes: (array length=n): of each batch. */
BsPrediction bs_cost_model_predict_decisions (const BsCostModel *self, const guint32 *types,
                                              const guint32 *sizes, gsize n);

/** bs_cost_model_predict_kernel: Returns: ns of the events of @kernel in a batch of @n_nodes. */
double bs_cost_model_predict_kernel (const BsCostKernel *kernel, guint32 n_nodes);

/** bs_round_ns: Returns: @ns as an integer; what does not fit becomes the largest that does. */
static inline gint64
bs_round_ns (double ns)
{
  return fabs (ns) < 9e18 ? (gint64) floor (ns + 0.5) : ns > 0 ? G_MAXINT64 : G_MININT64;
}

/** bs_cost_model_describe: Returns: (transfer full): how far off it is, in a translated sentence. */
char *bs_cost_model_describe (const BsCostModel *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsCostModel, bs_cost_model_free)

G_END_DECLS
