/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a trace that are about its policy: what it says, how it was learned, what the run
 * made of it. */
#include "config.h"

#include "profiles/tables/tables.h"

#include "profiles/trace/fsm-model.h"

BsTable *
bs_tables_policy (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();
  const BsFsm *fsm = trace->fsm;

  bs_table_add_column (table, "state", BS_COLUMN_TEXT);
  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "q", BS_COLUMN_REAL);
  bs_table_add_column (table, "visits", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "best", BS_COLUMN_BOOLEAN);

  for (guint32 state = 0; fsm != NULL && state < fsm->states->n_states; state++)
    {
      guint length, n_actions, best = bs_fsm_best_action (fsm, state, NULL);
      const guint16 *key = bs_state_table_get (fsm->states, state, &length);
      const BsFsmAction *actions = bs_fsm_get_actions (fsm, state, &n_actions);
      g_autofree char *text = bs_state_to_string (fsm->states->encoding, key, length, fsm->types);

      for (guint i = 0; i < n_actions; i++)
        {
          bs_table_add_text (table, text);
          bs_table_add_text (table, fsm->types->types[actions[i].type].name);
          bs_table_add_real (table, actions[i].q);
          bs_table_add_integer (table, (gint64) MIN (actions[i].visits, G_MAXINT64));
          bs_table_add_boolean (table, i == best);
        }
    }

  return table;
}

BsTable *
bs_tables_policy_types (const BsTrace *trace)
{
  static const char *const priorities[BS_N_MARKS] = { "plain", "lowers_bound", "leads",
                                                      "lowers_bound_leads" };
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "letter", BS_COLUMN_TEXT);
  bs_table_add_column (table, "shape", BS_COLUMN_TEXT);
  bs_table_add_column (table, "component", BS_COLUMN_INTEGER);
  for (guint i = 0; i < BS_N_MARKS; i++)
    bs_table_add_column (table, priorities[i], BS_COLUMN_REAL);

  for (guint i = 0; trace->fsm != NULL && i < trace->fsm->types->n_types; i++)
    {
      const BsType *type = &trace->fsm->types->types[i];
      const BsFsmType *facts = bs_fsm_peek_type (trace->fsm, i);

      bs_table_add_text (table, type->name);
      bs_table_add_text (table, type->letter);
      bs_table_add_text (table, bs_shape_to_string (type->shape));
      bs_table_add_integer (table, facts->component);
      for (guint k = 0; k < BS_N_MARKS; k++)
        bs_table_add_real (table, facts->priority[k]);
    }

  return table;
}

BsTable *
bs_tables_training (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "episode", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "batches", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "best", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "states", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "epsilon", BS_COLUMN_REAL);

  for (guint i = 0; i < trace->history->len; i++)
    {
      const BsTrainingPoint *point = &g_array_index (trace->history, BsTrainingPoint, i);

      bs_table_add_integer (table, point->episode);
      bs_table_add_integer (table, point->batches);
      bs_table_add_integer (table, point->best);
      bs_table_add_integer (table, point->states);
      bs_table_add_real (table, point->epsilon);
    }

  return table;
}

BsTable *
bs_tables_transitions (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();
  g_autoptr (BsFsmModel) model = bs_fsm_model_new (trace);

  bs_table_add_column (table, "state", BS_COLUMN_TEXT);
  bs_table_add_column (table, "next", BS_COLUMN_TEXT);
  bs_table_add_column (table, "count", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "type_count", BS_COLUMN_INTEGER);

  for (guint32 i = 0; i < model->n_edges; i++)
    {
      const BsFsmEdge *edge = &model->edges[i];
      g_autofree char *from = bs_fsm_model_state_text (model, edge->from);
      g_autofree char *to = bs_fsm_model_state_text (model, edge->to);

      bs_table_add_text (table, from);
      bs_table_add_text (table, to);
      bs_table_add_integer (table, edge->count);
      bs_table_add_text (table, trace->types->types[edge->types[0].type].name);
      bs_table_add_integer (table, edge->types[0].count);
    }

  return table;
}
