/* SPDX-License-Identifier: Apache-2.0 */
/* Reads JSON value by value. */
#include "config.h"

#include "profiles/files/json-reader.h"

#include <string.h>

/* No function for strings here: some look for the end of the text, again and again. */

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
skip_space (BsJsonReader *self)
{
  while (is_space (*self->at))
    self->at++;
}

char
bs_json_reader_peek (BsJsonReader *self)
{
  skip_space (self);

  return *self->at;
}

void
bs_json_reader_enter (BsJsonReader *self)
{
  skip_space (self);
  self->at++;
}

gboolean
bs_json_reader_more (BsJsonReader *self)
{
  skip_space (self);
  if (*self->at == ',')
    {
      self->at++;
      return TRUE;
    }
  if (*self->at != ']' && *self->at != '}')
    return TRUE;
  self->at++;

  return FALSE;
}

static gunichar
read_unit (BsJsonReader *self)
{
  gunichar unit = 0;

  for (guint i = 0; i < 4; i++)
    unit = unit << 4 | (gunichar) g_ascii_xdigit_value (*self->at++);

  return unit;
}

/* What follows a backslash. */
static void
read_escape (BsJsonReader *self, GString *text)
{
  static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
  char c = *self->at++;
  const char *letter = strchr (letters, c);
  gunichar unit;

  if (c != 'u')
    {
      g_string_append_c (text, letter != NULL ? meant[letter - letters] : c);
      return;
    }

  unit = read_unit (self);
  if (unit >= 0xd800 && unit < 0xdc00 && self->at[0] == '\\' && self->at[1] == 'u')
    {
      BsJsonReader low = { self->at + 2 };
      gunichar second = read_unit (&low);

      if (second >= 0xdc00 && second < 0xe000)
        {
          unit = 0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00);
          *self = low;
        }
    }
  /* Half a pair is no character. */
  g_string_append_unichar (text, unit >= 0xd800 && unit < 0xe000 ? 0xfffd : unit);
}

void
bs_json_reader_string (BsJsonReader *self, GString *text)
{
  g_string_truncate (text, 0);
  skip_space (self);
  for (self->at++; *self->at != '"';)
    {
      const char *start = self->at;

      while (*self->at != '"' && *self->at != '\\')
        self->at++;
      g_string_append_len (text, start, self->at - start);
      if (*self->at == '\\')
        {
          self->at++;
          read_escape (self, text);
        }
    }
  self->at++;
}

void
bs_json_reader_key (BsJsonReader *self, GString *key)
{
  bs_json_reader_string (self, key);
  skip_space (self);
  self->at++;
}

gboolean
bs_json_reader_integer (BsJsonReader *self, gint64 *value)
{
  gboolean negative, whole;

  skip_space (self);
  negative = *self->at == '-';
  self->at += negative;
  for (*value = 0; g_ascii_isdigit (*self->at); self->at++)
    *value = *value * 10 + (*self->at - '0');
  if (negative)
    *value = -*value;
  whole = *self->at != '.' && *self->at != 'e' && *self->at != 'E';
  if (!whole)
    bs_json_reader_skip (self);

  return whole;
}

void
bs_json_reader_skip (BsJsonReader *self)
{
  guint depth = 0;

  do
    {
      switch (bs_json_reader_peek (self))
        {
        case '{':
        case '[':
          depth++;
          self->at++;
          break;

        case '}':
        case ']':
          depth--;
          self->at++;
          break;

        case ',':
        case ':':
          self->at++;
          break;

        case '"':
          for (self->at++; *self->at != '"'; self->at++)
            if (*self->at == '\\')
              self->at++;
          self->at++;
          break;

        default:
          while (*self->at != ',' && *self->at != ']' && *self->at != '}' && !is_space (*self->at))
            self->at++;
          break;
        }
    }
  while (depth > 0);
}
