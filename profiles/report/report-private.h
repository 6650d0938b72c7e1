/* SPDX-License-Identifier: Apache-2.0 */
/* What the sections of a report share: sums over the trace, made once. */
#pragma once

#include "profiles/comparison/cost-model.h"
#include "profiles/trace/memory.h"
#include "profiles/report/report.h"
#include "profiles/tables/tables-private.h"

G_BEGIN_DECLS

/* Batches by size: 1, 2 to 3, 4 to 7, and so on. */
#define BS_REPORT_SIZES 8

typedef struct
{
  guint32 batches[BS_REPORT_SIZES];
  gint64 ns[BS_REPORT_SIZES];
} BsReportSizes;

typedef struct
{
  const BsTrace *trace;
  BsDocument *document;
  guint top;
  gboolean chosen; /* sections were asked for by name: none is left out */
  guint64 nodes, bound, inputs;
  guint32 fallbacks;
  gint64 run_ns;         /* in batches, added up; 0: nothing ran, all was only scheduled */
  gint64 *mini_batch_ns; /* [n_mini_batches] from the first event to the last; -1: none */
  gint64 wall_ns;        /* these added up */
  BsTypeTotals *types;   /* [n_types] */
  guint *by_cost;        /* [n_types] types, costliest first: by time, or by batches */
  BsReportSizes *sizes;  /* [n_types] */
  BsReportSizes all;     /* of all types */
  BsPhaseTotals *phases; /* [BS_N_PHASES] */
  gint64 phases_ns;      /* of threads, added up */
  gint64 streams_ns;     /* of streams of a device, added up */
  BsMemoryTotals memory;
  gboolean planned;
  gboolean cost_asked;
  BsCostModel *cost; /* (nullable): see bs_report_cost_model() */
} BsReport;

/** bs_report_share: Returns: @part / @all, 0 where there is nothing. */
static inline double
bs_report_share (double part, double all)
{
  return all > 0.0 ? part / all : 0.0;
}

/** bs_report_name: Returns: (transfer full): the name of a type within a sentence: not too long. */
char *bs_report_name (const BsReport *self, guint type);

/** bs_report_size_name: Returns: (transfer full): `1`, `2–3`, ..., `128+`. */
char *bs_report_size_name (guint size_class);

/** bs_report_order: Returns: (transfer full) (array length=n): 0 to n - 1, the largest keys first,
 * lower numbers first where keys are the same. */
guint32 *bs_report_order (const double *keys, guint32 n);

/** bs_report_integer: Returns: an integer of a table; -1 where it is missing. */
gint64 bs_report_integer (const BsTable *table, guint row, guint column);

/** bs_report_say_top: a note that a table shows the first of many, where it does. */
void bs_report_say_top (BsReport *self, guint shown, guint64 all, const char *what);

/** bs_report_cost_model: Returns: (nullable): fitted when it is first asked for; %NULL: nothing ran. */
const BsCostModel *bs_report_cost_model (BsReport *self);

void bs_report_add_findings (BsReport *self);
void bs_report_add_time (BsReport *self);
void bs_report_add_device (BsReport *self);

/** bs_report_find_idle_device: Returns: (transfer full) (nullable): a finding as markup; @weight: (out):
 * the part of the time that it is about. */
char *bs_report_find_idle_device (const BsReport *self, double *weight);
void bs_report_add_batches (BsReport *self);
void bs_report_add_decisions (BsReport *self);
void bs_report_add_what_ifs (BsReport *self);
void bs_report_add_prediction (BsReport *self);
void bs_report_add_memory (BsReport *self);
void bs_report_add_policy (BsReport *self);
void bs_report_add_frontier (BsReport *self);

G_END_DECLS
