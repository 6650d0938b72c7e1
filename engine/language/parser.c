/* SPDX-License-Identifier: Apache-2.0 */
/* What the parsers of a model file's parts share: tokens, errors, and parameters. */
#include "config.h"

#include "engine/language/parser.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/error.h"

/* Numbers of model files; also keeps products of three dimensions in 64 bits after checks. */
#define LARGEST_NUMBER (1u << 30)
#define MAX_PARAMETERS 1024u
#define MAX_KNOWN 24u /* names in an error */

void
bs_parser_advance (BsParser *self)
{
  self->token = bs_lexer_next (&self->lexer);
}

gboolean
bs_parser_fail (BsParser *self, BsWhere where, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (self->error, BS_ERROR, BS_ERROR_SYNTAX, "%s:%u:%u: %s", self->file, where.line,
               where.column, message);

  return FALSE;
}

/* A token that is none explains itself. */
static gboolean
fail_at_bad (BsParser *self)
{
  return bs_parser_fail (self, self->token.where, "%.*s", (int) self->token.length,
                         self->token.text);
}

gboolean
bs_parser_expected (BsParser *self, const char *what)
{
  g_autofree char *found = NULL;

  if (self->token.kind == BS_TOKEN_BAD)
    return fail_at_bad (self);
  found = bs_token_describe (&self->token);

  return bs_parser_fail (self, self->token.where, _ ("found %s, expected %s"), found, what);
}

gboolean
bs_parser_unknown (BsParser *self, const BsToken *token, const char *what, const char *const *known,
                   guint n)
{
  g_autofree char *found = bs_token_describe (token);
  g_autoptr (GString) list = g_string_new (NULL);

  if (token->kind == BS_TOKEN_BAD)
    return fail_at_bad (self);
  for (guint i = 0; i < MIN (n, MAX_KNOWN); i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", known[i]);
  if (n > MAX_KNOWN)
    g_string_append (list, ", …");

  return bs_parser_fail (self, token->where, _ ("found %s, expected %s: %s"), found, what,
                         n > 0 ? list->str : _ ("there is none"));
}

gboolean
bs_parser_take (BsParser *self, int kind)
{
  if (self->token.kind != kind)
    return FALSE;
  bs_parser_advance (self);

  return TRUE;
}

gboolean
bs_parser_take_word (BsParser *self, const char *word)
{
  if (!bs_token_is (&self->token, word))
    return FALSE;
  bs_parser_advance (self);

  return TRUE;
}

gboolean
bs_parser_need (BsParser *self, int kind, const char *what)
{
  return bs_parser_take (self, kind) || bs_parser_expected (self, what);
}

gboolean
bs_parser_need_word (BsParser *self, const char *word)
{
  g_autofree char *quoted = g_strdup_printf ("“%s”", word);

  return bs_parser_take_word (self, word) || bs_parser_expected (self, quoted);
}

gboolean
bs_parser_need_token (BsParser *self, int kind, const char *what, BsToken *token)
{
  *token = self->token;

  return bs_parser_need (self, kind, what);
}

gboolean
bs_parser_need_count (BsParser *self, const char *what, guint32 *count)
{
  double number = self->token.number;

  if (self->token.kind != BS_TOKEN_NUMBER)
    return bs_parser_expected (self, what);
  if (number != floor (number) || number > LARGEST_NUMBER)
    return bs_parser_fail (self, self->token.where, _ ("%.*s is not a whole number up to %u"),
                           (int) self->token.length, self->token.text, LARGEST_NUMBER);
  *count = number;
  bs_parser_advance (self);

  return TRUE;
}

const char *
bs_parser_intern (BsParser *self, const BsToken *token)
{
  return g_string_chunk_insert_len (self->program->strings, token->text, token->length);
}

static gboolean
parse_base (BsParser *self, BsDimension *dimension)
{
  const BsStructure *structure = self->program->structure;
  const char *known[BS_MAX_VOCABULARIES + 1] = { "size" };

  if (dimension->base != BS_BASE_NONE)
    return bs_parser_expected (self, _ ("a number: a dimension has one name"));
  if (bs_parser_take_word (self, "size"))
    {
      dimension->base = BS_BASE_SIZE;
      return TRUE;
    }
  for (guint i = 0; i < structure->n_vocabularies; i++)
    {
      known[i + 1] = structure->vocabularies[i];
      if (bs_parser_take_word (self, structure->vocabularies[i]))
        {
          dimension->base = i;
          return TRUE;
        }
    }

  return bs_parser_unknown (self, &self->token, _ ("a number, or a name that counts"), known,
                            structure->n_vocabularies + 1);
}

/* Numbers and one name, with * and / between. */
static gboolean
parse_dimension (BsParser *self, BsDimension *dimension)
{
  gboolean divide = FALSE;

  *dimension = (BsDimension){ BS_BASE_NONE, 1, 1 };
  for (;;)
    {
      BsWhere where = self->token.where;
      guint32 number;
      guint64 product;

      if (self->token.kind != BS_TOKEN_NUMBER && !divide)
        {
          if (!parse_base (self, dimension))
            return FALSE;
        }
      else
        {
          if (!bs_parser_need_count (self, _ ("a number"), &number))
            return FALSE;
          product = (guint64) number * (divide ? dimension->divisor : dimension->factor);
          if (product == 0 || product > LARGEST_NUMBER)
            return bs_parser_fail (self, where, _ ("a dimension is from 1 to %u"), LARGEST_NUMBER);
          if (divide)
            dimension->divisor = product;
          else
            dimension->factor = product;
        }
      if (self->token.kind != '*' && self->token.kind != '/')
        return TRUE;
      divide = self->token.kind == '/';
      bs_parser_advance (self);
    }
}

gboolean
bs_parser_extent (BsParser *self, guint most, BsExtent *extent)
{
  BsWhere where = self->token.where;

  if (!bs_parser_need (self, '[', _ ("dimensions: “[”")))
    return FALSE;
  extent->n_dims = 0;
  do
    {
      if (extent->n_dims == most)
        return bs_parser_fail (self, where, _ ("at most %u dimensions are possible here"), most);
      if (!parse_dimension (self, &extent->dims[extent->n_dims]))
        return FALSE;
      extent->n_dims++;
    }
  while (bs_parser_take (self, ','));

  return bs_parser_need (self, ']', _ ("“,” or “]”"));
}

int
bs_parser_find_parameter (BsParser *self, const char *cell, const BsToken *token)
{
  int found = -1;

  for (guint i = 0; i < self->program->parameters->len; i++)
    {
      const char *name = bs_program_parameter (self->program, i)->name;

      if (bs_token_is (token, name))
        found = i;
      if (cell != NULL && g_str_has_prefix (name, cell) && name[strlen (cell)] == '.'
          && bs_token_is (token, name + strlen (cell) + 1))
        return i;
    }

  return found;
}

int
bs_parser_find_cell (BsParser *self, const BsToken *token)
{
  for (guint i = 0; i < self->program->cells->len; i++)
    if (bs_token_is (token, bs_program_cell (self->program, i)->name))
      return i;

  return -1;
}

gboolean
bs_parser_add_parameter (BsParser *self, const char *cell, const BsToken *token,
                         const BsExtent *extent)
{
  GArray *parameters = self->program->parameters;
  g_autofree char *name = cell == NULL
                              ? g_strndup (token->text, token->length)
                              : g_strdup_printf ("%s.%.*s", cell, (int) token->length, token->text);
  BsParameterForm form = { .extent = *extent, .where = token->where };

  for (guint i = 0; i < parameters->len; i++)
    {
      const BsParameterForm *other = bs_program_parameter (self->program, i);

      if (g_str_equal (other->name, name))
        return bs_parser_fail (self, token->where, _ ("there is a parameter %s at line %u already"),
                               name, other->where.line);
    }
  if (parameters->len == MAX_PARAMETERS)
    return bs_parser_fail (self, token->where, _ ("at most %u parameters are possible"),
                           MAX_PARAMETERS);
  form.name = g_string_chunk_insert (self->program->strings, name);
  g_array_append_val (parameters, form);

  return TRUE;
}

gboolean
bs_parser_parameters (BsParser *self, const char *cell)
{
  GArray *parameters = self->program->parameters;
  guint first = parameters->len;
  BsExtent extent = { 0 };

  do
    {
      BsToken token;

      if (!bs_parser_need_token (self, BS_TOKEN_NAME, _ ("the name of a parameter"), &token)
          || !bs_parser_add_parameter (self, cell, &token, &extent))
        return FALSE;
    }
  while (bs_parser_take (self, ','));
  if (!bs_parser_extent (self, 3, &extent))
    return FALSE;
  for (guint i = first; i < parameters->len; i++)
    g_array_index (parameters, BsParameterForm, i).extent = extent;

  return TRUE;
}
