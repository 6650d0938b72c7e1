/* SPDX-License-Identifier: Apache-2.0 */
/* A state of a policy as a row of the marks of its types. */
#include "config.h"

#include "app/window/compare/state-chips.h"

#include <math.h>

#include "app/window/parts/theme.h"
#include "profiles/tables/table.h"
#include "viz/marks.h"

#define SIZE 17
#define GAP 3
#define MARKS 6
/* More of them end in dots. */
#define MOST 12

struct _BsStateChips
{
  GtkWidget parent_instance;

  BsStateDifferences *states; /* (nullable) */
  guint state;
};

G_DEFINE_FINAL_TYPE (BsStateChips, bs_state_chips, GTK_TYPE_WIDGET)

static const BsStateDifference *
get_state (BsStateChips *self)
{
  return self->states != NULL && self->state < self->states->states->len
             ? self->states->states->pdata[self->state]
             : NULL;
}

static void
bs_state_chips_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  const BsStateDifference *state = get_state (BS_STATE_CHIPS (widget));
  guint n = state != NULL ? MIN (state->n_chips, MOST) : 1;

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL
                            ? (int) MAX (n, 1) * (SIZE + GAP)
                                  + (state != NULL && n < state->n_chips ? 12 : 0)
                            : SIZE + 2;
}

static void
bs_state_chips_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BsStateChips *self = BS_STATE_CHIPS (widget);
  const BsStateDifference *state = get_state (self);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double y = floor (height / 2.0);
  guint n;
  BsStyle style;
  cairo_t *cr;

  if (state == NULL)
    return;

  n = MIN (state->n_chips, MOST);
  bs_theme_read (widget, &style);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, -MARKS, width, height + 2 * MARKS));
  for (guint i = 0; i < n; i++)
    {
      double x = i * (SIZE + GAP);

      if (style.right_to_left)
        x = width - x - SIZE;
      bs_chip_draw (cr, &style, self->states->types, state->chips[i], x, y, SIZE,
                    i >= state->n_ready, i < state->n_ready ? 1.0 : 0.6);
      bs_chip_draw_marks (cr, &style, x, y, SIZE, state->marks[i]);
    }
  if (n < state->n_chips)
    bs_text_draw (cr, &style, "…", 13.0, FALSE, BS_TEXT_LEFT,
                  style.right_to_left ? 0 : n * (SIZE + GAP), y, style.foreground);
  cairo_destroy (cr);
}

static void
bs_state_chips_finalize (GObject *object)
{
  g_clear_pointer (&BS_STATE_CHIPS (object)->states, bs_state_differences_free);

  G_OBJECT_CLASS (bs_state_chips_parent_class)->finalize (object);
}

static void
bs_state_chips_class_init (BsStateChipsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bs_state_chips_finalize;
  widget_class->measure = bs_state_chips_measure;
  widget_class->snapshot = bs_state_chips_snapshot;
  gtk_widget_class_set_css_name (widget_class, "chips");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
bs_state_chips_init (BsStateChips *self)
{
  bs_theme_watch (G_OBJECT (self), G_CALLBACK (gtk_widget_queue_draw));
}

GtkWidget *
bs_state_chips_new (void)
{
  return g_object_new (BS_TYPE_STATE_CHIPS, "valign", GTK_ALIGN_CENTER, "halign", GTK_ALIGN_START,
                       NULL);
}

void
bs_state_chips_set (BsStateChips *self, BsStateDifferences *states, guint state)
{
  const BsStateDifference *own;
  g_autofree char *text = NULL;

  g_return_if_fail (BS_IS_STATE_CHIPS (self));

  if (states != NULL)
    bs_state_differences_ref (states);
  g_clear_pointer (&self->states, bs_state_differences_free);
  self->states = states;
  self->state = state;
  own = get_state (self);
  text = own != NULL ? bs_table_printable (own->text) : g_strdup ("");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), own != NULL ? text : NULL);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
