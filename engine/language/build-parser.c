/* SPDX-License-Identifier: Apache-2.0 */
/* The build and finish blocks of a model file: how an input maps to calls of cells, as steps. */
#include "config.h"

#include "engine/language/build-names.h"

#include <glib/gi18n-lib.h>

#define MAX_BLOCKS 32u
#define MAX_CALLS 16u /* within calls */

static gboolean parse_block (BsBuildParser *self);
static gboolean parse_call (BsBuildParser *self, guint cell, BsWhere where,
                            const BsReference *targets, guint n_targets, gboolean append);

static guint32
add_step (BsBuildParser *self, BsStep step)
{
  g_array_append_val (self->program->steps, step);

  return self->program->steps->len - 1;
}

static void
set_target (BsBuildParser *self, guint32 step)
{
  g_array_index (self->program->steps, BsStep, step).to = self->program->steps->len;
}

static gboolean
fail_unknown_cell (BsBuildParser *self, const BsToken *name)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();

  for (guint i = 0; i < self->program->cells->len; i++)
    g_ptr_array_add (known, (char *) bs_program_cell (self->program, i)->name);

  return bs_parser_unknown (self->parser, name, _ ("a cell"), (const char *const *) known->pdata,
                            known->len);
}

/* A variable, an item, last (list), or a call, whose first value it is. */
static gboolean
parse_value (BsBuildParser *self, BsReference *reference)
{
  BsParser *parser = self->parser;
  BsToken name = parser->token;
  BsVariable result = { .kind = BS_VARIABLE_SINGLE, .assigned = TRUE, .where = name.where };
  int loop = bs_build_find_loop (self, &name), cell;

  *reference = (BsReference){ BS_REFERENCE_SINGLE, .where = name.where };
  if (!bs_parser_need (parser, BS_TOKEN_NAME, _ ("a variable or a call")))
    return FALSE;
  if (bs_token_is (&name, "last") && parser->token.kind == '(')
    return bs_build_last (self, reference);
  if (loop >= 0 && self->loops[loop].set < 0)
    {
      reference->kind = BS_REFERENCE_ITEM;
      reference->variable = self->loops[loop].variable;
      reference->path.loop = loop;
      return TRUE;
    }
  if (parser->token.kind != '(')
    return bs_build_reference (self, &name, reference);

  cell = bs_parser_find_cell (parser, &name);
  if (cell < 0)
    return fail_unknown_cell (self, &name);
  result.global = self->finishing;

  return bs_build_add_variable (self, result, &reference->variable)
         && parse_call (self, cell, name.where, reference, 1, FALSE);
}

static gboolean
fail_argument_count (BsBuildParser *self, const BsCellForm *cell, BsWhere where, guint n)
{
  guint id = cell->id >= 0;
  guint least = (cell->variadic ? 1 : cell->n_required) + id;
  guint most = (cell->variadic ? BS_MAX_CELL_INPUTS : cell->n_operands) + id;
  g_autofree char *range = least == most ? g_strdup_printf ("%u", most)
                                         : g_strdup_printf (_ ("%u to %u"), least, most);

  return bs_parser_fail (self->parser, where, _ ("%s takes %s operands, this call has %u"),
                         cell->name, range, n);
}

static gboolean
parse_id (BsBuildParser *self, BsCellForm *cell, BsNumber *id)
{
  const BsAttribute *attribute;

  if (!bs_build_number (self, id, &attribute))
    return FALSE;
  if (attribute != NULL && attribute->kind == BS_ATTRIBUTE_ID && cell->vocabulary < 0)
    cell->vocabulary = attribute->of;

  return TRUE;
}

/* (argument, ...) of a call of @cell, whose results are @targets */
static gboolean
parse_call (BsBuildParser *self, guint index, BsWhere where, const BsReference *targets,
            guint n_targets, gboolean append)
{
  BsParser *parser = self->parser;
  BsCellForm *cell = bs_program_cell (self->program, index);
  BsReference arguments[BS_MAX_CELL_INPUTS];
  BsStep step = { BS_STEP_CALL, where, .cell = index, .n_targets = n_targets, .append = append };
  guint n = 0;

  if (self->n_calls++ == MAX_CALLS)
    return bs_parser_fail (parser, where, _ ("more than %u calls within each other"), MAX_CALLS);
  if (n_targets > cell->n_outputs)
    return bs_parser_fail (parser, where, _ ("%s gives %u values, not %u"), cell->name,
                           cell->n_outputs, n_targets);
  if (!bs_parser_need (parser, '(', "“(”"))
    return FALSE;
  while (parser->token.kind != ')' || n > 0)
    {
      if ((int) n == cell->id)
        {
          if (!parse_id (self, cell, &step.left))
            return FALSE;
        }
      else if (step.n_arguments == BS_MAX_CELL_INPUTS
               || (!cell->variadic && step.n_arguments == cell->n_operands))
        return fail_argument_count (self, cell, where, n + 1);
      else if (!parse_value (self, &arguments[step.n_arguments++]))
        return FALSE;
      n++;
      if (!bs_parser_take (parser, ','))
        break;
    }
  if (!bs_parser_need (parser, ')', _ ("“,” or “)”")))
    return FALSE;
  if (step.n_arguments < (cell->variadic ? 1 : cell->n_required) || (int) n <= cell->id)
    return fail_argument_count (self, cell, where, n);

  self->n_calls--;
  step.references = self->program->references->len;
  g_array_append_vals (self->program->references, arguments, step.n_arguments);
  g_array_append_vals (self->program->references, targets, n_targets);
  add_step (self, step);

  return TRUE;
}

/* The places that a statement assigns to, from the name of the first on. */
static gboolean
parse_targets (BsBuildParser *self, BsToken name, BsReference *targets, guint *n)
{
  BsParser *parser = self->parser;

  for (*n = 0;;)
    {
      if (*n == BS_MAX_CELL_OUTPUTS)
        return bs_parser_fail (parser, name.where, _ ("a cell gives at most %u values"),
                               BS_MAX_CELL_OUTPUTS);
      targets[*n] = (BsReference){ BS_REFERENCE_SINGLE, .where = name.where };
      if (!bs_build_reference (self, &name, &targets[(*n)++]))
        return FALSE;
      if (parser->token.kind != ',')
        return TRUE;
      bs_parser_advance (parser);
      if (!bs_parser_need_token (parser, BS_TOKEN_NAME, _ ("the name of a variable"), &name))
        return FALSE;
    }
}

/* targets = or += call or value; behind the name of the first target */
static gboolean
parse_assignment (BsBuildParser *self, BsToken name)
{
  BsParser *parser = self->parser;
  BsReference targets[BS_MAX_CELL_OUTPUTS];
  BsStep copy = { BS_STEP_COPY, .where = name.where, .n_arguments = 1, .n_targets = 1 };
  gboolean append;
  BsReference value;
  guint n;
  int cell;

  if (!parse_targets (self, name, targets, &n))
    return FALSE;
  append = parser->token.kind == BS_TOKEN_APPEND;
  if (!append && parser->token.kind != '=')
    return bs_parser_expected (parser, _ ("“=”, “+=” or “,”"));
  bs_parser_advance (parser);
  for (guint i = 0; i < n; i++)
    {
      gboolean indexed = targets[i].kind == BS_REFERENCE_INDEXED;

      if (append && indexed)
        return bs_parser_fail (parser, targets[i].where, _ ("a list has no index"));
      if (!indexed
          && !bs_build_set_kind (self, targets[i].variable,
                                 append ? BS_VARIABLE_LIST : BS_VARIABLE_SINGLE, 0,
                                 targets[i].where))
        return FALSE;
      bs_build_variable (self, targets[i].variable)->assigned = TRUE;
      if (append)
        targets[i].kind = BS_REFERENCE_LIST;
    }

  name = parser->token;
  cell = bs_parser_find_cell (parser, &name);
  if (cell >= 0)
    {
      BsParser before = *parser;

      bs_parser_advance (parser);
      if (parser->token.kind == '(')
        return parse_call (self, cell, name.where, targets, n, append);
      *parser = before;
    }
  if (!parse_value (self, &value))
    return FALSE;
  if (n != 1)
    return bs_parser_fail (parser, name.where, _ ("one value for %u variables: expected a call"),
                           n);
  copy.references = self->program->references->len;
  copy.append = append;
  g_array_append_val (self->program->references, value);
  g_array_append_val (self->program->references, targets[0]);
  add_step (self, copy);

  return TRUE;
}

/* unset name, ... */
static gboolean
parse_unset (BsBuildParser *self)
{
  do
    {
      BsStep step = { BS_STEP_UNSET, .where = self->parser->token.where };
      BsToken name;

      if (!bs_parser_need_token (self->parser, BS_TOKEN_NAME, _ ("the name of a variable"), &name)
          || !bs_build_find_variable (self, &name, &step.variable))
        return FALSE;
      add_step (self, step);
    }
  while (bs_parser_take (self->parser, ','));

  return TRUE;
}

static gboolean
fail_unknown_set (BsBuildParser *self, const BsToken *token, int parent, const char *what)
{
  const char *known[BS_MAX_SETS];
  guint n = 0;

  for (guint i = 0; i < self->program->structure->n_sets; i++)
    if (bs_build_set (self, i)->parent == parent)
      known[n++] = bs_build_set (self, i)->name;

  return bs_parser_unknown (self->parser, token, what, known, n);
}

/* What a loop runs over, behind `in`; sets the name's kind. */
static gboolean
parse_range (BsBuildParser *self, BsStep *step, BsLoopName *name)
{
  BsParser *parser = self->parser;
  BsToken token;
  int set;

  step->reversed = bs_parser_take_word (parser, "reversed");
  token = parser->token;
  if (!bs_parser_need (parser, BS_TOKEN_NAME, _ ("a set or a list")))
    return FALSE;
  set = bs_build_find_set (self, &token, -1);
  if (bs_build_find_loop (self, &token) >= 0)
    {
      guint owner;

      step->kind = BS_STEP_OWNED;
      if (!bs_build_begin_path (self, &token, &step->path, &owner)
          || !bs_parser_need (parser, '.', _ ("“.” and a set that the element owns")))
        return FALSE;
      token = parser->token;
      set = bs_build_find_set (self, &token, owner);
      if (set < 0)
        return fail_unknown_set (self, &token, owner, _ ("a set that the element owns"));
      bs_parser_advance (parser);
    }
  else if (set >= 0)
    step->kind = BS_STEP_INPUT;
  else if (bs_build_known_variable (self, &token) < 0)
    return fail_unknown_set (self, &token, -1, _ ("a list, or a set of the input"));
  else
    {
      step->kind = BS_STEP_LIST;
      name->set = -1;
      if (!bs_build_find_variable (self, &token, &step->variable)
          || !bs_build_set_kind (self, step->variable, BS_VARIABLE_LIST, 0, token.where))
        return FALSE;
      name->variable = step->variable;
      return TRUE;
    }
  name->set = step->set = set;

  return TRUE;
}

/* for name in [reversed] set [growing] { ... } */
static gboolean
parse_for (BsBuildParser *self)
{
  BsParser *parser = self->parser;
  BsLoopName name = { 0 };
  BsStep step = { BS_STEP_INPUT, .loop = self->n_loops }, next = { BS_STEP_NEXT };
  BsWhere growing;
  guint32 begin;

  step.where = parser->token.where;
  if (!bs_parser_need_token (parser, BS_TOKEN_NAME, _ ("a name for the element"), &name.name)
      || !bs_parser_need_word (parser, "in") || !parse_range (self, &step, &name))
    return FALSE;
  if (self->n_loops == BS_MAX_LOOPS)
    return bs_parser_fail (parser, step.where, _ ("more than %u loops within each other"),
                           BS_MAX_LOOPS);
  if (bs_build_find_loop (self, &name.name) >= 0)
    return bs_parser_fail (parser, name.name.where, _ ("an outer loop has this name already"));
  if (bs_build_known_variable (self, &name.name) >= 0)
    return bs_parser_fail (parser, name.name.where, _ ("a variable has this name already"));
  growing = parser->token.where;
  if (bs_parser_take_word (parser, "growing"))
    {
      if (self->n_blocks > 1 || step.kind != BS_STEP_INPUT)
        return bs_parser_fail (parser, growing,
                               _ ("a growing loop is the last statement of build, over a set of "
                                  "the input"));
      self->grown = TRUE;
    }

  self->loops[self->n_loops++] = name;
  begin = add_step (self, step);
  if (!parse_block (self))
    return FALSE;
  next.where = step.where;
  next.loop = step.loop;
  next.to = begin + 1;
  add_step (self, next);
  set_target (self, begin);
  self->n_loops--;
  if (self->grown && self->n_blocks == 1)
    self->program->growing = self->program->steps->len - 1;

  return TRUE;
}

/* number [comparison number] */
static gboolean
parse_condition (BsBuildParser *self, BsStep *step)
{
  BsParser *parser = self->parser;
  const BsAttribute *attribute;

  step->comparison = BS_TOKEN_UNEQUAL;
  step->right = (BsNumber){ BS_NUMBER_LITERAL };
  step->where = parser->token.where;
  if (!bs_build_number (self, &step->left, &attribute))
    return FALSE;
  switch (parser->token.kind)
    {
    case '<':
    case '>':
    case BS_TOKEN_AT_LEAST:
    case BS_TOKEN_AT_MOST:
    case BS_TOKEN_EQUAL:
    case BS_TOKEN_UNEQUAL:
      step->comparison = parser->token.kind;
      bs_parser_advance (parser);
      return bs_build_number (self, &step->right, &attribute);
    case '{':
      return TRUE;
    default:
      return bs_parser_expected (parser, _ ("a comparison (==, !=, <, <=, >, >=) or “{”"));
    }
}

/* if condition { ... } else if condition { ... } else { ... } */
static gboolean
parse_if (BsBuildParser *self)
{
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean more = TRUE;

  while (more)
    {
      BsStep step = { BS_STEP_TEST };
      guint32 test, end;

      if (!parse_condition (self, &step))
        return FALSE;
      test = add_step (self, step);
      if (!parse_block (self))
        return FALSE;
      more = bs_parser_take_word (self->parser, "else");
      if (more)
        {
          end = add_step (self, (BsStep){ BS_STEP_JUMP });
          g_array_append_val (ends, end);
        }
      set_target (self, test);
      if (more && !bs_parser_take_word (self->parser, "if"))
        {
          if (!parse_block (self))
            return FALSE;
          more = FALSE;
        }
    }
  for (guint i = 0; i < ends->len; i++)
    set_target (self, g_array_index (ends, guint32, i));

  return TRUE;
}

static gboolean
parse_statement (BsBuildParser *self)
{
  BsParser *parser = self->parser;
  BsToken name = parser->token;
  int cell;

  if (self->grown && self->n_blocks == 1)
    return bs_parser_fail (parser, name.where,
                           _ ("nothing can follow a growing loop: make it the last statement"));
  if (!bs_parser_need (parser, BS_TOKEN_NAME,
                       _ ("a statement: for, if, unset, a call or an assignment; or “}”")))
    return FALSE;
  if (bs_token_is (&name, "for") && self->finishing)
    return bs_parser_fail (parser, name.where, _ ("finish has no input to loop over"));
  if (bs_token_is (&name, "for"))
    return parse_for (self);
  if (bs_token_is (&name, "if"))
    return parse_if (self);
  if (bs_token_is (&name, "unset"))
    return parse_unset (self);
  if (parser->token.kind != '(')
    return parse_assignment (self, name);
  cell = bs_parser_find_cell (parser, &name);
  if (cell < 0)
    return fail_unknown_cell (self, &name);

  return parse_call (self, cell, name.where, NULL, 0, FALSE);
}

static gboolean
parse_block (BsBuildParser *self)
{
  if (self->n_blocks++ == MAX_BLOCKS)
    return bs_parser_fail (self->parser, self->parser->token.where,
                           _ ("more than %u blocks within each other"), MAX_BLOCKS);
  if (!bs_parser_need (self->parser, '{', "“{”"))
    return FALSE;
  while (self->parser->token.kind != '}')
    if (!parse_statement (self))
      return FALSE;
  bs_parser_advance (self->parser);
  self->n_blocks--;

  return TRUE;
}

/* What finish names is kept from one input to the next, which elements are not. */
static gboolean
check_kept (BsBuildParser *self, const BsReference *reference)
{
  const BsVariable *variable = bs_build_variable (self, reference->variable);

  if (!variable->global || variable->kind != BS_VARIABLE_INDEXED)
    return TRUE;

  return bs_parser_fail (self->parser, reference->where,
                         _ ("%s has a value for each element of %s of one input, which finish "
                            "has not"),
                         variable->name, bs_build_set (self, variable->set)->name);
}

/* Plain names of lists are lists; every variable must get a value somewhere. */
static gboolean
resolve (BsBuildParser *self, BsReference *reference, gboolean takes_lists)
{
  const BsVariable *variable = bs_build_variable (self, reference->variable);

  if (!variable->assigned)
    return bs_parser_fail (self->parser, reference->where, _ ("nothing is ever assigned to %s"),
                           variable->name);
  if (reference->kind != BS_REFERENCE_SINGLE)
    return TRUE;
  if (variable->kind == BS_VARIABLE_INDEXED)
    return bs_parser_fail (self->parser, reference->where,
                           _ ("%s has a value for each element of %s: %s[...]"), variable->name,
                           bs_build_set (self, variable->set)->name, variable->name);
  if (variable->kind == BS_VARIABLE_LIST)
    {
      reference->kind = BS_REFERENCE_LIST;
      if (!takes_lists)
        return bs_parser_fail (self->parser, reference->where,
                               _ ("%s is a list, one value is wanted here: last (%s), or a loop "
                                  "over it"),
                               variable->name, variable->name);
    }

  return TRUE;
}

static gboolean
resolve_all (BsBuildParser *self)
{
  for (guint i = 0; i < self->program->steps->len; i++)
    {
      const BsStep *step = &g_array_index (self->program->steps, BsStep, i);
      gboolean takes_lists = step->kind == BS_STEP_CALL
                             && bs_program_cell (self->program, step->cell)->variadic;

      for (guint k = 0; k < step->n_arguments; k++)
        if (!resolve (self,
                      &g_array_index (self->program->references, BsReference, step->references + k),
                      takes_lists))
          return FALSE;
      if (step->kind == BS_STEP_UNSET || step->kind == BS_STEP_LIST)
        {
          BsReference reference = { BS_REFERENCE_ITEM, .variable = step->variable,
                                    .where = step->where };

          if (!resolve (self, &reference, TRUE) || !check_kept (self, &reference))
            return FALSE;
        }
    }

  return TRUE;
}

gboolean
bs_parser_build (BsParser *parser)
{
  BsBuildParser self = { parser, parser->program };

  if (!parse_block (&self))
    return FALSE;
  add_step (&self, (BsStep){ BS_STEP_FINISH });
  parser->program->finish = parser->program->steps->len;
  self.grown = FALSE;
  self.finishing = TRUE;
  if (bs_parser_take_word (parser, "finish") && !parse_block (&self))
    return FALSE;
  add_step (&self, (BsStep){ BS_STEP_STOP });
  if (parser->token.kind != BS_TOKEN_END)
    return bs_parser_expected (parser, _ ("“finish”, once, or the end of the file"));

  return resolve_all (&self);
}
