/* SPDX-License-Identifier: Apache-2.0 */
/* The states of a table as a field of dots. */
#include "config.h"

#include "viz/training/states-painter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "viz/marks.h"
#include "viz/text.h"
#include "viz/training/axes.h"

#define HEAD 24.0
#define FOOT 24.0
#define EDGE 12.0
#define GAP 14.0
#define MOST_CELL 9.0
#define LEAST_CELL 3.0

/* States with as many types ready. */
typedef struct
{
  guint n_ready;
  guint32 first, n; /* places */
  guint columns;
  double x; /* left */
} Band;

typedef struct
{
  GArray *bands; /* Band */
  double cell, top;
  guint rows;
  guint32 share; /* states a dot */
} Layout;

static void
find_bands (const BsTrainingField *field, GArray *bands)
{
  for (guint32 i = 0; i < field->n_states; i++)
    {
      if (i == 0 || field->states[i].n_ready != field->states[i - 1].n_ready)
        {
          const Band band = { field->states[i].n_ready, i, 0, 0, 0.0 };

          g_array_append_val (bands, band);
        }
      g_array_index (bands, Band, bands->len - 1).n++;
    }
}

static guint32
count_dots (const Band *band, guint32 share)
{
  return (band->n + share - 1) / share;
}

static double
measure (const Layout *self, double cell, guint rows, guint32 share, double scale)
{
  double width = 0.0;

  for (guint i = 0; i < self->bands->len; i++)
    {
      guint columns = (count_dots (&g_array_index (self->bands, Band, i), share) + rows - 1) / rows;

      width += MAX (columns * cell, 14.0 * scale) + (i > 0 ? GAP * scale : 0.0);
    }

  return width;
}

static void
layout_init (Layout *self, const BsTrainingField *field, const BsStyle *style, double width,
             double height)
{
  double scale = style->text_scale, room = height - (HEAD + FOOT) * scale, x, used, gap;

  *self = (Layout){ .top = HEAD * scale, .share = 1, .cell = MOST_CELL * scale };
  self->bands = g_array_new (FALSE, FALSE, sizeof (Band));
  find_bands (field, self->bands);
  self->rows = (guint) MAX (room / self->cell, 1.0);
  while ((used = measure (self, self->cell, self->rows, self->share, scale))
         > width - 2.0 * EDGE * scale)
    {
      if (self->cell > LEAST_CELL)
        self->cell = MAX (self->cell * 0.94, LEAST_CELL);
      else if (self->share < (1u << 30))
        self->share *= 2;
      else
        break;
      self->rows = (guint) MAX (room / self->cell, 1.0);
    }

  gap = self->bands->len > 1 ? (width - 2.0 * EDGE * scale - used) / (self->bands->len - 1) : 0.0;
  gap = CLAMP (gap, 0.0, 26.0 * scale);
  x = EDGE * scale;
  for (guint i = 0; i < self->bands->len; i++)
    {
      Band *band = &g_array_index (self->bands, Band, i);

      band->columns = (count_dots (band, self->share) + self->rows - 1) / self->rows;
      band->x = x;
      x += MAX (band->columns * self->cell, 14.0 * scale) + GAP * scale + gap;
    }
}

static void
layout_clear (Layout *self)
{
  g_clear_pointer (&self->bands, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Layout, layout_clear)

/* Rows first, from the top: dots of one action stand together. */
static void
find_middle (const Layout *self, const BsStyle *style, double width, const Band *band, guint32 dot,
             double *x, double *y)
{
  double middle = MAX (14.0 * style->text_scale - band->columns * self->cell, 0.0) / 2.0;

  *x = band->x + middle + (dot % band->columns + 0.5) * self->cell;
  *y = self->top + (dot / band->columns + 0.5) * self->cell;
  if (style->right_to_left)
    *x = width - *x;
}

/* Of the states of a dot the one that says most. */
static guint32
choose_state (const BsTrainingField *field, const Layout *layout, const Band *band, guint32 dot)
{
  guint32 first = band->first + dot * layout->share;
  guint32 end = MIN (first + layout->share, band->first + band->n);

  for (guint32 i = first; i < end; i++)
    if (field->states[i].reached)
      return i;

  return first;
}

static void
draw_dot (const BsTrainingField *field, const BsTrainingState *state, cairo_t *cr,
          const BsStyle *style, double cell, double x, double y, guint64 most)
{
  double radius = cell * 0.42;
  double weight = log (1.0 + (double) state->visits) / log (2.0 + (double) most);

  cairo_arc (cr, x, y, state->reached ? cell * 0.5 : radius, 0.0, 2.0 * G_PI);
  bs_fill_type (cr, style, state->action,
                state->reached || style->high_contrast ? 1.0 : 0.35 + 0.5 * weight);
  if (!state->reached)
    return;
  cairo_arc (cr, x, y, cell * 0.5, 0.0, 2.0 * G_PI);
  cairo_set_line_width (cr, MAX (cell * 0.16, 1.0));
  bs_color_set (cr, style->foreground);
  cairo_stroke (cr);
}

static void
draw_selected (const Layout *layout, cairo_t *cr, const BsStyle *style, double x, double y)
{
  cairo_arc (cr, x, y, MAX (layout->cell * 0.9, 5.0), 0.0, 2.0 * G_PI);
  cairo_set_line_width (cr, 2.5);
  bs_color_set (cr, style->accent);
  cairo_stroke (cr);
}

static void
draw_band (const BsTrainingField *field, const Layout *layout, const Band *band, guint32 selected,
           cairo_t *cr, const BsStyle *style, double width, double height, guint64 most)
{
  double scale = style->text_scale, x, y;
  double middle = band->x + MAX (band->columns * layout->cell, 14.0 * scale) / 2.0;
  guint32 n = count_dots (band, layout->share);
  char text[40];

  if (style->right_to_left)
    middle = width - middle;
  bs_text_draw (cr, style, bs_text_number (text, band->n_ready), 12.0 * scale, TRUE, BS_TEXT_CENTER,
                middle, HEAD * scale / 2.0 - 2.0, style->foreground);
  bs_text_draw (cr, style, bs_text_number (text, band->n), 11.0 * scale, FALSE, BS_TEXT_CENTER,
                middle, height - FOOT * scale / 2.0, bs_axes_dim (style));
  /* rings last: neighbours do not cover them */
  for (guint pass = 0; pass < 2; pass++)
    for (guint32 dot = 0; dot < n; dot++)
      {
        guint32 place = choose_state (field, layout, band, dot);

        if (field->states[place].reached != (pass == 1))
          continue;
        find_middle (layout, style, width, band, dot, &x, &y);
        draw_dot (field, &field->states[place], cr, style, layout->cell, x, y, most);
      }
  if (selected >= band->first && selected < band->first + band->n)
    {
      find_middle (layout, style, width, band, (selected - band->first) / layout->share, &x, &y);
      draw_selected (layout, cr, style, x, y);
    }
}

void
bs_states_draw (const BsTrainingField *field, guint32 selected, cairo_t *cr, const BsStyle *style,
                double width, double height)
{
  g_auto (Layout) layout = { 0 };
  guint64 most = 0;

  layout_init (&layout, field, style, width, height);
  for (guint32 i = 0; i < field->n_states; i++)
    most = MAX (most, field->states[i].visits);
  for (guint i = 0; i < layout.bands->len; i++)
    draw_band (field, &layout, &g_array_index (layout.bands, Band, i), selected, cr, style, width,
               height, most);
}

guint32
bs_states_pick (const BsTrainingField *field, const BsStyle *style, double width, double height,
                double px, double py)
{
  g_auto (Layout) layout = { 0 };

  layout_init (&layout, field, style, width, height);
  for (guint i = 0; i < layout.bands->len; i++)
    {
      const Band *band = &g_array_index (layout.bands, Band, i);

      for (guint32 dot = 0; dot < count_dots (band, layout.share); dot++)
        {
          double x, y;

          find_middle (&layout, style, width, band, dot, &x, &y);
          if (fabs (x - px) <= layout.cell / 2.0 && fabs (y - py) <= layout.cell / 2.0)
            return choose_state (field, &layout, band, dot);
        }
    }

  return G_MAXUINT32;
}

guint32
bs_states_neighbour (const BsTrainingField *field, const BsStyle *style, double width,
                     double height, guint32 from, int dx, int dy)
{
  g_auto (Layout) layout = { 0 };
  guint at = 0;
  const Band *band;
  guint32 n_dots;
  gint64 dot;

  if (field->n_states == 0)
    return G_MAXUINT32;
  if (from >= field->n_states)
    return 0;

  layout_init (&layout, field, style, width, height);
  while (from
         >= g_array_index (layout.bands, Band, at).first + g_array_index (layout.bands, Band, at).n)
    at++;
  band = &g_array_index (layout.bands, Band, at);
  n_dots = count_dots (band, layout.share);
  dot = (from - band->first) / layout.share + dx + (gint64) dy * band->columns;
  if (dot < 0 && at > 0)
    return band->first - 1;
  if (dot >= n_dots && at + 1 < layout.bands->len)
    return band->first + band->n;

  return band->first + (guint32) CLAMP (dot, 0, (gint64) n_dots - 1) * layout.share;
}

char *
bs_states_hint (const BsTrainingField *field, guint32 place)
{
  const BsTrainingState *state;
  g_autofree char *text = NULL;
  g_autoptr (GString) out = NULL;
  char visits[2][40];

  if (place >= field->n_states)
    return NULL;

  state = &field->states[place];
  text = bs_training_field_describe (field, state->state);
  out = g_string_new (text);
  g_string_append_printf (out, _ ("\nTakes %s, Q %.2f; visits %s of %s"),
                          field->fsm->types->types[state->action].name, state->q,
                          bs_text_number (visits[0], state->own_visits),
                          bs_text_number (visits[1], state->visits));
  if (state->reached)
    g_string_append_printf (out,
                            g_dngettext (GETTEXT_PACKAGE, "\nReached greedily, by %u decision",
                                         "\nReached greedily, by %u decisions", state->n_reached),
                            state->n_reached);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
bs_states_describe (const BsTrainingField *field, guint32 selected)
{
  g_autofree char *hint = selected < field->n_states ? bs_states_hint (field, selected) : NULL;
  g_autofree char *text = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u state; greedy schedules reach %u.",
                   "%u states; greedy schedules reach %u.", field->n_states),
      field->n_states, field->n_reached);

  return hint != NULL ? g_strconcat (text, " ", hint, NULL) : g_steal_pointer (&text);
}
