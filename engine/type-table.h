/* SPDX-License-Identifier: Apache-2.0 */
/* Node types by name: a type is all that must match for two nodes to share one kernel. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BsShape:
 *
 * How a node of a type is drawn, by what it does, so that colour never stands alone.
 */
typedef enum
{
  BS_SHAPE_CELL,        /* circle */
  BS_SHAPE_ELEMENTWISE, /* square */
  BS_SHAPE_PROJECTION,  /* diamond */
  BS_SHAPE_LOSS,        /* triangle */
  BS_SHAPE_LOOKUP,      /* shield */
  BS_SHAPE_REDUCE,      /* hexagon */
  BS_N_SHAPES
} BsShape;

/* The ids of types fit 16 bits everywhere. */
#define BS_MAX_TYPES 65535u

typedef struct
{
  char *name;   /* unique in a table, never empty */
  char *letter; /* one or two characters, unique in a table; longer past a thousand types */
  BsShape shape;
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
  guint n_types;
  BsType *types;

  /*< private >*/
  int refs;
  guint capacity;
  GHashTable *ids;
  GHashTable *letters;
  guint next_pair; /* of two characters to try as a letter */
};

BsTypeTable *bs_type_table_new (void);
BsTypeTable *bs_type_table_ref (BsTypeTable *self);
void bs_type_table_unref (BsTypeTable *self);

/**
 * bs_type_table_intern:
 * @self: a table
 * @name: the name of a type
 * @letter: (nullable): the letter wanted; where it is taken or %NULL, one is made from @name
 * @shape: used when the type is new
 *
 * Returns: the id of the type @name, which is added when it is new; %BS_MAX_TYPES when the table
 *   is full
 */
guint bs_type_table_intern (BsTypeTable *self, const char *name, const char *letter, BsShape shape);

/**
 * bs_type_table_lookup:
 *
 * Returns: the id of the type @name, or -1
 */
int bs_type_table_lookup (const BsTypeTable *self, const char *name);

const char *bs_shape_to_string (BsShape shape);
gboolean bs_shape_from_string (const char *text, BsShape *shape);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTypeTable, bs_type_table_unref)

G_END_DECLS
