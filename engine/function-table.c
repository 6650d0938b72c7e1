/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of a library that is loaded when it is first needed. */
#include "config.h"

#include "engine/function-table.h"

#include <dlfcn.h>
#include <glib/gi18n-lib.h>

#include "engine/error.h"

gboolean
bs_function_table_load (const char *library, const char *advice, const char *version,
                        const BsFunction *functions, guint n, gpointer table, GError **error)
{
  void *handle = dlopen (library, RTLD_NOW | RTLD_LOCAL);

  if (handle == NULL)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED, "%s: %s", advice, dlerror ());
      return FALSE;
    }
  /* never closed: drivers do not like to go */
  for (guint i = 0; i < n; i++)
    {
      void *function = dlsym (handle, functions[i].name);

      if (function == NULL)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                       _ ("%s has no function %s: it is older than %s, for which this was built"),
                       library, functions[i].name, version);
          return FALSE;
        }
      *(void **) G_STRUCT_MEMBER_P (table, functions[i].offset) = function;
    }

  return TRUE;
}
