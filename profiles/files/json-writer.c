/* SPDX-License-Identifier: Apache-2.0 */
/* JSON written as it comes. */
#include "config.h"

#include "profiles/files/json-writer.h"

#include <math.h>
#include <string.h>

void
bs_json_append_string (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (out, '"');
  for (const char *p = valid; *p != '\0'; p++)
    {
      guchar c = (guchar) *p;

      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c == '\n')
        g_string_append (out, "\\n");
      else if (c == '\t')
        g_string_append (out, "\\t");
      else if (c < 0x20 || c == 0x7f)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

char *
bs_real_to_string (double value)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (buffer, sizeof buffer, formats[i], value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }

  return g_strdup (buffer);
}

void
bs_json_append_real (GString *out, double value)
{
  g_autofree char *text = NULL;

  if (!isfinite (value))
    {
      g_string_append (out, "null");
      return;
    }

  text = bs_real_to_string (value);
  g_string_append (out, text);
  /* So that a real stays one, and minus zero keeps its sign. */
  if (strpbrk (text, ".e") == NULL)
    g_string_append (out, ".0");
}

void
bs_json_append_ids (GString *out, const guint32 *ids, gsize n)
{
  g_string_append_c (out, '[');
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (out, i > 0 ? ", %u" : "%u", ids[i]);
  g_string_append_c (out, ']');
}
