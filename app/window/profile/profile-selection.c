/* SPDX-License-Identifier: Apache-2.0 */
/* What is selected on the Profile page: a stretch of wall time and an event. */
#include "config.h"

#include "app/window/profile/profile-selection.h"

struct _BsProfileSelection
{
  GObject parent_instance;

  gint64 t0, t1; /* the same: no range */
  guint32 event;
};

enum
{
  RANGE,
  EVENT,
  SHOW,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsProfileSelection, bs_profile_selection, G_TYPE_OBJECT)

static void
bs_profile_selection_class_init (BsProfileSelectionClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  signals[RANGE] = g_signal_new ("range", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 0);
  signals[EVENT] = g_signal_new ("event", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 0);
  signals[SHOW] = g_signal_new ("show", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                2, G_TYPE_INT64, G_TYPE_INT64);
}

static void
bs_profile_selection_init (BsProfileSelection *self)
{
  self->event = BS_NO_EVENT;
}

BsProfileSelection *
bs_profile_selection_new (void)
{
  return g_object_new (BS_TYPE_PROFILE_SELECTION, NULL);
}

gboolean
bs_profile_selection_get_range (BsProfileSelection *self, gint64 *t0, gint64 *t1)
{
  g_return_val_if_fail (BS_IS_PROFILE_SELECTION (self), FALSE);

  *t0 = self->t0;
  *t1 = self->t1;
  return self->t0 < self->t1;
}

void
bs_profile_selection_set_range (BsProfileSelection *self, gint64 t0, gint64 t1)
{
  gint64 first = MIN (t0, t1), last = MAX (t0, t1);

  g_return_if_fail (BS_IS_PROFILE_SELECTION (self));

  if (first == last)
    first = last = 0;
  if (self->t0 == first && self->t1 == last)
    return;

  self->t0 = first;
  self->t1 = last;
  g_signal_emit (self, signals[RANGE], 0);
}

guint32
bs_profile_selection_get_event (BsProfileSelection *self)
{
  g_return_val_if_fail (BS_IS_PROFILE_SELECTION (self), BS_NO_EVENT);

  return self->event;
}

void
bs_profile_selection_set_event (BsProfileSelection *self, guint32 event)
{
  g_return_if_fail (BS_IS_PROFILE_SELECTION (self));

  if (self->event == event)
    return;

  self->event = event;
  g_signal_emit (self, signals[EVENT], 0);
}

void
bs_profile_selection_show (BsProfileSelection *self, gint64 t0, gint64 t1)
{
  g_return_if_fail (BS_IS_PROFILE_SELECTION (self));

  g_signal_emit (self, signals[SHOW], 0, t0, t1);
}
