/* SPDX-License-Identifier: Apache-2.0 */
/* The liveness map of a cell. */
#include "config.h"

#include "viz/memory/liveness-painter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "viz/memory/cell-row.h"
#include "viz/memory/memory-marks.h"

#define COLUMNS 22.0 /* heads of columns */
#define AXIS 56.0    /* at the left */
#define COLUMN 52.0  /* a batch, naturally */
#define ROW 7.0      /* a variable */
#define MAX_ROW 30.0
#define END 8.0
#define MIN_ZOOM 0.6
#define MAX_STRETCH 2.2
#define MAX_BARS 1024

struct _BsLivenessPainter
{
  BsCellMemory *memory;
  guint64 room;    /* numbers */
  guint n_columns; /* batches, and what is handed on */
};

BsLivenessPainter *
bs_liveness_painter_new (BsCellMemory *memory)
{
  BsLivenessPainter *self = g_new0 (BsLivenessPainter, 1);

  self->memory = bs_cell_memory_ref (memory);
  self->n_columns = memory->after->n_batches + 1;
  self->room = 1;
  for (guint i = 0; i < memory->after->n_layout; i++)
    {
      const BsPlanVariable *variable = &memory->after->variables[memory->after->layout[i]];

      self->room = MAX (self->room, (guint64) variable->offset + variable->length);
    }

  return self;
}

void
bs_liveness_painter_free (BsLivenessPainter *self)
{
  bs_cell_memory_unref (self->memory);
  g_free (self);
}

BsCellMemory *
bs_liveness_painter_get_memory (BsLivenessPainter *self)
{
  return self->memory;
}

void
bs_liveness_painter_get_size (BsLivenessPainter *self, const BsStyle *style, double *width,
                              double *height)
{
  guint rows = MIN (self->memory->after->n_layout, MAX_BARS);

  *width = (AXIS + self->n_columns * COLUMN + 2.0 * END) * style->text_scale;
  *height = (COLUMNS + MAX (rows, 12) * ROW + 2.0 * END) * style->text_scale;
}

BsView
bs_liveness_painter_resolve (BsLivenessPainter *self, const BsStyle *style, double width,
                             double height, const BsMemorySelection *selection, const BsView *view)
{
  double whole_width, whole_height;
  BsView result = *view;

  bs_liveness_painter_get_size (self, style, &whole_width, &whole_height);
  if (!view->follow)
    {
      result.zoom = CLAMP (view->zoom, BS_VIEW_ZOOM_MIN, BS_VIEW_ZOOM_MAX);
      result.x = bs_view_clamp_axis (view->x, whole_width, width / result.zoom);
      result.y = bs_view_clamp_axis (view->y, whole_height, height / result.zoom);
      return result;
    }

  /* The map fills what it is given; only where that is too narrow it moves along. */
  result.zoom = 1.0;
  result.x = result.y = 0.0;
  if (width < whole_width * MIN_ZOOM && selection->batch < self->n_columns)
    {
      double wide = whole_width * MIN_ZOOM;
      double focus = (AXIS + (selection->batch + 0.5) * COLUMN) * style->text_scale * MIN_ZOOM;

      result.x = CLAMP (focus - width / 2.0, 0.0, wide - width);
    }

  return result;
}

/* The picture at the view: a rectangle for the map, and what is a column and a number in it. */
typedef struct
{
  double x, y, column, number; /* points */
  double height;
  double scale;  /* of texts */
  double whole;  /* width of the picture, on the screen */
  double origin; /* of it */
  BsView view;
} Frame;

static Frame
make_frame (BsLivenessPainter *self, const BsStyle *style, double width, double height,
            const BsMemorySelection *selection, const BsView *view)
{
  Frame frame = { .scale = style->text_scale };
  double whole_width, whole_height;
  gboolean narrow;

  frame.view = bs_liveness_painter_resolve (self, style, width, height, selection, view);
  bs_liveness_painter_get_size (self, style, &whole_width, &whole_height);
  narrow = width < whole_width * MIN_ZOOM;
  if (view->follow)
    {
      frame.whole = narrow ? whole_width * MIN_ZOOM : MIN (width, MAX_STRETCH * whole_width);
      frame.height = height;
    }
  else
    {
      frame.whole = whole_width * frame.view.zoom;
      frame.height = whole_height * frame.view.zoom;
    }
  frame.origin = -frame.view.x * frame.view.zoom;
  frame.x = frame.origin + (AXIS + END) * frame.scale;
  frame.y = -frame.view.y * frame.view.zoom + COLUMNS * frame.scale;
  frame.column = (frame.whole - (AXIS + 2.0 * END) * frame.scale) / self->n_columns;
  frame.height = MAX (frame.height - (COLUMNS + 2.0 * END) * frame.scale, 10.0);
  /* Few variables are no larger than many. */
  frame.height = MIN (frame.height, MAX_ROW * frame.scale * MAX (self->memory->after->n_layout, 2));
  frame.number = frame.height / self->room;

  return frame;
}

/* From right to left the batches go the other way. */
static double
column_x (const Frame *frame, const BsStyle *style, double column)
{
  double x = frame->x + column * frame->column;

  return style->right_to_left ? 2.0 * frame->origin + frame->whole - x : x;
}

static BsColor
get_bar_color (BsLivenessPainter *self, const BsStyle *style, const BsMemorySelection *selection,
               guint16 variable)
{
  const BsCellPlan *plan = self->memory->after;
  BsColor color = bs_color_with_alpha (style->foreground, style->high_contrast ? 0.7 : 0.32);
  const BsPlanBatch *batch;

  if (selection->batch >= plan->n_batches)
    return color;

  batch = &plan->batches[selection->batch];
  for (guint i = 0; i < batch->n; i++)
    if (plan->members[batch->result.first_member + i] == variable)
      return style->accent;
  for (guint k = 0; k < batch->n_operands; k++)
    for (guint i = 0; i < batch->n; i++)
      if (plan->members[batch->operands[k].first_member + i] == variable)
        return bs_color_with_alpha (style->accent, 0.6);

  return color;
}

static void
draw_columns (BsLivenessPainter *self, cairo_t *cr, const BsStyle *style, const Frame *frame,
              const BsMemorySelection *selection, double width)
{
  BsColor dim = bs_color_with_alpha (style->foreground, style->high_contrast ? 0.9 : 0.62);
  guint every = frame->column < 26.0 * frame->scale
                    ? (guint) ceil (26.0 * frame->scale / MAX (frame->column, 0.5))
                    : 1;

  for (guint i = 0; i < self->n_columns; i++)
    {
      gboolean now = i == selection->batch, out = i + 1 == self->n_columns;
      double x = column_x (frame, style, i + 0.5);
      g_autofree char *text = NULL;

      if (now)
        {
          bs_rounded_rectangle (cr, x - frame->column / 2.0, frame->y - COLUMNS * frame->scale,
                                frame->column, frame->height + COLUMNS * frame->scale, 4.0);
          bs_color_set (cr, bs_color_with_alpha (style->accent, style->dark ? 0.26 : 0.12));
          cairo_fill (cr);
        }
      if (x < -60.0 || x > width + 60.0 || (i % every != 0 && !now && !out))
        continue;
      text = out ? g_strdup (_ ("out")) : g_strdup_printf (_ ("b%u"), i + 1);
      bs_text_draw (cr, style, text, 11.0 * frame->scale, now, BS_TEXT_CENTER, x,
                    frame->y - COLUMNS * frame->scale / 2.0, now ? style->foreground : dim);
    }
}

static void
draw_axis (BsLivenessPainter *self, cairo_t *cr, const BsStyle *style, const Frame *frame,
           const BsMemorySelection *selection)
{
  BsColor dim = bs_color_with_alpha (style->foreground, style->high_contrast ? 0.9 : 0.62);
  guint n = frame->height > 90.0 * frame->scale ? 3 : 1;

  for (guint i = 0; i <= n; i++)
    {
      double share = (double) i / n, y = frame->y + frame->height * share;
      guint64 bytes = (guint64) ((double) self->room * share) * sizeof (float);
      char buffer[40];

      if (__builtin_mul_overflow (bytes, (guint64) selection->n_calls, &bytes))
        bytes = G_MAXUINT64;
      cairo_rectangle (cr,
                       MIN (column_x (frame, style, 0.0), column_x (frame, style, self->n_columns)),
                       floor (y), frame->column * self->n_columns, 1.0);
      bs_color_set (cr, bs_color_with_alpha (style->foreground, 0.1));
      cairo_fill (cr);
      bs_memory_text_draw (
          cr, style, bs_text_bytes (buffer, bytes), 11.0 * frame->scale, FALSE, BS_TEXT_RIGHT,
          column_x (frame, style, 0.0) + (style->right_to_left ? 8.0 : -8.0) * frame->scale, y,
          dim);
    }
}

static void
get_bar (BsLivenessPainter *self, const BsStyle *style, const Frame *frame, guint16 index,
         double *x, double *y, double *width, double *height)
{
  const BsPlanVariable *variable = &self->memory->after->variables[index];
  /* Outputs are handed on after the last batch. */
  guint end = variable->last + (variable->kind == BS_VARIABLE_OUTPUT ? 2 : 1);
  double x1 = column_x (frame, style, variable->first);
  double x2 = column_x (frame, style, MIN (end, self->n_columns));

  *x = MIN (x1, x2) + 2.0;
  *width = MAX (fabs (x2 - x1) - 4.0, 1.0);
  *y = frame->y + variable->offset * frame->number;
  *height = MAX (variable->length * frame->number, 1.0);
}

/* On a bar of @color. */
static BsColor
get_label_color (const BsStyle *style, BsColor color)
{
  const BsColor white = { 1.0, 1.0, 1.0, 1.0 };

  if (color.alpha >= 1.0)
    return white;

  return color.alpha > 0.65 ? style->window : style->foreground;
}

static void
say_nothing (cairo_t *cr, const BsStyle *style, const Frame *frame, double width)
{
  bs_memory_text_draw (
      cr, style, _ ("All variables lie where the caller puts them: there is no layout"),
      12.0 * frame->scale, FALSE, BS_TEXT_LEFT, style->right_to_left ? width - 24.0 : 24.0,
      frame->y, bs_color_with_alpha (style->foreground, style->high_contrast ? 0.9 : 0.62));
}

void
bs_liveness_painter_draw (BsLivenessPainter *self, cairo_t *cr, const BsStyle *style, double width,
                          double height, const BsMemorySelection *selection, const BsView *view)
{
  const BsCellPlan *plan = self->memory->after;
  Frame frame = make_frame (self, style, width, height, selection, view);

  cairo_save (cr);
  cairo_rectangle (cr, 0.0, 0.0, width, height);
  cairo_clip (cr);
  if (plan->n_layout > 0)
    {
      draw_columns (self, cr, style, &frame, selection, width);
      draw_axis (self, cr, style, &frame, selection);
    }
  else
    say_nothing (cr, style, &frame, width);
  for (guint i = 0; i < MIN (plan->n_layout, MAX_BARS); i++)
    {
      BsColor color = get_bar_color (self, style, selection, plan->layout[i]);
      double x, y, w, h, gap;

      get_bar (self, style, &frame, plan->layout[i], &x, &y, &w, &h);
      if (y > height || y + h < 0.0 || x > width || x + w < 0.0)
        continue;
      gap = MIN (h * 0.15, 1.5);
      bs_rounded_rectangle (cr, x, y + gap, w, MAX (h - 2.0 * gap, 1.0), 2.0);
      bs_color_set (cr, color);
      cairo_fill (cr);
      if (plan->layout[i] == selection->variable)
        {
          bs_rounded_rectangle (cr, x - 1.5, y - 1.0, w + 3.0, h + 2.0, 3.0);
          bs_color_set (cr, style->accent_text);
          cairo_set_line_width (cr, 2.0);
          cairo_stroke (cr);
        }
      if (h >= 11.0 * frame.scale && w >= 20.0 * frame.scale)
        bs_text_draw_within (cr, style, self->memory->labels[plan->layout[i]], 10.0 * frame.scale,
                             FALSE, BS_TEXT_CENTER, x + w / 2.0, y + h / 2.0, w - 4.0,
                             get_label_color (style, color));
    }
  cairo_restore (cr);
}

BsMemoryPick
bs_liveness_painter_pick (BsLivenessPainter *self, const BsStyle *style, double width,
                          double height, const BsMemorySelection *selection, const BsView *view,
                          double px, double py)
{
  const BsCellPlan *plan = self->memory->after;
  Frame frame = make_frame (self, style, width, height, selection, view);
  BsMemoryPick pick = { BS_MEMORY_NONE, BS_MEMORY_NONE };

  for (guint i = 0; i < self->n_columns - 1; i++)
    if (fabs (column_x (&frame, style, i + 0.5) - px) <= frame.column / 2.0
        && py >= frame.y - COLUMNS * frame.scale && py <= frame.y + frame.height)
      pick.batch = i;
  for (guint i = 0; i < MIN (plan->n_layout, MAX_BARS); i++)
    {
      double x, y, w, h;

      get_bar (self, style, &frame, plan->layout[i], &x, &y, &w, &h);
      if (px >= x && px <= x + w && py >= y && py <= y + h)
        pick.variable = plan->layout[i];
    }

  return pick;
}

char *
bs_liveness_painter_hint (BsLivenessPainter *self, const BsStyle *style, double width,
                          double height, const BsMemorySelection *selection, const BsView *view,
                          double x, double y)
{
  BsMemoryPick pick = bs_liveness_painter_pick (self, style, width, height, selection, view, x, y);
  const BsPlanVariable *variable;

  if (pick.variable == BS_MEMORY_NONE)
    return pick.batch != BS_MEMORY_NONE
               ? bs_cell_memory_batch_text (self->memory, self->memory->after, pick.batch)
               : NULL;

  variable = &self->memory->after->variables[pick.variable];

  return g_strdup_printf (_ ("%s: %s\nAlive from b%u to b%u"), self->memory->labels[pick.variable],
                          variable->name, variable->first + 1, variable->last + 1);
}

guint32
bs_liveness_painter_neighbour (BsLivenessPainter *self, const BsMemorySelection *selection,
                               int delta)
{
  const BsCellPlan *plan = self->memory->after;
  int at = delta < 0 ? (int) plan->n_layout - 1 : 0;

  if (plan->n_layout == 0)
    return BS_MEMORY_NONE;
  for (guint i = 0; i < plan->n_layout; i++)
    if (plan->layout[i] == selection->variable)
      at = CLAMP ((int) i + delta, 0, (int) plan->n_layout - 1);

  return plan->layout[at];
}

char *
bs_liveness_painter_describe (BsLivenessPainter *self, const BsMemorySelection *selection)
{
  const BsCellPlan *plan = self->memory->after;
  const BsCellFigures *figures = &self->memory->figures_after;
  GString *out = g_string_new (NULL);
  guint64 live, room;
  char buffers[2][40];
  guint n = 0;

  if (__builtin_mul_overflow (figures->live_bytes, (guint64) selection->n_calls, &live))
    live = G_MAXUINT64;
  if (__builtin_mul_overflow (figures->room_bytes, (guint64) selection->n_calls, &room))
    room = G_MAXUINT64;
  g_string_append_printf (
      out,
      ngettext ("%u variable lies in %s; of all, outside too, at most %s are alive at once.",
                "%u variables lie in %s; of all, outside too, at most %s are alive at once.",
                plan->n_layout),
      plan->n_layout, bs_text_bytes (buffers[0], room), bs_text_bytes (buffers[1], live));
  if (selection->batch < plan->n_batches)
    {
      for (guint i = 0; i < plan->n_layout; i++)
        n += plan->variables[plan->layout[i]].first <= selection->batch
             && plan->variables[plan->layout[i]].last >= selection->batch;
      g_string_append_c (out, ' ');
      g_string_append_printf (
          out, ngettext ("While b%u runs, %u is alive.", "While b%u runs, %u are alive.", n),
          selection->batch + 1, n);
    }
  if (selection->variable < self->memory->n_variables)
    {
      const BsPlanVariable *variable = &plan->variables[selection->variable];

      g_string_append_c (out, ' ');
      g_string_append_printf (out, _ ("%s is alive from b%u to b%u."),
                              self->memory->labels[selection->variable], variable->first + 1,
                              variable->last + 1);
    }

  return g_string_free (out, FALSE);
}
