/* SPDX-License-Identifier: Apache-2.0 */
/* How long the events or batches of one kind took. */
#include "config.h"

#include "profiles/timing/timing-histogram.h"

#include <string.h>

/* More of one kind say no more about it, and would take gigabytes. */
#define MAX_SAMPLES (1u << 26)

typedef struct
{
  gint64 ns;
  guint32 number;
} Sample;

void
bs_histogram_query_init (BsHistogramQuery *self)
{
  *self = (BsHistogramQuery){ .kind = BS_HISTOGRAM_BATCHES,
                              .type = BS_HISTOGRAM_ANY,
                              .state = BS_HISTOGRAM_ANY,
                              .phase = BS_HISTOGRAM_ANY,
                              .cell = BS_HISTOGRAM_ANY,
                              .kernel = BS_HISTOGRAM_ANY };
}

static gboolean
wants_type (const BsTrace *trace, const BsHistogramQuery *query, guint type)
{
  if (query->type != BS_HISTOGRAM_ANY && query->type != type)
    return FALSE;

  return query->cell == BS_HISTOGRAM_ANY
         || (type < trace->types->n_types && bs_trace_get_cell (trace, type) == query->cell);
}

static void
add_batches (const BsTrace *trace, const BsHistogramQuery *query, const BsTimingRange *range,
             GArray *samples)
{
  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, i);
      gint64 start_ns, end_ns;
      Sample sample;

      if (!bs_timing_batch_span (d, &start_ns, &end_ns)
          || !bs_timing_range_touches (range, start_ns, end_ns)
          || !wants_type (trace, query, d->type)
          || (query->state != BS_HISTOGRAM_ANY && query->state != d->state))
        continue;
      sample = (Sample){ end_ns - start_ns, i };
      g_array_append_val (samples, sample);
    }
}

static void
add_events (const BsTrace *trace, const BsHistogramQuery *query, const BsTimingRange *range,
            GCancellable *cancellable, GArray *samples)
{
  guint none = trace->types->n_types;
  g_auto (BsTimingWalk) walk = { 0 };
  BsEvent event;

  for (bs_timing_walk_init (&walk, trace, range, cancellable);
       samples->len < MAX_SAMPLES && bs_timing_walk_next (&walk, &event);)
    {
      Sample sample = { event.end_ns - event.start_ns, walk.number };

      if ((query->phase != BS_HISTOGRAM_ANY && query->phase != event.phase)
          || !wants_type (trace, query,
                          event.decision > 0 ? trace->decisions[event.decision - 1].type : none))
        continue;
      g_array_append_val (samples, sample);
    }
}

static void
add_launches (const BsTrace *trace, const BsHistogramQuery *query, const BsTimingRange *range,
              GArray *samples)
{
  for (guint32 i = 0; i < trace->n_launches; i++)
    {
      const BsLaunch *launch = &trace->launches[i];
      Sample sample = { launch->end_ns - launch->start_ns, i };

      if (bs_timing_range_touches (range, launch->start_ns, launch->end_ns)
          && (query->kernel == BS_HISTOGRAM_ANY || query->kernel == launch->kernel))
        g_array_append_val (samples, sample);
    }
}

static inline void
swap (gint64 *values, gsize i, gsize k)
{
  gint64 value = values[i];

  values[i] = values[k];
  values[k] = value;
}

/* Puts the @k-th shortest of [@low, @high] in its place, shorter ones before it, longer ones after. */
static gint64
select_kth (gint64 *values, gsize low, gsize high, gsize k)
{
  while (low < high)
    {
      gsize middle = low + (high - low) / 2, i = low, j = high;
      gint64 pivot;

      if (values[middle] < values[low])
        swap (values, middle, low);
      if (values[high] < values[low])
        swap (values, high, low);
      if (values[high] < values[middle])
        swap (values, high, middle);
      pivot = values[middle];
      while (i <= j)
        {
          while (values[i] < pivot)
            i++;
          while (values[j] > pivot)
            j--;
          if (i <= j)
            {
              swap (values, i, j);
              i++;
              if (j == 0)
                break;
              j--;
            }
        }
      if (k <= j)
        high = j;
      else if (k >= i)
        low = i;
      else
        return values[k];
    }

  return values[k];
}

static gsize
rank (gsize n, guint per_cent)
{
  gsize place = (n * per_cent + 99) / 100;

  return place > 0 ? place - 1 : 0;
}

static void
find_quantiles (BsHistogram *self, const GArray *samples)
{
  gsize n = samples->len, last = n - 1;
  g_autofree gint64 *values = g_new (gint64, n);
  double factor;

  for (gsize i = 0; i < n; i++)
    values[i] = g_array_index (samples, Sample, i).ns;
  self->median_ns = select_kth (values, 0, last, rank (n, 50));
  self->q1_ns = select_kth (values, 0, rank (n, 50), rank (n, 25));
  self->q3_ns = select_kth (values, rank (n, 50), last, rank (n, 75));
  self->p90_ns = select_kth (values, rank (n, 75), last, rank (n, 90));
  self->p99_ns = select_kth (values, rank (n, 90), last, rank (n, 99));
  factor = (double) MAX (self->q3_ns, 1) / (double) MAX (self->q1_ns, 1);
  self->fence_ns = (double) MAX (self->q3_ns, 1) * pow (factor, 1.5);
}

static int
bin_of (gint64 ns)
{
  return (int) floor (log2 ((double) MAX (ns, 1)) * BS_HISTOGRAM_FINENESS + 1e-9);
}

static void
add_outlier (BsHistogram *self, const Sample *sample)
{
  guint at = self->n_items;

  self->n_outliers++;
  if (__builtin_add_overflow (self->outlier_ns, sample->ns, &self->outlier_ns))
    self->outlier_ns = G_MAXINT64;
  /* Kept in order: durations stand in .end_ns until all are known. */
  while (at > 0 && self->items[at - 1].end_ns < sample->ns)
    at--;
  if (at == BS_HISTOGRAM_OUTLIERS)
    return;
  if (self->n_items < BS_HISTOGRAM_OUTLIERS)
    self->n_items++;
  memmove (&self->items[at + 1], &self->items[at], (self->n_items - 1 - at) * sizeof *self->items);
  self->items[at] = (BsHistogramItem){ .number = sample->number, .end_ns = sample->ns };
}

static void
fill_bins (BsHistogram *self, const GArray *samples)
{
  self->first = bin_of (self->shortest_ns);
  self->n_bins = (guint) (bin_of (self->longest_ns) - self->first) + 1;
  self->bins = g_new0 (BsHistogramBin, self->n_bins);
  self->items = g_new0 (BsHistogramItem, BS_HISTOGRAM_OUTLIERS);
  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = &g_array_index (samples, Sample, i);
      BsHistogramBin *bin = &self->bins[bin_of (sample->ns) - self->first];

      if (bin->n++ == 0 || sample->ns > bin->longest_ns)
        {
          bin->longest_ns = sample->ns;
          bin->number = sample->number;
        }
      if (__builtin_add_overflow (bin->ns, sample->ns, &bin->ns))
        bin->ns = G_MAXINT64;
      if (__builtin_add_overflow (self->ns, sample->ns, &self->ns))
        self->ns = G_MAXINT64;
      if ((double) sample->ns > self->fence_ns)
        add_outlier (self, sample);
    }
}

/* @phase: (out): BS_N_PHASES: of a batch */
static void
place (const BsHistogram *self, const BsTrace *trace, guint32 number, BsHistogramItem *item,
       guint *phase)
{
  BsEvent event;

  *phase = BS_N_PHASES;
  item->number = number;
  switch (self->query.kind)
    {
    case BS_HISTOGRAM_EVENTS:
      event = bs_trace_get_event (trace, number);
      item->start_ns = event.start_ns;
      item->end_ns = event.end_ns;
      item->decision = event.decision;
      *phase = event.phase;
      break;

    case BS_HISTOGRAM_LAUNCHES:
      item->start_ns = trace->launches[number].start_ns;
      item->end_ns = trace->launches[number].end_ns;
      item->decision = trace->launches[number].decision;
      *phase = trace->launches[number].phase;
      break;

    case BS_HISTOGRAM_BATCHES:
    default:
      bs_timing_batch_span (bs_trace_decision (trace, number), &item->start_ns, &item->end_ns);
      item->decision = number;
      break;
    }
}

void
bs_histogram_place (const BsHistogram *self, const BsTrace *trace, guint32 number,
                    BsHistogramItem *item)
{
  guint phase;

  place (self, trace, number, item, &phase);
}

/* Where items are. */
static void
place_items (BsHistogram *self, const BsTrace *trace)
{
  for (guint i = 0; i < self->n_items; i++)
    bs_histogram_place (self, trace, self->items[i].number, &self->items[i]);
}

BsHistogram *
bs_histogram_new (const BsTrace *trace, const BsHistogramQuery *query, const BsTimingRange *range,
                  GCancellable *cancellable)
{
  BsTimingRange all = BS_TIMING_ALL;
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (Sample));
  g_autoptr (BsHistogram) self = g_new0 (BsHistogram, 1);

  self->query = *query;
  if (query->kind == BS_HISTOGRAM_BATCHES)
    add_batches (trace, query, range != NULL ? range : &all, samples);
  else if (query->kind == BS_HISTOGRAM_LAUNCHES)
    add_launches (trace, query, range != NULL ? range : &all, samples);
  else
    add_events (trace, query, range != NULL ? range : &all, cancellable, samples);
  if (g_cancellable_is_cancelled (cancellable))
    return NULL;

  self->n = samples->len;
  if (self->n == 0)
    return g_steal_pointer (&self);
  self->shortest_ns = G_MAXINT64;
  for (guint i = 0; i < samples->len; i++)
    {
      gint64 ns = g_array_index (samples, Sample, i).ns;

      self->shortest_ns = MIN (self->shortest_ns, ns);
      self->longest_ns = MAX (self->longest_ns, ns);
    }
  find_quantiles (self, samples);
  fill_bins (self, samples);
  place_items (self, trace);

  return g_steal_pointer (&self);
}

void
bs_histogram_free (BsHistogram *self)
{
  g_free (self->bins);
  g_free (self->items);
  g_free (self);
}

double
bs_histogram_bin_start (const BsHistogram *self, guint i)
{
  return exp2 ((double) (self->first + (int) i) / BS_HISTOGRAM_FINENESS);
}

/* Returns: (nullable): what numbers count besides decisions. */
static const char *
number_column (const BsHistogram *self)
{
  return self->query.kind == BS_HISTOGRAM_EVENTS     ? "event"
         : self->query.kind == BS_HISTOGRAM_LAUNCHES ? "launch"
                                                     : NULL;
}

BsTable *
bs_histogram_tabulate (const BsHistogram *self, const BsTrace *trace)
{
  BsTable *table = bs_table_new ();
  const char *numbers = number_column (self);

  bs_table_add_column (table, "from_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "to_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "count", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "share", BS_COLUMN_REAL);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "longest_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "decision", BS_COLUMN_INTEGER);
  if (numbers != NULL)
    bs_table_add_column (table, numbers, BS_COLUMN_INTEGER);
  for (guint i = 0; i < self->n_bins; i++)
    {
      const BsHistogramBin *bin = &self->bins[i];
      BsHistogramItem longest = { 0 };

      if (bin->n > 0)
        bs_histogram_place (self, trace, bin->number, &longest);
      bs_table_add_integer (table, (gint64) ceil (bs_histogram_bin_start (self, i)));
      bs_table_add_integer (table, (gint64) ceil (bs_histogram_bin_start (self, i + 1)));
      bs_table_add_integer (table, (gint64) bin->n);
      bs_table_add_real (table, (double) bin->n / (double) self->n);
      bs_table_add_integer (table, bin->ns);
      bs_table_add_natural (table, bin->n > 0 ? bin->longest_ns : -1);
      bs_table_add_natural (table, longest.decision > 0 ? (gint64) longest.decision : -1);
      if (numbers != NULL)
        bs_table_add_natural (table, bin->n > 0 ? (gint64) bin->number : -1);
    }

  return table;
}

BsTable *
bs_histogram_tabulate_outliers (const BsHistogram *self, const BsTrace *trace)
{
  BsTable *table = bs_table_new ();
  const char *numbers = number_column (self);

  bs_table_add_column (table, "decision", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "batch_size", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "of_median", BS_COLUMN_REAL);
  if (numbers != NULL)
    {
      bs_table_add_column (table, numbers, BS_COLUMN_INTEGER);
      bs_table_add_column (table, "phase", BS_COLUMN_TEXT);
    }
  for (guint i = 0; i < self->n_items; i++)
    {
      const BsTraceDecision *d;
      BsHistogramItem item;
      gint64 ns;
      guint phase;

      place (self, trace, self->items[i].number, &item, &phase);
      d = item.decision > 0 ? bs_trace_decision (trace, item.decision) : NULL;
      ns = item.end_ns - item.start_ns;
      bs_table_add_natural (table, d != NULL ? (gint64) item.decision : -1);
      bs_table_add_text (table, d != NULL ? trace->types->types[d->type].name : NULL);
      bs_table_add_natural (table, d != NULL ? (gint64) d->size : -1);
      bs_table_add_integer (table, ns);
      bs_table_add_real (table, self->median_ns > 0 ? (double) ns / (double) self->median_ns : NAN);
      if (numbers != NULL)
        {
          bs_table_add_integer (table, item.number);
          bs_table_add_text (table, bs_phase_to_string (phase));
        }
    }

  return table;
}
