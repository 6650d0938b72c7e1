/* SPDX-License-Identifier: Apache-2.0 */
/* How graphs and orders of execution lie in the blobs of a trace. */
#include "config.h"

#include "profiles/format/graph-packing.h"

#include "engine/model.h"
#include "profiles/format/varint.h"

/* Type, instance, datum and number of operands. */
#define MIN_NODE_BYTES 4
#define MAX_PACKED_NODE_BYTES (4 * BS_MAX_VARINT_BYTES)
#define MAX_PACKED_INPUT_BYTES (2 * BS_MAX_VARINT_BYTES)

void
bs_node_columns_begin (BsNodeColumns *self)
{
  self->n_nodes = self->n_inputs = self->n_instances = self->n_types = 0;
}

void
bs_node_columns_clear (BsNodeColumns *self)
{
  g_free (self->type);
  g_free (self->instance);
  g_free (self->datum);
  g_free (self->input_start);
  g_free (self->inputs);
  g_free (self->ports);
  *self = (BsNodeColumns){ 0 };
}

static void
make_room (BsNodeColumns *self, gsize n_nodes, gsize n_inputs)
{
  if (self->input_start == NULL || n_nodes > self->node_capacity)
    {
      self->node_capacity = MAX (n_nodes, 2 * self->node_capacity);
      self->type = g_renew (guint16, self->type, self->node_capacity);
      self->instance = g_renew (guint32, self->instance, self->node_capacity);
      self->datum = g_renew (guint32, self->datum, self->node_capacity);
      self->input_start = g_renew (guint32, self->input_start, self->node_capacity + 1);
    }
  if (n_inputs > self->input_capacity)
    {
      self->input_capacity = MAX (n_inputs, 2 * self->input_capacity);
      self->inputs = g_renew (guint32, self->inputs, self->input_capacity);
      self->ports = g_renew (guint8, self->ports, self->input_capacity);
    }
}

gboolean
bs_node_columns_add (BsNodeColumns *self, guint16 type, guint32 instance, guint32 datum,
                     const guint32 *inputs, const guint8 *ports, guint32 n_inputs)
{
  guint32 node = self->n_nodes;

  if (node == G_MAXUINT32 - 1 || (guint64) self->n_inputs + n_inputs > G_MAXUINT32 - 1)
    return FALSE;

  make_room (self, (gsize) node + 1, (gsize) self->n_inputs + n_inputs);
  self->input_start[node] = self->n_inputs;
  for (guint32 k = 0; k < n_inputs; k++)
    {
      if (inputs[k] >= node || (ports != NULL && ports[k] >= BS_MAX_CELL_OUTPUTS))
        return FALSE;
      self->inputs[self->n_inputs + k] = inputs[k];
      self->ports[self->n_inputs + k] = ports != NULL ? ports[k] : 0;
    }
  self->n_inputs += n_inputs;
  self->type[node] = type;
  self->n_types = MAX (self->n_types, type + 1u);
  self->instance[node] = instance;
  self->n_instances = MAX (self->n_instances, instance + 1);
  self->datum[node] = datum;
  self->input_start[++self->n_nodes] = self->n_inputs;

  return TRUE;
}

BsGraph *
bs_node_columns_build (const BsNodeColumns *self)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();

  bs_graph_builder_reserve (builder, self->n_nodes, self->n_inputs);
  for (guint32 v = 0; v < self->n_nodes; v++)
    {
      guint32 start = self->input_start[v];

      bs_graph_builder_call (builder, self->type[v], self->instance[v], self->datum[v],
                             self->inputs + start, self->ports + start,
                             self->input_start[v + 1] - start);
    }

  /* cannot fail: nodes read earlier ones, and there are not more than 32 bits can count */
  return bs_graph_builder_finish (builder, NULL);
}

/* Room for a block, at least so many bytes; g_byte_array_set_size() by what was written after. */
static guint8 *
reserve (GByteArray *out, gsize bytes)
{
  guint length = out->len;

  g_byte_array_set_size (out, length + (guint) bytes);

  return out->data + length;
}

void
bs_pack_nodes (GByteArray *out, const BsGraph *graph, guint32 first, guint32 n)
{
  guint32 instance = 0;

  for (guint32 v = first; v < first + n; v++)
    {
      guint32 start = graph->input_start[v], end = graph->input_start[v + 1];
      gsize most = MAX_PACKED_NODE_BYTES + (gsize) (end - start) * MAX_PACKED_INPUT_BYTES;
      guint8 *at = reserve (out, most);

      at = bs_varint_write (at, graph->type[v]);
      at = bs_varint_write (at, bs_varint_fold ((gint64) graph->instance[v] - instance));
      at = bs_varint_write (at, graph->datum[v] == BS_NO_DATUM ? 0 : (guint64) graph->datum[v] + 1);
      at = bs_varint_write (at, end - start);
      for (guint32 k = start; k < end; k++)
        {
          guint64 distance = v - graph->inputs[k];
          guint8 port = graph->ports[k];

          at = bs_varint_write (at, distance << 1 | (port != 0));
          if (port != 0)
            at = bs_varint_write (at, port);
        }
      instance = graph->instance[v];
      g_byte_array_set_size (out, (guint) (at - out->data));
    }
}

/* What a node reads. */
static inline gboolean
unpack_inputs (const guint8 **at, const guint8 *end, guint32 node, guint32 arity, guint32 *inputs,
               guint8 *ports)
{
  for (guint32 k = 0; k < arity; k++)
    {
      guint64 distance, port = 0;

      if (!bs_varint_read (at, end, &distance)
          || ((distance & 1) != 0 && (!bs_varint_read (at, end, &port) || port == 0)))
        return FALSE;
      distance >>= 1;
      if (distance == 0 || distance > node || port >= BS_MAX_CELL_OUTPUTS)
        return FALSE;
      inputs[k] = node - (guint32) distance;
      ports[k] = (guint8) port;
    }

  return TRUE;
}

gboolean
bs_unpack_nodes (BsNodeColumns *self, const guint8 *bytes, gsize size, guint32 n, guint n_types,
                 guint32 max_instances)
{
  const guint8 *at = bytes, *end = bytes + size;
  guint32 node = self->n_nodes, last = node + n, n_inputs = self->n_inputs;
  guint32 used_types = self->n_types, n_instances = self->n_instances;
  gint64 instance = 0;

  if (n > size / MIN_NODE_BYTES || (guint64) node + n > G_MAXUINT32 - 1
      || (guint64) n_inputs + size > G_MAXUINT32 - 1)
    return FALSE;

  make_room (self, last, (gsize) n_inputs + size);
  self->input_start[node] = n_inputs;
  for (; node < last; node++)
    {
      guint64 type, step, datum, arity;

      if (!bs_varint_read (&at, end, &type) || !bs_varint_read (&at, end, &step)
          || !bs_varint_read (&at, end, &datum) || !bs_varint_read (&at, end, &arity)
          || step > 2 * (guint64) G_MAXUINT32)
        break;
      instance += bs_varint_unfold (step);
      if (type >= n_types || instance < 0 || instance >= max_instances || datum > G_MAXUINT32
          || arity > (gsize) (end - at)
          || !unpack_inputs (&at, end, node, (guint32) arity, self->inputs + n_inputs,
                             self->ports + n_inputs))
        break;

      self->type[node] = (guint16) type;
      self->instance[node] = (guint32) instance;
      self->datum[node] = datum == 0 ? BS_NO_DATUM : (guint32) (datum - 1);
      self->input_start[node + 1] = n_inputs += (guint32) arity;
      used_types = MAX (used_types, (guint32) type + 1);
      n_instances = MAX (n_instances, (guint32) instance + 1);
    }

  self->n_nodes = node;
  self->n_inputs = n_inputs;
  self->n_types = used_types;
  self->n_instances = n_instances;

  return node == last && at == end;
}

void
bs_pack_order (GByteArray *out, const guint32 *nodes, guint32 n)
{
  guint8 *at = reserve (out, (gsize) n * BS_MAX_VARINT_BYTES);
  guint32 last = 0;

  for (guint32 i = 0; i < n; last = nodes[i++])
    at = bs_varint_write (at, bs_varint_fold ((gint64) nodes[i] - last));
  g_byte_array_set_size (out, (guint) (at - out->data));
}

gboolean
bs_unpack_order (const guint8 *bytes, gsize size, guint32 n_nodes, guint32 n, guint32 *out)
{
  const guint8 *at = bytes, *end = bytes + size;
  gint64 node = 0;

  for (guint32 i = 0; i < n; i++)
    {
      guint64 step;

      if (!bs_varint_read (&at, end, &step) || step > 2 * (guint64) G_MAXUINT32)
        return FALSE;
      node += bs_varint_unfold (step);
      if (node < 0 || node >= n_nodes)
        return FALSE;
      out[i] = (guint32) node;
    }

  return at == end;
}
