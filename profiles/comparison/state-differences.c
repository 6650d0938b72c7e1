/* SPDX-License-Identifier: Apache-2.0 */
/* Two policies state by state. */
#include "config.h"

#include "profiles/comparison/state-differences.h"

#include <math.h>
#include <string.h>

#include "profiles/comparison/policy-comparison.h"
#include "profiles/trace/state-identity.h"

typedef struct
{
  BsStateDifferences *self;
  GHashTable *by_text; /* BsStateDifference */
} Builder;

static void
difference_free (gpointer data)
{
  BsStateDifference *self = data;

  g_free (self->text);
  g_free (self->chips);
  g_free (self->marks);
  g_free (self);
}

static BsStateDifference *
find (Builder *builder, const char *text)
{
  BsStateDifference *state = g_hash_table_lookup (builder->by_text, text);

  if (state != NULL)
    return state;

  state = g_new0 (BsStateDifference, 1);
  state->text = g_strdup (text);
  state->differs = -1;
  for (guint side = 0; side < 2; side++)
    {
      state->takes[side] = BS_STATE_NONE;
      state->q[side] = state->q_margin[side] = state->batches_to_go[side] = NAN;
      state->ns_to_go[side] = -1;
      state->reached[side] = (BsReached){ G_MAXUINT32, G_MAXUINT32 };
    }
  g_ptr_array_add (builder->self->states, state);
  g_hash_table_insert (builder->by_text, state->text, state);

  return state;
}

/* Returns: BS_STATE_NONE where tables bring more types than there can be. */
static guint
intern (Builder *builder, const char *name)
{
  guint type = bs_type_table_intern (builder->self->types, name, NULL, BS_SHAPE_CELL);

  return type < BS_MAX_TYPES ? type : BS_STATE_NONE;
}

/* What an identity says: for each type its marks, the length of its name, and the name. */
static void
read_chips (Builder *builder, BsStateDifference *state, const char *identity)
{
  const char *at = strchr (identity, ' ');
  gboolean is_max = g_str_has_prefix (identity, bs_encoding_to_string (BS_ENCODING_MAX));
  guint n = 0;

  if (state->chips != NULL)
    return;

  state->chips = g_new0 (guint16, 1);
  state->marks = g_new0 (guint16, 1);
  while (at != NULL && *at == ' ')
    {
      char *end;
      guint mark = (guint) g_ascii_strtoull (at + 1, &end, 10);
      gsize length = (gsize) g_ascii_strtoull (end, &end, 10);
      g_autofree char *name = NULL;
      guint type;

      if (*end != ' ' || strlen (end + 1) < length)
        break;
      name = g_strndup (end + 1, length);
      type = intern (builder, name);
      at = end + 1 + length;
      if (type == BS_STATE_NONE)
        continue;
      state->chips = g_renew (guint16, state->chips, n + 1);
      state->marks = g_renew (guint16, state->marks, n + 1);
      state->chips[n] = (guint16) type;
      state->marks[n++] = (guint16) mark;
    }
  state->n_chips = n;
  state->n_ready = is_max && n > 0 ? n - 1 : n;
}

static double
get_real (const BsTable *table, guint row, guint column)
{
  return bs_table_is_missing (table, row, column) ? NAN : bs_table_get_real (table, row, column);
}

static gint64
get_natural (const BsTable *table, guint row, guint column)
{
  return bs_table_is_missing (table, row, column) ? -1 : bs_table_get_integer (table, row, column);
}

/* Of a side of a run that is in a state: the type that it takes most. Columns: run, state, type,
 * decisions, shares, batches to go, time to go, two of each, and whether they differ. */
static void
add_run_row (Builder *builder, const BsTable *table, guint row)
{
  BsStateDifference *state = find (builder, bs_table_peek_text (table, row, 1));

  for (guint side = 0; side < 2; side++)
    {
      guint64 n = (guint64) bs_table_get_integer (table, row, 3 + side);

      /* The first of a tie, as it is there. */
      if (n > 0 && (state->decisions[side] == 0 || n > state->decisions[side]))
        {
          state->takes[side] = intern (builder, bs_table_peek_text (table, row, 2));
          state->batches_to_go[side] = get_real (table, row, 7 + side);
          state->ns_to_go[side] = get_natural (table, row, 9 + side);
          state->decisions[side] = n;
        }
    }
  if (!bs_table_is_missing (table, row, 11))
    state->differs = bs_table_get_integer (table, row, 11) != 0;
}

/* Rows say how often a type was taken: a state is reached as often as all of its types were. */
static void
count_decisions (Builder *builder, const BsTable *table, const char *run)
{
  g_autoptr (GHashTable) sums = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  GHashTableIter iter;
  gpointer key, value;

  for (guint row = 0; row < bs_table_get_n_rows (table); row++)
    {
      BsStateDifference *state;
      guint64 *sum;

      if (strcmp (bs_table_peek_text (table, row, 0), run) != 0)
        continue;
      state = find (builder, bs_table_peek_text (table, row, 1));
      sum = g_hash_table_lookup (sums, state);
      if (sum == NULL)
        {
          sum = g_new0 (guint64, 2);
          g_hash_table_insert (sums, state, sum);
        }
      for (guint side = 0; side < 2; side++)
        sum[side] += (guint64) bs_table_get_integer (table, row, 3 + side);
    }
  g_hash_table_iter_init (&iter, sums);
  while (g_hash_table_iter_next (&iter, &key, &value))
    memcpy (((BsStateDifference *) key)->decisions, value, 2 * sizeof (guint64));
}

/* Where states are first reached, and what types they are of. */
static void
add_places (Builder *builder, const BsRun *run, guint side)
{
  g_autofree BsStateDifference **states = g_new0 (BsStateDifference *, run->n_states + 1);

  for (guint i = 0; i < run->n_states; i++)
    {
      states[i] = find (builder, run->states[i].text);
      read_chips (builder, states[i], run->states[i].identity);
    }
  for (guint32 m = 0; m < run->n_mini_batches; m++)
    {
      const BsRunDecision *decisions = bs_run_get_decisions (run, m);

      for (guint32 i = 0; i < run->mini_batches[m].n_decisions; i++)
        if (decisions[i].state != G_MAXUINT32
            && states[decisions[i].state]->reached[side].mini_batch == G_MAXUINT32)
          states[decisions[i].state]->reached[side] = (BsReached){ m, i };
    }
}

static void
add_runs (Builder *builder, const BsComparison *comparison, guint run)
{
  const BsRun *base = bs_comparison_get_run (comparison, 0);
  const BsRun *own = bs_comparison_get_run (comparison, run);
  g_autoptr (BsTable) table = bs_comparison_tabulate_states_of (comparison, run);

  for (guint row = 0; row < bs_table_get_n_rows (table); row++)
    add_run_row (builder, table, row);
  count_decisions (builder, table, own->name);
  add_places (builder, base, 0);
  add_places (builder, own, 1);
  builder->self->has_runs = TRUE;
}

/* How far the best action is ahead of the next one. */
static double
find_margin (const BsFsm *fsm, guint32 state, double *q)
{
  guint n_actions, best = bs_fsm_best_action (fsm, state, NULL);
  const BsFsmAction *actions = bs_fsm_get_actions (fsm, state, &n_actions);
  double next = NAN;

  for (guint i = 0; i < n_actions; i++)
    if (i != best && !(actions[i].q <= next))
      next = actions[i].q;

  *q = n_actions > 0 ? actions[best].q : NAN;
  return n_actions > 1 ? actions[best].q - next : NAN;
}

static void
add_fsm (Builder *builder, const BsFsm *fsm, guint side)
{
  for (guint32 i = 0; i < fsm->states->n_states; i++)
    {
      guint length;
      const guint16 *key = bs_state_table_get (fsm->states, i, &length);
      g_autofree char *text = bs_state_to_string (fsm->states->encoding, key, length, fsm->types);
      g_autofree char *identity = bs_state_identify (fsm->states->encoding, key, length,
                                                     fsm->types);
      BsStateDifference *state = find (builder, text);

      read_chips (builder, state, identity);
      state->q_margin[side] = find_margin (fsm, i, &state->q[side]);
    }
  builder->self->has_q = TRUE;
}

/* What tables do where no run was: columns state, type, two of q, visits and best, and differs. */
static void
add_policies (Builder *builder, const BsFsm *base, const BsFsm *own)
{
  g_autoptr (BsTable) table = bs_policy_tabulate (base, own);

  for (guint row = 0; row < bs_table_get_n_rows (table); row++)
    {
      BsStateDifference *state = find (builder, bs_table_peek_text (table, row, 0));

      for (guint side = 0; side < 2; side++)
        {
          gint64 visits = get_natural (table, row, 4 + side);

          state->visits += visits > 0 ? (guint64) visits : 0;
          if (!bs_table_is_missing (table, row, 6 + side)
              && bs_table_get_integer (table, row, 6 + side) != 0
              && state->takes[side] == BS_STATE_NONE)
            state->takes[side] = intern (builder, bs_table_peek_text (table, row, 1));
        }
      if (state->differs < 0 && !bs_table_is_missing (table, row, 8))
        state->differs = bs_table_get_integer (table, row, 8) != 0;
    }
}

/* One table alone says what it does, and how sure it is. */
static void
add_visits (Builder *builder, const BsFsm *fsm, guint side)
{
  for (guint32 i = 0; i < fsm->states->n_states; i++)
    {
      guint length, n_actions, best = bs_fsm_best_action (fsm, i, NULL);
      const guint16 *key = bs_state_table_get (fsm->states, i, &length);
      const BsFsmAction *actions = bs_fsm_get_actions (fsm, i, &n_actions);
      g_autofree char *text = bs_state_to_string (fsm->states->encoding, key, length, fsm->types);
      BsStateDifference *state = find (builder, text);

      for (guint k = 0; k < n_actions; k++)
        state->visits += actions[k].visits;
      if (n_actions > 0 && state->takes[side] == BS_STATE_NONE)
        state->takes[side] = intern (builder, fsm->types->types[actions[best].type].name);
    }
}

static int
compare_states (gconstpointer a, gconstpointer b)
{
  const BsStateDifference *x = *(BsStateDifference *const *) a;
  const BsStateDifference *y = *(BsStateDifference *const *) b;
  int left = x->differs == 1 ? 0 : x->differs < 0 ? 1 : 2;
  int right = y->differs == 1 ? 0 : y->differs < 0 ? 1 : 2;
  guint64 n = x->decisions[0] + x->decisions[1], m = y->decisions[0] + y->decisions[1];

  if (left != right)
    return left - right;
  if (n != m)
    return n > m ? -1 : 1;
  if (x->visits != y->visits)
    return x->visits > y->visits ? -1 : 1;

  return strcmp (x->text, y->text);
}

static void
count (BsStateDifferences *self)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      const BsStateDifference *state = self->states->pdata[i];

      self->n_common += state->differs >= 0;
      self->n_differ += state->differs == 1;
      if (state->differs < 0)
        self->n_only[state->takes[0] == BS_STATE_NONE]++;
    }
}

BsStateDifferences *
bs_state_differences_new (const BsComparison *comparison, guint run, const BsFsm *base,
                          const BsFsm *own, GCancellable *cancellable, GError **error)
{
  g_autoptr (BsStateDifferences) self = g_new0 (BsStateDifferences, 1);
  g_autoptr (GHashTable) by_text = g_hash_table_new (g_str_hash, g_str_equal);
  Builder builder = { self, by_text };

  self->refs = 1;
  self->states = g_ptr_array_new_with_free_func (difference_free);
  self->types = bs_type_table_new ();
  if (comparison != NULL)
    for (guint i = 0; i < comparison->types->n_types; i++)
      bs_type_table_intern (self->types, comparison->types->types[i].name,
                            comparison->types->types[i].letter, comparison->types->types[i].shape);
  if (comparison != NULL && run > 0)
    add_runs (&builder, comparison, run);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (base != NULL)
    add_fsm (&builder, base, 0);
  if (own != NULL)
    add_fsm (&builder, own, 1);
  if (base != NULL && own != NULL)
    add_policies (&builder, base, own);
  else if (base != NULL || own != NULL)
    add_visits (&builder, base != NULL ? base : own, base == NULL);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  g_ptr_array_sort (self->states, compare_states);
  count (self);

  return g_steal_pointer (&self);
}

BsStateDifferences *
bs_state_differences_ref (BsStateDifferences *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_state_differences_free (BsStateDifferences *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_ptr_array_unref (self->states);
  bs_type_table_unref (self->types);
  g_free (self);
}

/* Columns that there are only with runs, or with tables. */
typedef enum
{
  OF_ALL,
  OF_RUNS,
  OF_TABLES
} Needs;

static const struct
{
  const char *name;
  BsColumnKind kind;
  Needs needs;
} columns[] = {
  { "state", BS_COLUMN_TEXT, OF_ALL },          { "base_takes", BS_COLUMN_TEXT, OF_ALL },
  { "takes", BS_COLUMN_TEXT, OF_ALL },          { "base_q_margin", BS_COLUMN_REAL, OF_TABLES },
  { "q_margin", BS_COLUMN_REAL, OF_TABLES },    { "base_decisions", BS_COLUMN_INTEGER, OF_RUNS },
  { "decisions", BS_COLUMN_INTEGER, OF_RUNS },  { "base_batches_to_go", BS_COLUMN_REAL, OF_RUNS },
  { "batches_to_go", BS_COLUMN_REAL, OF_RUNS }, { "base_ns_to_go", BS_COLUMN_DURATION, OF_RUNS },
  { "ns_to_go", BS_COLUMN_DURATION, OF_RUNS },  { "visits", BS_COLUMN_INTEGER, OF_TABLES },
  { "differs", BS_COLUMN_BOOLEAN, OF_ALL },
};

static gboolean
has (const BsStateDifferences *self, Needs needs)
{
  return needs == OF_ALL || (needs == OF_RUNS ? self->has_runs : self->has_q);
}

static gboolean
passes (const BsStateDifference *state, BsStateFilter filter)
{
  if (filter == BS_STATES_REACHED)
    return state->decisions[0] + state->decisions[1] > 0;

  return filter == BS_STATES_ALL || state->differs == 1;
}

static void
add_row (const BsStateDifferences *self, const BsStateDifference *state, BsTable *table)
{
  bs_table_add_text (table, state->text);
  for (guint side = 0; side < 2; side++)
    bs_table_add_text (table, state->takes[side] != BS_STATE_NONE
                                  ? self->types->types[state->takes[side]].name
                                  : NULL);
  for (guint side = 0; side < 2 && self->has_q; side++)
    bs_table_add_real (table, state->q_margin[side]);
  for (guint side = 0; side < 2 && self->has_runs; side++)
    bs_table_add_integer (table, (gint64) state->decisions[side]);
  for (guint side = 0; side < 2 && self->has_runs; side++)
    bs_table_add_real (table, state->batches_to_go[side]);
  for (guint side = 0; side < 2 && self->has_runs; side++)
    bs_table_add_natural (table, state->ns_to_go[side]);
  if (self->has_q)
    bs_table_add_integer (table, (gint64) state->visits);
  if (state->differs < 0)
    bs_table_add_missing (table);
  else
    bs_table_add_boolean (table, state->differs);
}

BsTable *
bs_state_differences_tabulate (const BsStateDifferences *self, BsStateFilter filter, GArray **rows)
{
  BsTable *table = bs_table_new ();

  if (rows != NULL)
    *rows = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (has (self, columns[i].needs))
      bs_table_add_column (table, columns[i].name, columns[i].kind);
  for (guint i = 0; i < self->states->len; i++)
    {
      const BsStateDifference *state = self->states->pdata[i];

      if (!passes (state, filter))
        continue;
      if (rows != NULL)
        g_array_append_val (*rows, i);
      add_row (self, state, table);
    }

  return table;
}
