/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the source of all kernels that come with the program: make-cuda-source OUTPUT KERNELS MODEL... */
#include "config.h"

#include <stdlib.h>

#include "engine/backends/cuda/cuda-cell.h"
#include "engine/model-file.h"

/* Kernels are the same for all sizes; those of small batches are of small models only. */
#define SIZE 8

static gboolean
add_model (GString *source, GHashTable *names, const char *path, GError **error)
{
  g_autoptr (BsModelFile) file = bs_model_file_load (path, error);
  g_autoptr (BsModel) model = file != NULL ? bs_model_file_create_model (file, SIZE, NULL, error)
                                           : NULL;

  if (model == NULL)
    return FALSE;
  for (guint i = 0; i < model->n_cells; i++)
    {
      BsCudaCell cell;

      if (bs_cuda_cell_init (&cell, model, &model->cells[i], BS_PLANNER_FULL))
        bs_cuda_cell_add_source (&cell, source, names);
      bs_cuda_cell_clear (&cell);
    }

  return TRUE;
}

static gboolean
write_source (char **arguments, guint n, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) source = g_string_new (bs_section_prelude ());
  g_autofree char *kernels = NULL;

  if (!g_file_get_contents (arguments[1], &kernels, NULL, error))
    return FALSE;
  g_string_append_c (source, '\n');
  g_string_append (source, kernels);
  for (guint i = 2; i < n; i++)
    if (!add_model (source, names, arguments[i], error))
      return FALSE;

  return g_file_set_contents (arguments[0], source->str, (gssize) source->len, error);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;

  if (argc >= 3 && write_source (argv + 1, (guint) argc - 1, &error))
    return EXIT_SUCCESS;

  g_printerr ("%s\n", error != NULL ? error->message : "make-cuda-source OUTPUT KERNELS MODEL...");

  return EXIT_FAILURE;
}
