/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures as files: well-formed, the size that was asked for, and nothing written of what cannot be
 * drawn. */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <cairo.h>
#include <glib/gstdio.h>

#include "engine/error.h"
#include "fake-trace.h"
#include "viz/picture.h"

static const BsFakeOptions trees = { .kind = BS_FAKE_TREES,
                                     .seed = 3,
                                     .n_mini_batches = 1,
                                     .n_instances = 4,
                                     .max_leaves = 9,
                                     .encoding = BS_ENCODING_BASE };

static void
check_svg (const char *text, gsize length)
{
  GMarkupParser parser = { 0 };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, text, (gssize) length, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text, "<path"));
}

static void
test_formats (void)
{
  g_autoptr (BsTrace) trace = bs_fake_trace_new (&trees);
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);

  for (guint format = 0; format < 3; format++)
    for (guint view = 0; view < 3; view++)
      {
        static const char *const formats[] = { "png", "svg", "pdf" };
        static const char *const views[] = { "fsm", "graph", "strip" };
        g_autofree char *name = g_strconcat (views[view], ".", formats[format], NULL);
        g_autofree char *path = g_build_filename (folder, name, NULL);
        g_autofree char *text = NULL, *again = NULL;
        g_autoptr (GError) error = NULL;
        BsPictureFormat f;
        BsPictureView v;
        BsStyle style;
        double width, height;
        gsize length, length_again;

        bs_style_init (&style, view == 1);
        g_assert_true (bs_picture_format_from_string (formats[format], &f));
        g_assert_true (bs_picture_view_from_string (views[view], &v));
        bs_picture_default_size (v, &width, &height);
        for (guint round = 0; round < 2; round++)
          {
            FILE *out = g_fopen (path, "we");
            gboolean ok = bs_picture_write (trace, v, 3, &style, width, height, 1.5, f, out,
                                            &error);

            g_assert_no_error (error);
            g_assert_true (ok);
            g_assert_cmpint (fclose (out), ==, 0);
            g_assert_true (g_file_get_contents (path, round == 0 ? &text : &again,
                                                round == 0 ? &length : &length_again, NULL));
          }
        /* The same picture is the same file; cairo numbers what an SVG defines anew, though. */
        if (f != BS_PICTURE_SVG)
          g_assert_cmpmem (text, length, again, length_again);
        if (f == BS_PICTURE_SVG)
          check_svg (text, length);
        else if (f == BS_PICTURE_PDF)
          {
            g_assert_true (g_str_has_prefix (text, "%PDF-"));
            g_assert_nonnull (g_strstr_len (text + length - 32, 32, "%%EOF"));
          }
        else
          {
            cairo_surface_t *surface = cairo_image_surface_create_from_png (path);

            g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
            g_assert_cmpint (cairo_image_surface_get_width (surface), ==, ceil (width * 1.5));
            g_assert_cmpint (cairo_image_surface_get_height (surface), ==, ceil (height * 1.5));
            cairo_surface_destroy (surface);
          }
        g_unlink (path);
      }
  g_rmdir (folder);
}

static void
test_refusals (void)
{
  g_autoptr (BsTrace) trace = bs_fake_trace_new (&trees);
  const struct
  {
    guint32 decision;
    double width, height, scale;
  } bad[] = { { 1, 0, 10, 1 },    { 1, 10, 0, 1 },  { 1, -1, 5, 1 },
              { 1, 17000, 5, 1 }, { 1, NAN, 5, 1 }, { 1, 5, INFINITY, 1 },
              { 1, 9000, 90, 8 }, { 0, 90, 90, 1 }, { trace->n_decisions + 1, 90, 90, 1 } };
  FILE *out = tmpfile ();
  BsStyle style;
  GError *error = NULL;

  bs_style_init (&style, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (bs_picture_write (trace, BS_PICTURE_GRAPH, bad[i].decision, &style,
                                        bad[i].width, bad[i].height, bad[i].scale, BS_PICTURE_PNG,
                                        out, &error));
      g_assert_error (error, BS_ERROR, BS_ERROR_RANGE);
      g_clear_error (&error);
    }
  g_assert_cmpint (ftell (out), ==, 0);
  fclose (out);
}

/* What cairo writes does not get there. */
static void
test_full_disk (void)
{
  g_autoptr (BsTrace) trace = bs_fake_trace_new (&trees);
  BsStyle style;

  bs_style_init (&style, FALSE);
  for (BsPictureFormat format = BS_PICTURE_PNG; format <= BS_PICTURE_PDF; format++)
    {
      g_autoptr (GError) error = NULL;
      FILE *out = g_fopen ("/dev/full", "we");

      if (out == NULL)
        {
          g_test_skip ("There is no /dev/full");
          return;
        }
      setvbuf (out, NULL, _IONBF, 0);
      g_assert_false (
          bs_picture_write (trace, BS_PICTURE_FSM, 1, &style, 90, 90, 1.0, format, out, &error));
      g_assert_error (error, BS_ERROR, BS_ERROR_IO);
      g_assert_nonnull (strstr (error->message, g_strerror (ENOSPC)));
      fclose (out);
    }
}

static void
test_names (void)
{
  BsPictureFormat format;
  BsPictureView view;

  g_assert_false (bs_picture_format_from_string ("jpeg", &format));
  g_assert_false (bs_picture_format_from_string (NULL, &format));
  g_assert_false (bs_picture_view_from_string ("", &view));
}

static void
draw_half (cairo_t *cr, double width, double height, gpointer user_data)
{
  cairo_set_source_rgb (cr, 1.0, 0.0, 0.0);
  cairo_rectangle (cr, 0.0, 0.0, width / 2.0, height);
  cairo_fill (cr);
  ++*(guint *) user_data;
}

/* What anybody draws, as bytes: the same as those of a file. */
static void
test_drawn (void)
{
  static const char *const begins[] = { "\211PNG", "<?xml", "%PDF-" };
  guint n_drawn = 0;

  for (guint format = 0; format < G_N_ELEMENTS (begins); format++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes)
          bytes = bs_picture_to_bytes (draw_half, &n_drawn, 40.0, 20.0, 2.0, format, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (n_drawn, ==, format + 1);
      g_assert_true (g_str_has_prefix (g_bytes_get_data (bytes, NULL), begins[format]));
    }
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes)
        bytes = bs_picture_to_bytes (draw_half, &n_drawn, 1e6, 20.0, 2.0, BS_PICTURE_SVG, &error);

    g_assert_null (bytes);
    g_assert_error (error, BS_ERROR, BS_ERROR_RANGE);
    g_assert_cmpuint (n_drawn, ==, 3);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture/formats", test_formats);
  g_test_add_func ("/picture/refusals", test_refusals);
  g_test_add_func ("/picture/full-disk", test_full_disk);
  g_test_add_func ("/picture/names", test_names);
  g_test_add_func ("/picture/drawn", test_drawn);

  return g_test_run ();
}
