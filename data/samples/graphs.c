/* SPDX-License-Identifier: Apache-2.0 */
/* Small graphs: an image goes through blocks of convolutions. A block reads one or two of the last
 * results; some are added to what they read. */
#include "config.h"

#include "data/samples/graphs.h"

#include "data/samples/draw.h"

/* Results that a block can read. */
#define N_RESULTS 4

typedef enum
{
  INPUT,
  CONVOLUTION,
  NORM,
  RELU,
  ADD,
  CONCAT,
  POOL,
  OUTPUT,
  N_TYPES
} Type;

static const char *const type_names[N_TYPES] = { "input", "convolution", "norm", "relu",
                                                 "add",   "concat",      "pool", "output" };

typedef struct
{
  guint64 state;
  GString *lines;
  guint n;
} Graph;

/* Two inputs, one (@b is negative), or none. */
static int
add_node (Graph *self, Type type, int a, int b)
{
  guint n_inputs = (a >= 0) + (b >= 0);

  g_string_append_printf (self->lines, "%u %u", type + 1, n_inputs);
  if (a >= 0)
    g_string_append_printf (self->lines, " %d", a);
  if (b >= 0)
    g_string_append_printf (self->lines, " %d", b);
  g_string_append_c (self->lines, '\n');

  return (int) self->n++;
}

static int
add_block (Graph *self, const int *results)
{
  int first = results[draw (&self->state, N_RESULTS)];
  int second = results[draw (&self->state, N_RESULTS)];
  guint n_layers = 1 + draw (&self->state, 3);
  int node = first;

  if (first != second && draw (&self->state, 3) > 0)
    first = node = add_node (self, CONCAT, first, second);
  for (guint i = 0; i < n_layers; i++)
    {
      node = add_node (self, CONVOLUTION, node, -1);
      if (draw (&self->state, 4) > 0)
        node = add_node (self, NORM, node, -1);
      node = add_node (self, RELU, node, -1);
    }
  if (draw (&self->state, 2) > 0)
    node = add_node (self, ADD, node, first);
  if (draw (&self->state, 5) == 0)
    node = add_node (self, POOL, node, -1);

  return node;
}

gboolean
graphs_write (guint count, guint64 seed, GString *out)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  Graph self = { .state = seed, .lines = lines };

  for (guint i = 0; i < count; i++)
    {
      guint n_blocks = 1 + draw (&self.state, 12);
      int results[N_RESULTS];

      self.n = 0;
      g_string_truncate (lines, 0);
      for (guint k = 0; k < N_RESULTS; k++)
        results[k] = k < 2 ? add_node (&self, INPUT, -1, -1) : results[k - 2];
      for (guint k = 0; k < n_blocks; k++)
        results[k % N_RESULTS] = add_block (&self, results);
      add_node (&self, OUTPUT, results[(n_blocks - 1) % N_RESULTS], -1);
      g_string_append_printf (out, "%s%u\n%s", i > 0 ? "\n" : "", self.n, lines->str);
    }

  return TRUE;
}

gboolean
graphs_write_types (guint count, guint64 seed, GString *out)
{
  for (guint i = 0; i < N_TYPES; i++)
    g_string_append_printf (out, "%s\n", type_names[i]);

  return TRUE;
}
