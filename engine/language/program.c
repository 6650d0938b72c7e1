/* SPDX-License-Identifier: Apache-2.0 */
/* What a model file says as a whole, and the parameters that its parts share. */
#include "config.h"

#include "engine/language/program.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/byte-order-mark.h"
#include "engine/error.h"
#include "engine/language/parser.h"

void
bs_program_free (BsProgram *self)
{
  g_free (self->file);
  g_free (self->name);
  g_free (self->summary);
  g_free (self->generator);
  g_strfreev (self->samples);
  g_ptr_array_unref (self->number_names);
  g_array_unref (self->numbers);
  g_array_unref (self->parameters);
  g_ptr_array_unref (self->cells);
  g_array_unref (self->variables);
  g_array_unref (self->references);
  g_array_unref (self->steps);
  g_string_chunk_free (self->strings);
  g_free (self);
}

static BsProgram *
program_new (const char *file)
{
  BsProgram *self = g_new0 (BsProgram, 1);

  self->file = g_strdup (file);
  self->samples = g_new0 (char *, BS_MAX_FILES + 1);
  self->number_names = g_ptr_array_new ();
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->parameters = g_array_new (FALSE, TRUE, sizeof (BsParameterForm));
  self->cells = g_ptr_array_new_with_free_func (g_free);
  self->variables = g_array_new (FALSE, TRUE, sizeof (BsVariable));
  self->references = g_array_new (FALSE, TRUE, sizeof (BsReference));
  self->steps = g_array_new (FALSE, TRUE, sizeof (BsStep));
  self->growing = G_MAXUINT32;
  self->strings = g_string_chunk_new (1024);

  return self;
}

/* model NAME "summary" */
static gboolean
parse_title (BsParser *self)
{
  BsProgram *program = self->program;
  BsToken name, summary;

  if (!bs_parser_need_word (self, "model")
      || !bs_parser_need_token (self, BS_TOKEN_NAME, _ ("the name of the model"), &name)
      || !bs_parser_need_token (self, BS_TOKEN_STRING, _ ("a \"summary\" of the model"), &summary))
    return FALSE;

  program->name = g_strndup (name.text, name.length);
  program->summary = g_strndup (summary.text, summary.length);

  return TRUE;
}

/* input STRUCTURE */
static gboolean
parse_input (BsParser *self)
{
  const char *known[16];
  guint n, n_known;
  const BsStructure *structures = bs_structures (&n);
  BsToken token = { 0 };

  n_known = MIN (n, G_N_ELEMENTS (known));
  for (guint i = 0; i < n_known; i++)
    known[i] = structures[i].name;
  if (!bs_parser_need_word (self, "input"))
    return FALSE;
  token = self->token;
  if (token.kind == BS_TOKEN_NAME)
    for (guint i = 0; i < n; i++)
      if (bs_token_is (&token, structures[i].name))
        self->program->structure = &structures[i];
  if (self->program->structure == NULL)
    return bs_parser_unknown (self, &token, _ ("a structure of inputs"), known, n_known);
  bs_parser_advance (self);

  return TRUE;
}

/* sample "file", ... */
static gboolean
parse_samples (BsParser *self, BsWhere where)
{
  BsProgram *program = self->program;
  guint n = 0;

  do
    {
      BsToken token;

      if (!bs_parser_need_token (self, BS_TOKEN_STRING, _ ("the \"name\" of a sample file"),
                                 &token))
        return FALSE;
      /* Names, not paths: a model is not to make anyone read files elsewhere. */
      if (token.length == 0 || memchr (token.text, '/', token.length) != NULL)
        return bs_parser_fail (self, token.where,
                               _ ("a sample is the name of a file among the samples, without “/”"));
      if (n < BS_MAX_FILES)
        program->samples[n] = g_strndup (token.text, token.length);
      n++;
    }
  while (bs_parser_take (self, ','));
  if (n != program->structure->n_files)
    return bs_parser_fail (self, where, _ ("%u sample files; input %s is read from %u"), n,
                           program->structure->name, program->structure->n_files);

  return TRUE;
}

/* generate NAME (name number, ...) */
static gboolean
parse_generator (BsParser *self)
{
  BsProgram *program = self->program;
  const BsStructure *structure;
  BsToken name;

  if (!bs_parser_need_token (self, BS_TOKEN_NAME, _ ("the name of a generator"), &name))
    return FALSE;
  program->generator = g_strndup (name.text, name.length);
  program->generator_where = name.where;
  structure = bs_generator_structure (program->generator);
  if (structure == NULL)
    return bs_parser_unknown (self, &name, _ ("a generator"),
                              (const char *const[]){ "random-dag", "perfect-tree" }, 2);
  if (structure != program->structure)
    return bs_parser_fail (self, name.where, _ ("%s makes inputs of structure %s, not %s"),
                           program->generator, structure->name, program->structure->name);

  if (!bs_parser_need (self, '(', "“(”"))
    return FALSE;
  do
    {
      BsToken token;
      guint32 number;

      if (!bs_parser_need_token (self, BS_TOKEN_NAME, _ ("what the number is"), &token)
          || !bs_parser_need_count (self, _ ("a number"), &number))
        return FALSE;
      g_ptr_array_add (program->number_names, (char *) bs_parser_intern (self, &token));
      g_array_append_val (program->numbers, number);
    }
  while (bs_parser_take (self, ','));

  return bs_parser_need (self, ')', _ ("“,” or “)”"));
}

/* VOCABULARY >= number */
static gboolean
parse_least (BsParser *self)
{
  const BsStructure *structure = self->program->structure;
  static const char *const words[] = { "sample", "generate", "parameter", "cell", "build" };
  const char *known[G_N_ELEMENTS (words) + BS_MAX_VOCABULARIES];
  guint n = G_N_ELEMENTS (words);

  for (guint i = 0; i < structure->n_vocabularies; i++)
    if (bs_token_is (&self->token, structure->vocabularies[i]))
      {
        bs_parser_advance (self);
        return bs_parser_need (self, BS_TOKEN_AT_LEAST, "“>=”")
               && bs_parser_need_count (self, _ ("how many entries there are at least"),
                                        &self->program->least[i]);
      }

  memcpy (known, words, sizeof words);
  for (guint i = 0; i < structure->n_vocabularies; i++)
    known[n++] = structure->vocabularies[i];

  return bs_parser_unknown (self, &self->token, _ ("a statement"), known, n);
}

static gboolean
parse_all (BsParser *self)
{
  BsProgram *program = self->program;

  if (!parse_title (self) || !parse_input (self))
    return FALSE;

  while (self->token.kind != BS_TOKEN_END)
    {
      BsWhere where = self->token.where;
      gboolean sampled = program->samples[0] != NULL || program->generator != NULL;

      if (bs_parser_take_word (self, "sample"))
        {
          if (sampled)
            return bs_parser_fail (self, where, _ ("only one “sample” or “generate”, please"));
          if (!parse_samples (self, where))
            return FALSE;
        }
      else if (bs_parser_take_word (self, "generate"))
        {
          if (sampled)
            return bs_parser_fail (self, where, _ ("only one “sample” or “generate”, please"));
          if (!parse_generator (self))
            return FALSE;
        }
      else if (bs_parser_take_word (self, "parameter"))
        {
          if (!bs_parser_parameters (self, NULL))
            return FALSE;
        }
      else if (bs_parser_take_word (self, "cell"))
        {
          if (!bs_parser_cell (self))
            return FALSE;
        }
      else if (bs_parser_take_word (self, "build"))
        return bs_parser_build (self);
      else if (!parse_least (self))
        return FALSE;
    }

  return bs_parser_expected (self, _ ("“build”: how an input maps to calls of cells"));
}

BsProgram *
bs_program_parse (const char *file, const char *text, gsize length, GError **error)
{
  BsParser parser = { .file = file, .error = error };
  g_autoptr (BsProgram) program = NULL;
  const char *end = text + length, *valid;

  bs_skip_byte_order_mark (&text, end);
  if (length > BS_MAX_MODEL_FILE)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("%s: this is no model file: it is longer than %u bytes"), file,
                   BS_MAX_MODEL_FILE);
      return NULL;
    }
  bs_lexer_init (&parser.lexer, text, end - text);
  if (!g_utf8_validate (text, end - text, &valid))
    {
      BsWhere where = { 1, 1 };

      for (const char *p = text; p < valid; p = g_utf8_next_char (p))
        where = *p == '\n' ? (BsWhere){ where.line + 1, 1 }
                           : (BsWhere){ where.line, where.column + 1 };
      bs_parser_fail (&parser, where, _ ("a model file is text in UTF-8; this byte is not"));
      return NULL;
    }

  parser.program = program = program_new (file);
  bs_parser_advance (&parser);

  return parse_all (&parser) ? g_steal_pointer (&program) : NULL;
}
