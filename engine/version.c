/* SPDX-License-Identifier: Apache-2.0 */
/* The version of the library that runs. */
#include "config.h"

#include "engine/version.h"

#include <glib/gi18n-lib.h>

/* What a release has to change in two places. */
G_STATIC_ASSERT (BS_MAJOR_VERSION == BS_PROJECT_MAJOR && BS_MINOR_VERSION == BS_PROJECT_MINOR
                 && BS_MICRO_VERSION == BS_PROJECT_MICRO);

const char *
bs_get_version (guint *major, guint *minor, guint *micro)
{
  if (major != NULL)
    *major = BS_MAJOR_VERSION;
  if (minor != NULL)
    *minor = BS_MINOR_VERSION;
  if (micro != NULL)
    *micro = BS_MICRO_VERSION;

  return BS_VERSION;
}

const char *
bs_check_version (guint major, guint minor, guint micro)
{
  const guint runs[] = { BS_MAJOR_VERSION, BS_MINOR_VERSION, BS_MICRO_VERSION };
  const guint wanted[] = { major, minor, micro };

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    if (runs[i] != wanted[i])
      return runs[i] > wanted[i] ? NULL : _ ("libbatchscope is older than this program needs");

  return NULL;
}
