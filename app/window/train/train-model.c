/* SPDX-License-Identifier: Apache-2.0 */
/* The runs of a Train page. */
#include "config.h"

#include "app/window/train/train-model.h"

/* Ten times a second is as much as numbers can be read. */
#define TICK_MS 100

/* What rules take on the graphs of a material, worked out once for all runs on it. */
typedef struct
{
  BsTrainingMaterial *material;
  gboolean in_time;
  BsTrainingYardstick *yardsticks;
  gboolean measured;
} Measure;

struct _BsTrainModel
{
  BsItemList parent_instance;

  GPtrArray *runs;   /* of the list */
  BsTrainRun *front; /* (nullable) */
  BsTrainingMaterial *material;
  gboolean in_time;    /* as the next run will be */
  GPtrArray *measures; /* Measure */
  GCancellable *cancellable;
  gboolean watched;
  guint tick_source;
  guint next_look;
};

enum
{
  CHANGED,
  MOVED,
  DIGESTED,
  MEASURED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsTrainModel, bs_train_model, BS_TYPE_ITEM_LIST)

static void
measure_free (gpointer data)
{
  Measure *self = data;

  bs_training_material_unref (self->material);
  g_free (self->yardsticks);
  g_free (self);
}

/* Measuring: rules first, which is fast, then beams one by one. */

typedef struct
{
  BsTrainingMaterial *material;
  gboolean in_time;
  BsTrainingYardstick *yardsticks; /* found so far */
  guint beam;                      /* the graph that is searched; G_MAXUINT: rules */
} Measuring;

static void
measuring_free (gpointer data)
{
  Measuring *self = data;

  bs_training_material_unref (self->material);
  g_free (self->yardsticks);
  g_free (self);
}

static void
measure_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Measuring *self = task_data;
  const BsBatchCosts *costs = self->in_time ? self->material->costs : NULL;

  if (self->beam == G_MAXUINT)
    bs_training_measure (self->material, costs, self->yardsticks);
  else
    self->yardsticks[self->beam].beam = bs_training_search_beam (self->material, costs, self->beam,
                                                                 cancellable);
  g_task_return_boolean (task, TRUE);
}

static void measure (BsTrainModel *self, Measure *measure, guint beam);

static Measure *
find_measure (BsTrainModel *self, const BsTrainingMaterial *material, gboolean in_time)
{
  for (guint i = 0; i < self->measures->len; i++)
    {
      Measure *measure = self->measures->pdata[i];

      if (measure->material == material && measure->in_time == in_time)
        return measure;
    }

  return NULL;
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsTrainModel *self = BS_TRAIN_MODEL (source);
  const Measuring *measuring = g_task_get_task_data (G_TASK (result));
  Measure *known = find_measure (self, measuring->material, measuring->in_time);
  guint next = measuring->beam == G_MAXUINT ? 0 : measuring->beam + 1;

  if (g_cancellable_is_cancelled (self->cancellable) || known == NULL)
    return;

  for (guint i = 0; i < known->material->graphs->len; i++)
    known->yardsticks[i] = measuring->yardsticks[i];
  known->measured = TRUE;
  g_signal_emit (self, signals[MEASURED], 0);
  if (next < known->material->graphs->len)
    measure (self, known, next);
}

static void
measure (BsTrainModel *self, Measure *known, guint beam)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, measured_cb, NULL);
  Measuring *measuring = g_new0 (Measuring, 1);

  measuring->material = bs_training_material_ref (known->material);
  measuring->in_time = known->in_time;
  measuring->beam = beam;
  measuring->yardsticks = g_memdup2 (known->yardsticks,
                                     known->material->graphs->len * sizeof (BsTrainingYardstick));
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, measuring, measuring_free);
  g_task_run_in_thread (task, measure_thread);
}

static gboolean
is_in_use (BsTrainModel *self, const BsTrainingMaterial *material)
{
  gboolean used = material == self->material;

  for (guint i = 0; i < self->runs->len; i++)
    used = used || bs_train_run_get_material (self->runs->pdata[i]) == material;

  return used;
}

static void
forget_measures (BsTrainModel *self)
{
  for (guint i = self->measures->len; i > 0; i--)
    if (!is_in_use (self, ((Measure *) self->measures->pdata[i - 1])->material))
      g_ptr_array_remove_index (self->measures, i - 1);
}

void
bs_train_model_set_material (BsTrainModel *self, BsTrainingMaterial *material, gboolean in_time)
{
  Measure *known;

  g_return_if_fail (BS_IS_TRAIN_MODEL (self));

  if (material == self->material && in_time == self->in_time)
    return;

  if (material != NULL)
    bs_training_material_ref (material);
  g_clear_pointer (&self->material, bs_training_material_unref);
  self->material = material;
  self->in_time = in_time;
  forget_measures (self);
  if (material != NULL && find_measure (self, material, in_time) == NULL)
    {
      known = g_new0 (Measure, 1);
      known->material = bs_training_material_ref (material);
      known->in_time = in_time;
      known->yardsticks = g_new0 (BsTrainingYardstick, material->graphs->len);
      g_ptr_array_add (self->measures, known);
      measure (self, known, G_MAXUINT);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

BsTrainingMaterial *
bs_train_model_get_material (BsTrainModel *self)
{
  return self->material;
}

gboolean
bs_train_model_is_in_time (BsTrainModel *self)
{
  return self->front != NULL ? bs_train_run_is_in_time (self->front) : self->in_time;
}

const BsTrainingYardstick *
bs_train_model_get_yardsticks (BsTrainModel *self)
{
  const BsTrainingMaterial *material = self->front != NULL ? bs_train_run_get_material (self->front)
                                                           : self->material;
  const Measure *known = find_measure (self, material, bs_train_model_is_in_time (self));

  return known != NULL && known->measured ? known->yardsticks : NULL;
}

BsTrainRun *
bs_train_model_get_learning (BsTrainModel *self)
{
  for (guint i = 0; i < self->runs->len; i++)
    {
      BsTrainState state = bs_train_run_get_state (self->runs->pdata[i]);

      if (state == BS_TRAIN_RUNNING || state == BS_TRAIN_PAUSED)
        return self->runs->pdata[i];
    }

  return NULL;
}

static gboolean
tick_cb (gpointer user_data)
{
  BsTrainModel *self = user_data;
  BsTrainRun *learning = bs_train_model_get_learning (self);

  if (learning != NULL)
    {
      bs_train_run_read (learning);
      bs_train_run_refresh (learning);
      g_signal_emit (self, signals[MOVED], 0);
    }

  return G_SOURCE_CONTINUE;
}

static void
update_tick (BsTrainModel *self)
{
  gboolean wanted = self->watched && bs_train_model_get_learning (self) != NULL;

  if (wanted && self->tick_source == 0)
    self->tick_source = g_timeout_add (TICK_MS, tick_cb, self);
  else if (!wanted)
    g_clear_handle_id (&self->tick_source, g_source_remove);
}

static void
start_next (BsTrainModel *self)
{
  if (bs_train_model_get_learning (self) != NULL)
    return;

  for (guint i = 0; i < self->runs->len; i++)
    if (bs_train_run_get_state (self->runs->pdata[i]) == BS_TRAIN_WAITING)
      {
        BsTrainRun *run = self->runs->pdata[i];

        bs_train_model_set_front (self, run);
        bs_train_run_start (run);
        return;
      }
}

static void
run_changed_cb (BsTrainRun *run, BsTrainModel *self)
{
  if (bs_train_run_is_over (run))
    start_next (self);
  update_tick (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
run_digested_cb (BsTrainRun *run, BsTrainModel *self)
{
  if (run == self->front)
    g_signal_emit (self, signals[DIGESTED], 0);
}

void
bs_train_model_add (BsTrainModel *self, BsTrainRun *run)
{
  g_return_if_fail (BS_IS_TRAIN_MODEL (self));

  bs_train_run_set_look (run, self->next_look++);
  g_ptr_array_add (self->runs, g_object_ref (run));
  g_signal_connect_object (run, "changed", G_CALLBACK (run_changed_cb), self, 0);
  g_signal_connect_object (run, "digested", G_CALLBACK (run_digested_cb), self, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), self->runs->len - 1, 0, 1);
  start_next (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
bs_train_model_remove (BsTrainModel *self, BsTrainRun *run)
{
  guint index;

  g_return_if_fail (BS_IS_TRAIN_MODEL (self));

  if (!g_ptr_array_find (self->runs, run, &index))
    return;

  g_signal_handlers_disconnect_by_data (run, self);
  bs_train_run_give_up (run);
  if (self->front == run)
    self->front = NULL;
  g_ptr_array_remove_index (self->runs, index);
  g_list_model_items_changed (G_LIST_MODEL (self), index, 1, 0);
  if (self->front == NULL && self->runs->len > 0)
    self->front = self->runs->pdata[self->runs->len - 1];
  forget_measures (self);
  start_next (self);
  update_tick (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

BsTrainRun *
bs_train_model_get_front (BsTrainModel *self)
{
  return self->front;
}

void
bs_train_model_set_front (BsTrainModel *self, BsTrainRun *run)
{
  g_return_if_fail (BS_IS_TRAIN_MODEL (self));

  if (self->front == run)
    return;

  self->front = run;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
bs_train_model_stop (BsTrainModel *self)
{
  g_return_if_fail (BS_IS_TRAIN_MODEL (self));

  /* those that wait go: nothing of them is worth keeping */
  for (guint i = self->runs->len; i > 0; i--)
    if (bs_train_run_get_state (self->runs->pdata[i - 1]) == BS_TRAIN_WAITING)
      bs_train_model_remove (self, self->runs->pdata[i - 1]);
  if (bs_train_model_get_learning (self) != NULL)
    bs_train_run_stop (bs_train_model_get_learning (self));
}

void
bs_train_model_set_watched (BsTrainModel *self, gboolean watched)
{
  g_return_if_fail (BS_IS_TRAIN_MODEL (self));

  self->watched = watched;
  update_tick (self);
  if (watched && bs_train_model_get_learning (self) != NULL)
    tick_cb (self);
}

void
bs_train_model_give_up (BsTrainModel *self)
{
  g_return_if_fail (BS_IS_TRAIN_MODEL (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  for (guint i = 0; i < self->runs->len; i++)
    {
      g_signal_handlers_disconnect_by_data (self->runs->pdata[i], self);
      bs_train_run_give_up (self->runs->pdata[i]);
    }
}

static const char *
state_name (BsTrainState state)
{
  static const char *const names[] = {
    "waiting", "running", "paused", "done", "stopped", "failed"
  };

  return names[state];
}

BsTable *
bs_train_model_tabulate (BsTrainModel *self)
{
  static const char *const counts[] = { "batches", "lower_bound", "states", "episodes" };
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "name", BS_COLUMN_TEXT);
  bs_table_add_column (table, "encoding", BS_COLUMN_TEXT);
  bs_table_add_column (table, "seed", BS_COLUMN_INTEGER);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    bs_table_add_column (table, counts[i], BS_COLUMN_INTEGER);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "state", BS_COLUMN_TEXT);
  bs_table_add_column (table, "predicted_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "bound_ns", BS_COLUMN_DURATION);
  for (guint i = 0; i < self->runs->len; i++)
    {
      BsTrainRun *run = self->runs->pdata[i];
      const BsTrainingOptions *options = bs_train_run_get_options (run);
      const BsTrainingResult *result = bs_train_run_get_result (run);
      const BsTrainingStory *story = bs_train_run_read (run);

      bs_table_add_text (table, bs_train_run_get_name (run));
      bs_table_add_text (table, bs_encoding_to_string (options->encoding));
      bs_table_add_integer (table, (gint64) options->seed);
      bs_table_add_natural (table, result != NULL    ? (gint64) result->batches
                                   : story->best > 0 ? (gint64) story->best
                                                     : -1);
      bs_table_add_natural (table, result != NULL ? (gint64) result->lower_bound : -1);
      bs_table_add_integer (table, result != NULL ? result->fsm->states->n_states : story->states);
      bs_table_add_integer (table, story->episode);
      bs_table_add_natural (table, result != NULL ? result->elapsed_ns : -1);
      bs_table_add_text (table, state_name (bs_train_run_get_state (run)));
      bs_table_add_natural (table, !story->in_time   ? -1
                                   : result != NULL  ? (gint64) result->cost
                                   : story->best > 0 ? (gint64) story->best_cost
                                                     : -1);
      bs_table_add_natural (table,
                            story->in_time && result != NULL ? (gint64) result->lower_cost : -1);
    }

  return table;
}

static void
bs_train_model_finalize (GObject *object)
{
  BsTrainModel *self = BS_TRAIN_MODEL (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_ptr_array_unref (self->measures);
  g_clear_pointer (&self->material, bs_training_material_unref);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (bs_train_model_parent_class)->finalize (object);
}

static void
bs_train_model_class_init (BsTrainModelClass *klass)
{
  static const char *const names[N_SIGNALS] = { "changed", "moved", "digested", "measured" };

  BS_ITEM_LIST_CLASS (klass)->item_type = BS_TYPE_TRAIN_RUN;
  G_OBJECT_CLASS (klass)->finalize = bs_train_model_finalize;

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], BS_TYPE_TRAIN_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
}

static void
bs_train_model_init (BsTrainModel *self)
{
  self->runs = bs_item_list_get_items (BS_ITEM_LIST (self));
  self->measures = g_ptr_array_new_with_free_func (measure_free);
  self->cancellable = g_cancellable_new ();
}

BsTrainModel *
bs_train_model_new (void)
{
  return g_object_new (BS_TYPE_TRAIN_MODEL, NULL);
}
