/* SPDX-License-Identifier: Apache-2.0 */
/* What stands where in the picture of a machine at a moment. */
#include "config.h"

#include "viz/fsm/fsm-scene.h"

#include <math.h>
#include <string.h>

#include "viz/text.h"

#define READABLE 0.62 /* the least scale that a machine is read at */
#define OUTLINED 0.33 /* the least that its ways are followed at */
#define LARGEST 1.3
#define CHIP_READABLE 7.5 /* pixels */
#define CONTEXT 0.3       /* of lines between states that are only there */
#define FAINT_LINES 48    /* in a field */
#define HOT_LINES 24      /* of a state that is looked at */
#define MOST_LINES 1000
#define MOST_IN_FULL 130.0 /* boxes of a field */
#define LABEL_RADIUS 8.0
#define TOKEN_RADIUS 10.5 /* with its rim */
#define SHORT 180.0

/* The picture of which a part is on screen. */
typedef struct
{
  BsFsmPicture picture;
  double width, height;
} BsFsmSheet;

void
bs_fsm_scene_init (BsFsmScene *self)
{
  *self = (BsFsmScene){ .items = g_array_new (FALSE, FALSE, sizeof (BsFsmItem)),
                        .lines = g_array_new (FALSE, FALSE, sizeof (BsFsmLine)),
                        .points = g_array_new (FALSE, FALSE, sizeof (BsFsmPoint)) };
}

void
bs_fsm_scene_clear (BsFsmScene *self)
{
  g_array_unref (self->items);
  g_array_unref (self->lines);
  g_array_unref (self->points);
}

BsFsmPicture
bs_fsm_paper_choose (const BsFsmPaper *paper, double width, double room, BsFsmScope scope)
{
  const BsFsmLayout *layout = paper->layout;
  double least = scope == BS_FSM_WHOLE ? OUTLINED : READABLE * paper->text_scale;

  if (layout != NULL && MIN (width / layout->width, room / layout->height) >= least)
    return BS_FSM_PICTURE_LAYERS;

  return scope == BS_FSM_WHOLE ? BS_FSM_PICTURE_FIELD : BS_FSM_PICTURE_NEAR;
}

double
bs_fsm_paper_measure (const BsFsmPaper *paper, BsFsmPicture picture, double width, double room,
                      double *picture_width, double *picture_height)
{
  double fit, most = LARGEST * paper->text_scale;

  if (picture == BS_FSM_PICTURE_NEAR)
    {
      BsFsmGrid grid = bs_fsm_near_grid (paper->near, 0.0);

      fit = MIN (width / grid.width, room / grid.height);
      fit = CLAMP (fit, 0.6 * paper->text_scale, most);
      grid = bs_fsm_near_grid (paper->near, room / fit);
      *picture_width = grid.width;
      *picture_height = grid.height;
      return fit;
    }

  *picture_width = picture == BS_FSM_PICTURE_LAYERS ? paper->layout->width : paper->field->width;
  *picture_height = picture == BS_FSM_PICTURE_LAYERS ? paper->layout->height : paper->field->height;
  fit = MIN (width / MAX (*picture_width, 1.0), room / MAX (*picture_height, 1.0));

  return CLAMP (fit, 1e-3, picture == BS_FSM_PICTURE_LAYERS ? most : G_MAXDOUBLE);
}

static gboolean
find_pin (const BsFsmSheet *sheet, const BsFsmPaper *paper, const BsFsmOptions *options,
          guint32 box, BsFsmPoint *middle)
{
  const BsFsmModel *model = paper->machine->model;

  for (guint i = 0; i < options->n_pins && box < model->n_states; i++)
    if (options->pins[i].picture == sheet->picture && options->pins[i].state == model->states[box])
      {
        *middle = (BsFsmPoint){ CLAMP (options->pins[i].x, 0.0, 1.0) * sheet->width,
                                CLAMP (options->pins[i].y, 0.0, 1.0) * sheet->height };
        return TRUE;
      }

  return FALSE;
}

static void
add_item (BsFsmScene *self, const BsFsmPaper *paper, const BsFsmOptions *options, guint32 box,
          BsFsmBox at, double scale, double alpha)
{
  BsFsmItem item = { box, at, scale, alpha, FALSE };
  const BsFsmSheet sheet = { self->picture, self->width, self->height };
  BsFsmPoint middle;

  if (find_pin (&sheet, paper, options, box, &middle))
    {
      item.pinned = TRUE;
      item.at.x = middle.x - at.width / 2.0;
      item.at.y = middle.y - at.height / 2.0;
    }
  g_array_append_val (self->items, item);
}

const BsFsmItem *
bs_fsm_scene_find (const BsFsmScene *self, guint32 box)
{
  const BsFsmItem *items = (const BsFsmItem *) (gpointer) self->items->data;

  /* Layers and fields hold all boxes in their order. */
  if (box < self->items->len && items[box].box == box)
    return &items[box];
  for (guint i = 0; i < self->items->len && self->picture == BS_FSM_PICTURE_NEAR; i++)
    if (items[i].box == box)
      return &items[i];

  return NULL;
}

static BsFsmLine *
get_line (BsFsmScene *self, guint32 edge)
{
  BsFsmLine line = { .edge = edge };

  for (guint i = 0; i < self->lines->len; i++)
    if (g_array_index (self->lines, BsFsmLine, i).edge == edge)
      return &g_array_index (self->lines, BsFsmLine, i);
  g_array_append_val (self->lines, line);

  return &g_array_index (self->lines, BsFsmLine, self->lines->len - 1);
}

/* What is taken, what was taken, and what leaves or reaches a state that is looked at. */
static void
add_moving_lines (BsFsmScene *self, const BsFsmPaper *paper, const BsFsmMotion *motion,
                  const BsFsmOptions *options)
{
  const BsFsmMachine *machine = paper->machine;
  const guint32 looked_at[2] = { bs_fsm_machine_box (machine, options->hovered),
                                 bs_fsm_machine_box (machine, options->selected) };

  for (guint k = motion->a == motion->b ? 1 : 0; k < 2; k++)
    {
      guint32 decision = k == 0 ? motion->a : motion->b, trail[BS_FSM_TRAIL];
      guint n = bs_fsm_near_trail (machine, decision, trail);
      double share = motion->a == motion->b ? 1.0 : k == 0 ? 1.0 - motion->t : motion->t;
      BsFsmLine *line;

      for (guint i = n; i-- > 0;)
        {
          line = get_line (self, trail[i]);
          line->trail = MIN (1.0, line->trail + share * (1.0 - i / (double) BS_FSM_TRAIL));
        }
      line = get_line (self, self->light.edge[k]);
      line->chosen = MAX (line->chosen, self->light.chosen[k]);
    }
  for (guint k = 0; k < 2; k++)
    for (guint side = 0; side < 2 && looked_at[k] != BS_FSM_NONE; side++)
      {
        const guint32 *start = side == 0 ? machine->out_start : machine->in_start;
        const guint32 *list = side == 0 ? machine->out : machine->in;
        guint32 first = start[looked_at[k]], end = start[looked_at[k] + 1];

        for (guint32 i = first; i < MIN (end, first + HOT_LINES); i++)
          get_line (self, list[i])->hot = TRUE;
      }
}

static void
fill_near (BsFsmScene *self, BsFsmPaper *paper, double height, const BsFsmMotion *motion,
           const BsFsmOptions *options, guint *place_of)
{
  const BsFsmMachine *machine = paper->machine;
  const BsFsmModel *model = machine->model;
  BsFsmGrid grid = bs_fsm_near_grid (paper->near, height);
  BsFsmPlaces places[2];

  bs_fsm_near_get (paper->near, motion->a, &places[0]);
  bs_fsm_near_get (paper->near, motion->b, &places[1]);
  for (guint p = 0; p < BS_FSM_NEAR_PLACES; p++)
    for (guint k = 0; k < 2; k++)
      {
        BsMoment moment = { motion->a, motion->b, motion->t, FALSE };
        guint32 box = places[k].boxes[p];
        gboolean stays = places[0].boxes[p] == places[1].boxes[p];
        double alpha = stays    ? 1.0
                       : k == 0 ? 1.0 - bs_moment_part (&moment, 0.0, 0.4)
                                : bs_moment_part (&moment, 0.5, 1.0);

        if (box == BS_FSM_NONE || (stays && k == 0) || alpha <= 0.0)
          continue;
        place_of[self->items->len] = p;
        add_item (self, paper, options, box, bs_fsm_near_box (&grid, p, machine->widths[box]), 1.0,
                  alpha);
      }

  /* Between states that are shown: what is usual, faintly; what may come now, plainly. */
  for (guint i = 0; i < self->items->len; i++)
    {
      const BsFsmItem *from = &g_array_index (self->items, BsFsmItem, i);

      for (guint32 k = machine->out_start[from->box];
           k < MIN (machine->out_start[from->box + 1], machine->out_start[from->box] + HOT_LINES);
           k++)
        {
          const BsFsmItem *to = bs_fsm_scene_find (self, model->edges[machine->out[k]].to);

          if (to != NULL)
            get_line (self, machine->out[k])->alpha = CONTEXT * MIN (from->alpha, to->alpha);
        }
    }
  for (guint k = motion->a == motion->b ? 1 : 0; k < 2; k++)
    {
      guint32 edges[BS_FSM_LIKELY];
      guint n = bs_fsm_near_likely (machine, k == 0 ? motion->a : motion->b, edges);

      for (guint i = 0; i < n; i++)
        {
          BsFsmLine *line = get_line (self, edges[i]);

          line->alpha = MAX (line->alpha, self->light.chosen[k]);
        }
    }
}

static void
fill_layers (BsFsmScene *self, const BsFsmPaper *paper, const BsFsmOptions *options)
{
  const BsFsmModel *model = paper->machine->model;
  guint32 n = MIN (model->n_edges, self->detail == BS_FSM_FULL ? MOST_LINES : MOST_LINES / 2);

  for (guint32 i = 0; i < model->n_boxes; i++)
    add_item (self, paper, options, i, paper->layout->boxes[i], 1.0, 1.0);
  for (guint32 k = 0; k < n; k++)
    {
      BsFsmLine line = { .edge = model->by_count[k], .alpha = 1.0 };

      g_array_append_val (self->lines, line);
    }
}

static void
fill_field (BsFsmScene *self, const BsFsmPaper *paper, const BsFsmOptions *options)
{
  const BsFsmMachine *machine = paper->machine;
  const BsFsmField *field = paper->field;

  for (guint32 i = 0; i < field->n_boxes; i++)
    {
      double scale = 1.0, width = 2.0 * field->radii[i], height = width;

      if (self->detail != BS_FSM_DOT)
        width = height = BS_FSM_CELL_HEIGHT * 0.86;
      if (self->detail == BS_FSM_FULL)
        {
          scale = MIN (BS_FSM_CELL_WIDTH * 0.94 / machine->widths[i],
                       BS_FSM_CELL_HEIGHT * 0.8 / BS_FSM_BOX_HEIGHT);
          width = machine->widths[i] * scale;
          height = BS_FSM_BOX_HEIGHT * scale;
        }
      add_item (self, paper, options, i,
                (BsFsmBox){ field->middles[i].x - width / 2.0, field->middles[i].y - height / 2.0,
                            width, height },
                scale, 1.0);
    }
  for (guint32 k = 0; k < MIN (machine->model->n_edges, FAINT_LINES); k++)
    {
      BsFsmLine line = { .edge = machine->model->by_count[k], .alpha = CONTEXT };

      g_array_append_val (self->lines, line);
    }
  for (guint k = 0; k < 2; k++)
    {
      guint32 box = self->light.current[k], first = machine->out_start[box];

      for (guint32 i = first;
           self->light.chosen[k] > 0.0 && i < MIN (machine->out_start[box + 1], first + HOT_LINES);
           i++)
        {
          BsFsmLine *line = get_line (self, machine->out[i]);

          line->alpha = MAX (line->alpha, self->light.chosen[k]);
        }
    }
}

/* The ways of lines; those that lead to nothing that is shown are dropped. */
static void
route_lines (BsFsmScene *self, const BsFsmPaper *paper, double height, const guint *place_of)
{
  const BsFsmModel *model = paper->machine->model;
  BsFsmGrid grid = bs_fsm_near_grid (paper->near, height);
  guint n = 0;

  for (guint i = 0; i < self->lines->len; i++)
    {
      BsFsmLine line = g_array_index (self->lines, BsFsmLine, i);
      const BsFsmEdge *edge = &model->edges[line.edge];
      const BsFsmItem *from = bs_fsm_scene_find (self, edge->from);
      const BsFsmItem *to = bs_fsm_scene_find (self, edge->to);
      const BsFsmItem *items = (const BsFsmItem *) (gpointer) self->items->data;

      if (from == NULL || to == NULL)
        continue;
      line.first_point = self->points->len;
      if (self->picture == BS_FSM_PICTURE_FIELD)
        {
          BsFsmPoint a = { from->at.x + from->at.width / 2.0, from->at.y + from->at.height / 2.0 };
          BsFsmPoint b = { to->at.x + to->at.width / 2.0, to->at.y + to->at.height / 2.0 };

          bs_fsm_field_route (&a, &b, self->points);
        }
      else if (from->pinned || to->pinned)
        bs_fsm_direct_route (&from->at, &to->at, self->points);
      else if (self->picture == BS_FSM_PICTURE_NEAR)
        bs_fsm_near_route (&grid, place_of[from - items], place_of[to - items], &from->at, &to->at,
                           self->points);
      else
        {
          const BsFsmPath *path = &paper->layout->paths[line.edge];

          g_array_append_vals (self->points, paper->layout->points + path->first_point,
                               path->n_points);
          line.label = path->label;
          line.labelled = path->labelled;
        }
      line.n_points = self->points->len - line.first_point;
      g_array_index (self->lines, BsFsmLine, n++) = line;
    }
  g_array_set_size (self->lines, n);
}

static gboolean
meets (const BsFsmBox *a, const BsFsmBox *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height
         && b->y < a->y + a->height;
}

static gboolean
is_free (const BsFsmScene *self, const BsFsmPaper *paper, const BsFsmOptions *options,
         const BsFsmBox *box, guint except)
{
  if (box->x < 0.0 || box->x + box->width > self->width || box->y < 0.0
      || box->y + box->height > self->height)
    return FALSE;
  for (guint i = 0; i < self->items->len; i++)
    if (meets (box, &g_array_index (self->items, BsFsmItem, i).at))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (self->stubs); i++)
    {
      const BsFsmStub *stub = &self->stubs[i];
      BsFsmBox other = { stub->at.x, stub->at.y - LABEL_RADIUS, stub->width, 2.0 * LABEL_RADIUS };

      if (stub->alpha > 0.0 && meets (box, &other))
        return FALSE;
    }
  for (guint i = 0; i < self->lines->len; i++)
    {
      const BsFsmLine *line = &g_array_index (self->lines, BsFsmLine, i);
      BsFsmBox other;

      if (!line->labelled || i == except)
        continue;
      other = (BsFsmBox){ line->label.x - LABEL_RADIUS, line->label.y - LABEL_RADIUS,
                          2.0 * LABEL_RADIUS
                              + bs_fsm_machine_label_width (paper->machine, line->edge,
                                                            options->labels),
                          2.0 * LABEL_RADIUS };
      if (meets (box, &other))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_loop (const BsFsmPaper *paper, const BsFsmLine *line)
{
  const BsFsmEdge *edge = &paper->machine->model->edges[line->edge];

  return edge->from == edge->to;
}

/* Beside a loop: where it begins, since the token rests on its other side, or past the token. */
static BsFsmPoint
beside_loop (const BsFsmPoint *p, guint32 n_points, double width, gboolean past)
{
  gboolean left = (p[n_points - 1].x > p[0].x) != past;
  double x = p[0].x, y = p[0].y - 13.0, gap = 6.0 + LABEL_RADIUS;

  if (past)
    {
      BsFsmPoint rest = bs_fsm_curve_at (p, n_points, BS_FSM_TOKEN_AT, NULL);

      x = rest.x;
      y = rest.y;
      gap = TOKEN_RADIUS + LABEL_RADIUS + 2.0;
    }

  return (BsFsmPoint){ left ? x - gap - width : x + gap, y };
}

/* Where the label of a line may stand; a loop has two places more, beside it. */
static void
place_label (BsFsmScene *self, const BsFsmPaper *paper, const BsFsmOptions *options, guint i,
             gboolean with_token)
{
  static const double places[] = { 0.45, 0.38, 0.52, 0.32, 0.58, 0.26, 0.64, 0.7, 0.2, 0.76, 0.82 };
  BsFsmLine *line = &g_array_index (self->lines, BsFsmLine, i);
  const BsFsmPoint *p = &g_array_index (self->points, BsFsmPoint, line->first_point);
  const BsFsmPoint *last = &p[line->n_points - 1];
  double width = bs_fsm_machine_label_width (paper->machine, line->edge, options->labels);
  BsFsmPoint rest = bs_fsm_curve_at (p, line->n_points, BS_FSM_TOKEN_AT, NULL);
  BsFsmBox token = { rest.x - TOKEN_RADIUS, rest.y - TOKEN_RADIUS, 2.0 * TOKEN_RADIUS,
                     2.0 * TOKEN_RADIUS };
  guint loop = is_loop (paper, line) ? 2 : 0;

  for (guint k = 0; k < G_N_ELEMENTS (places) + loop && !line->labelled; k++)
    {
      BsFsmPoint at = k < loop ? beside_loop (p, line->n_points, width, k == 1)
                               : bs_fsm_curve_at (p, line->n_points, places[k - loop], NULL);
      BsFsmBox box;

      /* On a short level line the token needs the room: above it. */
      if (loop == 0 && fabs (p[0].x - last->x) < SHORT && fabs (p[0].y - last->y) < 1.0)
        at = (BsFsmPoint){ (p[0].x + last->x - width) / 2.0, p[0].y - 17.0 };
      box = (BsFsmBox){ at.x - LABEL_RADIUS - 1.0, at.y - LABEL_RADIUS - 1.0,
                        2.0 * LABEL_RADIUS + width + 2.0, 2.0 * LABEL_RADIUS + 2.0 };
      if ((with_token && meets (&box, &token)) || !is_free (self, paper, options, &box, i))
        continue;
      line->label = at;
      line->labelled = TRUE;
    }
}

/* Labels stand on their lines, where they cover nothing. */
static void
place_labels (BsFsmScene *self, const BsFsmPaper *paper, const BsFsmOptions *options)
{
  for (guint round = 0; round < 3; round++)
    for (guint i = 0; i < self->lines->len; i++)
      {
        BsFsmLine *line = &g_array_index (self->lines, BsFsmLine, i);
        guint rank = line->chosen > 0.0 ? 0 : line->alpha > CONTEXT ? 1 : line->hot ? 2 : 3;

        if (rank != round || line->labelled)
          continue;
        /* Beside the token, or at least where it is only at rest. */
        place_label (self, paper, options, i, line->chosen > 0.0);
        if (line->chosen > 0.0 && !line->labelled)
          place_label (self, paper, options, i, FALSE);
      }
}

/* What may also come next, below the state. */
static void
add_stub (BsFsmScene *self, const BsFsmPaper *paper, const BsFsmOptions *options, guint k,
          guint32 decision)
{
  const BsFsmMachine *machine = paper->machine;
  BsFsmStub *stub = &self->stubs[k];
  guint32 box = self->light.current[k], edges[BS_FSM_LIKELY];
  const BsFsmItem *item = bs_fsm_scene_find (self, box);
  guint n_out = machine->out_start[box + 1] - machine->out_start[box], n_shown;
  char buffer[40];

  n_shown = bs_fsm_near_likely (machine, decision, edges);
  stub->box = box;
  stub->n_more = n_out - MIN (n_out, n_shown);
  stub->n_untaken = bs_fsm_machine_untaken (machine, box, stub->types, stub->q);
  if (item == NULL || (stub->n_more == 0 && stub->n_untaken == 0))
    return;
  stub->alpha = self->light.lit[k];
  stub->width = 8.0;
  for (guint i = 0; i < MIN (stub->n_untaken, 2); i++)
    {
      stub->width += BS_FSM_LABEL_DISC + 4.0;
      if (options->labels == BS_FSM_LABEL_Q)
        stub->width += bs_fsm_machine_label_room (bs_fsm_real_to_text (stub->q[i], buffer)) + 2.0;
    }
  if (stub->n_more > 0)
    stub->width += 14.0 + bs_fsm_machine_label_room (bs_text_number (buffer, stub->n_more));
  /* In the corner that no way leaves by: below, on the outside. */
  stub->at.y = item->at.y + item->at.height + 11.0;
  stub->at.x = item->at.x + item->at.width / 2.0 > self->width / 2.0
                   ? item->at.x + item->at.width - stub->width + 4.0
                   : item->at.x - 4.0;
}

/* Where a box stands, also before there is a scene. */
static BsFsmPoint
middle_of (const BsFsmPaper *paper, const BsFsmSheet *sheet, const BsFsmOptions *options,
           const BsFsmPlaces *places, guint32 box)
{
  BsFsmPoint middle = { sheet->width / 2.0, sheet->height / 2.0 };
  BsFsmBox at;

  if (find_pin (sheet, paper, options, box, &middle))
    return middle;
  if (sheet->picture == BS_FSM_PICTURE_FIELD)
    return paper->field->middles[box];
  if (sheet->picture == BS_FSM_PICTURE_LAYERS)
    at = paper->layout->boxes[box];
  else
    {
      BsFsmGrid grid = bs_fsm_near_grid (paper->near, sheet->height);
      guint p = 0;

      while (p + 1 < BS_FSM_NEAR_PLACES && places->boxes[p] != box)
        p++;
      at = bs_fsm_near_box (&grid, p, paper->machine->widths[box]);
    }

  return (BsFsmPoint){ at.x + at.width / 2.0, at.y + at.height / 2.0 };
}

/* Somewhat towards the next state, but with this one on a screen of that many points. */
static BsFsmPoint
focus_of (BsFsmPaper *paper, const BsFsmSheet *sheet, const BsFsmOptions *options, double width,
          double height, guint32 decision)
{
  const BsFsmModel *model = paper->machine->model;
  const BsFsmEdge *edge = &model->edges[model->edge_of[decision - 1]];
  double reach_x = MIN (70.0, width * 0.25), reach_y = MIN (90.0, height * 0.25);
  BsFsmPlaces places;
  BsFsmPoint from, to;

  if (sheet->picture == BS_FSM_PICTURE_NEAR)
    bs_fsm_near_get (paper->near, decision, &places);
  from = middle_of (paper, sheet, options, &places, edge->from);
  if (sheet->picture == BS_FSM_PICTURE_FIELD)
    return from;
  to = middle_of (paper, sheet, options, &places, edge->to);

  return (BsFsmPoint){ from.x + CLAMP ((to.x - from.x) * 0.5, -reach_x, reach_x),
                       from.y + CLAMP ((to.y - from.y) * 0.5, -reach_y, reach_y) };
}

static double
follow_axis (double size, double screen, double focus)
{
  if (size <= screen)
    return (size - screen) / 2.0;

  return CLAMP (focus - screen / 2.0, 0.0, size - screen);
}

BsView
bs_fsm_paper_resolve (BsFsmPaper *paper, double width, double room, const BsFsmMotion *motion,
                      const BsFsmOptions *options, const BsView *view)
{
  BsFsmSheet sheet = { .picture = bs_fsm_paper_choose (paper, width, room, options->scope) };
  double base = bs_fsm_paper_measure (paper, sheet.picture, width, room, &sheet.width,
                                      &sheet.height);
  BsView result = *view;
  BsFsmPoint focus;

  result.zoom = isfinite (view->zoom) ? CLAMP (view->zoom, BS_VIEW_ZOOM_MIN, BS_VIEW_ZOOM_MAX)
                                      : 1.0;
  if (!isfinite (result.x) || !isfinite (result.y))
    result.follow = TRUE;
  if (!result.follow)
    {
      /* Of a picture moved far away, something still shows. */
      result.x = bs_view_clamp_axis (result.x, sheet.width * base, width / result.zoom);
      result.y = bs_view_clamp_axis (result.y, sheet.height * base, room / result.zoom);
      return result;
    }

  focus = focus_of (paper, &sheet, options, width / (base * result.zoom),
                    room / (base * result.zoom), motion->b);
  if (motion->a != motion->b)
    {
      BsFsmPoint before = focus_of (paper, &sheet, options, width / (base * result.zoom),
                                    room / (base * result.zoom), motion->a);
      double t = bs_ease_out (motion->t);

      focus.x = before.x + (focus.x - before.x) * t;
      focus.y = before.y + (focus.y - before.y) * t;
    }
  result.x = follow_axis (sheet.width * base, width / result.zoom, focus.x * base);
  result.y = follow_axis (sheet.height * base, room / result.zoom, focus.y * base);

  return result;
}

static void
choose_detail (BsFsmScene *self)
{
  double cell = BS_FSM_CELL_WIDTH * self->scale;
  double n_seen = (self->x1 - self->x) * (self->y1 - self->y)
                  / (BS_FSM_CELL_WIDTH * BS_FSM_CELL_HEIGHT);

  /* In full only as many as a frame has time for. */
  if (self->picture == BS_FSM_PICTURE_FIELD)
    self->detail = cell < 20.0                            ? BS_FSM_DOT
                   : cell < 66.0 || n_seen > MOST_IN_FULL ? BS_FSM_MARK
                                                          : BS_FSM_FULL;
  else
    self->detail = BS_FSM_CHIP * self->scale >= CHIP_READABLE             ? BS_FSM_FULL
                   : BS_FSM_BOX_HEIGHT * self->scale >= CHIP_READABLE + 1 ? BS_FSM_MARK
                                                                          : BS_FSM_DOT;
}

void
bs_fsm_scene_set (BsFsmScene *self, BsFsmPaper *paper, double width, double room,
                  const BsFsmMotion *motion, const BsFsmOptions *options, const BsView *view)
{
  guint place_of[2 * BS_FSM_NEAR_PLACES] = { 0 };
  BsView resolved = bs_fsm_paper_resolve (paper, width, room, motion, options, view);
  double base;

  g_array_set_size (self->items, 0);
  g_array_set_size (self->lines, 0);
  g_array_set_size (self->points, 0);
  memset (self->stubs, 0, sizeof self->stubs);
  self->picture = bs_fsm_paper_choose (paper, width, room, options->scope);
  base = bs_fsm_paper_measure (paper, self->picture, width, room, &self->width, &self->height);
  self->scale = base * resolved.zoom;
  self->x = resolved.x / base;
  self->y = resolved.y / base;
  self->x1 = self->x + width / self->scale;
  self->y1 = self->y + room / self->scale;
  self->room = room;
  self->light = bs_fsm_light_get (paper->machine->model, motion);
  choose_detail (self);

  if (self->picture == BS_FSM_PICTURE_NEAR)
    fill_near (self, paper, self->height, motion, options, place_of);
  else if (self->picture == BS_FSM_PICTURE_LAYERS)
    fill_layers (self, paper, options);
  else
    fill_field (self, paper, options);
  add_moving_lines (self, paper, motion, options);
  route_lines (self, paper, self->height, place_of);
  if (self->picture == BS_FSM_PICTURE_NEAR)
    for (guint k = motion->a == motion->b ? 1 : 0; k < 2; k++)
      add_stub (self, paper, options, k, k == 0 ? motion->a : motion->b);
  if (self->picture == BS_FSM_PICTURE_NEAR
      || (self->picture == BS_FSM_PICTURE_LAYERS && options->n_pins > 0))
    place_labels (self, paper, options);
}

guint32
bs_fsm_scene_pick (const BsFsmScene *self, double x, double y)
{
  guint32 best = BS_FSM_NONE;
  double slack = self->detail == BS_FSM_FULL ? 0.0 : 4.0 / self->scale, nearest = G_MAXDOUBLE;

  if (y >= self->room)
    return BS_FSM_NONE;
  x = self->x + x / self->scale;
  y = self->y + y / self->scale;
  for (guint i = 0; i < self->items->len; i++)
    {
      const BsFsmItem *item = &g_array_index (self->items, BsFsmItem, i);
      const BsFsmBox *at = &item->at;
      double off = hypot (x - at->x - at->width / 2.0, y - at->y - at->height / 2.0);

      if (item->alpha < 0.5 || x < at->x - slack || x >= at->x + at->width + slack
          || y < at->y - slack || y >= at->y + at->height + slack)
        continue;
      /* What is pinned lies on top. */
      if (item->pinned)
        off -= 1e6;
      if (off < nearest)
        {
          nearest = off;
          best = item->box;
        }
    }

  return best;
}
