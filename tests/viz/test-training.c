/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures of learning: what is drawn, picked and said. */
#include "config.h"

#include <string.h>

#include "tests/viz/draw-log.h"
#include "viz/training/learning-painter.h"
#include "viz/training/states-painter.h"

typedef struct
{
  BsTrainingStory stories[2];
  BsLearningRun runs[2];
  BsLearningPicture picture;
  BsStyle style;
} Fixture;

static void
fill_story (BsTrainingStory *story, guint32 n, guint32 worst)
{
  bs_training_story_init (story);
  story->planned = 200;
  story->episode = n;
  for (guint32 i = 1; i <= n; i++)
    {
      const BsTrainingColumn column = { .first = i,
                                        .n = 1,
                                        .least = worst - i % 13,
                                        .most = worst - i % 13,
                                        .sum = worst - i % 13,
                                        .n_known = i % 29 != 0,
                                        .states = 40 + i,
                                        .epsilon = 1.0 / i };

      g_array_append_val (story->columns, column);
    }
  for (guint32 i = 25; i <= n; i += 25)
    {
      const BsTrainingPoint point = { .episode = i,
                                      .batches = 190 - i / 5 + i % 50,
                                      .best = 190 - i / 5,
                                      .cost = 190 - i / 5 + i % 50,
                                      .best_cost = 190 - i / 5 };

      g_array_append_val (story->checks, point);
      story->best = point.best;
      story->best_cost = point.best_cost;
    }
  story->states = 40 + n;
  story->epsilon = 1.0 / MAX (n, 1);
}

static void
set_up (Fixture *self, guint32 n)
{
  memset (self, 0, sizeof *self);
  fill_story (&self->stories[0], 200, 260);
  fill_story (&self->stories[1], n, 240);
  self->runs[0] = (BsLearningRun){ "first", &self->stories[0], 1 };
  self->runs[1] = (BsLearningRun){ "second", &self->stories[1], 0 };
  self->picture = (BsLearningPicture){ .runs = self->runs,
                                       .n_runs = 2,
                                       .lines = { 147, 270, 207, 164 },
                                       .n_graphs = 1,
                                       .selected = n > 70 ? 70 : 0 };
  bs_style_init (&self->style, FALSE);
  self->style.font = "Cantarell";
}

static void
tear_down (Fixture *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->stories); i++)
    bs_training_story_clear (&self->stories[i]);
}

static void
draw_curve (cairo_t *cr, double width, double height, gpointer user_data)
{
  Fixture *self = user_data;

  bs_learning_draw (&self->picture, cr, &self->style, width, height);
}

/* The same story in times of 12.34 µs a batch. */
static void
test_time (void)
{
  static const guint64 scale = 12340;
  g_autofree char *log = NULL, *said = NULL, *hint = NULL;
  Fixture self;

  set_up (&self, 120);
  self.picture.in_time = TRUE;
  self.picture.lines = (BsTrainingYardstick){ 147 * scale, 270 * scale, 207 * scale, 164 * scale };
  for (guint i = 0; i < G_N_ELEMENTS (self.stories); i++)
    {
      BsTrainingStory *story = &self.stories[i];

      story->in_time = TRUE;
      story->best_cost *= scale;
      for (guint k = 0; k < story->columns->len; k++)
        {
          BsTrainingColumn *column = &g_array_index (story->columns, BsTrainingColumn, k);

          column->least *= scale;
          column->most *= scale;
          column->sum *= (double) scale;
        }
      for (guint k = 0; k < story->checks->len; k++)
        {
          g_array_index (story->checks, BsTrainingPoint, k).cost *= scale;
          g_array_index (story->checks, BsTrainingPoint, k).best_cost *= scale;
        }
    }
  draw_log_check ("learning-time", draw_curve, &self, 640, 320);
  log = draw_log_new (draw_curve, &self, 640, 320);
  g_assert_true (draw_log_has_text (log, "best 2.098 ms"));
  g_assert_true (draw_log_has_text (log, "lower bound 1.814 ms"));
  g_assert_true (draw_log_has_text (log, "2.0 ms"));
  said = bs_learning_describe (&self.picture);
  g_assert_nonnull (strstr (said, "The best table takes 2.098 ms."));
  hint = bs_learning_hint (&self.picture, 100);
  g_assert_nonnull (strstr (hint, "Episode 100: 2.851 ms"));
  tear_down (&self);
}

static void
draw_states_known (cairo_t *cr, double width, double height, gpointer user_data)
{
  Fixture *self = user_data;

  bs_series_draw (&self->picture, BS_SERIES_STATES, cr, &self->style, width, height);
}

static void
test_curve (void)
{
  g_autofree char *log = NULL, *said = NULL, *hint = NULL, *given_up = NULL;
  Fixture self;
  guint32 picked;

  set_up (&self, 120);
  draw_log_check ("learning-curve", draw_curve, &self, 640, 320);
  log = draw_log_new (draw_curve, &self, 640, 320);
  g_assert_true (draw_log_has_text (log, "best 170"));
  g_assert_true (draw_log_has_text (log, "agenda 270"));
  g_assert_true (draw_log_has_text (log, "beam 30: 164"));
  g_assert_true (draw_log_has_text (log, "lower bound 147"));

  said = bs_learning_describe (&self.picture);
  g_assert_nonnull (strstr (said, "second: episode 120 of 200"));
  g_assert_nonnull (strstr (said, "170 batches"));
  hint = bs_learning_hint (&self.picture, 100);
  g_assert_nonnull (strstr (hint, "Episode 100: 231 batches"));
  g_assert_nonnull (strstr (hint, "Greedy check: 170 batches, best 170"));
  given_up = bs_learning_hint (&self.picture, 29);
  g_assert_nonnull (strstr (given_up, "given up"));
  g_assert_null (bs_learning_hint (&self.picture, 121));

  /* what is picked is within what was learned, whichever way it reads */
  for (guint mirrored = 0; mirrored < 2; mirrored++)
    {
      self.style.right_to_left = mirrored;
      for (double x = 0.0; x < 640.0; x += 7.0)
        {
          picked = bs_learning_pick (&self.picture, &self.style, 640, 320, x, 100);
          g_assert_cmpuint (picked, <=, 120);
        }
      g_assert_cmpuint (
          bs_learning_pick (&self.picture, &self.style, 640, 320, mirrored ? 520 : 120, 100), >, 0);
    }
  tear_down (&self);
}

static void
test_series (void)
{
  Fixture self;
  g_autofree char *said = NULL;

  set_up (&self, 120);
  draw_log_check ("states-known", draw_states_known, &self, 300, 140);
  said = bs_series_describe (&self.picture, BS_SERIES_STATES);
  g_assert_nonnull (strstr (said, "160 states"));
  tear_down (&self);
}

/* Nothing learned, one episode, all alike, senseless sizes: something is drawn, and nothing fails. */
static void
test_extremes (void)
{
  static const double sizes[][2] = { { 1, 1 }, { 20, 10 }, { 640, 20 }, { 4000, 3000 } };

  for (guint n = 0; n < 3; n++)
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
      for (guint with_lines = 0; with_lines < 2; with_lines++)
        {
          g_autofree char *curve = NULL, *series = NULL, *said = NULL;
          Fixture self;

          set_up (&self, n);
          self.picture.runs = self.runs + 1;
          self.picture.n_runs = n == 0 ? 0 : 1;
          if (!with_lines)
            self.picture.lines = (BsTrainingYardstick){ 0 };
          curve = draw_log_new (draw_curve, &self, sizes[i][0], sizes[i][1]);
          series = draw_log_new (draw_states_known, &self, sizes[i][0], sizes[i][1]);
          said = bs_learning_describe (&self.picture);
          g_assert_null (strstr (curve, "nan"));
          g_assert_null (strstr (series, "nan"));
          tear_down (&self);
        }
}

/* As many strokes for a million episodes as for a thousand. */
static void
test_many (void)
{
  gsize length[2];

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *log = NULL;
      Fixture self;
      guint32 n = i == 0 ? 1024 : BS_TRAINING_MAX_COLUMNS;

      set_up (&self, 10);
      bs_training_story_clear (&self.stories[1]);
      fill_story (&self.stories[1], n, 240);
      self.stories[1].planned = n;
      if (i == 1)
        for (guint k = 0; k < n; k++)
          g_array_index (self.stories[1].columns, BsTrainingColumn,
                         k) = (BsTrainingColumn){ .first = 1 + k * 256,
                                                  .n = 256,
                                                  .least = 180,
                                                  .most = 240,
                                                  .sum = 200 * 256,
                                                  .n_known = 256 };
      self.stories[1].episode = self.stories[1].planned = i == 0 ? n : n * 256;
      log = draw_log_new (draw_curve, &self, 640, 320);
      length[i] = strlen (log);
      tear_down (&self);
    }
  g_assert_cmpuint (length[1], <, 3 * length[0]);
}

/* A table of @n_types types: states of each number of ready types. */
static BsTrainingField *
make_field (guint n_types, guint n_states)
{
  g_autoptr (BsFsm) fsm = bs_fsm_new (BS_ENCODING_SORT);
  BsTrainingField *field = g_new0 (BsTrainingField, 1);
  guint16 key[16];

  for (guint i = 0; i < n_types; i++)
    {
      char name[] = { 't', (char) ('a' + i), '\0' };

      bs_type_table_intern (fsm->types, name, NULL, BS_SHAPE_CELL);
    }
  field->refs = 1;
  field->states = g_new0 (BsTrainingState, n_states + 1);
  for (guint i = 0; i < n_states; i++)
    {
      guint n_ready = 1 + i * n_types / n_states;

      for (guint k = 0; k < n_ready; k++)
        key[k] = (guint16) ((k + i) % n_types);
      field->states[i] = (BsTrainingState){ .state = bs_fsm_intern_state (fsm, key, n_ready),
                                            .n_ready = (guint16) n_ready,
                                            .action = key[0],
                                            .visits = i,
                                            .own_visits = i / 2,
                                            .reached = i % 7 == 0,
                                            .n_reached = i % 7 == 0 };
      field->n_reached += i % 7 == 0;
    }
  field->fsm = g_steal_pointer (&fsm);
  field->n_states = n_states;
  return field;
}

typedef struct
{
  BsTrainingField *field;
  BsStyle style;
  guint32 selected;
} Dots;

static void
draw_dots (cairo_t *cr, double width, double height, gpointer user_data)
{
  Dots *self = user_data;

  bs_states_draw (self->field, self->selected, cr, &self->style, width, height);
}

static void
test_states (void)
{
  Dots self = { make_field (5, 60), .selected = 20 };
  g_autofree char *said = NULL, *log = NULL;
  guint32 at = G_MAXUINT32, n_moves = 0;
  guint n_found = 0;

  bs_style_init (&self.style, FALSE);
  self.style.font = "Cantarell";
  draw_log_check ("states-field", draw_dots, &self, 320, 260);
  said = bs_states_describe (self.field, 20);
  g_assert_nonnull (strstr (said, "60 states; greedy schedules reach 9"));
  g_assert_nonnull (strstr (said, "Takes "));

  /* every state is a dot that can be picked, and reached by keys */
  for (double y = 0.0; y < 260.0; y += 2.0)
    for (double x = 0.0; x < 320.0; x += 2.0)
      {
        guint32 place = bs_states_pick (self.field, &self.style, 320, 260, x, y);

        if (place != G_MAXUINT32)
          g_assert_cmpuint (place, <, 60);
        n_found += place == 59;
      }
  g_assert_cmpuint (n_found, >, 0);
  at = bs_states_neighbour (self.field, &self.style, 320, 260, at, 1, 0);
  g_assert_cmpuint (at, ==, 0);
  while (at != 59 && n_moves++ < 100)
    at = bs_states_neighbour (self.field, &self.style, 320, 260, at, 1, 0);
  g_assert_cmpuint (at, ==, 59);
  g_assert_cmpuint (n_moves, <=, 60);
  bs_training_field_unref (self.field);
}

/* More states than there is room for share dots; none is drawn outside. */
static void
test_crowded (void)
{
  Dots self = { make_field (9, 40000), .selected = G_MAXUINT32 };
  g_autofree char *log = NULL;

  bs_style_init (&self.style, FALSE);
  log = draw_log_new (draw_dots, &self, 320, 260);
  g_assert_cmpuint (draw_log_count (log, "fill"), <, 12000);
  bs_training_field_unref (self.field);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  draw_log_init ();
  g_test_add_func ("/viz/training/curve", test_curve);
  g_test_add_func ("/viz/training/time", test_time);
  g_test_add_func ("/viz/training/series", test_series);
  g_test_add_func ("/viz/training/extremes", test_extremes);
  g_test_add_func ("/viz/training/many", test_many);
  g_test_add_func ("/viz/training/states", test_states);
  g_test_add_func ("/viz/training/crowded", test_crowded);
  return g_test_run ();
}
