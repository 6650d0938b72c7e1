/* SPDX-License-Identifier: Apache-2.0 */
/* The one decision clock of a trace in the window. */
#include "config.h"

#include "app/window/model/clock.h"

#include <adwaita.h>
#include <math.h>

#include "app/window/shell/settings.h"

#define STEP_MS 280
#define JUMP_MS 200
#define PLAY_MS 250.0

/* Faster than this nothing flies: there is no time to follow it. */
#define FLIGHT_SPEED 4.0

struct _BsClock
{
  GObject parent_instance;

  guint32 n_decisions;
  BsMoment moment;
  gboolean words_first;
  AdwAnimation *animation;

  gboolean playing, backward;
  double speed;
  guint play_source;
  gint64 play_start_us;
  guint64 play_done; /* decisions since play_start_us */
};

enum
{
  PROP_DECISION = 1,
  PROP_N_DECISIONS,
  PROP_PLAYING,
  PROP_SPEED,
  N_PROPS
};

enum
{
  MOVED,
  MOMENT,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsClock, bs_clock, G_TYPE_OBJECT)

static void
animate_cb (double value, gpointer user_data)
{
  BsClock *self = user_data;

  if (self->moment.from == self->moment.to)
    return;

  if (value >= 1.0)
    {
      self->moment = bs_moment_at (self->moment.to);
    }
  else
    {
      /* A motion begins as what is on screen. Its first frame belongs to the words, which are laid
       * out anew then: pictures and words together would not fit into one. */
      if (value > 0.0 && self->words_first)
        {
          self->words_first = FALSE;
          return;
        }
      if (value <= 0.0)
        return;
      self->moment.fraction = value;
    }
  g_signal_emit (self, signals[MOMENT], 0);
}

/* Shows @decision; over @duration_ms, or at once when that is 0. */
static void
go (BsClock *self, guint32 decision, guint duration_ms, gboolean fade)
{
  guint32 old = self->moment.to;

  /* A motion under way ends now: fast steps must not queue up. */
  if (adw_animation_get_state (self->animation) == ADW_ANIMATION_PLAYING)
    adw_animation_skip (self->animation);

  if (decision == old)
    return;

  if (duration_ms == 0)
    {
      self->moment = bs_moment_at (decision);
      g_signal_emit (self, signals[MOMENT], 0);
    }
  else
    {
      self->moment = (BsMoment){ old, decision, 0.0, fade };
      self->words_first = TRUE;
      duration_ms = MAX (1,
                         (guint) (duration_ms / bs_settings_get_number ("animation-speed", 1.0)));
      adw_timed_animation_set_duration (ADW_TIMED_ANIMATION (self->animation), duration_ms);
      /* With reduced motion, or out of sight, this lands at the end at once. */
      adw_animation_play (self->animation);
    }

  g_signal_emit (self, signals[MOVED], 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DECISION]);
}

static guint
interval_ms (BsClock *self)
{
  return MAX (1, (guint) floor (PLAY_MS / self->speed));
}

static gboolean
play_cb (gpointer user_data)
{
  BsClock *self = user_data;
  guint64 due = (guint64) ((g_get_monotonic_time () - self->play_start_us) * self->speed
                           / (PLAY_MS * 1000.0));
  guint64 room = self->backward ? self->moment.to - 1 : self->n_decisions - self->moment.to;
  guint64 delta = MIN (due > self->play_done ? due - self->play_done : 0, room);
  guint32 to = self->backward ? self->moment.to - (guint32) delta
                              : self->moment.to + (guint32) delta;

  self->play_done += delta;
  if (delta == 1 && self->speed <= FLIGHT_SPEED)
    go (self, to, MIN (STEP_MS, interval_ms (self)), FALSE);
  else if (delta > 0)
    go (self, to, 0, FALSE);

  if (delta < room)
    return G_SOURCE_CONTINUE;

  self->play_source = 0;
  self->playing = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYING]);
  return G_SOURCE_REMOVE;
}

static void
start_playing (BsClock *self)
{
  g_clear_handle_id (&self->play_source, g_source_remove);
  self->play_start_us = g_get_monotonic_time ();
  self->play_done = 0;
  /* Woken more often than needed, so that decisions stay on the beat. */
  self->play_source = g_timeout_add (CLAMP (interval_ms (self) / 4, 4, 20), play_cb, self);
}

static void
bs_clock_dispose (GObject *object)
{
  BsClock *self = BS_CLOCK (object);

  g_clear_handle_id (&self->play_source, g_source_remove);
  if (self->animation != NULL)
    {
      adw_animation_reset (self->animation);
      g_clear_object (&self->animation);
    }

  G_OBJECT_CLASS (bs_clock_parent_class)->dispose (object);
}

static void
bs_clock_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  BsClock *self = BS_CLOCK (object);

  switch (prop_id)
    {
    case PROP_DECISION:
      g_value_set_uint (value, self->moment.to);
      break;
    case PROP_N_DECISIONS:
      g_value_set_uint (value, self->n_decisions);
      break;
    case PROP_PLAYING:
      g_value_set_boolean (value, self->playing);
      break;
    case PROP_SPEED:
      g_value_set_double (value, self->speed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bs_clock_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  BsClock *self = BS_CLOCK (object);

  switch (prop_id)
    {
    case PROP_DECISION:
      bs_clock_seek (self, g_value_get_uint (value));
      break;
    case PROP_PLAYING:
      bs_clock_set_playing (self, g_value_get_boolean (value));
      break;
    case PROP_SPEED:
      bs_clock_set_speed (self, g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bs_clock_class_init (BsClockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = bs_clock_dispose;
  object_class->get_property = bs_clock_get_property;
  object_class->set_property = bs_clock_set_property;

  properties[PROP_DECISION] = g_param_spec_uint ("decision", NULL, NULL, 1, G_MAXUINT, 1,
                                                 G_PARAM_READWRITE | flags);
  properties[PROP_N_DECISIONS] = g_param_spec_uint ("n-decisions", NULL, NULL, 1, G_MAXUINT, 1,
                                                    G_PARAM_READABLE | flags);
  properties[PROP_PLAYING] = g_param_spec_boolean ("playing", NULL, NULL, FALSE,
                                                   G_PARAM_READWRITE | flags);
  properties[PROP_SPEED] = g_param_spec_double ("speed", NULL, NULL, 0.01, 1000.0, 1.0,
                                                G_PARAM_READWRITE | flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  signals[MOMENT] = g_signal_new ("moment", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_clock_init (BsClock *self)
{
  self->speed = 1.0;
  self->moment = bs_moment_at (1);
}

BsClock *
bs_clock_new (GtkWidget *widget, guint32 n_decisions)
{
  BsClock *self = g_object_new (BS_TYPE_CLOCK, NULL);
  AdwAnimationTarget *target = adw_callback_animation_target_new (animate_cb, self, NULL);

  self->n_decisions = MAX (n_decisions, 1);
  self->animation = adw_timed_animation_new (widget, 0.0, 1.0, STEP_MS, target);
  /* The painters ease each part of a motion by itself. */
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->animation), ADW_LINEAR);

  return self;
}

guint32
bs_clock_get_decision (BsClock *self)
{
  g_return_val_if_fail (BS_IS_CLOCK (self), 1);

  return self->moment.to;
}

guint32
bs_clock_get_n_decisions (BsClock *self)
{
  g_return_val_if_fail (BS_IS_CLOCK (self), 1);

  return self->n_decisions;
}

BsMoment
bs_clock_get_moment (BsClock *self)
{
  g_return_val_if_fail (BS_IS_CLOCK (self), bs_moment_at (1));

  return self->moment;
}

void
bs_clock_step (BsClock *self, int delta)
{
  gint64 wanted;

  g_return_if_fail (BS_IS_CLOCK (self));

  wanted = CLAMP ((gint64) self->moment.to + delta, 1, (gint64) self->n_decisions);
  bs_clock_set_playing (self, FALSE);
  if (ABS (wanted - (gint64) self->moment.to) == 1)
    go (self, (guint32) wanted, STEP_MS, FALSE);
  else
    go (self, (guint32) wanted, JUMP_MS, TRUE);
}

void
bs_clock_seek (BsClock *self, guint32 decision)
{
  g_return_if_fail (BS_IS_CLOCK (self));

  bs_clock_set_playing (self, FALSE);
  go (self, CLAMP (decision, 1, self->n_decisions), JUMP_MS, TRUE);
}

void
bs_clock_scrub (BsClock *self, guint32 decision)
{
  g_return_if_fail (BS_IS_CLOCK (self));

  bs_clock_set_playing (self, FALSE);
  go (self, CLAMP (decision, 1, self->n_decisions), 0, FALSE);
}

gboolean
bs_clock_get_playing (BsClock *self)
{
  g_return_val_if_fail (BS_IS_CLOCK (self), FALSE);

  return self->playing;
}

/* Starts, turns round, or stops. */
static void
set_playing (BsClock *self, gboolean playing, gboolean backward)
{
  playing = playing && self->n_decisions > 1;
  if (self->playing == playing && (!playing || self->backward == backward))
    return;

  self->playing = playing;
  self->backward = backward;
  if (playing)
    {
      /* From where it cannot go on it begins at the other end. */
      if (self->moment.to == (backward ? 1 : self->n_decisions))
        go (self, backward ? self->n_decisions : 1, JUMP_MS, TRUE);
      start_playing (self);
    }
  else
    {
      g_clear_handle_id (&self->play_source, g_source_remove);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYING]);
}

void
bs_clock_set_playing (BsClock *self, gboolean playing)
{
  g_return_if_fail (BS_IS_CLOCK (self));

  if (!playing || !self->playing)
    set_playing (self, playing, FALSE);
}

void
bs_clock_play_back (BsClock *self)
{
  g_return_if_fail (BS_IS_CLOCK (self));

  set_playing (self, TRUE, TRUE);
}

gboolean
bs_clock_get_backward (BsClock *self)
{
  g_return_val_if_fail (BS_IS_CLOCK (self), FALSE);

  return self->playing && self->backward;
}

double
bs_clock_get_speed (BsClock *self)
{
  g_return_val_if_fail (BS_IS_CLOCK (self), 1.0);

  return self->speed;
}

void
bs_clock_set_speed (BsClock *self, double speed)
{
  g_return_if_fail (BS_IS_CLOCK (self));
  g_return_if_fail (speed > 0.0);

  if (self->speed == speed)
    return;

  self->speed = speed;
  if (self->playing)
    start_playing (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPEED]);
}
