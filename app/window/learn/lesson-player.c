/* SPDX-License-Identifier: Apache-2.0 */
/* One lesson, step by step. */
#include "config.h"

#include "app/window/learn/lesson-player.h"

#include <glib/gi18n-lib.h>

#include "app/window/learn/lesson-track.h"
#include "app/window/learn/live-view.h"
#include "app/window/learn/question-card.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/paragraph.h"

/* Below it questions stand under what they are about. */
#define NARROW_WIDTH 860

#define MIN_WIDTH 460
#define MIN_HEIGHT 240

struct _BsLessonPlayer
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkScrolledWindow *scroller;
  GtkBox *columns, *dots, *questions;
  GtkLabel *place, *title, *text, *result;
  BsLiveView *live;
  BsLessonTrack *track;
  GtkButton *next_button;

  BsOpenLesson *open; /* (nullable) */
  BsLessonProgress *progress;
  GPtrArray *debuggers; /* BsDebugger, one a run; each nullable */
  guint step;
  gboolean narrow;
  guint layout_source;
};

enum
{
  STEPPED,
  ANSWERED,
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsLessonPlayer, bs_lesson_player, GTK_TYPE_WIDGET)

static const BsLessonStep *
get_step (BsLessonPlayer *self)
{
  return bs_lesson_get_step (self->open->session->lesson, self->step);
}

static guint
get_n_steps (BsLessonPlayer *self)
{
  return self->open->session->lesson->steps->len;
}

static void
debugger_free (gpointer debugger)
{
  g_clear_object (&debugger);
}

BsDebugger *
bs_lesson_player_get_debugger (BsLessonPlayer *self)
{
  guint run;

  g_return_val_if_fail (BS_IS_LESSON_PLAYER (self), NULL);

  if (self->open == NULL)
    return NULL;

  run = get_step (self)->run;
  if (g_ptr_array_index (self->debuggers, run) == NULL)
    g_ptr_array_index (self->debuggers, run) = bs_debugger_new (
        GTK_WIDGET (self), g_ptr_array_index (self->open->pictures, run));
  return g_ptr_array_index (self->debuggers, run);
}

/* The number of the first question of the step, from 0 through the lesson. */
static guint
get_first_question (BsLessonPlayer *self)
{
  guint n = 0;

  for (guint i = 0; i < self->step; i++)
    n += bs_lesson_get_step (self->open->session->lesson, i)->questions->len;

  return n;
}

/* Whether the step asks for what the graph would tell. */
static gboolean
asks_for_choice (const BsLessonKey *key)
{
  return key->kind == BS_LESSON_ASKS_NEXT || key->kind == BS_LESSON_ASKS_POLICY;
}

static void
update_undecided (BsLessonPlayer *self)
{
  gboolean undecided = FALSE;

  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->questions)); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    {
      if (asks_for_choice (bs_question_card_get_key (BS_QUESTION_CARD (card)))
          && !bs_question_card_get_revealed (BS_QUESTION_CARD (card)))
        undecided = TRUE;
    }
  bs_live_view_set_undecided (self->live, undecided);
  bs_lesson_track_set_undecided (self->track, undecided);
}

static void
update_result (BsLessonPlayer *self)
{
  const BsLesson *lesson = self->open->session->lesson;
  guint n_answered, n_right = bs_lesson_progress_count (self->progress, lesson->id, &n_answered);
  g_autofree char *text = NULL;

  if (n_answered > 0)
    text = g_strdup_printf (_ ("%u of %u answers right at the first try"), n_right, n_answered);
  gtk_label_set_label (self->result, text != NULL ? text : "");
}

static void
answered_cb (BsLessonPlayer *self, gboolean right, BsQuestionCard *card)
{
  bs_lesson_progress_answer (self->progress, self->open->session->lesson->id,
                             bs_question_card_get_number (card) - 1, right);
  update_result (self);
  g_signal_emit (self, signals[ANSWERED], 0);
}

static void
fill_questions (BsLessonPlayer *self)
{
  const BsLesson *lesson = self->open->session->lesson;
  const BsLessonSessionStep *made = bs_lesson_session_get_step (self->open->session, self->step);
  BsTypeTable *types = self->open->session->runs->traces[get_step (self)->run]->types;
  guint first = get_first_question (self);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->questions))) != NULL)
    gtk_box_remove (self->questions, child);
  for (guint i = 0; i < made->keys->len; i++)
    {
      BsLessonKey *key = g_ptr_array_index (made->keys, i);
      GtkWidget *card = bs_question_card_new (
          key, types, first + i + 1,
          bs_lesson_progress_get_result (self->progress, lesson->id, first + i));

      g_signal_connect_object (card, "answered", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (card, "revealed", G_CALLBACK (update_undecided), self,
                               G_CONNECT_SWAPPED);
      gtk_box_append (self->questions, card);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->questions), made->keys->len > 0);
}

static void
fill_dots (BsLessonPlayer *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->dots))) != NULL)
    gtk_box_remove (self->dots, child);
  for (guint i = 0; i < get_n_steps (self); i++)
    {
      GtkWidget *dot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      gtk_widget_add_css_class (dot, "lesson-dot");
      if (i <= self->step)
        gtk_widget_add_css_class (dot, i == self->step ? "now" : "seen");
      gtk_box_append (self->dots, dot);
    }
}

static void
show_step (BsLessonPlayer *self)
{
  const BsLessonStep *step = get_step (self);
  const BsLesson *lesson = self->open->session->lesson;
  guint n = get_n_steps (self);
  gboolean plays = step->view != BS_LESSON_VIEW_TRAIN && step->view != BS_LESSON_VIEW_PROFILE;
  g_autofree char *place = g_strdup_printf (_ ("Step %u of %u"), self->step + 1, n);
  BsDebugger *debugger = bs_lesson_player_get_debugger (self);

  gtk_label_set_label (self->place, place);
  fill_dots (self);
  gtk_label_set_label (self->title, bs_lesson_translate (step->title));
  gtk_label_set_markup (self->text,
                        bs_lesson_session_get_step (self->open->session, self->step)->markup);
  fill_questions (self);
  bs_live_view_show (self->live, step->view, debugger,
                     bs_lesson_translate (bs_lesson_get_run (lesson, step->run)->title));
  gtk_widget_set_visible (GTK_WIDGET (self->track), plays);
  bs_lesson_track_set (self->track, debugger, step->from, step->to);
  update_undecided (self);
  update_result (self);
  gtk_button_set_label (self->next_button,
                        self->step + 1 < n ? _ ("_Next step") : _ ("_Finish the lesson"));
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0.0);
  g_signal_emit (self, signals[STEPPED], 0);
}

void
bs_lesson_player_open (BsLessonPlayer *self, BsOpenLesson *open, BsLessonProgress *progress,
                       guint step)
{
  GtkWidget *child;

  g_return_if_fail (BS_IS_LESSON_PLAYER (self));

  bs_lesson_track_set (self->track, NULL, 1, 1);
  bs_live_view_show (self->live, BS_LESSON_VIEW_GRAPH, NULL, "");
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->questions))) != NULL)
    gtk_box_remove (self->questions, child);
  g_clear_pointer (&self->debuggers, g_ptr_array_unref);
  g_clear_pointer (&self->open, bs_open_lesson_free);
  if (open == NULL)
    return;

  self->open = open;
  self->progress = progress;
  self->debuggers = g_ptr_array_new_with_free_func (debugger_free);
  g_ptr_array_set_size (self->debuggers, (int) open->pictures->len);
  self->step = MIN (step, get_n_steps (self) - 1);
  show_step (self);
}

BsOpenLesson *
bs_lesson_player_get_open (BsLessonPlayer *self)
{
  g_return_val_if_fail (BS_IS_LESSON_PLAYER (self), NULL);

  return self->open;
}

guint
bs_lesson_player_get_step (BsLessonPlayer *self)
{
  g_return_val_if_fail (BS_IS_LESSON_PLAYER (self), 0);

  return self->step;
}

void
bs_lesson_player_go (BsLessonPlayer *self, int delta)
{
  g_return_if_fail (BS_IS_LESSON_PLAYER (self));

  if (self->open == NULL || (delta < 0 && self->step == 0))
    return;

  if (delta > 0 && self->step + 1 == get_n_steps (self))
    {
      g_signal_emit (self, signals[FINISHED], 0);
      return;
    }
  self->step = (guint) ((int) self->step + delta);
  show_step (self);
}

void
bs_lesson_player_play (BsLessonPlayer *self)
{
  g_return_if_fail (BS_IS_LESSON_PLAYER (self));

  bs_lesson_track_play (self->track);
}

void
bs_lesson_player_step (BsLessonPlayer *self, int delta)
{
  g_return_if_fail (BS_IS_LESSON_PLAYER (self));

  bs_lesson_track_step (self->track, delta);
}

static gboolean
lay_out_cb (gpointer user_data)
{
  BsLessonPlayer *self = user_data;

  self->layout_source = 0;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns), self->narrow
                                                                      ? GTK_ORIENTATION_VERTICAL
                                                                      : GTK_ORIENTATION_HORIZONTAL);
  return G_SOURCE_REMOVE;
}

static void
bs_lesson_player_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline)
{
  BsLessonPlayer *self = BS_LESSON_PLAYER (widget);

  gtk_widget_measure (self->box, orientation, for_size, minimum, natural, NULL, NULL);
  /* It gets narrow enough, but only once it has to. */
  *minimum = MIN (*minimum, orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT);
  *minimum_baseline = *natural_baseline = -1;
}

static void
bs_lesson_player_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BsLessonPlayer *self = BS_LESSON_PLAYER (widget);
  gboolean narrow = width < NARROW_WIDTH;
  int least, least_height;

  if (narrow != self->narrow)
    {
      self->narrow = narrow;
      if (self->layout_source == 0)
        self->layout_source = g_idle_add (lay_out_cb, self);
    }
  gtk_widget_measure (self->box, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_measure (self->box, GTK_ORIENTATION_VERTICAL, MAX (width, least), &least_height, NULL,
                      NULL, NULL);
  gtk_widget_allocate (self->box, MAX (width, least), MAX (height, least_height), -1, NULL);
}

static gboolean
bs_lesson_player_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BS_LESSON_PLAYER (widget)->next_button));
}

static void
bs_lesson_player_dispose (GObject *object)
{
  BsLessonPlayer *self = BS_LESSON_PLAYER (object);

  if (self->box != NULL)
    bs_lesson_player_open (self, NULL, NULL, 0);
  g_clear_handle_id (&self->layout_source, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (bs_lesson_player_parent_class)->dispose (object);
}

static void
bs_lesson_player_class_init (BsLessonPlayerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_lesson_player_dispose;
  widget_class->measure = bs_lesson_player_measure;
  widget_class->size_allocate = bs_lesson_player_size_allocate;
  widget_class->grab_focus = bs_lesson_player_grab_focus;
  widget_class->focus = bs_focus_children;

  signals[STEPPED] = g_signal_new ("stepped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (BS_TYPE_PARAGRAPH);
  g_type_ensure (BS_TYPE_LIVE_VIEW);
  g_type_ensure (BS_TYPE_LESSON_TRACK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/lesson-player.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, BsLessonPlayer, name)
  BIND (box);
  BIND (scroller);
  BIND (columns);
  BIND (dots);
  BIND (questions);
  BIND (place);
  BIND (title);
  BIND (text);
  BIND (result);
  BIND (live);
  BIND (track);
  BIND (next_button);
#undef BIND
}

static void
bs_lesson_player_init (BsLessonPlayer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
