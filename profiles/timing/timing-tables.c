/* SPDX-License-Identifier: Apache-2.0 */
/* Where time went, as tables. */
#include "config.h"

#include "profiles/timing/timing-tables.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *name;
  BsColumnKind kind;
} Column;

static BsTable *
create_table (const Column *columns, guint n)
{
  BsTable *table = bs_table_new ();

  for (guint i = 0; i < n; i++)
    bs_table_add_column (table, columns[i].name, columns[i].kind);

  return table;
}

static gint64
as_integer (guint64 value)
{
  return (gint64) MIN (value, (guint64) G_MAXINT64);
}

static void
add_speed (BsTable *table, guint64 flops, gint64 ns)
{
  bs_table_add_real (table, flops > 0 && ns > 0 ? (double) flops / (double) ns : NAN);
}

static double
get_share (gint64 ns, gint64 all_ns)
{
  return all_ns > 0 ? (double) ns / (double) all_ns : NAN;
}

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer keys)
{
  guint32 i = *(const guint32 *) a, k = *(const guint32 *) b;
  gint64 left = ((const gint64 *) keys)[i], right = ((const gint64 *) keys)[k];

  return left > right ? -1 : left < right ? 1 : i < k ? -1 : i > k;
}

/* Numbers of those that have something, the largest keys first. */
static GArray *
order_by (const gint64 *keys, guint32 n)
{
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < n; i++)
    if (keys[i] >= 0)
      g_array_append_val (order, i);
  g_array_sort_with_data (order, compare_keys, (gpointer) keys);

  return order;
}

/* By time, or where nothing ran by batches; -1: it is not there. */
static gint64
get_key (const BsTiming *timing, const BsTimingGroup *group)
{
  if (group->batches == 0)
    return -1;

  return timing->all.total_ns > 0 ? group->total_ns : as_integer (group->batches);
}

static void
add_counts (BsTable *table, const BsTimingGroup *group)
{
  bs_table_add_integer (table, as_integer (group->batches));
  bs_table_add_integer (table, as_integer (group->nodes));
  bs_table_add_real (table,
                     group->batches > 0 ? (double) group->nodes / (double) group->batches : NAN);
}

/* Of what only was scheduled there are no times. */
static void
add_total (BsTable *table, const BsTiming *timing, const BsTimingGroup *group)
{
  gboolean ran = group->ran > 0;

  bs_table_add_natural (table, ran ? group->total_ns : -1);
  bs_table_add_real (table, ran ? get_share (group->total_ns, timing->all.total_ns) : NAN);
  bs_table_add_natural (table, ran ? group->total_ns / (gint64) group->ran : -1);
}

static void
add_self (BsTable *table, const BsTiming *timing, const BsTimingGroup *group)
{
  bs_table_add_natural (table, !timing->is_quick && group->ran > 0 ? group->self_ns : -1);
}

static void
add_amounts (BsTable *table, const BsTiming *timing, const BsTimingGroup *group)
{
  gboolean ran = group->ran > 0;

  add_speed (table, ran ? group->flops : 0, group->total_ns);
  bs_table_add_natural (table, ran ? as_integer (group->flops) : -1);
  bs_table_add_natural (table, ran && !timing->is_quick ? as_integer (group->bytes) : -1);
}

BsTable *
bs_timing_tables_types (const BsTiming *timing)
{
  static const Column columns[] = {
    { "type", BS_COLUMN_TEXT },           { "batches", BS_COLUMN_INTEGER },
    { "nodes", BS_COLUMN_INTEGER },       { "mean_size", BS_COLUMN_REAL },
    { "total_ns", BS_COLUMN_DURATION },   { "share", BS_COLUMN_REAL },
    { "mean_ns", BS_COLUMN_DURATION },    { "self_ns", BS_COLUMN_DURATION },
    { "gflops", BS_COLUMN_REAL },         { "flops", BS_COLUMN_INTEGER },
    { "bytes", BS_COLUMN_INTEGER },       { "gemm_ns", BS_COLUMN_DURATION },
    { "fused_ns", BS_COLUMN_DURATION },   { "gather_ns", BS_COLUMN_DURATION },
    { "scatter_ns", BS_COLUMN_DURATION },
  };
  static const BsPhase phases[] = { BS_PHASE_GEMM, BS_PHASE_FUSED, BS_PHASE_GATHER,
                                    BS_PHASE_SCATTER };
  const BsTypeTable *types = timing->trace->types;
  BsTable *table = create_table (columns, G_N_ELEMENTS (columns));
  g_autofree gint64 *keys = g_new (gint64, types->n_types + 1);
  g_autoptr (GArray) order = NULL;

  for (guint type = 0; type < types->n_types; type++)
    keys[type] = get_key (timing, &timing->types[type]);
  order = order_by (keys, types->n_types);
  for (guint i = 0; i < order->len; i++)
    {
      guint type = g_array_index (order, guint32, i);
      const BsTimingGroup *own = &timing->types[type];

      bs_table_add_text (table, types->types[type].name);
      add_counts (table, own);
      add_total (table, timing, own);
      add_self (table, timing, own);
      add_amounts (table, timing, own);
      for (guint k = 0; k < G_N_ELEMENTS (phases); k++)
        {
          const BsTimingPart *part = bs_timing_get_part (timing, type, phases[k]);

          bs_table_add_natural (table, part->events > 0 ? part->ns : -1);
        }
    }

  return table;
}

static void
merge_group (BsTimingGroup *self, const BsTimingGroup *other)
{
  self->batches += other->batches;
  self->ran += other->ran;
  self->nodes += other->nodes;
  self->of_one += other->of_one;
  self->total_ns += other->total_ns;
  self->self_ns += other->self_ns;
  self->flops += other->flops;
  self->bytes += other->bytes;
}

BsTable *
bs_timing_tables_cells (const BsTiming *timing)
{
  static const Column columns[] = {
    { "cell", BS_COLUMN_TEXT },        { "types", BS_COLUMN_TEXT },
    { "batches", BS_COLUMN_INTEGER },  { "nodes", BS_COLUMN_INTEGER },
    { "mean_size", BS_COLUMN_REAL },   { "total_ns", BS_COLUMN_DURATION },
    { "share", BS_COLUMN_REAL },       { "mean_ns", BS_COLUMN_DURATION },
    { "self_ns", BS_COLUMN_DURATION }, { "gflops", BS_COLUMN_REAL },
    { "flops", BS_COLUMN_INTEGER },    { "bytes", BS_COLUMN_INTEGER },
  };
  const BsTrace *trace = timing->trace;
  guint n_types = trace->types->n_types, n = trace->n_cells + n_types;
  BsTable *table = create_table (columns, G_N_ELEMENTS (columns));
  g_autofree BsTimingGroup *groups = g_new0 (BsTimingGroup, n + 1);
  g_autofree gint64 *keys = g_new (gint64, n + 1);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) order = NULL;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (names, NULL);
  for (guint type = 0; type < n_types; type++)
    {
      guint cell = bs_trace_get_cell (trace, type);
      guint row = cell != BS_NO_CELL ? cell : trace->n_cells + type;
      char *before = names->pdata[row];

      if (timing->types[type].batches == 0)
        continue;
      merge_group (&groups[row], &timing->types[type]);
      names->pdata[row] = before == NULL
                              ? g_strdup (trace->types->types[type].name)
                              : g_strjoin (", ", before, trace->types->types[type].name, NULL);
      g_free (before);
    }
  for (guint i = 0; i < n; i++)
    keys[i] = get_key (timing, &groups[i]);
  order = order_by (keys, n);
  for (guint i = 0; i < order->len; i++)
    {
      guint row = g_array_index (order, guint32, i);

      bs_table_add_text (table, row < trace->n_cells ? trace->cells[row] : NULL);
      bs_table_add_text (table, names->pdata[row]);
      add_counts (table, &groups[row]);
      add_total (table, timing, &groups[row]);
      add_self (table, timing, &groups[row]);
      add_amounts (table, timing, &groups[row]);
    }

  return table;
}

static void
add_kernel_row (BsTable *table, const BsTiming *timing, const char *name, const char *type,
                BsLaneKind kind, const BsTimingPart *part, gint64 all_ns)
{
  gboolean known = !timing->is_quick;

  bs_table_add_text (table, name);
  bs_table_add_text (table, type);
  bs_table_add_text (table, bs_lane_kind_to_string (kind));
  bs_table_add_integer (table, as_integer (part->events));
  bs_table_add_integer (table, part->ns);
  bs_table_add_real (table, get_share (part->ns, all_ns));
  bs_table_add_natural (table, known ? part->self_ns : -1);
  bs_table_add_natural (table, known ? part->total_ns : -1);
  bs_table_add_natural (table, part->events > 0 ? part->ns / (gint64) part->events : -1);
  bs_table_add_integer (table, part->longest_ns);
  bs_table_add_natural (table, part->longest != BS_NO_EVENT ? (gint64) part->longest : -1);
  bs_table_add_natural (table, known ? as_integer (part->flops) : -1);
  add_speed (table, part->flops, part->ns);
  bs_table_add_natural (table, known ? as_integer (part->bytes) : -1);
}

/* Phases are in lanes of one kind each: that of the first lane that has events of it. */
static void
find_kinds (const BsTrace *trace, BsLaneKind *kinds)
{
  for (guint phase = 0; phase < BS_N_PHASES; phase++)
    {
      kinds[phase] = BS_LANE_THREAD;
      for (guint lane = trace->n_lanes; lane-- > 0;)
        {
          const BsEventNode *node = bs_event_store_get_lane (trace->events, lane);

          if (node != NULL && node->sums.phases[phase].n > 0)
            kinds[phase] = bs_trace_lane_kind (trace, lane);
        }
    }
}

static void
add_device_kernels (BsTable *table, const BsTiming *timing)
{
  const BsTrace *trace = timing->trace;
  g_autofree gint64 *keys = g_new (gint64, trace->n_kernels + 1);
  g_autoptr (GArray) order = NULL;
  gint64 all = 0;

  for (guint i = 0; i < trace->n_kernels; i++)
    {
      keys[i] = timing->kernels[i].launches > 0 ? timing->kernels[i].ns : -1;
      all += timing->kernels[i].ns;
    }
  order = order_by (keys, trace->n_kernels);
  for (guint i = 0; i < order->len; i++)
    {
      guint32 number = g_array_index (order, guint32, i);
      const BsTimingKernel *own = &timing->kernels[number];
      BsTimingPart part = { .events = own->launches,
                            .ns = own->ns,
                            .self_ns = own->ns,
                            .total_ns = own->ns,
                            .longest_ns = own->longest_ns,
                            .longest = own->longest,
                            .flops = own->flops,
                            .bytes = own->traffic };

      add_kernel_row (table, timing, trace->kernels[number].name, NULL, BS_LANE_STREAM, &part, all);
    }
}

BsTable *
bs_timing_tables_kernels (const BsTiming *timing)
{
  static const Column columns[] = {
    { "kernel", BS_COLUMN_TEXT },      { "type", BS_COLUMN_TEXT },
    { "lanes", BS_COLUMN_TEXT },       { "events", BS_COLUMN_INTEGER },
    { "ns", BS_COLUMN_DURATION },      { "share", BS_COLUMN_REAL },
    { "self_ns", BS_COLUMN_DURATION }, { "total_ns", BS_COLUMN_DURATION },
    { "mean_ns", BS_COLUMN_DURATION }, { "longest_ns", BS_COLUMN_DURATION },
    { "longest", BS_COLUMN_INTEGER },  { "flops", BS_COLUMN_INTEGER },
    { "gflops", BS_COLUMN_REAL },      { "bytes", BS_COLUMN_INTEGER },
  };
  const BsTrace *trace = timing->trace;
  guint n_types = trace->types->n_types, n = (n_types + 1) * BS_N_PHASES;
  BsTable *table = create_table (columns, G_N_ELEMENTS (columns));
  g_autofree gint64 *keys = g_new (gint64, n);
  gint64 all[BS_N_LANE_KINDS] = { 0 };
  BsLaneKind kinds[BS_N_PHASES];
  g_autoptr (GArray) order = NULL;

  find_kinds (trace, kinds);
  for (guint i = 0; i < n; i++)
    {
      const BsTimingPart *part = &timing->parts[i];

      keys[i] = part->events > 0 ? part->ns : -1;
      all[kinds[i % BS_N_PHASES]] += part->ns;
    }
  order = order_by (keys, n);
  if (trace->n_launches > 0)
    add_device_kernels (table, timing);
  for (guint i = 0; i < order->len; i++)
    {
      guint32 number = g_array_index (order, guint32, i);
      guint type = number / BS_N_PHASES, phase = number % BS_N_PHASES;

      /* Those of a device have names of their own. */
      if (trace->n_launches > 0 && kinds[phase] == BS_LANE_STREAM && bs_phase_is_computing (phase))
        continue;
      add_kernel_row (table, timing, bs_phase_to_string (phase),
                      type < n_types ? trace->types->types[type].name : NULL, kinds[phase],
                      &timing->parts[number], all[kinds[phase]]);
    }

  return table;
}

BsTable *
bs_timing_tables_batches (const BsTiming *timing)
{
  static const Column columns[] = {
    { "decision", BS_COLUMN_INTEGER },  { "mini_batch", BS_COLUMN_INTEGER },
    { "type", BS_COLUMN_TEXT },         { "batch_size", BS_COLUMN_INTEGER },
    { "start_ns", BS_COLUMN_DURATION }, { "total_ns", BS_COLUMN_DURATION },
    { "self_ns", BS_COLUMN_DURATION },  { "choose_ns", BS_COLUMN_DURATION },
    { "flops", BS_COLUMN_INTEGER },     { "gflops", BS_COLUMN_REAL },
    { "bytes", BS_COLUMN_INTEGER },
  };
  const BsTrace *trace = timing->trace;
  BsTable *table = create_table (columns, G_N_ELEMENTS (columns));
  gint64 zero = trace->events->n_events > 0 ? trace->events->t0 : 0;

  for (guint32 i = MAX (timing->first, 1); i <= timing->last; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);
      const BsTimingBatch *batch = timing->batches != NULL ? &timing->batches[i - 1] : NULL;
      gint64 start_ns, end_ns, ns;
      gboolean ran = bs_timing_batch_span (d, &start_ns, &end_ns);

      if (!bs_timing_range_touches (&timing->range, start_ns, end_ns))
        continue;

      ns = bs_timing_range_part (&timing->range, start_ns, end_ns);
      bs_table_add_integer (table, i);
      bs_table_add_integer (table, d->mini_batch);
      bs_table_add_text (table, trace->types->types[d->type].name);
      bs_table_add_integer (table, d->size);
      bs_table_add_natural (table, ran && start_ns >= zero ? start_ns - zero : -1);
      bs_table_add_natural (table, ran ? ns : -1);
      bs_table_add_natural (table, ran && batch != NULL ? batch->self_ns : -1);
      bs_table_add_natural (table, d->end_ns - d->start_ns);
      bs_table_add_natural (table, ran && batch != NULL ? as_integer (batch->flops) : -1);
      add_speed (table, ran && batch != NULL ? batch->flops : 0, ns);
      bs_table_add_natural (table, ran && batch != NULL ? as_integer (batch->bytes) : -1);
    }

  return table;
}

BsTable *
bs_timing_tables_states (const BsTiming *timing)
{
  static const Column columns[] = {
    { "state", BS_COLUMN_TEXT },          { "batches", BS_COLUMN_INTEGER },
    { "nodes", BS_COLUMN_INTEGER },       { "mean_size", BS_COLUMN_REAL },
    { "of_one_node", BS_COLUMN_INTEGER }, { "total_ns", BS_COLUMN_DURATION },
    { "share", BS_COLUMN_REAL },          { "mean_ns", BS_COLUMN_DURATION },
    { "longest_ns", BS_COLUMN_DURATION }, { "longest", BS_COLUMN_INTEGER },
    { "self_ns", BS_COLUMN_DURATION },    { "gflops", BS_COLUMN_REAL },
    { "flops", BS_COLUMN_INTEGER },       { "bytes", BS_COLUMN_INTEGER },
  };
  const BsTrace *trace = timing->trace;
  guint32 n = trace->states->n_states;
  BsTable *table = create_table (columns, G_N_ELEMENTS (columns));
  g_autofree gint64 *keys = g_new (gint64, (gsize) n + 1);
  g_autofree guint32 *some = g_new0 (guint32, (gsize) n + 1);
  g_autoptr (GArray) order = NULL;

  /* States have their text from any decision that was made in them. */
  for (guint32 i = MAX (timing->first, 1); i <= timing->last; i++)
    if (trace->decisions[i - 1].state < n)
      some[trace->decisions[i - 1].state] = i;
  for (guint32 state = 0; state < n; state++)
    keys[state] = some[state] > 0 ? get_key (timing, &timing->states[state]) : -1;
  order = order_by (keys, n);
  for (guint i = 0; i < order->len; i++)
    {
      guint32 state = g_array_index (order, guint32, i);
      const BsTimingGroup *own = &timing->states[state];
      g_autofree char *text = bs_trace_state_text (trace, some[state]);
      gboolean ran = own->ran > 0;

      bs_table_add_text (table, text);
      add_counts (table, own);
      bs_table_add_integer (table, as_integer (own->of_one));
      add_total (table, timing, own);
      bs_table_add_natural (table, ran ? own->longest_ns : -1);
      bs_table_add_natural (table, ran ? (gint64) own->longest : -1);
      add_self (table, timing, own);
      add_amounts (table, timing, own);
    }

  return table;
}
