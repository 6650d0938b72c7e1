/* SPDX-License-Identifier: Apache-2.0 */
/* Models are data: parameters, and cells made of a few operations on vectors and matrices. One
 * call of a cell is one node of the outer graph. */
#pragma once

#include "engine/type-table.h"

G_BEGIN_DECLS

/**
 * BsOpKind:
 *
 * What an operation computes from earlier ones (@a, @b are their indices in the cell). A matrix
 * value is its rows one after the other, as in a parameter; a vector is a matrix of one column.
 */
typedef enum
{
  BS_OP_INPUT,     /* operand number a of the call; the parameter where the call leaves it out */
  BS_OP_LOOKUP,    /* slice datum modulo dims[0] of parameter */
  BS_OP_CONCAT,    /* a above b; same columns */
  BS_OP_PRODUCT,   /* parameter (dims[0] x dims[1]) times a */
  BS_OP_APPLY,     /* a times b: both computed, a is a matrix */
  BS_OP_BIAS,      /* a + parameter, same shape */
  BS_OP_ADD,       /* a + b */
  BS_OP_SUBTRACT,  /* a - b */
  BS_OP_MULTIPLY,  /* a * b, elementwise */
  BS_OP_SIGMOID,   /* 1 / (1 + exp (-a)) */
  BS_OP_TANH,      /* tanh (a) */
  BS_OP_RELU,      /* max (a, 0) */
  BS_OP_ONE_MINUS, /* 1 - a */
  BS_OP_SCALE,     /* factor x a */
  BS_OP_LOSS,      /* -log softmax (a) [datum]: one number */
  BS_OP_SUM,       /* of all operands of the call, whatever their number */
  BS_OP_MEAN,      /* the same divided by their number */
  BS_N_OP_KINDS
} BsOpKind;

#define BS_NO_PARAMETER G_MAXUINT16

typedef struct
{
  BsOpKind kind;
  guint16 a, b;
  guint16 parameter;     /* BS_NO_PARAMETER where there is none */
  guint32 rows, columns; /* of the result */
  float factor;
  const char *name; /* (nullable) of its equation or operand */
} BsOp;

static inline guint32
bs_op_length (const BsOp *op)
{
  return op->rows * op->columns;
}

#define BS_MAX_OPS 128
#define BS_MAX_CELL_INPUTS 8
#define BS_MAX_CELL_OUTPUTS 4

typedef struct
{
  const char *name;
  const char *letter;
  BsShape shape;
  guint n_inputs;    /* operands of a call; 0 with @variadic */
  guint n_required;  /* the first ones; the others may be left out, from the end */
  gboolean variadic; /* one operand or more, all of one shape */
  gboolean family;   /* variadic, and a type for each number of operands: the name and it */
  int vocabulary;    /* of its datum: of the structure's vocabularies; -1: none, or unknown */
  guint n_ops;
  BsOp ops[BS_MAX_OPS];
  guint n_outputs;
  guint16 outputs[BS_MAX_CELL_OUTPUTS]; /* indices of operations */
} BsCell;

typedef struct
{
  const char *name; /* unique in the model, stable */
  guint n_dims;     /* 1 to 3 */
  guint32 dims[3];  /* 1 behind the last */
  gsize offset;     /* of its first element in the values */
} BsParameter;

static inline gsize
bs_parameter_length (const BsParameter *parameter)
{
  return (gsize) parameter->dims[0] * parameter->dims[1] * parameter->dims[2];
}

typedef struct _BsModel BsModel;

/**
 * BsModel:
 *
 * Values are row-major float32 (the last dimension is contiguous); those of parameters are all in
 * one block, and zero until bs_model_initialize().
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

/** bs_model_find_cell: Returns: the index of the cell that a type @name calls, or -1; `sum3` is
 * a call of the family `sum`. */
int bs_model_find_cell (const BsModel *self, const char *name);

/**
 * bs_model_initialize:
 *
 * Every parameter uniform in +-sqrt (6 / (fan in + fan out)), each from its own stream of @seed,
 * so that adding a parameter changes no other. (Glorot and Bengio 2010.) Of three dimensions the
 * first counts matrices.
 */
void bs_model_initialize (BsModel *self, guint64 seed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsModel, bs_model_unref)

G_END_DECLS
