/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at a running program as a screen reader does. */
#include "config.h"

#include "tests/window/accessible.h"

/* Deeper than any window of ours: a loop in the tree must not hang a test. */
#define MAX_DEPTH 64

static void
seen_free (gpointer data)
{
  BsSeen *seen = data;

  g_clear_object (&seen->accessible);
  g_free (seen->name);
  g_free (seen->description);
  g_free (seen);
}

static void
look (AtspiAccessible *accessible, guint depth, GPtrArray *out)
{
  g_autoptr (AtspiStateSet) states = NULL;
  BsSeen *seen;
  int n_children;

  /* Things go away while one looks: what cannot be asked is not there. */
  states = atspi_accessible_get_state_set (accessible);
  if (states == NULL || depth > MAX_DEPTH
      || (depth > 1 && !atspi_state_set_contains (states, ATSPI_STATE_VISIBLE)))
    return;

  seen = g_new0 (BsSeen, 1);
  seen->accessible = g_object_ref (accessible);
  seen->depth = depth;
  seen->focused = atspi_state_set_contains (states, ATSPI_STATE_FOCUSED);
  seen->role = atspi_accessible_get_role (accessible, NULL);
  seen->name = atspi_accessible_get_name (accessible, NULL);
  /* Every question is a round trip: only pictures have a description that matters here. */
  if (seen->role == ATSPI_ROLE_IMAGE)
    seen->description = atspi_accessible_get_description (accessible, NULL);
  if (seen->name == NULL)
    seen->name = g_strdup ("");
  if (seen->description == NULL)
    seen->description = g_strdup ("");
  g_ptr_array_add (out, seen);

  n_children = atspi_accessible_get_child_count (accessible, NULL);
  for (int i = 0; i < n_children; i++)
    {
      g_autoptr (AtspiAccessible) child = atspi_accessible_get_child_at_index (accessible, i, NULL);

      if (child != NULL)
        look (child, depth + 1, out);
    }
}

GPtrArray *
bs_look (AtspiAccessible *root)
{
  GPtrArray *out = g_ptr_array_new_with_free_func (seen_free);

  look (root, 0, out);
  return out;
}

AtspiAccessible *
bs_look_for_application (const char *name, guint seconds)
{
  gint64 end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end)
    {
      g_autoptr (AtspiAccessible) desktop = atspi_get_desktop (0);
      int n = desktop != NULL ? atspi_accessible_get_child_count (desktop, NULL) : 0;

      for (int i = 0; i < n; i++)
        {
          g_autoptr (AtspiAccessible)
              application = atspi_accessible_get_child_at_index (desktop, i, NULL);
          g_autofree char *its_name = application != NULL
                                          ? atspi_accessible_get_name (application, NULL)
                                          : NULL;

          if (g_strcmp0 (its_name, name) == 0
              && atspi_accessible_get_child_count (application, NULL) > 0)
            {
              /* Names change at every step: always ask. */
              atspi_accessible_set_cache_mask (application, ATSPI_CACHE_NONE);
              return g_steal_pointer (&application);
            }
        }
      g_usleep (50000);
    }

  return NULL;
}

const BsSeen *
bs_seen_find (GPtrArray *seen, int role, const char *name)
{
  for (guint i = 0; i < seen->len; i++)
    {
      const BsSeen *one = g_ptr_array_index (seen, i);

      if ((role < 0 || (int) one->role == role) && g_str_equal (one->name, name))
        return one;
    }

  return NULL;
}

guint
bs_seen_index (GPtrArray *seen, const BsSeen *what)
{
  guint index = 0;

  g_assert_true (g_ptr_array_find (seen, what, &index));
  return index;
}

guint
bs_seen_end (GPtrArray *seen, const BsSeen *what)
{
  guint i = bs_seen_index (seen, what) + 1;

  while (i < seen->len && ((const BsSeen *) g_ptr_array_index (seen, i))->depth > what->depth)
    i++;

  return i;
}

char *
bs_seen_print (GPtrArray *seen)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < seen->len; i++)
    {
      const BsSeen *one = g_ptr_array_index (seen, i);
      g_autofree char *role = atspi_role_get_name (one->role);

      g_string_append_printf (out, "%*s%s '%s'%s", (int) one->depth * 2, "", role, one->name,
                              one->focused ? " *" : "");
      if (one->description[0] != '\0')
        g_string_append_printf (out, " (%s)", one->description);
      g_string_append_c (out, '\n');
    }

  return g_string_free (out, FALSE);
}
