/* SPDX-License-Identifier: Apache-2.0 */
/* What painters draw, as text. */
#include "config.h"

#include "tests/viz/draw-log.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "viz/text.h"

/* Widths of texts, in sizes a character. */
#define CHARACTER 0.55
#define BOLD_CHARACTER 0.6

#define MAX_POINTS 12 /* of a path that is written down whole */

static gboolean is_on;      /* texts have our widths */
static GString *current;    /* being written, or NULL */
static GHashTable *letters; /* of glyphs: (pointer) -> text */

/* What the linker makes of the functions that it hands to us. */
void __real_cairo_fill (cairo_t *cr);
void __real_cairo_fill_preserve (cairo_t *cr);
void __real_cairo_stroke (cairo_t *cr);
void __real_cairo_stroke_preserve (cairo_t *cr);
void __real_cairo_paint (cairo_t *cr);
void __real_cairo_paint_with_alpha (cairo_t *cr, double alpha);
void __real_cairo_clip (cairo_t *cr);
double __real_bs_text_width (const BsStyle *style, const char *text, double size, gboolean bold);
void __real_bs_text_draw (cairo_t *cr, const BsStyle *style, const char *text, double size,
                          gboolean bold, BsTextAlign align, double x, double y, BsColor color);
void __real_bs_text_draw_within (cairo_t *cr, const BsStyle *style, const char *text, double size,
                                 gboolean bold, BsTextAlign align, double x, double y, double width,
                                 BsColor color);
const BsGlyphs *__real_bs_glyphs_get (const BsStyle *style, const char *letter, gboolean bold);
double __real_bs_glyphs_width (const BsGlyphs *self);
void __real_bs_glyph_run_begin (BsGlyphRun *self, cairo_t *cr, double size, BsColor color);
void __real_bs_glyph_run_add (BsGlyphRun *self, const BsGlyphs *glyphs, double x, double y);

void __wrap_cairo_fill (cairo_t *cr);
void __wrap_cairo_fill_preserve (cairo_t *cr);
void __wrap_cairo_stroke (cairo_t *cr);
void __wrap_cairo_stroke_preserve (cairo_t *cr);
void __wrap_cairo_paint (cairo_t *cr);
void __wrap_cairo_paint_with_alpha (cairo_t *cr, double alpha);
void __wrap_cairo_clip (cairo_t *cr);
double __wrap_bs_text_width (const BsStyle *style, const char *text, double size, gboolean bold);
void __wrap_bs_text_draw (cairo_t *cr, const BsStyle *style, const char *text, double size,
                          gboolean bold, BsTextAlign align, double x, double y, BsColor color);
void __wrap_bs_text_draw_within (cairo_t *cr, const BsStyle *style, const char *text, double size,
                                 gboolean bold, BsTextAlign align, double x, double y, double width,
                                 BsColor color);
const BsGlyphs *__wrap_bs_glyphs_get (const BsStyle *style, const char *letter, gboolean bold);
double __wrap_bs_glyphs_width (const BsGlyphs *self);
void __wrap_bs_glyph_run_begin (BsGlyphRun *self, cairo_t *cr, double size, BsColor color);
void __wrap_bs_glyph_run_add (BsGlyphRun *self, const BsGlyphs *glyphs, double x, double y);

/* Writing. */

/* Tenths; a little off, so that the halves that people write in code are never between two. */
static double
tenths (double value)
{
  return floor (value * 10.0 + 0.503) / 10.0 + 0.0;
}

static void
add_number (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (current, " %s",
                          g_ascii_formatd (buffer, sizeof buffer, "%.5g", tenths (value)));
}

static void
add_point (cairo_t *cr, double x, double y)
{
  cairo_user_to_device (cr, &x, &y);
  add_number (x);
  add_number (y);
}

static void
add_color (double red, double green, double blue, double alpha)
{
  g_string_append_printf (current, " #%02x%02x%02x", (guint) lround (red * 255.0),
                          (guint) lround (green * 255.0), (guint) lround (blue * 255.0));
  if (alpha < 0.995)
    g_string_append_printf (current, "@%d", (int) lround (alpha * 100.0));
}

static void
add_source (cairo_t *cr)
{
  static const char *const kinds[] = { "solid", "surface", "linear", "radial", "mesh", "raster" };
  cairo_pattern_t *pattern = cairo_get_source (cr);
  double red, green, blue, alpha;

  if (cairo_pattern_get_rgba (pattern, &red, &green, &blue, &alpha) == CAIRO_STATUS_SUCCESS)
    add_color (red, green, blue, alpha);
  else
    g_string_append_printf (current, " %s", kinds[cairo_pattern_get_type (pattern)]);
}

/* What a path is, as far as it matters: straight lines point by point, round things by their box,
 * open curves by the ends of their parts. */
static void
add_path (cairo_t *cr)
{
  cairo_path_t *path = cairo_copy_path (cr);
  guint n_points = 0, n_curves = 0, n_closed = 0, n_parts = 0;
  double x1, y1, x2, y2;

  for (int i = 0; i < path->num_data; i += path->data[i].header.length)
    switch (path->data[i].header.type)
      {
      case CAIRO_PATH_MOVE_TO:
        /* Closing a part begins another one. */
        if (i + path->data[i].header.length < path->num_data)
          n_parts++;
        break;
      case CAIRO_PATH_LINE_TO:
        n_points++;
        break;
      case CAIRO_PATH_CURVE_TO:
        n_curves++;
        break;
      case CAIRO_PATH_CLOSE_PATH:
      default:
        n_closed++;
        break;
      }

  if (n_points + n_curves > MAX_POINTS || (n_curves > 0 && n_closed > 0))
    {
      cairo_path_extents (cr, &x1, &y1, &x2, &y2);
      if (n_closed == 1 && n_curves == 4)
        g_string_append (current, n_points == 0 ? " oval" : " round");
      else
        g_string_append_printf (current, " path %u", n_parts);
      add_point (cr, x1, y1);
      add_point (cr, x2, y2);
    }
  else
    for (int i = 0; i < path->num_data; i += path->data[i].header.length)
      {
        const cairo_path_data_t *data = &path->data[i];

        if (data->header.type == CAIRO_PATH_CLOSE_PATH)
          g_string_append (current, " Z");
        else if (data->header.type != CAIRO_PATH_MOVE_TO
                 || i + data->header.length < path->num_data)
          {
            g_string_append (current, data->header.type == CAIRO_PATH_MOVE_TO   ? " M"
                                      : data->header.type == CAIRO_PATH_LINE_TO ? " L"
                                                                                : " C");
            add_point (cr, data[data->header.length - 1].point.x,
                       data[data->header.length - 1].point.y);
          }
      }
  cairo_path_destroy (path);
}

static void
add_operation (cairo_t *cr, const char *name)
{
  g_string_append (current, name);
  add_source (cr);
  if (g_str_equal (name, "stroke"))
    {
      add_number (cairo_get_line_width (cr));
      if (cairo_get_dash_count (cr) > 0)
        g_string_append (current, " dashed");
    }
  add_path (cr);
  g_string_append_c (current, '\n');
}

static void
add_text (cairo_t *cr, const char *text, double size, gboolean bold, BsTextAlign align, double x,
          double y, double width, BsColor color)
{
  static const char *const aligns[] = { "left", "center", "right" };

  g_string_append_printf (current, "text \"%s\" %s%s", text, aligns[align], bold ? " bold" : "");
  add_number (size);
  add_color (color.red, color.green, color.blue, color.alpha);
  add_point (cr, x, y);
  if (width >= 0.0)
    {
      g_string_append (current, " within");
      add_number (width);
    }
  g_string_append_c (current, '\n');
}

/* What the linker hands to us. */

void
__wrap_cairo_fill (cairo_t *cr)
{
  if (current != NULL)
    {
      add_operation (cr, "fill");
      cairo_new_path (cr);
    }
  else
    __real_cairo_fill (cr);
}

void
__wrap_cairo_fill_preserve (cairo_t *cr)
{
  if (current != NULL)
    add_operation (cr, "fill");
  else
    __real_cairo_fill_preserve (cr);
}

void
__wrap_cairo_stroke (cairo_t *cr)
{
  if (current != NULL)
    {
      add_operation (cr, "stroke");
      cairo_new_path (cr);
    }
  else
    __real_cairo_stroke (cr);
}

void
__wrap_cairo_stroke_preserve (cairo_t *cr)
{
  if (current != NULL)
    add_operation (cr, "stroke");
  else
    __real_cairo_stroke_preserve (cr);
}

void
__wrap_cairo_paint (cairo_t *cr)
{
  __wrap_cairo_paint_with_alpha (cr, 1.0);
}

void
__wrap_cairo_paint_with_alpha (cairo_t *cr, double alpha)
{
  if (current == NULL)
    {
      __real_cairo_paint_with_alpha (cr, alpha);
      return;
    }
  g_string_append (current, "paint");
  add_source (cr);
  add_number (alpha);
  g_string_append_c (current, '\n');
}

void
__wrap_cairo_clip (cairo_t *cr)
{
  if (current != NULL)
    {
      g_string_append (current, "clip");
      add_path (cr);
      g_string_append_c (current, '\n');
    }
  __real_cairo_clip (cr);
}

double
__wrap_bs_text_width (const BsStyle *style, const char *text, double size, gboolean bold)
{
  if (!is_on)
    return __real_bs_text_width (style, text, size, bold);

  return g_utf8_strlen (text, -1) * size * (bold ? BOLD_CHARACTER : CHARACTER);
}

void
__wrap_bs_text_draw (cairo_t *cr, const BsStyle *style, const char *text, double size,
                     gboolean bold, BsTextAlign align, double x, double y, BsColor color)
{
  if (current != NULL)
    add_text (cr, text, size, bold, align, x, y, -1.0, color);
  else
    __real_bs_text_draw (cr, style, text, size, bold, align, x, y, color);
}

void
__wrap_bs_text_draw_within (cairo_t *cr, const BsStyle *style, const char *text, double size,
                            gboolean bold, BsTextAlign align, double x, double y, double width,
                            BsColor color)
{
  if (current != NULL)
    add_text (cr, text, size, bold, align, x, y, width, color);
  else
    __real_bs_text_draw_within (cr, style, text, size, bold, align, x, y, width, color);
}

const BsGlyphs *
__wrap_bs_glyphs_get (const BsStyle *style, const char *letter, gboolean bold)
{
  const BsGlyphs *glyphs = __real_bs_glyphs_get (style, letter, bold);

  if (is_on)
    g_hash_table_insert (letters, (gpointer) glyphs, g_strdup (letter));

  return glyphs;
}

double
__wrap_bs_glyphs_width (const BsGlyphs *self)
{
  const char *text = is_on ? g_hash_table_lookup (letters, self) : NULL;

  return text != NULL ? BOLD_CHARACTER * g_utf8_strlen (text, -1) : __real_bs_glyphs_width (self);
}

void
__wrap_bs_glyph_run_begin (BsGlyphRun *self, cairo_t *cr, double size, BsColor color)
{
  __real_bs_glyph_run_begin (self, cr, size, color);
  if (current == NULL)
    return;
  g_string_append (current, "letters");
  add_number (size);
  add_color (color.red, color.green, color.blue, color.alpha);
  g_string_append_c (current, '\n');
}

void
__wrap_bs_glyph_run_add (BsGlyphRun *self, const BsGlyphs *glyphs, double x, double y)
{
  const char *text = is_on ? g_hash_table_lookup (letters, glyphs) : NULL;

  if (current == NULL)
    {
      __real_bs_glyph_run_add (self, glyphs, x, y);
      return;
    }
  g_string_append_printf (current, "letter \"%s\"", text != NULL ? text : "?");
  add_point (self->cr, x, y);
  g_string_append_c (current, '\n');
}

/* For tests. */

void
draw_log_init (void)
{
  is_on = TRUE;
  if (letters == NULL)
    letters = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

char *
draw_log_new (DrawLogFunc draw, gpointer user_data, double width, double height)
{
  cairo_rectangle_t extents = { 0.0, 0.0, width, height };
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &extents);
  cairo_t *cr = cairo_create (surface);
  GString *log = g_string_new (NULL);

  g_assert_true (is_on);
  current = log;
  draw (cr, width, height, user_data);
  current = NULL;
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);

  return g_string_free (log, FALSE);
}

static void
report_difference (const char *name, const char *golden, const char *log)
{
  g_auto (GStrv) expected = g_strsplit (golden, "\n", -1);
  g_auto (GStrv) found = g_strsplit (log, "\n", -1);
  guint i = 0;

  while (expected[i] != NULL && found[i] != NULL && g_str_equal (expected[i], found[i]))
    i++;
  g_test_message ("%s, line %u\n  golden: %s\n  drawn:  %s", name, i + 1,
                  expected[i] != NULL ? expected[i] : "(nothing)",
                  found[i] != NULL ? found[i] : "(nothing)");
  g_test_fail_printf ("%s is drawn in another way; BATCHSCOPE_WRITE_GOLDENS=1 writes it again",
                      name);
}

void
draw_log_check (const char *name, DrawLogFunc draw, gpointer user_data, double width, double height)
{
  g_autofree char *log = draw_log_new (draw, user_data, width, height);
  g_autofree char *file = g_strconcat (name, ".txt", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "viz", "goldens", file, NULL);
  g_autofree char *golden = NULL;
  g_autoptr (GError) error = NULL;

  if (g_getenv ("BATCHSCOPE_WRITE_GOLDENS") != NULL)
    {
      g_file_set_contents (path, log, -1, &error);
      g_assert_no_error (error);
      return;
    }
  g_file_get_contents (path, &golden, NULL, &error);
  g_assert_no_error (error);
  if (!g_str_equal (golden, log))
    report_difference (name, golden, log);
}

guint
draw_log_count (const char *log, const char *prefix)
{
  gsize length = strlen (prefix);
  guint n = 0;

  for (const char *line = log; line != NULL && *line != '\0';)
    {
      n += strncmp (line, prefix, length) == 0;
      line = strchr (line, '\n');
      line = line != NULL ? line + 1 : NULL;
    }

  return n;
}

gboolean
draw_log_has_text (const char *log, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (log, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "text \"") && strstr (lines[i], text) != NULL)
      return TRUE;

  return FALSE;
}
