/* SPDX-License-Identifier: Apache-2.0 */
/* Sizes for people. */
#include "config.h"

#include "profiles/tables/bytes.h"

const char *
bs_bytes_write (char buffer[40], guint64 bytes)
{
  static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
  double value = (double) bytes;
  guint unit = 0;

  while (value >= 1000.0 && unit + 1 < G_N_ELEMENTS (units))
    {
      value /= 1024.0;
      unit++;
    }
  g_snprintf (buffer, 40, unit == 0 || value >= 100.0 ? "%.0f %s" : "%.1f %s", value, units[unit]);

  return buffer;
}
