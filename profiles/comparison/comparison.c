/* SPDX-License-Identifier: Apache-2.0 */
/* Runs side by side: what each took, and beside the noise. */
#include "config.h"

#include "profiles/comparison/comparison.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "profiles/comparison/comparison-private.h"
#include "profiles/comparison/fitting.h"

/* Fewer say nothing about how far they are apart by chance. */
#define FEWEST_REPEATS 3
#define MAD_TO_SIGMA 1.4826

const char *
bs_metric_to_string (guint metric)
{
  static const char *const names[] = {
    "mini_batches",  "nodes",        "lower_bound", "batches",      "gap",       "ns",
    "execute_ns",    "predicted_ns", "gathers",     "gather_bytes", "scatters",  "scatter_bytes",
    "losses_differ", "construct_ns", "schedule_ns", "plan_ns",      "gather_ns", "gemm_ns",
    "fused_ns",      "scatter_ns",   "read_ns",     "launch_ns",    "call_ns",   "wait_ns",
    "upload_ns",     "download_ns",  "set_ns",      "overhead_ns",
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == BS_N_METRICS);

  return names[metric];
}

gboolean
bs_metric_is_duration (guint metric)
{
  return metric == BS_METRIC_NS || metric == BS_METRIC_EXECUTE_NS
         || metric == BS_METRIC_PREDICTED_NS || metric >= BS_METRIC_PHASES;
}

static gboolean
is_measured_time (guint metric)
{
  return bs_metric_is_duration (metric) && metric != BS_METRIC_PREDICTED_NS;
}

double
bs_measure_get_relative (const BsMeasure *self)
{
  return self->base != 0 ? (self->value - self->base) / self->base : (self->value == 0 ? 0 : NAN);
}

/* Of one mini-batch. */
static double
amount (const BsRun *run, guint metric, guint32 mini_batch)
{
  const BsRunMiniBatch *own = &run->mini_batches[mini_batch];
  const BsRunDecision *decisions = bs_run_get_decisions (run, mini_batch);
  double sum = 0;

  if (metric >= BS_METRIC_GATHERS && metric != BS_METRIC_LOSSES_DIFFER && !own->is_measured)
    return NAN;

  switch (metric)
    {
    case BS_METRIC_MINI_BATCHES:
      return 1;
    case BS_METRIC_NODES:
      return own->n_nodes;
    case BS_METRIC_LOWER_BOUND:
      return own->lower_bound;
    case BS_METRIC_BATCHES:
      return own->n_decisions;
    case BS_METRIC_GAP:
      return own->is_whole ? (double) own->n_decisions - own->lower_bound : NAN;
    case BS_METRIC_NS:
      return own->ns;
    case BS_METRIC_EXECUTE_NS:
    case BS_METRIC_PREDICTED_NS:
      /* what has nothing to compute is not executed */
      for (guint32 i = 0; i < own->n_decisions; i++)
        if (metric == BS_METRIC_PREDICTED_NS)
          sum += decisions[i].predicted_ns;
        else if (!isnan (decisions[i].ns))
          sum += decisions[i].ns;
      return metric == BS_METRIC_PREDICTED_NS || own->is_measured ? sum : NAN;
    case BS_METRIC_GATHERS:
      return (double) own->gathers;
    case BS_METRIC_GATHER_BYTES:
      return (double) own->gather_bytes;
    case BS_METRIC_SCATTERS:
      return (double) own->scatters;
    case BS_METRIC_SCATTER_BYTES:
      return (double) own->scatter_bytes;
    case BS_METRIC_LOSSES_DIFFER:
      return 0;
    default:
      return own->phase_ns[metric - BS_METRIC_PHASES];
    }
}

static gboolean
losses_differ (const BsRunMiniBatch *a, const BsRunMiniBatch *b)
{
  return memcmp (&a->loss, &b->loss, sizeof a->loss) != 0;
}

/* Relative: how far values are from their median, by the median absolute deviation, as the standard
 * deviation of a normal distribution. The values are changed. */
static double
find_spread (double *values, guint n)
{
  double median = bs_quantile (values, n, 0.5);

  if (n < FEWEST_REPEATS || !(median > 0))
    return NAN;

  for (guint i = 0; i < n; i++)
    values[i] = fabs (values[i] - median);

  return MAD_TO_SIGMA * bs_quantile (values, n, 0.5) / median;
}

/* How many standard errors, estimated from n_free + 1 values, chance exceeds once in twenty times.
 * Source: the expansion of Student's t by Cornish and Fisher. */
static double
find_quantile_of_t (guint n_free)
{
  const double z = 1.96, df = n_free;
  const double z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z;

  return z + (z3 + z) / (4 * df) + (5 * z5 + 16 * z3 + 3 * z) / (96 * df * df)
         + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * df * df * df);
}

/* The variance of the sum of n values around what they are expected to be. */
static double
find_variance_of_sum (const double *values, const double *expected, guint n)
{
  double sum = 0, squares = 0;

  for (guint i = 0; i < n; i++)
    {
      double off = values[i] - expected[i];

      sum += off;
      squares += off * off;
    }

  return n * (squares - sum * sum / n) / (n - 1);
}

static double
add_up (const double *values, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += values[i];

  return sum;
}

/* The relative variance of the time of a run, if each node took as long as any other. */
static double
find_relative_variance (const BsNoise *noise)
{
  g_autofree double *expected = g_new (double, MAX (noise->n, 1));
  double ns = add_up (noise->ns, noise->n), nodes = add_up (noise->nodes, noise->n);

  for (guint i = 0; i < noise->n; i++)
    expected[i] = ns / nodes * noise->nodes[i];

  return find_variance_of_sum (noise->ns, expected, noise->n) / (ns * ns);
}

double
bs_noise_find (const BsNoise *base, const BsNoise *run, gboolean paired)
{
  guint n = MIN (base->n, run->n);
  double base_ns = add_up (base->ns, base->n), ns = add_up (run->ns, run->n);

  if (n < FEWEST_REPEATS || !(base_ns > 0) || !(ns > 0))
    return NAN;
  if (paired && base->n == run->n)
    return find_quantile_of_t (n - 1) * sqrt (find_variance_of_sum (run->ns, base->ns, n))
           / base_ns;

  return find_quantile_of_t (n - 1) * ns / base_ns
         * sqrt (find_relative_variance (base) + find_relative_variance (run));
}

static void
fill_noise (const BsRun *run, guint metric, double *ns, double *nodes)
{
  for (guint32 i = 0; i < run->n_mini_batches; i++)
    {
      ns[i] = amount (run, metric, i);
      nodes[i] = run->mini_batches[i].n_nodes;
    }
}

gboolean
bs_comparison_is_paired (const BsComparison *self, guint run)
{
  const BsPairing *pairing = &self->pairings[run];

  return pairing->n_same_graphs == bs_comparison_get_run (self, 0)->n_mini_batches
         && pairing->n_same_graphs == bs_comparison_get_run (self, run)->n_mini_batches;
}

static double
find_noise (const BsComparison *self, guint run, guint metric)
{
  const BsRun *a = bs_comparison_get_run (self, 0), *b = bs_comparison_get_run (self, run);
  g_autofree double *numbers = NULL;
  BsNoise base, own;

  numbers = g_new (double, 2 * ((gsize) a->n_mini_batches + b->n_mini_batches) + 1);
  base = (BsNoise){ a->n_mini_batches, numbers, numbers + a->n_mini_batches };
  own = (BsNoise){ b->n_mini_batches, numbers + 2 * (gsize) a->n_mini_batches,
                   numbers + 2 * (gsize) a->n_mini_batches + b->n_mini_batches };
  fill_noise (a, metric, base.ns, base.nodes);
  fill_noise (b, metric, own.ns, own.nodes);

  return bs_noise_find (&base, &own, bs_comparison_is_paired (self, run));
}

static double
sum_up (const BsRun *run, guint metric)
{
  double sum = 0;

  for (guint32 i = 0; i < run->n_mini_batches; i++)
    sum += amount (run, metric, i);

  return sum;
}

BsMeasure
bs_comparison_measure (const BsComparison *self, guint run, guint metric)
{
  BsMeasure measure = { .value = sum_up (bs_comparison_get_run (self, run), metric),
                        .base = sum_up (bs_comparison_get_run (self, 0), metric) };

  if (metric == BS_METRIC_LOSSES_DIFFER)
    measure.value = run == 0 || self->pairings[run].n_losses > 0
                        ? self->pairings[run].n_losses_differ
                        : NAN;
  if (metric == BS_METRIC_PREDICTED_NS)
    measure.noise = NAN;
  else if (is_measured_time (metric))
    measure.noise = find_noise (self, run, metric);

  return measure;
}

BsMeasure
bs_comparison_measure_mini_batch (const BsComparison *self, guint run, guint metric,
                                  guint32 mini_batch)
{
  const BsRun *base = bs_comparison_get_run (self, 0), *own = bs_comparison_get_run (self, run);
  gboolean in_base = mini_batch < base->n_mini_batches, in_own = mini_batch < own->n_mini_batches;
  BsMeasure measure = { .value = in_own ? amount (own, metric, mini_batch) : NAN,
                        .base = in_base ? amount (base, metric, mini_batch) : NAN,
                        .noise = bs_metric_is_duration (metric) ? NAN : 0 };

  if (metric == BS_METRIC_LOSSES_DIFFER && in_base && in_own)
    {
      const BsRunMiniBatch *a = &base->mini_batches[mini_batch];
      const BsRunMiniBatch *b = &own->mini_batches[mini_batch];

      measure.value = isnan (a->loss) || isnan (b->loss) ? NAN : losses_differ (a, b);
    }

  return measure;
}

/* The batches of a type in each mini-batch that has any, of one run. */
typedef struct
{
  double batches, nodes, ns, predicted_ns, moved_bytes;
  gboolean ran;
} TypeSum;

typedef struct
{
  guint32 mini_batch, type;
  TypeSum sum;
} TypePart;

static int
compare_parts (const void *a, const void *b)
{
  const TypePart *x = a, *y = b;

  if (x->type != y->type)
    return x->type < y->type ? -1 : 1;

  return x->mini_batch < y->mini_batch ? -1 : x->mini_batch > y->mini_batch;
}

/* Returns: (transfer full): by type, then by mini-batch. */
static GArray *
find_type_parts (const BsComparison *self, guint run)
{
  const BsRun *own = bs_comparison_get_run (self, run);
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (TypePart));
  g_autofree guint32 *part_of = g_new0 (guint32, self->types->n_types + 1);

  for (guint32 i = 0; i < own->n_mini_batches; i++)
    {
      const BsRunDecision *decisions = bs_run_get_decisions (own, i);

      for (guint32 k = 0; k < own->mini_batches[i].n_decisions; k++)
        {
          guint type = self->type_map[run][decisions[k].type];
          TypePart fresh = { .mini_batch = i, .type = type };
          TypePart *part;

          if (part_of[type] == 0
              || g_array_index (parts, TypePart, part_of[type] - 1).mini_batch != i)
            {
              g_array_append_val (parts, fresh);
              part_of[type] = parts->len;
            }
          part = &g_array_index (parts, TypePart, part_of[type] - 1);
          part->sum.batches++;
          part->sum.nodes += decisions[k].size;
          part->sum.predicted_ns += decisions[k].predicted_ns;
          part->sum.moved_bytes += (double) decisions[k].moved_bytes;
          part->sum.ran |= !isnan (decisions[k].ns);
          part->sum.ns += isnan (decisions[k].ns) ? 0 : decisions[k].ns;
        }
    }
  g_array_sort (parts, compare_parts);

  return parts;
}

/* Adds up the parts of @type, from @next on. */
static TypeSum
take_type (const GArray *parts, guint *next, guint type, BsNoise *noise)
{
  TypeSum sum = { .ran = TRUE };

  noise->n = 0;
  for (; *next < parts->len && g_array_index (parts, TypePart, *next).type == type; (*next)++)
    {
      const TypeSum *own = &g_array_index (parts, TypePart, *next).sum;

      sum.batches += own->batches;
      sum.nodes += own->nodes;
      sum.ns += own->ns;
      sum.predicted_ns += own->predicted_ns;
      sum.moved_bytes += own->moved_bytes;
      sum.ran &= own->ran;
      noise->ns[noise->n] = own->ns;
      noise->nodes[noise->n++] = own->nodes;
    }

  return sum;
}

BsTypeMeasures *
bs_comparison_measure_types (const BsComparison *self, guint run)
{
  guint32 n_base = bs_comparison_get_run (self, 0)->n_mini_batches;
  guint32 n_own = bs_comparison_get_run (self, run)->n_mini_batches;
  g_autoptr (GArray) base_parts = find_type_parts (self, 0);
  g_autoptr (GArray) parts = find_type_parts (self, run);
  g_autofree double *numbers = g_new (double, 2 * ((gsize) n_base + n_own) + 1);
  BsNoise base_noise = { 0, numbers, numbers + n_base };
  BsNoise noise = { 0, numbers + 2 * (gsize) n_base, numbers + 2 * (gsize) n_base + n_own };
  BsTypeMeasures *measures = g_new0 (BsTypeMeasures, self->types->n_types + 1);
  guint next_base = 0, next = 0;

  for (guint type = 0; type < self->types->n_types; type++)
    {
      TypeSum a = take_type (base_parts, &next_base, type, &base_noise);
      TypeSum b = take_type (parts, &next, type, &noise);
      double apart = bs_noise_find (&base_noise, &noise, bs_comparison_is_paired (self, run));

      measures[type] = (BsTypeMeasures){
        .batches = { b.batches, a.batches, 0 },
        .nodes = { b.nodes, a.nodes, 0 },
        .mean_size = { b.nodes / b.batches, a.nodes / a.batches, 0 },
        .execute_ns = { b.ran ? b.ns : NAN, a.ran ? a.ns : NAN, b.ran && a.ran ? apart : NAN },
        .predicted_ns = { b.predicted_ns, a.predicted_ns, NAN },
        .moved_bytes = { b.ran ? b.moved_bytes : NAN, a.ran ? a.moved_bytes : NAN, 0 },
      };
    }

  return measures;
}

const BsDetour *
bs_comparison_first_detour (const BsComparison *self, guint run)
{
  const GArray *detours = self->pairings[run].detours;

  return run > 0 && detours->len > 0 ? &g_array_index (detours, BsDetour, 0) : NULL;
}

char *
bs_comparison_explain (const BsComparison *self, guint run)
{
  const BsPairing *pairing = &self->pairings[run];
  const BsRun *base = bs_comparison_get_run (self, 0), *own = bs_comparison_get_run (self, run);

  if (pairing->n_same_graphs < pairing->n_pairs)
    return g_strdup_printf (
        _ ("%s: %u of %u mini-batches have other graphs than in %s; of these only totals are "
           "compared"),
        own->name, pairing->n_pairs - pairing->n_same_graphs, pairing->n_pairs, base->name);
  if (own->n_mini_batches != base->n_mini_batches)
    return g_strdup_printf (_ ("%s has %u mini-batches, %s %u; what only one has is in the totals"),
                            own->name, own->n_mini_batches, base->name, base->n_mini_batches);

  return NULL;
}

static gboolean
map_types (BsComparison *self, GError **error)
{
  for (guint r = 0; r < self->runs->len; r++)
    {
      const BsTypeTable *types = bs_comparison_get_run (self, r)->types;

      self->type_map[r] = g_new (guint16, MAX (types->n_types, 1));
      for (guint i = 0; i < types->n_types; i++)
        {
          guint type = bs_type_table_intern (self->types, types->types[i].name,
                                             types->types[i].letter, types->types[i].shape);

          if (type >= BS_MAX_TYPES)
            {
              g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                           _ ("The runs together have more than %u types, too many to compare"),
                           BS_MAX_TYPES);
              return FALSE;
            }
          self->type_map[r][i] = (guint16) type;
        }
    }

  return TRUE;
}

static void
count_losses (const BsRun *base, const BsRun *run, BsPairing *pairing)
{
  for (guint32 i = 0; i < pairing->n_pairs; i++)
    {
      const BsRunMiniBatch *a = &base->mini_batches[i], *b = &run->mini_batches[i];

      if (isnan (a->loss) || isnan (b->loss))
        continue;
      pairing->n_losses++;
      pairing->n_losses_differ += losses_differ (a, b);
    }
}

static double
spread_of_run (const BsRun *run)
{
  g_autofree double *values = g_new (double, MAX (run->n_mini_batches, 1));

  for (guint32 i = 0; i < run->n_mini_batches; i++)
    values[i] = run->mini_batches[i].ns / MAX (run->mini_batches[i].n_nodes, 1);

  return run->is_measured ? find_spread (values, run->n_mini_batches) : NAN;
}

BsComparison *
bs_comparison_new (GPtrArray *runs, GCancellable *cancellable, GError **error)
{
  g_autoptr (BsComparison) self = g_new0 (BsComparison, 1);

  self->refs = 1;
  self->runs = g_ptr_array_ref (runs);
  self->types = bs_type_table_new ();
  self->type_map = g_new0 (guint16 *, runs->len);
  self->pairings = g_new0 (BsPairing, runs->len);
  if (!map_types (self, error))
    return NULL;

  for (guint r = 0; r < runs->len; r++)
    {
      const BsRun *base = bs_comparison_get_run (self, 0), *run = bs_comparison_get_run (self, r);
      BsPairing *pairing = &self->pairings[r];

      pairing->spread = spread_of_run (run);
      if (r == 0)
        continue;
      pairing->n_pairs = MIN (base->n_mini_batches, run->n_mini_batches);
      count_losses (base, run, pairing);
      if (!bs_pairing_align (pairing, base, run, cancellable, error))
        return NULL;
    }

  return g_steal_pointer (&self);
}

BsComparison *
bs_comparison_ref (BsComparison *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_comparison_free (BsComparison *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  for (guint r = 0; r < self->runs->len; r++)
    {
      g_free (self->type_map[r]);
      g_free (self->pairings[r].alignments);
      g_clear_pointer (&self->pairings[r].detours, g_array_unref);
    }
  g_free (self->type_map);
  g_free (self->pairings);
  bs_type_table_unref (self->types);
  g_ptr_array_unref (self->runs);
  g_free (self);
}
