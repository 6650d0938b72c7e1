/* SPDX-License-Identifier: Apache-2.0 */
/* The runs that are compared, and what comes of it. */
#include "config.h"

#include "app/window/compare/compare-model.h"

#include <glib/gi18n-lib.h>

#include "profiles/report/document.h"

struct _BsCompareModel
{
  GObject parent_instance;

  GPtrArray *sources;              /* BsComparedSource */
  BsComparedSource *looked_at;     /* (nullable) unowned: one of them */
  BsCompareFigures *figures;       /* (nullable) */
  BsStateDifferences *states;      /* (nullable) */
  GPtrArray *compared;             /* BsComparedSource: what the figures are of, by run */
  char *problem;                   /* (nullable) */
  GCancellable *cancellable;       /* (nullable): while figures are made */
  GCancellable *state_cancellable; /* (nullable): while states are */
  guint source;                    /* compares soon; 0: no */
};

enum
{
  CHANGED,
  COMPARED,
  STATES,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsCompareModel, bs_compare_model, G_TYPE_OBJECT)

static void
figures_clear (gpointer data)
{
  BsCompareFigures *self = data;

  g_clear_pointer (&self->summary, g_ptr_array_unref);
  for (guint i = 0; i < BS_N_PAIRS_OF; i++)
    g_clear_pointer (&self->pairs[i], g_ptr_array_unref);
  g_clear_pointer (&self->memory, bs_table_unref);
  g_clear_pointer (&self->kernels, bs_table_unref);
  g_clear_pointer (&self->totals, bs_table_unref);
  g_free (self->problem);
  g_free (self->remark);
  bs_comparison_free (self->comparison);
}

void
bs_compare_figures_unref (BsCompareFigures *self)
{
  g_atomic_rc_box_release_full (self, figures_clear);
}

BsCompareFigures *
bs_compare_figures_ref (BsCompareFigures *self)
{
  return g_atomic_rc_box_acquire (self);
}

/* What a thread needs, and makes. */
typedef struct
{
  GPtrArray *runs;
  BsComparison *comparison; /* (nullable): of these runs already */
  guint run;
  BsTrace *traces[2]; /* (nullable) that the base and the run were recorded in */
  gboolean cut_short; /* one of all */
  GPtrArray *compared;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_ptr_array_unref (job->runs);
  g_ptr_array_unref (job->compared);
  g_clear_pointer (&job->comparison, bs_comparison_free);
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&job->traces[i], bs_trace_unref);
  g_free (job);
}

/* A figure a row, a run a column. */
static BsTable *
tabulate_all (const BsComparison *comparison)
{
  BsTable *table = bs_table_new ();
  g_autoptr (GPtrArray)
      columns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  guint n = comparison->runs->len;

  bs_table_add_column (table, "figure", BS_COLUMN_TEXT);
  for (guint run = 0; run < n; run++)
    {
      bs_table_add_column (table, bs_comparison_get_run (comparison, run)->name, BS_COLUMN_TEXT);
      g_ptr_array_add (columns, bs_comparison_summarize (comparison, run));
    }
  for (guint figure = 0; figure < BS_N_FIGURES; figure++)
    {
      const BsSummaryFigure *any = NULL;

      for (guint run = 0; run < n; run++)
        {
          const GPtrArray *column = columns->pdata[run];

          for (guint i = 0; i < column->len && any == NULL; i++)
            if (((BsSummaryFigure *) column->pdata[i])->figure == figure)
              any = column->pdata[i];
        }
      if (any == NULL)
        continue;
      bs_table_add_text (table, any->title);
      for (guint run = 0; run < n; run++)
        {
          const GPtrArray *column = columns->pdata[run];
          const char *text = NULL;

          for (guint i = 0; i < column->len; i++)
            if (((BsSummaryFigure *) column->pdata[i])->figure == figure)
              text = ((BsSummaryFigure *) column->pdata[i])->value;
          bs_table_add_text (table, text);
        }
    }

  return table;
}

static char *
find_remark (const Job *job)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean emulated = FALSE;

  for (guint i = 0; i < job->runs->len; i++)
    emulated |= ((BsRun *) job->runs->pdata[i])->is_emulated;
  if (emulated)
    g_string_append (text, bs_device_emulated_text ());
  if (job->cut_short)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "",
                            _ ("A recording was cut short: only what it has is compared."));

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
figures_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  g_autoptr (BsCompareFigures) figures = NULL;
  GError *error = NULL;
  BsComparison *comparison = job->comparison != NULL
                                 ? bs_comparison_ref (job->comparison)
                                 : bs_comparison_new (job->runs, cancellable, &error);

  if (comparison == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  figures = g_atomic_rc_box_new0 (BsCompareFigures);
  figures->comparison = comparison;
  figures->run = job->run;
  figures->summary = bs_comparison_summarize (comparison, job->run);
  for (guint i = 0; i < BS_N_PAIRS_OF; i++)
    {
      gboolean is_predicted;

      figures->pairs[i] = bs_comparison_list_pairs (comparison, job->run, i, &is_predicted);
      if (i == BS_PAIRS_TIME)
        figures->is_predicted = is_predicted;
    }
  figures->memory = bs_comparison_tabulate_memory (comparison, job->run, job->traces[0],
                                                   job->traces[1]);
  if (job->traces[0] != NULL && job->traces[1] != NULL)
    figures->kernels = bs_comparison_tabulate_kernels (job->traces[0], job->traces[1]);
  figures->totals = tabulate_all (comparison);
  figures->problem = job->run > 0 ? bs_comparison_explain (comparison, job->run) : NULL;
  figures->remark = find_remark (job);
  g_task_return_pointer (task, g_steal_pointer (&figures),
                         (GDestroyNotify) bs_compare_figures_unref);
}

/* Two policies, with runs or without. */
typedef struct
{
  BsComparison *comparison; /* (nullable) */
  guint run;
  BsFsm *fsm[2]; /* (nullable) */
} StateJob;

static void
state_job_free (gpointer data)
{
  StateJob *job = data;

  g_clear_pointer (&job->comparison, bs_comparison_free);
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&job->fsm[i], bs_fsm_unref);
  g_free (job);
}

static void
states_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const StateJob *job = task_data;
  GError *error = NULL;
  BsStateDifferences *states = bs_state_differences_new (job->comparison, job->run, job->fsm[0],
                                                         job->fsm[1], cancellable, &error);

  if (states != NULL)
    g_task_return_pointer (task, states, (GDestroyNotify) bs_state_differences_free);
  else
    g_task_return_error (task, error);
}

static void
stop (GCancellable **cancellable)
{
  if (*cancellable != NULL)
    g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
}

static void
states_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  BsCompareModel *self = BS_COMPARE_MODEL (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsStateDifferences) states = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->state_cancellable)
    return;

  g_clear_object (&self->state_cancellable);
  g_clear_pointer (&self->states, bs_state_differences_free);
  self->states = g_steal_pointer (&states);
  g_signal_emit (self, signals[STATES], 0);
}

static void
find_states (BsCompareModel *self, BsComparedSource *base, BsComparedSource *own)
{
  g_autoptr (GTask) task = NULL;
  StateJob *job = g_new0 (StateJob, 1);
  BsComparedSource *sides[2] = { base, own };

  stop (&self->state_cancellable);
  self->state_cancellable = g_cancellable_new ();
  if (self->figures != NULL && self->figures->run > 0)
    {
      job->comparison = bs_comparison_ref (self->figures->comparison);
      job->run = self->figures->run;
    }
  for (guint i = 0; i < 2; i++)
    if (sides[i] != NULL && bs_compared_source_get_fsm (sides[i]) != NULL)
      job->fsm[i] = bs_fsm_ref (bs_compared_source_get_fsm (sides[i]));
  task = g_task_new (self, self->state_cancellable, states_cb, NULL);
  g_task_set_task_data (task, job, state_job_free);
  g_task_run_in_thread (task, states_thread);
}

static void
figures_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  BsCompareModel *self = BS_COMPARE_MODEL (object);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (BsCompareFigures) figures = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->figures, bs_compare_figures_unref);
  self->problem = figures == NULL ? bs_table_printable (error->message) : NULL;
  self->figures = g_steal_pointer (&figures);
  g_clear_pointer (&self->compared, g_ptr_array_unref);
  self->compared = g_ptr_array_ref (job->compared);
  g_signal_emit (self, signals[COMPARED], 0);
  g_signal_emit (self, signals[CHANGED], 0);
  if (self->figures != NULL)
    find_states (self, bs_compare_model_get_base (self), bs_compare_model_get_looked_at (self));
}

/* What is loaded, in order; of policies without a trace their tables. */
static GPtrArray *
list_ready (BsCompareModel *self, gboolean with_runs)
{
  GPtrArray *ready = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->sources->len; i++)
    {
      BsComparedSource *source = self->sources->pdata[i];

      if (bs_compared_source_get_state (source) == BS_COMPARED_READY
          && (!with_runs || bs_compared_source_get_run (source) != NULL))
        g_ptr_array_add (ready, g_object_ref (source));
    }

  return ready;
}

static gboolean
is_same (const GPtrArray *a, const BsComparison *comparison)
{
  if (a->len != comparison->runs->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (bs_compared_source_get_run (a->pdata[i]) != bs_comparison_get_run (comparison, i))
      return FALSE;

  return TRUE;
}

static void
forget (BsCompareModel *self)
{
  gboolean had = self->figures != NULL, had_states = self->states != NULL;

  stop (&self->cancellable);
  stop (&self->state_cancellable);
  g_clear_pointer (&self->figures, bs_compare_figures_unref);
  g_clear_pointer (&self->states, bs_state_differences_free);
  g_clear_pointer (&self->compared, g_ptr_array_unref);
  g_clear_pointer (&self->problem, g_free);
  if (had)
    g_signal_emit (self, signals[COMPARED], 0);
  if (had_states)
    g_signal_emit (self, signals[STATES], 0);
}

/* Policies without graphs have tables only. */
static void
compare_tables (BsCompareModel *self)
{
  BsComparedSource *base = bs_compare_model_get_base (self);
  BsComparedSource *own = bs_compare_model_get_looked_at (self);

  forget (self);
  if (base != NULL && own != NULL && bs_compared_source_get_fsm (base) != NULL
      && bs_compared_source_get_fsm (own) != NULL)
    find_states (self, base, own);
}

static void
compare (BsCompareModel *self)
{
  g_autoptr (GPtrArray) ready = list_ready (self, TRUE);
  g_autoptr (GTask) task = NULL;
  BsComparedSource *base = bs_compare_model_get_base (self);
  BsComparedSource *own = bs_compare_model_get_looked_at (self);
  BsComparedSource *sides[2] = { base, own };
  guint run = 0;
  Job *job;

  if (ready->len < 2 || own == NULL || !g_ptr_array_find (ready, own, &run) || run == 0)
    {
      compare_tables (self);
      return;
    }

  job = g_new0 (Job, 1);
  job->compared = g_ptr_array_ref (ready);
  job->run = run;
  job->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_run_free);
  for (guint i = 0; i < ready->len; i++)
    {
      BsTrace *trace = bs_compared_source_get_trace (ready->pdata[i]);

      g_ptr_array_add (job->runs, bs_run_ref (bs_compared_source_get_run (ready->pdata[i])));
      job->cut_short |= trace != NULL && !trace->complete;
    }
  if (self->figures != NULL && is_same (ready, self->figures->comparison))
    job->comparison = bs_comparison_ref (self->figures->comparison);
  for (guint i = 0; i < 2; i++)
    if (bs_compared_source_get_kind (sides[i]) <= BS_COMPARED_FILE)
      job->traces[i] = bs_trace_ref (bs_compared_source_get_trace (sides[i]));

  stop (&self->cancellable);
  stop (&self->state_cancellable);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, figures_cb, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, figures_thread);
}

static gboolean
compare_cb (gpointer user_data)
{
  BsCompareModel *self = user_data;

  self->source = 0;
  compare (self);
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* Several changes are one. */
static void
queue_compare (BsCompareModel *self)
{
  if (self->source == 0)
    self->source = g_idle_add (compare_cb, self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
source_changed_cb (BsCompareModel *self)
{
  queue_compare (self);
}

static void
drop_source (BsCompareModel *self, BsComparedSource *source)
{
  g_signal_handlers_disconnect_by_data (source, self);
  bs_compared_source_cancel (source);
}

static void
bs_compare_model_dispose (GObject *object)
{
  BsCompareModel *self = BS_COMPARE_MODEL (object);

  stop (&self->cancellable);
  stop (&self->state_cancellable);
  g_clear_handle_id (&self->source, g_source_remove);
  for (guint i = 0; i < self->sources->len; i++)
    drop_source (self, self->sources->pdata[i]);
  g_ptr_array_set_size (self->sources, 0);
  self->looked_at = NULL;

  G_OBJECT_CLASS (bs_compare_model_parent_class)->dispose (object);
}

static void
bs_compare_model_finalize (GObject *object)
{
  BsCompareModel *self = BS_COMPARE_MODEL (object);

  g_clear_pointer (&self->figures, bs_compare_figures_unref);
  g_clear_pointer (&self->states, bs_state_differences_free);
  g_clear_pointer (&self->compared, g_ptr_array_unref);
  g_free (self->problem);
  g_ptr_array_unref (self->sources);

  G_OBJECT_CLASS (bs_compare_model_parent_class)->finalize (object);
}

static void
bs_compare_model_class_init (BsCompareModelClass *klass)
{
  static const char *const names[N_SIGNALS] = { "changed", "compared", "states" };

  G_OBJECT_CLASS (klass)->dispose = bs_compare_model_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_compare_model_finalize;

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_compare_model_init (BsCompareModel *self)
{
  self->sources = g_ptr_array_new_with_free_func (g_object_unref);
}

BsCompareModel *
bs_compare_model_new (void)
{
  return g_object_new (BS_TYPE_COMPARE_MODEL, NULL);
}

void
bs_compare_model_add (BsCompareModel *self, BsComparedSource *source)
{
  g_return_if_fail (BS_IS_COMPARE_MODEL (self));

  g_ptr_array_add (self->sources, g_object_ref (source));
  g_signal_connect_swapped (source, "changed", G_CALLBACK (source_changed_cb), self);
  bs_compared_source_load (source);
}

void
bs_compare_model_remove (BsCompareModel *self, BsComparedSource *source)
{
  g_return_if_fail (BS_IS_COMPARE_MODEL (self));

  drop_source (self, source);
  if (self->looked_at == source)
    self->looked_at = NULL;
  g_ptr_array_remove (self->sources, source);
  queue_compare (self);
}

void
bs_compare_model_clear (BsCompareModel *self)
{
  g_return_if_fail (BS_IS_COMPARE_MODEL (self));

  for (guint i = 0; i < self->sources->len; i++)
    drop_source (self, self->sources->pdata[i]);
  g_ptr_array_set_size (self->sources, 0);
  self->looked_at = NULL;
  queue_compare (self);
}

/* Moves @source to @place; the others close up. */
static void
move_to (BsCompareModel *self, BsComparedSource *source, guint place)
{
  guint i;

  if (!g_ptr_array_find (self->sources, source, &i))
    return;
  g_object_ref (source);
  g_ptr_array_remove_index (self->sources, i);
  g_ptr_array_insert (self->sources, (int) place, source);
}

void
bs_compare_model_pin (BsCompareModel *self, BsComparedSource *source)
{
  g_return_if_fail (BS_IS_COMPARE_MODEL (self));

  if (self->looked_at == source)
    self->looked_at = bs_compare_model_get_base (self);
  move_to (self, source, 0);
  queue_compare (self);
}

void
bs_compare_model_swap (BsCompareModel *self)
{
  BsComparedSource *base, *own;
  guint a, b;

  g_return_if_fail (BS_IS_COMPARE_MODEL (self));

  base = bs_compare_model_get_base (self);
  own = bs_compare_model_get_looked_at (self);
  if (base == NULL || own == NULL || !g_ptr_array_find (self->sources, base, &a)
      || !g_ptr_array_find (self->sources, own, &b))
    return;

  self->sources->pdata[a] = own;
  self->sources->pdata[b] = base;
  self->looked_at = base;
  queue_compare (self);
}

void
bs_compare_model_look_at (BsCompareModel *self, BsComparedSource *source)
{
  g_return_if_fail (BS_IS_COMPARE_MODEL (self));

  if (source == bs_compare_model_get_looked_at (self) || source == bs_compare_model_get_base (self))
    return;

  self->looked_at = source;
  queue_compare (self);
}

guint
bs_compare_model_get_n (BsCompareModel *self)
{
  g_return_val_if_fail (BS_IS_COMPARE_MODEL (self), 0);

  return self->sources->len;
}

BsComparedSource *
bs_compare_model_get (BsCompareModel *self, guint i)
{
  return i < self->sources->len ? self->sources->pdata[i] : NULL;
}

guint
bs_compare_model_get_run (BsCompareModel *self, BsComparedSource *source)
{
  g_autoptr (GPtrArray) ready = list_ready (self, FALSE);
  guint run;

  return g_ptr_array_find (ready, source, &run) ? run : G_MAXUINT;
}

BsComparedSource *
bs_compare_model_get_base (BsCompareModel *self)
{
  g_autoptr (GPtrArray) ready = list_ready (self, FALSE);

  return ready->len > 0 ? ready->pdata[0] : NULL;
}

BsComparedSource *
bs_compare_model_get_looked_at (BsCompareModel *self)
{
  g_autoptr (GPtrArray) ready = list_ready (self, FALSE);
  guint i;

  if (self->looked_at != NULL && g_ptr_array_find (ready, self->looked_at, &i) && i > 0)
    return self->looked_at;

  return ready->len > 1 ? ready->pdata[1] : NULL;
}

gboolean
bs_compare_model_get_busy (BsCompareModel *self)
{
  g_return_val_if_fail (BS_IS_COMPARE_MODEL (self), FALSE);

  for (guint i = 0; i < self->sources->len; i++)
    if (bs_compared_source_get_state (self->sources->pdata[i]) == BS_COMPARED_LOADING)
      return TRUE;

  return self->cancellable != NULL || self->state_cancellable != NULL || self->source != 0;
}

const char *
bs_compare_model_get_problem (BsCompareModel *self)
{
  return self->problem;
}

BsCompareFigures *
bs_compare_model_get_figures (BsCompareModel *self)
{
  return self->figures;
}

BsStateDifferences *
bs_compare_model_get_states (BsCompareModel *self)
{
  return self->states;
}

GArray *
bs_compare_model_list_provenance (BsCompareModel *self)
{
  GArray *all = g_array_new (FALSE, TRUE, sizeof (BsRunProvenance));

  g_return_val_if_fail (BS_IS_COMPARE_MODEL (self), all);

  for (guint i = 0; self->compared != NULL && i < self->compared->len; i++)
    {
      BsComparedSource *source = self->compared->pdata[i];
      BsComparedKind kind = bs_compared_source_get_kind (source);
      BsRunProvenance own = { kind == BS_COMPARED_BRANCH   ? BS_RUN_BRANCHED
                              : kind >= BS_COMPARED_POLICY ? BS_RUN_SCHEDULED
                                                           : BS_RUN_RECORDED,
                              bs_compared_source_get_trace (source),
                              bs_compared_source_get_fsm (source) };

      g_array_append_val (all, own);
    }

  return all;
}
