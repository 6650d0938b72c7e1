/* SPDX-License-Identifier: Apache-2.0 */
/* Starts the command line on the emulated GPU. */
#include "config.h"

#include "tests/gpu-double/gpu-harness.h"

#include <glib/gstdio.h>
#include <string.h>

#define REPORT "gpu-report"

void
gpu_ran_free (GpuRan *self)
{
  ran_free (self->ran);
  g_free (self->report);
  g_free (self);
}

GpuRan *
gpu_run (const char *settings, const char *const *arguments)
{
  GpuRan *self = g_new0 (GpuRan, 1);

  g_unlink (REPORT);
  g_setenv ("GPU_DOUBLE", settings, TRUE);
  g_setenv ("GPU_DOUBLE_REPORT", REPORT, TRUE);
  self->ran = harness_run_words (arguments);
  g_unsetenv ("GPU_DOUBLE");
  g_unsetenv ("GPU_DOUBLE_REPORT");
  if (!g_file_get_contents (REPORT, &self->report, NULL, NULL))
    self->report = g_strdup ("");

  return self;
}

void
gpu_assert_clean (const GpuRan *self)
{
  g_auto (GStrv) lines = g_strsplit (self->report, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), >, 0);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "problem") || g_str_has_prefix (lines[i], "leak"))
      g_error ("%s", lines[i]);
}

gint64
gpu_count (const GpuRan *self, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (self->report, "\n", -1);
  gsize length = strlen (name);

  for (guint i = 0; lines[i] != NULL; i++)
    if (strncmp (lines[i], name, length) == 0 && lines[i][length] == ' ')
      return g_ascii_strtoll (lines[i] + length, NULL, 10);

  return 0;
}
