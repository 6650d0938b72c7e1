/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of the timing panel. */
#include "config.h"

#include "app/window/profile/timing-rows.h"

#include <glib/gi18n-lib.h>

#include "profiles/timing/timing-idle.h"
#include "profiles/timing/timing-prediction.h"
#include "profiles/timing/timing-tables.h"

#define WORST 200
/* Of a table of more states none is marked. */
#define MAX_LOOKED_AT 20000

typedef struct
{
  BsTimingTable which;
  BsTimingCache *cache;
  BsTimingRange range;
} Making;

static void
making_free (gpointer data)
{
  Making *self = data;

  bs_timing_cache_unref (self->cache);
  g_free (self);
}

static Making *
making_new (BsTimingTable which, BsTimingCache *cache, const BsTimingRange *range)
{
  Making *self = g_new (Making, 1);

  *self = (Making){ which, bs_timing_cache_ref (cache), *range };

  return self;
}

static BsTable *
tabulate_sums (BsTimingTable which, const BsTiming *sums)
{
  switch (which)
    {
    case BS_TIMING_CELLS:
      return bs_timing_tables_cells (sums);
    case BS_TIMING_KERNELS:
      return bs_timing_tables_kernels (sums);
    case BS_TIMING_BATCHES:
      return bs_timing_tables_batches (sums);
    case BS_TIMING_STATES:
      return bs_timing_tables_states (sums);
    default:
      return bs_timing_tables_types (sums);
    }
}

static BsTable *
make_rows (BsTrace *trace, guint32 decision, gconstpointer data, GCancellable *cancellable,
           GError **error)
{
  const Making *self = data;

  if (self->which == BS_TIMING_IDLE || self->which == BS_TIMING_GAPS)
    {
      g_autoptr (BsTimingIdle) idle = bs_timing_idle_new (trace, &self->range, cancellable);

      if (idle != NULL)
        return self->which == BS_TIMING_IDLE ? bs_timing_idle_tabulate (idle)
                                             : bs_timing_idle_tabulate_gaps (idle, trace);
      g_cancellable_set_error_if_cancelled (cancellable, error);
      return NULL;
    }
  if (self->which == BS_TIMING_PREDICTION || self->which == BS_TIMING_WORST)
    {
      const BsCostModel *model = bs_timing_cache_get_model (self->cache, error);
      gboolean all = bs_timing_range_is_all (&self->range);

      if (model == NULL)
        return NULL;
      return self->which == BS_TIMING_PREDICTION
                 ? bs_timing_prediction_types (trace, model, all ? NULL : &self->range)
                 : bs_timing_prediction_worst (trace, model, &self->range, WORST);
    }

  {
    g_autoptr (BsTiming)
        sums = bs_timing_cache_get_sums (self->cache, &self->range, cancellable, error);

    return sums != NULL ? tabulate_sums (self->which, sums) : NULL;
  }
}

void
bs_timing_rows_set (BsViewFrame *frame, BsTimingTable which, BsTimingCache *cache,
                    const BsTimingRange *range)
{
  bs_view_frame_set_table (frame, make_rows, FALSE, making_new (which, cache, range), making_free);
}

static void
quick_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Making *self = data;
  g_autoptr (BsTiming) sums = bs_timing_new_quick (bs_timing_cache_get_trace (self->cache));

  g_task_return_pointer (task, tabulate_sums (self->which, sums), (GDestroyNotify) bs_table_unref);
}

void
bs_timing_rows_quick_async (gpointer source, BsTimingTable which, BsTimingCache *cache,
                            GCancellable *cancellable, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, NULL);

  g_return_if_fail (which < BS_TIMING_IDLE);

  g_task_set_task_data (task, making_new (which, cache, &BS_TIMING_ALL), making_free);
  g_task_run_in_thread (task, quick_thread);
}

static guint
find_phase (const char *name)
{
  for (guint phase = 0; phase < BS_N_PHASES; phase++)
    if (g_strcmp0 (name, bs_phase_to_string (phase)) == 0)
      return phase;

  return BS_N_PHASES;
}

/* Where a batch is, and its longest event. */
static void
place_decision (BsTimingRow *self, const BsTrace *trace, gint64 decision)
{
  gint64 start_ns, end_ns;

  if (decision < 1 || decision > trace->n_decisions)
    return;

  self->decision = (guint32) decision;
  if (bs_timing_batch_span (bs_trace_decision (trace, self->decision), &start_ns, &end_ns))
    {
      self->t0 = start_ns;
      self->t1 = end_ns;
      self->event = bs_timing_longest_event (trace, self->decision);
    }
}

static void
place_event (BsTimingRow *self, const BsTrace *trace, gint64 number)
{
  BsEvent event;

  if (number < 0 || number >= trace->events->n_events)
    return;

  event = bs_trace_get_event (trace, (guint64) number);
  self->event = (guint32) number;
  self->decision = event.decision;
  self->t0 = event.start_ns;
  self->t1 = event.end_ns;
}

static gint64
get_cell (const BsTable *table, guint row, const char *column)
{
  for (guint i = 0; i < bs_table_get_n_columns (table); i++)
    if (g_str_equal (bs_table_get_column_name (table, i), column))
      return bs_table_is_missing (table, row, i) ? -1 : bs_table_get_integer (table, row, i);

  return -1;
}

static void
read_type (BsTimingRow *self, BsTimingCache *cache, const char *name)
{
  const BsTrace *trace = bs_timing_cache_get_trace (cache);
  int type = name != NULL ? bs_type_table_lookup (trace->types, name) : -1;
  g_autoptr (BsTiming) sums = bs_timing_cache_peek_sums (cache);

  if (type < 0)
    return;
  self->query.type = (guint32) type;
  if (sums != NULL)
    place_decision (self, trace, sums->types[type].longest);
}

static void
read_cell (BsTimingRow *self, BsTimingCache *cache, const BsTable *table, guint row)
{
  const BsTrace *trace = bs_timing_cache_get_trace (cache);
  g_autoptr (BsTiming) sums = bs_timing_cache_peek_sums (cache);
  const char *name = bs_table_peek_text (table, row, 0);
  gint64 longest_ns = -1;
  guint32 longest = 0;

  if (name == NULL)
    {
      read_type (self, cache, bs_table_peek_text (table, row, 1));
      return;
    }

  for (guint cell = 0; cell < trace->n_cells; cell++)
    if (g_str_equal (trace->cells[cell], name))
      self->query.cell = cell;
  for (guint type = 0; type < trace->types->n_types && sums != NULL; type++)
    if (bs_trace_get_cell (trace, type) == self->query.cell
        && sums->types[type].longest_ns > longest_ns)
      {
        longest_ns = sums->types[type].longest_ns;
        longest = sums->types[type].longest;
      }
  place_decision (self, trace, longest);
}

static void
read_kernel (BsTimingRow *self, const BsTrace *trace, const BsTable *table, guint row)
{
  guint phase = find_phase (bs_table_peek_text (table, row, 0));
  const char *type_name = bs_table_peek_text (table, row, 1);
  int type = type_name != NULL ? bs_type_table_lookup (trace->types, type_name) : -1;
  gint64 longest = get_cell (table, row, "longest");

  if (phase < BS_N_PHASES)
    {
      self->query.kind = BS_HISTOGRAM_EVENTS;
      self->query.phase = phase;
      self->query.type = type >= 0 ? (guint32) type : trace->types->n_types;
      place_event (self, trace, longest);
    }
  else if (longest >= 0 && longest < trace->n_launches)
    {
      const BsLaunch *launch = &trace->launches[longest];

      self->query.kind = BS_HISTOGRAM_LAUNCHES;
      self->query.kernel = launch->kernel;
      place_decision (self, trace, launch->decision);
      self->t0 = launch->start_ns;
      self->t1 = launch->end_ns;
    }
}

gboolean
bs_timing_row_read (BsTimingRow *self, BsTimingTable which, BsTimingCache *cache,
                    const BsTable *table, guint row)
{
  const BsTrace *trace = bs_timing_cache_get_trace (cache);
  gint64 start_ns;

  *self = (BsTimingRow){ .event = BS_NO_EVENT };
  bs_histogram_query_init (&self->query);
  if (bs_table_get_column_kind (table, 0) == BS_COLUMN_TEXT)
    self->name = g_strdup (bs_table_peek_text (table, row, 0));
  switch (which)
    {
    case BS_TIMING_TYPES:
      read_type (self, cache, self->name);
      break;

    case BS_TIMING_PREDICTION:
      read_type (self, cache, self->name);
      place_decision (self, trace, get_cell (table, row, "worst"));
      break;

    case BS_TIMING_CELLS:
      read_cell (self, cache, table, row);
      break;

    case BS_TIMING_KERNELS:
      read_kernel (self, trace, table, row);
      break;

    case BS_TIMING_STATES:
      place_decision (self, trace, get_cell (table, row, "longest"));
      if (self->decision > 0)
        self->query.state = bs_trace_decision (trace, self->decision)->state;
      break;

    case BS_TIMING_BATCHES:
    case BS_TIMING_WORST:
      place_decision (self, trace, get_cell (table, row, "decision"));
      if (self->decision > 0)
        self->query.type = bs_trace_decision (trace, self->decision)->type;
      break;

    case BS_TIMING_GAPS:
      start_ns = get_cell (table, row, "start_ns");
      place_decision (self, trace, get_cell (table, row, "decision"));
      self->event = BS_NO_EVENT;
      if (start_ns >= 0)
        {
          self->t0 = trace->events->t0 + start_ns;
          self->t1 = self->t0 + get_cell (table, row, "ns");
        }
      break;

    case BS_TIMING_IDLE:
      place_decision (self, trace, get_cell (table, row, "decision"));
      break;

    default:
      return FALSE;
    }

  return TRUE;
}

void
bs_timing_row_clear (BsTimingRow *self)
{
  g_clear_pointer (&self->name, g_free);
}

void
bs_timing_go_to (BsDebugger *debugger, BsProfileSelection *selection, guint32 decision, gint64 t0,
                 gint64 t1, guint32 event)
{
  if (event != BS_NO_EVENT)
    bs_profile_selection_set_event (selection, event);
  if (t1 > t0)
    bs_profile_selection_show (selection, t0, t1);
  if (decision > 0)
    bs_clock_seek (bs_debugger_get_clock (debugger), decision);
}

static guint
find_decision (const BsTable *table, guint32 decision)
{
  guint low = 0, high = bs_table_get_n_rows (table);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (bs_table_get_integer (table, middle, 0) < decision)
        low = middle + 1;
      else
        high = middle;
    }

  return low < bs_table_get_n_rows (table) && bs_table_get_integer (table, low, 0) == decision
             ? low
             : G_MAXUINT;
}

static guint
find_text (const BsTable *table, guint column, const char *text)
{
  for (guint row = 0; row < bs_table_get_n_rows (table); row++)
    if (g_strcmp0 (bs_table_peek_text (table, row, column), text) == 0)
      return row;

  return G_MAXUINT;
}

static guint
find_state (const BsTrace *trace, const BsTable *table, guint32 state)
{
  for (guint row = 0; row < MIN (bs_table_get_n_rows (table), MAX_LOOKED_AT); row++)
    {
      gint64 decision = get_cell (table, row, "longest");

      if (decision > 0 && bs_trace_decision (trace, (guint32) decision)->state == state)
        return row;
    }

  return G_MAXUINT;
}

guint
bs_timing_rows_find (BsTimingTable which, BsTimingCache *cache, const BsTable *table,
                     guint32 decision)
{
  const BsTrace *trace = bs_timing_cache_get_trace (cache);
  const BsTraceDecision *d;
  const char *type;
  guint cell;

  if (decision < 1 || decision > trace->n_decisions)
    return G_MAXUINT;

  d = bs_trace_decision (trace, decision);
  type = trace->types->types[d->type].name;
  switch (which)
    {
    case BS_TIMING_TYPES:
    case BS_TIMING_PREDICTION:
      return find_text (table, 0, type);

    case BS_TIMING_CELLS:
      cell = bs_trace_get_cell (trace, d->type);
      return cell != BS_NO_CELL ? find_text (table, 0, trace->cells[cell])
                                : find_text (table, 1, type);

    case BS_TIMING_BATCHES:
      return find_decision (table, decision);

    case BS_TIMING_STATES:
      return find_state (trace, table, d->state);

    default:
      return G_MAXUINT;
    }
}
