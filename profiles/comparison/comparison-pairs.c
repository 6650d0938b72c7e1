/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts of the base and of a run beside each other. */
#include "config.h"

#include "profiles/comparison/comparison-pairs.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "profiles/tables/tables.h"
#include "profiles/trace/memory.h"

void
bs_pair_free (BsPair *self)
{
  g_free (self->name);
  g_free (self->base);
  g_free (self->value);
  g_free (self->difference);
  g_free (self);
}

static void
add_pair (GPtrArray *all, guint type, const char *name, const BsMeasure *measure, BsAmount amount,
          gboolean is_judged)
{
  BsPair *pair;

  if (!(measure->value > 0) && !(measure->base > 0))
    return;

  pair = g_new0 (BsPair, 1);
  pair->type = type;
  pair->name = bs_table_printable (name);
  pair->measure = *measure;
  pair->verdict = is_judged ? bs_measure_judge (measure, FALSE) : BS_VERDICT_UNKNOWN;
  pair->base = bs_amount_to_text (amount, measure->base, FALSE);
  pair->value = bs_amount_to_text (amount, measure->value, FALSE);
  pair->difference = bs_amount_to_text (amount, measure->value - measure->base, TRUE);
  g_ptr_array_add (all, pair);
}

static void
add_types (GPtrArray *all, const BsComparison *self, guint run, BsPairsOf what, gboolean judged,
           gboolean *is_predicted)
{
  g_autofree BsTypeMeasures *types = bs_comparison_measure_types (self, run);
  gboolean measured = bs_comparison_get_run (self, 0)->is_measured
                      && bs_comparison_get_run (self, run)->is_measured;

  if (is_predicted != NULL)
    *is_predicted = what == BS_PAIRS_TIME && !measured;
  for (guint i = 0; i < self->types->n_types; i++)
    if (what == BS_PAIRS_BATCHES)
      add_pair (all, i, self->types->types[i].name, &types[i].batches, BS_AMOUNT_COUNT, TRUE);
    else if (what == BS_PAIRS_BYTES)
      add_pair (all, i, self->types->types[i].name, &types[i].moved_bytes, BS_AMOUNT_BYTES, TRUE);
    else
      add_pair (all, i, self->types->types[i].name,
                measured ? &types[i].execute_ns : &types[i].predicted_ns, BS_AMOUNT_NS, judged);
}

GPtrArray *
bs_comparison_list_pairs (const BsComparison *self, guint run, BsPairsOf what,
                          gboolean *is_predicted)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_pair_free);
  /* Times of an emulated device are none. */
  gboolean judged = !bs_comparison_get_run (self, 0)->is_emulated
                    && !bs_comparison_get_run (self, run)->is_emulated;

  if (is_predicted != NULL)
    *is_predicted = FALSE;
  if (what != BS_PAIRS_PHASES)
    {
      add_types (all, self, run, what, judged, is_predicted);
      return all;
    }
  for (guint phase = 0; phase < BS_N_PHASES; phase++)
    {
      BsMeasure measure = bs_comparison_measure (self, run, BS_METRIC_PHASES + phase);

      add_pair (all, BS_PAIR_NO_TYPE, bs_phase_to_string (phase), &measure, BS_AMOUNT_NS, judged);
    }

  return all;
}

static void
add_figure (BsTable *table, const char *name, double base, double value, BsAmount amount)
{
  g_autofree char *a = NULL, *b = NULL, *difference = NULL;

  if (isnan (base) && isnan (value))
    return;

  a = bs_amount_to_text (amount, base, FALSE);
  b = bs_amount_to_text (amount, value, FALSE);
  difference = bs_amount_to_text (amount, value - base, TRUE);
  bs_table_add_text (table, name);
  bs_table_add_text (table, a);
  bs_table_add_text (table, b);
  bs_table_add_text (table, difference);
}

BsTable *
bs_comparison_tabulate_memory (const BsComparison *self, guint run, const BsTrace *base,
                               const BsTrace *own)
{
  static const struct
  {
    BsMetric metric;
    const char *name;
    BsAmount amount;
  } moves[] = { { BS_METRIC_GATHERS, N_ ("Gathers"), BS_AMOUNT_COUNT },
                { BS_METRIC_GATHER_BYTES, N_ ("Gathered"), BS_AMOUNT_BYTES },
                { BS_METRIC_SCATTERS, N_ ("Scatters"), BS_AMOUNT_COUNT },
                { BS_METRIC_SCATTER_BYTES, N_ ("Scattered"), BS_AMOUNT_BYTES } };
  BsMemoryTotals a = { 0 }, b = { 0 };
  gboolean has_a = base != NULL && bs_memory_totals (base, &a);
  gboolean has_b = own != NULL && bs_memory_totals (own, &b);
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "figure", BS_COLUMN_TEXT);
  bs_table_add_column (table, "base", BS_COLUMN_TEXT);
  bs_table_add_column (table, "value", BS_COLUMN_TEXT);
  bs_table_add_column (table, "difference", BS_COLUMN_TEXT);
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      BsMeasure measure = bs_comparison_measure (self, run, moves[i].metric);

      add_figure (table, _ (moves[i].name), measure.base, measure.value, moves[i].amount);
    }
  add_figure (table, _ ("Gathers planned between cells"),
              has_a && a.n_planned > 0 ? (double) a.planned.gathers : NAN,
              has_b && b.n_planned > 0 ? (double) b.planned.gathers : NAN, BS_AMOUNT_COUNT);
  add_figure (table, _ ("Gathers planned inside cells"),
              has_a && a.has_cells ? (double) a.inside_planned.gathers : NAN,
              has_b && b.has_cells ? (double) b.inside_planned.gathers : NAN, BS_AMOUNT_COUNT);
  add_figure (table, _ ("Room of the values, at most"),
              has_a && a.n_planned > 0 ? (double) a.place_bytes : NAN,
              has_b && b.n_planned > 0 ? (double) b.place_bytes : NAN, BS_AMOUNT_BYTES);
  add_figure (table, _ ("Peak inside a batch"), has_a && a.has_cells ? (double) a.peak_bytes : NAN,
              has_b && b.has_cells ? (double) b.peak_bytes : NAN, BS_AMOUNT_BYTES);

  return table;
}

typedef struct
{
  const char *name;
  gint64 launches[2], ns[2];
} Kernel;

static int
compare_kernels (gconstpointer a, gconstpointer b)
{
  const Kernel *x = *(Kernel *const *) a, *y = *(Kernel *const *) b;
  gint64 left = MAX (x->ns[0], x->ns[1]), right = MAX (y->ns[0], y->ns[1]);

  if (left != right)
    return left > right ? -1 : 1;

  return strcmp (x->name, y->name);
}

BsTable *
bs_comparison_tabulate_kernels (const BsTrace *base, const BsTrace *own)
{
  g_autoptr (BsTable) base_table = bs_tables_kernels (base);
  g_autoptr (BsTable) own_table = bs_tables_kernels (own);
  const BsTable *const tables[2] = { base_table, own_table };
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) kernels = g_ptr_array_new_with_free_func (g_free);
  BsTable *table;

  if (bs_table_get_n_rows (tables[0]) == 0 || bs_table_get_n_rows (tables[1]) == 0)
    return NULL;

  for (guint side = 0; side < 2; side++)
    for (guint row = 0; row < bs_table_get_n_rows (tables[side]); row++)
      {
        const char *name = bs_table_peek_text (tables[side], row, 0);
        Kernel *kernel = g_hash_table_lookup (by_name, name);

        if (kernel == NULL)
          {
            kernel = g_new0 (Kernel, 1);
            kernel->name = name;
            g_ptr_array_add (kernels, kernel);
            g_hash_table_insert (by_name, (gpointer) name, kernel);
          }
        kernel->launches[side] += bs_table_get_integer (tables[side], row, 1);
        kernel->ns[side] += bs_table_get_integer (tables[side], row, 2);
      }
  g_ptr_array_sort (kernels, compare_kernels);

  table = bs_table_new ();
  bs_table_add_column (table, "kernel", BS_COLUMN_TEXT);
  bs_table_add_column (table, "base_launches", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "launches", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "base_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "difference_ns", BS_COLUMN_DURATION);
  for (guint i = 0; i < kernels->len; i++)
    {
      const Kernel *kernel = kernels->pdata[i];

      bs_table_add_text (table, kernel->name);
      bs_table_add_integer (table, kernel->launches[0]);
      bs_table_add_integer (table, kernel->launches[1]);
      bs_table_add_integer (table, kernel->ns[0]);
      bs_table_add_integer (table, kernel->ns[1]);
      bs_table_add_integer (table, kernel->ns[1] - kernel->ns[0]);
    }

  return table;
}
