/* SPDX-License-Identifier: Apache-2.0 */
/* What the Memory page looks at. Cells and the outer memory are made in threads and kept: the cells of
 * all types, and the last mini-batch. */
#include "config.h"

#include "app/window/memory/memory-cursor.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "app/window/memory/memory-job.h"

#define PLAY_MS 350 /* from one reduction to the next, the motion included */

/* What is known of a cell. */
typedef struct
{
  BsCellMemory *memory; /* NULL while it is made, and where there is none */
  gboolean is_asked, is_done;
  guint32 batch, from, to;
} Cell;

struct _BsMemoryCursor
{
  GObject parent_instance;

  GtkWidget *widget;
  BsDebugger *debugger;
  BsTrace *trace;
  BsClock *clock;
  gulong content_id, moved_id;
  GCancellable *cancellable;
  gboolean is_active;

  BsPlansNow *now; /* (nullable): the run planned nothing, and somebody asked for these */
  gboolean is_planning;
  char *planning_problem; /* (nullable) */
  Cell *cells;            /* [n_cells of the trace, or of @now] */
  guint cell;             /* of the forming batch, or BS_NO_CELL */
  guint32 n_calls;

  BsOuterMemory *outer;
  guint32 outer_mini_batch; /* of @outer, or the one that is being made */
  gboolean is_outer_wanted, is_outer_pending;
  char *outer_problem;

  guint32 variable, operand;
  AdwAnimation *step, *plan;
  double step_share, plan_share;
  gboolean is_trying;
  guint play_source;
};

enum
{
  CONTENT,
  CHANGED,
  FRAME,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsMemoryCursor, bs_memory_cursor, G_TYPE_OBJECT)

static Cell *
get_cell (BsMemoryCursor *self)
{
  return self->cell != BS_NO_CELL ? &self->cells[self->cell] : NULL;
}

static void
emit (BsMemoryCursor *self, guint signal)
{
  g_signal_emit (self, signals[signal], 0);
}

/* Motions. */

static void
step_cb (double value, gpointer user_data)
{
  BsMemoryCursor *self = user_data;

  self->step_share = value;
  emit (self, FRAME);
}

static void
plan_cb (double value, gpointer user_data)
{
  BsMemoryCursor *self = user_data;

  self->plan_share = value;
  emit (self, FRAME);
}

static AdwAnimation *
make_animation (BsMemoryCursor *self, guint ms, AdwAnimationTargetFunc func)
{
  AdwAnimationTarget *target = adw_callback_animation_target_new (func, self, NULL);
  AdwAnimation *animation = adw_timed_animation_new (self->widget, 0.0, 1.0, ms, target);

  /* Painters ease. */
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (animation), ADW_LINEAR);

  return animation;
}

static void
finish_motions (BsMemoryCursor *self)
{
  if (self->step != NULL)
    adw_animation_skip (self->step);
  if (self->plan != NULL)
    adw_animation_skip (self->plan);
  self->step_share = self->plan_share = 1.0;
}

/* Cells. */

static void
start_job (BsMemoryCursor *self, BsMemoryJobKind kind, BsMemoryJob job,
           GAsyncReadyCallback callback)
{
  job.kind = kind;
  job.trace = self->trace;
  job.now = self->now;
  bs_memory_job_start (&job, self, self->cancellable, callback);
}

static void
cell_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsMemoryCursor *self = BS_MEMORY_CURSOR (source);
  const BsMemoryJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  BsCellMemory *memory = g_task_propagate_pointer (G_TASK (result), &error);
  Cell *cell;

  if (error != NULL) /* cancelled: the trace is another one */
    return;
  if (job->now != self->now) /* of other plans */
    {
      g_clear_pointer (&memory, bs_cell_memory_unref);
      return;
    }

  cell = &self->cells[job->cell];
  cell->memory = memory;
  cell->is_done = TRUE;
  cell->from = cell->to = BS_MEMORY_NONE;
  if (memory != NULL)
    cell->batch = bs_cell_memory_get_default_batch (memory);
  if (job->cell == self->cell)
    {
      emit (self, CONTENT);
      emit (self, CHANGED);
    }
}

static void
ask_for_cell (BsMemoryCursor *self)
{
  Cell *cell = get_cell (self);

  if (cell == NULL || cell->is_asked || !self->is_active)
    return;

  cell->is_asked = TRUE;
  start_job (self, BS_MEMORY_JOB_CELL, (BsMemoryJob){ .cell = self->cell }, cell_cb);
}

/* Outer memory. */

static void
outer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsMemoryCursor *self = BS_MEMORY_CURSOR (source);
  const BsMemoryJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  BsOuterMemory *outer = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (job->mini_batch != self->outer_mini_batch || job->now != self->now) /* we went on */
    {
      g_clear_pointer (&outer, bs_outer_memory_unref);
      return;
    }

  self->is_outer_pending = FALSE;
  self->outer = outer;
  if (error != NULL)
    self->outer_problem = g_strdup (error->message);
  emit (self, CONTENT);
}

static void
forget_outer (BsMemoryCursor *self)
{
  g_clear_pointer (&self->outer, bs_outer_memory_unref);
  g_clear_pointer (&self->outer_problem, g_free);
  self->outer_mini_batch = G_MAXUINT32;
  self->is_outer_pending = FALSE;
}

static void
ask_for_outer (BsMemoryCursor *self)
{
  guint32 mini_batch;

  if (self->trace == NULL || !self->is_active || !self->is_outer_wanted
      || self->trace->n_decisions == 0)
    return;
  mini_batch = bs_trace_decision (self->trace, bs_clock_get_decision (self->clock))->mini_batch;
  if (mini_batch == self->outer_mini_batch)
    return;

  forget_outer (self);
  self->outer_mini_batch = mini_batch;
  self->is_outer_pending = TRUE;
  start_job (self, BS_MEMORY_JOB_OUTER, (BsMemoryJob){ .mini_batch = mini_batch }, outer_cb);
}

/* Plans that the run did without. */

static guint
count_cells (BsMemoryCursor *self)
{
  return self->now != NULL ? bs_plans_now_get_n_cells (self->now) : self->trace->n_cells;
}

static void
forget_cells (BsMemoryCursor *self)
{
  for (guint i = 0; self->cells != NULL && i < count_cells (self); i++)
    g_clear_pointer (&self->cells[i].memory, bs_cell_memory_unref);
  g_clear_pointer (&self->cells, g_free);
  self->cell = BS_NO_CELL;
}

/* In step with the clock. */

static void
moved_cb (BsClock *clock, BsMemoryCursor *self)
{
  guint32 decision = bs_clock_get_decision (clock), old_outer = self->outer_mini_batch;
  guint32 old_calls = self->n_calls;
  guint cell = BS_NO_CELL, old_cell = self->cell;

  self->n_calls = 0;
  if (decision >= 1 && decision <= self->trace->n_decisions)
    {
      const BsTraceDecision *d = bs_trace_decision (self->trace, decision);

      cell = self->now != NULL ? bs_plans_now_get_cell (self->now, d->type)
                               : bs_trace_get_cell (self->trace, d->type);
      self->n_calls = d->size;
    }
  if (cell != BS_NO_CELL && cell >= count_cells (self))
    cell = BS_NO_CELL;
  if (cell != self->cell)
    {
      bs_memory_cursor_pause (self);
      finish_motions (self);
      self->cell = cell;
      self->variable = BS_MEMORY_NONE;
      self->is_trying = FALSE;
    }
  self->operand = BS_MEMORY_NONE;
  ask_for_cell (self);
  ask_for_outer (self);
  /* Sizes are those of all calls. */
  if (old_cell != self->cell || old_calls != self->n_calls || old_outer != self->outer_mini_batch)
    emit (self, CONTENT);
  emit (self, CHANGED);
}

static void
forget_trace (BsMemoryCursor *self)
{
  bs_memory_cursor_pause (self);
  finish_motions (self);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  forget_cells (self);
  g_clear_pointer (&self->now, bs_plans_now_unref);
  g_clear_pointer (&self->planning_problem, g_free);
  self->is_planning = FALSE;
  forget_outer (self);
  if (self->clock != NULL)
    g_clear_signal_handler (&self->moved_id, self->clock);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->trace, bs_trace_unref);
  self->variable = self->operand = BS_MEMORY_NONE;
}

static void
content_cb (BsDebugger *debugger, BsMemoryCursor *self)
{
  forget_trace (self);
  self->trace = bs_trace_ref (bs_debugger_get_trace (debugger));
  self->clock = g_object_ref (bs_debugger_get_clock (debugger));
  self->cells = g_new0 (Cell, self->trace->n_cells + 1);
  self->moved_id = g_signal_connect (self->clock, "moved", G_CALLBACK (moved_cb), self);
  emit (self, CONTENT);
  moved_cb (self->clock, self);
}

static void
bs_memory_cursor_dispose (GObject *object)
{
  BsMemoryCursor *self = BS_MEMORY_CURSOR (object);

  bs_memory_cursor_set_debugger (self, NULL);
  g_clear_object (&self->step);
  g_clear_object (&self->plan);

  G_OBJECT_CLASS (bs_memory_cursor_parent_class)->dispose (object);
}

static void
bs_memory_cursor_finalize (GObject *object)
{
  g_object_unref (BS_MEMORY_CURSOR (object)->cancellable);

  G_OBJECT_CLASS (bs_memory_cursor_parent_class)->finalize (object);
}

static void
bs_memory_cursor_class_init (BsMemoryCursorClass *klass)
{
  static const char *const names[N_SIGNALS] = { "content", "changed", "frame" };

  G_OBJECT_CLASS (klass)->dispose = bs_memory_cursor_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_memory_cursor_finalize;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_memory_cursor_init (BsMemoryCursor *self)
{
  self->cancellable = g_cancellable_new ();
  self->cell = BS_NO_CELL;
  self->outer_mini_batch = G_MAXUINT32;
  self->variable = self->operand = BS_MEMORY_NONE;
  self->step_share = self->plan_share = 1.0;
}

BsMemoryCursor *
bs_memory_cursor_new (GtkWidget *widget)
{
  BsMemoryCursor *self = g_object_new (BS_TYPE_MEMORY_CURSOR, NULL);

  /* The widget owns us. */
  self->widget = widget;

  return self;
}

void
bs_memory_cursor_set_debugger (BsMemoryCursor *self, BsDebugger *debugger)
{
  if (self->debugger == debugger)
    return;

  if (self->debugger != NULL)
    g_clear_signal_handler (&self->content_id, self->debugger);
  forget_trace (self);
  g_set_object (&self->debugger, debugger);
  if (debugger == NULL)
    {
      emit (self, CONTENT);
      return;
    }
  self->content_id = g_signal_connect (debugger, "content", G_CALLBACK (content_cb), self);
  content_cb (debugger, self);
}

BsDebugger *
bs_memory_cursor_get_debugger (BsMemoryCursor *self)
{
  return self->debugger;
}

void
bs_memory_cursor_set_active (BsMemoryCursor *self, gboolean active)
{
  self->is_active = active;
  if (!active)
    {
      bs_memory_cursor_pause (self);
      return;
    }
  ask_for_cell (self);
  ask_for_outer (self);
}

BsCellMemory *
bs_memory_cursor_get_cell (BsMemoryCursor *self)
{
  Cell *cell = get_cell (self);

  return cell != NULL ? cell->memory : NULL;
}

BsOuterMemory *
bs_memory_cursor_get_outer (BsMemoryCursor *self)
{
  self->is_outer_wanted = TRUE;
  ask_for_outer (self);

  return self->outer;
}

gboolean
bs_memory_cursor_is_cell_pending (BsMemoryCursor *self)
{
  Cell *cell = get_cell (self);

  return self->is_planning || (cell != NULL && !cell->is_done);
}

gboolean
bs_memory_cursor_is_outer_pending (BsMemoryCursor *self)
{
  return self->is_planning || self->is_outer_pending;
}

gboolean
bs_memory_cursor_is_planned (BsMemoryCursor *self)
{
  BsPlanner planner;

  return self->trace != NULL && self->trace->n_plans > 0
         && bs_trace_get_planner (self->trace, &planner);
}

gboolean
bs_memory_cursor_is_guessed (BsMemoryCursor *self)
{
  return self->now != NULL && bs_plans_now_is_guessed (self->now);
}

gboolean
bs_memory_cursor_is_planned_now (BsMemoryCursor *self)
{
  return self->now != NULL;
}

gboolean
bs_memory_cursor_is_planning_failed (BsMemoryCursor *self)
{
  return self->planning_problem != NULL;
}

/* @now: (transfer full) (nullable): those of the run. */
static void
use_plans (BsMemoryCursor *self, BsPlansNow *now)
{
  bs_memory_cursor_pause (self);
  finish_motions (self);
  forget_cells (self);
  forget_outer (self);
  g_clear_pointer (&self->now, bs_plans_now_unref);
  self->now = now;
  self->cells = g_new0 (Cell, count_cells (self) + 1);
  self->variable = BS_MEMORY_NONE;
  self->is_trying = FALSE;
  moved_cb (self->clock, self);
  emit (self, CONTENT);
}

static void
plans_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsMemoryCursor *self = BS_MEMORY_CURSOR (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsPlansNow) now = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->is_planning = FALSE;
  if (error != NULL)
    {
      self->planning_problem = g_strdup (error->message);
      emit (self, CONTENT);
      return;
    }
  use_plans (self, g_steal_pointer (&now));
}

gboolean
bs_memory_cursor_can_plan_now (BsMemoryCursor *self)
{
  BsPlanner planner;

  return self->trace != NULL && !self->is_planning && self->now == NULL
         && (!bs_memory_cursor_is_planned (self)
             || (bs_trace_get_planner (self->trace, &planner) && planner != BS_PLANS_NOW_PLANNER));
}

void
bs_memory_cursor_show_run (BsMemoryCursor *self)
{
  if (self->now != NULL && bs_memory_cursor_is_planned (self))
    use_plans (self, NULL);
}

const char *
bs_memory_cursor_get_planning_problem (BsMemoryCursor *self)
{
  return self->planning_problem;
}

void
bs_memory_cursor_plan_now (BsMemoryCursor *self)
{
  if (!bs_memory_cursor_can_plan_now (self))
    return;

  g_clear_pointer (&self->planning_problem, g_free);
  self->is_planning = TRUE;
  start_job (self, BS_MEMORY_JOB_PLANS, (BsMemoryJob){ 0 }, plans_cb);
  emit (self, CONTENT);
}

const char *
bs_memory_cursor_get_cell_problem (BsMemoryCursor *self)
{
  if (self->trace == NULL || bs_memory_cursor_get_cell (self) != NULL
      || bs_memory_cursor_is_cell_pending (self))
    return NULL;
  if (self->planning_problem != NULL)
    return self->planning_problem;
  if (self->now == NULL && !bs_memory_cursor_is_planned (self))
    return _ ("Recorded without a memory plan. It can be planned now, or recorded again with its "
              "values computed.");

  return _ ("This batch calls no cell: nothing inside it has to be planned.");
}

const char *
bs_memory_cursor_get_outer_problem (BsMemoryCursor *self)
{
  return self->planning_problem != NULL ? self->planning_problem : self->outer_problem;
}

BsMemorySelection
bs_memory_cursor_get_selection (BsMemoryCursor *self)
{
  Cell *cell = get_cell (self);
  BsMemorySelection selection = bs_memory_selection_at (self->n_calls, BS_MEMORY_NONE);

  if (cell == NULL || cell->memory == NULL)
    return selection;

  selection.batch = cell->batch;
  selection.variable = self->variable;
  selection.from = cell->from;
  selection.to = cell->to;
  selection.step = self->step_share;
  selection.planned = self->plan_share;
  selection.try = self->is_trying;

  return selection;
}

void
bs_memory_cursor_set_batch (BsMemoryCursor *self, guint32 batch)
{
  Cell *cell = get_cell (self);

  if (cell == NULL || cell->memory == NULL || cell->memory->after->n_batches == 0)
    return;
  batch = MIN (batch, cell->memory->after->n_batches - 1);
  if (batch == cell->batch)
    return;

  cell->batch = batch;
  emit (self, CHANGED);
}

guint32
bs_memory_cursor_get_batch (BsMemoryCursor *self)
{
  Cell *cell = get_cell (self);

  return cell != NULL && cell->memory != NULL ? cell->batch : BS_MEMORY_NONE;
}

void
bs_memory_cursor_set_variable (BsMemoryCursor *self, guint32 variable)
{
  if (variable == self->variable)
    return;

  self->variable = variable;
  emit (self, CHANGED);
}

guint32
bs_memory_cursor_get_n_reductions (BsMemoryCursor *self)
{
  BsCellMemory *memory = bs_memory_cursor_get_cell (self);

  return memory != NULL ? bs_plan_replay_get_n (memory->replay) : 0;
}

guint32
bs_memory_cursor_get_reduction (BsMemoryCursor *self)
{
  Cell *cell = get_cell (self);

  return cell != NULL ? MIN (cell->to, bs_memory_cursor_get_n_reductions (self)) : 0;
}

/* The inner batch that a reduction is about is the one to look at. */
static void
follow_reduction (Cell *cell, guint32 n)
{
  const BsReduction *reduction;

  if (n == 0)
    return;

  reduction = bs_plan_replay_get (cell->memory->replay, n - 1);
  if (reduction->fate != BS_REDUCTION_DIRECTED)
    cell->batch = cell->memory->after->constraints[reduction->constraint].batch;
}

static void
set_reduction (BsMemoryCursor *self, guint32 n)
{
  Cell *cell = get_cell (self);

  if (cell == NULL || cell->memory == NULL)
    return;

  n = MIN (n, bs_memory_cursor_get_n_reductions (self));
  cell->from = bs_memory_cursor_get_reduction (self);
  cell->to = n;
  follow_reduction (cell, n);
  self->is_trying = n > 0;
  self->plan_share = 1.0;
  if (self->step == NULL)
    self->step = make_animation (self, BS_MEMORY_STEP_MS, step_cb);
  /* Restarting calls back with the old value. */
  adw_animation_reset (self->step);
  adw_animation_play (self->step);
  emit (self, CHANGED);
}

void
bs_memory_cursor_set_reduction (BsMemoryCursor *self, guint32 n)
{
  bs_memory_cursor_pause (self);
  set_reduction (self, n);
}

static gboolean
play_cb (gpointer user_data)
{
  BsMemoryCursor *self = user_data;
  guint32 n = bs_memory_cursor_get_reduction (self);

  if (n < bs_memory_cursor_get_n_reductions (self))
    {
      set_reduction (self, n + 1);
      if (n + 1 < bs_memory_cursor_get_n_reductions (self))
        return G_SOURCE_CONTINUE;
    }
  self->play_source = 0;
  emit (self, CHANGED);

  return G_SOURCE_REMOVE;
}

void
bs_memory_cursor_play (BsMemoryCursor *self)
{
  if (self->play_source != 0 || bs_memory_cursor_get_n_reductions (self) == 0)
    return;

  if (bs_memory_cursor_get_reduction (self) == bs_memory_cursor_get_n_reductions (self))
    set_reduction (self, 0);
  self->play_source = g_timeout_add (PLAY_MS, play_cb, self);
  emit (self, CHANGED);
}

void
bs_memory_cursor_pause (BsMemoryCursor *self)
{
  if (self->play_source == 0)
    return;

  g_clear_handle_id (&self->play_source, g_source_remove);
  emit (self, CHANGED);
}

gboolean
bs_memory_cursor_is_playing (BsMemoryCursor *self)
{
  return self->play_source != 0;
}

void
bs_memory_cursor_replay_plan (BsMemoryCursor *self)
{
  Cell *cell = get_cell (self);
  guint32 n_batches;

  if (cell == NULL || cell->memory == NULL)
    return;

  bs_memory_cursor_pause (self);
  cell->from = cell->to = BS_MEMORY_NONE;
  self->is_trying = FALSE;
  if (self->plan == NULL)
    self->plan = make_animation (self, 300, plan_cb);
  n_batches = cell->memory->after->n_batches;
  adw_timed_animation_set_duration (ADW_TIMED_ANIMATION (self->plan),
                                    bs_memory_plan_ms (n_batches));
  adw_animation_reset (self->plan);
  adw_animation_play (self->plan);
  emit (self, CHANGED);
}

guint32
bs_memory_cursor_get_operand (BsMemoryCursor *self)
{
  return self->operand;
}

void
bs_memory_cursor_set_operand (BsMemoryCursor *self, guint32 operand)
{
  if (operand == self->operand)
    return;

  self->operand = operand;
  emit (self, CHANGED);
}
