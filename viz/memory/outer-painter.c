/* SPDX-License-Identifier: Apache-2.0 */
/* The memory between cells. */
#include "config.h"

#include "viz/memory/outer-painter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "viz/memory/memory-marks.h"

#define HEAD 40.0
#define LABEL 150.0 /* at the left of the blocks */
#define WORDS 210.0 /* at the right */
#define TRACK 12.0
#define ROW 92.0     /* of an operand, with what is copied */
#define MIN_ROW 30.0 /* of many */
#define COMPACT 64.0 /* below, without scratch blocks */
#define MAX_FAN 12   /* arrows of a gather */
#define SCRATCH 40.0
#define N_ROWS (BS_OUTER_MAX_TUPLES + 1)

struct _BsOuterPainter
{
  BsOuterMemory *memory;
  cairo_surface_t *map;

  /* Of the decision that was drawn last. */
  guint32 decision;
  BsOuterBatch batch;
  GArray *values[N_ROWS]; /* BsOuterValue of the operands; the last: results */
};

BsOuterPainter *
bs_outer_painter_new (BsOuterMemory *memory)
{
  BsOuterPainter *self = g_new0 (BsOuterPainter, 1);

  self->memory = bs_outer_memory_ref (memory);

  return self;
}

static void
forget (BsOuterPainter *self)
{
  for (guint i = 0; i < N_ROWS; i++)
    g_clear_pointer (&self->values[i], g_array_unref);
}

void
bs_outer_painter_free (BsOuterPainter *self)
{
  forget (self);
  g_clear_pointer (&self->map, cairo_surface_destroy);
  bs_outer_memory_unref (self->memory);
  g_free (self);
}

/* Returns: whether @decision is of the mini-batch. */
static gboolean
load (BsOuterPainter *self, guint32 decision)
{
  BsTrace *trace = bs_outer_memory_get_trace (self->memory);

  if (decision < 1 || decision > trace->n_decisions
      || bs_trace_decision (trace, decision)->mini_batch
             != bs_outer_memory_get_mini_batch (self->memory))
    return FALSE;
  if (decision == self->decision)
    return TRUE;

  forget (self);
  self->decision = decision;
  bs_outer_memory_get_batch (self->memory, decision, &self->batch);
  for (guint k = 0; k < self->batch.n_tuples; k++)
    self->values[k] = bs_outer_memory_list_values (self->memory, decision, k);
  self->values[BS_OUTER_MAX_TUPLES] = bs_outer_memory_list_results (self->memory, decision, 0);

  return TRUE;
}

/* Where things are: rows of operands, then one of results. */
typedef struct
{
  double left, right; /* of the blocks */
  double top, row;
  guint n_rows;
  double scale; /* of texts */
} Frame;

/* Names of operands, and which of their two rows it is. */
static double
measure_labels (const BsStyle *style)
{
  g_autofree char *operand = g_strdup_printf (_ ("operand %u"), BS_OUTER_MAX_TUPLES);
  double scale = style->text_scale;

  return 24.0 + bs_text_width (style, operand, 12.0 * scale, TRUE) + 12.0
         + MAX (bs_text_width (style, _ ("before"), 11.0 * scale, FALSE),
                bs_text_width (style, _ ("after"), 11.0 * scale, FALSE))
         + 8.0;
}

static Frame
make_frame (BsOuterPainter *self, const BsStyle *style, double width, double height)
{
  Frame frame = { .n_rows = self->batch.n_tuples + 1, .scale = style->text_scale };
  double narrow = width < 700.0 * frame.scale ? 0.62 : 1.0;
  double label = MAX (LABEL * frame.scale * narrow, measure_labels (style));
  double words = WORDS * frame.scale * narrow;

  frame.top = HEAD * frame.scale;
  frame.row = CLAMP ((height - frame.top) / frame.n_rows, MIN_ROW, ROW * frame.scale);
  frame.left = style->right_to_left ? words : label;
  frame.right = MAX (width - (style->right_to_left ? label : words), frame.left + 10.0);

  return frame;
}

/* A place in the block of all values, before or after. */
static double
place_x (BsOuterPainter *self, const Frame *frame, gboolean after, double number)
{
  double room = MAX ((double) bs_outer_memory_get_room (self->memory, after), 1.0);

  return frame->left + (frame->right - frame->left) * number / room;
}

static BsColor
get_dim (const BsStyle *style)
{
  return bs_color_with_alpha (style->foreground, style->high_contrast ? 0.9 : 0.62);
}

static BsColor
get_color (const BsStyle *style, const BsOuterTuple *tuple)
{
  return tuple->access == BS_OUTER_GATHER ? bs_style_mark_color (style, BS_MARK_GATHER)
                                          : style->accent;
}

/* The block, and in it the values, each at least a line wide; those within one line are drawn once. */
static void
draw_track (BsOuterPainter *self, cairo_t *cr, const BsStyle *style, const Frame *frame,
            const GArray *values, gboolean after, BsColor color, double y)
{
  double track = TRACK * frame->scale, last = -1e9;

  bs_rounded_rectangle (cr, frame->left, y, frame->right - frame->left, track, 3.0);
  bs_color_set (cr, bs_color_with_alpha (style->foreground, style->high_contrast ? 0.25 : 0.09));
  cairo_fill (cr);
  for (guint i = 0; i < values->len; i++)
    {
      const BsOuterValue *value = &g_array_index (values, BsOuterValue, i);
      double at = after ? value->after : value->before;
      double x1 = place_x (self, frame, after, at);
      double x2 = place_x (self, frame, after, at + value->length);

      if (value->length == 0 || (x2 - x1 < 1.5 && fabs (x1 - last) < 0.75))
        continue;
      last = x1;
      cairo_rectangle (cr, x1, y, MAX (x2 - x1, 1.5), track);
    }
  bs_color_set (cr, color);
  cairo_fill (cr);
}

/* What is copied: from its places to a scratch block below. */
static void
draw_fan (BsOuterPainter *self, cairo_t *cr, const BsStyle *style, const Frame *frame,
          const GArray *values, const BsOuterTuple *tuple, gboolean after, double y)
{
  double half = SCRATCH * frame->scale / 2.0, to = y + 17.0 * frame->scale;
  double middle = (place_x (self, frame, after, (double) tuple->first)
                   + place_x (self, frame, after, (double) tuple->last))
                  / 2.0;
  guint n = MIN (values->len, MAX_FAN);

  middle = CLAMP (middle, frame->left + half, frame->right - half);
  for (guint i = 0; i < n; i++)
    {
      const BsOuterValue *value = &g_array_index (values, BsOuterValue,
                                                  (guint) ((guint64) i * values->len / n));
      double at = (after ? value->after : value->before) + value->length / 2.0;

      if (value->length > 0)
        bs_memory_arrow_draw (cr, style, place_x (self, frame, after, at), y,
                              middle - half + 2.0 * half * (i + 0.5) / n, to, BS_MARK_GATHER, 0.7);
    }
  bs_rounded_rectangle (cr, middle - half, to, 2.0 * half, 7.0 * frame->scale, 2.0);
  bs_color_set (cr, bs_style_mark_color (style, BS_MARK_GATHER));
  cairo_fill (cr);
}

static char *
describe_tuple (const BsOuterTuple *tuple)
{
  char bytes[40];

  bs_text_bytes (bytes, tuple->bytes);
  switch (tuple->access)
    {
    case BS_OUTER_TABLE:
      return g_strdup (_ ("rows of a table, in place"));
    case BS_OUTER_GATHER:
      return g_strdup_printf (
          ngettext ("gather %s, %u piece", "gather %s, %u pieces", tuple->n_runs), bytes,
          tuple->n_runs);
    default:
      return g_strdup_printf (_ ("in place, %s"), bytes);
    }
}

static const char *
explain (BsOuterWhy why)
{
  switch (why)
    {
    case BS_OUTER_WHY_TWICE:
      return _ ("a value is read by several calls");
    case BS_OUTER_WHY_LENGTHS:
      return _ ("values differ in length");
    case BS_OUTER_WHY_ORDER:
      return _ ("side by side, in another order");
    case BS_OUTER_WHY_SCATTERED:
      return _ ("values lie apart");
    case BS_OUTER_WHY_NOT:
    default:
      return NULL;
    }
}

static void
draw_operand_track (BsOuterPainter *self, cairo_t *cr, const BsStyle *style, const Frame *frame,
                    guint k, gboolean after, double y, gboolean fan)
{
  const BsOuterTuple *tuple = after ? &self->batch.after[k] : &self->batch.before[k];
  g_autofree char *text = describe_tuple (tuple);
  const char *why = explain (tuple->why);
  double side = style->right_to_left ? -1.0 : 1.0, size = 11.0 * frame->scale;
  double begin = style->right_to_left ? frame->right : frame->left;
  double end = style->right_to_left ? frame->left : frame->right;
  double middle = y + TRACK * frame->scale / 2.0;

  draw_track (self, cr, style, frame, self->values[k], after, get_color (style, tuple), y);
  if (fan && tuple->access == BS_OUTER_GATHER)
    draw_fan (self, cr, style, frame, self->values[k], tuple, after, y + TRACK * frame->scale);
  bs_memory_text_draw (cr, style, after ? _ ("after") : _ ("before"), size, FALSE, BS_TEXT_RIGHT,
                       begin - side * 8.0, middle, get_dim (style));
  bs_memory_text_draw (cr, style, text, size, TRUE, BS_TEXT_LEFT, end + side * 8.0, middle,
                       tuple->access == BS_OUTER_GATHER
                           ? bs_style_mark_color (style, BS_MARK_GATHER)
                           : bs_style_mark_color (style, BS_MARK_ACCEPTED));
  if (fan && why != NULL)
    bs_memory_text_draw (cr, style, why, size, FALSE, BS_TEXT_LEFT, end + side * 8.0,
                         middle + 14.0 * frame->scale, get_dim (style));
}

static void
draw_row (BsOuterPainter *self, cairo_t *cr, const BsStyle *style, const Frame *frame, guint row,
          double width, guint32 operand)
{
  gboolean results = row + 1 == frame->n_rows, fan = frame->row >= COMPACT * frame->scale;
  double y = frame->top + row * frame->row, half = frame->row / 2.0;
  double side = style->right_to_left ? width : 0.0;
  double begin = style->right_to_left ? side - 24.0 : 24.0;
  g_autofree char *text = results ? g_strdup (_ ("results"))
                                  : g_strdup_printf (_ ("operand %u"), row + 1);

  if (row == operand && !results)
    {
      bs_rounded_rectangle (cr, 8.0, y + 1.0, width - 16.0, frame->row - 2.0, 6.0);
      bs_color_set (cr, bs_color_with_alpha (style->accent, style->dark ? 0.26 : 0.12));
      cairo_fill (cr);
    }
  bs_memory_text_draw (cr, style, text, 12.0 * frame->scale, TRUE, BS_TEXT_LEFT, begin, y + 14.0,
                       style->foreground);
  if (results)
    {
      char bytes[40];
      double end = style->right_to_left ? frame->left - 8.0 : frame->right + 8.0;
      g_autofree char *words = g_strdup_printf (_ ("writes %s"),
                                                bs_text_bytes (bytes, self->batch.write_bytes));

      draw_track (self, cr, style, frame, self->values[BS_OUTER_MAX_TUPLES], TRUE, style->accent,
                  y + 8.0);
      bs_memory_text_draw (cr, style, words, 11.0 * frame->scale, TRUE, BS_TEXT_LEFT, end,
                           y + 8.0 + TRACK * frame->scale / 2.0, style->foreground);
      return;
    }
  draw_operand_track (self, cr, style, frame, row, FALSE, y + (fan ? 8.0 : 2.0), fan);
  draw_operand_track (self, cr, style, frame, row, TRUE, y + half + (fan ? 4.0 : 0.0), fan);
}

/* What the batch copies in all. */
static char *
describe_batch (BsOuterPainter *self, gboolean *any)
{
  guint64 bytes[2] = { 0, 0 };
  guint n[2] = { 0, 0 };
  g_autofree char *was = NULL, *is = NULL;
  char texts[2][40];

  for (guint k = 0; k < self->batch.n_tuples; k++)
    for (guint i = 0; i < 2; i++)
      {
        const BsOuterTuple *tuple = i == 0 ? &self->batch.before[k] : &self->batch.after[k];

        if (tuple->access == BS_OUTER_GATHER)
          {
            n[i]++;
            bytes[i] += tuple->bytes;
          }
      }

  *any = n[1] > 0;
  if (n[0] + n[1] == 0)
    return g_strdup (_ ("Nothing is copied"));
  was = g_strdup_printf (ngettext ("%u gather, %s", "%u gathers, %s", n[0]), n[0],
                         bs_text_bytes (texts[0], bytes[0]));
  is = g_strdup_printf (ngettext ("%u gather, %s", "%u gathers, %s", n[1]), n[1],
                        bs_text_bytes (texts[1], bytes[1]));

  /* Translators: numbers of gathers with sizes */
  return n[1] == 0 ? g_strdup_printf (_ ("before %s; after none"), was)
                   : g_strdup_printf (_ ("before %s; after %s"), was, is);
}

static void
say_elsewhere (cairo_t *cr, const BsStyle *style, double width, double height)
{
  bs_text_draw_within (cr, style, _ ("This mini-batch is being looked at"),
                       13.0 * style->text_scale, FALSE, BS_TEXT_CENTER, width / 2.0, height / 2.0,
                       width - 24.0, get_dim (style));
}

void
bs_outer_painter_draw (BsOuterPainter *self, cairo_t *cr, const BsStyle *style, double width,
                       double height, const BsMoment *moment, guint32 operand)
{
  g_autofree char *text = NULL;
  double begin = style->right_to_left ? width - 24.0 : 24.0;
  double end = style->right_to_left ? 24.0 : width - 24.0;
  gboolean any;
  Frame frame;

  if (!load (self, moment->to))
    {
      say_elsewhere (cr, style, width, height);
      return;
    }

  frame = make_frame (self, style, width, height);
  text = describe_batch (self, &any);
  cairo_save (cr);
  cairo_rectangle (cr, 0.0, 0.0, width, height);
  cairo_clip (cr);
  bs_memory_text_draw (cr, style, _ ("Operands in the block of all values"), 13.0 * frame.scale,
                       TRUE, BS_TEXT_LEFT, begin, frame.top / 2.0, style->foreground);
  if (width > 640.0 * frame.scale)
    bs_memory_text_draw (cr, style, text, 12.0 * frame.scale, TRUE, BS_TEXT_RIGHT, end,
                         frame.top / 2.0,
                         bs_style_mark_color (style, any ? BS_MARK_GATHER : BS_MARK_ACCEPTED));
  for (guint i = 0; i < frame.n_rows && frame.top + i * frame.row < height; i++)
    draw_row (self, cr, style, &frame, i, width, operand);
  if (self->batch.n_tuples == 0)
    bs_memory_text_draw (cr, style, _ ("The calls read nothing that was computed, or lists"),
                         12.0 * frame.scale, FALSE, BS_TEXT_LEFT, begin,
                         frame.top + frame.row + 4.0, get_dim (style));
  cairo_restore (cr);
}

guint32
bs_outer_painter_pick (BsOuterPainter *self, const BsStyle *style, double width, double height,
                       const BsMoment *moment, double x, double y)
{
  Frame frame;
  double row;

  if (!load (self, moment->to))
    return BS_MEMORY_NONE;

  frame = make_frame (self, style, width, height);
  row = floor ((y - frame.top) / frame.row);

  return row >= 0.0 && row < self->batch.n_tuples ? (guint32) row : BS_MEMORY_NONE;
}

static char *
describe_operand (BsOuterPainter *self, guint k)
{
  g_autofree char *before = describe_tuple (&self->batch.before[k]);
  g_autofree char *after = describe_tuple (&self->batch.after[k]);
  const char *why = explain (self->batch.after[k].why);

  if (why != NULL)
    /* Translators: what becomes of an operand before and after planning, and why */
    return g_strdup_printf (_ ("Operand %u: before %s; after %s, since %s"), k + 1, before, after,
                            why);

  return g_strdup_printf (_ ("Operand %u: before %s; after %s"), k + 1, before, after);
}

char *
bs_outer_painter_hint (BsOuterPainter *self, const BsStyle *style, double width, double height,
                       const BsMoment *moment, double x, double y)
{
  guint32 k = bs_outer_painter_pick (self, style, width, height, moment, x, y);

  return k != BS_MEMORY_NONE ? describe_operand (self, k) : NULL;
}

char *
bs_outer_painter_describe (BsOuterPainter *self, guint32 decision, guint32 operand)
{
  BsTrace *trace = bs_outer_memory_get_trace (self->memory);
  g_autofree char *copies = NULL, *selected = NULL;
  guint64 alive, most;
  char bytes[3][40];
  gboolean any;

  if (!load (self, decision))
    return g_strdup (_ ("The memory of this mini-batch is being looked at."));

  copies = describe_batch (self, &any);
  selected = operand < self->batch.n_tuples ? describe_operand (self, operand) : g_strdup ("");
  alive = bs_outer_memory_get_alive (self->memory, decision, &most);

  return g_strdup_printf (
      _ ("Batch %u, %u %s: %s. %s of values are alive, at most %s, in a block of %s. %s"), decision,
      self->batch.n_calls, trace->types->types[self->batch.type].name, copies,
      bs_text_bytes (bytes[0], alive), bs_text_bytes (bytes[1], most),
      bs_text_bytes (bytes[2], bs_outer_memory_get_room (self->memory, TRUE) * sizeof (float)),
      selected);
}

/* Liveness. */

static cairo_surface_t *
get_map (BsOuterPainter *self)
{
  const float *map;
  guchar *data;
  guint n_columns;
  int stride;

  if (self->map != NULL)
    return self->map;

  map = bs_outer_memory_get_map (self->memory, &n_columns);
  self->map = cairo_image_surface_create (CAIRO_FORMAT_A8, MAX ((int) n_columns, 1), BS_OUTER_ROWS);
  cairo_surface_flush (self->map);
  data = cairo_image_surface_get_data (self->map);
  stride = cairo_image_surface_get_stride (self->map);
  for (guint r = 0; r < BS_OUTER_ROWS; r++)
    for (guint c = 0; c < n_columns; c++)
      data[r * (gsize) stride + c] = (guchar) lround (CLAMP (map[r * n_columns + c], 0.0f, 1.0f)
                                                      * 255.0);
  cairo_surface_mark_dirty (self->map);

  return self->map;
}

typedef struct
{
  double left, right, top, bottom;
} Area;

static Area
make_area (const BsStyle *style, double width, double height)
{
  double axis = 76.0 * style->text_scale, top = 34.0 * style->text_scale;

  return (Area){ style->right_to_left ? 16.0 : axis,
                 MAX (style->right_to_left ? width - axis : width - 16.0, axis + 10.0), top,
                 MAX (height - 12.0, top + 10.0) };
}

static double
decision_x (BsOuterPainter *self, const BsStyle *style, const Area *area, double decision)
{
  const BsTrace *trace = bs_outer_memory_get_trace (self->memory);
  const BsTraceMiniBatch *mini_batch =
      &trace->mini_batches[bs_outer_memory_get_mini_batch (self->memory)];
  double share = (decision - mini_batch->first_decision) / MAX (mini_batch->n_decisions, 1);

  return style->right_to_left ? area->right - (area->right - area->left) * share
                              : area->left + (area->right - area->left) * share;
}

static void
draw_map (BsOuterPainter *self, cairo_t *cr, const BsStyle *style, const Area *area)
{
  cairo_surface_t *map = get_map (self);
  cairo_pattern_t *pattern = cairo_pattern_create_for_surface (map);
  double width = area->right - area->left, height = area->bottom - area->top;
  cairo_matrix_t matrix;

  cairo_matrix_init_scale (&matrix, cairo_image_surface_get_width (map) / width,
                           BS_OUTER_ROWS / height);
  cairo_matrix_translate (&matrix, -area->left, -area->top);
  if (style->right_to_left)
    {
      cairo_matrix_init_scale (&matrix, -cairo_image_surface_get_width (map) / width,
                               BS_OUTER_ROWS / height);
      cairo_matrix_translate (&matrix, -area->right, -area->top);
    }
  cairo_pattern_set_matrix (pattern, &matrix);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);
  cairo_save (cr);
  cairo_rectangle (cr, area->left, area->top, width, height);
  bs_color_set (cr, bs_color_with_alpha (style->foreground, 0.05));
  cairo_fill_preserve (cr);
  cairo_clip (cr);
  bs_color_set (cr, bs_color_with_alpha (style->foreground, style->high_contrast ? 0.8 : 0.42));
  cairo_mask (cr, pattern);
  cairo_restore (cr);
  cairo_pattern_destroy (pattern);
}

/* Where the batch that forms reads and writes, in its column. */
static void
draw_now (BsOuterPainter *self, cairo_t *cr, const BsStyle *style, const Area *area,
          guint32 decision)
{
  double x1 = decision_x (self, style, area, decision), room, height = area->bottom - area->top;
  double x2 = decision_x (self, style, area, decision + 1.0);
  double width = MAX (fabs (x2 - x1), 3.0), left = MIN (x1, x2);

  room = MAX ((double) bs_outer_memory_get_room (self->memory, TRUE), 1.0);
  cairo_rectangle (cr, left - 1.0, area->top - 4.0, width + 2.0, height + 8.0);
  bs_color_set (cr, bs_color_with_alpha (style->accent, style->dark ? 0.36 : 0.22));
  cairo_fill (cr);
  for (guint k = 0; k < N_ROWS; k++)
    {
      double last = -1e9;

      for (guint i = 0; self->values[k] != NULL && i < self->values[k]->len; i++)
        {
          const BsOuterValue *value = &g_array_index (self->values[k], BsOuterValue, i);
          double y = area->top + height * (double) value->after / room;
          double h = height * value->length / room;

          if (value->length == 0 || (h < 1.5 && fabs (y - last) < 0.75))
            continue;
          last = y;
          cairo_rectangle (cr, left - 1.0, y, width + 2.0, MAX (h, 1.5));
        }
      bs_color_set (cr,
                    k == BS_OUTER_MAX_TUPLES
                        ? style->accent
                        : bs_style_mark_color (style, self->batch.after[k].access == BS_OUTER_GATHER
                                                          ? BS_MARK_GATHER
                                                          : BS_MARK_ACCEPTED));
      cairo_fill (cr);
    }
}

void
bs_outer_painter_draw_liveness (BsOuterPainter *self, cairo_t *cr, const BsStyle *style,
                                double width, double height, const BsMoment *moment)
{
  Area area = make_area (style, width, height);
  double begin = style->right_to_left ? width - 24.0 : 24.0;
  double axis = style->right_to_left ? area.right + 8.0 : area.left - 8.0;
  double size = style->text_scale;
  guint64 room = bs_outer_memory_get_room (self->memory, TRUE) * sizeof (float), alive, most;
  g_autofree char *text = NULL;
  char bytes[2][40];

  if (!load (self, moment->to))
    {
      say_elsewhere (cr, style, width, height);
      return;
    }

  alive = bs_outer_memory_get_alive (self->memory, moment->to, &most);
  text = g_strdup_printf (_ ("decisions across, places down: %s alive of at most %s"),
                          bs_text_bytes (bytes[0], alive), bs_text_bytes (bytes[1], most));
  draw_map (self, cr, style, &area);
  draw_now (self, cr, style, &area, moment->to);
  for (guint i = 0; i <= 2; i++)
    bs_memory_text_draw (cr, style, bs_text_bytes (bytes[0], room / 2 * i), 11.0 * size, FALSE,
                         BS_TEXT_RIGHT, axis, area.top + (area.bottom - area.top) * i / 2.0,
                         get_dim (style));
  bs_memory_text_draw (cr, style, text, 12.0 * size, FALSE, BS_TEXT_LEFT, begin, area.top / 2.0,
                       get_dim (style));
}

guint32
bs_outer_painter_pick_decision (BsOuterPainter *self, const BsStyle *style, double width,
                                double height, double x, double y)
{
  const BsTrace *trace = bs_outer_memory_get_trace (self->memory);
  const BsTraceMiniBatch *mini_batch =
      &trace->mini_batches[bs_outer_memory_get_mini_batch (self->memory)];
  Area area = make_area (style, width, height);
  double share = (x - area.left) / (area.right - area.left);

  if (share < 0.0 || share > 1.0 || mini_batch->n_decisions == 0)
    return 0;
  if (style->right_to_left)
    share = 1.0 - share;

  return mini_batch->first_decision
         + MIN ((guint32) (share * mini_batch->n_decisions), mini_batch->n_decisions - 1);
}
