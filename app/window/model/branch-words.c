/* SPDX-License-Identifier: Apache-2.0 */
/* Branches in words. */
#include "config.h"

#include "app/window/model/branch-words.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "app/window/parts/format.h"
#include "profiles/report/duration.h"

static char *
difference_text (const BsBranch *branch)
{
  gint64 delta = (gint64) branch->n_batches - branch->n_recorded;
  g_autofree char *count = bs_format_count ((guint64) ABS (delta));

  if (delta == 0)
    return g_strdup (_ ("as many as recorded"));
  if (delta < 0)
    return g_strdup_printf (
        ngettext ("%s fewer than recorded", "%s fewer than recorded", (gulong) -delta), count);

  return g_strdup_printf (
      ngettext ("%s more than recorded", "%s more than recorded", (gulong) delta), count);
}

char *
bs_branch_batches_text (const BsBranch *branch)
{
  g_autofree char *count = bs_format_count (branch->n_batches);
  g_autofree char *difference = difference_text (branch);

  /* Translators: the second is such as "1 fewer than recorded" */
  return g_strdup_printf (ngettext ("%s batch, %s", "%s batches, %s", branch->n_batches), count,
                          difference);
}

static char *
time_text (const BsBranch *branch)
{
  double delta = branch->predicted_ns - branch->recorded_ns;
  g_autofree char *whole = NULL, *part = NULL;

  if (isnan (delta))
    return NULL;

  whole = bs_duration_to_string ((gint64) round (branch->predicted_ns));
  if (fabs (delta) < 0.5)
    return g_strdup_printf (_ ("%s predicted, as recorded"), whole);

  part = bs_duration_to_string ((gint64) round (fabs (delta)));
  return g_strdup_printf (delta > 0.0 ? _ ("%s predicted, %s more") : _ ("%s predicted, %s less"),
                          whole, part);
}

char *
bs_branch_summary (const BsBranch *branch)
{
  g_autofree char *batches = bs_branch_batches_text (branch);
  g_autofree char *time = time_text (branch);
  g_autofree char *joins = branch->rejoins > 0 ? g_strdup_printf (_ ("rejoins the recording at %u"),
                                                                  branch->rejoins_recorded)
                                               : g_strdup (_ ("does not rejoin the recording"));
  const char *parts[] = { batches, time != NULL ? time : joins, time != NULL ? joins : NULL, NULL };

  return g_strjoinv (" \302\267 ", (char **) parts);
}

char *
bs_branch_delta_text (const BsBranch *branch)
{
  gint64 delta = (gint64) branch->n_batches - branch->n_recorded;
  g_autofree char *count = bs_format_count ((guint64) ABS (delta));

  return g_strconcat (delta < 0 ? "\342\210\222" : delta > 0 ? "+" : "\302\261", count, NULL);
}
