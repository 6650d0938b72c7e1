/* SPDX-License-Identifier: Apache-2.0 */
/* The words of model files. */
#include "config.h"

#include "engine/language/lexer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LONGEST_NUMBER 32
#define LONGEST_SHOWN 40

static const struct
{
  const char *text;
  int kind;
} long_tokens[] = {
  { "...", BS_TOKEN_ELLIPSIS }, { "->", BS_TOKEN_ARROW },   { "+=", BS_TOKEN_APPEND },
  { ">=", BS_TOKEN_AT_LEAST },  { "<=", BS_TOKEN_AT_MOST }, { "==", BS_TOKEN_EQUAL },
  { "!=", BS_TOKEN_UNEQUAL },
};

void
bs_lexer_init (BsLexer *self, const char *text, gsize length)
{
  self->at = self->line_start = self->counted = text;
  self->end = text + length;
  self->line = self->column = 1;
}

/* Returns whether a line ended. */
static gboolean
skip_blanks (BsLexer *self)
{
  gboolean new_line = self->at == self->line_start;

  while (self->at < self->end)
    {
      char c = *self->at;

      if (c == '#')
        {
          const char *line_end = memchr (self->at, '\n', self->end - self->at);

          self->at = line_end != NULL ? line_end : self->end;
        }
      else if (c == '\n')
        {
          self->line_start = self->counted = ++self->at;
          self->line++;
          self->column = 1;
          new_line = TRUE;
        }
      else if (c == ' ' || c == '\t' || c == '\r')
        self->at++;
      else
        break;
    }

  return new_line;
}

static gboolean
is_name_start (char c)
{
  return g_ascii_isalpha (c) || c == '_';
}

static gboolean
is_name_part (char c)
{
  return is_name_start (c) || g_ascii_isdigit (c);
}

static BsToken
bad (BsToken token, const char *why)
{
  token.kind = BS_TOKEN_BAD;
  token.text = why;
  token.length = strlen (why);

  return token;
}

static void
read_name (BsLexer *self, BsToken *token)
{
  const char *p = self->at;

  while (p < self->end
         && (is_name_part (*p) || (*p == '-' && p + 1 < self->end && is_name_part (p[1]))))
    p++;
  token->kind = BS_TOKEN_NAME;
  token->length = p - self->at;
}

static BsToken
read_number (BsLexer *self, BsToken token)
{
  char text[LONGEST_NUMBER + 1];
  const char *p = self->at;

  while (p < self->end && g_ascii_isdigit (*p))
    p++;
  if (p + 1 < self->end && *p == '.' && g_ascii_isdigit (p[1]))
    for (p++; p < self->end && g_ascii_isdigit (*p);)
      p++;
  if (p < self->end && is_name_start (*p))
    return bad (token, _ ("a number ends before a letter: write a blank or an operator between"));
  if (p - self->at > LONGEST_NUMBER)
    return bad (token, _ ("this number is too long"));

  token.kind = BS_TOKEN_NUMBER;
  token.length = p - self->at;
  memcpy (text, self->at, token.length);
  text[token.length] = '\0';
  token.number = g_ascii_strtod (text, NULL);

  return token;
}

static BsToken
read_string (BsLexer *self, BsToken token)
{
  const char *p = self->at + 1;

  while (p < self->end && *p != '"' && !g_ascii_iscntrl (*p))
    p++;
  if (p < self->end && *p != '"' && *p != '\n' && *p != '\r')
    return bad (token, _ ("this string has a control character in it"));
  if (p == self->end || *p != '"')
    return bad (token, _ ("this string has no end on its line: add a \""));
  token.kind = BS_TOKEN_STRING;
  token.text = self->at + 1;
  token.length = p - token.text;

  return token;
}

BsToken
bs_lexer_next (BsLexer *self)
{
  gboolean first = skip_blanks (self);
  BsToken token = { .kind = BS_TOKEN_END, .text = self->at, .first = first };

  self->column += g_utf8_strlen (self->counted, self->at - self->counted);
  self->counted = self->at;
  token.where = (BsWhere){ self->line, self->column };

  if (self->at == self->end)
    return token;

  if (is_name_start (*self->at))
    read_name (self, &token);
  else if (g_ascii_isdigit (*self->at))
    token = read_number (self, token);
  else if (*self->at == '"')
    token = read_string (self, token);
  else
    {
      gsize left = self->end - self->at;

      for (guint i = 0; i < G_N_ELEMENTS (long_tokens) && token.length == 0; i++)
        if (left >= strlen (long_tokens[i].text)
            && memcmp (self->at, long_tokens[i].text, strlen (long_tokens[i].text)) == 0)
          {
            token.kind = long_tokens[i].kind;
            token.length = strlen (long_tokens[i].text);
          }
      if (token.length == 0 && strchr ("()[]{},;=+-*/.<>", *self->at) != NULL)
        {
          token.kind = *self->at;
          token.length = 1;
        }
      if (token.length == 0)
        return bad (token, _ ("this character means nothing here"));
    }

  /* A bad token stays where it is: nobody reads on behind it. */
  if (token.kind != BS_TOKEN_BAD)
    self->at = token.text + token.length + (token.kind == BS_TOKEN_STRING);

  return token;
}

gboolean
bs_token_is (const BsToken *token, const char *word)
{
  return token->kind == BS_TOKEN_NAME && strlen (word) == token->length
         && memcmp (token->text, word, token->length) == 0;
}

char *
bs_token_describe (const BsToken *token)
{
  const char *end;

  if (token->kind == BS_TOKEN_END)
    return g_strdup (_ ("the end of the file"));
  if (g_utf8_strlen (token->text, token->length) <= LONGEST_SHOWN)
    return g_strdup_printf (token->kind == BS_TOKEN_STRING ? "\"%.*s\"" : "“%.*s”",
                            (int) token->length, token->text);
  end = g_utf8_offset_to_pointer (token->text, LONGEST_SHOWN);

  return g_strdup_printf ("“%.*s…”", (int) (end - token->text), token->text);
}
