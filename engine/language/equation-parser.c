/* SPDX-License-Identifier: Apache-2.0 */
/* Equations of a cell: expressions become operations. */
#include "config.h"

#include "engine/language/equation-parser.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_NESTING 64

static const char *const function_names[] = { "sigmoid", "tanh", "relu",
                                              "sum",     "mean", "cross_entropy" };
static const BsOpKind function_kinds[] = { BS_OP_SIGMOID, BS_OP_TANH, BS_OP_RELU,
                                           BS_OP_SUM,     BS_OP_MEAN, BS_OP_LOSS };

static gboolean parse_sum (BsCellParser *self, BsTerm *term);

static gboolean
is_reserved (const BsToken *token)
{
  static const char *const words[] = { "id", "size", "parameter" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (bs_token_is (token, words[i]))
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (function_names); i++)
    if (bs_token_is (token, function_names[i]))
      return TRUE;

  return FALSE;
}

const BsSymbol *
bs_cell_parser_find (BsCellParser *self, const BsToken *token)
{
  for (guint i = 0; i < self->symbols->len; i++)
    {
      const BsSymbol *symbol = &g_array_index (self->symbols, BsSymbol, i);

      if (bs_token_is (token, symbol->name))
        return symbol;
    }

  return NULL;
}

gboolean
bs_cell_parser_define (BsCellParser *self, const BsToken *token, BsTerm term)
{
  BsSymbol symbol = { bs_parser_intern (self->parser, token), term };
  const BsSymbol *other = bs_cell_parser_find (self, token);

  if (is_reserved (token))
    return bs_parser_fail (self->parser, token->where,
                           _ ("“%s” means something else already: take another name"), symbol.name);
  if (other != NULL)
    return bs_parser_fail (self->parser, token->where, _ ("%s has a meaning at line %u already"),
                           symbol.name, other->term.where.line);
  symbol.term.where = token->where;
  g_array_append_val (self->symbols, symbol);
  if (term.kind == BS_TERM_VALUE && self->form->ops[term.index].name == NULL)
    self->form->ops[term.index].name = symbol.name;

  return TRUE;
}

gboolean
bs_cell_parser_add_op (BsCellParser *self, BsOpForm op, BsTerm *term)
{
  BsCellForm *form = self->form;

  if (form->n_ops == BS_MAX_OPS)
    return bs_parser_fail (self->parser, op.where, _ ("a cell has at most %u operations"),
                           BS_MAX_OPS);
  *term = (BsTerm){ BS_TERM_VALUE, .index = form->n_ops, .where = op.where };
  form->ops[form->n_ops++] = op;

  return TRUE;
}

/* A binary or unary operation on values. */
static gboolean
apply (BsCellParser *self, BsOpKind kind, BsWhere where, const BsTerm *a, const BsTerm *b,
       BsTerm *term)
{
  BsOpForm op = { kind, .a = a->index, .parameter = BS_NO_PARAMETER, .where = where };

  if (b != NULL)
    op.b = b->index;

  return bs_cell_parser_add_op (self, op, term);
}

static gboolean
apply_parameter (BsCellParser *self, BsOpKind kind, BsWhere where, guint parameter, const BsTerm *a,
                 BsTerm *term)
{
  return bs_cell_parser_add_op (
      self,
      (BsOpForm){ kind, .a = a != NULL ? a->index : 0, .parameter = parameter, .where = where },
      term);
}

static gboolean
scale (BsCellParser *self, BsWhere where, double factor, const BsTerm *a, BsTerm *term)
{
  if (!isfinite ((float) factor))
    return bs_parser_fail (self->parser, where, _ ("this number is too large"));

  return bs_cell_parser_add_op (self,
                                (BsOpForm){ BS_OP_SCALE, .a = a->index,
                                            .parameter = BS_NO_PARAMETER, .factor = (float) factor,
                                            .where = where },
                                term);
}

static gboolean
need_value (BsCellParser *self, const BsTerm *term)
{
  BsParser *parser = self->parser;

  switch (term->kind)
    {
    case BS_TERM_VALUE:
      return TRUE;
    case BS_TERM_PARAMETER:
      return bs_parser_fail (parser, term->where,
                             _ ("the parameter %s is no value by itself: W x multiplies, x + b "
                                "adds, E[id] looks up"),
                             bs_program_parameter (parser->program, term->index)->name);
    case BS_TERM_VARIADIC:
      return bs_parser_fail (parser, term->where,
                             _ ("all operands of a call are taken together: sum (%s) or mean (%s)"),
                             self->form->operands[0].name, self->form->operands[0].name);
    case BS_TERM_ID:
      return bs_parser_fail (parser, term->where,
                             _ ("an id looks up, E[id], or is the label of cross_entropy (x, id)"));
    case BS_TERM_NUMBER:
    default:
      return bs_parser_fail (parser, term->where,
                             _ ("a number scales, 0.5 * x, or is the 1 of 1 - x"));
    }
}

/* Whoever enters leaves, unless the whole file fails. */
static gboolean
enter (BsCellParser *self)
{
  if (++self->nesting <= MAX_NESTING)
    return TRUE;

  return bs_parser_fail (self->parser, self->parser->token.where,
                         _ ("more than %u parts within each other"), MAX_NESTING);
}

static gboolean
open_bracket (BsCellParser *self)
{
  self->brackets++;

  return enter (self);
}

static gboolean
close_bracket (BsCellParser *self, int kind, const char *what)
{
  self->brackets--;
  self->nesting--;

  return bs_parser_need (self->parser, kind, what);
}

/* sum (values) over all operands, sum (a, b, ...) over values; mean likewise */
static gboolean
apply_sum (BsCellParser *self, gboolean mean, BsWhere where, const BsTerm *first, BsTerm *term)
{
  guint n = 1;

  if (first->kind == BS_TERM_VARIADIC)
    return apply (self, mean ? BS_OP_MEAN : BS_OP_SUM, where, first, NULL, term);

  if (!need_value (self, first))
    return FALSE;
  *term = *first;
  for (; bs_parser_take (self->parser, ','); n++)
    {
      BsTerm next;

      if (!parse_sum (self, &next) || !need_value (self, &next)
          || !apply (self, BS_OP_ADD, where, term, &next, term))
        return FALSE;
    }

  return !mean || scale (self, where, 1.0 / n, term, term);
}

static gboolean
apply_loss (BsCellParser *self, BsWhere where, const BsTerm *scores, BsTerm *term)
{
  BsParser *parser = self->parser;
  BsTerm label;

  if (!need_value (self, scores) || !bs_parser_need (parser, ',', _ ("“,” and the label"))
      || !parse_sum (self, &label))
    return FALSE;
  if (label.kind != BS_TERM_ID)
    return bs_parser_fail (parser, label.where,
                           _ ("the label of cross_entropy (scores, label) is the id operand of the "
                              "cell: (scores, id label)"));

  return apply (self, BS_OP_LOSS, where, scores, NULL, term);
}

/* Behind the name of the function. */
static gboolean
parse_function (BsCellParser *self, BsOpKind kind, BsWhere where, BsTerm *term)
{
  BsParser *parser = self->parser;
  gboolean ok;
  BsTerm first;

  if (!open_bracket (self) || !bs_parser_need (parser, '(', "“(”") || !parse_sum (self, &first))
    return FALSE;
  if (kind == BS_OP_SUM || kind == BS_OP_MEAN)
    ok = apply_sum (self, kind == BS_OP_MEAN, where, &first, term);
  else if (kind == BS_OP_LOSS)
    ok = apply_loss (self, where, &first, term);
  else
    ok = need_value (self, &first) && apply (self, kind, where, &first, NULL, term);

  return ok && close_bracket (self, ')', _ ("an operator or “)”"));
}

/* [a; b; ...] */
static gboolean
parse_concatenation (BsCellParser *self, BsTerm *term)
{
  BsParser *parser = self->parser;
  BsWhere where = parser->token.where;

  bs_parser_advance (parser);
  if (!open_bracket (self) || !parse_sum (self, term) || !need_value (self, term))
    return FALSE;
  if (parser->token.kind != ';')
    return bs_parser_expected (parser, _ ("“;” and what is below: [a; b]"));
  while (bs_parser_take (parser, ';'))
    {
      BsTerm below;

      if (!parse_sum (self, &below) || !need_value (self, &below)
          || !apply (self, BS_OP_CONCAT, where, term, &below, term))
        return FALSE;
    }

  return close_bracket (self, ']', _ ("“;” or “]”"));
}

/* [id], behind a parameter; leaves anything else, which is a product with a concatenation. */
static gboolean
take_index (BsCellParser *self)
{
  BsParser *parser = self->parser;
  BsParser before = *parser;
  const BsSymbol *symbol;

  if (!bs_parser_take (parser, '['))
    return FALSE;
  symbol = bs_cell_parser_find (self, &parser->token);
  bs_parser_advance (parser);
  if (symbol != NULL && symbol->term.kind == BS_TERM_ID && bs_parser_take (parser, ']'))
    return TRUE;
  *parser = before;

  return FALSE;
}

static gboolean
fail_unknown_name (BsCellParser *self, const BsToken *token)
{
  BsParser *parser = self->parser;
  g_autoptr (GPtrArray) known = g_ptr_array_new ();

  if (memchr (token->text, '-', token->length) != NULL)
    return bs_parser_fail (
        parser, token->where,
        _ ("%.*s is one name, and unknown: to subtract, write blanks around “-”"),
        (int) token->length, token->text);
  for (guint i = 0; i < self->symbols->len; i++)
    g_ptr_array_add (known, (char *) g_array_index (self->symbols, BsSymbol, i).name);
  for (guint i = 0; i < parser->program->parameters->len; i++)
    g_ptr_array_add (known, (char *) bs_program_parameter (parser->program, i)->name);

  return bs_parser_unknown (parser, token, _ ("a value or parameter"),
                            (const char *const *) known->pdata, known->len);
}

/* A name, a number, a function, a bracket or a parenthesis. */
static gboolean
parse_atom (BsCellParser *self, BsTerm *term)
{
  BsParser *parser = self->parser;
  BsToken token = parser->token;
  const BsSymbol *symbol;
  int parameter;

  if (token.kind == '[')
    return parse_concatenation (self, term);
  if (token.kind == BS_TOKEN_NUMBER)
    {
      *term = (BsTerm){ BS_TERM_NUMBER, .number = token.number, .where = token.where };
      bs_parser_advance (parser);
      return TRUE;
    }
  if (bs_parser_take (parser, '('))
    return open_bracket (self) && parse_sum (self, term)
           && close_bracket (self, ')', _ ("an operator or “)”"));
  if (token.kind != BS_TOKEN_NAME)
    return bs_parser_expected (parser, _ ("a value: a name, a function, [a; b] or (...)"));

  bs_parser_advance (parser);
  for (guint i = 0; i < G_N_ELEMENTS (function_names); i++)
    if (bs_token_is (&token, function_names[i]))
      return parse_function (self, function_kinds[i], token.where, term);
  symbol = bs_cell_parser_find (self, &token);
  if (symbol != NULL)
    {
      *term = symbol->term;
      term->where = token.where;
      return TRUE;
    }
  parameter = bs_parser_find_parameter (parser, self->form->name, &token);
  if (parameter < 0)
    return fail_unknown_name (self, &token);
  *term = (BsTerm){ BS_TERM_PARAMETER, .index = parameter, .where = token.where };
  if (take_index (self))
    return apply_parameter (self, BS_OP_LOOKUP, token.where, parameter, NULL, term);

  return TRUE;
}

static gboolean
begins_atom (BsCellParser *self)
{
  const BsToken *token = &self->parser->token;

  /* An equation ends with its line, but not within parentheses. */
  return (token->kind == BS_TOKEN_NAME || token->kind == '(' || token->kind == '[')
         && (!token->first || self->brackets > 0);
}

/* Values side by side: W x is a product, and so is M v of computed ones. */
static gboolean
parse_product (BsCellParser *self, BsTerm *term)
{
  BsParser *parser = self->parser;
  BsWhere where;
  BsTerm right;

  if (!parse_atom (self, term))
    return FALSE;
  if (!begins_atom (self))
    return TRUE;
  where = term->where;
  if (term->kind == BS_TERM_NUMBER)
    return bs_parser_expected (parser, _ ("an operator: 0.5 * x"));

  /* From the right: W V x multiplies x twice, never W by V. */
  if (!enter (self) || !parse_product (self, &right))
    return FALSE;
  self->nesting--;
  if (!need_value (self, &right))
    return FALSE;
  if (term->kind == BS_TERM_PARAMETER)
    return apply_parameter (self, BS_OP_PRODUCT, where, term->index, &right, term);

  return need_value (self, term) && apply (self, BS_OP_APPLY, where, term, &right, term);
}

/* Products with * between, elementwise; one side may be a number; / number. */
static gboolean
parse_term (BsCellParser *self, BsTerm *term)
{
  BsParser *parser = self->parser;

  if (!parse_product (self, term))
    return FALSE;
  while (parser->token.kind == '*' || parser->token.kind == '/')
    {
      gboolean divide = parser->token.kind == '/';
      BsWhere where = parser->token.where;
      BsTerm right;

      bs_parser_advance (parser);
      if (!parse_product (self, &right))
        return FALSE;
      if (divide && (right.kind != BS_TERM_NUMBER || right.number == 0.0))
        return bs_parser_fail (parser, right.where, _ ("only a number other than 0 divides"));
      if (right.kind == BS_TERM_NUMBER && term->kind == BS_TERM_NUMBER)
        term->number = divide ? term->number / right.number : term->number * right.number;
      else if (right.kind == BS_TERM_NUMBER)
        {
          if (!need_value (self, term)
              || !scale (self, where, divide ? 1.0 / right.number : right.number, term, term))
            return FALSE;
        }
      else if (!need_value (self, &right))
        return FALSE;
      else if (term->kind == BS_TERM_NUMBER)
        {
          if (!scale (self, where, term->number, &right, term))
            return FALSE;
        }
      else if (!need_value (self, term) || !apply (self, BS_OP_MULTIPLY, where, term, &right, term))
        return FALSE;
    }

  return TRUE;
}

static gboolean
subtract (BsCellParser *self, BsWhere where, BsTerm *left, const BsTerm *right)
{
  if (!need_value (self, right))
    return FALSE;
  if (left->kind == BS_TERM_NUMBER && left->number == 1.0)
    return apply (self, BS_OP_ONE_MINUS, where, right, NULL, left);

  return need_value (self, left) && apply (self, BS_OP_SUBTRACT, where, left, right, left);
}

static gboolean
add (BsCellParser *self, BsWhere where, BsTerm *left, const BsTerm *right)
{
  /* Either side may be the parameter. */
  if (right->kind == BS_TERM_PARAMETER)
    return need_value (self, left)
           && apply_parameter (self, BS_OP_BIAS, where, right->index, left, left);
  if (!need_value (self, right))
    return FALSE;
  if (left->kind == BS_TERM_PARAMETER)
    return apply_parameter (self, BS_OP_BIAS, where, left->index, right, left);

  return need_value (self, left) && apply (self, BS_OP_ADD, where, left, right, left);
}

static gboolean
parse_sum (BsCellParser *self, BsTerm *term)
{
  BsParser *parser = self->parser;

  if (!parse_term (self, term))
    return FALSE;
  while (parser->token.kind == '+' || parser->token.kind == '-')
    {
      gboolean minus = parser->token.kind == '-';
      BsWhere where = parser->token.where;
      BsTerm right;

      bs_parser_advance (parser);
      if (!parse_term (self, &right)
          || !(minus ? subtract (self, where, term, &right) : add (self, where, term, &right)))
        return FALSE;
    }

  return TRUE;
}

gboolean
bs_cell_parser_equation (BsCellParser *self)
{
  BsParser *parser = self->parser;
  BsToken name;
  BsTerm term;

  if (!bs_parser_need_token (parser, BS_TOKEN_NAME, _ ("an equation, “parameter” or “}”"), &name)
      || !bs_parser_need (parser, '=', _ ("“=”: an equation begins with a name and “=”"))
      || !parse_sum (self, &term) || !need_value (self, &term))
    return FALSE;
  if (parser->token.kind != '}' && !parser->token.first)
    return bs_parser_expected (parser, _ ("an operator, or the end of the line"));

  return bs_cell_parser_define (self, &name, term);
}
