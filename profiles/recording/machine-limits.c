/* SPDX-License-Identifier: Apache-2.0 */
/* What machine this is, and what it can do at most: measured seldom, and kept. */
#include "config.h"

#include "profiles/recording/machine-limits.h"

#include <string.h>

#include <glib/gstdio.h>

#include "engine/backends/machine.h"

#define KEPT_US (7 * G_TIME_SPAN_DAY)
#define GROUP_MEASURED "measured"

/* Of 10^9 a second: what is slower or faster is no machine. */
#define LEAST_SPEED 1e-6
#define MOST_SPEED 1e9

char *
bs_machine_name (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents ("/proc/cpuinfo", &text, NULL, NULL))
    return g_strdup ("unknown");

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *colon = strchr (lines[i], ':');

      if (colon != NULL && g_str_has_prefix (lines[i], "model name"))
        return g_utf8_make_valid (g_strstrip (lines[i] + (colon - lines[i]) + 1), -1);
    }

  return g_strdup ("unknown");
}

/* Homes are shared by machines: each has a group of its own. */
static char *
make_group (void)
{
  g_autofree char *name = bs_machine_name ();
  g_autofree char *whole = g_strconcat (g_get_host_name (), "\n", name, NULL);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, whole, -1);
}

static char *
make_path (void)
{
  return g_build_filename (g_get_user_cache_dir (), "batchscope", "machine-limits.ini", NULL);
}

static gboolean
is_speed (double value)
{
  return value >= LEAST_SPEED && value <= MOST_SPEED;
}

static gboolean
load (BsMachineLimits *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *group = make_group (), *path = make_path ();
  gint64 now = g_get_real_time (), measured;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return FALSE;

  measured = g_key_file_get_int64 (file, group, GROUP_MEASURED, NULL);
  self->sgemm_gflops = g_key_file_get_double (file, group, BS_INFO_SGEMM, NULL);
  self->copy_gb_per_s = g_key_file_get_double (file, group, BS_INFO_COPY, NULL);

  return measured <= now && now - measured < KEPT_US && is_speed (self->sgemm_gflops)
         && is_speed (self->copy_gb_per_s);
}

/* Where nothing can be written, it is measured again the next time. */
static void
save (const BsMachineLimits *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *group = make_group (), *path = make_path (), *folder = g_path_get_dirname (path);

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  g_key_file_set_int64 (file, group, GROUP_MEASURED, g_get_real_time ());
  g_key_file_set_double (file, group, BS_INFO_SGEMM, self->sgemm_gflops);
  g_key_file_set_double (file, group, BS_INFO_COPY, self->copy_gb_per_s);
  if (g_mkdir_with_parents (folder, 0700) == 0)
    g_key_file_save_to_file (file, path, NULL);
}

gboolean
bs_machine_limits_measure (BsMachineLimits *self, GError **error)
{
  BsMachineLimits before;

  if (!bs_machine_measure_copy (&self->copy_gb_per_s, error)
      || !bs_machine_measure_sgemm (&self->sgemm_gflops, error))
    return FALSE;

  /* What it could once, it can. */
  if (load (&before))
    {
      self->sgemm_gflops = MAX (self->sgemm_gflops, before.sgemm_gflops);
      self->copy_gb_per_s = MAX (self->copy_gb_per_s, before.copy_gb_per_s);
    }
  save (self);
  return TRUE;
}

gboolean
bs_machine_limits_get (BsMachineLimits *self, GError **error)
{
  return load (self) || bs_machine_limits_measure (self, error);
}

static gboolean
read_speed (const BsTrace *trace, const char *key, double *value)
{
  const char *text = bs_trace_get_info (trace, key);
  char *end = NULL;

  if (text == NULL || *text == '\0')
    return FALSE;
  *value = g_ascii_strtod (text, &end);

  return *end == '\0' && is_speed (*value);
}

gboolean
bs_machine_limits_read (BsMachineLimits *self, const BsTrace *trace)
{
  return read_speed (trace, BS_INFO_SGEMM, &self->sgemm_gflops)
         && read_speed (trace, BS_INFO_COPY, &self->copy_gb_per_s);
}
