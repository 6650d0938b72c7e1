/* SPDX-License-Identifier: Apache-2.0 */
/* Backends by name. */
#include "config.h"

#include "engine/backend.h"

#include <glib/gi18n-lib.h>

#include "engine/backends/backends.h"
#include "engine/backends/blas.h"
#include "engine/error.h"

static const struct
{
  const char *name;
  BsBackend *(*create) (BsModel *model, const BsBackendOptions *options, GError **error);
} backends[] = {
  { "cpu", bs_cpu_backend_new },
  { "reference", bs_reference_backend_new },
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

BsBackend *
bs_backend_new (const char *name, BsModel *model, const BsBackendOptions *options, GError **error)
{
  g_autofree char *known = NULL;
  BsBackendOptions defaults;

  bs_backend_options_init (&defaults);
  if (options == NULL)
    options = &defaults;
  for (guint i = 0; i < G_N_ELEMENTS (backends); i++)
    if (g_str_equal (backends[i].name, name))
      return backends[i].create (model, options, error);

  known = g_strjoinv (", ", (char **) bs_backend_names ());
  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
               _ ("There is no backend “%s” in this build; it has %s"), name, known);

  return NULL;
}

void
bs_backend_free (BsBackend *self)
{
  BsModel *model = self->model;

  self->klass->finalize (self);
  bs_model_unref (model);
}

char *
bs_backend_describe (BsBackend *self)
{
  return self->klass->describe != NULL ? self->klass->describe (self)
                                       : g_strdup (self->klass->name);
}
