/* SPDX-License-Identifier: Apache-2.0 */
/* Policies side by side, state by state. */
#include "config.h"

#include "profiles/comparison/policy-comparison.h"

#include <string.h>

#include "profiles/trace/state-identity.h"

/* What is known of choosing a type in a state; [0]: of the base. */
typedef struct
{
  guint32 state, type;
  double weight[2]; /* visits, or decisions */
  gboolean is_there[2];
  gboolean is_best[2];
  double q[2];
  double batches_to_go[2], ns_to_go[2]; /* sums over decisions */
} Choice;

/* A state, of one of two or of both. */
typedef struct
{
  const char *text;
  double weight;
  guint order;    /* 0: they differ, 1: one does not know it, 2: they do the same */
  guint first, n; /* its choices */
} State;

typedef struct
{
  GHashTable *numbers; /* of states, by identity: 1 more than their index */
  GPtrArray *texts;
  GArray *choices; /* Choice */
  GArray *states;  /* State */
} Sheet;

static void
sheet_init (Sheet *self)
{
  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->choices = g_array_new (FALSE, TRUE, sizeof (Choice));
  self->states = g_array_new (FALSE, TRUE, sizeof (State));
}

static void
sheet_clear (Sheet *self)
{
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->texts);
  g_array_unref (self->choices);
  g_array_unref (self->states);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sheet, sheet_clear)

/* Returns: the number of a state, which is new where @identity is. */
static guint32
sheet_find (Sheet *self, char *identity, const char *text)
{
  gpointer found = g_hash_table_lookup (self->numbers, identity);

  if (found != NULL)
    {
      g_free (identity);
      return GPOINTER_TO_UINT (found) - 1;
    }
  g_ptr_array_add (self->texts, g_strdup (text));
  g_hash_table_insert (self->numbers, identity, GUINT_TO_POINTER (self->texts->len));

  return self->texts->len - 1;
}

static int
compare_choices (const void *a, const void *b)
{
  const Choice *x = a, *y = b;

  if (x->state != y->state)
    return x->state < y->state ? -1 : 1;

  return x->type < y->type ? -1 : x->type > y->type;
}

static int
compare_states (const void *a, const void *b)
{
  const State *x = a, *y = b;

  if (x->order != y->order)
    return x->order < y->order ? -1 : 1;
  if (x->weight != y->weight)
    return x->weight > y->weight ? -1 : 1;

  /* in order of first appearance */
  return x->first < y->first ? -1 : x->first > y->first;
}

/* Makes one choice of those of the same state and type. */
static void
merge_choices (GArray *choices)
{
  guint n = 0;

  g_array_sort (choices, compare_choices);
  for (guint i = 0; i < choices->len; i++)
    {
      const Choice *from = &g_array_index (choices, Choice, i);
      Choice *to = n > 0 ? &g_array_index (choices, Choice, n - 1) : NULL;

      if (to == NULL || compare_choices (to, from) != 0)
        {
          g_array_index (choices, Choice, n++) = *from;
          continue;
        }
      for (guint side = 0; side < 2; side++)
        {
          to->weight[side] += from->weight[side];
          to->batches_to_go[side] += from->batches_to_go[side];
          to->ns_to_go[side] += from->ns_to_go[side];
          to->is_best[side] |= from->is_best[side];
          if (from->is_there[side])
            to->q[side] = from->q[side];
          to->is_there[side] |= from->is_there[side];
        }
    }
  g_array_set_size (choices, n);
}

/* What was chosen most is best; the lowest type wins a tie. */
static void
mark_most (Sheet *self)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      const State *state = &g_array_index (self->states, State, i);

      for (guint side = 0; side < 2; side++)
        {
          Choice *best = NULL;

          for (guint k = state->first; k < state->first + state->n; k++)
            {
              Choice *choice = &g_array_index (self->choices, Choice, k);

              if (choice->weight[side] > (best != NULL ? best->weight[side] : 0))
                best = choice;
            }
          if (best != NULL)
            best->is_best[side] = TRUE;
        }
    }
}

static void
judge_states (Sheet *self)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      State *state = &g_array_index (self->states, State, i);
      gboolean known[2] = { FALSE }, differs = FALSE;

      for (guint k = state->first; k < state->first + state->n; k++)
        {
          const Choice *choice = &g_array_index (self->choices, Choice, k);

          for (guint side = 0; side < 2; side++)
            {
              known[side] |= choice->is_there[side];
              state->weight += choice->weight[side];
            }
          differs |= choice->is_best[0] != choice->is_best[1];
        }
      state->order = !known[0] || !known[1] ? 1 : differs ? 0 : 2;
    }
}

/* Groups choices by state; after this, states are in the order of rows. */
static void
sheet_finish (Sheet *self, gboolean most_is_best)
{
  merge_choices (self->choices);
  for (guint i = 0; i < self->choices->len; i++)
    {
      const Choice *choice = &g_array_index (self->choices, Choice, i);
      State fresh = { .text = g_ptr_array_index (self->texts, choice->state), .first = i };

      if (i == 0 || choice[-1].state != choice->state)
        g_array_append_val (self->states, fresh);
      g_array_index (self->states, State, self->states->len - 1).n++;
    }
  if (most_is_best)
    mark_most (self);
  judge_states (self);
  g_array_sort (self->states, compare_states);
}

static void
add_fsm (Sheet *sheet, const BsFsm *fsm, guint side, BsTypeTable *types)
{
  for (guint32 i = 0; i < fsm->states->n_states; i++)
    {
      guint length, n_actions, best = bs_fsm_best_action (fsm, i, NULL);
      const guint16 *key = bs_state_table_get (fsm->states, i, &length);
      const BsFsmAction *actions = bs_fsm_get_actions (fsm, i, &n_actions);
      g_autofree char *text = bs_state_to_string (fsm->states->encoding, key, length, fsm->types);
      guint32 state = sheet_find (
          sheet, bs_state_identify (fsm->states->encoding, key, length, fsm->types), text);

      for (guint k = 0; k < n_actions; k++)
        {
          const BsType *type = &fsm->types->types[actions[k].type];
          Choice choice = { .state = state,
                            .type = bs_type_table_intern (types, type->name, NULL, type->shape) };

          choice.weight[side] = (double) actions[k].visits;
          choice.is_there[side] = TRUE;
          choice.is_best[side] = k == best;
          choice.q[side] = actions[k].q;
          g_array_append_val (sheet->choices, choice);
        }
    }
}

static void
compare_tables (Sheet *sheet, const BsFsm *base, const BsFsm *own, BsTypeTable *types)
{
  sheet_init (sheet);
  add_fsm (sheet, base, 0, types);
  add_fsm (sheet, own, 1, types);
  sheet_finish (sheet, FALSE);
}

BsPolicySummary
bs_policy_compare (const BsFsm *base, const BsFsm *own)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_auto (Sheet) sheet = { 0 };
  BsPolicySummary summary = { .n_base = base->states->n_states,
                              .n_own = own->states->n_states,
                              .same_encoding = base->states->encoding == own->states->encoding };

  compare_tables (&sheet, base, own, types);
  for (guint i = 0; i < sheet.states->len; i++)
    {
      guint order = g_array_index (sheet.states, State, i).order;

      summary.n_common += order != 1;
      summary.n_same_action += order == 2;
    }

  return summary;
}

static void
add_columns (BsTable *table, const char *const *names, const BsColumnKind *kinds, guint n)
{
  for (guint i = 0; i < n; i++)
    bs_table_add_column (table, names[i], kinds[i]);
}

static void
add_difference (BsTable *table, const State *state)
{
  if (state->order == 1)
    bs_table_add_missing (table);
  else
    bs_table_add_boolean (table, state->order == 0);
}

/* Four decimals say enough of shares and means. */
static double
shorten (double value)
{
  return round (1e4 * value) / 1e4;
}

/* A number of each side, the base first; missing where it has none. */
static void
add_pair (BsTable *table, const gboolean *is_there, double base, double own)
{
  bs_table_add_real (table, is_there[0] ? base : NAN);
  bs_table_add_real (table, is_there[1] ? own : NAN);
}

BsTable *
bs_policy_tabulate (const BsFsm *base, const BsFsm *own)
{
  static const char *const names[] = { "state",  "type",      "base_q", "q",      "base_visits",
                                       "visits", "base_best", "best",   "differs" };
  static const BsColumnKind kinds[] = { BS_COLUMN_TEXT,    BS_COLUMN_TEXT,    BS_COLUMN_REAL,
                                        BS_COLUMN_REAL,    BS_COLUMN_INTEGER, BS_COLUMN_INTEGER,
                                        BS_COLUMN_BOOLEAN, BS_COLUMN_BOOLEAN, BS_COLUMN_BOOLEAN };
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_auto (Sheet) sheet = { 0 };
  BsTable *table = bs_table_new ();

  add_columns (table, names, kinds, G_N_ELEMENTS (names));
  compare_tables (&sheet, base, own, types);
  for (guint i = 0; i < sheet.states->len; i++)
    {
      const State *state = &g_array_index (sheet.states, State, i);

      for (guint k = state->first; k < state->first + state->n; k++)
        {
          const Choice *choice = &g_array_index (sheet.choices, Choice, k);

          bs_table_add_text (table, state->text);
          bs_table_add_text (table, types->types[choice->type].name);
          add_pair (table, choice->is_there, choice->q[0], choice->q[1]);
          for (guint side = 0; side < 2; side++)
            bs_table_add_natural (table,
                                  choice->is_there[side] ? bs_round_ns (choice->weight[side]) : -1);
          for (guint side = 0; side < 2; side++)
            if (choice->is_there[side])
              bs_table_add_boolean (table, choice->is_best[side]);
            else
              bs_table_add_missing (table);
          add_difference (table, state);
        }
    }

  return table;
}

/* What is left of each mini-batch after each of its decisions. */
static void
add_run (Sheet *sheet, const BsComparison *comparison, guint run, guint side, gboolean measured)
{
  const BsRun *own = bs_comparison_get_run (comparison, run);
  g_autofree guint32 *number = g_new (guint32, MAX (own->n_states, 1));

  for (guint i = 0; i < own->n_states; i++)
    number[i] = sheet_find (sheet, g_strdup (own->states[i].identity), own->states[i].text);

  for (guint32 m = 0; m < own->n_mini_batches; m++)
    {
      const BsRunDecision *decisions = bs_run_get_decisions (own, m);
      guint32 n = own->mini_batches[m].n_decisions;
      double to_go = 0;

      for (guint32 i = n; i-- > 0;)
        {
          const BsRunDecision *d = &decisions[i];
          Choice choice = { 0 };

          /* what has nothing to compute takes no time */
          if (!measured)
            to_go += d->predicted_ns;
          else if (!isnan (d->ns))
            to_go += d->ns;
          if (d->state == G_MAXUINT32)
            continue;
          choice.state = number[d->state];
          choice.type = comparison->type_map[run][d->type];
          choice.weight[side] = 1;
          choice.is_there[side] = TRUE;
          choice.batches_to_go[side] = n - i;
          choice.ns_to_go[side] = to_go;
          g_array_append_val (sheet->choices, choice);
        }
    }
}

static void
add_state_rows (BsTable *table, const BsComparison *self, guint run, const Sheet *sheet,
                const State *state)
{
  double total[2] = { 0 };

  for (guint k = state->first; k < state->first + state->n; k++)
    for (guint side = 0; side < 2; side++)
      total[side] += g_array_index (sheet->choices, Choice, k).weight[side];

  for (guint k = state->first; k < state->first + state->n; k++)
    {
      const Choice *choice = &g_array_index (sheet->choices, Choice, k);
      const double *w = choice->weight;

      bs_table_add_text (table, bs_comparison_get_run (self, run)->name);
      bs_table_add_text (table, state->text);
      bs_table_add_text (table, self->types->types[choice->type].name);
      bs_table_add_integer (table, (gint64) w[0]);
      bs_table_add_integer (table, (gint64) w[1]);
      bs_table_add_real (table, total[0] > 0 ? shorten (w[0] / total[0]) : NAN);
      bs_table_add_real (table, total[1] > 0 ? shorten (w[1] / total[1]) : NAN);
      add_pair (table, choice->is_there, shorten (choice->batches_to_go[0] / w[0]),
                shorten (choice->batches_to_go[1] / w[1]));
      for (guint side = 0; side < 2; side++)
        if (w[side] > 0 && !isnan (choice->ns_to_go[side]))
          bs_table_add_integer (table, bs_round_ns (choice->ns_to_go[side] / w[side]));
        else
          bs_table_add_missing (table);
      add_difference (table, state);
    }
}

static BsTable *
tabulate_states (const BsComparison *self, guint first, guint end)
{
  static const char *const names[] = {
    "run",           "state",         "type",     "base_decisions",
    "decisions",     "base_share",    "share",    "base_batches_to_go",
    "batches_to_go", "base_ns_to_go", "ns_to_go", "differs"
  };
  static const BsColumnKind kinds[] = { BS_COLUMN_TEXT,     BS_COLUMN_TEXT,     BS_COLUMN_TEXT,
                                        BS_COLUMN_INTEGER,  BS_COLUMN_INTEGER,  BS_COLUMN_REAL,
                                        BS_COLUMN_REAL,     BS_COLUMN_REAL,     BS_COLUMN_REAL,
                                        BS_COLUMN_DURATION, BS_COLUMN_DURATION, BS_COLUMN_BOOLEAN };
  BsTable *table = bs_table_new ();

  add_columns (table, names, kinds, G_N_ELEMENTS (names));
  for (guint run = first; run < end; run++)
    {
      gboolean measured = bs_comparison_get_run (self, 0)->is_measured
                          && bs_comparison_get_run (self, run)->is_measured;
      g_auto (Sheet) sheet = { 0 };

      sheet_init (&sheet);
      add_run (&sheet, self, 0, 0, measured);
      add_run (&sheet, self, run, 1, measured);
      sheet_finish (&sheet, TRUE);
      for (guint i = 0; i < sheet.states->len; i++)
        add_state_rows (table, self, run, &sheet, &g_array_index (sheet.states, State, i));
    }

  return table;
}

BsTable *
bs_comparison_tabulate_states (const BsComparison *self)
{
  return tabulate_states (self, 1, self->runs->len);
}

BsTable *
bs_comparison_tabulate_states_of (const BsComparison *self, guint run)
{
  return tabulate_states (self, run, run + 1);
}
