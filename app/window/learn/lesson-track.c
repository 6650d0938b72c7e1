/* SPDX-License-Identifier: Apache-2.0 */
/* The batches of the run so far, and what plays a step. */
#include "config.h"

#include "app/window/learn/lesson-track.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/focus.h"
#include "app/window/parts/follower.h"
#include "app/window/parts/type-chip.h"

/* More before the current batch, or behind it, are only counted. */
#define MAX_BEFORE 7
#define MAX_BEHIND 3

struct _BsLessonTrack
{
  GtkWidget parent_instance;

  GtkBox *box, *batches;
  GtkScrolledWindow *scroller;
  GtkWidget *back_button, *play_button, *step_button;
  GtkLabel *bound;

  BsDebugger *debugger; /* (nullable) */
  BsFollower *follower; /* (nullable) */
  guint32 from, to;
  gboolean undecided;
};

G_DEFINE_FINAL_TYPE (BsLessonTrack, bs_lesson_track, GTK_TYPE_WIDGET)

static BsClock *
get_clock (BsLessonTrack *self)
{
  return bs_debugger_get_clock (self->debugger);
}

static void
add_words (BsLessonTrack *self, const char *words)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_box_append (self->batches, label);
}

static void
add_batch (BsLessonTrack *self, guint32 decision, gboolean current)
{
  const BsTrace *trace = bs_debugger_get_trace (self->debugger);
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  g_autofree char *text = g_strdup_printf (_ ("%s × %u"), trace->types->types[d->type].name,
                                           d->size);
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *chip = bs_type_chip_new (18);
  GtkWidget *label = gtk_label_new (text);

  bs_type_chip_set (BS_TYPE_CHIP (chip), trace->types, d->type, TRUE);
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (cell, "lesson-batch");
  if (current)
    gtk_widget_add_css_class (cell, "current");
  gtk_box_append (GTK_BOX (cell), chip);
  gtk_box_append (GTK_BOX (cell), label);
  gtk_box_append (self->batches, cell);
}

static void
add_unknown (BsLessonTrack *self)
{
  GtkWidget *label = gtk_label_new ("?");

  gtk_widget_add_css_class (label, "lesson-batch");
  gtk_widget_add_css_class (label, "unknown");
  gtk_box_append (self->batches, label);
}

static void
fill (BsLessonTrack *self)
{
  const BsTrace *trace = bs_debugger_get_trace (self->debugger);
  guint32 decision = bs_debugger_get_decision (self->debugger);
  const BsTraceMiniBatch *mini_batch =
      &trace->mini_batches[bs_trace_decision (trace, decision)->mini_batch];
  guint32 last = mini_batch->first_decision + mini_batch->n_decisions - 1;
  guint32 known = self->undecided ? decision - 1 : decision;
  guint32 first = MAX (mini_batch->first_decision,
                       known > MAX_BEFORE ? known - MAX_BEFORE : mini_batch->first_decision);
  g_autofree char *bound = g_strdup_printf (_ ("lower bound %u"), mini_batch->lower_bound);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->batches))) != NULL)
    gtk_box_remove (self->batches, child);
  if (first > mini_batch->first_decision)
    {
      g_autofree char *words = g_strdup_printf (_ ("%u before"),
                                                first - mini_batch->first_decision);

      add_words (self, words);
    }
  for (guint32 i = first; i <= known; i++)
    add_batch (self, i, i == decision);
  for (guint32 i = known + 1; i <= MIN (last, known + MAX_BEHIND); i++)
    add_unknown (self);
  if (last > known + MAX_BEHIND)
    {
      g_autofree char *words = g_strdup_printf (_ ("and %u more"), last - known - MAX_BEHIND);

      add_words (self, words);
    }
  gtk_label_set_label (self->bound, bound);
}

/* The clock plays on by itself: it is stopped where the step ends. */
static void
moved_cb (gpointer user_data)
{
  BsLessonTrack *self = user_data;
  BsClock *clock = get_clock (self);

  if (bs_clock_get_playing (clock) && bs_clock_get_decision (clock) >= self->to)
    bs_clock_set_playing (clock, FALSE);
}

static void
update_cb (gpointer user_data)
{
  BsLessonTrack *self = user_data;
  BsClock *clock = get_clock (self);
  guint32 decision = bs_clock_get_decision (clock);
  gboolean playing = bs_clock_get_playing (clock);
  const char *name = playing ? _ ("Pause") : _ ("Play the step");

  fill (self);
  gtk_button_set_icon_name (GTK_BUTTON (self->play_button), playing
                                                                ? "media-playback-pause-symbolic"
                                                                : "media-playback-start-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  gtk_widget_set_sensitive (self->play_button, !self->undecided && self->to > self->from);
  gtk_widget_set_sensitive (self->back_button, !self->undecided && decision > 1);
  gtk_widget_set_sensitive (self->step_button,
                            !self->undecided && decision < bs_clock_get_n_decisions (clock));
}

void
bs_lesson_track_step (BsLessonTrack *self, int delta)
{
  g_return_if_fail (BS_IS_LESSON_TRACK (self));

  if (self->debugger == NULL || self->undecided)
    return;

  bs_clock_set_playing (get_clock (self), FALSE);
  bs_clock_step (get_clock (self), delta);
}

static void
back_cb (BsLessonTrack *self)
{
  bs_lesson_track_step (self, -1);
}

static void
step_cb (BsLessonTrack *self)
{
  bs_lesson_track_step (self, 1);
}

void
bs_lesson_track_set (BsLessonTrack *self, BsDebugger *debugger, guint32 from, guint32 to)
{
  g_return_if_fail (BS_IS_LESSON_TRACK (self));

  g_clear_pointer (&self->follower, bs_follower_free);
  if (self->debugger != NULL)
    bs_clock_set_playing (get_clock (self), FALSE);
  g_set_object (&self->debugger, debugger);
  self->from = from;
  self->to = to;
  gtk_widget_set_visible (GTK_WIDGET (self->box), debugger != NULL);
  if (debugger == NULL)
    return;

  bs_clock_seek (get_clock (self), from);
  self->follower = bs_follower_new (debugger, NULL, moved_cb, update_cb, self);
}

void
bs_lesson_track_set_undecided (BsLessonTrack *self, gboolean undecided)
{
  g_return_if_fail (BS_IS_LESSON_TRACK (self));

  self->undecided = undecided;
  if (self->debugger != NULL)
    update_cb (self);
}

void
bs_lesson_track_play (BsLessonTrack *self)
{
  BsClock *clock;

  g_return_if_fail (BS_IS_LESSON_TRACK (self));

  if (self->debugger == NULL || self->undecided || self->to == self->from)
    return;

  clock = get_clock (self);
  if (bs_clock_get_playing (clock))
    {
      bs_clock_set_playing (clock, FALSE);
    }
  else
    {
      if (bs_clock_get_decision (clock) >= self->to)
        bs_clock_scrub (clock, self->from);
      bs_clock_set_playing (clock, TRUE);
    }
  update_cb (self);
}

static void
bs_lesson_track_dispose (GObject *object)
{
  BsLessonTrack *self = BS_LESSON_TRACK (object);

  g_clear_pointer (&self->follower, bs_follower_free);
  g_clear_object (&self->debugger);
  if (self->box != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->box));
  self->box = NULL;

  G_OBJECT_CLASS (bs_lesson_track_parent_class)->dispose (object);
}

static void
bs_lesson_track_class_init (BsLessonTrackClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_lesson_track_dispose;
  widget_class->focus = bs_focus_children;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/lesson-track.ui");
  gtk_widget_class_bind_template_child (widget_class, BsLessonTrack, box);
  gtk_widget_class_bind_template_child (widget_class, BsLessonTrack, batches);
  gtk_widget_class_bind_template_child (widget_class, BsLessonTrack, scroller);
  gtk_widget_class_bind_template_child (widget_class, BsLessonTrack, back_button);
  gtk_widget_class_bind_template_child (widget_class, BsLessonTrack, play_button);
  gtk_widget_class_bind_template_child (widget_class, BsLessonTrack, step_button);
  gtk_widget_class_bind_template_child (widget_class, BsLessonTrack, bound);
}

static void
bs_lesson_track_init (BsLessonTrack *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->back_button, "clicked", G_CALLBACK (back_cb), self);
  g_signal_connect_swapped (self->step_button, "clicked", G_CALLBACK (step_cb), self);
  g_signal_connect_swapped (self->play_button, "clicked", G_CALLBACK (bs_lesson_track_play), self);
}
