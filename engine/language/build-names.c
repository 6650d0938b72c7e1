/* SPDX-License-Identifier: Apache-2.0 */
/* What statements of the build block name: elements, their attributes, and variables. */
#include "config.h"

#include "engine/language/build-names.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_VARIABLES 1024u

const BsElementSet *
bs_build_set (BsBuildParser *self, guint set)
{
  return &self->program->structure->sets[set];
}

BsVariable *
bs_build_variable (BsBuildParser *self, guint variable)
{
  return &g_array_index (self->program->variables, BsVariable, variable);
}

int
bs_build_find_loop (BsBuildParser *self, const BsToken *token)
{
  for (guint i = self->n_loops; i-- > 0;)
    if (token->kind == BS_TOKEN_NAME && self->loops[i].name.length == token->length
        && memcmp (self->loops[i].name.text, token->text, token->length) == 0)
      return i;

  return -1;
}

int
bs_build_find_set (BsBuildParser *self, const BsToken *token, int parent)
{
  for (guint i = 0; i < self->program->structure->n_sets; i++)
    if (bs_build_set (self, i)->parent == parent
        && bs_token_is (token, bs_build_set (self, i)->name))
      return i;

  return -1;
}

gboolean
bs_build_add_variable (BsBuildParser *self, BsVariable variable, guint16 *index)
{
  if (self->program->variables->len == MAX_VARIABLES)
    return bs_parser_fail (self->parser, variable.where, _ ("more than %u variables"),
                           MAX_VARIABLES);
  *index = self->program->variables->len;
  g_array_append_val (self->program->variables, variable);

  return TRUE;
}

int
bs_build_known_variable (BsBuildParser *self, const BsToken *token)
{
  for (guint i = 0; i < self->program->variables->len; i++)
    {
      const char *name = bs_build_variable (self, i)->name;

      if (name != NULL && bs_token_is (token, name))
        return i;
    }

  return -1;
}

gboolean
bs_build_find_variable (BsBuildParser *self, const BsToken *token, guint16 *index)
{
  BsVariable variable = { .where = token->where };
  int found;

  if (bs_build_find_loop (self, token) >= 0)
    return bs_parser_fail (self->parser, token->where,
                           _ ("%.*s is an element in this loop, not a value: take one of its "
                              "attributes, or another name"),
                           (int) token->length, token->text);
  if (bs_build_find_set (self, token, -1) >= 0)
    return bs_parser_fail (self->parser, token->where,
                           _ ("%.*s is a set of the input: take another name"), (int) token->length,
                           token->text);
  found = bs_build_known_variable (self, token);
  *index = found;
  if (found < 0)
    {
      variable.name = bs_parser_intern (self->parser, token);
      if (!bs_build_add_variable (self, variable, index))
        return FALSE;
    }
  if (self->finishing)
    bs_build_variable (self, *index)->global = TRUE;

  return TRUE;
}

static const char *
kind_name (BsVariableKind kind)
{
  switch (kind)
    {
    case BS_VARIABLE_LIST:
      return _ ("a list");
    case BS_VARIABLE_INDEXED:
      return _ ("a value for each element");
    case BS_VARIABLE_SINGLE:
    case BS_VARIABLE_UNKNOWN:
    default:
      return _ ("one value");
    }
}

gboolean
bs_build_set_kind (BsBuildParser *self, guint16 index, BsVariableKind kind, guint set,
                   BsWhere where)
{
  BsVariable *variable = bs_build_variable (self, index);

  if (variable->kind == BS_VARIABLE_UNKNOWN)
    {
      variable->kind = kind;
      variable->set = set;
      variable->where = where;
    }
  if (variable->kind != kind)
    return bs_parser_fail (self->parser, where, _ ("%s is %s here, but %s at line %u"),
                           variable->name, kind_name (kind), kind_name (variable->kind),
                           variable->where.line);
  if (kind == BS_VARIABLE_INDEXED && variable->set != set)
    return bs_parser_fail (self->parser, where,
                           _ ("%s is indexed by %s here, but by %s at line %u"), variable->name,
                           bs_build_set (self, set)->name, bs_build_set (self, variable->set)->name,
                           variable->where.line);

  return TRUE;
}

/* The number of an attribute, -1 with an error. */
static int
find_attribute (BsBuildParser *self, guint set, const BsToken *token)
{
  const BsElementSet *elements = bs_build_set (self, set);
  g_autofree char *what = g_strdup_printf (_ ("an attribute of %s"), elements->name);
  const char *known[BS_MAX_ATTRIBUTES + BS_MAX_SETS];
  guint n = 0;

  for (guint i = 0; i < elements->n_attributes; i++)
    {
      known[n++] = elements->attributes[i].name;
      if (bs_token_is (token, elements->attributes[i].name))
        return i;
    }
  for (guint i = 0; i < self->program->structure->n_sets; i++)
    if (bs_build_set (self, i)->parent == (int) set)
      known[n++] = bs_build_set (self, i)->name;
  bs_parser_unknown (self->parser, token, what, known, n);

  return -1;
}

gboolean
bs_build_begin_path (BsBuildParser *self, const BsToken *name, BsPath *path, guint *set)
{
  int loop = bs_build_find_loop (self, name);
  const char *known[BS_MAX_LOOPS];
  guint n = 0;

  if (loop >= 0 && self->loops[loop].set >= 0)
    {
      *path = (BsPath){ .loop = loop };
      *set = self->loops[loop].set;
      return TRUE;
    }
  for (guint i = 0; i < self->n_loops; i++)
    if (self->loops[i].set >= 0)
      known[n++] = bs_parser_intern (self->parser, &self->loops[i].name);

  return bs_parser_unknown (self->parser, name, _ ("an element of a loop"), known, n);
}

static gboolean
extend_path (BsBuildParser *self, BsPath *path, guint *set, int attribute, BsWhere where)
{
  if (path->n == BS_MAX_PATH)
    return bs_parser_fail (self->parser, where, _ ("more than %u attributes after each other"),
                           BS_MAX_PATH);
  path->sets[path->n] = *set;
  path->attributes[path->n++] = attribute;
  *set = bs_build_set (self, *set)->attributes[attribute].of;

  return TRUE;
}

/* name.attribute...: an element. */
static gboolean
parse_element (BsBuildParser *self, BsPath *path, guint *set)
{
  BsParser *parser = self->parser;
  BsToken token;

  if (!bs_parser_need_token (parser, BS_TOKEN_NAME, _ ("an element of a loop"), &token)
      || !bs_build_begin_path (self, &token, path, set))
    return FALSE;
  while (bs_parser_take (parser, '.'))
    {
      int attribute;

      token = parser->token;
      attribute = find_attribute (self, *set, &token);
      if (attribute < 0)
        return FALSE;
      if (bs_build_set (self, *set)->attributes[attribute].kind != BS_ATTRIBUTE_ELEMENT)
        return bs_parser_fail (parser, token.where, _ ("%.*s is a number, not an element"),
                               (int) token.length, token.text);
      if (!extend_path (self, path, set, attribute, token.where))
        return FALSE;
      bs_parser_advance (parser);
    }

  return TRUE;
}

/* count (list), count (set) or count (element.set), behind the word */
static gboolean
parse_count (BsBuildParser *self, BsNumber *number)
{
  BsParser *parser = self->parser;
  BsToken token;
  int set;

  if (!bs_parser_need (parser, '(', "“(”")
      || !bs_parser_need_token (parser, BS_TOKEN_NAME, _ ("a list or a set"), &token))
    return FALSE;
  set = bs_build_find_set (self, &token, -1);
  if (bs_build_find_loop (self, &token) >= 0)
    {
      guint owner;

      number->kind = BS_NUMBER_OWNED_LENGTH;
      if (!bs_build_begin_path (self, &token, &number->path, &owner)
          || !bs_parser_need (parser, '.', "“.”"))
        return FALSE;
      token = parser->token;
      set = bs_build_find_set (self, &token, owner);
      if (set < 0)
        {
          if (find_attribute (self, owner, &token) >= 0)
            bs_parser_expected (parser, _ ("a set that the element owns"));
          return FALSE;
        }
      number->set = set;
      bs_parser_advance (parser);
    }
  else if (set >= 0 && !self->finishing)
    {
      number->kind = BS_NUMBER_SET_LENGTH;
      number->set = set;
    }
  else
    {
      number->kind = BS_NUMBER_LIST_LENGTH;
      if (!bs_build_find_variable (self, &token, &number->variable)
          || !bs_build_set_kind (self, number->variable, BS_VARIABLE_LIST, 0, token.where))
        return FALSE;
    }

  return bs_parser_need (parser, ')', "“)”");
}

gboolean
bs_build_number (BsBuildParser *self, BsNumber *number, const BsAttribute **attribute)
{
  BsParser *parser = self->parser;
  BsToken token = parser->token;
  guint set;

  *attribute = NULL;
  *number = (BsNumber){ BS_NUMBER_LITERAL, .where = token.where };
  if (token.kind == BS_TOKEN_NUMBER)
    return bs_parser_need_count (parser, _ ("a number"), &number->literal);
  if (bs_parser_take_word (parser, "count"))
    return parse_count (self, number);
  if (token.kind != BS_TOKEN_NAME)
    return bs_parser_expected (parser, _ ("a number, an attribute or count (...)"));

  bs_parser_advance (parser);
  if (!bs_build_begin_path (self, &token, &number->path, &set))
    return FALSE;
  do
    {
      int index;

      if (!bs_parser_need (parser, '.', _ ("“.” and an attribute")))
        return FALSE;
      token = parser->token;
      index = find_attribute (self, set, &token);
      if (index < 0)
        return FALSE;
      bs_parser_advance (parser);
      *attribute = &bs_build_set (self, set)->attributes[index];
      if ((*attribute)->kind != BS_ATTRIBUTE_ELEMENT)
        {
          number->kind = BS_NUMBER_ATTRIBUTE;
          number->set = set;
          number->attribute = index;
        }
      else if (!extend_path (self, &number->path, &set, index, token.where))
        return FALSE;
    }
  while (number->kind != BS_NUMBER_ATTRIBUTE);

  return TRUE;
}

gboolean
bs_build_last (BsBuildParser *self, BsReference *reference)
{
  BsParser *parser = self->parser;
  BsToken token;

  reference->kind = BS_REFERENCE_LAST;

  return bs_parser_need (parser, '(', "“(”")
         && bs_parser_need_token (parser, BS_TOKEN_NAME, _ ("a list"), &token)
         && bs_build_find_variable (self, &token, &reference->variable)
         && bs_build_set_kind (self, reference->variable, BS_VARIABLE_LIST, 0, token.where)
         && bs_parser_need (parser, ')', "“)”");
}

gboolean
bs_build_reference (BsBuildParser *self, const BsToken *name, BsReference *reference)
{
  BsParser *parser = self->parser;
  guint set;

  if (!bs_build_find_variable (self, name, &reference->variable))
    return FALSE;
  if (!bs_parser_take (parser, '['))
    return TRUE;
  reference->kind = BS_REFERENCE_INDEXED;

  return parse_element (self, &reference->path, &set) && bs_parser_need (parser, ']', "“]”")
         && bs_build_set_kind (self, reference->variable, BS_VARIABLE_INDEXED, set, name->where);
}
