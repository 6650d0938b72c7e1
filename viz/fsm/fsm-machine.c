/* SPDX-License-Identifier: Apache-2.0 */
/* The machine behind the pictures of it. */
#include "config.h"

#include "viz/fsm/fsm-machine.h"

#include <math.h>
#include <string.h>

#include "viz/text.h"

#define MAX_CHIPS 6

static guint
count_digits (guint32 number)
{
  guint n = 1;

  for (; number >= 10; number /= 10)
    n++;

  return n;
}

guint
bs_fsm_machine_get_chips (const BsFsmMachine *self, guint32 box, const guint16 **types,
                          guint *hidden)
{
  const BsStateTable *table = self->trace->states;
  guint length = 0, n;

  *types = bs_state_table_get (table, self->model->states[box], &length);
  n = bs_state_n_ready (table->encoding, length);
  *hidden = n > MAX_CHIPS ? n - (MAX_CHIPS - 1) : 0;

  return n - *hidden;
}

guint
bs_fsm_machine_get_marks (const BsFsmMachine *self, guint32 box, guint chip)
{
  const BsStateTable *table = self->trace->states;
  guint length = 0;
  const guint16 *key = bs_state_table_get (table, self->model->states[box], &length);

  return bs_state_get_marks (table->encoding, key, length, chip);
}

gboolean
bs_fsm_machine_has_marks (const BsFsmMachine *self)
{
  return self->trace->states->encoding == BS_ENCODING_MARKED
         || self->trace->states->encoding == BS_ENCODING_MAX;
}

static double
box_width (const BsFsmMachine *self, guint32 box)
{
  const guint16 *types;
  guint hidden, n;

  if (box >= self->model->n_states)
    return BS_FSM_END_SIZE;
  n = bs_fsm_machine_get_chips (self, box, &types, &hidden);

  return 9.0 + n * (BS_FSM_CHIP + BS_FSM_CHIP_GAP)
         + (hidden > 0 ? 12.0 + BS_FSM_DIGIT * count_digits (hidden) : 0.0) + 6.0
         + BS_FSM_DIGIT * count_digits (self->model->visits[box]) + 10.0;
}

const char *
bs_fsm_real_to_text (double value, char buffer[40])
{
  char digits[32];

  if (isnan (value))
    return strcpy (buffer, "–");
  g_snprintf (digits, sizeof digits, "%.2f", fabs (value));
  g_snprintf (buffer, 40, "%s%s", value < 0.0 && strpbrk (digits, "123456789") != NULL ? "−" : "",
              digits);

  return buffer;
}

const char *
bs_fsm_machine_label (const BsFsmMachine *self, guint32 edge, guint type, BsFsmLabels labels,
                      char buffer[40])
{
  if (labels == BS_FSM_LABEL_Q)
    return bs_fsm_real_to_text (self->facts[edge][type].q, buffer);
  if (labels == BS_FSM_LABEL_RHO)
    return bs_fsm_real_to_text (self->facts[edge][type].rho, buffer);

  return bs_text_number (buffer, self->model->edges[edge].types[type].count);
}

double
bs_fsm_machine_label_room (const char *text)
{
  return BS_FSM_DIGIT * (double) g_utf8_strlen (text, -1);
}

double
bs_fsm_machine_label_width (const BsFsmMachine *self, guint32 edge, BsFsmLabels labels)
{
  double width = -BS_FSM_LABEL_DISC - 2.0;
  char buffer[40];

  for (guint i = 0; i < self->model->edges[edge].n_types; i++)
    width += BS_FSM_LABEL_DISC + 9.0
             + bs_fsm_machine_label_room (bs_fsm_machine_label (self, edge, i, labels, buffer));

  return width;
}

/* Edges of boxes, busiest first: those that leave, or those that arrive. */
static void
index_edges (const BsFsmMachine *self, gboolean arriving, guint32 **start, guint32 **list)
{
  const BsFsmModel *model = self->model;
  g_autofree guint32 *fill = NULL;

  *start = g_new0 (guint32, model->n_boxes + 2);
  *list = g_new (guint32, model->n_edges + 1);
  for (guint32 e = 0; e < model->n_edges; e++)
    (*start)[(arriving ? model->edges[e].to : model->edges[e].from) + 1]++;
  for (guint32 i = 0; i < model->n_boxes; i++)
    (*start)[i + 1] += (*start)[i];
  fill = g_memdup2 (*start, sizeof (guint32) * (model->n_boxes + 1));
  for (guint32 k = 0; k < model->n_edges; k++)
    {
      const BsFsmEdge *edge = &model->edges[model->by_count[k]];

      (*list)[fill[arriving ? edge->to : edge->from]++] = model->by_count[k];
    }
}

static void
collect_facts (BsFsmMachine *self)
{
  const BsFsmModel *model = self->model;
  g_autofree guint32 *n = g_new0 (guint32, BS_FSM_MAX_EDGE_TYPES * (gsize) model->n_edges + 1);

  self->facts = g_malloc0_n (model->n_edges + 1, sizeof *self->facts);
  for (guint32 d = 1; d <= self->trace->n_decisions; d++)
    {
      const BsFsmEdge *edge = &model->edges[model->edge_of[d - 1]];
      const BsCandidate *chosen = bs_trace_chosen (self->trace, d);
      double rho = chosen != NULL ? bs_candidate_rho (chosen) : NAN;

      for (guint k = 0; k < edge->n_types && !isnan (rho); k++)
        if (edge->types[k].type == bs_trace_decision (self->trace, d)->type)
          {
            gsize e = model->edge_of[d - 1];

            self->facts[e][k].rho += rho;
            n[BS_FSM_MAX_EDGE_TYPES * e + k]++;
          }
    }
  for (gsize e = 0; e < model->n_edges; e++)
    for (guint k = 0; k < model->edges[e].n_types; k++)
      {
        guint32 count = n[BS_FSM_MAX_EDGE_TYPES * e + k];

        self->facts[e][k].rho = count > 0 ? self->facts[e][k].rho / count : NAN;
        self->facts[e][k].q = bs_fsm_model_get_q (model, model->edges[e].from,
                                                  model->edges[e].types[k].type);
      }
}

static void
collect_actions (BsFsmMachine *self)
{
  const BsTrace *trace = self->trace;
  const BsFsmModel *model = self->model;
  const BsStateTable *table = trace->states;
  guint32 n = 0;

  self->action_start = g_new0 (guint32, model->n_states + 2);
  for (guint32 i = 0; i < model->n_states; i++)
    {
      guint length;

      bs_state_table_get (table, model->states[i], &length);
      n += bs_state_n_ready (table->encoding, length);
      self->action_start[i + 1] = n;
    }
  self->actions = g_new0 (BsFsmActionFacts, n + 1);
  for (guint32 i = 0; i < model->n_states; i++)
    {
      guint length;
      const guint16 *key = bs_state_table_get (table, model->states[i], &length);
      guint32 own = bs_trace_policy_state (trace, model->states[i]);
      guint n_known = 0;
      const BsFsmAction *known = own == G_MAXUINT32
                                     ? NULL
                                     : bs_fsm_get_actions (trace->fsm, own, &n_known);

      for (guint32 k = self->action_start[i]; k < self->action_start[i + 1]; k++)
        {
          BsFsmActionFacts *action = &self->actions[k];

          *action = (BsFsmActionFacts){
            .type = key[k - self->action_start[i]], .q = NAN, .least_rho = NAN, .most_rho = NAN
          };
          for (guint a = 0; a < n_known; a++)
            if (g_str_equal (trace->fsm->types->types[known[a].type].name,
                             trace->types->types[action->type].name))
              {
                action->q = known[a].q;
                action->trained = known[a].visits;
              }
        }
    }
  for (guint32 d = 1; d <= trace->n_decisions; d++)
    {
      guint32 box = model->box_of[bs_trace_decision (trace, d)->state];
      const BsCandidate *chosen = bs_trace_chosen (trace, d);
      double rho = chosen != NULL ? bs_candidate_rho (chosen) : NAN;

      for (guint32 k = self->action_start[box]; k < self->action_start[box + 1]; k++)
        if (self->actions[k].type == bs_trace_decision (trace, d)->type)
          {
            self->actions[k].taken++;
            self->actions[k].least_rho = fmin (self->actions[k].least_rho, rho);
            self->actions[k].most_rho = fmax (self->actions[k].most_rho, rho);
            break;
          }
    }
}

BsFsmMachine *
bs_fsm_machine_new (BsTrace *trace)
{
  BsFsmMachine *self = g_new0 (BsFsmMachine, 1);

  self->trace = bs_trace_ref (trace);
  self->model = bs_fsm_model_new (trace);
  self->widths = g_new0 (double, self->model->n_boxes + 1);
  for (guint32 i = 0; i < self->model->n_boxes; i++)
    self->widths[i] = box_width (self, i);
  index_edges (self, FALSE, &self->out_start, &self->out);
  index_edges (self, TRUE, &self->in_start, &self->in);
  collect_facts (self);
  collect_actions (self);

  return self;
}

void
bs_fsm_machine_free (BsFsmMachine *self)
{
  g_free (self->widths);
  g_free (self->out_start);
  g_free (self->out);
  g_free (self->in_start);
  g_free (self->in);
  g_free (self->facts);
  g_free (self->action_start);
  g_free (self->actions);
  bs_fsm_model_free (self->model);
  bs_trace_unref (self->trace);
  g_free (self);
}

guint32
bs_fsm_machine_box (const BsFsmMachine *self, guint32 state)
{
  return state < self->trace->states->n_states ? self->model->box_of[state] : BS_FSM_NONE;
}

guint
bs_fsm_machine_untaken (const BsFsmMachine *self, guint32 box, guint16 types[2], double q[2])
{
  guint n = 0;

  if (box >= self->model->n_states)
    return 0;
  for (guint32 k = self->action_start[box]; k < self->action_start[box + 1]; k++)
    {
      const BsFsmActionFacts *action = &self->actions[k];
      guint place = 0;

      if (isnan (action->q) || action->taken > 0)
        continue;
      while (place < MIN (n, 2) && q[place] >= action->q)
        place++;
      if (place == 0 && n > 0)
        {
          types[1] = types[0];
          q[1] = q[0];
        }
      if (place < 2)
        {
          types[place] = (guint16) action->type;
          q[place] = action->q;
        }
      n++;
    }

  return n;
}
