/* SPDX-License-Identifier: Apache-2.0 */
/* The sections of a report about memory, the policy and the frontier. */
#include "config.h"

#include "profiles/report/report-private.h"

#include <glib/gi18n-lib.h>

#include <math.h>

#include "profiles/report/duration.h"
#include "profiles/trace/fsm-model.h"
#include "profiles/tables/tables.h"

#define MAX_DRAWN_STATES 24 /* in a picture; more are no picture */
#define MAX_POINTS 240      /* of a line */

static void
add_move_columns (BsDocument *document)
{
  bs_document_add_column (document, "gathers", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("gathers"));
  bs_document_add_column (document, "gather_bytes", BS_COLUMN_INTEGER, BS_SHOW_BYTES,
                          _ ("gathered"));
  bs_document_add_column (document, "scatters", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("scatters"));
  bs_document_add_column (document, "scatter_bytes", BS_COLUMN_INTEGER, BS_SHOW_BYTES,
                          _ ("scattered"));
}

static void
add_moves (BsTable *table, const char *where, const char *plan, const BsMoves *moves)
{
  bs_table_add_text (table, where);
  bs_table_add_text (table, plan);
  bs_table_add_integer (table, (gint64) moves->gathers);
  bs_table_add_integer (table, (gint64) moves->gather_bytes);
  bs_table_add_integer (table, (gint64) moves->scatters);
  bs_table_add_integer (table, (gint64) moves->scatter_bytes);
}

static void
add_memory_table (BsReport *self)
{
  const BsMemoryTotals *totals = &self->memory;
  const char *planner = self->planned ? bs_planner_to_string (totals->planner) : "";
  gboolean better = self->planned && totals->planner != BS_PLANNER_CREATION;
  BsTable *table = bs_document_add_table (self->document, _ ("Copies, before and after planning"));

  bs_document_add_column (self->document, "scope", BS_COLUMN_TEXT, BS_SHOW_PLAIN, _ ("where"));
  bs_document_add_column (self->document, "plan", BS_COLUMN_TEXT, BS_SHOW_PLAIN, _ ("plan"));
  add_move_columns (self->document);
  if (totals->n_planned > 0)
    {
      add_moves (table, _ ("between cells"), _ ("before: creation"), &totals->creation);
      if (better)
        add_moves (table, _ ("between cells"), planner, &totals->planned);
      add_moves (table, _ ("between cells"), _ ("bound"), &totals->bound);
    }
  if (totals->has_cells)
    {
      add_moves (table, _ ("inside cells"), _ ("before: creation"), &totals->inside_creation);
      if (better)
        add_moves (table, _ ("inside cells"), planner, &totals->inside_planned);
    }
  if (totals->n_executed > 0)
    add_moves (table, _ ("executed"), planner, &totals->executed);
}

static void
add_type_moves (BsReport *self)
{
  guint n_types = self->trace->types->n_types, n_moving = 0, n;
  g_autofree BsTypeMoves *moves = bs_type_moves_new (self->trace);
  g_autofree double *bytes = g_new0 (double, n_types + 1);
  g_autofree guint32 *order = NULL;
  BsTable *table;

  for (guint type = 0; type < n_types; type++)
    {
      const BsMoves *own = &moves[type].moves;

      n_moving += own->gathers > 0 || own->scatters > 0;
      bytes[type] = own->gathers > 0 || own->scatters > 0
                        ? 1.0 + (double) own->gather_bytes + (double) own->scatter_bytes
                        : 0.0;
    }
  if (n_moving == 0)
    return;

  n = MIN (n_moving, self->top);
  order = bs_report_order (bytes, n_types);
  table = bs_document_add_table (self->document, _ ("Copies by type"));
  bs_document_add_column (self->document, "type", BS_COLUMN_INTEGER, BS_SHOW_TYPE, _ ("type"));
  add_move_columns (self->document);
  bs_document_add_column (self->document, "ns", BS_COLUMN_DURATION, BS_SHOW_PLAIN, _ ("time"));
  for (guint i = 0; i < n; i++)
    {
      const BsMoves *own = &moves[order[i]].moves;

      bs_table_add_integer (table, order[i]);
      bs_table_add_integer (table, (gint64) own->gathers);
      bs_table_add_integer (table, (gint64) own->gather_bytes);
      bs_table_add_integer (table, (gint64) own->scatters);
      bs_table_add_integer (table, (gint64) own->scatter_bytes);
      bs_table_add_integer (table, moves[order[i]].ns);
    }
  bs_report_say_top (self, n, n_moving, _ ("Types that copy, most bytes first"));
}

/* Each cell as it is planned, beside the plan that it would have without planning. */
static void
add_cells (BsReport *self)
{
  const BsTrace *trace = self->trace;
  guint n = MIN (trace->n_cells, self->top);
  BsTable *table;

  if (n == 0 || !self->planned)
    return;

  table = bs_document_add_table (self->document, _ ("Cells: copies of a call, before and after"));
  bs_document_add_column (self->document, "cell", BS_COLUMN_TEXT, BS_SHOW_PLAIN, _ ("cell"));
  bs_document_add_column (self->document, "before", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("before"));
  bs_document_add_column (self->document, "before_bytes", BS_COLUMN_INTEGER, BS_SHOW_BYTES,
                          _ ("bytes"));
  bs_document_add_column (self->document, "after", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("after"));
  bs_document_add_column (self->document, "after_bytes", BS_COLUMN_INTEGER, BS_SHOW_BYTES,
                          _ ("bytes"));
  bs_document_add_column (self->document, "layout", BS_COLUMN_INTEGER, BS_SHOW_BYTES, _ ("layout"));
  bs_document_add_column (self->document, "peak", BS_COLUMN_INTEGER, BS_SHOW_BYTES, _ ("peak"));
  for (guint cell = 0; cell < n; cell++)
    {
      const BsCellPlan *before = bs_trace_get_plan (trace, cell, BS_PLANNER_CREATION);
      const BsCellPlan *after = bs_trace_get_plan (trace, cell, self->memory.planner);

      bs_table_add_text (table, trace->cells[cell]);
      bs_table_add_natural (table,
                            before != NULL ? (gint64) before->n_gathers + before->n_scatters : -1);
      bs_table_add_natural (
          table, before != NULL ? (gint64) (before->gather_bytes + before->scatter_bytes) : -1);
      bs_table_add_natural (table,
                            after != NULL ? (gint64) after->n_gathers + after->n_scatters : -1);
      bs_table_add_natural (
          table, after != NULL ? (gint64) (after->gather_bytes + after->scatter_bytes) : -1);
      bs_table_add_natural (table, after != NULL ? (gint64) after->total_bytes : -1);
      bs_table_add_natural (table, after != NULL ? (gint64) after->peak_bytes : -1);
    }
  bs_report_say_top (self, n, trace->n_cells, _ ("Cells"));
}

void
bs_report_add_memory (BsReport *self)
{
  const BsMemoryTotals *totals = &self->memory;
  g_autofree char *room = bs_memory_room_text (totals);

  bs_document_add_section (self->document, 1, "memory", _ ("Memory"));
  if (totals->n_planned == 0 && !totals->has_cells && totals->n_executed == 0)
    {
      bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH,
                            _ ("The run planned no memory, and moved nothing."));
      return;
    }

  add_memory_table (self);
  if (room != NULL)
    bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH, "%s.", room);
  bs_document_add_text (
      self->document, BS_BLOCK_NOTE,
      _ ("Creation: values lie in the order in which they are made. Bound: no "
         "order of values copies less. What was executed is told by the events."));
  add_cells (self);
  add_type_moves (self);
}

/* The states that the run was in most often. */
static void
add_states (BsReport *self, const BsFsmModel *machine)
{
  BsDocument *document = self->document;
  guint n = MIN (machine->n_states, self->top);
  g_autofree double *visits = g_new0 (double, machine->n_states + 1);
  g_autofree guint32 *order = NULL;
  const char *legend = bs_trace_state_legend (self->trace);
  BsTable *table = bs_document_add_table (document, _ ("The states that were visited most"));

  for (guint32 i = 0; i < machine->n_states; i++)
    visits[i] = machine->visits[i];
  order = bs_report_order (visits, machine->n_states);

  bs_document_add_column (document, "visits", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("visits"));
  bs_document_add_column (document, "share", BS_COLUMN_REAL, BS_SHOW_SHARE, _ ("share"));
  bs_document_add_column (document, "action", BS_COLUMN_INTEGER, BS_SHOW_TYPE, _ ("action"));
  bs_document_add_column (document, "q", BS_COLUMN_REAL, BS_SHOW_THOUSANDTHS, _ ("Q"));
  bs_document_add_column (document, "state", BS_COLUMN_TEXT, BS_SHOW_CODE, _ ("state"));
  for (guint i = 0; i < n; i++)
    {
      guint32 box = order[i];
      g_autofree char *state = bs_fsm_model_state_text (machine, box);

      bs_table_add_integer (table, machine->visits[box]);
      bs_table_add_real (table, bs_report_share (machine->visits[box], self->trace->n_decisions));
      bs_table_add_integer (table, machine->favourite[box]);
      bs_table_add_real (table, bs_fsm_model_get_q (machine, box, machine->favourite[box]));
      bs_table_add_text (table, state);
    }
  bs_report_say_top (self, n, machine->n_states, _ ("States, most visited first"));
  if (legend != NULL)
    bs_document_add_text (document, BS_BLOCK_NOTE, _ ("In a state: %s."), legend);
}

static void
add_training (BsReport *self)
{
  const GArray *history = self->trace->history;
  guint step = MAX ((history->len + MAX_POINTS - 1) / MAX_POINTS, 1);
  const BsTrainingPoint *first, *last, *reached;
  g_autofree char *text = NULL, *episodes = NULL, *before = NULL, *best = NULL, *when = NULL;
  BsChart *chart;

  if (history->len < 2)
    return;

  first = reached = &g_array_index (history, BsTrainingPoint, 0);
  last = &g_array_index (history, BsTrainingPoint, history->len - 1);
  for (guint i = 0; i < history->len && reached->best > last->best; i++)
    reached = &g_array_index (history, BsTrainingPoint, i);
  episodes = bs_count_to_string (last->episode);
  before = bs_count_to_string (first->batches);
  best = bs_count_to_string (last->best);
  when = bs_count_to_string (reached->episode);
  text = g_strdup_printf (_ ("Learning began with %s batches on its graphs and came to %s, first "
                             "after %s of %s episodes."),
                          before, best, when, episodes);
  bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH, "%s", text);
  chart = bs_document_add_chart (self->document, BS_CHART_LINES,
                                 _ ("Training: batches of the policy after so many episodes"),
                                 text);
  chart->x_title = g_strdup (_ ("episodes"));
  bs_chart_add_series (chart, _ ("greedy schedule"));
  bs_chart_add_series (chart, _ ("best so far"));
  for (guint i = 0; i < history->len; i += step)
    {
      const BsTrainingPoint *point = i + step < history->len
                                         ? &g_array_index (history, BsTrainingPoint, i)
                                         : last;

      bs_chart_add_row (chart, NULL, BS_NO_TYPE, point->episode);
      bs_chart_add_value (chart, point->batches);
      bs_chart_add_value (chart, point->best);
    }
}

static void
add_policy_facts (BsReport *self, const BsFsmModel *machine)
{
  const BsTrace *trace = self->trace;
  const char *policy = bs_trace_get_info (trace, "policy");
  BsTable *facts = bs_document_add_facts (self->document);
  g_autofree char *reached = bs_count_to_string (machine->n_states);
  g_autofree char *fallbacks = bs_count_to_string (self->fallbacks);

  bs_table_add_text (facts, _ ("policy"));
  bs_table_add_text (facts, policy != NULL ? policy : "?");
  bs_table_add_text (facts, _ ("encoding"));
  bs_table_add_text (facts, bs_encoding_to_string (trace->states->encoding));
  bs_table_add_text (facts, _ ("states reached"));
  bs_table_add_text (facts, reached);
  bs_table_add_text (facts, _ ("fallbacks"));
  bs_table_add_text (facts, fallbacks);
  if (trace->fsm != NULL)
    {
      g_autofree char *known = bs_count_to_string (trace->fsm->states->n_states);
      g_autofree char *episodes = bs_count_to_string (trace->fsm->episodes);

      bs_table_add_text (facts, _ ("states in the table"));
      bs_table_add_text (facts, known);
      bs_table_add_text (facts, _ ("episodes learned"));
      bs_table_add_text (facts, episodes);
    }
}

void
bs_report_add_policy (BsReport *self)
{
  const BsTrace *trace = self->trace;
  g_autoptr (BsFsmModel) machine = NULL;

  bs_document_add_section (self->document, 1, "policy", _ ("Policy"));
  if (trace->n_decisions == 0)
    return;

  machine = bs_fsm_model_new (trace);
  add_policy_facts (self, machine);
  add_states (self, machine);
  if (machine->n_states <= MAX_DRAWN_STATES)
    bs_document_add_picture (self->document, "fsm", 1,
                             _ ("The states that the run was in, and how often it went from one to "
                                "the next"));
  else
    {
      g_autofree char *count = bs_count_to_string (machine->n_states);

      bs_document_add_text (self->document, BS_BLOCK_NOTE,
                            _ ("The %s states of the run are too many for a picture; those visited "
                               "most are in the table."),
                            count);
    }
  add_training (self);
}

/* How many types and nodes were ready, by decision. */
typedef struct
{
  guint64 decisions; /* that found it ready */
  guint64 ready;     /* added up over these */
  guint32 most;
} Waiting;

static void
add_frontier_chart (BsReport *self, const guint64 *ready, guint32 most)
{
  const BsTrace *trace = self->trace;
  guint32 n = trace->n_decisions, n_points = MIN (n, MAX_POINTS);
  g_autofree char *text = NULL, *count = bs_count_to_string (most);
  BsChart *chart;

  text = g_strdup_printf (_ ("Ready nodes before each decision, and how many of them the batch "
                             "took; at most %s were ready."),
                          count);
  chart = bs_document_add_chart (self->document, BS_CHART_LINES,
                                 _ ("Ready nodes at each decision, and the batch taken of them"),
                                 text);
  chart->x_title = g_strdup (_ ("decision"));
  bs_chart_add_series (chart, _ ("ready"));
  bs_chart_add_series (chart, _ ("batch"));
  for (guint32 i = 0; i < n_points; i++)
    {
      guint32 start = (guint32) ((guint64) i * n / n_points);
      guint32 end = (guint32) ((guint64) (i + 1) * n / n_points), at = start;

      /* Of decisions that share a point, the one with the most ready nodes. */
      for (guint32 k = start; k < end; k++)
        if (ready[k] > ready[at])
          at = k;
      bs_chart_add_row (chart, NULL, BS_NO_TYPE, at + 1);
      bs_chart_add_value (chart, (double) ready[at]);
      bs_chart_add_value (chart, trace->decisions[at].size);
    }
}

static void
add_frontier_table (BsReport *self, const Waiting *waiting)
{
  BsDocument *document = self->document;
  guint n_types = self->trace->types->n_types, n = MIN (n_types, self->top);
  g_autofree double *keys = g_new0 (double, n_types + 1);
  g_autofree guint32 *order = NULL;
  BsTable *table = bs_document_add_table (document, _ ("How long types are put off"));

  for (guint type = 0; type < n_types; type++)
    keys[type] = (double) waiting[type].decisions;
  order = bs_report_order (keys, n_types);

  bs_document_add_column (document, "type", BS_COLUMN_INTEGER, BS_SHOW_TYPE, _ ("type"));
  bs_document_add_column (document, "ready", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("ready at"));
  bs_document_add_column (document, "taken", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("taken"));
  bs_document_add_column (document, "put_off", BS_COLUMN_REAL, BS_SHOW_SHARE, _ ("put off"));
  bs_document_add_column (document, "mean", BS_COLUMN_REAL, BS_SHOW_TENTHS, _ ("mean ready"));
  bs_document_add_column (document, "most", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, _ ("most ready"));
  for (guint i = 0; i < n; i++)
    {
      const Waiting *own = &waiting[order[i]];
      guint32 taken = self->types[order[i]].batches;

      bs_table_add_integer (table, order[i]);
      bs_table_add_integer (table, (gint64) own->decisions);
      bs_table_add_integer (table, taken);
      bs_table_add_real (table, own->decisions > 0
                                    ? 1.0 - MIN ((double) taken / (double) own->decisions, 1.0)
                                    : NAN);
      bs_table_add_real (table,
                         own->decisions > 0 ? (double) own->ready / (double) own->decisions : NAN);
      bs_table_add_integer (table, own->most);
    }
  bs_report_say_top (self, n, n_types, _ ("Types, most often ready first"));
}

void
bs_report_add_frontier (BsReport *self)
{
  const BsTrace *trace = self->trace;
  g_autofree Waiting *waiting = g_new0 (Waiting, trace->types->n_types + 1);
  g_autofree guint64 *ready = g_new0 (guint64, trace->n_decisions + 1);
  guint64 most = 0;

  bs_document_add_section (self->document, 1, "frontier", _ ("Frontier"));
  if (trace->n_candidates == 0)
    {
      bs_document_add_text (self->document, BS_BLOCK_PARAGRAPH,
                            _ ("What else was ready was not recorded."));
      return;
    }

  for (guint32 i = 0; i < trace->n_decisions; i++)
    {
      const BsCandidate *candidates = bs_trace_candidates (trace, i + 1);

      for (guint k = 0; k < trace->decisions[i].n_candidates; k++)
        {
          Waiting *own = &waiting[candidates[k].type];

          own->decisions++;
          own->ready += candidates[k].ready;
          own->most = MAX (own->most, candidates[k].ready);
          ready[i] += candidates[k].ready;
        }
      most = MAX (most, ready[i]);
    }
  add_frontier_chart (self, ready, (guint32) MIN (most, G_MAXUINT32));
  add_frontier_table (self, waiting);
}
