/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as people read them. */
#include "config.h"

#include "app/window/parts/format.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define NARROW_SPACE "\342\200\257"
#define MINUS "\342\210\222"

char *
bs_format_count (guint64 count)
{
  char digits[32];
  int length = g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, count);
  GString *out = g_string_sized_new (32);

  for (int i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append (out, NARROW_SPACE);
      g_string_append_c (out, digits[i]);
    }

  return g_string_free (out, FALSE);
}

char *
bs_format_real (double value, int digits)
{
  char text[64];

  if (!isfinite (value))
    return g_strdup ("\342\200\223");

  g_snprintf (text, sizeof text, "%.*f", digits, fabs (value));
  /* No minus before what rounds to zero. */
  if (value < 0 && strspn (text, "0.,") < strlen (text))
    return g_strconcat (MINUS, text, NULL);

  return g_strdup (text);
}
