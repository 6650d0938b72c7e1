/* SPDX-License-Identifier: Apache-2.0 */
/* The sections of a report about where time goes, and batches against the bound. */
#include "config.h"

#include "profiles/report/report-private.h"

#include <glib/gi18n-lib.h>

#include <math.h>

#include "profiles/recording/machine-limits.h"
#include "profiles/report/duration.h"
#include "profiles/tables/tables.h"

/* A duration without overflow. */
static gint64
as_ns (guint64 ns)
{
  return (gint64) MIN (ns, G_MAXINT64);
}

/* A row a phase that has events; @kind: of the lanes that these are in. */
static void
add_phase_rows (BsReport *self, BsTable *table, BsLaneKind kind)
{
  for (guint phase = 0; phase < BS_N_PHASES; phase++)
    {
      gint64 ns = self->trace->phase_ns[phase];
      const BsPhaseTotals *own = &self->phases[phase];

      if (own->events == 0 || own->kind != kind)
        continue;
      bs_table_add_text (table, bs_phase_to_string (phase));
      bs_table_add_real (table, bs_report_share (ns, own->all_ns));
      bs_table_add_integer (table, ns);
      bs_table_add_integer (table, (gint64) own->events);
      bs_table_add_natural (table, own->bytes > 0 ? as_ns (own->bytes) : -1);
      bs_table_add_real (table, own->flops > 0 && ns > 0 ? (double) own->flops / ns : NAN);
    }
}

static void
add_phase_table (BsReport *self, BsLaneKind kind, const char *title)
{
  BsDocument *document = self->document;
  BsTable *table = bs_document_add_table (document, title);

  bs_document_add_column (document, "phase", BS_COLUMN_TEXT, BS_SHOW_PLAIN, _ ("phase"));
  bs_document_add_column (document, "share", BS_COLUMN_REAL, BS_SHOW_SHARE, _ ("share"));
  bs_document_add_column (document, "ns", BS_COLUMN_DURATION, BS_SHOW_PLAIN, _ ("time"));
  bs_document_add_column (document, "events", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("events"));
  bs_document_add_column (document, "bytes", BS_COLUMN_INTEGER, BS_SHOW_BYTES, _ ("moved"));
  bs_document_add_column (document, "gflops", BS_COLUMN_REAL, BS_SHOW_TENTHS, _ ("Gflop/s"));
  add_phase_rows (self, table, kind);
}

static void
add_phase_chart (BsReport *self, BsLaneKind kind, const char *title)
{
  const gint64 *ns = self->trace->phase_ns;
  g_autoptr (GString) text = g_string_new (NULL);
  BsChart *chart;

  for (guint phase = 0; phase < BS_N_PHASES; phase++)
    if (self->phases[phase].events > 0 && self->phases[phase].kind == kind)
      {
        g_autofree char *share = bs_share_to_string (
            bs_report_share (ns[phase], self->phases[phase].all_ns));

        g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "",
                                bs_phase_to_string (phase), share);
      }
  chart = bs_document_add_chart (self->document, BS_CHART_BARS, title, text->str);
  chart->is_duration = TRUE;
  bs_chart_add_series (chart, _ ("time"));
  for (guint phase = 0; phase < BS_N_PHASES; phase++)
    if (self->phases[phase].events > 0 && self->phases[phase].kind == kind)
      {
        bs_chart_add_row (chart, bs_phase_to_string (phase), BS_NO_TYPE, 0.0);
        bs_chart_add_value (chart, ns[phase]);
      }
}

/* A device does not wait for the host, nor this for it: each has its own whole. */
static void
add_phases (BsReport *self)
{
  if (self->streams_ns == 0)
    {
      add_phase_chart (self, BS_LANE_THREAD, _ ("What the time was spent on"));
      add_phase_table (self, BS_LANE_THREAD, _ ("Time by phase"));
      return;
    }

  add_phase_chart (self, BS_LANE_STREAM, _ ("What the time of the device was spent on"));
  add_phase_table (self, BS_LANE_STREAM, _ ("Time of the device by phase"));
  add_phase_chart (self, BS_LANE_THREAD, _ ("What the time of the host was spent on"));
  add_phase_table (self, BS_LANE_THREAD, _ ("Time of the host by phase"));
}

/* Products beside what one thread can do at most: of the machine that recorded them, or of none. */
static void
add_limits (BsReport *self)
{
  const BsPhaseTotals *products = &self->phases[BS_PHASE_GEMM];
  double ns = (double) self->trace->phase_ns[BS_PHASE_GEMM], gflops;
  g_autofree char *share = NULL;
  BsMachineLimits limits;

  if (products->kind != BS_LANE_THREAD || products->flops == 0 || ns <= 0)
    return;
  gflops = (double) products->flops / ns;
  if (!bs_machine_limits_read (&limits, self->trace))
    {
      bs_document_add_text (self->document, BS_BLOCK_NOTE,
                            _ ("Products ran at %.3g Gflop/s a thread. What the machine can do at "
                               "most is not in this trace."),
                            gflops);
      return;
    }

  share = bs_share_to_string (gflops / limits.sgemm_gflops);
  bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH,
                        _ ("Products ran at %.3g Gflop/s a thread: %s of what one thread of the "
                           "machine of the recording can do at most, which is %.3g Gflop/s in "
                           "products, and %.3g GB/s copied."),
                        gflops, share, limits.sgemm_gflops, limits.copy_gb_per_s);
}

/* How much of the clock is accounted for. */
static void
add_coverage (BsReport *self)
{
  const BsTrace *trace = self->trace;
  gint64 idle = MAX (self->wall_ns - trace->covered_ns, 0);
  g_autofree char *all = bs_duration_to_string (self->phases_ns);
  g_autofree char *streams = bs_duration_to_string (self->streams_ns);
  g_autofree char *covered = bs_duration_to_string (trace->covered_ns);
  g_autofree char *wall = bs_duration_to_string (self->wall_ns);
  g_autofree char *left = bs_duration_to_string (idle);
  g_autofree char *share = bs_share_to_string (bs_report_share (idle, self->wall_ns));

  if (self->streams_ns > 0)
    bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH,
                          _ ("All phases of the device, added up over its streams: %s; of the "
                             "host: %s. They run at the same time."),
                          streams, all);
  else
    bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH,
                          trace->n_lanes > 1 ? _ ("All phases, added up over lanes: %s.")
                                             : _ ("All phases: %s."),
                          all);
  if (trace->n_lanes > 1)
    bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH,
                          _ ("On the clock, in %u lanes at once: %s."), trace->n_lanes, covered);
  if (self->wall_ns > 0)
    bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH,
                          _ ("From the first event of each mini-batch to its last, %s went by; for "
                             "%s of it, %s, nothing that was recorded ran."),
                          wall, left, share);
}

static void
add_lanes (BsReport *self)
{
  g_autoptr (BsTable) lanes = bs_tables_lanes (self->trace);
  BsDocument *document = self->document;
  guint n = MIN (bs_table_get_n_rows (lanes), self->top);
  BsTable *table = bs_document_add_table (document, _ ("Time by lane"));

  bs_document_add_column (document, "lane", BS_COLUMN_TEXT, BS_SHOW_PLAIN, _ ("lane"));
  bs_document_add_column (document, "share", BS_COLUMN_REAL, BS_SHOW_SHARE, _ ("busy"));
  bs_document_add_column (document, "ns", BS_COLUMN_DURATION, BS_SHOW_PLAIN, _ ("time"));
  bs_document_add_column (document, "events", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("events"));
  for (guint i = 0; i < n; i++)
    {
      gint64 ns = bs_report_integer (lanes, i, 3);
      g_autofree char *name = bs_trace_lane_name (self->trace,
                                                  (guint) bs_report_integer (lanes, i, 0));

      bs_table_add_text (table, name);
      bs_table_add_real (table, MIN (bs_report_share (ns, self->trace->covered_ns), 1.0));
      bs_table_add_integer (table, ns);
      bs_table_add_integer (table, bs_report_integer (lanes, i, 2));
    }
  bs_report_say_top (self, n, bs_table_get_n_rows (lanes), _ ("Lanes"));
}

static void
add_type_times (BsReport *self)
{
  BsDocument *document = self->document;
  guint n_types = self->trace->types->n_types, n = MIN (n_types, self->top);
  BsTable *table = bs_document_add_table (document, _ ("Time in batches, by type"));

  bs_document_add_column (document, "type", BS_COLUMN_INTEGER, BS_SHOW_TYPE, _ ("type"));
  bs_document_add_column (document, "share", BS_COLUMN_REAL, BS_SHOW_SHARE, _ ("share"));
  bs_document_add_column (document, "ns", BS_COLUMN_DURATION, BS_SHOW_PLAIN, _ ("time"));
  bs_document_add_column (document, "batch_ns", BS_COLUMN_DURATION, BS_SHOW_PLAIN, _ ("a batch"));
  bs_document_add_column (document, "node_ns", BS_COLUMN_DURATION, BS_SHOW_PLAIN, _ ("a node"));
  bs_document_add_column (document, "mean", BS_COLUMN_REAL, BS_SHOW_TENTHS, _ ("mean size"));
  for (guint i = 0; i < n; i++)
    {
      const BsTypeTotals *own = &self->types[self->by_cost[i]];
      gint64 ns = as_ns (own->ns);

      bs_table_add_integer (table, self->by_cost[i]);
      bs_table_add_real (table, bs_report_share (ns, self->run_ns));
      bs_table_add_natural (table, own->ran ? ns : -1);
      bs_table_add_natural (table, own->ran ? ns / own->batches : -1);
      bs_table_add_natural (table,
                            own->ran && own->members > 0 ? (gint64) (own->ns / own->members) : -1);
      bs_table_add_real (table, own->batches > 0 ? (double) own->members / own->batches : NAN);
    }
  bs_report_say_top (self, n, n_types, _ ("Types, costliest first"));
}

void
bs_report_add_time (BsReport *self)
{
  bs_document_add_section (self->document, 1, "time", _ ("Where time goes"));
  if (self->phases_ns == 0 && self->streams_ns == 0)
    {
      bs_document_add_callout (self->document, BS_TONE_NOTE, _ ("No times"),
                               _ ("No times were recorded: the run was only scheduled."));
      return;
    }

  add_phases (self);
  add_limits (self);
  add_coverage (self);
  if (self->trace->n_lanes > 1)
    add_lanes (self);
  if (self->run_ns > 0)
    add_type_times (self);
}

static void
add_bound_table (BsReport *self)
{
  BsDocument *document = self->document;
  guint n_types = self->trace->types->n_types, n = MIN (n_types, self->top);
  BsTable *table = bs_document_add_table (document, _ ("Batches by type, against the bound"));

  bs_document_add_column (document, "type", BS_COLUMN_INTEGER, BS_SHOW_TYPE, _ ("type"));
  bs_document_add_column (document, "nodes", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("nodes"));
  bs_document_add_column (document, "batches", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("batches"));
  bs_document_add_column (document, "bound", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("bound"));
  bs_document_add_column (document, "above", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("above"));
  bs_document_add_column (document, "largest", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("largest"));
  for (guint i = 0; i < n; i++)
    {
      const BsTypeTotals *own = &self->types[self->by_cost[i]];

      bs_table_add_integer (table, self->by_cost[i]);
      bs_table_add_integer (table, (gint64) own->nodes);
      bs_table_add_integer (table, own->batches);
      bs_table_add_integer (table, (gint64) own->bound);
      bs_table_add_integer (table, (gint64) own->batches - (gint64) own->bound);
      bs_table_add_integer (table, own->largest);
    }
  bs_report_say_top (self, n, n_types, _ ("Types, costliest first"));
}

static void
add_bound_chart (BsReport *self)
{
  guint n = MIN (self->trace->types->n_types, self->top);
  g_autofree char *count = bs_count_to_string (self->trace->n_decisions);
  g_autofree char *bound = bs_count_to_string (self->bound);
  g_autofree char *text = g_strdup_printf (_ ("A bar a type: its batches, and a mark where the "
                                              "lower bound is; in all %s batches against "
                                              "%s."),
                                           count, bound);
  BsChart *chart = bs_document_add_chart (self->document, BS_CHART_BARS,
                                          _ ("Batches by type; the mark is the lower bound"), text);

  bs_chart_add_series (chart, _ ("batches"));
  bs_chart_add_series (chart, _ ("lower bound"));
  for (guint i = 0; i < n; i++)
    {
      guint type = self->by_cost[i];

      bs_chart_add_row (chart, self->trace->types->types[type].name, type, 0.0);
      bs_chart_add_value (chart, self->types[type].batches);
      bs_chart_add_value (chart, (double) self->types[type].bound);
    }
}

/* Shares of the cost, by type and size. */
static void
add_size_chart (BsReport *self)
{
  guint n = MIN (self->trace->types->n_types, self->top);
  gboolean ran = self->run_ns > 0;
  double all = ran ? (double) self->run_ns : self->trace->n_decisions;
  double alone = ran ? (double) self->all.ns[0] : self->all.batches[0];
  g_autofree char *share = bs_share_to_string (bs_report_share (alone, all));
  g_autofree char *text = g_strdup_printf (
      ran ? _ ("A row a type, a column a range of batch sizes: the share of all time in batches. "
               "Batches of a single node have %s.")
          : _ (
              "A row a type, a column a range of batch sizes: the share of all batches. Batches of "
              "a single node are %s."),
      share);
  BsChart *chart = bs_document_add_chart (self->document, BS_CHART_MATRIX,
                                          ran ? _ ("Share of the time in batches, by type and size")
                                              : _ ("Share of the batches, by type and size"),
                                          text);

  chart->show = BS_SHOW_SHARE;
  chart->x_title = g_strdup (_ ("nodes in the batch"));
  for (guint size = 0; size < BS_REPORT_SIZES; size++)
    {
      g_autofree char *name = bs_report_size_name (size);

      bs_chart_add_series (chart, name);
    }
  for (guint i = 0; i < n; i++)
    {
      guint type = self->by_cost[i];
      const BsReportSizes *own = &self->sizes[type];

      bs_chart_add_row (chart, self->trace->types->types[type].name, type, 0.0);
      for (guint size = 0; size < BS_REPORT_SIZES; size++)
        bs_chart_add_value (chart, own->batches[size] == 0
                                       ? NAN
                                       : (ran ? (double) own->ns[size] : own->batches[size]) / all);
    }
}

static void
add_mini_batches (BsReport *self)
{
  const BsTrace *trace = self->trace;
  BsDocument *document = self->document;
  guint n = MIN (trace->n_mini_batches, self->top);
  g_autofree double *above = g_new0 (double, trace->n_mini_batches + 1);
  g_autofree guint32 *order = NULL;
  BsTable *table = bs_document_add_table (document, _ ("Mini-batches"));

  /* All in their order, or those furthest from their bounds. */
  for (guint32 i = 0; n < trace->n_mini_batches && i < trace->n_mini_batches; i++)
    above[i] = (double) trace->mini_batches[i].n_decisions - trace->mini_batches[i].lower_bound;
  order = bs_report_order (above, trace->n_mini_batches);

  bs_document_add_column (document, "mini_batch", BS_COLUMN_INTEGER, BS_SHOW_PLAIN,
                          _ ("mini-batch"));
  bs_document_add_column (document, "nodes", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("nodes"));
  bs_document_add_column (document, "batches", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("batches"));
  bs_document_add_column (document, "bound", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("bound"));
  bs_document_add_column (document, "above", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("above"));
  bs_document_add_column (document, "ns", BS_COLUMN_DURATION, BS_SHOW_PLAIN, _ ("time"));
  bs_document_add_column (document, "loss", BS_COLUMN_REAL, BS_SHOW_PLAIN, _ ("loss"));
  for (guint i = 0; i < n; i++)
    {
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[order[i]];

      bs_table_add_integer (table, order[i]);
      bs_table_add_integer (table, mini_batch->n_nodes);
      bs_table_add_integer (table, mini_batch->n_decisions);
      bs_table_add_integer (table, mini_batch->lower_bound);
      bs_table_add_integer (table, (gint64) mini_batch->n_decisions - mini_batch->lower_bound);
      bs_table_add_natural (table, self->mini_batch_ns[order[i]]);
      bs_table_add_real (table, mini_batch->loss);
    }
  bs_report_say_top (self, n, trace->n_mini_batches,
                     _ ("Mini-batches, furthest from their bounds first"));
}

void
bs_report_add_batches (BsReport *self)
{
  bs_document_add_section (self->document, 1, "batches", _ ("Batches, against the bound"));
  if (self->trace->n_decisions > 0)
    {
      bs_document_add_picture (self->document, "strip", 1,
                               _ ("All decisions: a bar a batch, its height the size, its colour "
                                  "the type"));
      add_bound_chart (self);
    }
  add_bound_table (self);
  if (self->trace->n_decisions > 0)
    add_size_chart (self);
  add_mini_batches (self);
}
