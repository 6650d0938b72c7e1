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

/** BS_N_OP_KINDS: how many kinds of operation there are: the length of arrays by #BsOpKind. */

/** BS_NO_PARAMETER: the parameter of an operation that has none. */
#define BS_NO_PARAMETER G_MAXUINT16

/**
 * BsOp:
 *
 * An operation of a cell: one value of a call, computed from earlier ones.
 */
typedef struct
{
  BsOpKind kind;     /* what it computes */
  guint16 a, b;      /* earlier operations of the cell; of an input @a is the operand's number */
  guint16 parameter; /* index in the model; BS_NO_PARAMETER where there is none */
  guint32 rows, columns; /* of the result */
  float factor;          /* of BS_OP_SCALE */
  const char *name;      /* (nullable) of its equation or operand; the model's */
} BsOp;

/**
 * bs_op_length:
 * @op: an operation
 *
 * The size of what an operation computes.
 *
 * Returns: how many numbers its result has
 */
static inline guint32
bs_op_length (const BsOp *op)
{
  return op->rows * op->columns;
}

/** BS_MAX_OPS: the most operations of a cell. */
#define BS_MAX_OPS 128

/** BS_MAX_CELL_INPUTS: the most operands of a cell that is not variadic. */
#define BS_MAX_CELL_INPUTS 8

/** BS_MAX_CELL_OUTPUTS: the most values that a call hands on. */
#define BS_MAX_CELL_OUTPUTS 4

/**
 * BsCell:
 *
 * What a node of the outer graph computes: a small fixed graph of operations, with parameters of the
 * model. Strings are the model's.
 */
typedef struct
{
  const char *name;     /* of the type of its calls */
  const char *letter;   /* of that type, in pictures */
  BsShape shape;        /* of that type, in pictures */
  guint n_inputs;       /* operands of a call; 0 with @variadic */
  guint n_required;     /* the first ones; the others may be left out, from the end */
  gboolean variadic;    /* one operand or more, all of one shape */
  gboolean family;      /* variadic, and a type for each number of operands: the name and it */
  int vocabulary;       /* of its datum: of the structure's vocabularies; -1: none, or unknown */
  guint n_ops;          /* at most BS_MAX_OPS */
  BsOp ops[BS_MAX_OPS]; /* [n_ops] in topological order */
  guint n_outputs;      /* values that a call hands on */
  guint16 outputs[BS_MAX_CELL_OUTPUTS]; /* [n_outputs] indices of operations */
} BsCell;

/**
 * BsParameter:
 *
 * A learned array of a model: a vector, a matrix, or a table of these.
 */
typedef struct
{
  const char *name; /* unique in the model, stable */
  guint n_dims;     /* 1 to 3 */
  guint32 dims[3];  /* 1 behind the last */
  gsize offset;     /* of its first element in the values */
} BsParameter;

/**
 * bs_parameter_length:
 * @parameter: of a model
 *
 * The size of a parameter: its values are so many from @offset on.
 *
 * Returns: how many numbers it has
 */
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
 *
 * Made by bs_model_file_create_model(). Nothing but the values changes afterwards; they may be written
 * by whoever loads parameters, before a backend is made, which packs them.
 */
struct _BsModel
{
  char *name;              /* as its file says */
  guint size;              /* hidden size */
  guint n_parameters;      /* of all cells */
  BsParameter *parameters; /* [n_parameters] */
  guint n_cells;           /* indices of cells are below it */
  BsCell *cells;           /* [n_cells] */
  float *values;           /* [n_values] of all parameters; at a multiple of 64 bytes */
  gsize n_values;          /* numbers */

  /*< private >*/
  int refs;
  GStringChunk *strings;
};

BsModel *bs_model_ref (BsModel *self);
void bs_model_unref (BsModel *self);

/**
 * bs_model_find_cell:
 * @name: of a type
 *
 * Which cell the nodes of a type call: the one of that name, or the family that it is a member of:
 * `sum3` is a call of the family `sum` with three operands.
 *
 * Returns: its index in the model, or -1
 */
int bs_model_find_cell (const BsModel *self, const char *name);

/**
 * bs_model_initialize:
 * @seed: same seed, same values, on every machine
 *
 * Draws every parameter uniform in +-sqrt (6 / (fan in + fan out)), each from its own stream of @seed,
 * so that adding a parameter changes no other. Of three dimensions the first counts matrices.
 *
 * Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward neural
 * networks, AISTATS 2010, section 4.2.1.
 */
void bs_model_initialize (BsModel *self, guint64 seed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsModel, bs_model_unref)

G_END_DECLS
