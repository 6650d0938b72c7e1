/* SPDX-License-Identifier: Apache-2.0 */
/* Durations for people. */
#include "config.h"

#include "profiles/report/duration.h"

#include <glib/gi18n-lib.h>
#include <math.h>

char *
bs_duration_to_string (gint64 ns)
{
  double value = (double) ns;
  /* Translators: units of time */
  const char *units[] = { _ ("ns"), _ ("µs"), _ ("ms"), _ ("s") };
  guint unit = 0;
  int digits;

  while (fabs (value) >= 999.5 && unit + 1 < G_N_ELEMENTS (units))
    {
      value /= 1000.0;
      unit++;
    }
  digits = unit == 0 ? 0 : fabs (value) < 9.995 ? 2 : fabs (value) < 99.95 ? 1 : 0;

  return g_strdup_printf ("%.*f %s", digits, value, units[unit]);
}
