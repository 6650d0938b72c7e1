/* SPDX-License-Identifier: Apache-2.0 */
/* One run of learning. */
#include "config.h"

#include "app/window/train/train-run.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

struct _BsTrainRun
{
  GObject parent_instance;

  char *name, *start_name;
  BsTrainingMaterial *material;
  BsTrainingOptions options;
  BsFsm *start; /* (nullable) */
  gboolean shown;
  guint look;

  BsTrainState state;
  gboolean stopped; /* was asked for */
  char *error;
  BsTrainingCourse *course;
  BsTrainingStory story;
  GCancellable *cancellable; /* when it is given up for good */
  BsTrainingResult *result;

  BsFsm *best; /* (nullable) so far */
  BsTrainingField *field;
  BsEvaluation *evaluations; /* (nullable) [graphs] of @best, or of one before it */
  gboolean digesting, fresh; /* @fresh: nothing is known of the last tables yet */
  gint64 next_digest_us;
};

enum
{
  CHANGED,
  DIGESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsTrainRun, bs_train_run, G_TYPE_OBJECT)

static void
say_changed (BsTrainRun *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* What a digest needs, and is. */
typedef struct
{
  BsTrainingMaterial *material;
  const BsBatchCosts *costs; /* (nullable) of @material */
  BsFsm *table, *best;       /* (nullable) */
  BsTrainingField *field;
  BsEvaluation *evaluations;
  gint64 took_us;
} Digest;

static void
digest_free (gpointer data)
{
  Digest *self = data;

  bs_training_material_unref (self->material);
  g_clear_pointer (&self->table, bs_fsm_unref);
  g_clear_pointer (&self->best, bs_fsm_unref);
  g_clear_pointer (&self->field, bs_training_field_unref);
  g_free (self->evaluations);
  g_free (self);
}

static void
digest_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Digest *self = task_data;
  gint64 begin = g_get_monotonic_time ();

  if (self->table != NULL)
    self->field = bs_training_field_new (self->material, self->table, cancellable);
  if (self->best != NULL)
    {
      self->evaluations = g_new0 (BsEvaluation, self->material->graphs->len);
      if (!bs_training_evaluate (self->material, self->best, self->costs, self->evaluations,
                                 cancellable))
        g_clear_pointer (&self->evaluations, g_free);
    }
  self->took_us = g_get_monotonic_time () - begin;
  g_task_return_boolean (task, TRUE);
}

static void
digested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsTrainRun *self = BS_TRAIN_RUN (source);
  Digest *digest = g_task_get_task_data (G_TASK (result));

  self->digesting = FALSE;
  /* a small part of the time, however large the graphs are */
  self->next_digest_us = g_get_monotonic_time ()
                         + CLAMP (30 * digest->took_us, 250 * 1000, 60000000);
  if (digest->field != NULL)
    {
      g_clear_pointer (&self->field, bs_training_field_unref);
      self->field = g_steal_pointer (&digest->field);
    }
  if (digest->evaluations != NULL)
    {
      g_free (self->evaluations);
      self->evaluations = g_steal_pointer (&digest->evaluations);
    }
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  g_signal_emit (self, signals[DIGESTED], 0);
  if (self->fresh)
    bs_train_run_refresh (self);
}

static void
digest (BsTrainRun *self, BsFsm *table, BsFsm *best)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, digested_cb, NULL);
  Digest *digest = g_new0 (Digest, 1);

  digest->material = bs_training_material_ref (self->material);
  digest->costs = self->options.costs;
  digest->table = table;
  digest->best = best;
  self->digesting = TRUE;
  g_task_set_task_data (task, digest, digest_free);
  g_task_run_in_thread (task, digest_thread);
}

void
bs_train_run_refresh (BsTrainRun *self)
{
  BsFsm *table, *best;

  g_return_if_fail (BS_IS_TRAIN_RUN (self));

  best = bs_training_course_take_best (self->course);
  if (best != NULL && self->result == NULL)
    {
      g_clear_pointer (&self->best, bs_fsm_unref);
      self->best = bs_fsm_ref (best);
      self->fresh = TRUE;
    }
  g_clear_pointer (&best, bs_fsm_unref);
  if (self->digesting)
    return;

  if (self->result != NULL)
    {
      if (!self->fresh)
        return;
      self->fresh = FALSE;
      digest (self, bs_fsm_ref (self->result->fsm), bs_fsm_ref (self->result->fsm));
      return;
    }
  if (self->state == BS_TRAIN_WAITING || bs_train_run_is_over (self)
      || g_get_monotonic_time () < self->next_digest_us)
    return;

  table = bs_training_course_take_table (self->course);
  bs_training_course_want_table (self->course);
  if (table == NULL && !self->fresh)
    return;
  digest (self, table, self->fresh && self->best != NULL ? bs_fsm_ref (self->best) : NULL);
  self->fresh = FALSE;
}

/* Learning has a thread of its own: a pause may be long. */
static gpointer
learn_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  BsTrainRun *self = g_task_get_source_object (task);
  BsTrainingWatch watch;
  BsTrainingResult *result;
  GError *error = NULL;

  bs_training_course_watch (self->course, &watch, g_task_get_cancellable (task));
  result = bs_train_watched (bs_training_material_get_graphs (self->material),
                             self->material->n_training, self->material->types, &self->options,
                             self->start, &watch, &error);
  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) bs_training_result_free);
  else
    g_task_return_error (task, error);

  return NULL;
}

static void
learned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsTrainRun *self = BS_TRAIN_RUN (source);
  g_autoptr (GError) error = NULL;

  self->result = g_task_propagate_pointer (G_TASK (result), &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  if (self->result == NULL)
    {
      self->error = g_strdup (error->message);
      self->state = BS_TRAIN_FAILED;
    }
  else
    {
      self->state = self->stopped ? BS_TRAIN_STOPPED : BS_TRAIN_DONE;
      g_clear_pointer (&self->best, bs_fsm_unref);
      self->best = bs_fsm_ref (self->result->fsm);
      self->fresh = TRUE;
      bs_train_run_refresh (self);
    }
  bs_train_run_read (self);
  say_changed (self);
}

void
bs_train_run_start (BsTrainRun *self)
{
  GTask *task;

  g_return_if_fail (BS_IS_TRAIN_RUN (self));
  g_return_if_fail (self->state == BS_TRAIN_WAITING);

  self->state = BS_TRAIN_RUNNING;
  task = g_task_new (self, self->cancellable, learned_cb, NULL);
  /* stopped for good or not, what was learned is taken back by its owner */
  g_task_set_check_cancellable (task, FALSE);
  g_thread_unref (g_thread_new ("learning", learn_thread, task));
  bs_training_course_want_table (self->course);
  say_changed (self);
}

void
bs_train_run_pause (BsTrainRun *self)
{
  g_return_if_fail (BS_IS_TRAIN_RUN (self));

  if (self->state != BS_TRAIN_RUNNING)
    return;
  bs_training_control_pause (bs_training_course_get_control (self->course));
  self->state = BS_TRAIN_PAUSED;
  say_changed (self);
}

void
bs_train_run_resume (BsTrainRun *self)
{
  g_return_if_fail (BS_IS_TRAIN_RUN (self));

  if (self->state != BS_TRAIN_PAUSED)
    return;
  self->state = BS_TRAIN_RUNNING;
  bs_training_control_resume (bs_training_course_get_control (self->course));
  say_changed (self);
}

void
bs_train_run_stop (BsTrainRun *self)
{
  g_return_if_fail (BS_IS_TRAIN_RUN (self));

  if (bs_train_run_is_over (self))
    return;
  self->stopped = TRUE;
  bs_training_control_stop (bs_training_course_get_control (self->course));
  if (self->state == BS_TRAIN_WAITING)
    self->state = BS_TRAIN_STOPPED;
  say_changed (self);
}

void
bs_train_run_give_up (BsTrainRun *self)
{
  g_return_if_fail (BS_IS_TRAIN_RUN (self));

  g_cancellable_cancel (self->cancellable);
  bs_training_control_stop (bs_training_course_get_control (self->course));
}

const BsTrainingStory *
bs_train_run_read (BsTrainRun *self)
{
  g_return_val_if_fail (BS_IS_TRAIN_RUN (self), NULL);

  bs_training_course_read (self->course, &self->story);
  return &self->story;
}

const char *
bs_train_run_get_name (BsTrainRun *self)
{
  return self->name;
}

void
bs_train_run_set_name (BsTrainRun *self, const char *name)
{
  g_return_if_fail (BS_IS_TRAIN_RUN (self));

  if (g_strcmp0 (name, self->name) == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name);
  say_changed (self);
}

BsTrainingMaterial *
bs_train_run_get_material (BsTrainRun *self)
{
  return self->material;
}

const BsTrainingOptions *
bs_train_run_get_options (BsTrainRun *self)
{
  return &self->options;
}

gboolean
bs_train_run_learns_priorities (BsTrainRun *self)
{
  return self->options.encoding == BS_ENCODING_MARKED;
}

gboolean
bs_train_run_is_in_time (BsTrainRun *self)
{
  return self->options.costs != NULL;
}

BsFsm *
bs_train_run_get_start (BsTrainRun *self)
{
  g_return_val_if_fail (BS_IS_TRAIN_RUN (self), NULL);

  return self->start;
}

const char *
bs_train_run_get_start_name (BsTrainRun *self)
{
  return self->start_name;
}

BsTrainState
bs_train_run_get_state (BsTrainRun *self)
{
  return self->state;
}

const char *
bs_train_run_get_error (BsTrainRun *self)
{
  return self->error;
}

gboolean
bs_train_run_is_over (BsTrainRun *self)
{
  return self->state >= BS_TRAIN_DONE;
}

gboolean
bs_train_run_get_shown (BsTrainRun *self)
{
  return self->shown;
}

void
bs_train_run_set_shown (BsTrainRun *self, gboolean shown)
{
  if (self->shown == !!shown)
    return;
  self->shown = shown;
  say_changed (self);
}

guint
bs_train_run_get_look (BsTrainRun *self)
{
  return self->look;
}

void
bs_train_run_set_look (BsTrainRun *self, guint look)
{
  self->look = look;
}

const BsTrainingResult *
bs_train_run_get_result (BsTrainRun *self)
{
  return self->result;
}

BsFsm *
bs_train_run_get_best (BsTrainRun *self)
{
  return self->best;
}

BsTrainingField *
bs_train_run_get_field (BsTrainRun *self)
{
  return self->field;
}

const BsEvaluation *
bs_train_run_get_evaluations (BsTrainRun *self)
{
  return self->evaluations;
}

static void
bs_train_run_finalize (GObject *object)
{
  BsTrainRun *self = BS_TRAIN_RUN (object);

  g_free (self->name);
  g_free (self->start_name);
  g_free (self->error);
  g_clear_pointer (&self->material, bs_training_material_unref);
  g_clear_pointer (&self->start, bs_fsm_unref);
  g_clear_pointer (&self->course, bs_training_course_unref);
  bs_training_story_clear (&self->story);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->result, bs_training_result_free);
  g_clear_pointer (&self->best, bs_fsm_unref);
  g_clear_pointer (&self->field, bs_training_field_unref);
  g_free (self->evaluations);

  G_OBJECT_CLASS (bs_train_run_parent_class)->finalize (object);
}

static void
bs_train_run_class_init (BsTrainRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_train_run_finalize;

  signals[CHANGED] = g_signal_new ("changed", BS_TYPE_TRAIN_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[DIGESTED] = g_signal_new ("digested", BS_TYPE_TRAIN_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
}

static void
bs_train_run_init (BsTrainRun *self)
{
  self->shown = TRUE;
  self->cancellable = g_cancellable_new ();
  bs_training_story_init (&self->story);
}

BsTrainRun *
bs_train_run_new (BsTrainingMaterial *material, const BsTrainingOptions *options, BsFsm *start,
                  const char *start_name)
{
  BsTrainRun *self = g_object_new (BS_TYPE_TRAIN_RUN, NULL);

  self->material = bs_training_material_ref (material);
  self->options = *options;
  self->start = start != NULL ? bs_fsm_ref (start) : NULL;
  self->start_name = g_strdup (start_name);
  self->course = bs_training_course_new (options, start != NULL ? start->episodes : 0);
  /* Translators: a run of learning: its encoding and its seed */
  self->name = options->costs == NULL
                   ? g_strdup_printf (_ ("%s, seed %" PRIu64),
                                      bs_encoding_to_string (options->encoding), options->seed)
                   /* Translators: the same of one that makes predicted time least */
                   : g_strdup_printf (_ ("%s, time, seed %" PRIu64),
                                      bs_encoding_to_string (options->encoding), options->seed);
  bs_train_run_read (self);
  return self;
}
