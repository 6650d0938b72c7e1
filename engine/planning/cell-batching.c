/* SPDX-License-Identifier: Apache-2.0 */
/* Schedules the operations of a cell. A state is the set of operations that have run. */
#include "config.h"

#include "engine/planning/cell-batching.h"

#include <string.h>

/* Operations that a search looks at, all states together: some ten milliseconds. */
#define MAX_WORK 500000
#define MAX_SCHEDULES 256

typedef struct
{
  const BsCellOperations *operations;
  BsOpSet all;
  guint16 depth[BS_MAX_OPS];
  guint16 chain[BS_MAX_OPS];   /* operations of its type on a path from it on, at most */
  BsOpSet members[BS_MAX_OPS]; /* by type */
} Problem;

/* What could be next in a state. */
typedef struct
{
  guint n;
  guint16 types[BS_MAX_OPS]; /* from the one to try first */
  BsOpSet ready[BS_MAX_OPS]; /* by type */
} Choices;

typedef struct
{
  Problem problem;
  GHashTable *visited; /* BsOpSet -> 1 + batches until there with which nothing is new from there */
  guint work;
  BsCellBatches path, best;

  /* Enumeration */
  BsCellBatchesFunc func;
  gpointer user_data;
  guint limit, n_found;
  gboolean stop;
} Search;

static void
problem_init (Problem *self, const BsCellOperations *operations)
{
  guint16 chains[BS_MAX_OPS][BS_MAX_OPS]; /* from an operation on, by type */

  self->operations = operations;
  self->all = 0;
  memset (self->members, 0, sizeof self->members);
  memset (chains, 0, sizeof chains);
  for (guint i = 0; i < operations->n; i++)
    {
      const BsOperation *operation = &operations->operations[i];

      self->all |= BS_OP_SET (i);
      self->members[operation->type] |= BS_OP_SET (i);
      self->depth[i] = 1;
      for (guint k = 0; k < i; k++)
        if (operation->reads & BS_OP_SET (k))
          self->depth[i] = MAX (self->depth[i], self->depth[k] + 1);
    }
  for (guint i = operations->n; i-- > 0;)
    {
      const BsOperation *operation = &operations->operations[i];

      self->chain[i] = ++chains[i][operation->type];
      for (guint k = 0; k < i; k++)
        if (operation->reads & BS_OP_SET (k))
          for (guint type = 0; type < operations->n_types; type++)
            chains[k][type] = MAX (chains[k][type], chains[i][type]);
    }
}

/* The least of a set that is not empty. */
static guint
first_of (BsOpSet set)
{
  guint64 low = (guint64) set;

  return low != 0 ? (guint) __builtin_ctzll (low) : 64 + (guint) __builtin_ctzll (set >> 64);
}

/* No schedule of what is left has fewer batches. */
static guint
bound (const Problem *self, BsOpSet executed)
{
  guint16 longest[BS_MAX_OPS] = { 0 };
  guint sum = 0;

  for (BsOpSet left = self->all & ~executed; left != 0; left &= left - 1)
    {
      guint i = first_of (left), type = self->operations->operations[i].type;

      if (self->chain[i] > longest[type])
        {
          sum += self->chain[i] - longest[type];
          longest[type] = self->chain[i];
        }
    }

  return sum;
}

/* Ready types by the mean depth of what is left of them, the smallest first. */
static void
choices_init (Choices *self, const Problem *problem, BsOpSet executed)
{
  const BsCellOperations *operations = problem->operations;
  guint depths[BS_MAX_OPS] = { 0 }, left[BS_MAX_OPS] = { 0 };

  memset (self->ready, 0, operations->n_types * sizeof *self->ready);
  for (BsOpSet rest = problem->all & ~executed; rest != 0; rest &= rest - 1)
    {
      guint i = first_of (rest), type = operations->operations[i].type;

      depths[type] += problem->depth[i];
      left[type]++;
      if (!(operations->operations[i].reads & ~executed))
        self->ready[type] |= BS_OP_SET (i);
    }
  self->n = 0;
  for (guint type = 0; type < operations->n_types; type++)
    if (self->ready[type] != 0)
      {
        guint k = self->n++;

        for (; k > 0
               && depths[type] * left[self->types[k - 1]] < depths[self->types[k - 1]] * left[type];
             k--)
          self->types[k] = self->types[k - 1];
        self->types[k] = type;
      }
}

/* Nothing is lost by taking a type that no operation would join later. */
static void
choices_reduce (Choices *self, const Problem *problem, BsOpSet executed)
{
  for (guint i = 0; i < self->n; i++)
    {
      guint16 type = self->types[i];

      if (self->ready[type] == (problem->members[type] & ~executed))
        {
          self->types[0] = type;
          self->n = 1;
        }
    }
}

void
bs_cell_batches_agenda (const BsCellOperations *operations, BsCellBatches *batches)
{
  Problem problem;
  Choices choices;
  BsOpSet executed = 0;

  problem_init (&problem, operations);
  for (batches->n = 0; executed != problem.all; batches->n++)
    {
      choices_init (&choices, &problem, executed);
      batches->batches[batches->n] = choices.ready[choices.types[0]];
      executed |= batches->batches[batches->n];
    }
}

static guint
set_hash (gconstpointer key)
{
  const guint64 *words = key;
  guint64 x = (words[0] ^ (words[1] * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)))
              * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);

  return (guint) (x >> 32);
}

static gboolean
set_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (BsOpSet)) == 0;
}

/* Whether the state was reached before with no more batches. */
static gboolean
was_reached (Search *self, BsOpSet executed)
{
  gpointer before = g_hash_table_lookup (self->visited, &executed);

  return before != NULL && GPOINTER_TO_UINT (before) <= self->path.n + 1;
}

static void
set_reached (Search *self, BsOpSet executed)
{
  g_hash_table_replace (self->visited, g_memdup2 (&executed, sizeof executed),
                        GUINT_TO_POINTER (self->path.n + 1));
}

static gboolean
is_exhausted (Search *self)
{
  self->work += self->problem.operations->n;

  return self->work > MAX_WORK;
}

/* As deep as there are batches. */
static void
minimize (Search *self, BsOpSet executed)
{
  Choices choices;

  if (executed == self->problem.all)
    {
      self->best = self->path;
      return;
    }
  self->stop = self->stop || is_exhausted (self);
  if (self->stop || was_reached (self, executed))
    return;

  set_reached (self, executed);
  choices_init (&choices, &self->problem, executed);
  choices_reduce (&choices, &self->problem, executed);
  for (guint i = 0; i < choices.n; i++)
    {
      BsOpSet batch = choices.ready[choices.types[i]];

      if (self->path.n + 1 + bound (&self->problem, executed | batch) >= self->best.n)
        continue;
      self->path.batches[self->path.n++] = batch;
      minimize (self, executed | batch);
      self->path.n--;
    }
}

static GHashTable *
create_visited (void)
{
  return g_hash_table_new_full (set_hash, set_equal, g_free, NULL);
}

gboolean
bs_cell_batches_minimal (const BsCellOperations *operations, BsCellBatches *batches)
{
  g_autoptr (GHashTable) visited = create_visited ();
  g_autofree Search *self = g_new0 (Search, 1);

  problem_init (&self->problem, operations);
  self->visited = visited;
  bs_cell_batches_agenda (operations, &self->best);
  if (bound (&self->problem, 0) < self->best.n)
    minimize (self, 0);
  *batches = self->best;

  return !self->stop;
}

/* Whether the batch before and this one could change places, and come in that order anyway. */
static gboolean
is_repetition (const Search *self, BsOpSet executed, guint type, BsOpSet batch)
{
  const BsCellOperations *operations = self->problem.operations;
  BsOpSet last = self->path.n > 0 ? self->path.batches[self->path.n - 1] : 0;
  guint last_type = last != 0 ? operations->operations[first_of (last)].type : 0;
  Choices before;

  if (type >= last_type)
    return FALSE;
  choices_init (&before, &self->problem, executed & ~last);
  if (before.ready[type] != batch)
    return FALSE;
  choices_init (&before, &self->problem, (executed & ~last) | batch);

  return before.ready[last_type] == last;
}

/* Returns: whether there was any schedule, or may have been. */
static gboolean
enumerate (Search *self, BsOpSet executed)
{
  gboolean found = FALSE;
  Choices choices;

  if (executed == self->problem.all)
    {
      self->stop = !self->func (self->user_data, &self->path) || ++self->n_found == MAX_SCHEDULES;
      return TRUE;
    }
  self->stop = self->stop || is_exhausted (self);
  if (self->stop || was_reached (self, executed))
    return FALSE;

  choices_init (&choices, &self->problem, executed);
  choices_reduce (&choices, &self->problem, executed);
  for (guint i = 0; i < choices.n && !self->stop; i++)
    {
      guint16 type = choices.types[i];
      BsOpSet batch = choices.ready[type];

      if (self->path.n + 1 + bound (&self->problem, executed | batch) > self->limit)
        continue;
      if (is_repetition (self, executed, type, batch))
        {
          found = TRUE;
          continue;
        }
      self->path.batches[self->path.n++] = batch;
      found |= enumerate (self, executed | batch);
      self->path.n--;
    }
  if (!found && !self->stop)
    set_reached (self, executed);

  return found;
}

void
bs_cell_batches_foreach (const BsCellOperations *operations, guint n, BsCellBatchesFunc func,
                         gpointer user_data)
{
  g_autoptr (GHashTable) visited = create_visited ();
  g_autofree Search *self = g_new0 (Search, 1);

  problem_init (&self->problem, operations);
  self->visited = visited;
  self->func = func;
  self->user_data = user_data;
  self->limit = n;
  enumerate (self, 0);
}
