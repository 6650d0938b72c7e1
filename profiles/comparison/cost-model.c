/* SPDX-License-Identifier: Apache-2.0 */
/* What a batch costs, learned from the events of a trace. */
#include "config.h"

#include "profiles/comparison/cost-model.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "profiles/comparison/fitting.h"

/* Of a type that has more batches, a part is fitted to; of all types no more than the sum. */
#define MAX_UNITS_OF_TYPE 2048u
#define MAX_UNITS (1u << 17)
#define MIN_UNITS_OF_TYPE 8u

/* Kernels of fewer batches have the coefficients of their phase. */
#define FEWEST_BATCHES 6

/* More points of all types say no more about a phase. */
#define MAX_POINTS_OF_PHASE 16384u

/* Terms of the fit; of two that say the same, the first is kept. */
enum
{
  TERM_EVENTS,
  TERM_FLOPS,
  TERM_BYTES,
  TERM_NODES
};
G_STATIC_ASSERT (TERM_NODES + 1 == BS_FIT_TERMS);

/* The events of one phase in a batch, added up. */
typedef struct
{
  double events, ns, bytes, flops;
} Part;

/* A batch, or a mini-batch as a whole: what events serve. */
typedef struct
{
  guint32 n_nodes;
  gboolean held_out; /* in the half that is only tested */
  double run_ns;
  Part parts[BS_N_PHASES];
} Unit;

/* Sums over all batches of a type: of events of a phase, and the same times the nodes. */
typedef struct
{
  Part sum, by_nodes;
  guint64 n_events;
} PhaseSums;

typedef struct
{
  double n, nodes, squared_nodes; /* batches that ran, their nodes, and squares of these */
  PhaseSums phases[BS_N_PHASES];
} TypeSums;

typedef struct
{
  const BsTrace *trace;
  guint n_types;     /* the last one is of no type: mini-batches */
  TypeSums *types;   /* [n_types] */
  gsize *first_unit; /* [n_types + 1] of those below, by type */
  Unit *units;
  gsize *unit_of; /* [decisions + mini-batches] G_MAXSIZE: it is not among @units */
} Sample;

/* A fixed hash, so that what is chosen follows no pattern of the schedule. */
static guint32
scatter (guint32 number)
{
  number = (number ^ (number >> 16)) * 0x7feb352du;
  number = (number ^ (number >> 15)) * 0x846ca68bu;

  return number ^ (number >> 16);
}

static guint
type_of_place (const Sample *self, gsize place)
{
  const BsTrace *trace = self->trace;

  if (place >= trace->n_decisions)
    return self->n_types - 1;

  return trace->decisions[place].run_end_ns > 0 ? trace->decisions[place].type : G_MAXUINT;
}

static guint32
nodes_of_place (const Sample *self, gsize place)
{
  const BsTrace *trace = self->trace;

  return place < trace->n_decisions ? trace->decisions[place].size
                                    : trace->mini_batches[place - trace->n_decisions].n_nodes;
}

/* Of how many pairs of batches of a type one is kept, as a power of two. */
static guint
choose_level (double n_batches, guint most)
{
  guint level = 0;

  while (ldexp (n_batches, -(int) level) > most)
    level++;

  return level;
}

/* Batches of a type that follow each other are pairs. Pairs are kept or not, and of each, chance
 * says which batch is held out: patterns of the schedule cannot divide the halves. */
static void
choose_units (Sample *self)
{
  const BsTrace *trace = self->trace;
  gsize n_places = (gsize) trace->n_decisions + trace->n_mini_batches;
  guint most = CLAMP (MAX_UNITS / self->n_types, MIN_UNITS_OF_TYPE, MAX_UNITS_OF_TYPE);
  g_autofree guint32 *rank = g_new0 (guint32, self->n_types);
  g_autofree gsize *next = NULL;

  for (gsize i = 0; i < n_places; i++)
    {
      guint type = type_of_place (self, i);
      double n = nodes_of_place (self, i);

      self->unit_of[i] = G_MAXSIZE;
      if (type == G_MAXUINT)
        continue;
      self->types[type].n++;
      self->types[type].nodes += n;
      self->types[type].squared_nodes += n * n;
    }
  for (gsize i = 0; i < n_places; i++)
    {
      guint type = type_of_place (self, i);
      guint32 chance;

      if (type == G_MAXUINT)
        continue;
      chance = scatter (rank[type]++ / 2);
      if ((chance >> 1) & ((1u << choose_level (self->types[type].n, most)) - 1))
        continue;
      self->unit_of[i] = ((rank[type] ^ chance) & 1);
      self->first_unit[type + 1]++;
    }

  for (guint type = 0; type < self->n_types; type++)
    self->first_unit[type + 1] += self->first_unit[type];
  self->units = g_new0 (Unit, MAX (self->first_unit[self->n_types], 1));
  next = g_memdup2 (self->first_unit, self->n_types * sizeof (gsize));
  for (gsize i = 0; i < n_places; i++)
    {
      Unit *unit;

      if (self->unit_of[i] == G_MAXSIZE)
        continue;
      unit = &self->units[next[type_of_place (self, i)]];
      unit->n_nodes = nodes_of_place (self, i);
      unit->held_out = self->unit_of[i] != 0;
      if (i < trace->n_decisions)
        unit->run_ns = (double) (trace->decisions[i].run_end_ns - trace->decisions[i].run_start_ns);
      self->unit_of[i] = next[type_of_place (self, i)]++;
    }
}

static void
add_part (Part *part, const BsEvent *event, double factor)
{
  part->events += factor;
  part->ns += factor * (double) (event->end_ns - event->start_ns);
  part->bytes += factor * (double) event->bytes;
  part->flops += factor * (double) event->flops;
}

/* Whether it is a part of what its batch, or its mini-batch, is said to take: calls of a device's driver are done
 * beside its kernels, and its copies beside what the host does. */
static gboolean
is_counted (const BsTrace *trace, const BsEvent *event)
{
  return event->decision > 0 ? bs_phase_is_computing (event->phase)
                             : bs_trace_lane_kind (trace, event->lane) == BS_LANE_THREAD;
}

static void
read_events (Sample *self)
{
  const BsTrace *trace = self->trace;
  BsEventIter iter;
  BsEvent event;
  guint32 near = 0;

  bs_event_iter_init (&iter, trace);
  while (bs_event_iter_next (&iter, &event))
    {
      gsize place;
      guint type;
      PhaseSums *sums;

      near = bs_trace_event_mini_batch (trace, &event, near);
      if (event.decision > 0 ? event.decision > trace->n_decisions : near >= trace->n_mini_batches)
        continue;
      place = event.decision > 0 ? event.decision - 1 : (gsize) trace->n_decisions + near;
      type = type_of_place (self, place);
      if (type == G_MAXUINT || !is_counted (trace, &event))
        continue;

      sums = &self->types[type].phases[event.phase];
      sums->n_events++;
      add_part (&sums->sum, &event, 1);
      add_part (&sums->by_nodes, &event, nodes_of_place (self, place));
      if (self->unit_of[place] != G_MAXSIZE)
        add_part (&self->units[self->unit_of[place]].parts[event.phase], &event, 1);
    }
  bs_event_iter_clear (&iter);
}

static void
sample_init (Sample *self, const BsTrace *trace)
{
  self->trace = trace;
  self->n_types = trace->types->n_types + 1;
  self->types = g_new0 (TypeSums, self->n_types);
  self->first_unit = g_new0 (gsize, self->n_types + 1);
  self->unit_of = g_new (gsize, (gsize) trace->n_decisions + trace->n_mini_batches + 1);
  choose_units (self);
  read_events (self);
}

static void
sample_clear (Sample *self)
{
  g_free (self->types);
  g_free (self->first_unit);
  g_free (self->unit_of);
  g_free (self->units);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sample, sample_clear)

/* A line through the amounts of all batches, by least squares; where it would go below 0, in
 * proportion to the nodes, or the mean. Either way the sum over all batches is that of the trace. */
static BsCostAmount
find_amount (const TypeSums *type, double sum, double by_nodes, gboolean prefer_fixed)
{
  double determinant = type->n * type->squared_nodes - type->nodes * type->nodes;
  BsCostAmount in_proportion = { 0, sum / type->nodes };
  BsCostAmount mean = { sum / type->n, 0 };
  BsCostAmount line;

  if (determinant <= 1e-9 * type->n * type->squared_nodes)
    return prefer_fixed ? mean : in_proportion;

  line.per_node = (type->n * by_nodes - type->nodes * sum) / determinant;
  line.fixed = (sum - line.per_node * type->nodes) / type->n;
  if (line.per_node < 0)
    return mean;

  return line.fixed < 0 ? in_proportion : line;
}

static double
amount_at (const BsCostAmount *self, double n_nodes)
{
  return self->fixed + self->per_node * n_nodes;
}

static BsFitPoint
make_point (const Unit *unit, guint phase)
{
  const Part *part = &unit->parts[phase];

  return (BsFitPoint){ .x = { [TERM_EVENTS] = part->events,
                              [TERM_FLOPS] = part->flops,
                              [TERM_BYTES] = part->bytes,
                              [TERM_NODES] = unit->n_nodes },
                       .y = part->ns };
}

/* Fits to the units first .. end - 1 that have events of the phase, to all of them, or without the
 * half that is held out. Returns: to how many. */
static guint32
fit_units (const Sample *sample, gsize first, gsize end, guint phase, gboolean all, GArray *points,
           BsCostCoefficients *coefficients)
{
  double terms[BS_FIT_TERMS];
  gsize n = 0, stride;

  g_array_set_size (points, 0);
  for (gsize i = first; i < end; i++)
    n += sample->units[i].parts[phase].events > 0 && (all || !sample->units[i].held_out);
  stride = 1 + n / MAX_POINTS_OF_PHASE;

  n = 0;
  for (gsize i = first; i < end; i++)
    if (sample->units[i].parts[phase].events > 0 && (all || !sample->units[i].held_out)
        && n++ % stride == 0)
      {
        BsFitPoint point = make_point (&sample->units[i], phase);

        g_array_append_val (points, point);
      }

  bs_fit ((BsFitPoint *) points->data, points->len, terms);
  *coefficients = (BsCostCoefficients){ .launch_ns = terms[TERM_EVENTS],
                                        .ns_per_flop = terms[TERM_FLOPS],
                                        .ns_per_byte = terms[TERM_BYTES],
                                        .ns_per_node = terms[TERM_NODES] };

  return points->len;
}

/* Coefficients of a phase, made when they are first needed. */
typedef struct
{
  gboolean is_made;
  BsCostCoefficients all, held;
} PhaseFit;

static double
apply (const BsCostCoefficients *self, double events, double flops, double bytes, double nodes)
{
  return self->launch_ns * events + self->ns_per_flop * flops + self->ns_per_byte * bytes
         + self->ns_per_node * nodes;
}

static double
predict_with (const BsCostKernel *kernel, const BsCostCoefficients *coefficients, double n_nodes)
{
  return apply (coefficients, amount_at (&kernel->events, n_nodes),
                amount_at (&kernel->flops, n_nodes), amount_at (&kernel->bytes, n_nodes),
                kernel->with_events * n_nodes);
}

double
bs_cost_model_predict_kernel (const BsCostKernel *kernel, guint32 n_nodes)
{
  return predict_with (kernel, &kernel->coefficients, n_nodes);
}

/* Predictions beside what was measured, one by one. */
typedef struct
{
  GArray *errors; /* double */
  double measured, predicted;
} Test;

static void
test_add (Test *self, double measured, double predicted)
{
  double error = fabs (predicted - measured) / MAX (measured, 1);

  g_array_append_val (self->errors, error);
  self->measured += measured;
  self->predicted += predicted;
}

static BsCostError
test_finish (const Test *self)
{
  double *errors = (double *) self->errors->data;
  guint n = self->errors->len;

  return (BsCostError){ .n = n,
                        .median = bs_quantile (errors, n, 0.5),
                        .p90 = bs_quantile (errors, n, 0.9),
                        .total = n > 0
                                     ? (self->predicted - self->measured) / MAX (self->measured, 1)
                                     : NAN };
}

static void
test_kernel (const Sample *sample, BsCostKernel *kernel, gsize first, gsize end)
{
  g_autoptr (GArray) errors = g_array_new (FALSE, FALSE, sizeof (double));
  Test test = { .errors = errors };

  for (gsize i = first; i < end; i++)
    {
      const Unit *unit = &sample->units[i];
      const Part *part = &unit->parts[kernel->phase];

      if (unit->held_out && part->events > 0)
        test_add (&test, part->ns,
                  apply (&kernel->held, part->events, part->flops, part->bytes, unit->n_nodes));
    }
  kernel->error = test_finish (&test);
}

/* Whether a launch can be told from the rest: it cannot where all batches have the same size. */
static gboolean
have_sizes (const GArray *points)
{
  const BsFitPoint *first = &g_array_index (points, BsFitPoint, 0);

  for (guint i = 1; i < points->len; i++)
    {
      const BsFitPoint *point = &g_array_index (points, BsFitPoint, i);

      for (guint k = TERM_EVENTS + 1; k < BS_FIT_TERMS; k++)
        if (fabs (point->x[k] * first->x[TERM_EVENTS] - first->x[k] * point->x[TERM_EVENTS])
            > 1e-9 * point->x[k] * first->x[TERM_EVENTS])
          return TRUE;
    }

  return FALSE;
}

/* What other types take, times as much as the batches of this one take more or less. */
static BsCostCoefficients
scale_to_units (const Sample *sample, gsize first, gsize end, guint phase, gboolean all,
                const BsCostCoefficients *of_phase)
{
  g_autofree double *ratios = g_new (double, MAX (end - first, 1));
  double factor;
  guint n = 0;

  for (gsize i = first; i < end; i++)
    {
      const Part *part = &sample->units[i].parts[phase];
      double expected = apply (of_phase, part->events, part->flops, part->bytes,
                               sample->units[i].n_nodes);

      if (part->events > 0 && (all || !sample->units[i].held_out) && expected > 0)
        ratios[n++] = part->ns / expected;
    }
  factor = n > 0 ? bs_quantile (ratios, n, 0.5) : 1;

  return (BsCostCoefficients){ .launch_ns = factor * of_phase->launch_ns,
                               .ns_per_flop = factor * of_phase->ns_per_flop,
                               .ns_per_byte = factor * of_phase->ns_per_byte,
                               .ns_per_node = factor * of_phase->ns_per_node };
}

/* How large a part of the nodes is in batches that have events of a phase. */
static double
find_part_with_events (const Sample *sample, gsize first, gsize end, guint phase)
{
  double with = 0, all = 0;

  for (gsize i = first; i < end; i++)
    {
      all += sample->units[i].n_nodes;
      with += sample->units[i].parts[phase].events > 0 ? sample->units[i].n_nodes : 0;
    }

  return all > 0 ? with / all : 0;
}

static void
make_kernel (const Sample *sample, guint type, guint phase, PhaseFit *phase_fit, GArray *points,
             BsCostKernel *kernel)
{
  const TypeSums *totals = &sample->types[type];
  const PhaseSums *sums = &totals->phases[phase];
  gsize first = sample->first_unit[type], end = sample->first_unit[type + 1];

  kernel->type = type + 1 < sample->n_types ? type : BS_COST_NO_TYPE;
  kernel->phase = (guint8) phase;
  kernel->n_events = sums->n_events;
  kernel->events = find_amount (totals, sums->sum.events, sums->by_nodes.events, TRUE);
  kernel->flops = find_amount (totals, sums->sum.flops, sums->by_nodes.flops, FALSE);
  kernel->bytes = find_amount (totals, sums->sum.bytes, sums->by_nodes.bytes, FALSE);
  kernel->with_events = find_part_with_events (sample, first, end, phase);

  kernel->n_used = fit_units (sample, first, end, phase, TRUE, points, &kernel->coefficients);
  kernel->is_own = kernel->n_used >= FEWEST_BATCHES && have_sizes (points);
  if (kernel->is_own)
    {
      fit_units (sample, first, end, phase, FALSE, points, &kernel->held);
    }
  else
    {
      if (!phase_fit->is_made)
        {
          gsize all = sample->first_unit[sample->n_types];

          fit_units (sample, 0, all, phase, TRUE, points, &phase_fit->all);
          fit_units (sample, 0, all, phase, FALSE, points, &phase_fit->held);
          phase_fit->is_made = TRUE;
        }
      kernel->coefficients = scale_to_units (sample, first, end, phase, TRUE, &phase_fit->all);
      kernel->held = scale_to_units (sample, first, end, phase, FALSE, &phase_fit->held);
    }
  test_kernel (sample, kernel, first, end);

  kernel->measured_ns = sums->sum.ns;
  kernel->predicted_ns = apply (&kernel->coefficients, sums->sum.events, sums->sum.flops,
                                sums->sum.bytes, kernel->with_events * totals->nodes);
}

static void
make_kernels (const Sample *sample, BsCostModel *self)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (BsFitPoint));
  PhaseFit phase_fits[BS_N_PHASES] = { 0 };
  guint n = 0;

  for (guint type = 0; type < sample->n_types; type++)
    for (guint phase = 0; phase < BS_N_PHASES; phase++)
      self->n_kernels += sample->types[type].phases[phase].n_events > 0;
  self->kernels = g_new0 (BsCostKernel, MAX (self->n_kernels, 1));
  self->n_types = sample->n_types - 1;
  self->types = g_new0 (BsCostType, MAX (self->n_types, 1));

  for (guint type = 0; type < sample->n_types; type++)
    {
      guint first = n;

      for (guint phase = 0; phase < BS_N_PHASES; phase++)
        if (sample->types[type].phases[phase].n_events > 0)
          make_kernel (sample, type, phase, &phase_fits[phase], points, &self->kernels[n++]);
      if (type < self->n_types)
        self->types[type] =
            (BsCostType){ .is_known = n > first, .first_kernel = first, .n_kernels = n - first };
    }
}

static double
events_ns (const Unit *unit)
{
  double sum = 0;

  for (guint phase = 0; phase < BS_N_PHASES; phase++)
    sum += unit->parts[phase].ns;

  return sum;
}

/* From the time of its events to that of a batch: where lanes overlap it is a part of it, else there
 * is time between them. */
static void
find_gaps (const Sample *sample, BsCostModel *self)
{
  for (guint type = 0; type < self->n_types; type++)
    {
      gsize first = sample->first_unit[type], n = sample->first_unit[type + 1] - first;
      g_autofree double *values = g_new (double, MAX (n, 1));
      BsCostType *own = &self->types[type];

      own->stretch = 1;
      if (n == 0)
        continue;

      for (gsize i = 0; i < n; i++)
        values[i] = sample->units[first + i].run_ns
                    / MAX (events_ns (&sample->units[first + i]), 1);
      own->stretch = MIN (bs_quantile (values, n, 0.5), 1);
      for (gsize i = 0; i < n; i++)
        values[i] = sample->units[first + i].run_ns
                    - own->stretch * events_ns (&sample->units[first + i]);
      own->gap_ns = own->stretch < 1 ? 0 : MAX (bs_quantile (values, n, 0.5), 0);
    }
}

static double
predict_held (const BsCostModel *self, guint type, const Unit *unit)
{
  const BsCostType *own = &self->types[type];
  double sum = 0;

  for (guint i = own->first_kernel; i < own->first_kernel + own->n_kernels; i++)
    sum += predict_with (&self->kernels[i], &self->kernels[i].held, unit->n_nodes);

  return own->stretch * sum + own->gap_ns;
}

static void
test_batches (const Sample *sample, BsCostModel *self)
{
  g_autoptr (GArray) errors = g_array_new (FALSE, FALSE, sizeof (double));
  Test test = { .errors = errors };

  for (guint type = 0; type < self->n_types; type++)
    for (gsize i = sample->first_unit[type]; i < sample->first_unit[type + 1]; i++)
      if (sample->units[i].held_out)
        test_add (&test, sample->units[i].run_ns, predict_held (self, type, &sample->units[i]));
  self->error = test_finish (&test);
}

/* Batches that left no event where others of a mini-batch did had nothing to compute. */
static void
find_empty_types (const BsTrace *trace, BsCostModel *self)
{
  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[i];
      const BsTraceDecision *decisions;
      gboolean ran = FALSE;

      if (!mini_batch->finished || mini_batch->n_decisions == 0)
        continue;

      decisions = bs_trace_decision (trace, mini_batch->first_decision);
      for (guint32 k = 0; k < mini_batch->n_decisions && !ran; k++)
        ran = decisions[k].run_end_ns > 0;
      for (guint32 k = 0; ran && k < mini_batch->n_decisions; k++)
        self->types[decisions[k].type].is_known = TRUE;
    }
}

/* What a decision takes beside its batch. */
static void
find_overhead (const BsTrace *trace, BsCostModel *self)
{
  g_autofree double *values = g_new (double, MAX (trace->n_decisions, 1));
  gsize n = 0;

  for (guint32 i = 0; i < trace->n_decisions; i++)
    values[i] = (double) (trace->decisions[i].end_ns - trace->decisions[i].start_ns);
  self->choose_ns = MAX (bs_quantile (values, trace->n_decisions, 0.5), 0);

  for (guint32 i = 1; i < trace->n_decisions; i++)
    {
      const BsTraceDecision *before = &trace->decisions[i - 1], *d = &trace->decisions[i];

      if (before->mini_batch == d->mini_batch && before->run_end_ns > 0 && d->run_end_ns > 0)
        values[n++] = (double) (d->run_start_ns - before->run_end_ns);
    }
  self->between_ns = n > 0 ? MAX (bs_quantile (values, n, 0.5), 0) : 0;
  self->overhead_ns = self->choose_ns + self->between_ns;
}

BsCostModel *
bs_cost_model_new (const BsTrace *trace, GError **error)
{
  g_auto (Sample) sample = { 0 };
  BsCostModel *self;
  guint32 ran = 0;

  while (ran < trace->n_decisions && trace->decisions[ran].run_end_ns <= 0)
    ran++;
  if (ran == trace->n_decisions)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("No batch of %s ran: it was only scheduled, so nothing is known of times; "
                      "record a run of a model"),
                   trace->path);
      return NULL;
    }

  self = g_new0 (BsCostModel, 1);
  sample_init (&sample, trace);
  make_kernels (&sample, self);
  find_empty_types (trace, self);
  find_gaps (&sample, self);
  test_batches (&sample, self);
  find_overhead (trace, self);

  return self;
}

void
bs_cost_model_free (BsCostModel *self)
{
  g_free (self->kernels);
  g_free (self->types);
  g_free (self);
}

/* Adds what a batch takes. Returns FALSE where no batch of the type ran. */
static gboolean
add_batch (const BsCostModel *self, guint32 type, guint32 n_nodes, BsPrediction *sum)
{
  const BsCostType *own = type < self->n_types ? &self->types[type] : NULL;
  double all = 0;

  if (own == NULL || !own->is_known)
    return FALSE;

  for (guint i = own->first_kernel; i < own->first_kernel + own->n_kernels; i++)
    {
      double ns = bs_cost_model_predict_kernel (&self->kernels[i], n_nodes);

      sum->phase_ns[self->kernels[i].phase] += ns;
      all += ns;
    }
  sum->run_ns += own->stretch * all + own->gap_ns;

  return TRUE;
}

double
bs_cost_model_predict_batch (const BsCostModel *self, guint32 type, guint32 n_nodes)
{
  BsPrediction sum = { 0 };

  return add_batch (self, type, n_nodes, &sum) ? sum.run_ns : NAN;
}

BsPrediction
bs_cost_model_predict_decisions (const BsCostModel *self, const guint32 *types,
                                 const guint32 *sizes, gsize n)
{
  BsPrediction sum = { 0 };

  for (gsize i = 0; i < n; i++)
    sum.n_unknown += !add_batch (self, types[i], sizes[i], &sum);
  sum.overhead_ns = (double) n * self->overhead_ns;
  sum.total_ns = sum.run_ns + sum.overhead_ns;

  return sum;
}

char *
bs_cost_model_describe (const BsCostModel *self)
{
  if (self->error.n == 0)
    return g_strdup (_ ("How far off predicted times are is not known: too few batches ran."));

  return g_strdup_printf (
      ngettext ("Predicted times of a batch were off by %.0f %% (median), and by up to %.0f %% in "
                "nine of ten; their sum by %+.0f %%, since interruptions are not predicted. Tried "
                "on %u batch that they were not fitted to.",
                "Predicted times of a batch were off by %.0f %% (median), and by up to %.0f %% in "
                "nine of ten; their sum by %+.0f %%, since interruptions are not predicted. Tried "
                "on %u batches that they were not fitted "
                "to.",
                self->error.n),
      100 * self->error.median, 100 * self->error.p90, 100 * self->error.total, self->error.n);
}
