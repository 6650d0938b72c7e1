/* SPDX-License-Identifier: Apache-2.0 */
/* The names of planners. */
#include "config.h"

#include "engine/planning/planner.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"

static const char *const names[] = { "creation", "published", "full" };

const char *
bs_planner_to_string (BsPlanner planner)
{
  return names[planner];
}

gboolean
bs_planner_from_string (const char *name, BsPlanner *planner, GError **error)
{
  for (guint i = 0; i < BS_N_PLANNERS; i++)
    if (g_str_equal (name, names[i]))
      {
        *planner = i;
        return TRUE;
      }

  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
               _ ("There is no planner “%s”; take creation, published or full"), name);

  return FALSE;
}
