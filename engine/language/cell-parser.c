/* SPDX-License-Identifier: Apache-2.0 */
/* Cells of a model file: what a call takes, and what it gives. */
#include "config.h"

#include "engine/language/equation-parser.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_CELLS 256u

/* name [extent] = parameter, or name [extent]... */
static gboolean
parse_value_operand (BsCellParser *self)
{
  BsParser *parser = self->parser;
  BsCellForm *form = self->form;
  BsOperandForm operand = { .parameter = BS_NO_PARAMETER };
  BsToken name;
  BsTerm term;

  if (!bs_parser_need_token (parser, BS_TOKEN_NAME, _ ("the name of an operand"), &name))
    return FALSE;
  operand.name = bs_parser_intern (parser, &name);
  operand.where = name.where;
  if (parser->token.kind == '[' && !bs_parser_extent (parser, 2, &operand.extent))
    return FALSE;
  if (form->variadic)
    return bs_parser_fail (parser, name.where,
                           _ ("operands in any number (%s...) are the only values of a cell"),
                           form->operands[0].name);
  if (form->n_operands == BS_MAX_CELL_INPUTS)
    return bs_parser_fail (parser, name.where, _ ("a cell takes at most %u values"),
                           BS_MAX_CELL_INPUTS);

  if (bs_parser_take (parser, BS_TOKEN_ELLIPSIS))
    {
      if (form->n_operands > 0)
        return bs_parser_fail (parser, name.where,
                               _ ("operands in any number (%s...) are the only values of a cell"),
                               operand.name);
      form->variadic = TRUE;
      form->operands[form->n_operands++] = operand;
      return bs_cell_parser_define (self, &name, (BsTerm){ BS_TERM_VARIADIC });
    }

  if (bs_parser_take (parser, '='))
    {
      if (!bs_parser_need_token (parser, BS_TOKEN_NAME, _ ("a parameter"),
                                 &self->defaults[form->n_operands]))
        return FALSE;
    }
  else if (form->n_required < form->n_operands)
    return bs_parser_fail (parser, name.where,
                           _ ("%s needs a parameter that stands in (= name), as the operand before "
                              "it has one: operands are left out from the end"),
                           operand.name);
  else
    form->n_required++;
  form->operands[form->n_operands++] = operand;

  return bs_cell_parser_add_op (self,
                                (BsOpForm){ BS_OP_INPUT, .a = form->n_operands - 1,
                                            .parameter = BS_NO_PARAMETER, .where = name.where },
                                &term)
         && bs_cell_parser_define (self, &name, term);
}

/* What stands in for operands may be declared among the equations: known only after them. */
static gboolean
find_defaults (BsCellParser *self)
{
  BsCellForm *form = self->form;

  for (guint i = form->n_required; i < form->n_operands && !form->variadic; i++)
    {
      const BsToken *token = &self->defaults[i];
      int parameter = bs_parser_find_parameter (self->parser, form->name, token);

      if (parameter < 0)
        return bs_parser_fail (self->parser, token->where,
                               _ ("there is no parameter %.*s in this cell or before it"),
                               (int) token->length, token->text);
      form->operands[i].parameter = parameter;
      form->ops[i].parameter = parameter; /* operand i is operation i */
    }

  return TRUE;
}

static gboolean
parse_operands (BsCellParser *self)
{
  BsParser *parser = self->parser;
  BsCellForm *form = self->form;

  if (!bs_parser_need (parser, '(', _ ("operands: “(”")))
    return FALSE;
  if (bs_parser_take (parser, ')'))
    return TRUE;
  for (int i = 0; i == 0 || bs_parser_take (parser, ','); i++)
    {
      BsToken name;
      BsWhere where = parser->token.where;

      if (!bs_parser_take_word (parser, "id"))
        {
          if (!parse_value_operand (self))
            return FALSE;
          continue;
        }
      if (form->id >= 0)
        return bs_parser_fail (parser, where, _ ("a cell takes one id"));
      if (form->n_required < form->n_operands && !form->variadic)
        return bs_parser_fail (parser, where,
                               _ ("the id comes before operands that may be left out"));
      form->id = i;
      if (!bs_parser_need_token (parser, BS_TOKEN_NAME, _ ("the name of the id"), &name)
          || !bs_cell_parser_define (self, &name, (BsTerm){ BS_TERM_ID }))
        return FALSE;
    }

  return bs_parser_need (parser, ')', _ ("“,” or “)”"));
}

static gboolean
parse_body (BsCellParser *self)
{
  BsParser *parser = self->parser;
  BsCellForm *form = self->form;
  BsToken outputs[BS_MAX_CELL_OUTPUTS];

  if (!parse_operands (self)
      || !bs_parser_need (parser, BS_TOKEN_ARROW, _ ("“->” and what the cell gives")))
    return FALSE;
  do
    {
      if (form->n_outputs == BS_MAX_CELL_OUTPUTS)
        return bs_parser_fail (parser, parser->token.where, _ ("a cell gives at most %u values"),
                               BS_MAX_CELL_OUTPUTS);
      if (!bs_parser_need_token (parser, BS_TOKEN_NAME, _ ("the name of what the cell gives"),
                                 &outputs[form->n_outputs]))
        return FALSE;
      form->n_outputs++;
    }
  while (bs_parser_take (parser, ','));

  if (!bs_parser_need (parser, '{', _ ("“,”, or “{” and the equations")))
    return FALSE;
  while (!bs_parser_take (parser, '}'))
    if (!(bs_parser_take_word (parser, "parameter") ? bs_parser_parameters (parser, form->name)
                                                    : bs_cell_parser_equation (self)))
      return FALSE;

  if (!find_defaults (self))
    return FALSE;
  for (guint i = 0; i < form->n_outputs; i++)
    {
      const BsSymbol *symbol = bs_cell_parser_find (self, &outputs[i]);

      if (symbol == NULL || symbol->term.kind != BS_TERM_VALUE)
        return bs_parser_fail (parser, outputs[i].where,
                               _ ("%.*s, which the cell gives, is not among its equations"),
                               (int) outputs[i].length, outputs[i].text);
      form->outputs[i] = symbol->term.index;
    }

  return TRUE;
}

static gboolean
parse_letter (BsParser *parser, BsCellForm *form)
{
  BsToken token = parser->token;

  bs_parser_advance (parser);
  if (form->letter != NULL)
    return bs_parser_fail (parser, token.where, _ ("a cell has one letter"));
  form->letter = bs_parser_intern (parser, &token);
  for (const char *p = form->letter; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isgraph (g_utf8_get_char (p)))
      return bs_parser_fail (parser, token.where, _ ("a letter is something to be seen"));
  if (token.length == 0 || g_utf8_strlen (form->letter, -1) > 2)
    return bs_parser_fail (parser, token.where, _ ("a letter is one or two characters"));

  return TRUE;
}

/* like CELL [with own weights], behind the word */
static gboolean
parse_like (BsParser *parser, BsCellForm *form)
{
  BsToken token;
  int like;

  if (!bs_parser_need_token (parser, BS_TOKEN_NAME, _ ("the name of a cell"), &token))
    return FALSE;
  like = bs_parser_find_cell (parser, &token);
  if (like < 0)
    return bs_parser_fail (parser, token.where, _ ("there is no cell %.*s before this one"),
                           (int) token.length, token.text);
  if (bs_program_cell (parser->program, like)->like >= 0)
    like = bs_program_cell (parser->program, like)->like;
  form->like = like;
  form->family = form->family || bs_program_cell (parser->program, like)->family;
  form->own = bs_parser_take_word (parser, "with");

  return !form->own
         || (bs_parser_need_word (parser, "own") && bs_parser_need_word (parser, "weights"));
}

/* like CELL, family, a shape and a letter, in any order. */
static gboolean
parse_manner (BsParser *parser, BsCellForm *form)
{
  for (;;)
    {
      g_autofree char *word = g_strndup (parser->token.text, parser->token.length);

      if (parser->token.kind == BS_TOKEN_STRING)
        {
          if (!parse_letter (parser, form))
            return FALSE;
        }
      else if (bs_parser_take_word (parser, "like"))
        {
          if (!parse_like (parser, form))
            return FALSE;
        }
      else if (bs_parser_take_word (parser, "family"))
        form->family = TRUE;
      else if (parser->token.kind == BS_TOKEN_NAME && !g_str_equal (word, "cell")
               && bs_shape_from_string (word, &form->shape))
        bs_parser_advance (parser);
      else if (form->letter == NULL)
        return bs_parser_expected (parser,
                                   _ ("the \"letter\" of the cell, like, family, elementwise, "
                                      "projection, loss, lookup or reduce"));
      else
        return TRUE;
    }
}

/* sum and sum3 would be one type where sum is a family. */
static gboolean
names_agree (const BsCellForm *family, const BsCellForm *other)
{
  gsize n = strlen (family->name);

  return family->family && strncmp (family->name, other->name, n) == 0
         && strspn (other->name + n, "0123456789") == strlen (other->name + n);
}

static gboolean
check_name (BsParser *parser, const BsCellForm *form, const BsToken *token)
{
  if (bs_token_is (token, "last") || bs_token_is (token, "count"))
    return bs_parser_fail (parser, token->where,
                           _ ("“%s” means something else already: take another name"), form->name);
  for (guint i = 0; i < parser->program->cells->len; i++)
    {
      const BsCellForm *other = bs_program_cell (parser->program, i);

      if (g_str_equal (other->name, form->name) || names_agree (other, form)
          || names_agree (form, other))
        return bs_parser_fail (parser, token->where,
                               _ ("the cell %s at line %u has this name already"), other->name,
                               other->where.line);
    }

  return TRUE;
}

/* The parameter of @form that has the place of @parameter of the cell it is like. */
static guint16
own_parameter (BsParser *parser, const BsCellForm *form, const BsCellForm *like, guint16 parameter)
{
  const char *name;
  gsize n = strlen (like->name);
  BsToken token = { BS_TOKEN_NAME };

  if (parameter == BS_NO_PARAMETER)
    return parameter;
  name = bs_program_parameter (parser->program, parameter)->name;
  if (strncmp (name, like->name, n) != 0 || name[n] != '.')
    return parameter; /* one of the model's, which cells share */
  token.text = name + n + 1;
  token.length = strlen (token.text);

  return bs_parser_find_parameter (parser, form->name, &token);
}

static gboolean
own_parameters (BsParser *parser, BsCellForm *form, const BsCellForm *like)
{
  guint n_parameters = parser->program->parameters->len;
  gsize n = strlen (like->name);

  for (guint i = 0; i < n_parameters; i++)
    {
      BsParameterForm other = *bs_program_parameter (parser->program, i);
      BsToken token = { BS_TOKEN_NAME, .where = form->where };

      if (strncmp (other.name, like->name, n) != 0 || other.name[n] != '.')
        continue;
      token.text = other.name + n + 1;
      token.length = strlen (token.text);
      if (!bs_parser_add_parameter (parser, form->name, &token, &other.extent))
        return FALSE;
    }
  for (guint i = 0; i < form->n_ops; i++)
    form->ops[i].parameter = own_parameter (parser, form, like, form->ops[i].parameter);
  for (guint i = 0; i < form->n_operands; i++)
    form->operands[i].parameter = own_parameter (parser, form, like, form->operands[i].parameter);

  return TRUE;
}

/* Everything but name, letter, shape and vocabulary is as in the cell that it is like. */
static gboolean
become_like (BsParser *parser, BsCellForm *form)
{
  const BsCellForm *like = bs_program_cell (parser->program, form->like);
  BsCellForm own = *form;

  *form = *like;
  form->name = own.name;
  form->letter = own.letter;
  form->shape = own.shape == BS_SHAPE_CELL ? like->shape : own.shape;
  form->family = own.family;
  form->where = own.where;
  form->vocabulary = -1;
  form->like = own.own ? -1 : own.like;

  return !own.own || own_parameters (parser, form, like);
}

gboolean
bs_parser_cell (BsParser *parser)
{
  GPtrArray *cells = parser->program->cells;
  g_autofree BsCellForm *form = g_new0 (BsCellForm, 1);
  g_autoptr (GArray) symbols = g_array_new (FALSE, TRUE, sizeof (BsSymbol));
  BsCellParser self = { parser, form, symbols };
  BsToken name;

  if (!bs_parser_need_token (parser, BS_TOKEN_NAME, _ ("the name of the cell"), &name))
    return FALSE;
  if (cells->len == MAX_CELLS)
    return bs_parser_fail (parser, name.where, _ ("at most %u cells are possible"), MAX_CELLS);
  form->name = bs_parser_intern (parser, &name);
  form->where = name.where;
  form->like = form->id = form->vocabulary = -1;
  if (!parse_manner (parser, form) || !check_name (parser, form, &name))
    return FALSE;

  if (!(form->like >= 0 ? become_like (parser, form) : parse_body (&self)))
    return FALSE;
  if (form->family && !form->variadic)
    return bs_parser_fail (parser, name.where,
                           _ ("a family takes operands in any number: (values...)"));
  g_ptr_array_add (cells, g_steal_pointer (&form));

  return TRUE;
}
