/* SPDX-License-Identifier: Apache-2.0 */
/* The learning curve. */
#include "config.h"

#include "viz/training/learning-painter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "viz/marks.h"
#include "viz/text.h"
#include "viz/training/axes.h"
#include "viz/training/cost-text.h"

#define LEFT 44.0
#define TOP 12.0
#define BOTTOM 28.0
#define RIGHT 18.0
/* What explores is cut this far above what is worth seeing. */
#define HEADROOM 1.22

/* A line across, with its name at the end. */
typedef struct
{
  char *text;
  guint64 value;
  gboolean bound;
} Line;

BsColor
bs_learning_look (const BsStyle *style, guint look, double dashes[4], int *n_dashes)
{
  static const double patterns[][4] = {
    { 7.0, 3.0 }, { 2.0, 3.0 }, { 9.0, 3.0, 2.0, 3.0 }, { 4.0, 2.0 }, { 12.0, 4.0 }
  };
  static const int lengths[] = { 2, 2, 4, 2, 2 };
  guint at = look % G_N_ELEMENTS (patterns);

  *n_dashes = 0;
  if (look == 0)
    return style->accent;

  *n_dashes = lengths[at];
  for (int i = 0; i < *n_dashes; i++)
    dashes[i] = patterns[at][i];

  /* not the blue of the first, which is close to the accent */
  return bs_style_type_color (style, 1 + (look - 1) % 11);
}

static const BsLearningRun *
get_front (const BsLearningPicture *picture)
{
  return picture->n_runs > 0 ? &picture->runs[picture->n_runs - 1] : NULL;
}

/* Curves of an episode are of one graph, those of a check of all: the former are stretched to these. */
static double
get_stretch (const BsLearningPicture *picture)
{
  return picture->priorities ? 1.0 : MAX (picture->n_graphs, 1);
}

static guint32
get_last_episode (const BsTrainingStory *story)
{
  return MAX (story->planned, story->episode);
}

/* Charts grow with what was learned, by steps, so that a few episodes are not a few pixels. */
static void
find_range (const BsLearningPicture *picture, guint32 *first, guint32 *last)
{
  guint32 episode = 10, planned = 1;

  *first = G_MAXUINT32;
  for (guint i = 0; i < picture->n_runs; i++)
    {
      const BsTrainingStory *story = picture->runs[i].story;

      *first = MIN (*first, story->before);
      episode = MAX (episode, story->episode);
      planned = MAX (planned, get_last_episode (story));
    }
  if (picture->n_runs == 0)
    *first = 0;
  /* before anything was learned there is an axis, too */
  if (picture->n_runs == 0 || planned <= 1)
    planned = MAX (planned, 100);
  *last = *first + 10;
  while (*last < episode && *last < G_MAXUINT32 / 2)
    *last = *first + (*last - *first) + MAX ((*last - *first) / 4, 10);
  *last = CLAMP (*last, *first + 1, MAX (planned, *first + 1));
}

static void
include (double *low, double *high, guint64 value)
{
  if (value == 0)
    return;

  *low = MIN (*low, (double) value);
  *high = MAX (*high, (double) value);
}

static void
find_values (const BsLearningPicture *picture, double *low, double *high)
{
  double most = 0.0, stretch = get_stretch (picture);

  *low = G_MAXDOUBLE;
  *high = 0.0;
  include (low, high, picture->lines.lower_bound);
  include (low, high, picture->lines.agenda);
  include (low, high, picture->lines.sufficient);
  include (low, high, picture->lines.beam);
  for (guint i = 0; i < picture->n_runs; i++)
    {
      const BsTrainingStory *story = picture->runs[i].story;

      for (guint k = 0; k < story->checks->len; k++)
        include (low, high, g_array_index (story->checks, BsTrainingPoint, k).cost);
      for (guint k = 0; k < story->columns->len; k++)
        {
          const BsTrainingColumn *column = &g_array_index (story->columns, BsTrainingColumn, k);

          if (column->n_known == 0)
            continue;
          *low = MIN (*low, column->least * stretch);
          most = MAX (most, column->most * stretch);
        }
    }
  if (*low > most && *high == 0.0)
    *low = most;
  *high = *high > 0.0 ? MIN (MAX (*high * 1.04, most), *high * HEADROOM) : most;
  if (!(*high > *low))
    *high = *low + 1.0;
}

static guint
list_lines (const BsLearningPicture *picture, Line lines[4])
{
  const BsTrainingYardstick *y = &picture->lines;
  g_autofree char *agenda = bs_cost_text (y->agenda, picture->in_time);
  g_autofree char *sufficient = bs_cost_text (y->sufficient, picture->in_time);
  g_autofree char *beam = bs_cost_text (y->beam, picture->in_time);
  g_autofree char *bound = bs_cost_text (y->lower_bound, picture->in_time);
  guint n = 0;

  if (y->agenda > 0)
    lines[n++] = (Line){ g_strdup_printf (_ ("agenda %s"), agenda), y->agenda, FALSE };
  if (y->sufficient > 0)
    lines[n++] = (Line){ g_strdup_printf (_ ("sufficient %s"), sufficient), y->sufficient, FALSE };
  if (y->beam > 0)
    lines[n++] = (Line){ g_strdup_printf (_ ("beam %u: %s"), BS_TRAINING_BEAM_WIDTH, beam), y->beam,
                         FALSE };
  if (y->lower_bound > 0)
    lines[n++] = (Line){ g_strdup_printf (_ ("lower bound %s"), bound), y->lower_bound, TRUE };

  return n;
}

static void
make_axes (const BsLearningPicture *picture, const BsStyle *style, double width, double height,
           const Line *lines, guint n_lines, BsAxes *axes)
{
  double scale = style->text_scale, margin = 0.0, low, high, step;
  guint32 first, last;
  char buffer[64];

  for (guint i = 0; i < n_lines; i++)
    margin = MAX (margin,
                  bs_text_width (style, lines[i].text, 11.0 * scale, lines[i].bound) + 8.0 * scale);
  find_values (picture, &low, &high);
  find_range (picture, &first, &last);
  step = bs_axes_step (high - low, 8);
  *axes = (BsAxes){ .top = TOP * scale,
                    .x0 = first,
                    .x1 = last,
                    .y0 = MAX (floor ((low - 0.05 * (high - low)) / step) * step, 0.0),
                    .y1 = high,
                    .mirrored = style->right_to_left };
  if (picture->in_time)
    axes->unit = bs_cost_unit ((guint64) high, &axes->unit_name);
  bs_axes_format (axes, high, bs_axes_digits (axes, step), buffer);
  axes->left = MAX (LEFT * scale,
                    bs_text_width (style, buffer, 11.0 * scale, FALSE) + 16.0 * scale);
  margin = MIN (margin, width * 0.35) + RIGHT * scale;
  axes->width = MAX (width - axes->left - margin, 20.0);
  axes->height = MAX (height - axes->top - BOTTOM * scale, 10.0);
  if (axes->mirrored)
    axes->left = margin;
}

/* Names that would touch move apart, from below; what moved has its place by order. */
static void
place_names (const BsAxes *axes, const Line *lines, guint n, double gap, double *y)
{
  guint order[4];

  for (guint i = 0; i < n; i++)
    order[i] = i;
  for (guint i = 1; i < n; i++)
    for (guint k = i; k > 0 && lines[order[k]].value < lines[order[k - 1]].value; k--)
      {
        guint swap = order[k];

        order[k] = order[k - 1];
        order[k - 1] = swap;
      }
  for (guint i = 0; i < n; i++)
    {
      y[order[i]] = bs_axes_y (axes, lines[order[i]].value);
      if (i > 0)
        y[order[i]] = MIN (y[order[i]], y[order[i - 1]] - gap);
    }
}

static void
draw_lines (cairo_t *cr, const BsStyle *style, const BsAxes *axes, const Line *lines, guint n)
{
  static const double dots[] = { 1.5, 3.0 }, dashes[] = { 6.0, 4.0 };
  double scale = style->text_scale, right = axes->left + axes->width, y[4];

  place_names (axes, lines, n, 14.0 * scale, y);
  for (guint i = 0; i < n; i++)
    {
      BsColor color = lines[i].bound ? bs_style_mark_color (style, BS_MARK_ACCEPTED)
                                     : bs_axes_dim (style);
      double at = bs_axes_y (axes, lines[i].value);

      cairo_set_dash (cr, lines[i].bound ? dashes : dots, 2, 0.0);
      cairo_set_line_width (cr, lines[i].bound ? 2.0 : 1.5);
      bs_color_set (cr, color);
      cairo_move_to (cr, axes->left, at);
      cairo_line_to (cr, right, at);
      cairo_stroke (cr);
      bs_text_draw (cr, style, lines[i].text, 11.0 * scale, lines[i].bound,
                    axes->mirrored ? BS_TEXT_RIGHT : BS_TEXT_LEFT,
                    axes->mirrored ? axes->left - 8.0 * scale : right + 8.0 * scale, y[i], color);
    }
  cairo_set_dash (cr, NULL, 0, 0.0);
}

/* Columns of one episode are a line, others the band that they fill. */
static void
draw_exploring (const BsLearningPicture *picture, const BsTrainingStory *story, cairo_t *cr,
                const BsStyle *style, const BsAxes *axes)
{
  double stretch = get_stretch (picture), bin = -1.0, low = 0.0, high = 0.0;
  gboolean begun = FALSE;

  bs_color_set (cr, bs_color_with_alpha (style->foreground, style->high_contrast ? 0.7 : 0.38));
  cairo_set_line_width (cr, 1.0);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_BEVEL);
  /* a pixel is as much as can be seen: what falls into one is one stroke from least to most */
  for (guint i = 0; i <= story->columns->len; i++)
    {
      const BsTrainingColumn *column = i < story->columns->len
                                           ? &g_array_index (story->columns, BsTrainingColumn, i)
                                           : NULL;
      double x = 0.0;

      if (column != NULL && column->n_known == 0)
        continue;
      if (column != NULL)
        x = floor (bs_axes_x (axes, column->first + (column->n - 1) / 2.0)) + 0.5;
      if (bin >= 0.0 && (column == NULL || x != bin))
        {
          if (!begun)
            cairo_move_to (cr, bin, bs_axes_y (axes, high));
          begun = TRUE;
          cairo_line_to (cr, bin, bs_axes_y (axes, high));
          if (low != high)
            cairo_line_to (cr, bin, bs_axes_y (axes, low));
        }
      if (column == NULL)
        break;
      if (x != bin)
        {
          low = G_MAXDOUBLE;
          high = 0.0;
        }
      bin = x;
      low = MIN (low, column->least * stretch);
      high = MAX (high, column->most * stretch);
    }
  cairo_stroke (cr);
}

static void
draw_best (const BsTrainingStory *story, cairo_t *cr, const BsAxes *axes)
{
  guint64 best = 0;

  for (guint i = 0; i < story->checks->len; i++)
    {
      const BsTrainingPoint *point = &g_array_index (story->checks, BsTrainingPoint, i);
      double x = bs_axes_x (axes, point->episode);

      if (best == 0)
        cairo_move_to (cr, x, bs_axes_y (axes, (double) point->best_cost));
      else
        cairo_line_to (cr, x, bs_axes_y (axes, (double) best));
      cairo_line_to (cr, x, bs_axes_y (axes, (double) point->best_cost));
      best = point->best_cost;
    }
  if (best > 0)
    cairo_line_to (cr, bs_axes_x (axes, story->episode), bs_axes_y (axes, (double) best));
  cairo_stroke (cr);
}

static void
draw_checks (const BsTrainingStory *story, cairo_t *cr, const BsStyle *style, const BsAxes *axes)
{
  double radius = (story->checks->len > 60 ? 2.2 : 4.0) * style->text_scale, last = -1e9;
  guint64 best = G_MAXUINT64;

  for (guint i = 0; i < story->checks->len; i++)
    {
      const BsTrainingPoint *point = &g_array_index (story->checks, BsTrainingPoint, i);
      gboolean improved = point->best_cost < best;
      double x = bs_axes_x (axes, point->episode);

      best = MIN (best, point->best_cost);
      /* where there is no room, those that changed nothing are left out */
      if (!improved && fabs (x - last) < 2.0 * radius)
        continue;
      last = x;
      cairo_arc (cr, x, bs_axes_y (axes, (double) point->cost), radius, 0.0, 2.0 * G_PI);
      bs_color_set (cr, improved ? style->accent : style->card);
      cairo_fill_preserve (cr);
      bs_color_set (cr, style->accent);
      cairo_set_line_width (cr, 1.5);
      cairo_stroke (cr);
    }
}

static void
draw_pill (const BsTrainingStory *story, cairo_t *cr, const BsStyle *style, const BsAxes *axes)
{
  g_autofree char *best = bs_cost_text (story->best_cost, story->in_time);
  g_autofree char *text = g_strdup_printf (_ ("best %s"), best);
  const BsColor white = { 1.0, 1.0, 1.0, 1.0 };
  double scale = style->text_scale,
         width = bs_text_width (style, text, 11.0 * scale, TRUE) + 18.0 * scale;
  double x = bs_axes_x (axes, story->episode) - (axes->mirrored ? 0.0 : width + 8.0 * scale);
  double y = bs_axes_y (axes, (double) story->best_cost) + 9.0 * scale;

  x = CLAMP (x, axes->left, MAX (axes->left, axes->left + axes->width - width));
  if (y + 18.0 * scale > axes->top + axes->height)
    y -= 36.0 * scale;
  bs_rounded_rectangle (cr, x, y, width, 18.0 * scale, 9.0 * scale);
  bs_color_set (cr, style->accent);
  cairo_fill (cr);
  bs_text_draw (cr, style, text, 11.0 * scale, TRUE, BS_TEXT_CENTER, x + width / 2.0,
                y + 9.0 * scale, white);
}

static void
draw_moment (guint32 episode, cairo_t *cr, const BsStyle *style, const BsAxes *axes,
             gboolean selected)
{
  static const double dots[] = { 1.5, 3.0 };
  double x = floor (bs_axes_x (axes, episode)) + 0.5;

  bs_color_set (cr, selected ? style->foreground : style->accent);
  cairo_set_dash (cr, dots, selected ? 0 : 2, 0.0);
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, x, axes->top);
  cairo_line_to (cr, x, axes->top + axes->height);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
}

static void
draw_run (const BsLearningPicture *picture, guint index, cairo_t *cr, const BsStyle *style,
          const BsAxes *axes)
{
  const BsLearningRun *run = &picture->runs[index];
  gboolean front = index + 1 == picture->n_runs;
  double dashes[4];
  int n_dashes;
  BsColor color = bs_learning_look (style, run->look, dashes, &n_dashes);

  if (front)
    draw_exploring (picture, run->story, cr, style, axes);
  bs_color_set (cr, color);
  cairo_set_dash (cr, dashes, n_dashes, 0.0);
  cairo_set_line_width (cr, front ? 2.5 : 1.8);
  draw_best (run->story, cr, axes);
  cairo_set_dash (cr, NULL, 0, 0.0);
  if (front)
    draw_checks (run->story, cr, style, axes);
}

void
bs_learning_draw (const BsLearningPicture *picture, cairo_t *cr, const BsStyle *style, double width,
                  double height)
{
  const BsLearningRun *front = get_front (picture);
  double scale = style->text_scale;
  Line lines[4];
  guint n_lines = list_lines (picture, lines);
  double step_y;
  BsAxes axes;

  make_axes (picture, style, width, height, lines, n_lines, &axes);
  step_y = bs_axes_step (axes.y1 - axes.y0, MAX (axes.height / 36.0 / scale, 1));
  bs_axes_draw (&axes, cr, style,
                bs_axes_step (axes.x1 - axes.x0, MAX (axes.width / 64.0 / scale, 1)), step_y,
                bs_axes_digits (&axes, step_y));
  draw_lines (cr, style, &axes, lines, n_lines);

  cairo_save (cr);
  cairo_rectangle (cr, axes.left - 6.0, axes.top - 6.0, axes.width + 12.0, axes.height + 12.0);
  cairo_clip (cr);
  for (guint i = 0; i < picture->n_runs; i++)
    draw_run (picture, i, cr, style, &axes);
  if (front != NULL && front->story->episode < get_last_episode (front->story)
      && front->story->episode > front->story->before)
    draw_moment (front->story->episode, cr, style, &axes, FALSE);
  if (picture->selected > 0)
    draw_moment (picture->selected, cr, style, &axes, TRUE);
  if (front != NULL && front->story->best > 0)
    draw_pill (front->story, cr, style, &axes);
  cairo_restore (cr);

  for (guint i = 0; i < n_lines; i++)
    g_free (lines[i].text);
}

guint32
bs_learning_pick (const BsLearningPicture *picture, const BsStyle *style, double width,
                  double height, double x, double y)
{
  const BsLearningRun *front = get_front (picture);
  Line lines[4];
  guint n_lines;
  double value;
  BsAxes axes;

  if (front == NULL || front->story->columns->len == 0)
    return 0;

  n_lines = list_lines (picture, lines);
  make_axes (picture, style, width, height, lines, n_lines, &axes);
  for (guint i = 0; i < n_lines; i++)
    g_free (lines[i].text);
  if (x < axes.left - 6.0 || x > axes.left + axes.width + 6.0 || y < 0.0 || y > height)
    return 0;

  value = round (bs_axes_value (&axes, x));
  if (value < 1.0)
    value = 1.0;

  return CLAMP ((guint32) value, front->story->before + 1, MAX (front->story->episode, 1));
}

static const BsTrainingColumn *
find_column (const BsTrainingStory *story, guint32 episode)
{
  guint low = 0, high = story->columns->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      const BsTrainingColumn *column = &g_array_index (story->columns, BsTrainingColumn, middle);

      if (episode < column->first)
        high = middle;
      else if (episode >= column->first + column->n)
        low = middle + 1;
      else
        return column;
    }

  return NULL;
}

static void
append_column (const BsLearningPicture *picture, const BsTrainingColumn *column, GString *out)
{
  g_autofree char *least = bs_cost_text (column->least, picture->in_time);
  g_autofree char *most = bs_cost_words (column->most, picture->in_time);
  double mean = column->n_known > 0 ? column->sum / column->n_known : 0.0;

  if (column->n == 1)
    {
      g_string_append_printf (out, picture->priorities ? _ ("Change %u: ") : _ ("Episode %u: "),
                              column->first);
      g_string_append (out, column->n_known > 0 ? most : _ ("given up, since it was worse"));
    }
  else
    {
      g_string_append_printf (
          out, picture->priorities ? _ ("Changes %u to %u: ") : _ ("Episodes %u to %u: "),
          column->first, column->first + column->n - 1);
      if (column->n_known > 0 && picture->in_time)
        {
          g_autofree char *text = bs_cost_text ((guint64) (mean + 0.5), TRUE);

          g_string_append_printf (out, _ ("%s to %s, on average %s"), least, most, text);
        }
      else if (column->n_known > 0)
        {
          g_string_append_printf (out, _ ("%s to %s, on average %.1f"), least, most, mean);
        }
    }
  g_string_append_c (out, '\n');
  if (picture->priorities)
    g_string_append_printf (out, _ ("%u priorities, changes of %.3f"), column->states,
                            column->epsilon);
  else
    g_string_append_printf (out, _ ("%u states known, ε %.3f"), column->states, column->epsilon);
}

static void
append_check (const BsLearningPicture *picture, const BsTrainingPoint *point, GString *out)
{
  g_autofree char *now = bs_cost_words (point->cost, picture->in_time);
  g_autofree char *best = bs_cost_text (point->best_cost, picture->in_time);

  g_string_append_printf (out, _ ("\nGreedy check: %s, best %s"), now, best);
}

char *
bs_learning_hint (const BsLearningPicture *picture, guint32 episode)
{
  const BsLearningRun *front = get_front (picture);
  const BsTrainingColumn *column = front != NULL ? find_column (front->story, episode) : NULL;
  g_autoptr (GString) out = NULL;

  if (column == NULL)
    return NULL;

  out = g_string_new (NULL);
  append_column (picture, column, out);
  for (guint i = 0; i < front->story->checks->len; i++)
    {
      const BsTrainingPoint *point = &g_array_index (front->story->checks, BsTrainingPoint, i);

      if (point->episode >= column->first && point->episode < column->first + column->n)
        append_check (picture, point, out);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
append_lines (const BsLearningPicture *picture, GString *out)
{
  g_autofree char *agenda = bs_cost_text (picture->lines.agenda, picture->in_time);
  g_autofree char *sufficient = bs_cost_text (picture->lines.sufficient, picture->in_time);
  g_autofree char *beam = bs_cost_text (picture->lines.beam, picture->in_time);
  g_autofree char *bound = bs_cost_text (picture->lines.lower_bound, picture->in_time);

  if (picture->lines.lower_bound > 0)
    g_string_append_printf (out, _ (" Agenda takes %s, sufficient %s; no schedule less than %s."),
                            agenda, sufficient, bound);
  if (picture->lines.beam > 0)
    g_string_append_printf (out, _ (" Beam search of width %u finds %s."), BS_TRAINING_BEAM_WIDTH,
                            beam);
}

char *
bs_learning_describe (const BsLearningPicture *picture)
{
  const BsLearningRun *front = get_front (picture);
  g_autoptr (GString) out = g_string_new (NULL);

  if (front == NULL)
    {
      g_string_append (out, _ ("Nothing was learned yet."));
    }
  else
    {
      const BsTrainingStory *story = front->story;

      g_string_append_printf (
          out, picture->priorities ? _ ("%s: change %u of %u.") : _ ("%s: episode %u of %u."),
          front->name, story->episode, get_last_episode (story));
      if (story->best > 0)
        {
          g_autofree char *best = bs_cost_words (story->best_cost, story->in_time);

          g_string_append_printf (out, _ (" The best table takes %s."), best);
        }
    }
  append_lines (picture, out);
  if (picture->n_runs > 1)
    g_string_append_printf (out,
                            g_dngettext (GETTEXT_PACKAGE, " %u earlier run lies below.",
                                         " %u earlier runs lie below.", picture->n_runs - 1),
                            picture->n_runs - 1);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Small charts */

static double
get_value (const BsTrainingColumn *column, BsSeries series)
{
  return series == BS_SERIES_EPSILON ? column->epsilon : column->states;
}

void
bs_series_draw (const BsLearningPicture *picture, BsSeries series, cairo_t *cr,
                const BsStyle *style, double width, double height)
{
  double scale = style->text_scale, most = 0.0, step;
  guint32 first, last;
  BsAxes axes;

  for (guint i = 0; i < picture->n_runs; i++)
    for (guint k = 0; k < picture->runs[i].story->columns->len; k++)
      most = MAX (most,
                  get_value (&g_array_index (picture->runs[i].story->columns, BsTrainingColumn, k),
                             series));
  if (most <= 0.0)
    most = series == BS_SERIES_EPSILON ? 0.5 : 10.0;
  step = bs_axes_step (most, height > 120.0 * scale ? 4 : 2);
  find_range (picture, &first, &last);
  axes = (BsAxes){ .top = 10.0 * scale,
                   .x0 = first,
                   .x1 = last,
                   .y0 = 0.0,
                   .y1 = ceil (most / step - 1e-9) * step,
                   .mirrored = style->right_to_left };
  axes.left = (style->right_to_left ? RIGHT : 50.0) * scale;
  axes.width = MAX (width - (50.0 + RIGHT) * scale, 10.0);
  axes.height = MAX (height - axes.top - BOTTOM * scale, 10.0);
  bs_axes_draw (&axes, cr, style,
                bs_axes_step (axes.x1 - axes.x0, MAX (axes.width / 64.0 / scale, 1)), step,
                series == BS_SERIES_EPSILON ? (step < 0.1 ? 3 : 2) : 0);
  for (guint i = 0; i < picture->n_runs; i++)
    {
      const GArray *columns = picture->runs[i].story->columns;
      gboolean front = i + 1 == picture->n_runs;
      double dashes[4], x = 0.0, y = 0.0;
      int n_dashes;

      bs_color_set (cr, bs_learning_look (style, picture->runs[i].look, dashes, &n_dashes));
      cairo_set_dash (cr, dashes, n_dashes, 0.0);
      cairo_set_line_width (cr, front ? 2.0 : 1.4);
      for (guint k = 0; k < columns->len; k++)
        {
          const BsTrainingColumn *column = &g_array_index (columns, BsTrainingColumn, k);
          double next = bs_axes_x (&axes, column->first + column->n - 1);

          if (k > 0 && k + 1 < columns->len && fabs (next - x) < 0.75)
            continue;
          x = next;
          y = bs_axes_y (&axes, get_value (column, series));
          if (k == 0)
            cairo_move_to (cr, x, y);
          else
            cairo_line_to (cr, x, y);
        }
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0.0);
      if (front && columns->len > 0)
        {
          cairo_arc (cr, x, y, 4.0 * scale, 0.0, 2.0 * G_PI);
          cairo_fill (cr);
        }
    }
}

char *
bs_series_describe (const BsLearningPicture *picture, BsSeries series)
{
  const BsLearningRun *front = get_front (picture);

  if (front == NULL || front->story->columns->len == 0)
    return g_strdup (_ ("Nothing was learned yet."));
  if (series == BS_SERIES_STATES)
    return g_strdup_printf (picture->priorities
                                ? g_dngettext (GETTEXT_PACKAGE, "%u priority is in use.",
                                               "%u priorities are in use.", front->story->states)
                                : g_dngettext (GETTEXT_PACKAGE, "%u state is known.",
                                               "%u states are known.", front->story->states),
                            front->story->states);

  return g_strdup_printf (picture->priorities ? _ ("Changes are of size %.3f.")
                                              : _ ("Exploration ε is %.3f."),
                          front->story->epsilon);
}
