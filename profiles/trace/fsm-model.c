/* SPDX-License-Identifier: Apache-2.0 */
/* The machine of a run: the states it reached and the transitions it took, in boxes from 0. */
#include "config.h"

#include "profiles/trace/fsm-model.h"

#include <stdlib.h>

typedef struct
{
  guint32 from, to, type, count;
} Transition;

static int
compare_transitions (gconstpointer a, gconstpointer b)
{
  const Transition *left = a, *right = b;

  if (left->from != right->from)
    return left->from < right->from ? -1 : 1;
  if (left->to != right->to)
    return left->to < right->to ? -1 : 1;
  if (left->count != right->count)
    return left->count > right->count ? -1 : 1;

  return left->type < right->type ? -1 : left->type > right->type;
}

static int
compare_edges (gconstpointer a, gconstpointer b, gpointer data)
{
  const BsFsmModel *self = data;
  guint32 left = *(const guint32 *) a, right = *(const guint32 *) b;

  if (self->edges[left].count != self->edges[right].count)
    return self->edges[left].count > self->edges[right].count ? -1 : 1;

  return left < right ? -1 : left > right;
}

guint32
bs_fsm_model_destination (const BsFsmModel *self, guint32 decision)
{
  const BsTrace *trace = self->trace;

  if (decision < trace->n_decisions
      && trace->decisions[decision].mini_batch == trace->decisions[decision - 1].mini_batch)
    return self->box_of[trace->decisions[decision].state];

  return self->n_states;
}

char *
bs_fsm_model_state_text (const BsFsmModel *self, guint32 box)
{
  const BsStateTable *states = self->trace->states;
  const guint16 *key;
  guint length;

  if (box >= self->n_states)
    return NULL;

  key = bs_state_table_get (states, self->states[box], &length);

  return bs_state_to_string (states->encoding, key, length, self->trace->types);
}

double
bs_fsm_model_get_q (const BsFsmModel *self, guint32 box, guint type)
{
  const BsTrace *trace = self->trace;
  guint32 own = bs_trace_policy_state (trace, self->states[box]);
  const BsFsmAction *actions;
  guint n;

  if (own == G_MAXUINT32)
    return NAN;

  actions = bs_fsm_get_actions (trace->fsm, own, &n);
  for (guint i = 0; i < n; i++)
    if (g_str_equal (trace->fsm->types->types[actions[i].type].name,
                     trace->types->types[type].name))
      return actions[i].q;

  return NAN;
}

static void
collect_states (BsFsmModel *self)
{
  const BsTrace *trace = self->trace;
  guint32 n_states = trace->states->n_states, n_types = trace->types->n_types;
  g_autofree guint32 *fill = NULL;
  g_autofree guint32 *taken = g_new0 (guint32, n_types + 1);

  self->box_of = g_new (guint32, n_states + 1);
  self->states = g_new (guint32, n_states + 1);
  self->visits = g_new0 (guint32, n_states + 1);
  self->favourite = g_new0 (guint32, n_states + 1);
  self->visit_start = g_new0 (guint32, n_states + 2);
  self->visit = g_new (guint32, trace->n_decisions + 1);
  for (guint32 i = 0; i < n_states; i++)
    self->box_of[i] = G_MAXUINT32;
  for (guint32 d = 0; d < trace->n_decisions; d++)
    {
      guint32 state = trace->decisions[d].state;

      if (self->box_of[state] == G_MAXUINT32)
        {
          self->box_of[state] = self->n_states;
          self->states[self->n_states++] = state;
        }
      self->visits[self->box_of[state]]++;
    }
  for (guint32 i = 0; i < self->n_states; i++)
    self->visit_start[i + 1] = self->visit_start[i] + self->visits[i];
  fill = g_memdup2 (self->visit_start, sizeof (guint32) * (self->n_states + 1));
  for (guint32 d = 0; d < trace->n_decisions; d++)
    self->visit[fill[self->box_of[trace->decisions[d].state]]++] = d + 1;

  for (guint32 i = 0; i < self->n_states; i++)
    {
      guint32 best = 0;

      for (guint32 k = self->visit_start[i]; k < self->visit_start[i + 1]; k++)
        {
          guint32 type = trace->decisions[self->visit[k] - 1].type;

          taken[type]++;
          if (taken[type] > best)
            {
              best = taken[type];
              self->favourite[i] = type;
            }
        }
      for (guint32 k = self->visit_start[i]; k < self->visit_start[i + 1]; k++)
        taken[trace->decisions[self->visit[k] - 1].type] = 0;
    }
}

/* Puts @n transitions in the order of one of their numbers, which is below @n_keys, and leaves those alone
 * that have the same. */
static void
sort_by (Transition **all, Transition **spare, guint32 n, gsize key, guint32 n_keys)
{
  g_autofree guint32 *next = g_new0 (guint32, (gsize) n_keys + 1);
  Transition *from = *all, *to = *spare;

  for (guint32 i = 0; i < n; i++)
    next[G_STRUCT_MEMBER (guint32, &from[i], key) + 1]++;
  for (guint32 i = 0; i < n_keys; i++)
    next[i + 1] += next[i];
  for (guint32 i = 0; i < n; i++)
    to[next[G_STRUCT_MEMBER (guint32, &from[i], key)]++] = from[i];
  *all = to;
  *spare = from;
}

static void
collect_edges (BsFsmModel *self)
{
  const BsTrace *trace = self->trace;
  guint32 n = trace->n_decisions, n_transitions = 0;
  g_autofree Transition *all = g_new (Transition, n + 1);
  g_autofree Transition *spare = g_new (Transition, n + 1);
  g_autofree guint32 *first = g_new0 (guint32, self->n_states + 2);

  for (guint32 d = 1; d <= n; d++)
    all[d - 1] = (Transition){ self->box_of[trace->decisions[d - 1].state],
                               bs_fsm_model_destination (self, d), trace->decisions[d - 1].type,
                               1 };
  /* There are many of few: no need to compare them. */
  sort_by (&all, &spare, n, G_STRUCT_OFFSET (Transition, type), trace->types->n_types);
  sort_by (&all, &spare, n, G_STRUCT_OFFSET (Transition, to), self->n_states + 1);
  sort_by (&all, &spare, n, G_STRUCT_OFFSET (Transition, from), self->n_states);
  for (guint32 i = 0; i < n; i++)
    {
      Transition *last = n_transitions > 0 ? &all[n_transitions - 1] : NULL;

      if (last != NULL && last->from == all[i].from && last->to == all[i].to
          && last->type == all[i].type)
        last->count++;
      else
        all[n_transitions++] = all[i];
    }
  qsort (all, n_transitions, sizeof *all, compare_transitions);

  self->edges = g_new0 (BsFsmEdge, n_transitions + 1);
  for (guint32 i = 0; i < n_transitions; i++)
    {
      BsFsmEdge *edge = self->n_edges > 0 ? &self->edges[self->n_edges - 1] : NULL;

      if (edge == NULL || edge->from != all[i].from || edge->to != all[i].to)
        {
          edge = &self->edges[self->n_edges++];
          edge->from = all[i].from;
          edge->to = all[i].to;
          first[edge->from + 1]++;
        }
      edge->count += all[i].count;
      if (edge->n_types < BS_FSM_MAX_EDGE_TYPES)
        {
          edge->types[edge->n_types].type = all[i].type;
          edge->types[edge->n_types++].count = all[i].count;
        }
      if (edge->to == self->n_states)
        self->n_boxes = self->n_states + 1;
    }
  for (guint32 i = 0; i < self->n_states; i++)
    first[i + 1] += first[i];

  self->edge_of = g_new (guint32, n + 1);
  for (guint32 d = 1; d <= n; d++)
    {
      guint32 from = self->box_of[trace->decisions[d - 1].state],
              to = bs_fsm_model_destination (self, d);
      guint32 low = first[from], high = first[from + 1];

      while (low + 1 < high)
        {
          guint32 middle = low + (high - low) / 2;

          if (self->edges[middle].to <= to)
            low = middle;
          else
            high = middle;
        }
      self->edge_of[d - 1] = low;
    }

  self->by_count = g_new (guint32, self->n_edges + 1);
  for (guint32 e = 0; e < self->n_edges; e++)
    self->by_count[e] = e;
  g_qsort_with_data (self->by_count, (int) self->n_edges, sizeof (guint32), compare_edges, self);
}

BsFsmModel *
bs_fsm_model_new (const BsTrace *trace)
{
  BsFsmModel *self = g_new0 (BsFsmModel, 1);

  self->trace = trace;
  collect_states (self);
  self->n_boxes = self->n_states;
  collect_edges (self);

  return self;
}

void
bs_fsm_model_free (BsFsmModel *self)
{
  g_free (self->states);
  g_free (self->box_of);
  g_free (self->visits);
  g_free (self->favourite);
  g_free (self->visit_start);
  g_free (self->visit);
  g_free (self->edges);
  g_free (self->by_count);
  g_free (self->edge_of);
  g_free (self);
}
