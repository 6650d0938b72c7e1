/* SPDX-License-Identifier: Apache-2.0 */
/* Equations of a cell, and what they name. Private to the engine. */
#pragma once

#include "engine/language/parser.h"

G_BEGIN_DECLS

typedef enum
{
  BS_TERM_VALUE,     /* the result of an operation */
  BS_TERM_PARAMETER, /* multiplies, is added or looked up: no value by itself */
  BS_TERM_NUMBER,    /* scales */
  BS_TERM_VARIADIC,  /* all operands of a call */
  BS_TERM_ID
} BsTermKind;

typedef struct
{
  BsTermKind kind;
  guint index; /* of the operation or parameter */
  double number;
  BsWhere where;
} BsTerm;

typedef struct
{
  const char *name;
  BsTerm term;
} BsSymbol;

typedef struct
{
  BsParser *parser;
  BsCellForm *form;
  GArray *symbols;                      /* BsSymbol */
  BsToken defaults[BS_MAX_CELL_INPUTS]; /* names of the parameters that stand in */
  guint nesting;                        /* of everything, against deep recursion */
  guint brackets;                       /* that are open: the end of a line ends nothing in them */
} BsCellParser;

/** bs_cell_parser_find: Returns: (transfer none) (nullable): what @token means in the cell. */
const BsSymbol *bs_cell_parser_find (BsCellParser *self, const BsToken *token);

/** bs_cell_parser_define: gives @token a meaning; fails where it has one. */
gboolean bs_cell_parser_define (BsCellParser *self, const BsToken *token, BsTerm term);

/** bs_cell_parser_add_op: @term: (out): its result. */
gboolean bs_cell_parser_add_op (BsCellParser *self, BsOpForm op, BsTerm *term);

/** bs_cell_parser_equation: `name = expression`, to the end of the line. */
gboolean bs_cell_parser_equation (BsCellParser *self);

G_END_DECLS
