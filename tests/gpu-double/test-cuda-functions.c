/* SPDX-License-Identifier: Apache-2.0 */
/* Every function that is called of NVIDIA's libraries is in the real ones, where they are. */
#include "config.h"

#include <dlfcn.h>

#include "profiles/device/cupti-library.h"
#include "tests/gpu-double/double-client.h"

typedef struct
{
  const char *library; /* in the toolkit */
  const char *const *names;
  guint n;
} Functions;

#define NAME(name) BS_CUDA_TEXT (name),

static const char *const driver_names[] = { BS_CUDA_DRIVER_FUNCTIONS (NAME)
                                                CLIENT_DRIVER_FUNCTIONS (NAME) };
static const char *const cublas_names[] = { BS_CUBLAS_FUNCTIONS (NAME) };
static const char *const nvrtc_names[] = { BS_NVRTC_FUNCTIONS (NAME) };
static const char *const cupti_names[] = { BS_CUPTI_FUNCTIONS (NAME)
                                               CLIENT_CUPTI_FUNCTIONS (NAME) };

/* The driver comes with a GPU; the toolkit has something to link with. */
static const Functions tables[] = {
  { "stubs/libcuda.so", driver_names, G_N_ELEMENTS (driver_names) },
  { "libcublas.so.13", cublas_names, G_N_ELEMENTS (cublas_names) },
  { "libnvrtc.so.13", nvrtc_names, G_N_ELEMENTS (nvrtc_names) },
  { "libcupti.so.13", cupti_names, G_N_ELEMENTS (cupti_names) },
};

static void
test_names (gconstpointer user_data)
{
  const Functions *self = user_data;
  g_autofree char *path = g_build_filename (g_getenv ("BATCHSCOPE_CUDA_HOME"), "lib64",
                                            self->library, NULL);
  void *library = dlopen (path, RTLD_LAZY | RTLD_LOCAL);

  if (library == NULL)
    {
      g_autofree char *why = g_strdup_printf ("It cannot be loaded: %s", dlerror ());

      g_test_skip (why);
      return;
    }
  g_assert_null (dlsym (library, "cuNoSuchFunction"));
  for (guint i = 0; i < self->n; i++)
    if (dlsym (library, self->names[i]) == NULL)
      g_test_fail_printf ("%s has no %s", path, self->names[i]);
  dlclose (library);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *name = g_strconcat ("/cuda/functions/", tables[i].library, NULL);

      g_test_add_data_func (name, &tables[i], test_names);
    }

  return g_test_run ();
}
