/* SPDX-License-Identifier: Apache-2.0 */
/* Plans the order of variables: adjacency, what follows from it for other tuples, directions; and
 * again with other things given up, where something had to be. */
#include "config.h"

#include "engine/planning/cell-layout.h"

#include <string.h>

#include "engine/planning/layout-tree.h"

/* What one tree was made for, and what became of it. Tuples have numbers through all batches. */
typedef struct
{
  guint n_leaves, n_batches;
  guint n_counted; /* batches; the others are helpers */
  BsLayoutBatch *batches;
  BsLayoutLog *log; /* or NULL */
  guint n_tuples;
  guint16 *ranked;   /* [n_tuples] from what to keep at any price to what is given up first */
  guint16 *rank;     /* [n_tuples] the place there */
  gboolean *refused; /* [n_tuples] given up before */
  BsPlanStep *refused_at;
  gboolean (*kept)[BS_LAYOUT_MAX_TUPLES]; /* [n_batches] side by side so far */
  BsPqTree *tree;
  guint n_trees;   /* made so far */
  char *templates; /* of the last reduction, for the log */
} Plan;

static BsLayoutTuple *
tuple_of (const Plan *self, guint id)
{
  return &self->batches[id / BS_LAYOUT_MAX_TUPLES].tuples[id % BS_LAYOUT_MAX_TUPLES];
}

static guint
id_of (guint batch, guint tuple)
{
  return batch * BS_LAYOUT_MAX_TUPLES + tuple;
}

static void
on_step (gpointer user_data, BsPqTree *tree, const BsPqStep *step)
{
  Plan *self = user_data;
  g_autoptr (GString) templates = g_string_new (NULL);

  for (guint i = 0; i < step->n_templates; i++)
    g_string_append_printf (templates, "%s%s", i > 0 ? " " : "",
                            bs_pq_template_to_string (step->templates[i]));
  g_free (self->templates);
  self->templates = g_string_free (g_steal_pointer (&templates), FALSE);
}

static void
report (Plan *self, BsPlanStep step, guint id, BsOpSet set, BsConflict conflict)
{
  guint batch = id / BS_LAYOUT_MAX_TUPLES, tuple = id % BS_LAYOUT_MAX_TUPLES;
  BsLayoutEvent event = {
    .step = step,
    .batch = batch,
    .tuple = tuple,
    .accepted = conflict == BS_CONFLICT_NONE,
    .conflict = conflict,
  };

  if (self->log == NULL)
    return;

  event.first_member = self->log->members->len;
  for (guint i = 0; i < self->batches[batch].n; i++)
    if (set & BS_OP_SET (i))
      g_array_append_val (self->log->members, tuple_of (self, id)->members[i]);
  event.n_members = self->log->members->len - event.first_member;
  event.templates = g_steal_pointer (&self->templates);
  if (self->log->trees)
    event.tree = bs_pq_tree_to_string (self->tree, self->log->names);
  g_array_append_val (self->log->events, event);
}

static BsOpSet
whole (guint n)
{
  return n == BS_MAX_OPS ? ~(BsOpSet) 0 : BS_OP_SET (n) - 1;
}

/* Asks for some positions of a tuple to be side by side. */
static gboolean
reduce (Plan *self, guint id, BsOpSet set)
{
  const BsLayoutTuple *tuple = tuple_of (self, id);
  guint32 leaves[BS_LAYOUT_MAX_LEAVES];
  guint n = 0;

  for (guint i = 0; i < self->batches[id / BS_LAYOUT_MAX_TUPLES].n; i++)
    if (set & BS_OP_SET (i))
      leaves[n++] = tuple->members[i];

  return bs_pq_tree_reduce (self->tree, leaves, n);
}

/* Of two tuples that cannot both be had, the cheaper one is given up from the start. */
static void
refuse_one (Plan *self, guint a, guint b, BsPlanStep step)
{
  guint id = self->rank[a] > self->rank[b] ? a : b;

  self->refused[id] = TRUE;
  self->refused_at[id] = step;
}

/* Step 1. */
static void
make_adjacent (Plan *self)
{
  for (guint i = 0; i < self->n_tuples; i++)
    {
      guint id = self->ranked[i], batch = id / BS_LAYOUT_MAX_TUPLES;
      BsOpSet all = whole (self->batches[batch].n);
      BsLayoutTuple *tuple = tuple_of (self, id);
      gboolean *kept = &self->kept[batch][id % BS_LAYOUT_MAX_TUPLES];

      *kept = FALSE;
      if (tuple->wish == BS_LAYOUT_APART)
        report (self, BS_PLAN_ADJACENCY, id, 0, tuple->conflict);
      if (tuple->wish != BS_LAYOUT_TOGETHER)
        continue;
      if (self->refused[id])
        {
          tuple->conflict = self->refused_at[id] == BS_PLAN_ADJACENCY ? BS_CONFLICT_ADJACENCY
                                                                      : BS_CONFLICT_ALIGNMENT;
          report (self, self->refused_at[id], id, all, tuple->conflict);
          continue;
        }
      *kept = reduce (self, id, all);
      tuple->conflict = *kept ? BS_CONFLICT_NONE : BS_CONFLICT_ADJACENCY;
      report (self, BS_PLAN_ADJACENCY, id, all, tuple->conflict);
    }
}

/* The positions at which a tuple has the same leaf as at @first; none where it stood before. */
static BsOpSet
find_run (const Plan *self, guint id, guint first)
{
  const guint16 *members = tuple_of (self, id)->members;
  BsOpSet set = 0;

  for (guint i = 0; i < self->batches[id / BS_LAYOUT_MAX_TUPLES].n; i++)
    if (members[i] == members[first])
      {
        if (i < first)
          return 0;
        set |= BS_OP_SET (i);
      }

  return set;
}

/* Operations of a batch that read the same leaf follow each other: in all tuples that are kept. */
static gboolean
make_runs (Plan *self, guint id)
{
  guint batch = id / BS_LAYOUT_MAX_TUPLES;

  for (guint i = 0; i < self->batches[batch].n; i++)
    {
      BsOpSet run = find_run (self, id, i);

      if ((run & (run - 1)) == 0)
        continue;
      for (guint k = 0; k < self->batches[batch].n_tuples; k++)
        {
          guint other = id_of (batch, k);

          if (!self->kept[batch][k])
            continue;
          if (!reduce (self, other, run))
            {
              refuse_one (self, id, other, BS_PLAN_BROADCAST);
              return FALSE;
            }
          report (self, BS_PLAN_BROADCAST, other, run, BS_CONFLICT_NONE);
        }
    }

  return TRUE;
}

static gboolean
make_all_runs (Plan *self)
{
  for (guint i = 0; i < self->n_tuples; i++)
    {
      guint id = self->ranked[i];
      BsLayoutTuple *tuple = tuple_of (self, id);

      /* Where a cycle fails, its helper says why. */
      if (tuple->wish == BS_LAYOUT_CYCLE)
        tuple->conflict = BS_CONFLICT_ALIGNMENT;
      if (tuple->wish != BS_LAYOUT_RUNS)
        continue;
      tuple->conflict = self->refused[id] ? BS_CONFLICT_ALIGNMENT : BS_CONFLICT_NONE;
      report (self, BS_PLAN_BROADCAST, id, whole (self->batches[id / BS_LAYOUT_MAX_TUPLES].n),
              tuple->conflict);
      if (!self->refused[id] && !make_runs (self, id))
        return FALSE;
    }

  return TRUE;
}

/* What @from says of the order of positions, said of @to. */
static gboolean
hand_over (Plan *self, guint from, guint to, const BsLayoutSets *source, const BsLayoutSets *target)
{
  for (guint i = 0; i < source->n; i++)
    {
      if (bs_layout_sets_contain (target, source->sets[i]))
        continue;
      if (!reduce (self, to, source->sets[i]))
        {
          refuse_one (self, from, to, BS_PLAN_BROADCAST);
          return FALSE;
        }
      report (self, BS_PLAN_BROADCAST, to, source->sets[i], BS_CONFLICT_NONE);
    }

  return TRUE;
}

/* Tuples of one batch learn of each other what they do not know yet. */
static gboolean
broadcast_batch (Plan *self, guint batch, const BsLayoutTree *tree, gboolean *changed)
{
  const BsLayoutBatch *of = &self->batches[batch];
  BsLayoutSets sets[BS_LAYOUT_MAX_TUPLES];
  guint n_kept = 0;

  for (guint i = 0; i < of->n_tuples; i++)
    n_kept += self->kept[batch][i];
  if (n_kept < 2)
    return TRUE;

  for (guint i = 0; i < of->n_tuples; i++)
    if (self->kept[batch][i])
      {
        BsLayoutSpan span;

        bs_layout_span_init (&span, tree, of->tuples[i].members, of->n);
        bs_layout_sets_init (&sets[i], tree, &span);
      }
  for (guint i = 0; i < of->n_tuples; i++)
    for (guint k = 0; k < of->n_tuples; k++)
      if (i != k && self->kept[batch][i] && self->kept[batch][k]
          && !bs_layout_sets_equal (&sets[i], &sets[k]))
        {
          *changed = TRUE;
          if (!hand_over (self, id_of (batch, i), id_of (batch, k), &sets[i], &sets[k]))
            return FALSE;
        }

  return TRUE;
}

/* Step 2, to a fixpoint: each round that changes something leaves fewer orders. */
static gboolean
broadcast (Plan *self)
{
  BsLayoutTree tree;
  guint since = 0; /* batches that have nothing new */

  if (!make_all_runs (self))
    return FALSE;
  bs_layout_tree_init (&tree, self->tree);
  for (guint i = 0; since < self->n_batches; i++)
    {
      gboolean changed = FALSE;

      if (!broadcast_batch (self, i % self->n_batches, &tree, &changed))
        return FALSE;
      if (changed)
        bs_layout_tree_init (&tree, self->tree);
      since = changed ? 0 : since + 1;
    }

  return TRUE;
}

/* Step 3. */
static gboolean
direct (Plan *self, BsLayout *layout)
{
  BsLayoutTree tree;
  BsLayoutOrders orders;
  guint batch, a, b;

  bs_layout_tree_init (&tree, self->tree);
  if (!bs_layout_orders_init (&orders, &tree, self->batches, self->n_batches, self->kept, &batch,
                              &a, &b))
    {
      refuse_one (self, id_of (batch, a), id_of (batch, b), BS_PLAN_DIRECTION);
      return FALSE;
    }
  bs_layout_orders_get (&orders, &tree, layout->order);
  layout->n_orders = orders.n_orders;
  if (self->log == NULL)
    return TRUE;

  bs_layout_orders_fix (&orders, &tree, self->tree);
  for (guint i = 0; i < self->n_batches; i++)
    {
      guint n = 0;

      for (guint k = 0; k < self->batches[i].n_tuples; k++)
        if (self->kept[i][k] && n++ > 0)
          report (self, BS_PLAN_DIRECTION, id_of (i, k), whole (self->batches[i].n),
                  BS_CONFLICT_NONE);
    }

  return TRUE;
}

static gboolean
try_once (Plan *self, BsLayout *layout)
{
  gboolean ok;

  self->tree = bs_pq_tree_new (self->n_leaves);
  self->n_trees++;
  if (self->log != NULL && self->log->trees)
    bs_pq_tree_set_step_func (self->tree, on_step, self);
  make_adjacent (self);
  ok = broadcast (self) && direct (self, layout);
  g_clear_pointer (&self->tree, bs_pq_tree_free);
  g_clear_pointer (&self->templates, g_free);

  return ok;
}

static void
clear_log (BsLayoutLog *log)
{
  for (guint i = 0; i < log->events->len; i++)
    {
      BsLayoutEvent *event = &g_array_index (log->events, BsLayoutEvent, i);

      g_free (event->templates);
      g_free (event->tree);
    }
  g_array_set_size (log->events, 0);
  g_array_set_size (log->members, 0);
}

/* With what is refused already; each failure refuses one more tuple, so there is an end. */
static void
make_layout (Plan *self, BsLayout *layout)
{
  while (!try_once (self, layout))
    if (self->log != NULL)
      clear_log (self->log);
  bs_cell_layout_check (layout, self->batches, self->n_counted, FALSE);
}

static int
compare_ranks (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Plan *self = user_data;
  guint x = *(const guint16 *) a, y = *(const guint16 *) b;
  const BsLayoutTuple *p = tuple_of (self, x), *q = tuple_of (self, y);
  gboolean result = x % BS_LAYOUT_MAX_TUPLES == 0, other_result = y % BS_LAYOUT_MAX_TUPLES == 0;

  if (result != other_result)
    return result ? -1 : 1;
  if (p->bytes != q->bytes)
    return p->bytes > q->bytes ? -1 : 1;

  return (x > y) - (x < y);
}

static void
rank_tuples (Plan *self)
{
  self->n_tuples = 0;
  for (guint i = 0; i < self->n_batches; i++)
    for (guint k = 0; k < self->batches[i].n_tuples; k++)
      self->ranked[self->n_tuples++] = id_of (i, k);
  g_qsort_with_data (self->ranked, self->n_tuples, sizeof *self->ranked, compare_ranks, self);
}

/* What the best layout so far was made with. */
typedef struct
{
  guint16 *ranked;
  gboolean *refused; /* from the start */
  gboolean *fits;
} Best;

static void
make_best (Plan *self, const Best *best, BsLayout *layout)
{
  for (guint i = 0; i < self->n_tuples; i++)
    self->rank[self->ranked[i]] = i;
  memcpy (self->refused, best->refused,
          self->n_batches * BS_LAYOUT_MAX_TUPLES * sizeof *best->refused);
  make_layout (self, layout);
}

static void
keep_best (Plan *self, Best *best)
{
  memcpy (best->ranked, self->ranked, self->n_tuples * sizeof *best->ranked);
  for (guint i = 0; i < self->n_tuples; i++)
    best->fits[self->ranked[i]] = tuple_of (self, self->ranked[i])->fits;
}

/* The best layout, with one tuple before all others, or with one given up. Returns: whether that
 * is better. */
static gboolean
try_variant (Plan *self, Best *best, guint place, BsLayout *layout)
{
  guint16 id = best->ranked[place];
  gboolean was_refused = best->refused[id], better;
  BsLayout variant = { .n_leaves = layout->n_leaves };

  memcpy (self->ranked, best->ranked, self->n_tuples * sizeof *best->ranked);
  best->refused[id] = best->fits[id];
  if (best->fits[id])
    self->refused_at[id] = BS_PLAN_ADJACENCY;
  else
    {
      memmove (self->ranked + 1, best->ranked, place * sizeof *best->ranked);
      self->ranked[0] = id;
    }
  make_best (self, best, &variant);
  better = variant.bytes != layout->bytes ? variant.bytes < layout->bytes
                                          : variant.n_copies < layout->n_copies;
  if (!better)
    {
      best->refused[id] = was_refused;
      return FALSE;
    }
  *layout = variant;
  keep_best (self, best);

  return TRUE;
}

static void
improve (Plan *self, Best *best, guint effort, BsLayout *layout)
{
  guint since = 0; /* tuples that were tried in vain */
  guint64 least = 0;

  for (guint i = 0; i < self->n_tuples; i++)
    if (tuple_of (self, self->ranked[i])->wish == BS_LAYOUT_APART)
      least += tuple_of (self, self->ranked[i])->bytes;
  for (guint i = 0; since < self->n_tuples && self->n_trees < effort && layout->bytes > least; i++)
    {
      guint place = i % self->n_tuples;

      since++;
      if (tuple_of (self, best->ranked[place])->wish != BS_LAYOUT_APART
          && try_variant (self, best, place, layout))
        since = 0;
    }
}

void
bs_cell_layout_plan (guint n_leaves, BsLayoutBatch *batches, guint n_batches, guint n_helpers,
                     guint effort, BsLayoutLog *log, BsLayout *layout)
{
  guint n_ids = (n_batches + n_helpers) * BS_LAYOUT_MAX_TUPLES + 1;
  g_autofree guint16 *ranked = g_new (guint16, 3 * n_ids);
  g_autofree gboolean *flags = g_new0 (gboolean, 4 * n_ids);
  g_autofree BsPlanStep *refused_at = g_new0 (BsPlanStep, n_ids);
  Best best = { ranked + 2 * n_ids, flags + 2 * n_ids, flags + 3 * n_ids };
  Plan self = {
    .n_leaves = n_leaves,
    .n_batches = n_batches + n_helpers,
    .n_counted = n_batches,
    .batches = batches,
    .ranked = ranked,
    .rank = ranked + n_ids,
    .refused = flags,
    .refused_at = refused_at,
    .kept = (gpointer) (flags + n_ids),
  };

  *layout = (BsLayout){ .n_leaves = n_leaves, .n_orders = 1 };
  if (n_leaves == 0)
    return;

  rank_tuples (&self);
  make_best (&self, &best, layout);
  keep_best (&self, &best);
  improve (&self, &best, effort, layout);
  /* Once more: what batches say of their tuples is of the last try. */
  memcpy (ranked, best.ranked, self.n_tuples * sizeof *ranked);
  self.log = log;
  make_best (&self, &best, layout);
}
