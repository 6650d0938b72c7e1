/* SPDX-License-Identifier: Apache-2.0 */
/* What a table comes to. */
#include "config.h"

#include "profiles/training/training-digest.h"

#include <math.h>
#include <stdlib.h>

#include "engine/policy.h"

static guint64
weigh (const char *name, const BsTrainingMaterial *material, const BsBatchCosts *costs, guint index,
       GCancellable *cancellable)
{
  BsPolicyOptions options;
  g_autoptr (BsPolicy) policy = NULL;
  g_autoptr (BsScheduler) scheduler = NULL;
  g_autoptr (BsSchedule) schedule = NULL;

  bs_policy_options_init (&options);
  options.beam_width = BS_TRAINING_BEAM_WIDTH;
  policy = bs_policy_new (name, &options, NULL);
  scheduler = bs_scheduler_new (policy, BS_ENCODING_BASE, FALSE);
  bs_scheduler_set_cancellable (scheduler, cancellable);
  schedule = bs_scheduler_run (scheduler, material->graphs->pdata[index], material->all_types);

  return bs_batch_costs_of_schedule (costs, material->graphs->pdata[index], schedule);
}

void
bs_training_measure (const BsTrainingMaterial *material, const BsBatchCosts *costs,
                     BsTrainingYardstick *yardsticks)
{
  for (guint i = 0; i < material->graphs->len; i++)
    yardsticks[i] = (BsTrainingYardstick){
      .lower_bound = bs_batch_costs_lower_bound (costs, material->graphs->pdata[i]),
      .agenda = weigh ("agenda", material, costs, i, NULL),
      .sufficient = weigh ("sufficient", material, costs, i, NULL),
    };
}

guint64
bs_training_search_beam (const BsTrainingMaterial *material, const BsBatchCosts *costs, guint index,
                         GCancellable *cancellable)
{
  const BsGraph *graph = material->graphs->pdata[index];
  guint64 cost;

  if (graph->n_nodes > BS_TRAINING_BEAM_NODES)
    return 0;

  cost = weigh ("beam", material, costs, index, cancellable);

  return g_cancellable_is_cancelled (cancellable) ? 0 : cost;
}

void
bs_training_sum (const BsTrainingMaterial *material, const BsTrainingYardstick *yardsticks,
                 BsTrainingYardstick *sum)
{
  gboolean known = TRUE;

  *sum = (BsTrainingYardstick){ 0 };
  for (guint i = 0; i < material->n_training; i++)
    {
      sum->lower_bound += yardsticks[i].lower_bound;
      sum->agenda += yardsticks[i].agenda;
      sum->sufficient += yardsticks[i].sufficient;
      sum->beam += yardsticks[i].beam;
      known = known && yardsticks[i].beam > 0;
    }
  if (!known)
    sum->beam = 0;
}

gboolean
bs_training_evaluate (const BsTrainingMaterial *material, BsFsm *fsm, const BsBatchCosts *costs,
                      BsEvaluation *evaluations, GCancellable *cancellable)
{
  for (guint i = 0; i < material->graphs->len; i++)
    {
      if (g_cancellable_is_cancelled (cancellable))
        return FALSE;
      bs_evaluate (fsm, bs_training_material_get_graphs (material) + i, 1, material->all_types,
                   costs, &evaluations[i]);
    }

  return TRUE;
}

static int
compare_states (gconstpointer a, gconstpointer b)
{
  const BsTrainingState *left = a, *right = b;

  if (left->n_ready != right->n_ready)
    return left->n_ready < right->n_ready ? -1 : 1;
  if (left->action != right->action)
    return left->action < right->action ? -1 : 1;
  if (left->visits != right->visits)
    return left->visits > right->visits ? -1 : 1;
  return left->state < right->state ? -1 : left->state > right->state;
}

static void
fill_state (const BsFsm *fsm, guint32 state, BsTrainingState *out)
{
  guint length, n_actions, best;
  const BsFsmAction *actions = bs_fsm_get_actions (fsm, state, &n_actions);

  bs_state_table_get (fsm->states, state, &length);
  *out = (BsTrainingState){ .state = state,
                            .n_ready = bs_state_n_ready (fsm->states->encoding, length) };
  best = bs_fsm_best_action (fsm, state, NULL);
  out->action = actions[best].type;
  out->q = actions[best].q;
  out->own_visits = actions[best].visits;
  for (guint i = 0; i < n_actions; i++)
    out->visits += actions[i].visits;
}

/* Keys of schedules are in the ids of the run, those of the table in its own. */
static guint32
find_state (const BsFsm *fsm, const guint16 *ids, guint n_ids, const guint16 *key, guint length,
            guint16 *own)
{
  guint n_types = bs_state_n_types (fsm->states->encoding, length);

  for (guint i = 0; i < length; i++)
    {
      if (i < n_types && (key[i] >= n_ids || ids[key[i]] == G_MAXUINT16))
        return G_MAXUINT32;
      own[i] = i < n_types ? ids[key[i]] : key[i];
    }

  return bs_state_table_lookup (fsm->states, own, length);
}

static gboolean
find_reached (BsTrainingField *self, const BsTrainingMaterial *material, guint32 *place,
              GCancellable *cancellable)
{
  g_autoptr (BsPolicy) policy = bs_policy_new_fsm (self->fsm);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, self->fsm->states->encoding, TRUE);
  const BsTypeTable *types = material->all_types;
  g_autofree guint16 *ids = g_new (guint16, types->n_types + 1);
  g_autofree guint16 *own = g_new (guint16, 2 * (gsize) types->n_types + 2);

  bs_scheduler_leave_out_ratios (scheduler);
  for (guint i = 0; i < types->n_types; i++)
    {
      int id = bs_type_table_lookup (self->fsm->types, types->types[i].name);

      ids[i] = id >= 0 ? (guint16) id : G_MAXUINT16;
    }
  for (guint g = 0; g < material->n_training; g++)
    {
      g_autoptr (BsSchedule) schedule = NULL;

      if (g_cancellable_is_cancelled (cancellable))
        return FALSE;
      schedule = bs_scheduler_run (scheduler, material->graphs->pdata[g], types);
      for (guint32 i = 0; schedule->states != NULL && i < schedule->n_decisions; i++)
        {
          guint length;
          const guint16 *key = bs_state_table_get (schedule->states, schedule->decisions[i].state,
                                                   &length);
          guint32 state = find_state (self->fsm, ids, types->n_types, key, length, own);

          if (state >= self->n_states)
            continue;
          self->n_reached += !self->states[place[state]].reached;
          self->states[place[state]].reached = TRUE;
          self->states[place[state]].n_reached++;
        }
    }

  return TRUE;
}

BsTrainingField *
bs_training_field_new (const BsTrainingMaterial *material, BsFsm *fsm, GCancellable *cancellable)
{
  g_autoptr (BsTrainingField) self = g_new0 (BsTrainingField, 1);
  g_autofree guint32 *place = g_new (guint32, fsm->states->n_states + 1);

  self->refs = 1;
  self->fsm = bs_fsm_ref (fsm);
  self->n_states = fsm->states->n_states;
  self->states = g_new0 (BsTrainingState, self->n_states + 1);
  self->n_actions = fsm->actions->len;
  for (guint32 i = 0; i < self->n_states; i++)
    fill_state (fsm, i, &self->states[i]);
  qsort (self->states, self->n_states, sizeof (BsTrainingState), compare_states);
  for (guint32 i = 0; i < self->n_states; i++)
    place[self->states[i].state] = i;

  return find_reached (self, material, place, cancellable) ? g_steal_pointer (&self) : NULL;
}

BsTrainingField *
bs_training_field_ref (BsTrainingField *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
bs_training_field_unref (BsTrainingField *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  bs_fsm_unref (self->fsm);
  g_free (self->states);
  g_free (self);
}

char *
bs_training_field_describe (const BsTrainingField *self, guint32 state)
{
  guint length;
  const guint16 *key = bs_state_table_get (self->fsm->states, state, &length);

  return bs_state_to_string (self->fsm->states->encoding, key, length, self->fsm->types);
}

BsTable *
bs_training_field_tabulate (const BsTrainingField *self)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "state", BS_COLUMN_TEXT);
  bs_table_add_column (table, "ready", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "action", BS_COLUMN_TEXT);
  bs_table_add_column (table, "q", BS_COLUMN_REAL);
  bs_table_add_column (table, "visits", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "action_visits", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "reached", BS_COLUMN_INTEGER);
  for (guint32 i = 0; i < self->n_states; i++)
    {
      const BsTrainingState *state = &self->states[i];
      g_autofree char *text = bs_training_field_describe (self, state->state);

      bs_table_add_text (table, text);
      bs_table_add_integer (table, state->n_ready);
      bs_table_add_text (table, self->fsm->types->types[state->action].name);
      bs_table_add_real (table, state->q);
      bs_table_add_integer (table, (gint64) state->visits);
      bs_table_add_integer (table, (gint64) state->own_visits);
      bs_table_add_integer (table, state->n_reached);
    }

  return table;
}

BsTable *
bs_training_field_tabulate_edit (const BsTrainingField *self, BsPolicyEdit *edit)
{
  BsTable *table = bs_table_new ();
  const BsType *types = self->fsm->types->types;

  bs_table_add_column (table, "state", BS_COLUMN_TEXT);
  bs_table_add_column (table, "ready", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "action", BS_COLUMN_TEXT);
  bs_table_add_column (table, "learned", BS_COLUMN_TEXT);
  bs_table_add_column (table, "changed", BS_COLUMN_BOOLEAN);
  bs_table_add_column (table, "q", BS_COLUMN_REAL);
  bs_table_add_column (table, "visits", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "reached", BS_COLUMN_INTEGER);
  for (guint32 i = 0; i < self->n_states; i++)
    {
      const BsTrainingState *state = &self->states[i];
      g_autofree char *text = bs_training_field_describe (self, state->state);

      bs_table_add_text (table, text);
      bs_table_add_integer (table, state->n_ready);
      bs_table_add_text (table, types[state->action].name);
      bs_table_add_text (table, types[bs_policy_edit_get_learned (edit, state->state)].name);
      bs_table_add_boolean (table, bs_policy_edit_is_changed (edit, state->state));
      bs_table_add_real (table, state->q);
      bs_table_add_integer (table, (gint64) state->visits);
      bs_table_add_integer (table, state->n_reached);
    }

  return table;
}

BsTable *
bs_training_tabulate_edit (const BsTrainingMaterial *material, const BsEvaluation *before,
                           const BsEvaluation *after)
{
  static const char *const counts[] = { "mini_batch", "lower_bound", "before", "after",
                                        "better_by" };
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "set", BS_COLUMN_TEXT);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    bs_table_add_column (table, counts[i], BS_COLUMN_INTEGER);
  for (guint i = 0; i < material->graphs->len; i++)
    {
      bs_table_add_text (table, i < material->n_training ? "training" : "held_out");
      bs_table_add_integer (table, material->numbers[i]);
      bs_table_add_integer (table, before[i].lower_bound);
      bs_table_add_integer (table, before[i].batches);
      bs_table_add_integer (table, after[i].batches);
      bs_table_add_integer (table, (gint64) before[i].batches - after[i].batches);
    }

  return table;
}

BsTable *
bs_training_tabulate_checks (const BsTrainingMaterial *material, gboolean in_time,
                             const BsTrainingYardstick *yardsticks, const BsEvaluation *evaluations)
{
  static const char *const counts[] = { "lower_bound", "agenda", "sufficient", "beam" };
  static const char *const times[] = { "bound_ns", "agenda_ns", "sufficient_ns", "beam_ns" };
  BsColumnKind kind = in_time ? BS_COLUMN_DURATION : BS_COLUMN_INTEGER;
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "set", BS_COLUMN_TEXT);
  bs_table_add_column (table, "mini_batch", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "nodes", BS_COLUMN_INTEGER);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    bs_table_add_column (table, in_time ? times[i] : counts[i], kind);
  if (in_time)
    bs_table_add_column (table, "predicted_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "batches", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "asked", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "known", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "coverage", BS_COLUMN_REAL);
  bs_table_add_column (table, "ratio", BS_COLUMN_REAL);
  bs_table_add_column (table, in_time ? "better_by_ns" : "better_by", kind);
  for (guint i = 0; i < material->graphs->len; i++)
    {
      const BsGraph *graph = material->graphs->pdata[i];
      const BsTrainingYardstick *yardstick = &yardsticks[i];
      const BsEvaluation *evaluation = &evaluations[i];

      bs_table_add_text (table, i < material->n_training ? "training" : "held_out");
      bs_table_add_integer (table, material->numbers[i]);
      bs_table_add_integer (table, graph->n_nodes);
      bs_table_add_integer (table, (gint64) yardstick->lower_bound);
      bs_table_add_integer (table, (gint64) yardstick->agenda);
      bs_table_add_integer (table, (gint64) yardstick->sufficient);
      bs_table_add_natural (table, yardstick->beam > 0 ? (gint64) yardstick->beam : -1);
      if (in_time)
        bs_table_add_integer (table, (gint64) evaluation->cost);
      bs_table_add_integer (table, evaluation->batches);
      bs_table_add_integer (table, evaluation->n_decisions);
      bs_table_add_integer (table, evaluation->n_known);
      if (evaluation->n_decisions > 0)
        bs_table_add_real (table,
                           round (1e4 * evaluation->n_known / evaluation->n_decisions) / 1e4);
      else
        bs_table_add_missing (table);
      bs_table_add_real (
          table,
          round (1e4 * (double) evaluation->cost / (double) MAX (yardstick->lower_bound, 1)) / 1e4);
      bs_table_add_integer (table, (gint64) (yardstick->sufficient - evaluation->cost));
    }

  return table;
}
