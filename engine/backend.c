/* SPDX-License-Identifier: Apache-2.0 */
/* Backends by name. */
#include "config.h"

#include "engine/backend.h"

#include <glib/gi18n-lib.h>

#include "engine/backends/backends.h"
#include "engine/backends/blas.h"
#include "engine/backends/vector-kernels.h"
#include "engine/error.h"

/* The widest kernels first: those that run. */
static gboolean
probe_cpu (char **about, char **version, GError **error)
{
  g_autoptr (GString) levels = g_string_new (NULL);

  for (guint i = bs_vector_n_levels (); i > 0; i--)
    {
      const char *name = NULL;

      bs_vector_kernel_get_level (BS_VECTOR_COPY, i - 1, &name);
      g_string_append_printf (levels, levels->len > 0 ? ", %s" : "%s", name);
    }
  *about = g_strdup_printf (_ ("kernels for %s; the first ones are used"), levels->str);
  *version = g_strdup (BS_VERSION);

  return TRUE;
}

static gboolean
probe_reference (char **about, char **version, GError **error)
{
  *about = g_strdup (_ ("one node at a time, plain loops: the oracle of the others"));
  *version = g_strdup (BS_VERSION);

  return TRUE;
}

static const struct
{
  const char *name;
  BsBackend *(*create) (BsModel *model, const BsBackendOptions *options, GError **error);
  gboolean (*probe) (char **about, char **version, GError **error);
} backends[] = {
  { "cpu", bs_cpu_backend_new, probe_cpu },
#ifdef HAVE_CUDA
  { "cuda", bs_cuda_backend_new, bs_cuda_backend_probe },
#endif
  { "reference", bs_reference_backend_new, probe_reference },
};

void
bs_backend_prepare (void)
{
  bs_blas_prepare ();
}

const char *const *
bs_backend_names (void)
{
  static const char *names[G_N_ELEMENTS (backends) + 1];

  for (guint i = 0; i < G_N_ELEMENTS (backends); i++)
    names[i] = backends[i].name;

  return names;
}

void
bs_backend_options_init (BsBackendOptions *self)
{
  *self = (BsBackendOptions){
    .planner = BS_PLANNER_FULL,
    .n_threads = 1,
    .thread_work = 250000,
    .ahead_below = 32,
  };
}

/* Returns: the place of @name in the table, or -1 with an error. */
static int
find_backend (const char *name, GError **error)
{
  g_autofree char *known = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (backends); i++)
    if (g_str_equal (backends[i].name, name))
      return (int) i;

  known = g_strjoinv (", ", (char **) bs_backend_names ());
  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
               _ ("There is no backend “%s” in this build; it has %s"), name, known);

  return -1;
}

gboolean
bs_backend_probe (const char *name, char **about, char **version, GError **error)
{
  int i = find_backend (name, error);

  return i >= 0 && backends[i].probe (about, version, error);
}

BsBackend *
bs_backend_new (const char *name, BsModel *model, const BsBackendOptions *options, GError **error)
{
  int i = find_backend (name, error);
  BsBackendOptions defaults;

  bs_backend_options_init (&defaults);

  return i >= 0 ? backends[i].create (model, options != NULL ? options : &defaults, error) : NULL;
}

void
bs_backend_free (BsBackend *self)
{
  BsModel *model = self->model;

  self->klass->finalize (self);
  bs_model_unref (model);
}

gboolean
bs_backend_check (BsBackend *self, GError **error)
{
  return self->klass->check == NULL || self->klass->check (self, error);
}

gboolean
bs_backend_get_device (BsBackend *self, BsDeviceFacts *facts)
{
  if (self->klass->get_device == NULL)
    return FALSE;
  self->klass->get_device (self, facts);

  return TRUE;
}

char *
bs_backend_describe (BsBackend *self)
{
  return self->klass->describe != NULL ? self->klass->describe (self)
                                       : g_strdup (self->klass->name);
}
