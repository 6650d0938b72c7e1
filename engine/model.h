/* SPDX-License-Identifier: Apache-2.0 */
/* Models are data: parameters, and cells made of a few operations on vectors. One call of a cell
 * is one node of the outer graph. */
#pragma once

#include "engine/type-table.h"

G_BEGIN_DECLS

/**
 * BsOpKind:
 *
 * What an operation computes from earlier ones (@a, @b are their indices in the cell).
 */
typedef enum
{
  BS_OP_INPUT,     /* output number b of the node that is operand number a */
  BS_OP_LOOKUP,    /* row datum modulo rows of parameter */
  BS_OP_CONCAT,    /* [a; b] */
  BS_OP_PRODUCT,   /* parameter (rows x columns) times a */
  BS_OP_BIAS,      /* a + parameter (a vector) */
  BS_OP_ADD,       /* a + b */
  BS_OP_MULTIPLY,  /* a * b, elementwise */
  BS_OP_SIGMOID,   /* 1 / (1 + exp (-a)) */
  BS_OP_TANH,      /* tanh (a) */
  BS_OP_ONE_MINUS, /* 1 - a */
  BS_OP_SCALE,     /* factor x a */
  BS_OP_LOSS,      /* -log softmax (a) [datum]: one number */
  BS_OP_TOTAL,     /* sum of output 0 of all operands, whatever their number: one number */
  BS_N_OP_KINDS
} BsOpKind;

typedef struct
{
  BsOpKind kind;
  guint16 a, b;
  guint16 parameter;
  guint32 length; /* of the result */
  float factor;
} BsOp;

#define BS_MAX_OPS 64
#define BS_MAX_CELL_INPUTS 8
#define BS_MAX_CELL_OUTPUTS 4

typedef struct
{
  const char *name;
  const char *letter;
  BsShape shape;
  guint n_inputs; /* operands of a call; 0 with @variadic */
  gboolean variadic;
  guint n_ops;
  BsOp ops[BS_MAX_OPS];
  guint n_outputs;
  guint16 outputs[BS_MAX_CELL_OUTPUTS]; /* indices of operations */
} BsCell;

typedef struct
{
  const char *name; /* unique in the model, stable */
  guint32 rows, columns;
  gsize offset; /* of its first element in the values */
} BsParameter;

typedef struct _BsModel BsModel;

/**
 * BsModel:
 *
 * Parameter values are row-major float32, all in one block, all zero until
 * bs_model_initialize().
 */
struct _BsModel
{
  char *name;
  guint size;
  guint n_parameters;
  BsParameter *parameters;
  guint n_cells;
  BsCell *cells;
  float *values;
  gsize n_values;

  /*< private >*/
  int refs;
  GStringChunk *strings;
};

BsModel *bs_model_ref (BsModel *self);
void bs_model_unref (BsModel *self);

/** bs_model_find_cell: Returns: the index of the cell @name, or -1. */
int bs_model_find_cell (const BsModel *self, const char *name);

/**
 * bs_model_initialize:
 *
 * Every parameter uniform in +-sqrt (6 / (fan in + fan out)), each from its own stream of @seed,
 * so that adding a parameter changes no other. (Glorot and Bengio 2010.)
 */
void bs_model_initialize (BsModel *self, guint64 seed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsModel, bs_model_unref)

G_END_DECLS
