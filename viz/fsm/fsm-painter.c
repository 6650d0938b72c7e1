/* SPDX-License-Identifier: Apache-2.0 */
/* The finite state machine of a run: the states it reached, its transitions, where it is. */
#include "config.h"

#include "viz/fsm/fsm-painter.h"

#include <math.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "viz/fsm/fsm-draw.h"
#include "viz/fsm/fsm-scene.h"
#include "viz/marks.h"

#define CAPTION_LINE 16.0

struct _BsFsmPainter
{
  BsFsmMachine *machine;
  BsFsmPaper paper;
  BsFsmScene scene;
};

static void
lay_out (BsFsmPaper *paper)
{
  const BsFsmModel *model = paper->machine->model;

  paper->field = bs_fsm_field_new (paper->machine);
  if (model->n_states > BS_FSM_LAYERED_MOST)
    return;

  paper->layout_edges = g_new0 (BsFsmLayoutEdge, model->n_edges + 1);
  for (guint32 e = 0; e < model->n_edges; e++)
    paper->layout_edges[e] =
        (BsFsmLayoutEdge){ model->edges[e].from, model->edges[e].to, model->edges[e].count,
                           bs_fsm_machine_label_width (paper->machine, e, BS_FSM_LABEL_COUNT) };
  paper->layout = bs_fsm_layout_new (model->n_boxes, paper->machine->widths, model->n_edges,
                                     paper->layout_edges);
}

BsFsmPainter *
bs_fsm_painter_new (BsTrace *trace)
{
  BsFsmPainter *self = g_new0 (BsFsmPainter, 1);

  self->machine = bs_fsm_machine_new (trace);
  self->paper.machine = self->machine;
  self->paper.near = bs_fsm_near_new (self->machine);
  self->paper.text_scale = 1.0;
  lay_out (&self->paper);
  bs_fsm_scene_init (&self->scene);

  return self;
}

void
bs_fsm_painter_free (BsFsmPainter *self)
{
  bs_fsm_scene_clear (&self->scene);
  g_clear_pointer (&self->paper.layout, bs_fsm_layout_free);
  g_clear_pointer (&self->paper.field, bs_fsm_field_free);
  g_free (self->paper.layout_edges);
  bs_fsm_near_free (self->paper.near);
  bs_fsm_machine_free (self->machine);
  g_free (self);
}

const BsFsmMachine *
bs_fsm_painter_get_machine (const BsFsmPainter *self)
{
  return self->machine;
}

/* Labels of another kind are of other widths. */
static void
prepare (BsFsmPainter *self, const BsFsmOptions *options)
{
  BsFsmPaper *paper = &self->paper;

  if (paper->layout == NULL || paper->placed == options->labels)
    return;
  for (guint32 e = 0; e < self->machine->model->n_edges; e++)
    paper->layout_edges[e].label_width = bs_fsm_machine_label_width (self->machine, e,
                                                                     options->labels);
  bs_fsm_layout_place_labels (paper->layout, paper->layout_edges);
  paper->placed = options->labels;
}

/* One line more than it may need, so that its height hangs on nothing that hangs on it. */
static double
caption_height (const BsFsmPainter *self, double width, double height, BsFsmScope scope)
{
  guint n_lines = 2 + bs_fsm_machine_has_marks (self->machine) + (scope == BS_FSM_WHOLE);

  if (width < 150.0 || height < 140.0)
    return 0.0;

  return (n_lines * CAPTION_LINE + 6.0) * self->paper.text_scale;
}

static void
set_scene (BsFsmPainter *self, double width, double height, const BsFsmMotion *motion,
           const BsFsmOptions *options, const BsView *view)
{
  prepare (self, options);
  bs_fsm_scene_set (&self->scene, &self->paper, width,
                    MAX (height - caption_height (self, width, height, options->scope), 1.0),
                    motion, options, view);
}

BsView
bs_fsm_painter_resolve (BsFsmPainter *self, double width, double height, const BsMoment *moment,
                        const BsFsmOptions *options, const BsView *view)
{
  BsFsmMotion motion = bs_fsm_motion_get (self->machine->model, moment);

  if (self->machine->trace->n_decisions == 0 || width < 1.0 || height < 1.0)
    return bs_view_default ();

  return bs_fsm_paper_resolve (
      &self->paper, width, MAX (height - caption_height (self, width, height, options->scope), 1.0),
      &motion, options, view);
}

static void
set_scene_at (BsFsmPainter *self, double width, double height, const BsMoment *moment,
              const BsFsmOptions *options, const BsView *view)
{
  BsFsmMotion motion = bs_fsm_motion_get (self->machine->model, moment);

  if (motion.fade)
    motion = (BsFsmMotion){ motion.b, motion.b, 1.0, FALSE };
  set_scene (self, width, height, &motion, options, view);
}

static gboolean
is_empty (const BsFsmPainter *self, double width, double height)
{
  return self->machine->trace->n_decisions == 0 || width < 1.0 || height < 1.0;
}

guint32
bs_fsm_painter_pick (BsFsmPainter *self, double width, double height, const BsMoment *moment,
                     const BsFsmOptions *options, const BsView *view, double x, double y)
{
  guint32 box;

  if (is_empty (self, width, height) || x < 0.0 || x >= width || y < 0.0 || y >= height)
    return G_MAXUINT32;
  set_scene_at (self, width, height, moment, options, view);
  box = bs_fsm_scene_pick (&self->scene, x, y);

  return box < self->machine->model->n_states ? self->machine->model->states[box] : G_MAXUINT32;
}

gboolean
bs_fsm_painter_locate (BsFsmPainter *self, double width, double height, const BsMoment *moment,
                       const BsFsmOptions *options, const BsView *view, guint32 state,
                       BsFsmPlace *place)
{
  const BsFsmScene *scene = &self->scene;
  const BsFsmItem *item;

  if (is_empty (self, width, height))
    return FALSE;
  set_scene_at (self, width, height, moment, options, view);
  item = bs_fsm_scene_find (scene, bs_fsm_machine_box (self->machine, state));
  if (item == NULL)
    return FALSE;
  *place = (BsFsmPlace){ (item->at.x - scene->x) * scene->scale,
                         (item->at.y - scene->y) * scene->scale,
                         item->at.width * scene->scale,
                         item->at.height * scene->scale,
                         scene->picture,
                         (item->at.x + item->at.width / 2.0) / scene->width,
                         (item->at.y + item->at.height / 2.0) / scene->height,
                         scene->width * scene->scale,
                         scene->height * scene->scale };

  return TRUE;
}

guint32
bs_fsm_painter_neighbour (BsFsmPainter *self, double width, double height, const BsMoment *moment,
                          const BsFsmOptions *options, const BsView *view, guint32 state, int dx,
                          int dy)
{
  const BsFsmModel *model = self->machine->model;
  const BsFsmItem *from;
  double best = G_MAXDOUBLE;
  guint32 found = G_MAXUINT32;

  if (is_empty (self, width, height))
    return G_MAXUINT32;
  set_scene_at (self, width, height, moment, options, view);
  from = bs_fsm_scene_find (&self->scene, bs_fsm_machine_box (self->machine, state));
  for (guint i = 0; i < self->scene.items->len && from != NULL; i++)
    {
      const BsFsmItem *item = &g_array_index (self->scene.items, BsFsmItem, i);
      double x = item->at.x + item->at.width / 2.0 - from->at.x - from->at.width / 2.0;
      double y = item->at.y + item->at.height / 2.0 - from->at.y - from->at.height / 2.0;
      double along = x * dx + y * dy, across = fabs (x * dy) + fabs (y * dx);

      if (item->box >= model->n_states || along < 1.0 || across > 3.0 * along)
        continue;
      if (along + 2.0 * across < best)
        {
          best = along + 2.0 * across;
          found = model->states[item->box];
        }
    }

  return found;
}

guint32
bs_fsm_painter_visit (BsFsmPainter *self, guint32 state, guint32 decision, gboolean forward)
{
  const BsFsmModel *model = self->machine->model;
  guint32 box = bs_fsm_machine_box (self->machine, state), low, high, first, end;

  if (box == BS_FSM_NONE)
    return decision;
  /* The first visit at or after @decision, or after it. */
  first = low = model->visit_start[box];
  end = high = model->visit_start[box + 1];
  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (model->visit[middle] < decision + (forward ? 1 : 0))
        low = middle + 1;
      else
        high = middle;
    }
  if (forward)
    return model->visit[low < end ? low : first];

  return model->visit[low > first ? low - 1 : end - 1];
}

/* What the marks of chips say: draws the sign and its meaning from x on; returns where it ends. */
static double
draw_sign (cairo_t *cr, const BsStyle *style, BsMark mark, const char *text, double x, double y,
           double width, BsColor ink)
{
  double scale = style->text_scale, room = (BS_FSM_CHIP - 2.0) * scale, left = x + 18.0;

  if (style->right_to_left)
    left = width - x - 18.0 - room;
  cairo_save (cr);
  cairo_translate (cr, left - 3.0 * scale, y);
  cairo_scale (cr, scale, scale);
  if (mark == BS_MARK_LOWERS_BOUND) /* the sign alone, at the height of the text */
    bs_chip_draw_marks (cr, style, 0.0, -BS_FSM_CHIP / 2.0 - 2.5, BS_FSM_CHIP, mark);
  else
    bs_chip_draw_marks (cr, style, -3.0, BS_FSM_CHIP / 2.0 + 3.4, BS_FSM_CHIP, mark);
  cairo_restore (cr);
  bs_text_draw_within (cr, style, text, 12.0 * scale, FALSE,
                       style->right_to_left ? BS_TEXT_RIGHT : BS_TEXT_LEFT,
                       style->right_to_left ? left - 2.0 * scale : left + room, y,
                       MAX (width - x - room - 36.0, 1.0), ink);

  return x + room + bs_text_width (style, text, 12.0 * scale, FALSE) + 12.0 * scale;
}

static void
draw_caption (BsFsmPainter *self, cairo_t *cr, const BsStyle *style, double width, double height,
              BsFsmScope scope, guint32 n_shown)
{
  BsEncoding encoding = self->machine->trace->states->encoding;
  double line = CAPTION_LINE * style->text_scale,
         room = caption_height (self, width, height, scope);
  double x = style->right_to_left ? width - 18.0 : 18.0, y = height - room + line / 2.0;
  BsTextAlign align = style->right_to_left ? BS_TEXT_RIGHT : BS_TEXT_LEFT;
  BsColor ink = bs_color_with_alpha (style->foreground, style->high_contrast ? 1.0 : 0.68);
  g_autofree char *what = NULL, *count = NULL;

  if (room == 0.0)
    return;

  if (self->machine->trace->fsm != NULL)
    /* Translators: a state machine, and an encoding such as sort */
    what = g_strdup_printf (_ ("FSM, %s encoding"), bs_encoding_to_string (encoding));
  else
    /* Translators: the states that another policy passed through, and an encoding */
    what = g_strdup_printf (_ ("Frontiers, %s encoding"), bs_encoding_to_string (encoding));
  if (n_shown < self->machine->model->n_states)
    count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of the %u state of this run",
                                          "%u of the %u states of this run",
                                          self->machine->model->n_states),
                             n_shown, self->machine->model->n_states);
  else
    count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The %u state of this run",
                                          "All %u states of this run",
                                          self->machine->model->n_states),
                             self->machine->model->n_states);
  bs_text_draw_within (cr, style, what, 12.0 * style->text_scale, FALSE, align, x, y, width - 36.0,
                       ink);
  y += line;
  bs_text_draw_within (cr, style, count, 12.0 * style->text_scale, FALSE, align, x, y, width - 36.0,
                       ink);
  y += line;
  if (self->scene.picture == BS_FSM_PICTURE_FIELD)
    {
      bs_text_draw_within (cr, style, _ ("Rows by ready types, size by visits"),
                           12.0 * style->text_scale, FALSE, align, x, y, width - 36.0, ink);
      y += line;
    }
  if (encoding == BS_ENCODING_MAX)
    draw_sign (cr, style, BS_MARK_LOWERS_BOUND, _ ("most nodes ready"), 0.0, y, width, ink);
  if (encoding == BS_ENCODING_MARKED)
    {
      double end = draw_sign (cr, style, BS_MARK_LOWERS_BOUND, _ ("lowers the bound"), 0.0, y,
                              width, ink);

      draw_sign (cr, style, BS_MARK_LEADS, _ ("leads"), end, y, width, ink);
    }
}

static guint32
count_shown (const BsFsmPainter *self)
{
  const BsFsmScene *scene = &self->scene;
  guint32 n = 0;

  for (guint i = 0; i < scene->items->len; i++)
    {
      const BsFsmItem *item = &g_array_index (scene->items, BsFsmItem, i);

      n += item->box < self->machine->model->n_states && item->alpha > 0.5
           && item->at.x + item->at.width > scene->x && item->at.x < scene->x1
           && item->at.y + item->at.height > scene->y && item->at.y < scene->y1;
    }

  return n;
}

static void
draw_machine (BsFsmPainter *self, cairo_t *cr, const BsStyle *style, double width, double height,
              const BsFsmMotion *motion, const BsFsmOptions *options, const BsView *view)
{
  set_scene (self, width, height, motion, options, view);
  bs_fsm_draw_scene (cr, style, &self->scene, &self->paper, options, width);
  draw_caption (self, cr, style, width, height, options->scope, count_shown (self));
}

void
bs_fsm_painter_draw (BsFsmPainter *self, cairo_t *cr, const BsStyle *style, double width,
                     double height, const BsMoment *moment, const BsFsmOptions *options,
                     const BsView *view)
{
  BsFsmMotion motion;

  if (width < 1.0 || height < 1.0)
    return;
  self->paper.text_scale = CLAMP (style->text_scale, 0.5, 4.0);
  if (self->machine->trace->n_decisions == 0)
    {
      bs_text_draw_within (cr, style, _ ("No decision was recorded"), 13.0 * style->text_scale,
                           FALSE, BS_TEXT_CENTER, width / 2.0, height / 2.0, width,
                           bs_color_with_alpha (style->foreground, 0.6));
      return;
    }

  motion = bs_fsm_motion_get (self->machine->model, moment);
  if (motion.a == motion.b || !motion.fade)
    draw_machine (self, cr, style, width, height, &motion, options, view);
  else
    {
      BsFsmMotion before = { motion.a, motion.a, 1.0, FALSE },
                  after = { motion.b, motion.b, 1.0, FALSE };
      double t = bs_ease_out (motion.t);

      cairo_push_group (cr);
      cairo_push_group (cr);
      draw_machine (self, cr, style, width, height, &before, options, view);
      cairo_pop_group_to_source (cr);
      cairo_paint_with_alpha (cr, 1.0 - t);
      cairo_push_group (cr);
      draw_machine (self, cr, style, width, height, &after, options, view);
      cairo_pop_group_to_source (cr);
      cairo_set_operator (cr, CAIRO_OPERATOR_ADD);
      cairo_paint_with_alpha (cr, t);
      cairo_pop_group_to_source (cr);
      cairo_paint (cr);
    }
}

char *
bs_fsm_painter_describe (BsFsmPainter *self, guint32 decision)
{
  const BsTrace *trace = self->machine->trace;
  g_autofree char *state = NULL, *next = NULL, *machine = NULL, *here = NULL;
  const BsTraceDecision *d;
  guint32 box;

  if (trace->n_decisions == 0)
    return g_strdup (_ ("No decision was recorded"));
  decision = CLAMP (decision, 1, trace->n_decisions);
  d = bs_trace_decision (trace, decision);
  box = self->machine->model->box_of[d->state];
  state = bs_trace_state_text (trace, decision);
  machine = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "State machine with %u state.",
                                          "State machine with %u states.",
                                          self->machine->model->n_states),
                             self->machine->model->n_states);
  here = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "Decision %u is in state %s, which was visited %u time.",
                                       "Decision %u is in state %s, which was visited %u times.",
                                       self->machine->model->visits[box]),
                          decision, state, self->machine->model->visits[box]);
  if (bs_fsm_model_destination (self->machine->model, decision) < self->machine->model->n_states)
    {
      g_autofree char *target = bs_trace_state_text (trace, decision + 1);

      next = g_strdup_printf (_ ("Batching %s leads to state %s."),
                              trace->types->types[d->type].name, target);
    }
  else
    next = g_strdup_printf (_ ("Batching %s ends the mini-batch."),
                            trace->types->types[d->type].name);

  return g_strjoin (" ", machine, here, next, NULL);
}
