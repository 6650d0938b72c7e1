/* SPDX-License-Identifier: Apache-2.0 */
/* The table twin of the picture of a machine. */
#include "config.h"

#include "viz/fsm/fsm-table.h"

#include <math.h>

#include "viz/fsm/fsm-machine.h"

#define MAX_NEXT 3

static void
add_columns (BsTable *table)
{
  static const struct
  {
    const char *name;
    BsColumnKind kind;
  } columns[] = { { "state", BS_COLUMN_TEXT },
                  { "letters", BS_COLUMN_TEXT },
                  { "visits", BS_COLUMN_INTEGER },
                  { "first_visit", BS_COLUMN_INTEGER },
                  { "action", BS_COLUMN_TEXT },
                  { "taken", BS_COLUMN_INTEGER },
                  { "q", BS_COLUMN_REAL },
                  { "trained", BS_COLUMN_INTEGER },
                  { "least_rho", BS_COLUMN_REAL },
                  { "most_rho", BS_COLUMN_REAL },
                  { "n_next_states", BS_COLUMN_INTEGER },
                  { "next_states", BS_COLUMN_TEXT } };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    bs_table_add_column (table, columns[i].name, columns[i].kind);
}

static void
add_real (BsTable *table, double value)
{
  if (isnan (value))
    bs_table_add_missing (table);
  else
    bs_table_add_real (table, value);
}

static void
add_letters (const BsFsmMachine *machine, guint32 box, BsTable *table)
{
  g_autoptr (GString) letters = g_string_new (NULL);

  for (guint32 k = machine->action_start[box]; k < machine->action_start[box + 1]; k++)
    g_string_append_printf (letters, "%s%s", letters->len > 0 ? " " : "",
                            machine->trace->types->types[machine->actions[k].type].letter);
  bs_table_add_text (table, letters->str);
}

static void
add_action (const BsFsmMachine *machine, guint32 box, BsTable *table)
{
  guint32 favourite = machine->model->favourite[box];

  bs_table_add_text (table, machine->trace->types->types[favourite].name);
  for (guint32 k = machine->action_start[box]; k < machine->action_start[box + 1]; k++)
    if (machine->actions[k].type == favourite)
      {
        const BsFsmActionFacts *action = &machine->actions[k];

        bs_table_add_integer (table, action->taken);
        add_real (table, action->q);
        bs_table_add_natural (table, isnan (action->q) ? -1 : (gint64) action->trained);
        add_real (table, action->least_rho);
        add_real (table, action->most_rho);
        return;
      }
  for (guint i = 0; i < 5; i++)
    bs_table_add_missing (table);
}

static void
add_next (const BsFsmMachine *machine, guint32 box, BsTable *table)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint32 first = machine->out_start[box], end = machine->out_start[box + 1];

  for (guint32 k = first; k < MIN (end, first + MAX_NEXT); k++)
    {
      const BsFsmEdge *edge = &machine->model->edges[machine->out[k]];
      g_autofree char *state = bs_fsm_model_state_text (machine->model, edge->to);

      g_string_append_printf (text, "%s%s (%u)", k > first ? ", " : "",
                              state != NULL ? state : "end", edge->count);
    }
  bs_table_add_integer (table, end - first);
  bs_table_add_text (table, text->str);
}

BsTable *
bs_fsm_table_new (BsTrace *trace)
{
  g_autoptr (BsFsmMachine) machine = bs_fsm_machine_new (trace);
  BsTable *table = bs_table_new ();

  add_columns (table);
  for (guint32 i = 0; i < machine->model->n_states; i++)
    {
      g_autofree char *state = bs_fsm_model_state_text (machine->model, i);

      bs_table_add_text (table, state);
      add_letters (machine, i, table);
      bs_table_add_integer (table, machine->model->visits[i]);
      bs_table_add_integer (table, machine->model->visit[machine->model->visit_start[i]]);
      add_action (machine, i, table);
      add_next (machine, i, table);
    }

  return table;
}
