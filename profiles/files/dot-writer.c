/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs in the DOT language of Graphviz. */
#include "config.h"

#include "profiles/files/dot-writer.h"

#include "profiles/trace/palette.h"

void
bs_dot_append_text (GString *out, const char *text, guint most)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  guint n = 0;

  g_string_append_c (out, '"');
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (most > 0 && ++n > most)
        {
          g_string_append (out, "…");
          break;
        }
      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c == '&')
        g_string_append (out, "&amp;");
      else if (c == '\n')
        g_string_append (out, "\\n");
      else if (c == '\t')
        g_string_append_c (out, ' ');
      else if (g_unichar_iscntrl (c))
        g_string_append (out, "\357\277\275");
      else
        g_string_append_unichar (out, c);
    }
  g_string_append_c (out, '"');
}

void
bs_dot_append_mark (GString *out, guint type, BsShape shape)
{
  static const char *const shapes[BS_N_SHAPES] = {
    [BS_SHAPE_CELL] = "ellipse",  [BS_SHAPE_ELEMENTWISE] = "box", [BS_SHAPE_PROJECTION] = "diamond",
    [BS_SHAPE_LOSS] = "triangle", [BS_SHAPE_LOOKUP] = "invhouse", [BS_SHAPE_REDUCE] = "hexagon",
  };

  g_string_append_printf (out, "shape=%s, fillcolor=\"#%06x\", fontcolor=\"#%06x\"", shapes[shape],
                          bs_palette_color (type, FALSE), bs_palette_letter_color (type, FALSE));
}
