/* SPDX-License-Identifier: Apache-2.0 */
/* A trace in memory, and what it says in words. */
#include "config.h"

#include "profiles/trace/trace.h"

#include <glib/gi18n-lib.h>

#include "profiles/trace/graph-store.h"
#include "profiles/format/packing.h"
#include "profiles/trace/trace-reader.h"

static BsTrace *
load (const char *path, BsLoadProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr (BsTraceFile) file = bs_trace_file_open (path, cancellable, error);
  g_autoptr (BsTrace) self = NULL;

  if (file == NULL)
    return NULL;

  file->progress = progress;
  self = g_new0 (BsTrace, 1);
  g_atomic_int_set (&self->refs, 1);
  self->path = g_strdup (path);
  self->bundle = file->bundle != NULL ? bs_bundle_ref (file->bundle) : NULL;
  self->types = bs_type_table_new ();
  self->events = bs_event_store_new ();
  self->graphs = bs_graph_store_new ();
  self->history = g_array_new (FALSE, FALSE, sizeof (BsTrainingPoint));
  self->diagnostics = g_ptr_array_new_with_free_func (g_free);
  self->info = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (!bs_trace_read (self, file, error))
    return NULL;

  return g_steal_pointer (&self);
}

BsTrace *
bs_trace_load (const char *path, GCancellable *cancellable, GError **error)
{
  return load (path, NULL, cancellable, error);
}

typedef struct
{
  char *path;
  BsLoadProgress *progress;
} LoadJob;

static void
load_job_free (gpointer data)
{
  LoadJob *job = data;

  g_free (job->path);
  g_free (job);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LoadJob *job = data;
  GError *error = NULL;
  BsTrace *trace = load (job->path, job->progress, cancellable, &error);

  if (trace != NULL)
    g_task_return_pointer (task, trace, (GDestroyNotify) bs_trace_unref);
  else
    g_task_return_error (task, error);
}

void
bs_trace_load_async (const char *path, BsLoadProgress *progress, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  LoadJob *job = g_new0 (LoadJob, 1);

  g_task_set_source_tag (task, bs_trace_load_async);
  *job = (LoadJob){ g_strdup (path), progress };
  g_task_set_task_data (task, job, load_job_free);
  g_task_run_in_thread (task, load_in_thread);
}

BsTrace *
bs_trace_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

BsTrace *
bs_trace_ref (BsTrace *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_trace_unref (BsTrace *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  for (guint32 i = 0; i < self->n_mini_batches; i++)
    {
      BsTraceMiniBatch *mini_batch = &self->mini_batches[i];

      for (guint32 k = 0; mini_batch->instance_names != NULL && k < mini_batch->n_instances; k++)
        g_free (mini_batch->instance_names[k]);
      g_free (mini_batch->instance_names);
      g_free (mini_batch->stages);
    }
  for (guint i = 0; i < self->n_vocabularies; i++)
    {
      for (guint32 k = 0; self->vocabularies[i].strings != NULL && k < self->vocabularies[i].n; k++)
        g_free (self->vocabularies[i].strings[k]);
      g_free (self->vocabularies[i].strings);
      g_free (self->vocabularies[i].name);
    }
  g_free (self->vocabularies);
  g_free (self->type_vocabulary);
  for (guint i = 0; i < self->n_cells; i++)
    g_free (self->cells[i]);
  g_free (self->cells);
  g_free (self->type_cell);
  for (guint i = 0; i < self->n_plans; i++)
    bs_trace_plan_clear (&self->plans[i]);
  g_free (self->plans);
  g_clear_pointer (&self->device, bs_device_free);
  for (guint i = 0; i < self->n_device_lanes; i++)
    bs_lane_clear (&self->device_lanes[i]);
  g_free (self->device_lanes);
  for (guint32 i = 0; i < self->n_kernels; i++)
    bs_kernel_clear (&self->kernels[i]);
  g_free (self->kernels);
  g_free (self->launches);
  g_free (self->idles);
  g_clear_pointer (&self->bundle, bs_bundle_unref);
  g_free (self->mini_batches);
  g_free (self->decisions);
  g_free (self->candidates);
  bs_type_table_unref (self->types);
  g_clear_pointer (&self->states, bs_state_table_unref);
  g_clear_pointer (&self->fsm, bs_fsm_unref);
  g_clear_pointer (&self->events, bs_event_store_free);
  g_clear_pointer (&self->graphs, bs_graph_store_free);
  g_array_unref (self->history);
  g_ptr_array_unref (self->diagnostics);
  g_hash_table_unref (self->info);
  g_free (self->path);
  g_free (self);
}

BsEvent
bs_trace_get_event (const BsTrace *self, guint64 i)
{
  BsEvent event = { 0 };

  bs_event_store_get (self->events, (guint32) i, &event);

  return event;
}

void
bs_trace_take_events (BsTrace *self, BsEventStore *events)
{
  bs_event_store_free (self->events);
  self->events = events;
  self->n_events = events->n_events;
  self->n_lanes = events->n_lanes;
  self->covered_ns = events->covered_ns;
  memcpy (self->phase_ns, events->phase_ns, sizeof self->phase_ns);
}

void
bs_event_iter_init (BsEventIter *self, const BsTrace *trace)
{
  bs_event_iter_start (self, trace->events);
}

const char *
bs_trace_get_info (const BsTrace *self, const char *key)
{
  return g_hash_table_lookup (self->info, key);
}

const BsLane *
bs_trace_get_lane (const BsTrace *self, guint lane)
{
  for (guint i = 0; i < self->n_device_lanes; i++)
    if (self->device_lanes[i].id == lane)
      return &self->device_lanes[i];

  return NULL;
}

char *
bs_trace_lane_name (const BsTrace *self, guint lane)
{
  const BsLane *own = bs_trace_get_lane (self, lane);

  switch (own != NULL ? own->kind : BS_LANE_THREAD)
    {
    case BS_LANE_CALLS:
      return g_strdup (_ ("Calls of the driver"));
    case BS_LANE_STREAM:
      return g_strdup_printf (_ ("Stream %lld"), (long long) own->number);
    case BS_LANE_COLLECTOR:
      return g_strdup (_ ("Collecting"));
    case BS_LANE_THREAD:
    default:
      return g_strdup_printf (_ ("Thread %u"), lane);
    }
}

char *
bs_trace_subject (const BsTrace *self)
{
  const char *workload = bs_trace_get_info (self, "workload");
  const char *data = bs_trace_get_info (self, "data");

  if (workload != NULL)
    return g_strdup (workload);
  if (data != NULL && data[0] != '\0')
    return g_path_get_basename (data);

  return g_strdup (_ ("Graphs"));
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
bs_trace_get_info_keys (const BsTrace *self)
{
  GPtrArray *keys = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->info);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (keys, key);
  g_ptr_array_sort (keys, compare_keys);

  return keys;
}

const BsCandidate *
bs_trace_chosen (const BsTrace *self, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (self, decision);
  const BsCandidate *candidates = bs_trace_candidates (self, decision);

  for (guint i = 0; i < d->n_candidates; i++)
    if (candidates[i].type == d->type)
      return &candidates[i];

  return NULL;
}

guint32
bs_trace_event_mini_batch (const BsTrace *self, const BsEvent *event, guint32 near)
{
  if (event->decision > 0)
    return bs_trace_decision (self, event->decision)->mini_batch;

  return bs_unwrap_mini_batch (event->mini_batch, near);
}

guint32
bs_trace_policy_state (const BsTrace *self, guint32 state)
{
  g_autofree guint16 *own = NULL;
  const guint16 *key;
  guint length;

  if (self->fsm == NULL || self->fsm->states->encoding != self->states->encoding)
    return G_MAXUINT32;

  key = bs_state_table_get (self->states, state, &length);
  own = g_memdup2 (key, length * sizeof *key);
  for (guint i = 0; i < bs_state_n_types (self->states->encoding, length); i++)
    {
      int type = bs_type_table_lookup (self->fsm->types, self->types->types[key[i]].name);

      if (type < 0)
        return G_MAXUINT32;
      own[i] = type;
    }

  return bs_state_table_lookup (self->fsm->states, own, length);
}

guint32
bs_trace_stage (const BsTraceMiniBatch *mini_batch, guint32 decision)
{
  guint32 low = 0, high = mini_batch->n_stages;

  while (low + 1 < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (mini_batch->stages[middle].first_decision <= decision)
        low = middle;
      else
        high = middle;
    }

  return low;
}

guint32
bs_trace_n_there (const BsTraceMiniBatch *mini_batch, guint32 decision)
{
  return mini_batch->n_stages == 0
             ? mini_batch->n_nodes
             : mini_batch->stages[bs_trace_stage (mini_batch, decision)].n_nodes;
}

const char *
bs_node_state_to_string (BsNodeState state)
{
  static const char *const names[] = { [BS_NODE_ABSENT] = "absent",
                                       [BS_NODE_WAITING] = "waiting",
                                       [BS_NODE_FRONTIER] = "frontier",
                                       [BS_NODE_FORMING] = "forming",
                                       [BS_NODE_EXECUTED] = "executed" };

  return state < BS_N_NODE_STATES ? names[state] : "?";
}

const BsTraceVocabulary *
bs_trace_get_vocabulary (const BsTrace *self, guint type)
{
  guint vocabulary = self->type_vocabulary != NULL ? self->type_vocabulary[type] : BS_NO_VOCABULARY;

  return vocabulary < self->n_vocabularies ? &self->vocabularies[vocabulary] : NULL;
}

const BsCellPlan *
bs_trace_get_plan (const BsTrace *self, guint cell, BsPlanner planner)
{
  for (guint i = 0; i < self->n_plans; i++)
    if (self->plans[i].cell == cell && self->plans[i].plan.planner == planner)
      return &self->plans[i].plan;

  return NULL;
}

guint
bs_trace_get_cell (const BsTrace *self, guint type)
{
  return self->type_cell != NULL ? self->type_cell[type] : BS_NO_CELL;
}

gboolean
bs_trace_get_planner (const BsTrace *self, BsPlanner *planner)
{
  const char *name = bs_trace_get_info (self, "planner");

  return name != NULL && bs_planner_from_string (name, planner, NULL);
}

/* A state in a sentence: about three lines of the window's panel. */
#define MAX_STATE_LETTERS 72

#define MAX_LISTED_WORDS 24
#define MAX_LISTED_LETTERS 24

/* At most so many letters, and none that moves a terminal. */
static void
append_short (GString *out, const char *text)
{
  guint n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (n++ == MAX_LISTED_LETTERS)
        {
          g_string_append (out, "…");
          return;
        }
      g_string_append_unichar (out, g_unichar_isprint (c) ? c : 0xfffd);
    }
}

char *
bs_trace_vocabulary_text (const BsTrace *self, guint vocabulary)
{
  const BsTraceVocabulary *own = &self->vocabularies[vocabulary];
  guint32 n = MIN (own->n, MAX_LISTED_WORDS);
  GString *out = g_string_new (NULL);
  guint n_types = 0;

  append_short (out, own->name);
  g_string_append_printf (out, " (%u", own->n);
  for (guint type = 0; type < self->types->n_types; type++)
    if (bs_trace_get_vocabulary (self, type) == own && n_types++ < MAX_LISTED_WORDS)
      {
        /* Translators: types of nodes whose data are words, labels, ... */
        g_string_append (out, n_types == 1 ? _ (", of ") : ", ");
        append_short (out, self->types->types[type].name);
      }
  g_string_append_c (out, ')');
  if (own->strings == NULL)
    {
      if (own->n > 0)
        g_string_append (out, _ (": numbers"));
      return g_string_free (out, FALSE);
    }

  for (guint32 i = 0; i < n; i++)
    {
      g_string_append (out, i == 0 ? ": " : ", ");
      append_short (out, own->strings[i] != NULL ? own->strings[i] : "?");
    }
  if (own->n > n)
    g_string_append_printf (out, ngettext (", and %u more", ", and %u more", own->n - n),
                            own->n - n);

  return g_string_free (out, FALSE);
}

const char *
bs_trace_get_word (const BsTrace *self, const BsGraph *graph, guint32 node)
{
  const BsTraceVocabulary *vocabulary = bs_trace_get_vocabulary (self, graph->type[node]);
  guint32 datum = graph->datum[node];

  return vocabulary != NULL && vocabulary->strings != NULL && datum < vocabulary->n
             ? vocabulary->strings[datum]
             : NULL;
}

char *
bs_trace_state_text (const BsTrace *self, guint32 decision)
{
  guint length;
  const guint16 *key = bs_state_table_get (self->states, bs_trace_decision (self, decision)->state,
                                           &length);

  return bs_state_to_string (self->states->encoding, key, length, self->types);
}

char *
bs_trace_short_state_text (const BsTrace *self, guint32 decision)
{
  char *text = bs_trace_state_text (self, decision);
  const char *end = text;
  guint length, n_ready;

  if (g_utf8_strlen (text, -1) <= MAX_STATE_LETTERS)
    return text;

  bs_state_table_get (self->states, bs_trace_decision (self, decision)->state, &length);
  n_ready = bs_state_n_ready (self->states->encoding, length);
  end = g_utf8_offset_to_pointer (text, MAX_STATE_LETTERS);
  {
    g_autofree char *start = g_strndup (text, (gsize) (end - text));

    g_free (text);
    /* Translators: the first letters of a long state, and of how many types it is. */
    return g_strdup_printf (ngettext ("%s… (%u type)", "%s… (%u types)", n_ready), start, n_ready);
  }
}

const char *
bs_trace_state_legend (const BsTrace *self)
{
  switch (self->states->encoding)
    {
    case BS_ENCODING_MAX:
      return _ ("behind the slash: the type of which most nodes are ready");

    case BS_ENCODING_SORT:
      return _ ("the type of which most nodes are ready comes first");

    case BS_ENCODING_MARKED:
      return _ ("* lowers the bound: shortens the longest chain of its type; "
                "^ leads: the longest chains of most types wait for it");

    case BS_ENCODING_BASE:
    case BS_N_ENCODINGS:
    default:
      return NULL;
    }
}

const char *
bs_trace_get_search (const BsTrace *self, guint32 mini_batch)
{
  g_autofree char *key = bs_search_key (mini_batch);

  return bs_trace_get_info (self, key);
}

char *
bs_search_key (guint32 mini_batch)
{
  return mini_batch == 0 ? g_strdup ("search") : g_strdup_printf ("search_%u", mini_batch);
}

char *
bs_rho_to_string (double rho)
{
  return g_strdup_printf ("%.2f", rho < 1.0 ? MIN (rho, 0.99) : rho);
}

/* With a true minus sign, but none before what rounds to zero. */
static char *
number_text (double value)
{
  return g_strdup_printf ("%s%.2f", value <= -0.005 ? "−" : "", fabs (value));
}

static const char *
type_name (const BsTrace *self, guint type)
{
  return self->types->types[type].name;
}

/* How far the chosen type is ahead of the best of the others. */
static char *
lead_text (const BsTrace *self, guint32 decision, const BsCandidate *chosen)
{
  const BsTraceDecision *d = bs_trace_decision (self, decision);
  gboolean priority = self->states->encoding == BS_ENCODING_MARKED;
  const BsCandidate *candidates = bs_trace_candidates (self, decision);
  const BsCandidate *second = NULL;
  g_autofree char *q = number_text (chosen->score);

  for (guint i = 0; i < d->n_candidates; i++)
    if (&candidates[i] != chosen && candidates[i].score != BS_NO_SCORE
        && (second == NULL || candidates[i].score > second->score))
      second = &candidates[i];

  if (second != NULL && second->score < chosen->score)
    {
      g_autofree char *other = number_text (second->score);
      g_autofree char *lead = number_text (chosen->score - second->score);

      /* Translators: Q or priority of the chosen type, name and Q of the next best, the
       * difference. */
      return g_strdup_printf (priority ? _ ("priority %s, ahead of %s (%s) by %s")
                                       : _ ("Q %s, ahead of %s (%s) by %s"),
                              q, type_name (self, second->type), other, lead);
    }

  /* Translators: Q or priority of the chosen type. */
  return g_strdup_printf (priority ? _ ("priority %s") : _ ("Q %s"), q);
}

/* What made the policy take the type, without the numbers of the ratio; @state is called so. What
 * was learned is a part of it, unless it is asked for as @lead. */
static char *
cause_text (const BsTrace *self, guint32 decision, const char *state, char **lead_out)
{
  const BsCandidate *chosen = bs_trace_chosen (self, decision);
  const BsTraceDecision *d = bs_trace_decision (self, decision);
  const char *type = type_name (self, d->type);
  const char *policy = bs_trace_get_info (self, "policy");
  g_autofree char *lead = NULL;

  if ((d->reason == BS_REASON_LEARNED || d->reason == BS_REASON_COMPOSED) && chosen != NULL
      && chosen->score != BS_NO_SCORE)
    lead = lead_text (self, decision, chosen);
  if (lead_out != NULL)
    *lead_out = g_steal_pointer (&lead);

  switch ((BsReason) d->reason)
    {
    case BS_REASON_ONLY:
      return g_strdup_printf (_ ("%s is the only type with ready nodes"), type);

    case BS_REASON_LEARNED:
      if (lead != NULL)
        {
          /* Translators: a state such as a>b, the name of a type, what was learned about it. */
          return g_strdup_printf (_ ("State %s prefers %s: %s"), state, type, lead);
        }
      return g_strdup_printf (_ ("State %s prefers %s"), state, type);

    case BS_REASON_SAFE:
      return g_strdup_printf (
          _ ("State %s is unknown to the policy, so the safe type %s was taken"), state, type);

    case BS_REASON_RATIO:
      return g_strdup_printf (_ ("State %s is unknown to the policy and no type is safe, so %s, of "
                                 "the largest ratio, was taken"),
                              state, type);

    case BS_REASON_EXPLORED:
      return g_strdup_printf (_ ("%s was drawn at random while learning"), type);

    case BS_REASON_COMPONENT:
      return g_strdup_printf (
          _ ("No %s to come waits for the other ready types, so these can wait"), type);

    case BS_REASON_CERTAIN:
      return g_strdup_printf (_ ("%s is safe, so it was taken without asking the table"), type);

    case BS_REASON_COMPOSED:
      if (lead != NULL)
        {
          /* Translators: a state, the name of a type, its priority. */
          return g_strdup_printf (_ ("State %s is not in the table, but each of its types has a "
                                     "priority, and %s the highest: %s"),
                                  state, type, lead);
        }
      return g_strdup_printf (
          _ ("State %s is not in the table; of its types %s has the highest priority"), state,
          type);

    case BS_REASON_RANDOM:
      return g_strdup_printf (_ ("%s was drawn at random"), type);

    case BS_REASON_SEARCHED:
      return g_strdup_printf (_ ("%s is next in the best schedule that the search found"), type);

    case BS_REASON_RULE:
    case BS_N_REASONS:
    default:
      break;
    }

  if (chosen != NULL && chosen->score != BS_NO_SCORE)
    {
      g_autofree char *score = number_text (chosen->score);

      if (g_strcmp0 (policy, "agenda") == 0)
        return g_strdup_printf (_ ("%s has the smallest mean depth of the ready types, %s"), type,
                                score);

      if (g_strcmp0 (policy, "agenda-remaining") == 0)
        return g_strdup_printf (
            _ ("Of the ready types, what is left of %s has the smallest mean depth, %s"), type,
            score);

      if (g_strcmp0 (policy, "sufficient") == 0)
        return g_strdup_printf (_ ("%s has the largest ratio of the ready types"), type);

      if (g_strcmp0 (policy, "depth") == 0)
        return g_strdup_printf (_ ("%s is next by depth, at depth %.0f"), type, chosen->score);

      return g_strdup_printf (_ ("The rule of the policy takes %s, for its score of %s"), type,
                              score);
    }

  if (g_strcmp0 (policy, "depth") == 0)
    return g_strdup_printf (_ ("%s is next by depth"), type);
  if (g_strcmp0 (policy, "sufficient-reversed") == 0)
    return g_strdup_printf (_ ("The schedule was made from its end, by the largest ratio with all "
                               "edges turned round; %s is next in it"),
                            type);
  if (g_strcmp0 (policy, "unbatched") == 0)
    return g_strdup_printf (_ ("Nodes run one at a time; a node of %s has waited longest"), type);

  return g_strdup_printf (_ ("The rule of the policy takes %s"), type);
}

static void
append_part (GString *text, const char *part)
{
  g_string_append_printf (text, text->len > 0 ? "; %s" : "%s", part);
}

/* Among which others the choice fell, and by which number; empty where there was one best. */
static GString *
choice_text (const BsTrace *self, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (self, decision);
  GString *text = g_string_new (NULL);
  g_autofree char *ties = NULL, *draw = NULL;

  if (d->n_tied > 0 && self->states->encoding == BS_ENCODING_MARKED
      && (d->reason == BS_REASON_LEARNED || d->reason == BS_REASON_COMPOSED))
    ties = g_strdup_printf (ngettext ("%u other type was as good, and the share of each that is "
                                      "ready decided",
                                      "%u other types were as good, and the share of each that "
                                      "is ready decided",
                                      d->n_tied),
                            (guint) d->n_tied);
  else if (d->n_tied > 0)
    ties = g_strdup_printf (ngettext ("%u other type was as good, and the first in order won",
                                      "%u other types were as good, and the first in order won",
                                      d->n_tied),
                            (guint) d->n_tied);
  if (ties != NULL)
    append_part (text, ties);
  if (d->draw != 0)
    {
      draw = g_strdup_printf (_ ("random number %llu"), (unsigned long long) d->draw);
      append_part (text, draw);
    }

  return text;
}

char *
bs_trace_ratio_text (const BsTrace *self, guint32 decision)
{
  const BsCandidate *chosen = bs_trace_chosen (self, decision);
  g_autofree char *rho = NULL;

  if (chosen == NULL || chosen->reachable == 0)
    return NULL;

  rho = bs_rho_to_string (bs_candidate_rho (chosen));
  /* Translators: numbers of nodes, and their ratio. */
  return g_strdup_printf (ngettext ("%u of %u reachable node is ready, ρ = %s",
                                    "%u of %u reachable nodes are ready, ρ = %s",
                                    chosen->reachable),
                          chosen->ready, chosen->reachable, rho);
}

char *
bs_trace_reason_text (const BsTrace *self, guint32 decision)
{
  g_autofree char *state = bs_trace_short_state_text (self, decision);
  g_autofree char *cause = cause_text (self, decision, state, NULL);
  g_autofree char *ratio = bs_trace_ratio_text (self, decision);
  g_autoptr (GString) choice = choice_text (self, decision);
  GString *text = g_string_new (cause);

  if (ratio != NULL)
    append_part (text, ratio);
  if (choice->len > 0)
    append_part (text, choice->str);
  g_string_append_c (text, '.');

  return g_string_free (text, FALSE);
}

char *
bs_trace_cause_text (const BsTrace *self, guint32 decision, char **before, char **lead)
{
  static const char state[] = "\036"; /* which no text has */
  g_autofree char *cause = cause_text (self, decision, state, lead);
  g_autoptr (GString) choice = choice_text (self, decision);
  g_auto (GStrv) parts = g_strsplit (cause, state, 2);
  GString *text = g_string_new (parts[1] != NULL ? g_strstrip (parts[1]) : parts[0]);

  *before = parts[1] != NULL ? g_strdup (g_strstrip (parts[0])) : NULL;
  if (choice->len > 0)
    append_part (text, choice->str);

  return g_string_free (text, FALSE);
}

char *
bs_trace_decision_text (const BsTrace *self, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (self, decision);
  const BsCandidate *chosen = bs_trace_chosen (self, decision);
  const char *type = type_name (self, d->type);
  g_autofree char *rho = NULL;

  if (chosen == NULL || chosen->reachable == 0)
    return g_strdup_printf (_ ("Decision %u of %u: batched %u %s"), decision, self->n_decisions,
                            d->size, type);

  /* That a type is safe says nothing about taking a part of it. */
  rho = bs_rho_to_string (bs_candidate_rho (chosen));
  if (d->size < chosen->ready)
    return g_strdup_printf (_ ("Decision %u of %u: batched %u of %u ready %s, ρ %s"), decision,
                            self->n_decisions, d->size, chosen->ready, type, rho);

  return g_strdup_printf (chosen->ready == chosen->reachable
                              ? _ ("Decision %u of %u: batched %u %s, ρ %s, safe")
                              : _ ("Decision %u of %u: batched %u %s, ρ %s, not provably safe"),
                          decision, self->n_decisions, d->size, type, rho);
}
