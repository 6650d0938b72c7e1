/* SPDX-License-Identifier: Apache-2.0 */
/* Strict JSON: a scanner with a bit a level instead of recursion. */
#include "config.h"

#include "profiles/files/json-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/error.h"

#define MAX_INTEGER_DIGITS 18

typedef struct
{
  const char *name;
  const char *text, *at, *end;
  guint depth, max_depth;
  guint64 objects; /* a bit a level: whether it is an object */
  GError **error;
} Scanner;

static gboolean
fail (const Scanner *self, const char *what)
{
  const char *line_start = self->text;
  guint line = 1;

  for (const char *p = self->text; p < self->at; p++)
    if (*p == '\n')
      {
        line++;
        line_start = p + 1;
      }
  g_set_error (self->error, BS_ERROR, BS_ERROR_SYNTAX, "%s:%u:%u: %s", self->name, line,
               (guint) (self->at - line_start) + 1, what);

  return FALSE;
}

static void
skip_space (Scanner *self)
{
  while (self->at < self->end && strchr (" \t\r\n", *self->at) != NULL)
    self->at++;
}

static gboolean
scan_string (Scanner *self)
{
  if (self->at == self->end || *self->at != '"')
    return fail (self, _ ("a string in double quotes is expected"));

  for (self->at++; self->at < self->end; self->at++)
    {
      guchar c = (guchar) *self->at;

      if (c == '"')
        {
          self->at++;
          return TRUE;
        }
      if (c < 0x20)
        return fail (self, _ ("a control character in a string must be written as \\u"));
      if (c != '\\')
        continue;

      if (++self->at == self->end || strchr ("\"\\/bfnrtu", *self->at) == NULL)
        return fail (self, _ ("this is no escape that JSON has"));
      if (*self->at == 'u')
        {
          for (guint i = 1; i <= 4; i++)
            if (self->end - self->at <= i || !g_ascii_isxdigit (self->at[i]))
              return fail (self, _ ("four hexadecimal digits must follow \\u"));
          if (strncmp (self->at + 1, "0000", 4) == 0)
            return fail (self, _ ("a string must not contain a zero character"));
          self->at += 4;
        }
    }

  return fail (self, _ ("the text ends within a string"));
}

static guint
scan_digits (Scanner *self)
{
  const char *start = self->at;

  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;

  return (guint) MIN (self->at - start, G_MAXINT);
}

static gboolean
scan_number (Scanner *self)
{
  const char *first;
  gboolean integer = TRUE;
  guint n_digits;

  if (self->at < self->end && *self->at == '-')
    self->at++;
  first = self->at;
  n_digits = scan_digits (self);
  if (n_digits == 0 || (*first == '0' && n_digits > 1))
    return fail (self, _ ("a value is expected"));

  if (self->at < self->end && *self->at == '.')
    {
      integer = FALSE;
      self->at++;
      if (scan_digits (self) == 0)
        return fail (self, _ ("digits must follow the decimal point"));
    }
  if (self->at < self->end && (*self->at == 'e' || *self->at == 'E'))
    {
      integer = FALSE;
      self->at++;
      if (self->at < self->end && (*self->at == '+' || *self->at == '-'))
        self->at++;
      if (scan_digits (self) == 0)
        return fail (self, _ ("digits must follow the exponent"));
    }
  if (integer && n_digits > MAX_INTEGER_DIGITS)
    return fail (self, _ ("the number is too large"));

  return TRUE;
}

static gboolean
scan_word (Scanner *self, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->at) < length || strncmp (self->at, word, length) != 0)
    return fail (self, _ ("a value is expected"));
  self->at += length;

  return TRUE;
}

/* The key of a member and its colon. */
static gboolean
scan_key (Scanner *self)
{
  skip_space (self);
  if (!scan_string (self))
    return FALSE;
  skip_space (self);
  if (self->at == self->end || *self->at != ':')
    return fail (self, _ ("a colon is expected"));
  self->at++;

  return TRUE;
}

/* Opens an array or object. @done tells that it is empty, and so a whole value. */
static gboolean
open_level (Scanner *self, gboolean *done)
{
  gboolean object = *self->at == '{';

  if (self->depth == self->max_depth)
    return fail (self, _ ("arrays and objects are nested too deep"));

  self->at++;
  skip_space (self);
  if (self->at < self->end && *self->at == (object ? '}' : ']'))
    {
      self->at++;
      *done = TRUE;
      return TRUE;
    }

  *done = FALSE;
  self->objects = object ? self->objects | (G_GUINT64_CONSTANT (1) << self->depth)
                         : self->objects & ~(G_GUINT64_CONSTANT (1) << self->depth);
  self->depth++;

  return object ? scan_key (self) : TRUE;
}

/* After a value: closes what ends, up to the comma before the next value or the end. */
static gboolean
close_levels (Scanner *self)
{
  while (self->depth > 0)
    {
      gboolean object = (self->objects >> (self->depth - 1) & 1) != 0;

      skip_space (self);
      if (self->at < self->end && *self->at == ',')
        {
          self->at++;
          return object ? scan_key (self) : TRUE;
        }
      if (self->at == self->end || *self->at != (object ? '}' : ']'))
        return fail (self,
                     object ? _ ("a comma or } is expected") : _ ("a comma or ] is expected"));
      self->at++;
      self->depth--;
    }

  return TRUE;
}

static gboolean
scan (Scanner *self)
{
  do
    {
      gboolean ok, whole = TRUE;

      skip_space (self);
      if (self->at == self->end)
        return fail (self, _ ("the text ends where a value is expected"));

      switch (*self->at)
        {
        case '{':
        case '[':
          ok = open_level (self, &whole);
          break;

        case '"':
          ok = scan_string (self);
          break;

        case 't':
          ok = scan_word (self, "true");
          break;

        case 'f':
          ok = scan_word (self, "false");
          break;

        case 'n':
          ok = scan_word (self, "null");
          break;

        default:
          ok = scan_number (self);
          break;
        }
      if (!ok || (whole && !close_levels (self)))
        return FALSE;
    }
  while (self->depth > 0);

  skip_space (self);
  if (self->at < self->end)
    return fail (self, _ ("nothing may follow the value"));

  return TRUE;
}

gboolean
bs_json_check (const char *name, const char *text, gsize length, guint max_depth, GError **error)
{
  Scanner scanner = { .name = name,
                      .text = text,
                      .at = text,
                      .end = text + length,
                      .max_depth = MIN (max_depth, 64),
                      .error = error };
  const char *bad;

  if (!g_utf8_validate_len (text, length, &bad))
    {
      scanner.at = bad;
      return fail (&scanner, _ ("the text is not valid UTF-8"));
    }

  return scan (&scanner);
}
