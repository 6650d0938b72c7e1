/* SPDX-License-Identifier: Apache-2.0 */
/* What learning makes least, in words. */
#include "config.h"

#include "viz/training/cost-text.h"

#include <glib/gi18n-lib.h>

#include "viz/text.h"

double
bs_cost_unit (guint64 cost, const char **name)
{
  const char *const names[] = { _ ("ns"), _ ("µs"), _ ("ms"), _ ("s") };
  double ns = 1.0;
  guint unit = 0;

  while (unit + 1 < G_N_ELEMENTS (names) && (double) cost >= 999.95 * ns)
    {
      ns *= 1000.0;
      unit++;
    }
  *name = names[unit];

  return ns;
}

char *
bs_cost_text (guint64 cost, gboolean in_time)
{
  char buffer[40];
  const char *name;
  double unit, value;

  if (!in_time)
    return g_strdup (bs_text_number (buffer, cost));

  unit = bs_cost_unit (cost, &name);
  value = (double) cost / unit;

  return g_strdup_printf ("%.*f %s",
                          unit < 2.0       ? 0
                          : value < 9.9995 ? 3
                          : value < 99.995 ? 2
                          : value < 999.95 ? 1
                                           : 0,
                          value, name);
}

char *
bs_cost_words (guint64 cost, gboolean in_time)
{
  g_autofree char *text = bs_cost_text (cost, in_time);

  if (in_time)
    return g_steal_pointer (&text);

  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%s batch", "%s batches", (gulong) MIN (cost, G_MAXINT32)),
      text);
}
