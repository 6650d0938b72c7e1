/* SPDX-License-Identifier: Apache-2.0 */
/* Which backends this machine can use. */
#include "config.h"

#include "app/window/record/backend-states.h"

#include <glib/gi18n-lib.h>

#include "engine/backend.h"

static void
state_clear (gpointer state)
{
  g_free (((BsBackendState *) state)->text);
}

static BsBackendState
find_state (const char *name)
{
  g_autofree char *about = NULL, *version = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_strv_contains (bs_backend_names (), name))
    return (BsBackendState){ FALSE, g_strdup (_ ("This build has no such backend")) };
  if (!bs_backend_probe (name, &about, &version, &error))
    return (BsBackendState){ FALSE, g_strdup (error->message) };

  return (BsBackendState){ TRUE, g_steal_pointer (&about) };
}

static void
find_in_thread (GTask *task, gpointer source, gpointer names, GCancellable *cancellable)
{
  GArray *states = g_array_new (FALSE, FALSE, sizeof (BsBackendState));

  g_array_set_clear_func (states, state_clear);
  for (const char *const *name = names; *name != NULL; name++)
    {
      BsBackendState state = find_state (*name);

      g_array_append_val (states, state);
    }
  g_task_return_pointer (task, states, (GDestroyNotify) g_array_unref);
}

void
bs_backend_states_async (const char *const *names, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_task_data (task, (gpointer) names, NULL);
  g_task_run_in_thread (task, find_in_thread);
}

GArray *
bs_backend_states_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
