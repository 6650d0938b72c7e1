/* SPDX-License-Identifier: Apache-2.0 */
/* TreeLSTM: its cells, and how a tree maps to calls of them. */
#include "config.h"

#include "engine/tree-lstm.h"

#include <inttypes.h>

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "engine/model-builder.h"

static const struct
{
  const char *name, *letter;
  BsShape shape;
} cells[] = {
  { "leaf", "F", BS_SHAPE_CELL },       { "internal", "I", BS_SHAPE_CELL },
  { "proj", "P", BS_SHAPE_PROJECTION }, { "loss", "L", BS_SHAPE_LOSS },
  { "reduce", "R", BS_SHAPE_REDUCE },
};

enum
{
  LEAF,
  INTERNAL,
  PROJ,
  LOSS,
  REDUCE
};

static void
begin_cell (BsModelBuilder *builder, guint cell, guint n_inputs, gboolean variadic)
{
  bs_model_builder_cell (builder, cells[cell].name, cells[cell].letter, cells[cell].shape, n_inputs,
                         variadic);
}

/* activation (W x + b) */
static guint
gate (BsModelBuilder *builder, BsOpKind activation, guint weights, guint bias, guint x)
{
  guint product = bs_model_builder_product (builder, weights, x);

  return bs_model_builder_unary (builder, activation,
                                 bs_model_builder_bias (builder, bias, product));
}

/* h = o * tanh c; outputs h and c */
static void
finish_cell (BsModelBuilder *builder, guint o, guint c)
{
  guint squashed = bs_model_builder_unary (builder, BS_OP_TANH, c);

  bs_model_builder_output (builder, bs_model_builder_binary (builder, BS_OP_MULTIPLY, o, squashed));
  bs_model_builder_output (builder, c);
}

static void
add_leaf (BsModelBuilder *builder, guint size)
{
  guint e = bs_model_builder_parameter (builder, "E", BS_TREE_LSTM_VOCABULARY, size);
  guint wi = bs_model_builder_parameter (builder, "leaf.Wi", size, size);
  guint wo = bs_model_builder_parameter (builder, "leaf.Wo", size, size);
  guint wu = bs_model_builder_parameter (builder, "leaf.Wu", size, size);
  guint bi = bs_model_builder_parameter (builder, "leaf.bi", size, 1);
  guint bo = bs_model_builder_parameter (builder, "leaf.bo", size, 1);
  guint bu = bs_model_builder_parameter (builder, "leaf.bu", size, 1);
  guint x, i, o, u;

  begin_cell (builder, LEAF, 0, FALSE);
  x = bs_model_builder_lookup (builder, e);
  i = gate (builder, BS_OP_SIGMOID, wi, bi, x);
  o = gate (builder, BS_OP_SIGMOID, wo, bo, x);
  u = gate (builder, BS_OP_TANH, wu, bu, x);
  finish_cell (builder, o, bs_model_builder_binary (builder, BS_OP_MULTIPLY, i, u));
}

static void
add_internal (BsModelBuilder *builder, guint size)
{
  guint ui = bs_model_builder_parameter (builder, "internal.Ui", size, 2 * size);
  guint uo = bs_model_builder_parameter (builder, "internal.Uo", size, 2 * size);
  guint uu = bs_model_builder_parameter (builder, "internal.Uu", size, 2 * size);
  guint uf1 = bs_model_builder_parameter (builder, "internal.Uf1", size, size);
  guint uf2 = bs_model_builder_parameter (builder, "internal.Uf2", size, size);
  guint bi = bs_model_builder_parameter (builder, "internal.bi", size, 1);
  guint bo = bs_model_builder_parameter (builder, "internal.bo", size, 1);
  guint bu = bs_model_builder_parameter (builder, "internal.bu", size, 1);
  guint bf = bs_model_builder_parameter (builder, "internal.bf", size, 1);
  guint h1, h2, c1, c2, e, i, o, u, f1, f2, kept, c;

  begin_cell (builder, INTERNAL, 2, FALSE);
  h1 = bs_model_builder_input (builder, 0, 0, size);
  h2 = bs_model_builder_input (builder, 1, 0, size);
  c1 = bs_model_builder_input (builder, 0, 1, size);
  c2 = bs_model_builder_input (builder, 1, 1, size);
  e = bs_model_builder_binary (builder, BS_OP_CONCAT, h1, h2);
  i = gate (builder, BS_OP_SIGMOID, ui, bi, e);
  o = gate (builder, BS_OP_SIGMOID, uo, bo, e);
  u = gate (builder, BS_OP_TANH, uu, bu, e);
  f1 = gate (builder, BS_OP_SIGMOID, uf1, bf, h1);
  f2 = gate (builder, BS_OP_SIGMOID, uf2, bf, h2);
  kept = bs_model_builder_binary (builder, BS_OP_ADD,
                                  bs_model_builder_binary (builder, BS_OP_MULTIPLY, f1, c1),
                                  bs_model_builder_binary (builder, BS_OP_MULTIPLY, f2, c2));
  c = bs_model_builder_binary (builder, BS_OP_ADD,
                               bs_model_builder_binary (builder, BS_OP_MULTIPLY, i, u), kept);
  finish_cell (builder, o, c);
}

BsModel *
bs_tree_lstm_create_model (guint size, guint32 n_labels)
{
  BsModelBuilder *builder = bs_model_builder_new ("tree-lstm", size);
  guint w, a;

  add_leaf (builder, size);
  add_internal (builder, size);

  w = bs_model_builder_parameter (builder, "proj.W", n_labels, size);
  begin_cell (builder, PROJ, 1, FALSE);
  a = bs_model_builder_input (builder, 0, 0, size);
  bs_model_builder_output (builder, bs_model_builder_product (builder, w, a));

  begin_cell (builder, LOSS, 1, FALSE);
  a = bs_model_builder_input (builder, 0, 0, n_labels);
  bs_model_builder_output (builder, bs_model_builder_unary (builder, BS_OP_LOSS, a));

  begin_cell (builder, REDUCE, 0, TRUE);
  bs_model_builder_output (builder, bs_model_builder_unary (builder, BS_OP_TOTAL, 0));

  return bs_model_builder_finish (builder);
}

/* Each node of a tree makes a cell, a projection and a loss. */
#define NODES_EACH 3

/* Larger mini-batches are mistakes: refused before memory runs out. */
#define MAX_NODES (1u << 26)

static gboolean
check_size (const BsTreeCorpus *corpus, guint32 first, guint32 count, GError **error)
{
  guint32 n_trees = corpus->n_trees;
  guint64 n_nodes = (guint64) (count / n_trees) * corpus->tree_start[n_trees];

  for (guint32 i = 0; i < count % n_trees; i++)
    {
      guint32 tree = ((guint64) first + i) % n_trees;

      n_nodes += corpus->tree_start[tree + 1] - corpus->tree_start[tree];
    }
  if (n_nodes <= (MAX_NODES - 1) / NODES_EACH)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
               _ ("A mini-batch of %u inputs would have %" PRIu64
                  " nodes; at most %u are possible: take a smaller one"),
               count, NODES_EACH * n_nodes + 1, MAX_NODES);

  return FALSE;
}

/* The types of a graph being built: looked up by name once, when a cell is first called. */
typedef struct
{
  BsTypeTable *table;
  guint ids[G_N_ELEMENTS (cells)];
} Types;

static guint
type_of (Types *types, guint cell)
{
  if (types->ids[cell] == 0)
    types->ids[cell] = 1
                       + bs_type_table_intern (types->table, cells[cell].name, cells[cell].letter,
                                               cells[cell].shape);

  return types->ids[cell] - 1;
}

BsGraph *
bs_tree_lstm_build_graph (const BsTreeCorpus *corpus, guint32 first, guint32 count,
                          BsTypeTable *table, GError **error)
{
  Types ids = { .table = table }, *types = &ids;
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (GArray) losses = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (!check_size (corpus, first, count, error))
    return NULL;

  for (guint32 instance = 0; instance < count; instance++)
    {
      guint32 tree = ((guint64) first + instance) % corpus->n_trees;
      guint32 start = corpus->tree_start[tree];
      guint32 n_nodes = corpus->tree_start[tree + 1] - start;
      guint32 base = G_MAXUINT32;

      for (guint32 k = 0; k < n_nodes; k++)
        {
          guint32 node;

          if (corpus->word[start + k] != BS_NO_DATUM)
            node = bs_graph_builder_add (builder, type_of (types, LEAF), instance,
                                         corpus->word[start + k], NULL, 0);
          else
            {
              guint32 inputs[2] = { base + corpus->left[start + k] - start,
                                    base + corpus->right[start + k] - start };

              node = bs_graph_builder_add (builder, type_of (types, INTERNAL), instance,
                                           BS_NO_DATUM, inputs, 2);
            }
          if (k == 0)
            base = node;
        }
      for (guint32 k = 0; k < n_nodes; k++)
        {
          guint32 cell = base + k;
          guint32 proj = bs_graph_builder_add (builder, type_of (types, PROJ), instance,
                                               BS_NO_DATUM, &cell, 1);
          guint32 loss = bs_graph_builder_add (builder, type_of (types, LOSS), instance,
                                               corpus->label[start + k], &proj, 1);

          g_array_append_val (losses, loss);
        }
    }
  bs_graph_builder_add (builder, type_of (types, REDUCE), count - 1, BS_NO_DATUM,
                        (const guint32 *) losses->data, losses->len);

  return bs_graph_builder_finish (builder, error);
}
