/* SPDX-License-Identifier: Apache-2.0 */
/* How learning goes, for other threads. */
#include "config.h"

#include "profiles/training/training-course.h"

#include <string.h>

/* Episodes over which new states are counted. */
#define RECENT 25

struct _BsTrainingCourse
{
  int refs;
  BsTrainingControl *control;
  int wanted; /* atomic */

  /* of the thread that learns */
  gboolean improved; /* the table as it is is the best so far */

  GMutex lock;
  BsTrainingStory story;
  guint32 stride;         /* episodes a column */
  guint32 recent[RECENT]; /* states known behind the last episodes */
  BsFsm *table, *best;    /* (nullable): not taken yet */
};

void
bs_training_story_init (BsTrainingStory *self)
{
  *self = (BsTrainingStory){ 0 };
  self->columns = g_array_new (FALSE, FALSE, sizeof (BsTrainingColumn));
  self->checks = g_array_new (FALSE, FALSE, sizeof (BsTrainingPoint));
}

void
bs_training_story_clear (BsTrainingStory *self)
{
  g_clear_pointer (&self->columns, g_array_unref);
  g_clear_pointer (&self->checks, g_array_unref);
}

BsTrainingCourse *
bs_training_course_new (const BsTrainingOptions *options, guint32 before)
{
  BsTrainingCourse *self = g_new0 (BsTrainingCourse, 1);
  guint32 n = options->encoding == BS_ENCODING_MARKED ? options->n_trials : options->max_episodes;

  self->refs = 1;
  self->control = bs_training_control_new ();
  g_mutex_init (&self->lock);
  bs_training_story_init (&self->story);
  self->story.stamp = 1;
  self->story.in_time = options->costs != NULL;
  self->story.before = self->story.episode = before;
  self->story.planned = n > G_MAXUINT32 - before ? G_MAXUINT32 : before + n;
  self->stride = 1;
  return self;
}

BsTrainingCourse *
bs_training_course_ref (BsTrainingCourse *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
bs_training_course_unref (BsTrainingCourse *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  bs_training_control_unref (self->control);
  g_mutex_clear (&self->lock);
  bs_training_story_clear (&self->story);
  g_clear_pointer (&self->table, bs_fsm_unref);
  g_clear_pointer (&self->best, bs_fsm_unref);
  g_free (self);
}

BsTrainingControl *
bs_training_course_get_control (BsTrainingCourse *self)
{
  return self->control;
}

/* The first and the last, all that improved, and every other one of the rest. */
static void
thin_checks (GArray *checks)
{
  BsTrainingPoint *points = (BsTrainingPoint *) (gpointer) checks->data;
  guint n = 1;

  for (guint i = 1; i < checks->len; i++)
    if (i % 2 == 0 || points[i].best_cost < points[n - 1].best_cost || i + 1 == checks->len)
      points[n++] = points[i];
  g_array_set_size (checks, n);
}

static void
check_cb (const BsTrainingPoint *point, gpointer user_data)
{
  BsTrainingCourse *self = user_data;

  g_mutex_lock (&self->lock);
  self->story.stamp++;
  if (self->story.checks->len >= 2 * BS_TRAINING_MAX_COLUMNS)
    thin_checks (self->story.checks);
  g_array_append_val (self->story.checks, *point);
  g_mutex_unlock (&self->lock);
}

static void
add_to_column (BsTrainingColumn *column, const BsTrainingColumn *other)
{
  column->n += other->n;
  if (other->n_known > 0)
    {
      column->least = column->n_known > 0 ? MIN (column->least, other->least) : other->least;
      column->most = MAX (column->most, other->most);
      column->sum += other->sum;
      column->n_known += other->n_known;
    }
  column->states = other->states;
  column->epsilon = other->epsilon;
}

static void
fold (BsTrainingCourse *self)
{
  BsTrainingColumn *columns = (BsTrainingColumn *) (gpointer) self->story.columns->data;
  guint n = self->story.columns->len;

  for (guint i = 0; i < n; i++)
    if (i % 2 == 0)
      columns[i / 2] = columns[i];
    else
      add_to_column (&columns[i / 2], &columns[i]);
  g_array_set_size (self->story.columns, (n + 1) / 2);
  self->stride *= 2;
}

static void
add_episode (BsTrainingCourse *self, const BsTrainingEpisode *episode)
{
  GArray *columns = self->story.columns;
  BsTrainingColumn *last = columns->len > 0
                               ? &g_array_index (columns, BsTrainingColumn, columns->len - 1)
                               : NULL;
  const BsTrainingColumn column = { .first = episode->episode,
                                    .n = 1,
                                    .least = episode->cost,
                                    .most = episode->cost,
                                    .sum = (double) episode->cost,
                                    .n_known = episode->batches > 0,
                                    .states = episode->states,
                                    .epsilon = episode->epsilon };

  if (last != NULL && last->n < self->stride)
    {
      add_to_column (last, &column);
      return;
    }
  if (columns->len == BS_TRAINING_MAX_COLUMNS)
    {
      fold (self);
      last = &g_array_index (columns, BsTrainingColumn, columns->len - 1);
      if (last->n < self->stride)
        {
          add_to_column (last, &column);
          return;
        }
    }
  g_array_append_val (columns, column);
}

static void
episode_cb (const BsTrainingEpisode *episode, gpointer user_data)
{
  BsTrainingCourse *self = user_data;
  BsTrainingStory *story = &self->story;
  guint at = episode->episode % RECENT;
  guint32 learned = episode->episode - story->before;

  g_mutex_lock (&self->lock);
  story->stamp++;
  self->improved = episode->best > 0 && episode->best_cost != story->best_cost;
  story->episode = episode->episode;
  story->best = episode->best;
  story->best_cost = episode->best_cost;
  story->states = episode->states;
  story->new_states = episode->states - (learned > RECENT ? self->recent[at] : 0);
  self->recent[at] = episode->states;
  story->epsilon = episode->epsilon;
  add_episode (self, episode);
  g_mutex_unlock (&self->lock);
}

static gboolean
wants_table_cb (gpointer user_data)
{
  BsTrainingCourse *self = user_data;

  return self->improved || g_atomic_int_get (&self->wanted);
}

static void
table_cb (BsFsm *fsm, gpointer user_data)
{
  BsTrainingCourse *self = user_data;

  g_mutex_lock (&self->lock);
  if (self->improved)
    {
      g_clear_pointer (&self->best, bs_fsm_unref);
      self->best = bs_fsm_ref (fsm);
    }
  if (g_atomic_int_get (&self->wanted))
    {
      g_clear_pointer (&self->table, bs_fsm_unref);
      self->table = bs_fsm_ref (fsm);
    }
  g_atomic_int_set (&self->wanted, FALSE);
  g_mutex_unlock (&self->lock);
  self->improved = FALSE;
  bs_fsm_unref (fsm);
}

void
bs_training_course_watch (BsTrainingCourse *self, BsTrainingWatch *watch, GCancellable *cancellable)
{
  *watch = (BsTrainingWatch){ .check = check_cb,
                              .episode = episode_cb,
                              .wants_table = wants_table_cb,
                              .table = table_cb,
                              .user_data = self,
                              .control = self->control,
                              .cancellable = cancellable };
}

void
bs_training_course_want_table (BsTrainingCourse *self)
{
  g_atomic_int_set (&self->wanted, TRUE);
}

static BsFsm *
take (BsTrainingCourse *self, BsFsm **table)
{
  BsFsm *taken;

  g_mutex_lock (&self->lock);
  taken = g_steal_pointer (table);
  g_mutex_unlock (&self->lock);

  return taken;
}

BsFsm *
bs_training_course_take_table (BsTrainingCourse *self)
{
  return take (self, &self->table);
}

BsFsm *
bs_training_course_take_best (BsTrainingCourse *self)
{
  return take (self, &self->best);
}

static void
copy (GArray *to, const GArray *from, gsize size)
{
  g_array_set_size (to, from->len);
  if (from->len > 0)
    memcpy (to->data, from->data, from->len * size);
}

void
bs_training_course_read (BsTrainingCourse *self, BsTrainingStory *story)
{
  GArray *columns = story->columns, *checks = story->checks;

  story->waiting = bs_training_control_is_waiting (self->control);
  g_mutex_lock (&self->lock);
  if (story->stamp != self->story.stamp)
    {
      gboolean waiting = story->waiting;

      copy (columns, self->story.columns, sizeof (BsTrainingColumn));
      copy (checks, self->story.checks, sizeof (BsTrainingPoint));
      *story = self->story;
      story->columns = columns;
      story->checks = checks;
      story->waiting = waiting;
    }
  g_mutex_unlock (&self->lock);
}

static void
add_cost (BsTable *table, gboolean known, guint64 cost)
{
  bs_table_add_natural (table, known ? (gint64) cost : -1);
}

BsTable *
bs_training_story_tabulate (const BsTrainingStory *self, gboolean priorities)
{
  BsColumnKind kind = self->in_time ? BS_COLUMN_DURATION : BS_COLUMN_INTEGER;
  BsTable *table = bs_table_new ();
  guint check = 0;

  bs_table_add_column (table, priorities ? "change" : "episode", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "last", BS_COLUMN_INTEGER);
  bs_table_add_column (table, self->in_time ? "least_ns" : "least", kind);
  bs_table_add_column (table, self->in_time ? "most_ns" : "most", kind);
  bs_table_add_column (table, self->in_time ? "mean_ns" : "mean",
                       self->in_time ? BS_COLUMN_DURATION : BS_COLUMN_REAL);
  bs_table_add_column (table, priorities ? "priorities" : "states", BS_COLUMN_INTEGER);
  bs_table_add_column (table, priorities ? "size" : "epsilon", BS_COLUMN_REAL);
  bs_table_add_column (table, self->in_time ? "greedy_ns" : "greedy", kind);
  bs_table_add_column (table, self->in_time ? "best_ns" : "best", kind);
  for (guint i = 0; i < self->columns->len; i++)
    {
      const BsTrainingColumn *column = &g_array_index (self->columns, BsTrainingColumn, i);
      const BsTrainingPoint *last = NULL;
      double mean = column->n_known > 0 ? column->sum / column->n_known : 0.0;

      for (; check < self->checks->len; check++)
        {
          const BsTrainingPoint *point = &g_array_index (self->checks, BsTrainingPoint, check);

          if (point->episode >= column->first + column->n)
            break;
          if (point->episode >= column->first)
            last = point;
        }
      bs_table_add_integer (table, column->first);
      bs_table_add_integer (table, column->first + column->n - 1);
      add_cost (table, column->n_known > 0, column->least);
      add_cost (table, column->n_known > 0, column->most);
      if (column->n_known == 0)
        bs_table_add_missing (table);
      else if (self->in_time)
        bs_table_add_integer (table, (gint64) (mean + 0.5));
      else
        bs_table_add_real (table, mean);
      bs_table_add_integer (table, column->states);
      bs_table_add_real (table, column->epsilon);
      add_cost (table, last != NULL, last != NULL ? last->cost : 0);
      add_cost (table, last != NULL, last != NULL ? last->best_cost : 0);
    }

  return table;
}
