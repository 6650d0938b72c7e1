/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons of runs as tables and in words. */
#include "config.h"

#include "profiles/comparison/comparison-tables.h"

#include <inttypes.h>
#include <math.h>

#include <glib/gi18n-lib.h>

#include "profiles/report/duration.h"
#include "profiles/comparison/policy-comparison.h"

static const char *const part_names[] = {
  [BS_COMPARISON_TOTAL] = "total", [BS_COMPARISON_TYPE] = "type",
  [BS_COMPARISON_PHASE] = "phase", [BS_COMPARISON_MINI_BATCH] = "mini_batch",
  [BS_COMPARISON_STATE] = "state", [BS_COMPARISON_DIVERGENCE] = "divergence",
};
G_STATIC_ASSERT (G_N_ELEMENTS (part_names) == BS_N_COMPARISON_PARTS);

const char *
bs_comparison_part_to_string (BsComparisonPart part)
{
  return part_names[part];
}

gboolean
bs_comparison_part_from_string (const char *text, BsComparisonPart *part)
{
  for (guint i = 0; i < G_N_ELEMENTS (part_names); i++)
    if (g_str_equal (text, part_names[i]))
      {
        *part = i;
        return TRUE;
      }

  return FALSE;
}

/* How an amount is written for people. */
typedef enum
{
  SHOW_NUMBER,
  SHOW_DURATION,
  SHOW_SHARE
} Show;

static const char *const measure_columns[] = { "base", "value", "difference", "relative", "noise" };

static void
add_measure_columns (BsTable *table, gboolean for_people)
{
  for (guint i = 0; i < G_N_ELEMENTS (measure_columns); i++)
    bs_table_add_column (table, measure_columns[i], for_people ? BS_COLUMN_TEXT : BS_COLUMN_REAL);
  bs_table_add_column (table, "within_noise", BS_COLUMN_BOOLEAN);
}

static char *
to_text (double value, Show show, gboolean with_sign)
{
  const char *sign = value < 0 ? "\342\210\222" : with_sign && value > 0 ? "+" : "";
  double size = fabs (value);
  g_autofree char *text = NULL;

  if (show == SHOW_DURATION)
    text = bs_duration_to_string (bs_round_ns (size));
  else if (show == SHOW_SHARE)
    text = g_strdup_printf ("%.1f %%", 100 * size);
  else if (size == floor (size))
    text = g_strdup_printf ("%.0f", size);
  else
    text = g_strdup_printf ("%.2f", size);

  return g_strconcat (sign, text, NULL);
}

static void
add_amount (BsTable *table, double value, Show show, gboolean with_sign, gboolean for_people)
{
  g_autofree char *text = NULL;

  if (!isfinite (value))
    {
      bs_table_add_missing (table);
      return;
    }
  if (!for_people)
    {
      bs_table_add_real (table, value);
      return;
    }
  text = to_text (value, show, with_sign);
  bs_table_add_text (table, text);
}

static void
add_measure (BsTable *table, const BsMeasure *measure, gboolean is_duration, gboolean for_people)
{
  Show show = is_duration ? SHOW_DURATION : SHOW_NUMBER;
  double relative = bs_measure_get_relative (measure);

  add_amount (table, measure->base, show, FALSE, for_people);
  add_amount (table, measure->value, show, FALSE, for_people);
  add_amount (table, measure->value - measure->base, show, TRUE, for_people);
  add_amount (table, relative, SHOW_SHARE, TRUE, for_people);
  /* what is counted has no noise worth a word */
  add_amount (table, for_people && measure->noise == 0 ? NAN : measure->noise, SHOW_SHARE, FALSE,
              for_people);
  if (isnan (relative) || isnan (measure->noise) || (for_people && measure->noise == 0))
    bs_table_add_missing (table);
  else
    bs_table_add_boolean (table, fabs (relative) <= measure->noise);
}

static gboolean
is_known (const BsMeasure *measure)
{
  return !isnan (measure->value) && !isnan (measure->base);
}

/* People are spared rows of nothing. */
static gboolean
is_worth_a_row (const BsMeasure *measure)
{
  return (!isnan (measure->value) && measure->value != 0)
         || (!isnan (measure->base) && measure->base != 0);
}

static void
add_total_rows (BsTable *table, const BsComparison *self, guint run, guint first, guint end,
                gboolean for_people)
{
  for (guint metric = first; metric < end; metric++)
    {
      BsMeasure measure = bs_comparison_measure (self, run, metric);

      if (for_people && !is_worth_a_row (&measure))
        continue;
      bs_table_add_text (table, bs_comparison_get_run (self, run)->name);
      bs_table_add_text (table, metric < BS_METRIC_PHASES
                                    ? bs_metric_to_string (metric)
                                    : bs_phase_to_string (metric - BS_METRIC_PHASES));
      add_measure (table, &measure, bs_metric_is_duration (metric), for_people);
    }
}

enum
{
  BATCHES,
  NODES,
  MEAN_SIZE,
  EXECUTE_NS,
  PREDICTED_NS,
  MOVED_BYTES,
  N_TYPE_MEASURES
};

/* People are told of predictions only where there is nothing better. */
static void
add_type_rows (BsTable *table, const BsComparison *self, guint run, gboolean for_people)
{
  static const char *const names[N_TYPE_MEASURES] = { "batches",    "nodes",        "mean_size",
                                                      "execute_ns", "predicted_ns", "moved_bytes" };
  g_autofree BsTypeMeasures *measures = bs_comparison_measure_types (self, run);

  for (guint type = 0; type < self->types->n_types; type++)
    {
      const BsTypeMeasures *own = &measures[type];
      const BsMeasure *all[N_TYPE_MEASURES] = { &own->batches,      &own->nodes,
                                                &own->mean_size,    &own->execute_ns,
                                                &own->predicted_ns, &own->moved_bytes };

      for (guint i = 0; i < N_TYPE_MEASURES; i++)
        {
          if (for_people && (i == NODES || !is_worth_a_row (all[i])))
            continue;
          if (for_people && i == PREDICTED_NS && is_known (&own->execute_ns))
            continue;
          bs_table_add_text (table, bs_comparison_get_run (self, run)->name);
          bs_table_add_text (table, self->types->types[type].name);
          bs_table_add_text (table, names[i]);
          add_measure (table, all[i], i == EXECUTE_NS || i == PREDICTED_NS, for_people);
        }
    }
}

static void
add_mini_batch_rows (BsTable *table, const BsComparison *self, guint run, gboolean for_people)
{
  static const BsMetric metrics[] = { BS_METRIC_BATCHES,      BS_METRIC_NS,
                                      BS_METRIC_EXECUTE_NS,   BS_METRIC_PREDICTED_NS,
                                      BS_METRIC_GATHER_BYTES, BS_METRIC_LOSSES_DIFFER };
  const BsPairing *pairing = &self->pairings[run];
  guint32 n = MAX (bs_comparison_get_run (self, 0)->n_mini_batches,
                   bs_comparison_get_run (self, run)->n_mini_batches);

  for (guint32 m = 0; m < n; m++)
    for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
      {
        BsMeasure measure = bs_comparison_measure_mini_batch (self, run, metrics[i], m);
        const BsAlignment *alignment = m < pairing->n_pairs ? &pairing->alignments[m] : NULL;

        if (for_people && !is_worth_a_row (&measure))
          continue;
        bs_table_add_text (table, bs_comparison_get_run (self, run)->name);
        bs_table_add_integer (table, m);
        if (alignment != NULL)
          bs_table_add_boolean (table, alignment->is_same_graph);
        else
          bs_table_add_missing (table);
        if (alignment != NULL && alignment->is_same_graph)
          {
            bs_table_add_integer (table, alignment->n_common);
            bs_table_add_integer (table, alignment->n_in_order);
            bs_table_add_integer (table, alignment->n_detours);
          }
        else
          {
            for (guint k = 0; k < 3; k++)
              bs_table_add_missing (table);
          }
        bs_table_add_text (table, bs_metric_to_string (metrics[i]));
        add_measure (table, &measure, bs_metric_is_duration (metrics[i]), for_people);
      }
}

static const char *
state_text (const BsRun *run, guint32 state)
{
  return state != G_MAXUINT32 ? run->states[state].text : NULL;
}

static void
add_ns (BsTable *table, double ns)
{
  if (isnan (ns))
    bs_table_add_missing (table);
  else
    bs_table_add_integer (table, bs_round_ns (ns));
}

static void
add_divergence_row (BsTable *table, const BsComparison *self, guint run, const BsDetour *detour)
{
  const BsRun *base = bs_comparison_get_run (self, 0), *own = bs_comparison_get_run (self, run);
  const BsRunMiniBatch *a = &base->mini_batches[detour->mini_batch];
  const BsRunMiniBatch *b = &own->mini_batches[detour->mini_batch];
  const BsRunDecision *a_first = bs_run_get_decisions (base, detour->mini_batch)
                                 + detour->base_first;
  const BsRunDecision *b_first = bs_run_get_decisions (own, detour->mini_batch) + detour->first;
  BsDetourCost cost = bs_comparison_cost_detour (self, run, detour);
  gboolean at_end = !detour->meets || detour->base_end == a->n_decisions
                    || detour->end == b->n_decisions;

  bs_table_add_text (table, own->name);
  bs_table_add_integer (table, detour->mini_batch);
  bs_table_add_integer (table, a->first_number + detour->base_first);
  bs_table_add_integer (table, b->first_number + detour->first);
  bs_table_add_text (table, base->types->types[a_first->type].name);
  bs_table_add_text (table, own->types->types[b_first->type].name);
  bs_table_add_integer (table, a_first->size);
  bs_table_add_integer (table, b_first->size);
  bs_table_add_text (table, state_text (base, a_first->state));
  bs_table_add_text (table, state_text (own, b_first->state));
  bs_table_add_integer (table, cost.base_batches);
  bs_table_add_integer (table, cost.batches);
  bs_table_add_integer (table, (gint64) cost.batches - cost.base_batches);
  add_ns (table, cost.base_ns);
  add_ns (table, cost.ns);
  add_ns (table, cost.ns - cost.base_ns);
  bs_table_add_natural (table, at_end ? -1 : (gint64) a->first_number + detour->base_end);
  bs_table_add_natural (table, at_end ? -1 : (gint64) b->first_number + detour->end);
}

static void
add_divergence_rows (BsTable *table, const BsComparison *self, guint run)
{
  const GArray *detours = self->pairings[run].detours;

  for (guint i = 0; i < detours->len; i++)
    add_divergence_row (table, self, run, &g_array_index (detours, BsDetour, i));
}

static const struct
{
  const char *name;
  BsColumnKind kind;
} divergence_columns[] = {
  { "run", BS_COLUMN_TEXT },
  { "mini_batch", BS_COLUMN_INTEGER },
  { "base_decision", BS_COLUMN_INTEGER },
  { "decision", BS_COLUMN_INTEGER },
  { "base_type", BS_COLUMN_TEXT },
  { "type", BS_COLUMN_TEXT },
  { "base_batch_size", BS_COLUMN_INTEGER },
  { "batch_size", BS_COLUMN_INTEGER },
  { "base_state", BS_COLUMN_TEXT },
  { "state", BS_COLUMN_TEXT },
  { "base_batches", BS_COLUMN_INTEGER },
  { "batches", BS_COLUMN_INTEGER },
  { "more_batches", BS_COLUMN_INTEGER },
  { "base_ns", BS_COLUMN_DURATION },
  { "ns", BS_COLUMN_DURATION },
  { "more_ns", BS_COLUMN_DURATION },
  { "base_meets", BS_COLUMN_INTEGER },
  { "meets", BS_COLUMN_INTEGER },
};

static void
add_columns (BsTable *table, BsComparisonPart part, gboolean for_people)
{
  if (part == BS_COMPARISON_DIVERGENCE)
    {
      for (guint i = 0; i < G_N_ELEMENTS (divergence_columns); i++)
        bs_table_add_column (table, divergence_columns[i].name, divergence_columns[i].kind);
      return;
    }

  bs_table_add_column (table, "run", BS_COLUMN_TEXT);
  if (part == BS_COMPARISON_TYPE)
    bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  if (part == BS_COMPARISON_MINI_BATCH)
    {
      bs_table_add_column (table, "mini_batch", BS_COLUMN_INTEGER);
      bs_table_add_column (table, "same_graph", BS_COLUMN_BOOLEAN);
      bs_table_add_column (table, "common", BS_COLUMN_INTEGER);
      bs_table_add_column (table, "in_order", BS_COLUMN_INTEGER);
      bs_table_add_column (table, "detours", BS_COLUMN_INTEGER);
    }
  bs_table_add_column (table, part == BS_COMPARISON_PHASE ? "phase" : "metric", BS_COLUMN_TEXT);
  add_measure_columns (table, for_people);
}

BsTable *
bs_comparison_tabulate (const BsComparison *self, BsComparisonPart part, gboolean for_people)
{
  BsTable *table;

  if (part == BS_COMPARISON_STATE)
    return bs_comparison_tabulate_states (self);

  table = bs_table_new ();
  add_columns (table, part, for_people);
  for (guint run = 1; run < self->runs->len; run++)
    if (part == BS_COMPARISON_TOTAL)
      add_total_rows (table, self, run, 0, BS_METRIC_PHASES, for_people);
    else if (part == BS_COMPARISON_PHASE)
      add_total_rows (table, self, run, BS_METRIC_PHASES, BS_N_METRICS, for_people);
    else if (part == BS_COMPARISON_TYPE)
      add_type_rows (table, self, run, for_people);
    else if (part == BS_COMPARISON_MINI_BATCH)
      add_mini_batch_rows (table, self, run, for_people);
    else
      add_divergence_rows (table, self, run);

  return table;
}

typedef struct
{
  guint index;
  gint64 more;
  double ns;
} Costly;

/* Most batches more, or less, first; of as many the most time, and then in order. */
static int
compare_costs (const void *a, const void *b)
{
  const Costly *x = a, *y = b;
  gint64 x_more = ABS (x->more), y_more = ABS (y->more);

  if (x_more != y_more)
    return x_more > y_more ? -1 : 1;
  if (x->ns != y->ns)
    return x->ns > y->ns ? -1 : 1;

  return x->index < y->index ? -1 : x->index > y->index;
}

BsTable *
bs_comparison_tabulate_costliest (const BsComparison *self, guint run, guint most)
{
  static const struct
  {
    const char *name;
    BsColumnKind kind;
  } columns[] = {
    { "mini_batch", BS_COLUMN_INTEGER }, { "base_decision", BS_COLUMN_INTEGER },
    { "base_meets", BS_COLUMN_INTEGER }, { "decision", BS_COLUMN_INTEGER },
    { "meets", BS_COLUMN_INTEGER },      { "base_batches", BS_COLUMN_INTEGER },
    { "batches", BS_COLUMN_INTEGER },    { "more_batches", BS_COLUMN_INTEGER },
    { "base_ns", BS_COLUMN_DURATION },   { "ns", BS_COLUMN_DURATION },
    { "more_ns", BS_COLUMN_DURATION },
  };
  const GArray *detours = self->pairings[run].detours;
  g_autofree Costly *costs = g_new (Costly, MAX (detours->len, 1));
  g_autoptr (BsTable) all = bs_table_new ();
  BsTable *table = bs_table_new ();

  for (guint i = 0; i < detours->len; i++)
    {
      BsDetourCost cost = bs_comparison_cost_detour (self, run,
                                                     &g_array_index (detours, BsDetour, i));
      double ns = fabs (cost.ns - cost.base_ns);

      costs[i] = (Costly){ i, (gint64) cost.batches - cost.base_batches, isnan (ns) ? 0 : ns };
    }
  qsort (costs, detours->len, sizeof *costs, compare_costs);

  add_columns (all, BS_COMPARISON_DIVERGENCE, FALSE);
  for (guint i = 0; i < MIN (detours->len, most); i++)
    add_divergence_row (all, self, run, &g_array_index (detours, BsDetour, costs[i].index));
  for (guint k = 0; k < G_N_ELEMENTS (columns); k++)
    bs_table_add_column (table, columns[k].name, columns[k].kind);
  for (guint i = 0; i < bs_table_get_n_rows (all); i++)
    for (guint k = 0; k < G_N_ELEMENTS (columns); k++)
      {
        guint column = 0;

        while (!g_str_equal (divergence_columns[column].name, columns[k].name))
          column++;
        if (bs_table_is_missing (all, i, column))
          bs_table_add_missing (table);
        else
          bs_table_add_integer (table, bs_table_get_integer (all, i, column));
      }

  return table;
}

static void
describe_detour (const BsComparison *self, guint run, const BsDetour *detour, GString *out)
{
  const BsRun *base = bs_comparison_get_run (self, 0), *own = bs_comparison_get_run (self, run);
  guint32 m = detour->mini_batch;
  const BsRunDecision *a = bs_run_get_decisions (base, m) + detour->base_first;
  const BsRunDecision *b = bs_run_get_decisions (own, m) + detour->first;

  g_string_append_printf (
      out, _ ("They first part at decision %u (mini-batch %u): %s batches %u %s, %s %u %s.\n"),
      base->mini_batches[m].first_number + detour->base_first, m, base->name, a->size,
      base->types->types[a->type].name, own->name, b->size, own->types->types[b->type].name);
  if (!detour->meets)
    g_string_append (out, _ ("One of the recordings ends before they have done the same again.\n"));
  else
    g_string_append_printf (
        out, _ ("They have done the same again after %u batches of %s and %u of %s.\n"),
        detour->base_end - detour->base_first, base->name, detour->end - detour->first, own->name);
}

char *
bs_comparison_describe (const BsComparison *self, guint run)
{
  const BsPairing *pairing = &self->pairings[run];
  const BsRun *base = bs_comparison_get_run (self, 0), *own = bs_comparison_get_run (self, run);
  const BsDetour *first = bs_comparison_first_detour (self, run);
  g_autofree char *why = bs_comparison_explain (self, run);
  g_autoptr (GString) out = g_string_new (NULL);
  guint64 n_base = 0, n_own = 0, n_common = 0, n_in_order = 0;

  if (why != NULL)
    g_string_append_printf (out, "%s.\n", why);
  for (guint32 i = 0; i < pairing->n_pairs; i++)
    if (pairing->alignments[i].is_same_graph)
      {
        n_base += base->mini_batches[i].n_decisions;
        n_own += own->mini_batches[i].n_decisions;
        n_common += pairing->alignments[i].n_common;
        n_in_order += pairing->alignments[i].n_in_order;
      }
  if (pairing->n_same_graphs > 0)
    g_string_append_printf (
        out,
        _ ("Of %u mini-batches with the same graphs %u are scheduled in another way: "
           "%" PRIu64 " batches are in both (of %" PRIu64 " and %" PRIu64 "), %" PRIu64
           " of them in the same order.\n"),
        pairing->n_same_graphs, pairing->n_parting, n_common, n_base, n_own, n_in_order);
  if (first != NULL)
    describe_detour (self, run, first, out);
  if (!isnan (pairing->spread))
    g_string_append_printf (
        out, _ ("By chance, mini-batches of %s differ by %.1f %% in time a node (median).\n"),
        own->name, 100 * pairing->spread);

  return g_string_free (g_steal_pointer (&out), FALSE);
}
