/* SPDX-License-Identifier: Apache-2.0 */
/* What a model file says, made ready: names are numbers, and the build block is a list of steps.
 * Private to the engine. */
#pragma once

#include "engine/corpus.h"
#include "engine/language/lexer.h"
#include "engine/model.h"

G_BEGIN_DECLS

/* Longer ones, in bytes, are no model files. */
#define BS_MAX_MODEL_FILE (1u << 18)

/* What a dimension counts. Vocabularies of the structure are from 0. */
#define BS_BASE_NONE -2
#define BS_BASE_SIZE -1

/* factor x base / divisor */
typedef struct
{
  int base;
  guint32 factor, divisor;
} BsDimension;

typedef struct
{
  guint n_dims; /* 0: as the parameter that stands in, or [size] */
  BsDimension dims[3];
} BsExtent;

typedef struct
{
  const char *name; /* of a cell's own: cell.name */
  BsExtent extent;
  BsWhere where;
} BsParameterForm;

typedef struct
{
  const char *name;
  BsExtent extent;
  guint16 parameter; /* stands in where a call leaves the operand out; or BS_NO_PARAMETER */
  BsWhere where;
} BsOperandForm;

/* An operation before shapes are known. Operation i of a cell is operation i of the model's. */
typedef struct
{
  BsOpKind kind;
  guint16 a, b, parameter;
  float factor;
  const char *name; /* of its equation or operand, or NULL */
  BsWhere where;
} BsOpForm;

typedef struct
{
  const char *name, *letter;
  BsShape shape;
  int like;     /* the cell whose operations it shares, or -1 */
  gboolean own; /* while it is read: like another, with parameters of its own */
  gboolean variadic, family;
  int id;         /* the position of its id among the arguments of a call, or -1 */
  int vocabulary; /* of the id, as calls pass it, or -1 */
  guint n_operands, n_required;
  BsOperandForm operands[BS_MAX_CELL_INPUTS];
  guint n_ops;
  BsOpForm ops[BS_MAX_OPS];
  guint n_outputs;
  guint16 outputs[BS_MAX_CELL_OUTPUTS];
  BsWhere where;
} BsCellForm;

typedef enum
{
  BS_VARIABLE_UNKNOWN,
  BS_VARIABLE_SINGLE,
  BS_VARIABLE_INDEXED, /* a value for each element of a set */
  BS_VARIABLE_LIST
} BsVariableKind;

typedef struct
{
  const char *name; /* NULL: the result of a call within a call */
  BsVariableKind kind;
  guint set;       /* that indexes it */
  gboolean global; /* finish reads it: it lives through the mini-batch */
  gboolean assigned;
  BsWhere where;
} BsVariable;

#define BS_MAX_PATH 3

/* The element of a loop, or what its attributes lead to. */
typedef struct
{
  guint8 loop, n;
  guint8 sets[BS_MAX_PATH], attributes[BS_MAX_PATH];
} BsPath;

typedef enum
{
  BS_REFERENCE_SINGLE,
  BS_REFERENCE_INDEXED,
  BS_REFERENCE_LIST, /* all of it */
  BS_REFERENCE_ITEM, /* of a list, in a loop over it */
  BS_REFERENCE_LAST  /* of a list */
} BsReferenceKind;

typedef struct
{
  BsReferenceKind kind;
  guint16 variable;
  BsPath path; /* of an index; of an item, the loop */
  BsWhere where;
} BsReference;

typedef enum
{
  BS_NUMBER_LITERAL,
  BS_NUMBER_ATTRIBUTE,
  BS_NUMBER_LIST_LENGTH,
  BS_NUMBER_SET_LENGTH,  /* of a set of the input */
  BS_NUMBER_OWNED_LENGTH /* of the elements that an element owns */
} BsNumberKind;

typedef struct
{
  BsNumberKind kind;
  guint32 literal;
  guint16 variable;
  guint8 set, attribute;
  BsPath path;
  BsWhere where;
} BsNumber;

typedef enum
{
  BS_STEP_CALL,   /* targets = cell (references) */
  BS_STEP_COPY,   /* target = reference */
  BS_STEP_UNSET,  /* target */
  BS_STEP_TEST,   /* go on where left and right compare, else at `to` */
  BS_STEP_JUMP,   /* to `to` */
  BS_STEP_INPUT,  /* begins a loop over a set of the input; `to` is behind the loop */
  BS_STEP_OWNED,  /* begins a loop over what an element owns */
  BS_STEP_LIST,   /* begins a loop over a list */
  BS_STEP_NEXT,   /* the next round, at `to`, or go on */
  BS_STEP_FINISH, /* the end of build: the next input */
  BS_STEP_STOP
} BsStepKind;

typedef struct
{
  BsStepKind kind;
  BsWhere where;
  guint32 to;
  guint16 cell;
  guint8 n_arguments, n_targets; /* references side by side, arguments first */
  gboolean append;               /* to targets, which are lists */
  guint32 references;
  int comparison;       /* a token */
  BsNumber left, right; /* left is the id of a call, too */
  guint8 loop, set;
  gboolean reversed;
  BsPath path; /* the owner */
  guint16 variable;
} BsStep;

#define BS_MAX_LOOPS 4

typedef struct
{
  char *file; /* what errors call it */
  char *name, *summary;
  const BsStructure *structure;
  char **samples;
  char *generator; /* or NULL */
  BsWhere generator_where;
  GPtrArray *number_names;
  GArray *numbers; /* guint32, by name of a number of the generator */
  guint32 least[BS_MAX_VOCABULARIES];
  GArray *parameters; /* BsParameterForm */
  GPtrArray *cells;   /* BsCellForm */
  GArray *variables;  /* BsVariable */
  GArray *references; /* BsReference */
  GArray *steps;      /* BsStep */
  guint32 finish;     /* the step at which it begins */
  guint32 growing;    /* the step that ends a round of the growing loop, or G_MAXUINT32 */
  GStringChunk *strings;
} BsProgram;

/** bs_program_parse: Returns: (transfer full): what the text says, or %NULL with an error that
 * names file, line, column, what was found and what was expected. */
BsProgram *bs_program_parse (const char *file, const char *text, gsize length, GError **error);
void bs_program_free (BsProgram *self);

/** bs_program_create_model: gives shapes to all operations; errors as of
 * bs_model_file_create_model(). */
BsModel *bs_program_create_model (const BsProgram *self, guint size, const BsCorpus *corpus,
                                  GError **error);

static inline BsCellForm *
bs_program_cell (const BsProgram *self, guint cell)
{
  return g_ptr_array_index (self->cells, cell);
}

/** bs_program_equations: Returns: the cell whose operations @cell has: itself, or what it is like. */
static inline const BsCellForm *
bs_program_equations (const BsProgram *self, const BsCellForm *cell)
{
  return cell->like < 0 ? cell : bs_program_cell (self, cell->like);
}

static inline const BsParameterForm *
bs_program_parameter (const BsProgram *self, guint parameter)
{
  return &g_array_index (self->parameters, BsParameterForm, parameter);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsProgram, bs_program_free)

G_END_DECLS
