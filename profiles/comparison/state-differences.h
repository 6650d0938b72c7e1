/* SPDX-License-Identifier: Apache-2.0 */
/* Two policies state by state: what each does there, how sure it is, how often runs reached the state,
 * and what was left to do from there. The figures are those of bs_comparison_tabulate_states() and
 * bs_policy_tabulate(), a row a state. */
#pragma once

#include "engine/fsm.h"
#include "profiles/comparison/comparison.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

/* Where a state was first reached; .mini_batch is G_MAXUINT32: nowhere. */
typedef struct
{
  guint32 mini_batch, decision; /* from 0; the decision within the mini-batch */
} BsReached;

/* [0]: of the base */
typedef struct
{
  char *text;
  guint n_chips;
  guint16 *chips;     /* ids of its types, those ready first */
  guint16 *marks;     /* [n_chips] #BsMark */
  guint n_ready;      /* of the chips */
  guint takes[2];     /* the type; BS_STATE_NONE: does not know it, was never there */
  double q[2];        /* of what the table would do; NaN: no table */
  double q_margin[2]; /* NaN: no table, or nothing to choose */
  guint64 decisions[2];
  double batches_to_go[2]; /* NaN: never there */
  gint64 ns_to_go[2];      /* -1: not known */
  guint64 visits;          /* while both tables were learned */
  int differs;             /* -1: only one knows it */
  BsReached reached[2];
} BsStateDifference;

#define BS_STATE_NONE G_MAXUINT

typedef struct
{
  BsTypeTable *types;
  GPtrArray *states; /* BsStateDifference: those that differ first, then by decisions, by visits */
  guint n_common, n_differ, n_only[2];
  gboolean has_q, has_runs;

  /*< private >*/
  int refs;
} BsStateDifferences;

/**
 * bs_state_differences_new:
 * @comparison: (nullable): without runs, only tables are compared
 * @base: (nullable): the table that decided in the base; @own: of run @run
 *
 * Returns: (transfer full): all states that either knows, or %NULL when cancelled
 */
BsStateDifferences *bs_state_differences_new (const BsComparison *comparison, guint run,
                                              const BsFsm *base, const BsFsm *own,
                                              GCancellable *cancellable, GError **error);
BsStateDifferences *bs_state_differences_ref (BsStateDifferences *self);

/** bs_state_differences_free: drops a reference; the last one frees it. */
void bs_state_differences_free (BsStateDifferences *self);

typedef enum
{
  BS_STATES_REACHED,   /* in which one of the runs was */
  BS_STATES_DIFFERING, /* in which both choose, and not the same */
  BS_STATES_ALL
} BsStateFilter;

/**
 * bs_state_differences_tabulate:
 * @rows: (out) (optional) (transfer full) (element-type guint): which state a row is
 *
 * Returns: (transfer full): a row a state: state, base_takes, takes, base_q_margin, q_margin,
 *   base_decisions, decisions, base_batches_to_go, batches_to_go, base_ns_to_go, ns_to_go, visits,
 *   differs; without tables no margins and visits, without runs nothing of runs
 */
BsTable *bs_state_differences_tabulate (const BsStateDifferences *self, BsStateFilter filter,
                                        GArray **rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsStateDifferences, bs_state_differences_free)

G_END_DECLS
