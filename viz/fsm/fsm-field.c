/* SPDX-License-Identifier: Apache-2.0 */
/* The overview of a large machine. */
#include "config.h"

#include "viz/fsm/fsm-field.h"

#include <math.h>

#define ASPECT 0.62 /* width to height: panels stand upright */
#define BAND_GAP 10.0
#define MARGIN 8.0
#define DOT_LEAST 2.0
#define DOT_MOST 4.4

typedef struct
{
  guint32 box, visits, favourite;
  guint n_ready;
} Cell;

static int
compare_cells (gconstpointer a, gconstpointer b, gpointer data)
{
  const Cell *left = a, *right = b;

  if (left->n_ready != right->n_ready)
    return left->n_ready < right->n_ready ? -1 : 1;
  if (left->favourite != right->favourite)
    return left->favourite < right->favourite ? -1 : 1;
  if (left->visits != right->visits)
    return left->visits > right->visits ? -1 : 1;

  return left->box < right->box ? -1 : left->box > right->box;
}

static int
compare_types (gconstpointer a, gconstpointer b, gpointer data)
{
  const BsFsmModel *model = data;
  guint32 left = *(const guint32 *) a, right = *(const guint32 *) b;

  if (model->favourite[left] != model->favourite[right])
    return model->favourite[left] < model->favourite[right] ? -1 : 1;

  return left < right ? -1 : left > right;
}

static double
height_with (const GArray *sizes, guint32 columns)
{
  double height = 2.0 * MARGIN - BAND_GAP;

  for (guint i = 0; i < sizes->len; i++)
    height += ceil (g_array_index (sizes, guint32, i) / (double) columns) * BS_FSM_CELL_HEIGHT
              + BAND_GAP;

  return height;
}

static guint32
choose_columns (const GArray *sizes)
{
  guint32 low = 1, high = 1;

  /* The height falls with the columns, so the first that is wide enough is found by halving. */
  while (BS_FSM_GUTTER + high * BS_FSM_CELL_WIDTH < ASPECT * height_with (sizes, high))
    high *= 2;
  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (BS_FSM_GUTTER + middle * BS_FSM_CELL_WIDTH < ASPECT * height_with (sizes, middle))
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

BsFsmField *
bs_fsm_field_new (const BsFsmMachine *machine)
{
  BsFsmField *self = g_new0 (BsFsmField, 1);
  const BsFsmModel *model = machine->model;
  g_autofree Cell *cells = g_new0 (Cell, model->n_boxes + 1);
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) bands = g_array_new (FALSE, FALSE, sizeof (BsFsmBand));
  guint32 most = 1, columns, column = 0;
  double y = MARGIN;

  self->n_boxes = model->n_boxes;
  self->middles = g_new0 (BsFsmPoint, model->n_boxes + 1);
  self->radii = g_new0 (double, model->n_boxes + 1);
  for (guint32 i = 0; i < model->n_boxes; i++)
    {
      cells[i].box = i;
      if (i < model->n_states)
        {
          guint length;

          bs_state_table_get (machine->trace->states, model->states[i], &length);
          cells[i].n_ready = bs_state_n_ready (machine->trace->states->encoding, length);
          cells[i].visits = model->visits[i];
          cells[i].favourite = model->favourite[i];
          most = MAX (most, model->visits[i]);
        }
    }
  /* The end has nothing ready, so it stands first. */
  g_qsort_with_data (cells, (int) model->n_boxes, sizeof (Cell), compare_cells, NULL);
  for (guint32 i = 0; i < model->n_boxes; i++)
    {
      guint32 one = 1;

      if (i == 0 || cells[i].n_ready != cells[i - 1].n_ready)
        g_array_append_val (sizes, one);
      else
        g_array_index (sizes, guint32, sizes->len - 1)++;
    }

  columns = choose_columns (sizes);
  self->width = BS_FSM_GUTTER + columns * BS_FSM_CELL_WIDTH + MARGIN;
  for (guint32 i = 0; i < model->n_boxes; i++)
    {
      guint32 box = cells[i].box;

      if (i > 0 && (cells[i].n_ready != cells[i - 1].n_ready || column == columns))
        {
          y += BS_FSM_CELL_HEIGHT + (cells[i].n_ready != cells[i - 1].n_ready ? BAND_GAP : 0.0);
          column = 0;
        }
      if (i == 0 || cells[i].n_ready != cells[i - 1].n_ready)
        {
          BsFsmBand band = { cells[i].n_ready, y, 0.0 };

          g_array_append_val (bands, band);
        }
      g_array_index (bands, BsFsmBand, bands->len - 1).height =
          y + BS_FSM_CELL_HEIGHT - g_array_index (bands, BsFsmBand, bands->len - 1).y;
      self->middles[box] = (BsFsmPoint){ BS_FSM_GUTTER + (column + 0.5) * BS_FSM_CELL_WIDTH,
                                         y + BS_FSM_CELL_HEIGHT / 2.0 };
      self->radii[box] = DOT_LEAST
                         + (DOT_MOST - DOT_LEAST) * log (1.0 + cells[i].visits) / log (1.0 + most);
      column++;
    }
  self->by_type = g_new (guint32, model->n_states + 1);
  for (guint32 i = 0; i < model->n_states; i++)
    self->by_type[i] = i;
  g_qsort_with_data (self->by_type, (int) model->n_states, sizeof (guint32), compare_types,
                     (gpointer) model);
  self->height = y + BS_FSM_CELL_HEIGHT + MARGIN;
  self->n_bands = bands->len;
  self->bands = (BsFsmBand *) (gpointer) g_array_free (g_steal_pointer (&bands), FALSE);

  return self;
}

void
bs_fsm_field_free (BsFsmField *self)
{
  g_free (self->middles);
  g_free (self->radii);
  g_free (self->by_type);
  g_free (self->bands);
  g_free (self);
}

void
bs_fsm_field_route (const BsFsmPoint *a, const BsFsmPoint *b, GArray *points)
{
  double dx = b->x - a->x, dy = b->y - a->y, bow = 0.16;
  BsFsmPoint p[4] = { *a,
                      { a->x + dx * 0.3 + dy * bow, a->y + dy * 0.3 - dx * bow },
                      { a->x + dx * 0.7 + dy * bow, a->y + dy * 0.7 - dx * bow },
                      *b };

  if (dx == 0.0 && dy == 0.0)
    {
      p[1] = (BsFsmPoint){ a->x - 7.0, a->y - 11.0 };
      p[2] = (BsFsmPoint){ a->x + 7.0, a->y - 11.0 };
    }
  g_array_append_vals (points, p, G_N_ELEMENTS (p));
}
