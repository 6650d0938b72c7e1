/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures as SVG within a page that holds others. */
#include "config.h"

#include "viz/report/svg.h"

#include <cairo-svg.h>
#include <string.h>

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_string_append_len (closure, (const char *) data, length);

  return CAIRO_STATUS_SUCCESS;
}

/* Whether an id begins at @p, and which of the ways to write one it is: its definition, or a
 * reference in quotes or brackets. What cairo writes has no text of others in it. */
static gsize
find_id (const char *p)
{
  static const char *const starts[] = { " id=\"", "\"#", "url(#" };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    if (g_str_has_prefix (p, starts[i]))
      return strlen (starts[i]);

  return 0;
}

/* Cairo numbers what it defines through the life of the process; here each picture counts anew. */
static void
append_renamed (const char *svg, const char *end, const char *name, GString *out)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (const char *p = svg; p < end;)
    {
      gsize length = find_id (p), id_length;
      g_autofree char *id = NULL;
      guint number;

      if (length == 0)
        {
          g_string_append_c (out, *p++);
          continue;
        }
      g_string_append_len (out, p, (gssize) length);
      p += length;
      id_length = strcspn (p, "\")");
      id = g_strndup (p, id_length);
      p += id_length;
      number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, id));
      if (number == 0)
        {
          number = g_hash_table_size (numbers) + 1;
          g_hash_table_insert (numbers, g_steal_pointer (&id), GUINT_TO_POINTER (number));
        }
      g_string_append_printf (out, "%s-%u", name, number);
    }
}

gboolean
bs_svg_append (BsFigures *figures, const BsBlock *block, const BsStyle *style, double width,
               const char *name, GString *out)
{
  g_autoptr (GString) svg = NULL;
  double height = bs_figures_height (figures, block, style, width);
  cairo_surface_t *surface;
  const char *start, *end;
  cairo_t *cr;

  if (height <= 0.0)
    return FALSE;

  svg = g_string_new (NULL);
  surface = cairo_svg_surface_create_for_stream (append_bytes, svg, width, height);
  cr = cairo_create (surface);
  bs_figures_draw (figures, block, cr, style, width, height);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);

  start = strstr (svg->str, "<svg");
  start = start != NULL ? strchr (start, '>') : NULL;
  end = g_strrstr (svg->str, "</svg>");
  if (start == NULL || end == NULL || end <= start)
    return FALSE;

  g_string_append_printf (out,
                          "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                          "xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 %d %d\" "
                          "width=\"%d\" height=\"%d\" aria-hidden=\"true\" focusable=\"false\">",
                          (int) width, (int) height, (int) width, (int) height);
  append_renamed (start + 1, end, name, out);
  g_string_append (out, "</svg>");

  return TRUE;
}
