/* SPDX-License-Identifier: Apache-2.0 */
/* Node types by name: a type is all that must match for two nodes to share one kernel. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BsShape:
 * @BS_SHAPE_CELL: a circle: a cell of several operations, such as an LSTM
 * @BS_SHAPE_ELEMENTWISE: a square: number by number, such as the sum of states
 * @BS_SHAPE_PROJECTION: a diamond: a product with weights, such as the scores of labels
 * @BS_SHAPE_LOSS: a triangle: the loss of one prediction. In a graph that grows the values of these
 *   nodes are read after each stage
 * @BS_SHAPE_LOOKUP: a shield: a row of a table, such as the vector of a word
 * @BS_SHAPE_REDUCE: a hexagon: one number from many, such as the sum of all losses
 *
 * How a node of a type is drawn, by what it does, so that colour never stands alone.
 */
typedef enum
{
  BS_SHAPE_CELL,
  BS_SHAPE_ELEMENTWISE,
  BS_SHAPE_PROJECTION,
  BS_SHAPE_LOSS,
  BS_SHAPE_LOOKUP,
  BS_SHAPE_REDUCE,
  BS_N_SHAPES
} BsShape;

/** BS_N_SHAPES: how many shapes there are: the length of arrays by #BsShape. */

/** BS_MAX_TYPES: the most types of a table: their ids fit 16 bits everywhere. It is the id of none. */
#define BS_MAX_TYPES 65535u

/**
 * BsType:
 *
 * A type of a table, which owns it: a record of what people see of it.
 */
typedef struct
{
  char *name;    /* unique in a table, never empty */
  char *letter;  /* one or two characters, unique in a table; longer past a thousand types */
  BsShape shape; /* how its nodes are drawn */
} BsType;

typedef struct _BsTypeTable BsTypeTable;

/**
 * BsTypeTable:
 *
 * Types in order of first appearance; the id of a type is its index, from 0. A table grows while
 * the graphs of a run are built and never forgets. Not safe for use from two threads at once.
 */
struct _BsTypeTable
{
  guint n_types; /* their ids are below it */
  BsType *types; /* [n_types] by id; moves when a type is added */

  /*< private >*/
  int refs;
  guint capacity;
  GHashTable *ids;
  GHashTable *letters;
  guint next_pair; /* of two characters to try as a letter */
};

/** bs_type_table_new: makes a table without types. Returns: (transfer full): the table, to be dropped
 * with bs_type_table_unref() */
BsTypeTable *bs_type_table_new (void);
BsTypeTable *bs_type_table_ref (BsTypeTable *self);
void bs_type_table_unref (BsTypeTable *self);

/**
 * bs_type_table_intern:
 * @name: the name of a type, UTF-8; copied
 * @letter: (nullable): the letter wanted; where it is taken or %NULL, one is made from @name
 * @shape: used when the type is new
 *
 * Returns: the id of the type @name, which is added when it is new; %BS_MAX_TYPES when the table
 *   is full
 */
guint bs_type_table_intern (BsTypeTable *self, const char *name, const char *letter, BsShape shape);

/**
 * bs_type_table_lookup:
 * @name: the whole name, as it was added
 *
 * One look into a hash table.
 *
 * Returns: the id of the type @name, or -1
 */
int bs_type_table_lookup (const BsTypeTable *self, const char *name);

/**
 * bs_shape_to_string:
 * @shape: what to name
 *
 * The word that model files and traces have for a shape.
 *
 * Returns: (transfer none): `cell`, `elementwise`, `projection`, `loss`, `lookup` or `reduce`; `?`
 *   for what is no shape
 */
const char *bs_shape_to_string (BsShape shape);

/**
 * bs_shape_from_string:
 * @text: a word as of bs_shape_to_string()
 * @shape: (out): the shape of that name; untouched where there is none
 *
 * The shape that has a name.
 *
 * Returns: %FALSE where no shape has the name
 */
gboolean bs_shape_from_string (const char *text, BsShape *shape);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTypeTable, bs_type_table_unref)

G_END_DECLS
