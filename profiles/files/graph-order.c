/* SPDX-License-Identifier: Apache-2.0 */
/* Puts nodes into an order: depth first, with a stack of its own. */
#include "config.h"

#include "profiles/files/graph-order.h"

enum
{
  UNSEEN,
  OPEN, /* on the stack: an input of it is looked at */
  DONE
};

guint32 *
bs_graph_order_find (guint32 n, const guint32 *start, const guint32 *inputs, GArray *cycle)
{
  g_autofree guint32 *order = g_new (guint32, n);
  g_autofree guint32 *stack = g_new (guint32, n);
  g_autofree guint32 *at = g_memdup2 (start, n * sizeof (guint32)); /* inputs looked at */
  g_autofree guint8 *seen = g_malloc0 (n);
  guint32 n_ordered = 0;

  for (guint32 root = 0; root < n; root++)
    {
      guint32 depth = 0;

      if (seen[root] == UNSEEN)
        {
          seen[root] = OPEN;
          stack[depth++] = root;
        }
      while (depth > 0)
        {
          guint32 node = stack[depth - 1], input;

          if (at[node] == start[node + 1])
            {
              seen[node] = DONE;
              order[n_ordered++] = node;
              depth--;
              continue;
            }

          input = inputs[at[node]++];
          if (seen[input] == OPEN)
            {
              guint32 first = depth - 1;

              while (stack[first] != input)
                first--;
              g_array_append_vals (cycle, stack + first, depth - first);
              return NULL;
            }
          if (seen[input] == UNSEEN)
            {
              seen[input] = OPEN;
              stack[depth++] = input;
            }
        }
    }

  return g_steal_pointer (&order);
}
