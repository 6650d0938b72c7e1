/* SPDX-License-Identifier: Apache-2.0 */
/* How much has to be gathered between cells, whatever the plan. */
#include "config.h"

#include "engine/planning/graph-bound.h"

#include <stdlib.h>
#include <string.h>

#include "engine/planning/graph-plan-private.h"

/* Tuples with a value that more of them read, and tuples that were looked at more often, are left
 * out of groups: the time stays linear, the bound true. */
#define MAX_READERS 8
#define MAX_LOOKS 8

typedef struct
{
  guint32 member; /* members[member .. + count): its values */
  guint32 count;
  guint64 numbers;
  gboolean used; /* counted, or in a group */
  guint8 looks;
  guint32 n_shared; /* values that it has in common with the hub at hand */
} Tuple;

typedef struct
{
  const BsGraph *graph;
  const BsSchedule *schedule;
  const BsPlanType *types;
  gsize n_values; /* by node and output */
  guint32 *members;
  GArray *tuples; /* Tuple; the largest first once they are all there */
  guint32 *mark;  /* [n_values] the last tuple or group that it was seen in */
  guint32 n_marks;
  guint32 *reader_start; /* [n_values + 1] */
  guint32 *readers;      /* tuples */
  GPtrArray *others;     /* Tuple: have values of the hub at hand and others too */
} Bound;

/* Reads operand @k of a batch. Returns: whether its values could lie side by side. */
static gboolean
read_tuple (Bound *self, const BsDecision *decision, guint k, Tuple *tuple)
{
  const BsGraph *graph = self->graph;
  gboolean possible = TRUE;
  guint32 first_length = 0;

  self->n_marks++;
  tuple->count = decision->count;
  for (guint32 i = 0; i < decision->count; i++)
    {
      guint32 index = graph->input_start[self->schedule->order[decision->first + i]] + k;
      guint32 node = graph->inputs[index];
      guint port = graph->ports[index];
      guint32 length = bs_plan_type_length (&self->types[graph->type[node]], port);
      gsize value = (gsize) node * BS_MAX_CELL_OUTPUTS + port;

      tuple->numbers += length;
      if (i == 0)
        first_length = length;
      if (length == 0 || length != first_length || self->mark[value] == self->n_marks)
        {
          possible = FALSE;
          continue;
        }
      self->mark[value] = self->n_marks;
      self->members[tuple->member + i] = value;
    }

  return possible;
}

static void
read_tuples (Bound *self, BsGathers *bound)
{
  guint32 n_members = 0;

  for (guint32 d = 0; d < self->schedule->n_decisions; d++)
    {
      const BsDecision *decision = &self->schedule->decisions[d];
      guint n = bs_graph_plan_count_tuples (self->graph, self->schedule->order + decision->first,
                                            decision->count);

      for (guint k = 0; k < n; k++)
        {
          Tuple tuple = { .member = n_members };
          gboolean possible = read_tuple (self, decision, k, &tuple);

          if (tuple.numbers == 0)
            continue;
          bound->n_operands++;
          if (tuple.count == 1)
            continue;
          if (possible)
            {
              g_array_append_val (self->tuples, tuple);
              n_members += tuple.count;
              continue;
            }
          bound->n_gathers++;
          bound->gather_bytes += tuple.numbers * sizeof (float);
        }
    }
}

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  const Tuple *first = a, *second = b;

  if (first->numbers != second->numbers)
    return first->numbers < second->numbers ? 1 : -1;
  return first->member < second->member ? -1 : 1;
}

static int
compare_others (gconstpointer a, gconstpointer b)
{
  return -compare_sizes (*(const Tuple *const *) a, *(const Tuple *const *) b);
}

/* Which tuples read each value. */
static void
find_readers (Bound *self)
{
  Tuple *tuples = (Tuple *) self->tuples->data;
  guint32 *start = self->reader_start;

  for (guint t = 0; t < self->tuples->len; t++)
    for (guint32 i = 0; i < tuples[t].count; i++)
      start[self->members[tuples[t].member + i] + 1]++;
  for (gsize value = 0; value < self->n_values; value++)
    start[value + 1] += start[value];
  for (guint t = 0; t < self->tuples->len; t++)
    for (guint32 i = 0; i < tuples[t].count; i++)
      self->readers[start[self->members[tuples[t].member + i]]++] = t;
  memmove (start + 1, start, self->n_values * sizeof *start);
  start[0] = 0;

  for (guint t = 0; t < self->tuples->len; t++)
    for (guint32 i = 0; i < tuples[t].count && !tuples[t].used; i++)
      {
        guint32 value = self->members[tuples[t].member + i];

        tuples[t].used = start[value + 1] - start[value] > MAX_READERS;
      }
}

/* Finds what has some values of @hub in common, and others too; the smallest first. */
static void
find_others (Bound *self, const Tuple *hub)
{
  guint n = 0;

  g_ptr_array_set_size (self->others, 0);
  for (guint32 i = 0; i < hub->count; i++)
    {
      guint32 value = self->members[hub->member + i];

      for (guint32 r = self->reader_start[value]; r < self->reader_start[value + 1]; r++)
        {
          Tuple *other = &g_array_index (self->tuples, Tuple, self->readers[r]);

          if (other == hub || other->used)
            continue;
          if (other->n_shared++ == 0)
            g_ptr_array_add (self->others, other);
        }
    }

  for (guint i = 0; i < self->others->len; i++)
    {
      Tuple *other = self->others->pdata[i];

      if (other->n_shared < other->count && other->n_shared < hub->count
          && other->looks < MAX_LOOKS)
        {
          other->looks++;
          self->others->pdata[n++] = other;
        }
      other->n_shared = 0;
    }
  g_ptr_array_set_size (self->others, n);
  g_ptr_array_sort (self->others, compare_others);
}

/* Marks the values of @tuple. Returns: whether none was marked before. */
static gboolean
mark_values (Bound *self, const Tuple *tuple)
{
  const guint32 *members = self->members + tuple->member;

  for (guint32 i = 0; i < tuple->count; i++)
    if (self->mark[members[i]] == self->n_marks)
      return FALSE;
  for (guint32 i = 0; i < tuple->count; i++)
    self->mark[members[i]] = self->n_marks;

  return TRUE;
}

/* The group of a tuple, from its others that have nothing in common, as few as it takes. */
static void
count_group (Bound *self, Tuple *hub, BsGathers *bound)
{
  guint64 sum = 0, largest = 0, second = 0;
  guint n = 0;

  find_others (self, hub);
  self->n_marks++;
  for (guint i = 0; i < self->others->len && sum - largest - second < hub->numbers; i++)
    {
      Tuple *other = self->others->pdata[i];

      if (!mark_values (self, other))
        continue;
      self->others->pdata[n++] = other;
      sum += other->numbers;
      second = MAX (second, MIN (largest, other->numbers));
      largest = MAX (largest, other->numbers);
    }
  if (n < 3)
    return;

  hub->used = TRUE;
  for (guint i = 0; i < n; i++)
    ((Tuple *) self->others->pdata[i])->used = TRUE;
  bound->n_gathers++;
  bound->gather_bytes += MIN (hub->numbers, sum - largest - second) * sizeof (float);
}

void
bs_graph_bound (const BsGraph *graph, const BsSchedule *schedule, const BsPlanType *types,
                BsGathers *bound)
{
  Bound self = { graph, schedule, types, (gsize) graph->n_nodes * BS_MAX_CELL_OUTPUTS };

  memset (bound, 0, sizeof *bound);
  if (self.n_values > G_MAXUINT32)
    return;

  self.members = g_new (guint32, (gsize) graph->n_inputs + 1);
  self.readers = g_new (guint32, (gsize) graph->n_inputs + 1);
  self.mark = g_new0 (guint32, self.n_values + 1);
  self.reader_start = g_new0 (guint32, self.n_values + 2);
  self.tuples = g_array_new (FALSE, FALSE, sizeof (Tuple));
  self.others = g_ptr_array_new ();
  read_tuples (&self, bound);
  g_array_sort (self.tuples, compare_sizes);
  find_readers (&self);
  for (guint t = 0; t < self.tuples->len; t++)
    if (!g_array_index (self.tuples, Tuple, t).used)
      count_group (&self, &g_array_index (self.tuples, Tuple, t), bound);

  g_free (self.members);
  g_free (self.readers);
  g_free (self.mark);
  g_free (self.reader_start);
  g_array_free (self.tuples, TRUE);
  g_ptr_array_free (self.others, TRUE);
}
